"""Which units most need a call, and why.

Where a target is 100% nearly every unit is behind it, and a list of nearly every unit calls nobody.
A unit is listed when a report of its is missing after the due day or was returned; when it broke a
ceiling, surely moves away from its milestone, or ends the year without a recognition or a number
that was asked of it; or when it is behind the target of a share and either can be told from the
mean of the whole area, for the worse, at 95% (``judgement.comparison``), or lacks at least twice
as many children as a unit does on average.

Where a ceiling is zero, most units may have broken it. All of them are listed, but those to call
first are told apart from the rest: by a report, by one of the comparisons above, or by at least
twice the average of what is wrong (``shortlist``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.attainment import missing_words
from childrights.figures.reporting import State, UnitState
from childrights.figures.words import SHAPES, Tone, counted, say_with_unit, tone_of
from childrights.judgement.comparison import standing
from childrights.judgement.targets import Progress, Verdict, behind, exact_gap, is_behind
from childrights.language import say, translatable
from childrights.places.model import LocalityKey
from childrights.vietnamese.numbers import format_number, round_half_up

RULE = translatable(
    "Nêu đơn vị: báo cáo quá hạn hoặc bị trả lại; đã vượt mức cho phép; kém hơn cùng kỳ; hết năm "
    "mà chưa được công nhận hoặc chưa đủ số lượng được giao; hoặc chưa đạt chỉ tiêu tỷ lệ và kém "
    "bình quân toàn địa bàn (mức tin cậy 95%), hoặc còn thiếu từ hai lần mức trung bình một đơn vị "
    "trở lên. Đơn vị chưa đạt nhưng tương đương mức bình quân không nêu ở đây."
)
"""The rule above in the words of the page."""

_URGENT = {
    State.OVERDUE: translatable("Quá hạn báo cáo"),
    State.RETURNED: translatable("Báo cáo bị trả lại"),
}


FIRST = 5
"""As many as a leader can call in a morning."""

FIRST_RULE = translatable(
    "Nêu trước nhiều nhất {first} đơn vị khác biệt rõ với các đơn vị còn lại: báo cáo quá hạn "
    "hoặc bị trả lại, kém bình quân toàn địa bàn (mức tin cậy 95%), đi lùi so với mốc được giao, "
    "hoặc có số còn thiếu, số vượt mức từ hai lần mức trung bình một đơn vị trở lên. Nhiều lý do "
    "hơn đứng trước, rồi đến số trẻ em."
)
"""How the first ones are chosen, in the words of the page."""


@dataclass(frozen=True)
class Reason:
    """One reason to call: its words, its shape and tone, and how many children it concerns.

    ``brief`` says it in half a line. ``is_distinct`` tells that few other units share it.
    """

    text: str
    shape: str
    tone: Tone
    children: int
    brief: str
    is_distinct: bool


@dataclass(frozen=True)
class UnitToCall:
    """A unit and every reason to call it."""

    unit: LocalityKey
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Shortlist:
    """Units to call first, each with the reasons that set it apart, and all the others."""

    first: tuple[UnitToCall, ...]
    others: tuple[UnitToCall, ...]


def shortlist(found: Sequence[UnitToCall]) -> Shortlist:
    """At most ``FIRST`` of the units to call, those with most reasons of their own first."""
    distinct = [unit for unit in found if any(reason.is_distinct for reason in unit.reasons)]
    first = sorted(map(_apart, distinct), key=_precedence)[:FIRST]
    named = {unit.unit for unit in first}
    return Shortlist(tuple(first), tuple(unit for unit in found if unit.unit not in named))


def _apart(unit: UnitToCall) -> UnitToCall:
    return replace(unit, reasons=tuple(reason for reason in unit.reasons if reason.is_distinct))


def _precedence(unit: UnitToCall) -> tuple[int, int, int, int, str]:
    return -len(unit.reasons), *_urgency(unit)


def units_to_call(
    by_indicator: Sequence[Sequence[Progress]],
    whole: Mapping[str, DisclosedValue],
    states: Iterable[UnitState],
) -> list[UnitToCall]:
    """Units that need a call, those with most reasons and most children first.

    ``by_indicator`` holds each headline indicator's units beside their targets; ``whole`` the
    area's own figure of each indicator.
    """
    require_disclosed([item.value for units in by_indicator for item in units])
    require_disclosed(whole.values())
    names: dict[LocalityKey, str] = {}
    reasons: dict[LocalityKey, list[Reason]] = {}
    for units in by_indicator:
        lagging = behind(units)
        heavy = _lacking_most(units)
        burdened = _burdened(lagging, len(units))
        for item in lagging:
            key = item.value.locality
            why = _why(item, whole.get(item.value.indicator), heavy)
            if key is not None and why is not None:
                is_distinct = bool(why) or item.verdict is Verdict.WORSE or key in burdened
                names[key] = item.value.name
                reasons.setdefault(key, []).append(_reason(item, why, is_distinct))
    for state in states:
        if state.state in _URGENT:
            names[state.unit] = state.name
            brief = say(_URGENT[state.state])
            text = f"{brief}: {state.detail}"
            said = Reason(text, "■", Tone.BAD, 0, brief, is_distinct=True)
            reasons.setdefault(state.unit, []).append(said)
    listed = [UnitToCall(key, names[key], tuple(found)) for key, found in reasons.items()]
    return sorted(listed, key=_urgency)


def _urgency(unit: UnitToCall) -> tuple[int, int, int, str]:
    grave = sum(reason.tone is Tone.BAD for reason in unit.reasons)
    children = sum(reason.children for reason in unit.reasons)
    return -grave, -children, -len(unit.reasons), unit.unit.code


_BELOW_MEAN = translatable("kém bình quân toàn địa bàn")
_MANY_CHILDREN = translatable("còn thiếu từ hai lần mức trung bình một đơn vị")
_WHOLE = (Kind.SCORE, Kind.STATUS, Kind.COMPOSITE)
"""Figures that chance does not move: a recognition is there or it is not."""


def _why(item: Progress, whole: DisclosedValue | None, heavy: set[LocalityKey]) -> str | None:
    """Why a unit behind its target is called, in words that may be empty; ``None`` if it is not."""
    if item.verdict in (Verdict.CEILING_BROKEN, Verdict.WORSE):
        return ""
    if item.indicator.kind in _WHOLE or not item.value.denominator:
        return "" if item.verdict is Verdict.MISSED else None
    if whole is not None and _is_worse(item, whole):
        return say(_BELOW_MEAN)
    return say(_MANY_CHILDREN) if item.value.locality in heavy else None


def _is_worse(item: Progress, whole: DisclosedValue) -> bool:
    found = standing(item.indicator, item.value, whole)
    return found.is_worse(item.indicator.direction)


def _lacking_most(units: Sequence[Progress]) -> set[LocalityKey]:
    """Units that lack at least twice as many children as a unit of the area does on average."""
    lacking = {
        item.value.locality: item.missing_children
        for item in units
        if item.missing_children is not None and item.value.locality is not None
    }
    twice = 2 * sum(lacking.values())
    return {key for key, count in lacking.items() if 0 < twice <= count * len(lacking)}


def _burdened(lagging: Sequence[Progress], units: int) -> set[LocalityKey]:
    """Units that have at least twice the average of what is wrong, over all units of the area.

    What is wrong is what a count has beyond its ceiling or lacks; for a recognition, that it is
    missing.
    """
    wrong = {
        item.value.locality: Decimal(1) if item.indicator.kind is Kind.STATUS else abs(item.gap)
        for item in lagging
        if item.value.locality is not None and item.gap is not None
    }
    twice = 2 * sum(wrong.values(), Decimal(0))
    return {key for key, size in wrong.items() if twice <= size * units}


def _reason(item: Progress, why: str, is_distinct: bool) -> Reason:
    value = item.value.value or Decimal(0)
    said = f"{item.indicator.short_name}: {say_with_unit(item.indicator, item.value)}"
    more = ", ".join(filter(None, (say_gap(item), missing_words(item), why)))
    is_count = item.indicator.kind is Kind.COUNT
    children = int(value) if is_count else item.missing_children or 0
    shape, tone = SHAPES[item.verdict], tone_of(item.verdict)
    return Reason(f"{said}, {more}", shape, tone, children, _brief(item, said), is_distinct)


def _brief(item: Progress, said: str) -> str:
    """“Còn 9 trẻ em chưa được cấp thẻ BHYT (85,5%)”, “Tử vong do đuối nước: 2 trẻ em”."""
    lacking = missing_words(item)
    if lacking and not item.indicator.lacking:
        # Only words of the indicator's own say without its name what is meant.
        return f"{said}, {lacking}"
    if lacking:
        figure = say_with_unit(item.indicator, item.value)
        return f"{lacking[0].upper()}{lacking[1:]} ({figure})"
    is_ceiling_of_zero = item.required is not None and item.required.level == 0
    return said if is_ceiling_of_zero else f"{said}, {say_gap(item)}"


def say_gap(item: Progress) -> str:
    """“thấp hơn chỉ tiêu 8,8 điểm phần trăm”, “vượt mức cho phép 1”; empty without a target."""
    if item.gap is None:
        return ""
    if round_half_up(item.gap, item.indicator.decimals) == 0:
        return _say_even(item)
    size = _size(item.indicator, abs(item.gap))
    is_ceiling = item.required is not None and item.required.is_ceiling
    if is_ceiling and item.gap > 0:
        return say("vượt mức cho phép {size}", size=size)
    if item.gap > 0:
        return say("cao hơn chỉ tiêu {size}", size=size)
    return say("thấp hơn chỉ tiêu {size}", size=size)


def _say_even(item: Progress) -> str:
    """A figure that shows as its target; the verdict is by the figure before rounding."""
    if not is_behind(item):
        return say("bằng chỉ tiêu")
    if exact_gap(item) == 0:
        return say("đúng bằng mức được giao, chưa đạt")
    if item.required is not None and item.required.is_ceiling:
        return say("vượt mức cho phép (làm tròn bằng chỉ tiêu)")
    return say("chưa đạt chỉ tiêu (làm tròn bằng chỉ tiêu)")


def say_delta(indicator: Indicator, delta: Decimal, *, in_column: bool = False) -> str:
    """A signed difference: “−4,7 điểm %”, “+3”, “0”; ``in_column`` leaves out the unit."""
    sign = "−" if delta < 0 else "+" if delta > 0 else ""
    number = f"{sign}{format_number(abs(delta))}"
    has_unit = indicator.kind is Kind.PERCENTAGE and not in_column
    return say("{number} điểm %", number=number) if has_unit else number


def _size(indicator: Indicator, gap: Decimal) -> str:
    number = format_number(gap, indicator.decimals)
    if indicator.kind is Kind.PERCENTAGE:
        return say("{number} điểm phần trăm", number=number)
    return counted(number, indicator.unit)
