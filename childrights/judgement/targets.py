"""Which target is in force, whose it is, and what a figure says against it.

The nearest jurisdiction's target wins, and within it the year's own plan (KH năm) before a
programme's milestone. A dissolved unit's target does not bind its successor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import (
    Baseline,
    Comparator,
    Direction,
    Indicator,
    Kind,
    StockOrFlow,
    Target,
    TargetBasis,
)
from childrights.disclosure.door import DisclosedValue
from childrights.judgement.pace import Course, Goal, Pace, pace
from childrights.judgement.required import Required, required
from childrights.judgement.slope import FEWEST_POINTS, Chance, Point
from childrights.judgement.trendtest import TrendTest, cochran_armitage, poisson_trend
from childrights.language import translatable
from childrights.periods import Period, Span
from childrights.places.model import Area, Level
from childrights.places.registry import Registry
from childrights.places.settlement import settlements
from childrights.sdmx import ObservationStatus

COUNTRY = "VN"


class Verdict(StrEnum):
    """Judgement on an indicator, in the officials' own words."""

    ABOVE = translatable("Vượt chỉ tiêu")
    MET = translatable("Đạt chỉ tiêu")
    MISSED = translatable("Không đạt chỉ tiêu")
    ON_TRACK = translatable("Đúng tiến độ")
    BEHIND = translatable("Chậm tiến độ")
    WORSE = translatable("Kém hơn cùng kỳ")
    OPEN = translatable("Chưa hết kỳ")
    CEILING_BROKEN = translatable("Đã vượt mức cho phép")
    UNKNOWN = translatable("Chưa đủ số liệu đánh giá")
    NO_TARGET = translatable("Chưa giao chỉ tiêu")


@dataclass(frozen=True)
class Progress:
    """A figure beside the target in force for it.

    ``required`` is what the target asks of the figure itself, ``None`` while that is unknown.
    ``gap`` is the value minus that, in the indicator's unit (percentage points for a
    percentage); ``missing_children`` is how many more numerator units the target would need, or
    ``None`` where that has no meaning, and ``noun`` what those are (“trẻ em”, “cơ sở”). ``pace``
    is the way to a later year's milestone.
    """

    indicator: Indicator
    value: DisclosedValue
    target: Target | None
    verdict: Verdict
    gap: Decimal | None
    missing_children: int | None
    required: Required | None = None
    pace: Pace | None = None
    noun: str = ""


def target_in_force(
    catalogue: Catalogue, registry: Registry, indicator_id: str, area: Area, period: Period
) -> Target | None:
    """The target that binds an area for a period, or ``None`` when none was assigned.

    Nearest jurisdiction first: the selection or unit itself, then each unit above it that holds
    the whole area, then the country. A milestone of a later year binds until that year. A target
    for urban or rural units binds an area only if all of its units are such.
    """
    mine = [
        target
        for target in catalogue.targets
        if target.indicator == indicator_id and _binds_on(target, area.as_of)
    ]
    if any(target.settlement for target in mine):
        kinds = settlements(registry, area.units)
        mine = [t for t in mine if t.settlement is None or t.settlement in kinds]
    own, above = own_names(area), _names_above(registry, area)
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


def _binds_on(target: Target | Baseline, day: date) -> bool:
    started = target.valid_from is None or target.valid_from <= day
    return started and (target.valid_to is None or day <= target.valid_to)


def own_names(area: Area) -> list[str]:
    """Names under which a jurisdiction may mean the area itself."""
    names = [area.token]
    if area.locality is not None and area.locality.code != area.token:
        names.append(area.locality.code)
    return names


def baseline_of(catalogue: Catalogue, indicator_id: str, area: Area, year: int) -> Decimal | None:
    """The figure of a base year that an operator gave for the area itself, if any."""
    names = own_names(area)
    for item in catalogue.baselines:
        is_asked = (item.indicator, item.year) == (indicator_id, year)
        if is_asked and item.jurisdiction in names and _binds_on(item, area.as_of):
            return Decimal(item.value)
    return None


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
    every_year = [t for t in targets if t.year is None]
    if every_year:
        return every_year[0]
    programme = [t for t in targets if t.basis is TargetBasis.PROGRAMME]
    ahead = [(t.year, t) for t in programme if t.year is not None and t.year >= year]
    return min(ahead, key=lambda pair: pair[0], default=(None, None))[1]


