"""Small multiples on paper: panels in columns, their bars on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.charts import PartRow
from childrights.figures.palette import LOOKS, NAVY, QUIET
from childrights.figures.panels import Panel, PanelsChart
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import LEADING, height_of, lines_of, widest
from childrights.figures.print.page import Box, Ground, Key, Page, Stroke
from childrights.figures.print.sheet import Sheet

_BAR = Ground(NAVY, NAVY)
_GAP = 1.6
"""Between panels, in text sizes."""
_LABELS = 0.45
_LEAST_BAR = 7.0
"""Room for the longest bar at least, in text sizes."""
_MOST_COLUMNS = 4


@dataclass(frozen=True)
class _Grid:
    """How panels stand: how many side by side, in which text size, each how wide and high."""

    columns: int
    size: float
    width: float
    heights: tuple[float, ...]

    @property
    def height(self) -> float:
        return sum(self.heights)


@dataclass(frozen=True)
class PanelsDrawing:
    """Panels about to be drawn."""

    chart: PanelsChart

    def keys(self) -> Sequence[Key]:
        """None: each bar bears its own name and figure."""
        return ()

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """As much as the panels ask for, in the largest text that fits."""
        return max(self._fitted(sheet, most).height, min(usual, sheet.text * 6))

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Panel by panel, row by row of panels."""
        grid = self._fitted(sheet, box.height)
        y = box.y
        for number, height in enumerate(grid.heights):
            first = number * grid.columns
            for at, panel in enumerate(self.chart.panels[first : first + grid.columns]):
                x = box.x + at * (grid.width + _GAP * grid.size)
                self._panel(page, panel, Box(x, y, grid.width, height), grid.size)
            y += height

    # ── Measuring ─────────────────────────────────────────────────────────────────────────

    def _fitted(self, sheet: Sheet, most: float) -> _Grid:
        size = sheet.text
        while size >= sheet.smallest:
            for columns in range(min(_MOST_COLUMNS, len(self.chart.panels)), 0, -1):
                grid = self._grid(sheet, columns, size)
                if self._is_wide_enough(grid) and grid.height <= most + 0.1:
                    return grid
            size -= 0.5
        raise TooMuchForOnePage(sum(len(panel.rows) for panel in self.chart.panels))

    def _grid(self, sheet: Sheet, columns: int, size: float) -> _Grid:
        width = (sheet.inner - (columns - 1) * _GAP * size) / columns
        rows = math.ceil(len(self.chart.panels) / columns)
        heights = tuple(
            max(
                self._panel_height(panel, width, size)
                for panel in self.chart.panels[number * columns : (number + 1) * columns]
            )
            for number in range(rows)
        )
        return _Grid(columns, size, width, heights)

    def _is_wide_enough(self, grid: _Grid) -> bool:
        rest = grid.width - self._names(grid.width, grid.size) - self._figures(grid.size)
        return rest >= _LEAST_BAR * grid.size

    def _rows(self) -> list[PartRow]:
        return [row for panel in self.chart.panels for row in panel.rows]

    def _names(self, width: float, size: float) -> float:
        return min(widest([row.label for row in self._rows()], size), width * _LABELS)

    def _figures(self, size: float) -> float:
        return widest([row.text for row in self._rows()], size) + size

    def _title(self, panel: Panel, width: float, size: float) -> list[str]:
        words = f"{panel.title}: {panel.text}" if panel.text else panel.title
        return lines_of(words, size, width, bold=True)

    def _row_height(self, row: PartRow, width: float, size: float) -> float:
        lines = lines_of(row.label, size, self._names(width, size))
        return max(len(lines) * LEADING + 0.15, 1.4) * size

    def _panel_height(self, panel: Panel, width: float, size: float) -> float:
        title = height_of(self._title(panel, width, size), size) + size * 0.4
        return title + sum(self._row_height(row, width, size) for row in panel.rows) + size * 1.2

    # ── Drawing ───────────────────────────────────────────────────────────────────────────

    def _panel(self, page: Page, panel: Panel, box: Box, size: float) -> None:
        title = self._title(panel, box.width, size)
        page.lines(box.x, box.y, title, size, bold=True)
        top = box.y + height_of(title, size) + size * 0.4
        names, y = self._names(box.width, size), top
        x = box.x + names + size * 0.6
        free = box.width - names - size * 0.6 - self._figures(size)
        for row in panel.rows:
            height = self._row_height(row, box.width, size)
            self._row(page, row, Box(x, y, free, height), (names, size))
            y += height
        page.stroke((x, x), (top, y), Stroke(QUIET, 0.6))

    def _row(self, page: Page, row: PartRow, box: Box, text: tuple[float, float]) -> None:
        names, size = text
        middle = box.y + box.height / 2
        lines = lines_of(row.label, size, names)
        above = middle - len(lines) * size * LEADING / 2
        page.lines(box.x - size * 0.6, above, lines, size, align="right")
        if row.position is None:
            page.text(box.x + size * 0.4, middle, row.text, size, colour=LOOKS[row.look])
            return
        length = max(0.0, row.position) / self.chart.high * box.width
        thick = min(box.height * 0.62, size)
        page.ground(Box(box.x, middle - thick / 2, length, thick), _BAR)
        page.text(box.x + length + size * 0.4, middle, row.text, size)
