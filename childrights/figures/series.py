"""Which periods may stand in one series, and where a change of territory breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from childrights.desk import Desk
from childrights.periods import Period, Span
from childrights.places.model import Area, Locality, LocalityKey, UnknownPlace
from childrights.places.registry import Registry
from childrights.places.sources import REFORM_DAY


def same_place(desk: Desk, area: Area, period: Period) -> Area | None:
    """The same địa bàn as of another period; ``None`` where its code meant another place.

    A saved selection is the same under its own name. A code is the same place only while it
    means the same territory, whatever its name or rank (law 4).
    """
    try:
        other = desk.area(area.token, period)
    except UnknownPlace:
        return None
    if area.token in desk.selections:
        return other
    if area.locality is None or other.locality is None:
        return None
    same = origin(desk.registry, area.locality) == origin(desk.registry, other.locality)
    return other if same else None


def origin(registry: Registry, unit: Locality) -> LocalityKey:
    """The earliest identity of the unit's territory, before new names and ranks."""
    while (earlier := registry.continues(unit)) is not None:
        unit = earlier
    return unit.key


def period_for(spans: Iterable[Span], period: Period) -> Period:
    """The latest period at or before one asked for that an indicator is reported in.

    A yearly indicator at mid-year shows the year before.
    """
    known = sorted(spans, key=lambda span: span.months)
    fitting = [span for span in known if span.months <= period.span.months]
    return Period(period.year, fitting[-1]) if fitting else Period(period.year - 1, known[-1])


def like_periods(desk: Desk, area: Area, period: Period) -> list[Period]:
    """Every year of the same span, first to last, in which the same place could report."""
    reported = [p for p in desk.periods_of(area.token) if p.span is period.span]
    ends = [p.year for p in [*reported, period] if same_place(desk, area, p)]
    between = [Period(year, period.span) for year in range(min(ends), max(ends) + 1)]
    return [p for p in between if same_place(desk, area, p)]


def territory_changes(registry: Registry, before: Area, after: Area) -> bool:
    """Whether the reform of 2025-07-01 lies between two areas and changed their units.

    A unit that only got a new name or rank is the same unit.
    """
    if not before.as_of < REFORM_DAY <= after.as_of:
        return False
    return _origins(registry, before) != _origins(registry, after)


def _origins(registry: Registry, area: Area) -> set[LocalityKey]:
    return {origin(registry, unit) for unit in area.units}


def series_break(desk: Desk, area: Area, periods: Iterable[Period]) -> bool:
    """Whether the reform of 2025-07-01 changed the units of the area within these periods."""
    areas = [found for period in periods if (found := same_place(desk, area, period))]
    return any(territory_changes(desk.registry, *pair) for pair in pairwise(areas))
