"""Headline indicators one a line: what is behind, what is open, what is on target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from operator import itemgetter

from childrights.disclosure.door import require_disclosed
from childrights.figures.attainment import Card
from childrights.figures.attention import UnitToCall
from childrights.figures.change import Compared, say_change, say_since
from childrights.figures.spark import Spark, spark_html
from childrights.figures.words import Tone
from childrights.judgement.targets import Progress
from childrights.language import say, translatable

GROUPS: dict[str, tuple[Tone, ...]] = {
    translatable("Chưa đạt, vượt mức hoặc chậm"): (Tone.BAD, Tone.LATE),
    translatable("Chưa đến lúc kết luận"): (Tone.OPEN, Tone.NONE),
    translatable("Đạt hoặc đúng tiến độ"): (Tone.GOOD,),
}
"""Headings in the order of the page, and the tones of verdicts that stand under each."""


@dataclass(frozen=True)
class Line:
    """One indicator: its card, what changed (cùng kỳ, the period before), its course, its links.

    ``over_some`` tells that a change is made of fewer units than the area has.
    """

    card: Card
    changes: tuple[str, ...]
    over_some: bool
    spark: Spark | None
    page: str
    source: str


def overview_line(
    card: Card, item: Progress, compared: Compared | None, since: Compared | None,
    spark: Spark | None, page: str, source: str,
) -> Line:  # fmt: skip
    """A line of the overview. Coverage is said only where units are missing from the figure.

    ``compared`` is with cùng kỳ, ``since`` with the period before. Raises ``NotDisclosed``.
    """
    value, indicator = item.value, item.indicator
    require_disclosed([value])
    is_whole = value.units_reported == value.units_expected
    shown = replace(card, coverage="" if is_whole else card.coverage)
    briefly = say_change(indicator, value, compared, briefly=True)
    changes = (briefly, say_since(indicator, since))
    return Line(shown, changes, briefly != card.change, spark, page, source)


def overview_html(lines: Sequence[Line]) -> str:
    """Every line under the heading of its verdict; headings without a line are left out.

    Said once below: whose the targets are (in a line only where it differs), and that changes are
    over like units.
    """
    whose = _whose_most(lines)
    parts = []
    for heading, tones in GROUPS.items():
        mine = [line for line in lines if line.card.tone in tones]
        if mine:
            listed = "".join(_line(line, whose) for line in mine)
            parts.append(f'<h2 class="te-group">{say(heading)} ({len(mine)})</h2>')
            parts.append(f'<ul class="te-lines">{listed}</ul>')
    foot = _foot(whose, any(line.over_some for line in lines))
    if foot:
        parts.append(f'<p class="te-small te-foot">{escape(foot)}</p>')
    return "".join(parts)


def _foot(whose: str, over_some: bool) -> str:
    targets = say("Chỉ tiêu, trừ nơi ghi khác: {whose}.", whose=whose) if whose else ""
    changes = say("Tăng, giảm: tính trên các đơn vị báo cáo cả hai kỳ.") if over_some else ""
    return " ".join(filter(None, (targets, changes)))


def _whose_most(lines: Sequence[Line]) -> str:
    """The plan that sets most of the targets; empty where no two are of one."""
    counts = Counter(line.card.whose for line in lines if line.card.whose)
    whose, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    return whose if count > 1 else ""


def _line(line: Line, whose: str) -> str:
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
        f"{_small(line, whose)}</li>"
    )


def _small(line: Line, whose: str) -> str:
    card = line.card
    own = card.whose if card.whose != whose else ""
    said = " · ".join(filter(None, (*line.changes, card.coverage, card.period, own)))
    return f'<p class="te-small te-changes">{escape(said)}</p>' if said else ""


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
