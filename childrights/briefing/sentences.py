"""Sentences written from figures by rules, in the officials' own turns.

A share changes by “điểm phần trăm”, small counts by “trường hợp”, other amounts in their own unit;
laggards are named with their values; how many units reported is said; a cause is never claimed:
it is left to the unit or quoted from its own Giải trình. Each number is one that the annex table
or the table of units beside it shows, rounded in the same way.
"""

from __future__ import annotations

from decimal import Decimal

from childrights.briefing.accounts import Account
from childrights.briefing.content import Sentence
from childrights.catalogue.model import Direction, Indicator, Kind
from childrights.disclosure.door import DisclosedValue
from childrights.figures.attainment import missing_words
from childrights.figures.change import say_change
from childrights.figures.words import (
    HIDDEN_WHY,
    Look,
    look_of,
    lower_first,
    marks_of,
    say_coverage,
    say_number,
    say_target,
)
from childrights.judgement.targets import Progress, Verdict, behind
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.numbers import format_number, format_percent, round_half_up

CAUSE = "[Đơn vị bổ sung nguyên nhân]"
SMALL = 100
"""Changes of adverse counts below this are told in cases, without a percentage."""

_NAMED = 5
_EXPLAINED = "Giải trình: "
_PEOPLE = frozenset({"trẻ em", "học sinh"})
_STATUS_MARKS = {
    ObservationStatus.PROVISIONAL: "số sơ bộ",
    ObservationStatus.ESTIMATED: "ước thực hiện",
}


def sentences_of(account: Account) -> list[Sentence]:
    """What is to be said of one indicator: result, laggards, cause."""
    said = [result_sentence(account)]
    if account.value.value is not None:
        said += [laggard_sentence(account), missing_sentence(account), cause_sentence(account)]
    return [Sentence(text, account.name) for text in said if text]


def result_sentence(account: Account) -> str:
    """“Tỷ lệ … đạt 98,2% (220/224), tăng 1,4 điểm phần trăm so với cùng kỳ …; 13/14 phường …”."""
    subject = _subject(account)
    if account.value.value is None:
        return f"{subject}: {_why_silent(account)}."
    parts = [
        f"{subject} {say_amount_verb(account)}",
        say_verdict(account),
        say_comparison(account),
    ]
    coverage = say_coverage(account.value, account.noun)
    return "; ".join(filter(None, (", ".join(filter(None, parts)), coverage))) + "."


def _subject(account: Account) -> str:
    name = account.indicator.name
    if account.value.period == account.asked:
        return name
    return f"{account.value.period.label}, {lower_first(name)}"


def _why_silent(account: Account) -> str:
    look = look_of(account.value)
    if look is Look.HIDDEN:
        return lower_first(HIDDEN_WHY)
    if look is Look.NOT_APPLICABLE:
        return "không áp dụng"
    notes = [mark for mark in marks_of(account.indicator, account.value) if mark]
    coverage = say_coverage(account.value, account.noun)
    return "; ".join(filter(None, ("chưa có số liệu", coverage, *notes)))


def say_amount(indicator: Indicator, number: Decimal) -> str:
    """A number with its unit: “98,2%”, “91 trẻ em”, “12,31‰”, “480,2 trên 100.000 trẻ em”."""
    text = say_number(indicator, number)
    if indicator.kind in (Kind.PERCENTAGE, Kind.STATUS):
        return text
    return f"{text}‰" if indicator.unit == "‰" else f"{text} {indicator.unit}"


def say_amount_verb(account: Account) -> str:
    """“đạt 98,2% (220/224, số sơ bộ)”, “là 91 trẻ em”, “không phát sinh trường hợp nào”."""
    indicator, value = account.indicator, account.value
    number = value.value or Decimal(0)
    inside = ", ".join(filter(None, (_parts(indicator, value), *_status_words(value))))
    after = f" ({inside})" if inside else ""
    if indicator.kind is Kind.STATUS:
        return f"là: {lower_first(say_number(indicator, number))}{after}"
    if number == 0 and indicator.kind is Kind.COUNT and indicator.direction is Direction.DOWN:
        return f"là 0, không phát sinh{after}"
    is_share_up = indicator.kind is Kind.PERCENTAGE and indicator.direction is Direction.UP
    return f"{'đạt' if is_share_up else 'là'} {say_amount(indicator, number)}{after}"


