"""Units on paper: a dot for each on one scale, in as many columns as the page asks for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.charts import Rule, Scale, UnitRow, UnitsChart
from childrights.figures.palette import INK, LOOKS, QUIET, TARGET, TONES, WHISKER
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import LEADING, lines_of, widest
from childrights.figures.print.page import GRID, Box, Dot, Key, Page, Stroke, ticks
from childrights.figures.print.sheet import Sheet
from childrights.figures.words import Tone
from childrights.language import say

_GRID = Stroke(GRID, 0.5)
_AIM = Stroke(TARGET, 1.3, (0, (4, 2)))
_WHOLE = Stroke(QUIET, 1.3, (0, (1, 1.5)))
_SPREAD = Stroke(WHISKER, 3.2)
_MARKERS = {
    "▲": "^", "●": "o", "▼": "v", "■": "s", "►": ">", "◊": "D", "◄": "<",
    "□": "s", "○": "o", "–": "o",
}  # fmt: skip
_HOLLOW = {"□", "○", "◊"}
_GAP = 14.0
_LEAST_PLOT = 6
"""Text sizes that the scale must be wide at least, beside names and figures."""
_MOST = 5
"""Columns at most."""
_MOST_PITCH = 2.6
"""Text sizes from one row to the next at most: three units do not fill a page."""


@dataclass(frozen=True)
class _Columns:
    """How rows are set: how many columns, rows in each, distance of rows and size of letters."""

    count: int
    rows: int
    pitch: float
    size: float


def dot_of(shape: str, tone: Tone) -> Dot:
    """The mark of a verdict."""
    return Dot(_MARKERS[shape], TONES[tone], shape not in _HOLLOW)


@dataclass(frozen=True)
class UnitsDrawing:
    """Units about to be drawn."""

    chart: UnitsChart

    def keys(self) -> Sequence[Key]:
        """The verdicts in use, then the lines."""
        keys = [Key(dot_of(shape, tone), text) for shape, tone, text in self.chart.verdicts]
        aims = [rule for rule in self.chart.rules if rule.is_target]
        others = [rule for rule in self.chart.rules if not rule.is_target]
        if aims:
            keys.append(
                Key(_AIM, say("Chỉ tiêu: {text}", text="; ".join(rule.text for rule in aims)))
            )
        keys += [Key(_WHOLE, f"{rule.label}: {rule.text}") for rule in others]
        spread = self.chart.spread_words
        return [*keys, *([Key(_SPREAD, spread)] if spread else [])]

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """As usual if one column has room, else taller, else in columns."""
        columns = self._columns(sheet, usual, most)
        wanted = columns.rows * columns.pitch + self._axis(sheet)
        # Few rows leave the rest of the sheet to nothing: the picture ends with them.
        return min(max(wanted, sheet.text * 8), most)

    def _columns(self, sheet: Sheet, usual: float, most: float) -> _Columns:
        """The largest letters and the fewest columns that fit; a page grows before it splits."""
        for size in (sheet.text, sheet.text * 0.85, sheet.smallest):
            for room, columns in [(usual, 1), *((most, count) for count in range(1, _MOST + 1))]:
                found = self._fitted(sheet, room, columns, size, spread=room == usual)
                if found:
                    return found
        raise TooMuchForOnePage(len(self.chart.rows))

    def _fitted(
        self, sheet: Sheet, room: float, columns: int, size: float, *, spread: bool
    ) -> _Columns | None:
        rows = math.ceil(len(self.chart.rows) / columns) or 1
        least, free = self._least_pitch(sheet, columns, size), room - self._axis(sheet)
        if rows * least > free + 0.1 or not self._wide_enough(sheet, columns, size):
            return None
        widest_pitch = size * _MOST_PITCH if spread else least * 1.2
        return _Columns(columns, rows, max(min(free / rows, widest_pitch), least), size)

    def _axis(self, sheet: Sheet) -> float:
        return sheet.text * LEADING * 1.6 if self.chart.scale.is_shown else sheet.text * 0.5

    def _names(self, sheet: Sheet, columns: int, size: float) -> float:
        """Room for names: what the widest needs, at most two fifths of a column."""
        width = (sheet.inner - _GAP * (columns - 1)) / columns
        return min(widest([row.name for row in self.chart.rows], size), width * 0.42)

    def _figures(self, size: float) -> float:
        known = [row.text for row in self.chart.rows if row.position is not None]
        return widest(known, size) + size

    def _wide_enough(self, sheet: Sheet, columns: int, size: float) -> bool:
        width = (sheet.inner - _GAP * (columns - 1)) / columns
        rest = width - self._names(sheet, columns, size) - self._figures(size)
        return columns == 1 or rest >= _LEAST_PLOT * size

    def _least_pitch(self, sheet: Sheet, columns: int, size: float) -> float:
        names = self._names(sheet, columns, size)
        deepest = max((len(lines_of(row.name, size, names)) for row in self.chart.rows), default=1)
        return (deepest - 1) * size * LEADING + size * 1.15

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw column by column."""
        columns = self._columns(sheet, box.height, box.height)
        size = columns.size
        width = (box.width - _GAP * (columns.count - 1)) / columns.count
        names = self._names(sheet, columns.count, size) + size * 0.7
        for number in range(columns.count):
            rows = self.chart.rows[number * columns.rows : (number + 1) * columns.rows]
            x = box.x + number * (width + _GAP) + names
            plot = Box(
                x, box.y, width - names - self._figures(size), columns.pitch * len(rows)
            )  # fmt: skip
            if rows:
                _Column(self.chart, rows, plot, _true_scale(self.chart), size).draw(page, names)


