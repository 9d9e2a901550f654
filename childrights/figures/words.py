"""Figures, marks and verdicts in the words that officials use (reference: wording)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from childrights.catalogue.loader import target_value
from childrights.catalogue.model import (
    PREVIOUS_YEAR,
    AssignedTarget,
    Change,
    Comparator,
    Indicator,
    Kind,
    Target,
    TargetBasis,
)
from childrights.disclosure.door import DisclosedValue
from childrights.judgement.intervals import Interval
from childrights.judgement.targets import Verdict
from childrights.language import countable, counting, is_english, say, say_many, translatable
from childrights.places.settlement import Settlement
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.numbers import format_number, format_percent, round_half_up

NOT_REPORTED = translatable("Chưa báo cáo")
NOT_APPLICABLE = translatable("Không áp dụng")
HIDDEN = translatable("Không công bố")
HIDDEN_WHY = translatable("Không công bố (bảo vệ thông tin trẻ em)")
CONVERTED = translatable("Số quy đổi theo địa giới")
BOUNDED = translatable("Giới hạn dưới và trên: đơn vị cũ bị chia")
NONE_OCCURRED = translatable("Không phát sinh")

_MARKS = {
    ObservationStatus.PROVISIONAL: translatable("Số sơ bộ"),
    ObservationStatus.ESTIMATED: translatable("Ước thực hiện"),
}
_SIGNS = {
    Comparator.AT_LEAST: translatable("từ {aim} trở lên"),
    Comparator.ABOVE: translatable("trên {aim}"),
    Comparator.AT_MOST: translatable("không quá {aim}"),
    Comparator.BELOW: translatable("dưới {aim}"),
}
_SETTLEMENTS = {
    Settlement.URBAN: translatable("thành thị"),
    Settlement.RURAL: translatable("nông thôn"),
    Settlement.INNER_CITY: translatable("nội thành"),
    Settlement.OUTER_CITY: translatable("ngoại thành"),
}


class Look(StrEnum):
    """The five things that can stand where a figure would; no two look alike."""

    VALUE = "value"
    ZERO = "zero"
    MISSING = "missing"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not-applicable"


class Tone(StrEnum):
    """How a verdict is coloured. Its words and its shape say the same without colour."""

    GOOD = "good"
    BAD = "bad"
    LATE = "late"
    OPEN = "open"
    NONE = "none"


# All from the shapes that Windows fonts have had since Windows 98 (WGL4).
SHAPES = {
    Verdict.ABOVE: "▲",
    Verdict.MET: "●",
    Verdict.ON_TRACK: "►",
    Verdict.BEHIND: "◊",
    Verdict.WORSE: "◄",
    Verdict.MISSED: "▼",
    Verdict.CEILING_BROKEN: "■",
    Verdict.OPEN: "□",
    Verdict.UNKNOWN: "○",
    Verdict.NO_TARGET: "–",
}

_TONES = {
    Verdict.ABOVE: Tone.GOOD,
    Verdict.MET: Tone.GOOD,
    Verdict.ON_TRACK: Tone.GOOD,
    Verdict.BEHIND: Tone.LATE,
    Verdict.WORSE: Tone.BAD,
    Verdict.MISSED: Tone.BAD,
    Verdict.CEILING_BROKEN: Tone.BAD,
    Verdict.OPEN: Tone.OPEN,
}


def tone_of(verdict: Verdict) -> Tone:
    """Tone of a verdict."""
    return _TONES.get(verdict, Tone.NONE)


def look_of(value: DisclosedValue) -> Look:
    """Which of the five looks a figure has."""
    if value.is_suppressed:
        return Look.HIDDEN
    if ObservationStatus.NOT_APPLICABLE in value.statuses:
        return Look.NOT_APPLICABLE
    if value.value is None:
        return Look.MISSING
    return Look.ZERO if value.value == 0 else Look.VALUE


def say_number(indicator: Indicator, number: Decimal) -> str:
    """Write a number in an indicator's unit, without the name of the unit: “98,5%”, “12”."""
    if indicator.kind is Kind.PERCENTAGE:
        return format_percent(number, indicator.decimals)
    if indicator.kind is Kind.STATUS:
        return indicator.states.get(f"{number:f}", format_number(number, indicator.decimals))
    return format_number(number, indicator.decimals)