def _parts(indicator: Indicator, value: DisclosedValue) -> str:
    """“220/224”: what stands above and below the line of a share of whole things."""
    over, under = value.numerator, value.denominator
    if indicator.kind is not Kind.PERCENTAGE or over is None or not under:
        return ""
    if over != over.to_integral_value() or under != under.to_integral_value():
        return ""
    return f"{format_number(over, 0)}/{format_number(under, 0)}"


def _status_words(value: DisclosedValue) -> list[str]:
    if value.own_estimate or value.conversion:
        return ["số ước tính của hệ thống"] if ObservationStatus.ESTIMATED in value.statuses else []
    return [words for status, words in _STATUS_MARKS.items() if status in value.statuses]


# ── Against the target ────────────────────────────────────────────────────────────────────


def say_verdict(account: Account) -> str:
    """“vượt chỉ tiêu được giao (từ 98% trở lên)”, “chưa đạt … thấp hơn 1,8 điểm phần trăm”."""
    item = account.progress
    if item.target is None or item.verdict is Verdict.NO_TARGET:
        return ""
    sample = ", minh họa" if item.target.illustrative else ""
    asked = f"({say_target(item.indicator, item.target)}{sample})"
    words = f"{_verdict_words(item)} {asked}"
    attained = f"đạt {format_percent(account.attained)} kế hoạch" if account.attained else ""
    return ", ".join(filter(None, (words, _say_gap(account), attained)))


def _verdict_words(item: Progress) -> str:
    is_ceiling = item.required is not None and item.required.is_ceiling
    if item.verdict is Verdict.OPEN:
        is_inside = is_ceiling and item.gap is not None and item.gap <= 0
        return f"{'trong mức' if is_inside else 'chưa đạt'} chỉ tiêu {_until(item)}"
    if item.verdict is Verdict.ABOVE and is_ceiling:
        return "đạt chỉ tiêu, dưới mức được giao"
    if item.verdict in _ON_THE_WAY or (item.verdict is Verdict.UNKNOWN and item.gap is not None):
        side = "chưa đạt" if item in behind([item]) else "trong mức"
        return f"{_ON_THE_WAY.get(item.verdict, _UNSURE)}, {side} chỉ tiêu {_until(item)}"
    return {
        Verdict.ABOVE: "vượt chỉ tiêu được giao",
        Verdict.MET: "đạt chỉ tiêu được giao",
        Verdict.MISSED: "không đạt chỉ tiêu được giao",
        Verdict.CEILING_BROKEN: "đã vượt mức cho phép",
        Verdict.UNKNOWN: "chưa đủ số liệu đánh giá so với chỉ tiêu",
    }[item.verdict]


_UNSURE = "chưa đủ số liệu đánh giá tiến độ"
_ON_THE_WAY = {
    Verdict.ON_TRACK: "đúng tiến độ",
    Verdict.BEHIND: "chậm tiến độ",
    # The trend of the years decides, and the last of them may have gone the other way.
    Verdict.WORSE: "kém hơn cùng kỳ xét theo xu hướng các năm",
}
"""A milestone of a later year: the page's own words."""


def _until(item: Progress) -> str:
    """“cả năm”, or the later year of a programme's milestone."""
    year = item.target.year if item.target else None
    return "cả năm" if year in (None, item.value.period.year) else f"đến năm {year}"


def _say_gap(account: Account) -> str:
    """How far a figure that has not met its target is from it, also where rounding hides it."""
    item = account.progress
    if item.gap is None or not account.is_short:
        return ""
    size = round_half_up(abs(item.gap), item.indicator.decimals)
    side = "cao hơn" if item.gap > 0 else "thấp hơn"
    return f"{side} {say_size(item.indicator, size)}" if size else f"{side} khi chưa làm tròn"


