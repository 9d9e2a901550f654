"""A breakdown on paper: a bar for each code, from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.charts import BreakdownChart, PartRow
from childrights.figures.palette import LOOKS, NAVY, QUIET
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import LEADING, lines_of, widest
from childrights.figures.print.page import Box, Ground, Key, Page, Stroke
from childrights.figures.print.sheet import Sheet

_BAR = Ground(NAVY, NAVY)
_LABELS = 0.4
"""Share of the width that labels may take."""
_MOST_SPARE = 2.5
"""Text sizes by which rows are spread apart at most: two bars do not fill a slide."""


@dataclass(frozen=True)
class BreakdownDrawing:
    """Bars about to be drawn."""

    chart: BreakdownChart

    def keys(self) -> Sequence[Key]:
        """None: each bar bears its own name and figure."""
        return ()

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """As much as the rows ask for."""
        size = sheet.text
        least = sum(self._least(row, sheet, size) for row in self.chart.rows)
        if least > most:
            raise TooMuchForOnePage(len(self.chart.rows))
        roomy = size * 3.2 * len(self.chart.rows)
        return max(least, min(usual, roomy), size * 6)

    def _least(self, row: PartRow, sheet: Sheet, size: float) -> float:
        lines = lines_of(row.label, size, sheet.inner * _LABELS)
        return max(len(lines) * LEADING + 0.3, 1.5) * size

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw row by row; what is left over of the height is shared out."""
        size = sheet.text
        names = min(widest([row.label for row in self.chart.rows], size), box.width * _LABELS)
        figures = widest([row.text for row in self.chart.rows], size) + size
        plot = Box(
            box.x + names + size * 0.7, box.y, box.width - names - figures - size * 0.7, box.height
        )
        deep = [self._least(row, sheet, size) for row in self.chart.rows]
        spare = max(0.0, box.height - sum(deep)) / max(len(deep), 1)
        spare = min(spare, size * _MOST_SPARE)
        y = box.y
        for row, least in zip(self.chart.rows, deep, strict=True):
            self._row(page, row, Box(plot.x, y, plot.width, least + spare), size, names)
            y += least + spare
        page.stroke((plot.x, plot.x), (box.y, y), Stroke(QUIET, 0.8))

    def _row(self, page: Page, row: PartRow, box: Box, size: float, names: float) -> None:
        middle = box.y + box.height / 2
        lines = lines_of(row.label, size, names)
        top = middle - len(lines) * size * LEADING / 2
        page.lines(box.x - size * 0.7, top, lines, size, align="right")
        if row.position is None:
            page.text(box.x + size * 0.5, middle, row.text, size, colour=LOOKS[row.look])
            return
        full = self.chart.scale.high / 1.2
        length = row.position / full * box.width
        thick = min(box.height * 0.62, size * 1.7)
        page.ground(Box(box.x, middle - thick / 2, length, thick), _BAR)
        page.text(box.x + length + size * 0.5, middle, row.text, size)
