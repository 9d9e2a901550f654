"""A sparkline: the course of one figure over like periods, in the height of a line of text.

It has no axis, so its words say what it shows; the page of the indicator has the chart. It is made
of bare figures, since a page of many judges each of them only once; where a series has been judged,
`sparkline` draws it with its targets and breaks.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from childrights.catalogue.model import Indicator
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.palette import SPARK
from childrights.figures.words import say_value
from childrights.language import say

WIDTH, HEIGHT, MARGIN = 96, 28, 4
"""Of the drawing, in CSS pixels."""


@dataclass(frozen=True)
class Spark:
    """Runs of known points as (x, y) in pixels.

    Broken where a figure is missing or hidden, and where the method of the indicator changed.
    """

    runs: tuple[tuple[tuple[float, float], ...], ...]
    first: str
    last: str
    words: str


def describe_spark(indicator: Indicator, values: Sequence[DisclosedValue]) -> Spark | None:
    """Place the known figures of like periods, oldest first; ``None`` for fewer than two.

    Raises ``NotDisclosed``.
    """
    require_disclosed(values)
    known = [item.value for item in values if item.value is not None]
    if len(known) < 2:
        return None
    low, span = min(known), max(known) - min(known)
    runs: list[list[tuple[float, float]]] = [[]]
    for position, item in enumerate(values):
        if item.value is None or (
            position and item.method_since != values[position - 1].method_since
        ):
            runs.append([])
        if item.value is not None:
            height = (item.value - low) / span if span else Decimal("0.5")
            runs[-1].append((_across(position, len(values)), _down(height)))
    years = [f"{item.period.year}: {say_value(indicator, item)}" for item in values]
    return Spark(
        runs=tuple(tuple(run) for run in runs if run),
        first=str(values[0].period.year),
        last=str(values[-1].period.year),
        words="; ".join(years),
    )


def _across(position: int, count: int) -> float:
    return round(MARGIN + position * (WIDTH - 2 * MARGIN) / (count - 1), 1)


def _down(height: Decimal) -> float:
    return round(MARGIN + float(1 - height) * (HEIGHT - 2 * MARGIN), 1)


def spark_html(spark: Spark) -> str:
    """The sparkline as a picture between its first and last year, and its words for a reader.

    A picture, because Streamlit takes drawings out of the HTML of a page.
    """
    course = say("Diễn biến {words}", words=spark.words)
    return (
        f'<span class="te-spark"><span aria-hidden="true">{spark.first}</span>'
        f'<img src="data:image/svg+xml;base64,{b64encode(_drawing(spark).encode()).decode()}" '
        f'width="{WIDTH}" height="{HEIGHT}" alt="{escape(course)}" '
        f'title="{escape(spark.words)}"><span aria-hidden="true">{spark.last}</span></span>'
    )


def _drawing(spark: Spark) -> str:
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}"/>' for run in spark.runs
    )
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="1.8"/>' for run in spark.runs for x, y in run)
    x, y = spark.runs[-1][-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="none" stroke="{SPARK}" stroke-width="1.6">{lines}</g>'
        f'<g fill="{SPARK}">{dots}<circle cx="{x}" cy="{y}" r="3.2"/></g></svg>'
    )