def judge(
    catalogue: Catalogue,
    indicator_id: str,
    value: DisclosedValue,
    target: Target | None,
    today: date,
    base: Decimal | None = None,
    series: Sequence[DisclosedValue] | None = None,
) -> Progress:
    """Set a disclosed figure beside its target and say what that means today.

    ``today`` decides whether a year whose final figures never came is over all the same.
    ``base`` is the exact figure of the base year that a reduction is measured against; without
    it such a target cannot be judged. ``series`` are the figures by which the pace to a later
    year's milestone is judged, oldest first: of one span (whole years for a flow), like units and
    one method, the figure's own period last. Without it (``None``) such a milestone is only open.
    """
    indicator = catalogue.definition(indicator_id, value.period)
    if target is None:
        return Progress(indicator, value, None, Verdict.NO_TARGET, None, None)
    wanted = required(target, indicator.direction, base)
    if value.value is None or wanted is None:
        return Progress(indicator, value, target, Verdict.UNKNOWN, None, None, wanted)
    flow = is_flow(catalogue, indicator)
    way = None
    if is_ahead(target, value.period):
        way = None if series is None else _pace(indicator, value, wanted, target, series)
        verdict = _verdict_ahead(exact_value(indicator, value), wanted, way, flow, series)
    else:
        is_past = target.year is not None and target.year < value.period.year
        closed = is_closed(value, today) or (is_past and not flow)
        verdict = _verdict(exact_value(indicator, value), wanted, flow=flow, closed=closed)
    return Progress(
        indicator=indicator,
        value=value,
        target=target,
        verdict=verdict,
        gap=value.value - wanted.level,
        missing_children=_missing(indicator, value, wanted),
        required=wanted,
        pace=way,
        noun=_noun(catalogue, indicator),
    )


def _noun(catalogue: Catalogue, indicator: Indicator) -> str:
    """What the numerator counts; empty for an index, which counts nothing."""
    counted = indicator.numerator
    return catalogue.measures[counted.measure].unit if counted is not None else ""


def is_ahead(target: Target, period: Period) -> bool:
    """Whether a target is a milestone of a year after the figure's own."""
    return target.year is not None and target.year > period.year


_COURSES = {
    Course.ON_TRACK: Verdict.ON_TRACK,
    Course.BEHIND: Verdict.BEHIND,
    Course.AWAY: Verdict.WORSE,
    Course.UNCLEAR: Verdict.UNKNOWN,
}


def _verdict_ahead(
    exact: Decimal,
    wanted: Required,
    way: Pace | None,
    flow: bool,
    series: Sequence[DisclosedValue] | None,
) -> Verdict:
    """What a figure says of a milestone that is years away.

    A stock that stands at the level has reached it; a flow begins again each January, so a good
    year is only in time, and that takes as many years to say as any other trend.
    """
    if way is None:
        return Verdict.OPEN if series is None else Verdict.UNKNOWN
    if way.course is not Course.HELD:
        return _COURSES[way.course]
    if flow:
        return Verdict.UNKNOWN if way.observed is None else Verdict.ON_TRACK
    return Verdict.ABOVE if wanted.is_exceeded_by(exact) else Verdict.MET


_CHANCES = {
    Kind.PERCENTAGE: Chance.BINOMIAL,
    Kind.COUNT: Chance.POISSON,
    Kind.RATE: Chance.POISSON,
    Kind.RATIO: Chance.POISSON,
}
_MONOTONE = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.AT_MOST, Comparator.BELOW)


