"""A funnel on paper: units by size and figure, between the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.charts import FunnelChart, FunnelDot
from childrights.figures.palette import QUIET, WHISKER
from childrights.figures.print.letters import LEADING, widest, width_of
from childrights.figures.print.page import GRID, Box, Key, Page, Stroke, ticks
from childrights.figures.print.sheet import Sheet
from childrights.figures.print.units import dot_of
from childrights.language import say

_INNER = Stroke(WHISKER, 1.6)
_OUTER = Stroke(QUIET, 1.1, (0, (4, 2)))
_MEAN = Stroke(QUIET, 1.3, (0, (1, 1.5)))
_GRID = Stroke(GRID, 0.5)


@dataclass(frozen=True)
class _Frame:
    """Where sizes and figures lie on the page."""

    chart: FunnelChart
    plot: Box

    def x(self, size: float) -> float:
        """Place of a size."""
        scale = self.chart.sizes
        return self.plot.x + (size - scale.low) / (scale.high - scale.low) * self.plot.width

    def y(self, position: float) -> float:
        """Height of a figure."""
        scale = self.chart.scale
        share = (position - scale.low) / (scale.high - scale.low)
        return self.plot.bottom - share * self.plot.height


@dataclass(frozen=True)
class FunnelDrawing:
    """A funnel about to be drawn."""

    chart: FunnelChart

    def keys(self) -> Sequence[Key]:
        """The shapes in use, the lines, and what is not on the chart."""
        keys = [Key(dot_of(shape, tone), words) for shape, tone, words in self.chart.standings]
        keys += [Key(_INNER, say("Giới hạn 95%")), Key(_OUTER, say("Giới hạn 99,8%"))]
        mean = self.chart.mean
        keys.append(Key(_MEAN, f"{mean.label}: {mean.text}"))
        return [*keys, *(Key(Stroke(QUIET, 0.0), words) for words in self.chart.absent)]

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """Whatever is there."""
        del sheet, most
        return usual

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw grid, limits, units, then the names of those outside."""
        small = sheet.text * 0.88
        marks = ticks(self.chart.scale)
        gutter = 8 + widest([text for _, text in marks], small)
        below = small * LEADING * 2.6
        frame = _Frame(
            self.chart,
            Box(box.x + gutter, box.y + small, box.width - gutter - small, box.height - below),
        )
        for at, text in marks:
            y = frame.y(at)
            page.stroke((frame.plot.x, frame.plot.right), (y, y), _GRID, order=1)
            page.text(frame.plot.x - 6, y, text, small, colour=QUIET, align="right")
        self._sizes(page, frame, small)
        self._lines(page, frame)
        for dot in self.chart.dots:
            page.dot(frame.x(dot.size), frame.y(dot.position), dot_of(dot.shape, dot.tone), small)
        for dot in self.chart.dots:
            if dot.is_named:
                self._name(page, frame, dot, small)

    def _sizes(self, page: Page, frame: _Frame, size: float) -> None:
        bottom = frame.plot.bottom
        page.stroke((frame.plot.x, frame.plot.right), (bottom, bottom), Stroke(QUIET, 0.8))
        for at, text in ticks(self.chart.sizes):
            page.text(frame.x(at), bottom + size * 0.9, text, size, colour=QUIET, align="center")
        middle = frame.plot.x + frame.plot.width / 2
        label = self.chart.size_label
        page.text(middle, bottom + size * 2.3, label, size, colour=QUIET, align="center")

    def _lines(self, page: Page, frame: _Frame) -> None:
        limits = self.chart.limits
        xs = [frame.x(limit.size) for limit in limits]
        for side in (0, 1):
            page.stroke(xs, [frame.y(limit.outer[side]) for limit in limits], _OUTER)
            page.stroke(xs, [frame.y(limit.inner[side]) for limit in limits], _INNER)
        y = frame.y(self.chart.mean.position)
        page.stroke((frame.plot.x, frame.plot.right), (y, y), _MEAN)

    def _name(self, page: Page, frame: _Frame, dot: FunnelDot, size: float) -> None:
        x, y = frame.x(dot.size), frame.y(dot.position)
        is_right = x + width_of(dot.name, size) > frame.plot.right
        away = -size * 1.1 if dot.position > self.chart.mean.position else size * 1.1
        page.text(x, y + away, dot.name, size, align="right" if is_right else "left", covers=True)
