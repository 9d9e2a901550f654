"""Headline indicators one a line: what is behind, what is open, what is on target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.attainment import Card
from childrights.figures.attention import UnitToCall
from childrights.figures.spark import Spark, spark_html
from childrights.figures.words import Tone
from childrights.language import say, translatable

GROUPS: dict[str, tuple[Tone, ...]] = {
    translatable("Chưa đạt, vượt mức hoặc chậm"): (Tone.BAD, Tone.LATE),
    translatable("Chưa đến lúc kết luận"): (Tone.OPEN, Tone.NONE),
    translatable("Đạt hoặc đúng tiến độ"): (Tone.GOOD,),
}
"""Headings in the order of the page, and the tones of verdicts that stand under each."""


@dataclass(frozen=True)
class Line:
    """One indicator: its card, its change since the period before, its course, its links."""

    card: Card
    since: str
    spark: Spark | None
    page: str
    source: str


def overview_line(
    card: Card, value: DisclosedValue, since: str, spark: Spark | None, page: str, source: str
) -> Line:
    """A line of the overview. Coverage is said only where units are missing from the figure.

    Raises ``NotDisclosed``.
    """
    require_disclosed([value])
    is_whole = value.units_reported == value.units_expected
    shown = replace(card, coverage="" if is_whole else card.coverage)
    return Line(shown, since, spark, page, source)


def overview_html(lines: Sequence[Line]) -> str:
    """Every line under the heading of its verdict; headings without a line are left out."""
    parts = []
    for heading, tones in GROUPS.items():
        mine = [line for line in lines if line.card.tone in tones]
        if mine:
            listed = "".join(map(_line, mine))
            parts.append(f'<h2 class="te-group">{say(heading)} ({len(mine)})</h2>')
            parts.append(f'<ul class="te-lines">{listed}</ul>')
    return "".join(parts)


def _line(line: Line) -> str:
    card = line.card
    unit = f' <span class="te-unit">{escape(card.unit)}</span>' if card.unit else ""
    marks = "".join(f'<span class="te-mark">{escape(mark)}</span>' for mark in card.marks)
    label = say("{value}: xem nguồn số liệu", value=card.value)
    figure = (
        f'<a href="{escape(line.source)}" aria-label="{escape(label)}">'
        f"{escape(card.value)}</a>{unit}"
    )
    target = f"<span>{escape(card.target)}</span>" if card.target else ""
    return (
        f'<li class="te-card te-overview te-edge-{card.tone.value}">'
        f'<h3 class="te-card-title"><a href="{escape(line.page)}">{escape(card.title)}</a></h3>'
        f'<p class="te-figure te-{card.look.value}">{figure}</p>'
        f"{spark_html(line.spark) if line.spark else ''}"
        f'<p class="te-line te-verdict"><strong class="te-{card.tone.value}">'
        f'<span aria-hidden="true">{card.shape}</span> {escape(card.verdict)}</strong> '
        f"{target}{marks}</p>"
        f"{_small(line)}</li>"
    )


def _small(line: Line) -> str:
    card = line.card
    said = " · ".join(filter(None, (card.change, line.since, card.coverage, card.period)))
    joined = " · " if said and card.whose else ""
    whose = f'<span class="te-whose">{joined}{escape(card.whose)}</span>' if card.whose else ""
    return f'<p class="te-small te-changes">{escape(said)}{whose}</p>' if said or whose else ""


def first_calls_html(units: Sequence[UnitToCall], link: Mapping[str, str]) -> str:
    """Units to call first, each with its reasons in half a line; ``link`` goes by code."""
    rows = []
    for unit in units:
        reasons = "".join(
            f'<li><span class="te-{reason.tone.value}" aria-hidden="true">{reason.shape}</span> '
            f"{escape(reason.brief)}</li>"
            for reason in unit.reasons
        )
        address = link.get(unit.unit.code, "")
        name = escape(unit.name)
        named = f'<a href="{escape(address)}">{name}</a>' if address else name
        rows.append(f'<li class="te-call"><strong>{named}</strong><ul>{reasons}</ul></li>')
    return f'<ol class="te-calls">{"".join(rows)}</ol>'