def _true_scale(chart: UnitsChart) -> Scale:
    """The scale without the room that the screen leaves for figures beside the last dot."""
    known = [row.position for row in chart.rows if row.position is not None]
    ends = [*known, *(rule.position for rule in chart.rules)]
    ends += [row.interval[1] for row in chart.rows if row.interval]
    scale = chart.scale
    high = max([*ends, scale.low + 1])
    return Scale(scale.low, high, scale.suffix, scale.is_shown and bool(known), scale.is_whole)


@dataclass(frozen=True)
class _Column:
    chart: UnitsChart
    rows: Sequence[UnitRow]
    plot: Box
    scale: Scale
    size: float

    def draw(self, page: Page, names: float) -> None:
        plot, size = self.plot, self.size
        for at, text in ticks(self.scale, 4):
            x = self._x(at)
            page.stroke((x, x), (plot.y, plot.bottom), _GRID, order=1)
            page.text(
                x, plot.bottom + size * 0.9, text, size * 0.88, colour=QUIET, align="center"
            )  # fmt: skip
        for rule in self.chart.rules:
            self._rule(page, rule)
        pitch = plot.height / len(self.rows)
        for at, row in enumerate(self.rows):
            self._row(page, row, plot.y + (at + 0.5) * pitch, names)

    def _x(self, position: float) -> float:
        share = (position - self.scale.low) / (self.scale.high - self.scale.low)
        return self.plot.x + share * self.plot.width

    def _rule(self, page: Page, rule: Rule) -> None:
        x = self._x(rule.position)
        page.stroke((x, x), (self.plot.y, self.plot.bottom), _AIM if rule.is_target else _WHOLE)

    def _row(self, page: Page, row: UnitRow, y: float, names: float) -> None:
        size, plot = self.size, self.plot
        lines = lines_of(row.name, size, names - size * 0.7)
        page.lines(
            plot.x - size * 0.7, y - len(lines) * size * LEADING / 2, lines, size,
            align="right", bold=row.is_own,
        )  # fmt: skip
        if row.position is None:
            page.text(plot.x + 2, y, row.text, size, colour=LOOKS[row.look], covers=True)
            return
        x = self._x(row.position)
        page.stroke((plot.x, x), (y, y), _GRID, order=1)
        end = x
        if row.interval is not None:
            low, end = (self._x(limit) for limit in row.interval)
            page.stroke((low, end), (y, y), _SPREAD, order=3)
        page.dot(x, y, dot_of(row.shape, row.tone), size * 0.78)
        page.text(max(x, end) + size * 0.75, y, row.text, size, colour=INK, covers=True)