def _pace(
    indicator: Indicator,
    value: DisclosedValue,
    wanted: Required,
    target: Target,
    series: Sequence[DisclosedValue],
) -> Pace | None:
    """The way to a milestone; ``None`` without a series, or where more and less are both wrong."""
    known = [item for item in series if item.is_known]
    if not known or target.year is None or wanted.comparator not in _MONOTONE:
        return None
    own = value if known[-1].period == value.period else known[-1]
    goal = Goal(
        level=float(wanted.level),
        at=target.year + 1,
        is_ceiling=wanted.is_ceiling,
        is_strict=wanted.comparator in (Comparator.ABOVE, Comparator.BELOW),
        highest=100.0 if indicator.kind is Kind.PERCENTAGE else None,
    )
    points = [_point(indicator, item) for item in known]
    chance = _CHANCES.get(indicator.kind, Chance.NONE)
    latest = float(exact_value(indicator, own))
    found = pace(points, latest, goal, chance, indicator.multiplier)
    return replace(found, trend=_trend(points, chance))


def _trend(points: Sequence[Point], chance: Chance) -> TrendTest | None:
    """Whether the years differ in a direction at all, by the test that suits their counts."""
    if len(points) < FEWEST_POINTS or chance is Chance.NONE:
        return None
    test = cochran_armitage if chance is Chance.BINOMIAL else poisson_trend
    events, sizes = [p.events for p in points], [p.size for p in points]
    return test(events, sizes, [p.at for p in points])


def _point(indicator: Indicator, value: DisclosedValue) -> Point:
    return Point(
        at=value.period.year + value.period.span.months / 12,
        value=float(exact_value(indicator, value)),
        events=float(value.numerator or 0),
        size=float(value.denominator or 1),
    )


def is_flow(catalogue: Catalogue, indicator: Indicator) -> bool:
    """Whether the numerator runs from 1 January, so that months of one year are not a year."""
    counted = indicator.numerator
    if counted is None:
        return False
    return catalogue.measures[counted.measure].stock_flow is StockOrFlow.FLOW


def exact_value(indicator: Indicator, value: DisclosedValue) -> Decimal:
    """The value before rounding: 1,999 of 2,000 children shows as 100,0% and is not all.

    Raises ``ValueError`` for a value that is not known.
    """
    if value.value is None:
        raise ValueError(f"{value.indicator}: no value")
    if value.numerator is None or not value.denominator:
        return value.value
    return value.numerator * indicator.multiplier / value.denominator


def _verdict(exact: Decimal, wanted: Required, *, flow: bool, closed: bool) -> Verdict:
    met = wanted.is_met_by(exact)
    if flow and wanted.is_ceiling and not met:
        return Verdict.CEILING_BROKEN
    if flow and wanted.is_ceiling and not closed:
        # Half a year under the ceiling of a whole one says nothing yet.
        return Verdict.OPEN
    if not met:
        return Verdict.MISSED if closed else Verdict.OPEN
    return Verdict.ABOVE if wanted.is_exceeded_by(exact) else Verdict.MET


def is_closed(value: DisclosedValue, today: date) -> bool:
    """Whether the figure closes its year.

    Twelve months, and either final or of a year that is over: an estimate of November that was
    never made final is all there will be.
    """
    open_marks = {ObservationStatus.PROVISIONAL, ObservationStatus.ESTIMATED}
    is_final = not open_marks & value.statuses
    return value.period.span is Span.M12 and (is_final or value.period.year < today.year)


def _missing(indicator: Indicator, value: DisclosedValue, wanted: Required) -> int | None:
    """Children (or units) still to reach before a share meets its target, rounded up."""
    if indicator.kind is not Kind.PERCENTAGE or indicator.direction is not Direction.UP:
        return None
    if value.numerator is None or value.denominator is None:
        return None
    needed = wanted.level * value.denominator / indicator.multiplier
    lacking = (needed - value.numerator).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(lacking))


def is_behind(item: Progress) -> bool:
    """Whether a known figure, before it is rounded, does not do what its target asks."""
    if item.required is None or item.gap is None:
        return False
    return not item.required.is_met_by(exact_value(item.indicator, item.value))


def exact_gap(item: Progress) -> Decimal:
    """The figure before rounding, minus what its target asks; 0 where either is unknown."""
    if item.required is None or item.gap is None:
        return Decimal(0)
    return exact_value(item.indicator, item.value) - item.required.level


def behind(progresses: Iterable[Progress]) -> list[Progress]:
    """Those that have not met their target, farthest from it first."""
    lagging = [item for item in progresses if is_behind(item)]
    return sorted(lagging, key=lambda item: -abs(item.gap or Decimal(0)))
