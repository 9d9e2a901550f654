"""A series in the height of a line of text: the same description as the large chart, drawn small.

A sparkline has no axis, so it is a picture with words; runs stay apart where figures cannot be
joined. Streamlit lets no drawing through in HTML text, but a picture whose address is its content.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from childrights.figures.charts import Point, TrendChart
from childrights.figures.palette import QUIET, SPARK, TARGET
from childrights.language import say

WIDTH, HEIGHT, MARGIN = 150, 40, 5
"""Of the drawing, in CSS pixels."""


def spark_html(chart: TrendChart) -> str:
    """The picture with its words; an empty text where there is no figure to draw."""
    if not chart.runs:
        return ""
    said = say("Diễn biến: {finding}", finding=chart.finding)
    source = f"data:image/svg+xml,{quote(spark_svg(chart))}"
    return (
        f'<img class="te-small-trend" width="{WIDTH}" height="{HEIGHT}" src="{source}" '
        f'alt="{escape(said)}" title="{escape(said)}">'
    )


def spark_svg(chart: TrendChart) -> str:
    """The drawing: runs, targets as short dashes, breaks dotted, the latest figure largest."""
    marks = [
        *(_line(x, x, MARGIN, HEIGHT - MARGIN, QUIET, "1 3") for x in _breaks(chart)),
        *_aims(chart),
        *(_run(chart, run) for run in chart.runs),
        *_dots(chart),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(marks)}</svg>'
    )


def _x(chart: TrendChart, year: float) -> float:
    first, last = chart.years[0], chart.years[-1]
    share = (year - first) / (last - first) if last > first else 0.5
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _y(chart: TrendChart, position: float) -> float:
    low, high = _ends(chart)
    share = (position - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def _ends(chart: TrendChart) -> tuple[float, float]:
    """From the least to the most that is drawn, so that small changes are seen."""
    known = [point.position for run in chart.runs for point in run]
    known += [aim.position for aim in chart.aims]
    return min(known), max(known)


def _breaks(chart: TrendChart) -> Iterator[float]:
    return (_x(chart, found.position) for found in chart.breaks)


def _aims(chart: TrendChart) -> Iterator[str]:
    for aim in chart.aims:
        x, y = _x(chart, aim.year), _y(chart, aim.position)
        yield _line(max(x - 9, 0), min(x + 9, WIDTH), y, y, TARGET, "6 2")


def _run(chart: TrendChart, run: tuple[Point, ...]) -> str:
    points = " ".join(f"{_x(chart, p.year)},{_y(chart, p.position)}" for p in run)
    return f'<polyline points="{points}" fill="none" stroke="{SPARK}" stroke-width="1.8"/>'


def _dots(chart: TrendChart) -> Iterator[str]:
    last = chart.runs[-1][-1]
    for point in (point for run in chart.runs for point in run):
        radius = 3.4 if point is last else 1.8
        fill = "#ffffff" if point.is_open else SPARK
        x, y = _x(chart, point.year), _y(chart, point.position)
        yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="{SPARK}"/>'


def _line(x0: float, x1: float, y0: float, y1: float, colour: str, dash: str) -> str:
    return (
        f'<line x1="{x0}" x2="{x1}" y1="{y0}" y2="{y1}" stroke="{colour}" '
        f'stroke-width="1.3" stroke-dasharray="{dash}"/>'
    )