def say_distance(indicator: Indicator, distance: Decimal) -> str:
    """Write a distance without its unit: “1,0”, and “dưới 0,1” where rounding would leave none."""
    least = Decimal(1).scaleb(-indicator.decimals)
    if distance and round_half_up(distance, indicator.decimals) == 0:
        return say("dưới {number}", number=format_number(least))
    return say_number(indicator, distance).rstrip("%")


def say_value(indicator: Indicator, value: DisclosedValue) -> str:
    """Write a figure, or the words that stand for it: “98,5%”, “Chưa báo cáo”."""
    if value.value is not None:
        return say_number(indicator, value.value)
    if value.lower is not None and value.upper is not None:
        return say(
            "từ {number} đến {number_2}",
            number=say_number(indicator, value.lower),
            number_2=say_number(indicator, value.upper),
        )
    words = {
        Look.HIDDEN: HIDDEN,
        Look.NOT_APPLICABLE: NOT_APPLICABLE,
        Look.MISSING: NOT_REPORTED,
    }
    return say(words[look_of(value)])


SPREAD_WORDS = translatable("Khoảng tin cậy 95%")
"""What an interval is called where nothing else is said of it."""


def say_interval(indicator: Indicator, interval: Interval) -> str:
    """Write an interval in an indicator's unit: “từ 94,1% đến 96,4%”."""
    places = max(indicator.decimals, 1)
    ends = [round(Decimal(str(end)), places) for end in (interval.lower, interval.upper)]
    write = format_percent if indicator.kind is Kind.PERCENTAGE else format_number
    return say(
        "từ {write} đến {write_2}", write=write(ends[0], places), write_2=write(ends[1], places)
    )


def say_with_unit(indicator: Indicator, value: DisclosedValue) -> str:
    """Write a figure with its unit: “12 trẻ em”, “98,5%”."""
    has_unit = (
        indicator.kind in (Kind.COUNT, Kind.SCORE, Kind.COMPOSITE) and value.value is not None
    )
    said = say_value(indicator, value)
    return counted(said, indicator.unit) if has_unit else said


def counted(number: str, unit: str) -> str:
    """A number with its unit: “12 trẻ em”; in English “1 child” and “12 children”."""
    return f"{number} {counting(unit, 1 if number == '1' else 2)}"


def marks_of(indicator: Indicator, value: DisclosedValue) -> tuple[str, ...]:
    """Marks that must stand beside a figure: provisional, estimated, hidden, converted, zero."""
    marks = [say(text) for status, text in _MARKS.items() if status in value.statuses]
    if value.conversion:
        # An estimate across the reform is ours, not the reporter's “Ước thực hiện”.
        marks = [text for text in marks if text != say(_MARKS[ObservationStatus.ESTIMATED])]
        marks.append(f"{say(CONVERTED)} ({value.conversion})")
    elif value.lower is not None:
        marks.append(say(BOUNDED))
    elif value.own_estimate:
        # The note says of what it is an estimate.
        marks = [text for text in marks if text != say(_MARKS[ObservationStatus.ESTIMATED])]
    if value.note:
        marks.append(value.note)
    if value.is_suppressed:
        marks.append(say(HIDDEN_WHY))
    if indicator.kind is Kind.COUNT and look_of(value) is Look.ZERO:
        marks.append(say(NONE_OCCURRED))
    return tuple(marks)


