"""Headline indicators against their targets: a card each, and one sentence for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Kind
from childrights.disclosure.door import require_disclosed
from childrights.figures.change import Compared, say_change
from childrights.figures.words import (
    SHAPES,
    Look,
    Tone,
    counted,
    look_of,
    lower_first,
    marks_of,
    say_coverage,
    say_target,
    say_value,
    tone_of,
    whose,
)
from childrights.judgement.targets import Progress, Verdict
from childrights.language import counting, say, say_many, translatable
from childrights.periods import Period
from childrights.vietnamese.numbers import format_number


@dataclass(frozen=True)
class Card:
    """One indicator at a glance.

    ``bar`` and ``tick`` are percentages of the width of a bar (value and target), or ``None``
    for figures that are no share.
    """

    indicator: str
    title: str
    value: str
    unit: str
    look: Look
    marks: tuple[str, ...]
    period: str
    target: str
    whose: str
    verdict: str
    shape: str
    tone: Tone
    change: str
    coverage: str
    bar: Decimal | None
    tick: Decimal | None


def headline_card(progress: Progress, compared: Compared | None, asked: Period, noun: str) -> Card:
    """Say one indicator's figure, target, verdict and change on a card.

    ``asked`` is the period of the view: a figure of another period (a yearly indicator at
    mid-year) says its own. Raises ``NotDisclosed``.
    """
    value, indicator, target = progress.value, progress.indicator, progress.target
    wanted = progress.required
    require_disclosed([value])
    is_share = indicator.kind is Kind.PERCENTAGE
    return Card(
        indicator=value.indicator,
        title=indicator.short_name,
        value=say_value(indicator, value),
        unit="" if is_share or value.value is None else indicator.unit,
        look=look_of(value),
        marks=marks_of(indicator, value),
        period=""
        if value.period == asked
        else say("Số liệu {label}", label=lower_first(value.period.label)),
        target=say("Chỉ tiêu: {target}", target=say_target(indicator, target)) if target else "",
        whose=whose(target) if target else "",
        verdict=say(progress.verdict.value),
        shape=SHAPES[progress.verdict],
        tone=tone_of(progress.verdict),
        change=say_change(indicator, value, compared),
        coverage=say_coverage(value, noun),
        bar=_width(value.value) if is_share and value.value is not None else None,
        tick=_width(wanted.level) if is_share and wanted else None,
    )


def _width(share: Decimal) -> Decimal:
    return max(Decimal(0), min(Decimal(100), share))


def missing_words(progress: Progress) -> str:
    """“còn 23 trẻ em chưa được cấp thẻ BHYT”: what is lacking to the target, or an empty text.

    Where the catalogue has no words of an indicator's own, what it counts: “còn 5 cơ sở chưa đạt”.
    """
    if not progress.missing_children:
        return ""
    number = format_number(progress.missing_children)
    if progress.indicator.lacking:
        return say("còn {number} {lacking}", number=number, lacking=progress.indicator.lacking)
    return say("còn {units} chưa đạt", units=counted(number, progress.noun))


def summary_sentence(
    label: str,
    period: Period,
    progresses: Sequence[Progress],
    to_call: int,
    reported: str,
    noun: str,
    to_watch: int = 0,
) -> str:
    """The whole page in one sentence.

    “Quận Hoàng Mai, 6 tháng đầu năm 2024: 2/5 chỉ tiêu đã đạt; 3 phường cần đôn đốc và 6 phường
    khác cần theo dõi; 13/14 phường đã báo cáo đủ.” Only indicators with a target are counted.
    ``to_watch`` counts the units that have something to answer for but are not called first.
    """
    require_disclosed([item.value for item in progresses])
    parts = [_met_words(progresses), _call_words(to_call, to_watch, noun), reported]
    said = "; ".join(filter(None, parts))
    return f"{label}, {lower_first(period.label)}: {said}."


_OTHER_VERDICTS = {
    Verdict.CEILING_BROKEN: translatable("đã vượt mức cho phép"),
    Verdict.MISSED: translatable("không đạt"),
    Verdict.ON_TRACK: translatable("đúng tiến độ"),
    Verdict.BEHIND: translatable("chậm tiến độ"),
    Verdict.WORSE: translatable("kém hơn cùng kỳ"),
    Verdict.UNKNOWN: translatable("chưa đủ số liệu"),
}


def _met_words(progresses: Iterable[Progress]) -> str:
    assigned = [item for item in progresses if item.target is not None]
    if not assigned:
        return say("chưa giao chỉ tiêu")
    met = [item for item in assigned if item.verdict in (Verdict.MET, Verdict.ABOVE)]
    parts = [say("{count}/{count_2} chỉ tiêu đã đạt", count=len(met), count_2=len(assigned))]
    for verdict, words in _OTHER_VERDICTS.items():
        count = sum(item.verdict is verdict for item in assigned)
        parts += (
            [say_many("{count} chỉ tiêu {words}", count, count=count, words=say(words))]
            if count
            else []
        )
    return ", ".join(parts)


def _call_words(to_call: int, to_watch: int, noun: str) -> str:
    other = say(" khác") if to_call else ""
    parts = [
        say_many(
            "{to_call} {noun} cần đôn đốc", to_call, to_call=to_call, noun=counting(noun, to_call)
        )
        if to_call
        else "",
        say_many(
            "{to_watch} {noun}{other} cần theo dõi",
            to_watch,
            to_watch=to_watch,
            noun=counting(noun, to_watch),
            other=other,
        )
        if to_watch
        else "",
    ]
    return say(" và ").join(filter(None, parts))
