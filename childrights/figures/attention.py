"""Which units most need a call, and why.

A unit is listed when a report of its is missing after the due day or was returned, when it
missed a target or broke a ceiling, or when, with the year still open, it is behind both its
target and the figure of the whole area.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.attainment import missing_words
from childrights.figures.reporting import State, UnitState
from childrights.figures.words import SHAPES, Tone, say_with_unit, tone_of
from childrights.judgement.targets import NEEDS_ATTENTION, Progress, Verdict, behind
from childrights.places.model import LocalityKey
from childrights.vietnamese.numbers import format_number

_URGENT = {State.OVERDUE: "Quá hạn báo cáo", State.RETURNED: "Báo cáo bị trả lại"}


@dataclass(frozen=True)
class Reason:
    """One reason to call: its words, its shape and tone, and how many children it concerns."""

    text: str
    shape: str
    tone: Tone
    children: int


@dataclass(frozen=True)
class UnitToCall:
    """A unit and every reason to call it."""

    unit: LocalityKey
    name: str
    reasons: tuple[Reason, ...]


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
        for item in behind(units):
            key = item.value.locality
            if key is not None and _is_urgent(item, whole.get(item.value.indicator)):
                names[key] = item.value.name
                reasons.setdefault(key, []).append(_reason(item))
    for state in states:
        if state.state in _URGENT:
            names[state.unit] = state.name
            text = f"{_URGENT[state.state]}: {state.detail}"
            reasons.setdefault(state.unit, []).append(Reason(text, "■", Tone.BAD, 0))
    listed = [UnitToCall(key, names[key], tuple(found)) for key, found in reasons.items()]
    return sorted(listed, key=_urgency)


def _urgency(unit: UnitToCall) -> tuple[int, int, int, str]:
    grave = sum(reason.tone is Tone.BAD for reason in unit.reasons)
    children = sum(reason.children for reason in unit.reasons)
    return -grave, -len(unit.reasons), -children, unit.unit.code


def _is_urgent(item: Progress, whole: DisclosedValue | None) -> bool:
    if item.verdict in NEEDS_ATTENTION:
        return True
    if item.verdict is not Verdict.OPEN or whole is None or whole.value is None:
        return False
    value = item.value.value or Decimal(0)
    is_ceiling = item.required is not None and item.required.is_ceiling
    return value > whole.value if is_ceiling else value < whole.value


def _reason(item: Progress) -> Reason:
    value = item.value.value or Decimal(0)
    said = f"{item.indicator.short_name}: {say_with_unit(item.indicator, item.value)}"
    more = ", ".join(filter(None, (say_gap(item), missing_words(item))))
    is_count = item.indicator.kind is Kind.COUNT
    children = int(value) if is_count else item.missing_children or 0
    return Reason(f"{said}, {more}", SHAPES[item.verdict], tone_of(item.verdict), children)


def say_gap(item: Progress) -> str:
    """“thấp hơn chỉ tiêu 8,8 điểm phần trăm”, “vượt mức cho phép 1”; empty without a target."""
    if item.gap is None:
        return ""
    if item.gap == 0:
        return "bằng chỉ tiêu"
    size = _size(item.indicator, abs(item.gap))
    is_ceiling = item.required is not None and item.required.is_ceiling
    if is_ceiling and item.gap > 0:
        return f"vượt mức cho phép {size}"
    return f"{'cao' if item.gap > 0 else 'thấp'} hơn chỉ tiêu {size}"


def say_delta(indicator: Indicator, delta: Decimal, *, in_column: bool = False) -> str:
    """A signed difference: “−4,7 điểm %”, “+3”, “0”; ``in_column`` leaves out the unit."""
    sign = "−" if delta < 0 else "+" if delta > 0 else ""
    number = f"{sign}{format_number(abs(delta))}"
    has_unit = indicator.kind is Kind.PERCENTAGE and not in_column
    return f"{number} điểm %" if has_unit else number


def _size(indicator: Indicator, gap: Decimal) -> str:
    number = format_number(gap, indicator.decimals)
    if indicator.kind is Kind.PERCENTAGE:
        return f"{number} điểm phần trăm"
    return f"{number} {indicator.unit}"
