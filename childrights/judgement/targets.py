"""Which target is in force, whose it is, and what a figure says against it.

The nearest jurisdiction's target wins, and within it the year's own plan (KH năm) before a
programme's milestone. A dissolved unit's target does not bind its successor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from childrights.catalogue.loader import Catalogue, target_value
from childrights.catalogue.model import (
    Comparator,
    Direction,
    Indicator,
    Kind,
    StockOrFlow,
    Target,
    TargetBasis,
)
from childrights.disclosure.door import DisclosedValue
from childrights.periods import Period, Span
from childrights.places.model import Area, Level
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus

COUNTRY = "VN"


class Verdict(StrEnum):
    """Judgement on an indicator, in the officials' own words."""

    ABOVE = "Vượt chỉ tiêu"
    MET = "Đạt chỉ tiêu"
    MISSED = "Không đạt chỉ tiêu"
    OPEN = "Chưa hết kỳ"
    CEILING_BROKEN = "Đã vượt mức cho phép"
    UNKNOWN = "Chưa đủ số liệu đánh giá"
    NO_TARGET = "Chưa giao chỉ tiêu"


NEEDS_ATTENTION = frozenset({Verdict.MISSED, Verdict.CEILING_BROKEN})


@dataclass(frozen=True)
class Progress:
    """A figure beside the target in force for it.

    ``gap`` is the value minus the target in the indicator's unit (percentage points for a
    percentage); ``missing_children`` is how many more numerator units the target would need, or
    ``None`` where that has no meaning.
    """

    indicator: Indicator
    value: DisclosedValue
    target: Target | None
    verdict: Verdict
    gap: Decimal | None
    missing_children: int | None


def target_in_force(
    catalogue: Catalogue, registry: Registry, indicator_id: str, area: Area, period: Period
) -> Target | None:
    """The target that binds an area for a period, or ``None`` when none was assigned.

    Nearest jurisdiction first: the selection or unit itself, then each unit above it that holds
    the whole area, then the country. A milestone of a later year binds until that year.
    """
    mine = [
        target
        for target in catalogue.targets
        if target.indicator == indicator_id
        and (target.valid_to is None or area.as_of <= target.valid_to)
    ]
    own, above = _own_names(area), _names_above(registry, area)
    is_unit = area.level in (Level.COMMUNE, Level.HAMLET)
    for name in [*own, *above]:
        suits = [
            target
            for target in mine
            if target.jurisdiction == name and (name in own or _applies_below(target, is_unit))
        ]
        chosen = _of_year(suits, period.year)
        if chosen is not None:
            return chosen
    return None


def _own_names(area: Area) -> list[str]:
    names = [area.token]
    if area.locality is not None and area.locality.code != area.token:
        names.append(area.locality.code)
    return names


def _applies_below(target: Target, is_unit: bool) -> bool:
    """Whether a jurisdiction's target also binds what lies inside it."""
    if target.applies_to == "both":
        return True
    return target.applies_to == ("unit" if is_unit else "area")


def _names_above(registry: Registry, area: Area) -> list[str]:
    """Codes of the units that hold every commune of the area, nearest first, then the country."""
    chains = [
        [parent.code for parent in registry.ancestors(unit)]
        for unit in ((area.locality,) if area.locality else area.units)
    ]
    if not chains:
        return [COUNTRY]
    shared = [code for code in chains[0] if all(code in chain for chain in chains)]
    return [*(code for code in shared if code != COUNTRY), COUNTRY]


def _of_year(targets: Sequence[Target], year: int) -> Target | None:
    plans = [t for t in targets if t.basis is TargetBasis.ANNUAL_PLAN and t.year == year]
    if plans:
        return plans[0]
    ahead = [t for t in targets if t.basis is TargetBasis.PROGRAMME and t.year >= year]
    return min(ahead, key=lambda target: target.year, default=None)


