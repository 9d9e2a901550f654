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
from childrights.places.settlement import Settlement
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.numbers import format_number, format_percent

NOT_REPORTED = "Chưa báo cáo"
NOT_APPLICABLE = "Không áp dụng"
HIDDEN = "Không công bố"
HIDDEN_WHY = "Không công bố (bảo vệ thông tin trẻ em)"
CONVERTED = "Số quy đổi theo địa giới"
BOUNDED = "Giới hạn dưới và trên: đơn vị cũ bị chia"
NONE_OCCURRED = "Không phát sinh"

_MARKS = {
    ObservationStatus.PROVISIONAL: "Số sơ bộ",
    ObservationStatus.ESTIMATED: "Ước thực hiện",
}
_SIGNS = {
    Comparator.AT_LEAST: "từ {} trở lên",
    Comparator.ABOVE: "trên {}",
    Comparator.AT_MOST: "không quá {}",
    Comparator.BELOW: "dưới {}",
    Comparator.EQUAL: "{}",
    Comparator.BETWEEN: "{}",
}
_SETTLEMENTS = {
    Settlement.URBAN: "thành thị",
    Settlement.RURAL: "nông thôn",
    Settlement.INNER_CITY: "nội thành",
    Settlement.OUTER_CITY: "ngoại thành",
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


def say_value(indicator: Indicator, value: DisclosedValue) -> str:
    """Write a figure, or the words that stand for it: “98,5%”, “Chưa báo cáo”."""
    words = {
        Look.HIDDEN: HIDDEN,
        Look.NOT_APPLICABLE: NOT_APPLICABLE,
        Look.MISSING: NOT_REPORTED,
    }
    if value.value is not None:
        return say_number(indicator, value.value)
    if value.lower is not None and value.upper is not None:
        return f"từ {say_number(indicator, value.lower)} đến {say_number(indicator, value.upper)}"
    return words[look_of(value)]


def say_interval(indicator: Indicator, interval: Interval) -> str:
    """Write an interval in an indicator's unit: “từ 94,1% đến 96,4%”."""
    places = max(indicator.decimals, 1)
    ends = [round(Decimal(str(end)), places) for end in (interval.lower, interval.upper)]
    write = format_percent if indicator.kind is Kind.PERCENTAGE else format_number
    return f"từ {write(ends[0], places)} đến {write(ends[1], places)}"


def say_with_unit(indicator: Indicator, value: DisclosedValue) -> str:
    """Write a figure with its unit: “12 trẻ em”, “98,5%”."""
    has_unit = (
        indicator.kind in (Kind.COUNT, Kind.SCORE, Kind.COMPOSITE) and value.value is not None
    )
    return (
        f"{say_value(indicator, value)} {indicator.unit}"
        if has_unit
        else say_value(indicator, value)
    )


def marks_of(indicator: Indicator, value: DisclosedValue) -> tuple[str, ...]:
    """Marks that must stand beside a figure: provisional, estimated, hidden, converted, zero."""
    marks = [text for status, text in _MARKS.items() if status in value.statuses]
    if value.conversion:
        # An estimate across the reform is ours, not the reporter's “Ước thực hiện”.
        marks = [text for text in marks if text != _MARKS[ObservationStatus.ESTIMATED]]
        marks.append(f"{CONVERTED} ({value.conversion})")
    elif value.lower is not None:
        marks.append(BOUNDED)
    elif value.own_estimate:
        # The note says of what it is an estimate.
        marks = [text for text in marks if text != _MARKS[ObservationStatus.ESTIMATED]]
    if value.note:
        marks.append(value.note)
    if value.is_suppressed:
        marks.append(HIDDEN_WHY)
    if indicator.kind is Kind.COUNT and look_of(value) is Look.ZERO:
        marks.append(NONE_OCCURRED)
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
    return _SIGNS[target.comparator].format(text)


def _plain(number: str) -> str:
    exact = Decimal(number)
    return format_number(exact, max(0, -int(exact.normalize().as_tuple().exponent)))


def _say_change(target: Target, text: str) -> str:
    verb = "giảm" if target.change is Change.REDUCTION else "tăng"
    is_yearly = target.baseline_year == PREVIOUS_YEAR
    base = "năm trước" if is_yearly else f"năm {target.baseline_year}"
    return f"{verb} {_SIGNS[target.comparator].format(text)} so với {base}"


def whose(target: Target) -> str:
    """Whose target it is: “Quận Hoàng Mai, kế hoạch năm 2024”."""
    if target.year is None:
        text = f"{target.jurisdiction_name}, chương trình, hằng năm"
    else:
        is_plan = target.basis is TargetBasis.ANNUAL_PLAN
        basis = "kế hoạch năm" if is_plan else "chương trình đến năm"
        text = f"{target.jurisdiction_name}, {basis} {target.year}"
    if target.settlement is not None:
        text = f"{text}, {_SETTLEMENTS[target.settlement]}"
    return f"{text} (minh họa)" if target.illustrative else text


def say_document(indicator: Indicator, target: Target) -> str:
    """A target with whose it is, by what document, and in which file, sheet and cell it came."""
    said = f"{say_target(indicator, target)} ({whose(target)}). {target.document}"
    if not isinstance(target, AssignedTarget):
        return said
    return f"{said}; tệp {target.file}, trang “{target.sheet}”, ô {target.cell}"


def unit_noun(names: Iterable[str]) -> str:
    """What to call a group of units, by the names they bear: “phường”, “xã, phường”."""
    order = ("Xã", "Phường", "Thị trấn", "Đặc khu", "Thôn", "Tổ dân phố", "Tiểu khu")
    listed = list(names)
    kinds = [kind for kind in order if any(name.startswith(kind + " ") for name in listed)]
    return ", ".join(kind.lower() for kind in kinds) or "đơn vị"


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
    return f"{value.units_reported}/{value.units_expected} {noun} đã báo cáo"


def lower_first(text: str) -> str:
    """Text with a small first letter, to stand inside a sentence."""
    return text[:1].lower() + text[1:]
