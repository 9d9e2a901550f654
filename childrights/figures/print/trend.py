"""A series on paper: the line above a small table of each year's target and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from childrights.figures.charts import Bound, Point, TrendChart
from childrights.figures.palette import LOOKS, NAVY, QUIET, TARGET, WHISKER
from childrights.figures.print.letters import LEADING, height_of, lines_of, widest
from childrights.figures.print.page import GRID, Box, Dot, Key, Page, Sign, Stroke, ticks
from childrights.figures.print.sheet import Sheet
from childrights.figures.trend import Mark, meanings
from childrights.language import say, say_as

_LINE = Stroke(NAVY, 1.8)
_KNOWN, _OPEN = Dot("o", NAVY), Dot("o", NAVY, is_filled=False)
_AIM = Stroke(TARGET, 1.5, (0, (4, 2)))
_BREAK = Stroke(QUIET, 1.1, (0, (1, 2)))
_BOUND = Stroke(QUIET, 2.4)
_SPREAD = Stroke(WHISKER, 3.2)
_GRID = Stroke(GRID, 0.5)
_SIGNS: Mapping[Mark, Sign] = {
    Mark.KNOWN: _KNOWN, Mark.OPEN: _OPEN, Mark.SPREAD: _SPREAD, Mark.AIM: _AIM,
    Mark.BOUND: _BOUND, Mark.BREAK: _BREAK,
}  # fmt: skip


@dataclass(frozen=True)
class _Frame:
    """Where years and figures lie on the page."""

    chart: TrendChart
    plot: Box

    @property
    def slot(self) -> float:
        """Width that one year has."""
        years = self.chart.years
        return self.plot.width / (years[-1] - years[0] + 1)

    def x(self, year: float) -> float:
        """Middle of a year."""
        return self.plot.x + (year - self.chart.years[0] + 0.5) * self.slot

    def y(self, position: float) -> float:
        """Height of a figure."""
        scale = self.chart.scale
        share = (position - scale.low) / (scale.high - scale.low)
        return self.plot.bottom - share * self.plot.height


@dataclass(frozen=True)
class TrendDrawing:
    """A series about to be drawn."""

    chart: TrendChart

    def keys(self) -> Sequence[Key]:
        """What each mark means, for those in use."""
        return [Key(_SIGNS[mark], words) for mark, words in meanings(self.chart)]

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """Whatever is there."""
        del sheet, most
        return usual

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw the line, then the years and their small table."""
        small = sheet.text * 0.88
        marks = ticks(self.chart.scale) if self.chart.runs or self.chart.bounds else []
        heads = self._heads()
        gutter = 8 + max(
            widest([text for _, text in marks], small), widest([head for head, _ in heads], small)
        )
        frame = self._frame(box, gutter, small)
        for at, text in marks:
            y = frame.y(at)
            page.stroke((frame.plot.x, frame.plot.right), (y, y), _GRID, order=1)
            page.text(frame.plot.x - 6, y, text, small, colour=QUIET, align="right")
        self._marks(page, frame, sheet.text)
        self._table(page, frame, heads, small)

    def _heads(self) -> list[tuple[str, dict[int, str]]]:
        """Rows under the axis, each with what it says of a year."""
        chart = self.chart
        aims = {aim.year: aim.text for aim in chart.aims}
        cover = {year: text for year, text in zip(chart.years, chart.coverage, strict=True) if text}
        rows = [(say_as("target", "Chỉ tiêu"), aims), (say("Đã báo cáo"), cover)]
        return [(head, row) for head, row in rows if row]

    def _frame(self, box: Box, gutter: float, small: float) -> _Frame:
        """The plot, less the room for the table below it and for a figure above its top."""
        width = box.width - gutter
        wide = _Frame(self.chart, Box(box.x + gutter, box.y, width, box.height))
        below = small * LEADING * 1.75 + sum(
            _row_height(row, small, wide.slot) for _, row in self._heads()
        )
        top = small * LEADING
        plot = Box(box.x + gutter, box.y + top, width, box.height - top - below)
        return _Frame(self.chart, plot)

    def _marks(self, page: Page, frame: _Frame, size: float) -> None:
        plot, chart = frame.plot, self.chart
        page.stroke((plot.x, plot.right), (plot.bottom, plot.bottom), Stroke(QUIET, 0.8))
        for found in chart.breaks:
            x = frame.x(found.position)
            page.stroke((x, x), (plot.y, plot.bottom), _BREAK)
        for aim in chart.aims:
            x, y = frame.x(aim.year), frame.y(aim.position)
            half = min(0.32 * frame.slot, size * 4)
            page.stroke((x - half, x + half), (y, y), _AIM)
        for bound in chart.bounds:
            _draw_bound(page, frame, bound, size)
        for run in chart.runs:
            xs, ys = [frame.x(p.year) for p in run], [frame.y(p.position) for p in run]
            page.stroke(xs, ys, _LINE, order=3)
            for point in run:
                if point.interval is not None:
                    low, high = (frame.y(end) for end in point.interval)
                    page.stroke((frame.x(point.year),) * 2, (low, high), _SPREAD)
                _draw_point(page, frame, point, size)
        for absence in chart.absences:
            top = plot.bottom - 4 - height_of(absence.words, size * 0.88)
            x, colour = frame.x(absence.year), LOOKS[absence.look]
            page.lines(x, top, absence.words, size * 0.88, colour=colour, align="center")

    def _table(
        self, page: Page, frame: _Frame, rows: Sequence[tuple[str, dict[int, str]]], size: float
    ) -> None:
        y = frame.plot.bottom + size * LEADING * 0.5
        for year in self.chart.years:
            x = frame.x(year)
            page.lines(x, y, [str(year)], size * 1.05, bold=True, align="center")
        y += size * LEADING * 1.25
        for head, row in rows:
            page.stroke((frame.plot.x - 6, frame.plot.right), (y, y), _GRID)
            page.lines(frame.plot.x - 8, y + size * 0.2, [head], size, colour=QUIET, align="right")
            for year, text in row.items():
                lines = lines_of(text, size, frame.slot - 4)
                page.lines(frame.x(year), y + size * 0.2, lines, size, align="center")
            y += _row_height(row, size, frame.slot)


def _row_height(row: dict[int, str], size: float, slot: float) -> float:
    tallest = max(len(lines_of(text, size, slot - 4)) for text in row.values())
    return tallest * size * LEADING + size * 0.4


def _draw_point(page: Page, frame: _Frame, point: Point, size: float) -> None:
    x, y = frame.x(point.year), frame.y(point.position)
    page.dot(x, y, _OPEN if point.is_open else _KNOWN, size * 0.75)
    away = size * 1.25
    fits_below = y + away + size * 0.6 < frame.plot.bottom
    below = point.is_under_target and fits_below
    page.text(x, y + away if below else y - away, point.text, size, align="center", covers=True)


def _draw_bound(page: Page, frame: _Frame, bound: Bound, size: float) -> None:
    x, low, high = frame.x(bound.year), frame.y(bound.low), frame.y(bound.high)
    page.stroke((x, x), (low, high), _BOUND)
    for y in (low, high):
        page.stroke((x - size * 0.5, x + size * 0.5), (y, y), Stroke(QUIET, 1.4))
    lines = lines_of(bound.text, size * 0.88, frame.slot - 4)
    top = high - height_of(lines, size * 0.88) - 3
    page.lines(x, max(top, frame.plot.y - size), lines, size * 0.88, align="center")