def judge(
    catalogue: Catalogue,
    indicator_id: str,
    value: DisclosedValue,
    target: Target | None,
    today: date,
) -> Progress:
    """Set a disclosed figure beside its target and say what that means today.

    ``today`` decides whether a year whose final figures never came is over all the same.
    """
    indicator = catalogue.definition(indicator_id, value.period)
    if target is None:
        return Progress(indicator, value, None, Verdict.NO_TARGET, None, None)
    if value.value is None or target.baseline_year is not None:
        # A reduction against 2020 needs that year's figure, which no submission here holds.
        return Progress(indicator, value, target, Verdict.UNKNOWN, None, None)
    flow = catalogue.measures[indicator.numerator.measure].stock_flow is StockOrFlow.FLOW
    gap = value.value - target_value(target)
    exact = _exact(indicator, value)
    return Progress(
        indicator=indicator,
        value=value,
        target=target,
        verdict=_verdict(value, exact, target, flow=flow, today=today),
        gap=gap,
        missing_children=_missing(indicator, value, target),
    )


def _exact(indicator: Indicator, value: DisclosedValue) -> Decimal:
    """The value before rounding: 1,999 of 2,000 children shows as 100,0% and is not all."""
    assert value.value is not None
    if value.numerator is None or not value.denominator:
        return value.value
    return value.numerator * indicator.multiplier / value.denominator


def _verdict(
    value: DisclosedValue, exact: Decimal, target: Target, *, flow: bool, today: date
) -> Verdict:
    met = meets(exact, target)
    is_ceiling = target.comparator in (Comparator.AT_MOST, Comparator.BELOW)
    if flow and is_ceiling and not met:
        return Verdict.CEILING_BROKEN
    closed = is_closed(value, today) and value.period.year == target.year
    if flow and is_ceiling and not closed:
        # Half a year under the ceiling of a whole one says nothing yet.
        return Verdict.OPEN
    if not met:
        return Verdict.MISSED if closed else Verdict.OPEN
    wanted = target_value(target)
    is_beyond = exact > wanted if target.comparator is Comparator.AT_LEAST else exact < wanted
    is_strict = target.comparator in (Comparator.ABOVE, Comparator.BELOW, Comparator.EQUAL)
    return Verdict.ABOVE if is_beyond and not is_strict else Verdict.MET


def meets(value: Decimal, target: Target) -> bool:
    """Whether a value meets a target, its comparator taken literally (“<9” is not “≤9”)."""
    wanted = target_value(target)
    return {
        Comparator.AT_LEAST: value >= wanted,
        Comparator.ABOVE: value > wanted,
        Comparator.AT_MOST: value <= wanted,
        Comparator.BELOW: value < wanted,
        Comparator.EQUAL: value == wanted,
    }[target.comparator]


def is_closed(value: DisclosedValue, today: date) -> bool:
    """Whether the figure closes its year.

    Twelve months, and either final or of a year that is over: an estimate of November that was
    never made final is all there will be.
    """
    open_marks = {ObservationStatus.PROVISIONAL, ObservationStatus.ESTIMATED}
    is_final = not open_marks & value.statuses
    return value.period.span is Span.M12 and (is_final or value.period.year < today.year)


def _missing(indicator: Indicator, value: DisclosedValue, target: Target) -> int | None:
    """Children (or units) still to reach before a share meets its target, rounded up."""
    if indicator.kind is not Kind.PERCENTAGE or indicator.direction is not Direction.UP:
        return None
    if value.numerator is None or value.denominator is None:
        return None
    wanted = target_value(target) * value.denominator / indicator.multiplier
    lacking = (wanted - value.numerator).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(lacking))


def behind(progresses: Iterable[Progress]) -> list[Progress]:
    """Those that have not met their target, farthest from it first."""
    lagging = [
        item
        for item in progresses
        if item.target is not None
        and item.gap is not None
        and item.value.value is not None
        and not meets(_exact(item.indicator, item.value), item.target)
    ]
    return sorted(lagging, key=lambda item: -abs(item.gap or Decimal(0)))
