"""Which periods may stand in one series, and where a change of territory breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from childrights.desk import Desk
from childrights.periods import Period, Span
from childrights.places.calendars import as_of
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
    """Every year of the same span, first to last, in which the same place could report.

    None where the place was another one in the period asked for and reported in no like period.
    """
    reported = [p for p in desk.periods_of(area.token) if p.span is period.span]
    ends = [p.year for p in [*reported, period] if same_place(desk, area, p)]
    if not ends:
        return []
    between = [Period(year, period.span) for year in range(min(ends), max(ends) + 1)]
    return [p for p in between if same_place(desk, area, p)]


def periods_beside(known: Iterable[Period], period: Period) -> list[Period]:
    """Of the periods reported, those that a figure of one may be set beside, oldest first.

    Like periods of every year, whole years, and the two periods reported before.
    """
    past = sorted(item for item in known if item <= period)
    latest = past[-3:]
    return [item for item in past if item.span in (period.span, Span.M12) or item in latest]


def series_break(desk: Desk, area: Area, periods: Iterable[Period]) -> bool:
    """Whether the area's territory changed on 2025-07-01, within these periods.

    Units that only merged among themselves hold the same territory, so their total goes on.
    """
    known = [period for period in periods if same_place(desk, area, period)]
    return any(
        as_of(earlier) < REFORM_DAY <= as_of(later)
        and not desk.same_territory(area.token, earlier, later)
        for earlier, later in pairwise(known)
    )
