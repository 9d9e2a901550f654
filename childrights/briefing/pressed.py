"""Charts of a report as pictures: the project's own print charts, at print resolution."""

from __future__ import annotations

from dataclasses import replace

from childrights.briefing.content import Chart
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.press import Format, print_chart
from childrights.figures.print.sheet import SHEETS, Size

SHEET = replace(SHEETS[Size.A4], height=235.0, tallest=580.0)
"""As wide as a page's text, and low enough (83 mm) that two charts and their text share a page."""


def pressed(chart: Chart) -> bytes | None:
    """The PNG of a chart, as wide as an A4 page's text; ``None`` where a page cannot hold it.

    The report's own caption says the title, so the picture does not say it again. The same chart
    gives the same bytes.
    """
    if chart.picture is None:
        return None
    caption = chart.picture.caption
    bare = replace(caption, notes=replace(caption.notes, title=""))
    try:
        return print_chart(chart.picture.chart, bare, SHEET, Format.PNG)
    except TooMuchForOnePage:
        return None