def say_size(indicator: Indicator, size: Decimal) -> str:
    """A difference without its sign: “1,4 điểm phần trăm”, “37 trẻ em”."""
    number = format_number(size, indicator.decimals)
    if indicator.kind is Kind.PERCENTAGE:
        return f"{number} điểm phần trăm"
    return f"{number}‰" if indicator.unit == "‰" else f"{number} {indicator.unit}"


# ── Against cùng kỳ ───────────────────────────────────────────────────────────────────────


def say_comparison(account: Account) -> str:
    """“tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023 (96,8%)”, or why it cannot be said."""
    indicator = account.indicator
    if indicator.kind is Kind.STATUS:
        return ""
    change, compared = account.change, account.compared
    if change is None or compared is None:
        return lower_first(say_change(indicator, account.value, None))
    now, before = (item.value or Decimal(0) for item in compared)
    told = f"{_moved(indicator, change, before)} so với cùng kỳ năm {compared[1].period.year}"
    if not account.is_partial:
        return f"{told} ({say_number(indicator, before)})"
    numbers = f"{say_number(indicator, before)} → {say_number(indicator, now)}"
    return f"{told} ({numbers}, tính trên {compared[0].units_reported} đơn vị báo cáo cả hai kỳ)"


def _moved(indicator: Indicator, change: Decimal, before: Decimal) -> str:
    if change == 0:
        return "không thay đổi"
    verb = "tăng" if change > 0 else "giảm"
    size = abs(change)
    is_case = indicator.unit in _PEOPLE and indicator.direction is Direction.DOWN
    if indicator.kind is not Kind.COUNT:
        return f"{verb} {say_size(indicator, size)}"
    if is_case and before < SMALL:
        return f"{verb} {format_number(size, indicator.decimals)} trường hợp"
    told = f"{verb} {say_size(indicator, size)}"
    if before < SMALL:
        return told
    return f"{told} ({verb} {format_percent(size * 100 / before)})"


# ── Units, causes ─────────────────────────────────────────────────────────────────────────


def laggard_sentence(account: Account) -> str:
    """“Còn 3/13 phường chưa đạt chỉ tiêu: Phường A (95,1%), …”; empty when there are none."""
    late = account.laggards
    if not late:
        return ""
    named = ", ".join(
        f"{item.value.name} ({say_number(item.indicator, item.value.value or Decimal(0))})"
        for item in late[:_NAMED]
    )
    ceiling = late[0].required is not None and late[0].required.is_ceiling
    words = "vượt mức chỉ tiêu" if ceiling else "chưa đạt chỉ tiêu"
    lead = f"{'Có' if ceiling else 'Còn'} {len(late)}/{account.judged_units} {account.noun} {words}"
    return f"{lead}, xa chỉ tiêu nhất là: {named}." if len(late) > _NAMED else f"{lead}: {named}."


def missing_sentence(account: Account) -> str:
    """“Để đạt chỉ tiêu, còn 23 trẻ em chưa được cấp thẻ BHYT.”; empty when none is missing."""
    words = missing_of(account.progress)
    return f"Để đạt chỉ tiêu, {words}." if words else ""


def missing_of(item: Progress) -> str:
    """“còn 23 trẻ em chưa …” where the catalogue says what is lacking, else empty."""
    return missing_words(item) if item.indicator.lacking else ""


def cause_sentence(account: Account) -> str:
    """Room for the cause where something is amiss; a unit's own Giải trình where there is one."""
    if not (account.is_below or account.is_worse or account.laggards):
        return ""
    quoted = [
        f"{item.value.name}: “{words}”"
        for item in account.laggards[:_NAMED]
        if (words := explanation_in(item.value.note))
    ]
    own = explanation_in(account.value.note)
    told = quoted or ([f"“{own}”"] if own else [])
    return f"Giải trình của đơn vị: {'; '.join(told)}." if told else f"Nguyên nhân: {CAUSE}."


def explanation_in(note: str) -> str:
    """A sender's own words inside the note of a figure (childrights/provenance/remarks.py)."""
    _, found, words = note.partition(_EXPLAINED)
    return words.strip().rstrip(".") if found else ""
