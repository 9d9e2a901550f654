"""The schematic of units on paper: tiles, and beside tiles too small for names a numbered list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.palette import INK, LOOKS, ink_on
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import LEADING, lines_of, widest
from childrights.figures.print.page import Box, Ground, Key, Page, Stroke
from childrights.figures.print.sheet import Sheet
from childrights.figures.schematic import Schematic, Tile
from childrights.figures.words import Look

_GAP = 2.5
_SHAPE = 0.82
"""Height of a tile of its width, as on the screen."""
_GROUNDS = {
    Look.MISSING: Ground(edge=LOOKS[Look.MISSING], dash="--", width=1.0),
    Look.HIDDEN: Ground(edge=LOOKS[Look.HIDDEN], hatch="///"),
    Look.NOT_APPLICABLE: Ground("#e3e6ea", "#e3e6ea"),
}
_OWN = Stroke(INK, 2.4)


def ground_of(look: Look, colour: str) -> Ground:
    """The surface of a tile or of a legend's entry."""
    return _GROUNDS.get(look) or Ground(colour)


@dataclass(frozen=True)
class SchematicDrawing:
    """Tiles about to be drawn."""

    chart: Schematic

    def keys(self) -> Sequence[Key]:
        """The grounds in use, in words."""
        return [Key(ground_of(key.look, key.colour), key.text) for key in self.chart.legend]

    @property
    def _rows(self) -> int:
        return max((tile.row for tile in self.chart.tiles), default=1)

    def _tile_height(self, width: float) -> float:
        return width / self.chart.columns * _SHAPE

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """Tiles as wide as the page, or lower where that is too tall; a list takes its own."""
        tiles = min(self._rows * self._tile_height(sheet.inner), usual)
        if not self.chart.is_dense or _is_wide(sheet):
            return max(tiles, usual) if self.chart.is_dense else max(tiles, sheet.text * 8)
        wanted = tiles + self._list_height(sheet, sheet.inner) + sheet.text
        if wanted > most:
            raise TooMuchForOnePage(len(self.chart.tiles))
        return wanted

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw the tiles, and the list below them or to their right."""
        if not self.chart.is_dense:
            self._tiles(page, box, sheet)
        elif _is_wide(sheet):
            left = Box(box.x, box.y, box.width * 0.3, box.height)
            x = left.right + sheet.text
            self._tiles(page, left, sheet)
            self._list(page, Box(x, box.y, box.right - x, box.height), sheet)
        else:
            listed = self._list_height(sheet, box.width)
            self._tiles(page, Box(box.x, box.y, box.width, box.height - listed - sheet.text), sheet)
            self._list(page, Box(box.x, box.bottom - listed, box.width, listed), sheet)

    def _tiles(self, page: Page, box: Box, sheet: Sheet) -> None:
        height = min(box.height / self._rows, self._tile_height(box.width))
        width = min(box.width / self.chart.columns, height * 2.4)
        left = box.x + (box.width - width * self.chart.columns) / 2
        for tile in self.chart.tiles:
            x, y = left + (tile.column - 1) * width, box.y + (tile.row - 1) * height
            _draw_tile(page, tile, Box(x, y, width - _GAP, height - _GAP), sheet)

    # ── The list ──────────────────────────────────────────────────────────────────────────

    def _entries(self) -> list[str]:
        return [f"{tile.label}. {tile.name}: {tile.figure}" for tile in self.chart.tiles]

    def _list_columns(self, sheet: Sheet, width: float) -> int:
        entry = widest(self._entries(), sheet.smallest) + sheet.smallest
        return max(1, int(width // entry))

    def _list_height(self, sheet: Sheet, width: float) -> float:
        rows = math.ceil(len(self.chart.tiles) / self._list_columns(sheet, width))
        return rows * sheet.smallest * LEADING

    def _list(self, page: Page, box: Box, sheet: Sheet) -> None:
        if self._list_height(sheet, box.width) > box.height + 1:
            raise TooMuchForOnePage(len(self.chart.tiles))
        columns = self._list_columns(sheet, box.width)
        rows = math.ceil(len(self.chart.tiles) / columns)
        ordered = sorted(self.chart.tiles, key=lambda tile: int(tile.label))
        for at, tile in enumerate(ordered):
            x = box.x + at // rows * box.width / columns
            line = f"{tile.label}. {tile.name}: {tile.figure}"
            page.lines(x, box.y + at % rows * sheet.smallest * LEADING, [line], sheet.smallest)


def _is_wide(sheet: Sheet) -> bool:
    return sheet.tallest <= sheet.height


def _draw_tile(page: Page, tile: Tile, box: Box, sheet: Sheet) -> None:
    ground = ground_of(tile.look, tile.colour)
    page.ground(box, ground)
    if tile.is_own:
        xs = (box.x, box.right, box.right, box.x, box.x)
        page.stroke(xs, (box.y, box.y, box.bottom, box.bottom, box.y), _OWN, order=3)
    ink = LOOKS[tile.look] if tile.look in _GROUNDS else ink_on(tile.colour)
    size = _fitting(tile, box, sheet)
    name = lines_of(tile.label, size, box.width - 4)
    figure = lines_of(tile.short_text, size, box.width - 4)
    top = box.y + (box.height - (len(name) + len(figure)) * size * LEADING) / 2
    middle = box.x + box.width / 2
    covers = bool(ground.hatch)
    page.lines(middle, top, name, size, bold=True, colour=ink, align="center", covers=covers)
    below = top + len(name) * size * LEADING
    page.lines(middle, below, figure, size, colour=ink, align="center", covers=covers)


def _fitting(tile: Tile, box: Box, sheet: Sheet) -> float:
    """The largest size, from the sheet's own down to the least that is read, that fits a tile."""
    size = sheet.text
    while size > sheet.smallest and not _fits(tile, box, size):
        size -= 0.5
    return max(size, sheet.smallest)


def _fits(tile: Tile, box: Box, size: float) -> bool:
    name = lines_of(tile.label, size, box.width - 4)
    figure = lines_of(tile.short_text, size, box.width - 4)
    wide = max(widest(name, size, bold=True), widest(figure, size))
    return wide <= box.width - 4 and (len(name) + len(figure)) * size * LEADING <= box.height - 2