def say_target(indicator: Indicator, target: Target) -> str:
    """Write a target: “từ 90% trở lên”, “giảm 5-10% so với năm trước”; “100%” stands alone."""
    wanted = target_value(target)
    is_share = indicator.kind is Kind.PERCENTAGE or target.change is not None
    text = f"{_plain(target.value)}%" if is_share else _plain(target.value)
    if target.value_to is not None:
        text = f"{_plain(target.value)}-{_plain(target.value_to)}{'%' if is_share else ''}"
    if target.change is not None:
        return _say_change(target, text)
    at_the_end = indicator.kind is Kind.PERCENTAGE and wanted == 100
    if at_the_end or (target.comparator is Comparator.AT_MOST and wanted == 0):
        return text
    return _signed(target.comparator, text)


def _signed(comparator: Comparator, text: str) -> str:
    return say(_SIGNS[comparator], aim=text) if comparator in _SIGNS else text


def _plain(number: str) -> str:
    exact = Decimal(number)
    return format_number(exact, max(0, -int(exact.normalize().as_tuple().exponent)))


def _say_change(target: Target, text: str) -> str:
    is_yearly = target.baseline_year == PREVIOUS_YEAR
    base = (
        say("năm trước")
        if is_yearly
        else say("năm {baseline_year}", baseline_year=target.baseline_year)
    )
    size = _signed(target.comparator, text)
    if target.change is Change.REDUCTION:
        return say("giảm {size} so với {base}", size=size, base=base)
    return say("tăng {size} so với {base}", size=size, base=base)


def whose(target: Target) -> str:
    """Whose target it is: “Quận Hoàng Mai, kế hoạch năm 2024”."""
    if target.year is None:
        text = say("{who}, chương trình, hằng năm", who=say(target.jurisdiction_name))
    else:
        is_plan = target.basis is TargetBasis.ANNUAL_PLAN
        who, year = say(target.jurisdiction_name), target.year
        text = (
            say("{who}, kế hoạch năm {year}", who=who, year=year)
            if is_plan
            else say("{who}, chương trình đến năm {year}", who=who, year=year)
        )
    if target.settlement is not None:
        text = f"{text}, {say(_SETTLEMENTS[target.settlement])}"
    return say("{text} (minh họa)", text=text) if target.illustrative else text


def say_document(indicator: Indicator, target: Target) -> str:
    """A target with whose it is, by what document, and in which file, sheet and cell it came."""
    said = f"{say_target(indicator, target)} ({whose(target)}). {target.document}"
    if not isinstance(target, AssignedTarget):
        return said
    return say(
        "{said}; tệp {file}, trang “{sheet}”, ô {cell}",
        said=said,
        file=target.file,
        sheet=target.sheet,
        cell=target.cell,
    )


_NOUNS = {
    "Xã": countable("xã"),
    "Phường": countable("phường"),
    "Thị trấn": countable("thị trấn"),
    "Đặc khu": countable("đặc khu"),
    "Thôn": countable("thôn"),
    "Tổ dân phố": countable("tổ dân phố"),
    "Tiểu khu": countable("tiểu khu"),
}
"""By the word that a name begins with, what several of them are called."""


def unit_noun(names: Iterable[str]) -> str:
    """What to call a group of units, by the names they bear: “phường”, “xã, phường”."""
    listed = list(names)
    kinds = [
        say_many(noun, 2)
        for kind, noun in _NOUNS.items()
        if any(name.startswith(f"{kind} ") for name in listed)
    ]
    return ", ".join(kinds) or say_many("đơn vị", 2)


def say_coverage(value: DisclosedValue, noun: str) -> str:
    """How much of the area is inside a figure: “12/14 phường đã báo cáo”.

    Empty for a single unit, whose figure says it by itself.
    """
    if (
        value.units_expected == 1
        or value.is_suppressed
        or ObservationStatus.NOT_APPLICABLE in value.statuses
    ):
        return ""
    return say(
        "{units_reported}/{units_expected} {noun} đã báo cáo",
        units_reported=value.units_reported,
        units_expected=value.units_expected,
        noun=noun,
    )


def upper_first(text: str) -> str:
    """Text with a capital first letter, to stand alone."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Text with a small first letter, to stand inside a sentence; an English HIV stays HIV."""
    if is_english() and text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]
