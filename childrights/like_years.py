"""The figures of earlier years that may stand in one trend with a figure (law 3).

One span (whole years for a flow), one method, and like units: those that reported in every year of
the trend. An earlier year in which fewer than half of the latest year's units can be followed is
left out rather than the trend cut down to a few units, and so is every year before a change of
method. Units are followed by territory, so renames and whole mergers do not end a trend.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question, travels
from childrights.judgement.targets import is_flow
from childrights.periods import Period, Span
from childrights.places.model import LocalityKey

if TYPE_CHECKING:
    from childrights.desk import Desk

FURTHEST_YEARS = 10
"""How far back a trend looks: the length of a programme."""


def area_years(desk: Desk, value: DisclosedValue, token: str) -> list[DisclosedValue]:
    """Every figure of an area that may stand beside one, whatever units are in it; one question."""
    if not _may_look_back(value):
        return []
    periods = tuple(p for p in _periods(desk, value) if desk.resolves(token, p))
    if not periods:
        return []
    return desk.values(Question(value.indicator, periods), token, value.audience)


def like_years(
    desk: Desk, value: DisclosedValue, token: str, among: Sequence[DisclosedValue] | None = None
) -> list[DisclosedValue]:
    """Figures of an area over like units, oldest first; its own period last where it may stand.

    ``among`` spares the question where ``area_years`` of a later figure was asked already.

    Empty where there is nothing to look back on. The public's trend of a protected figure has only
    years that hold just the same units: some of them beside all would tell what the others hold.
    """
    if not _may_look_back(value):
        return []
    found = area_years(desk, value, token) if among is None else among
    periods = set(_periods(desk, value))
    known = _one_method(item for item in found if item.period in periods)
    return _over_like_units(desk, token, known) if known else []


def like_years_by_unit(
    desk: Desk, values: Sequence[DisclosedValue], token: str
) -> dict[LocalityKey, list[DisclosedValue]]:
    """The same for each unit of an area, by the unit's identity: one question for all.

    A unit is followed through renames and changes of rank; a unit that was merged begins anew.
    """
    asked = [value for value in values if value.locality and _may_look_back(value)]
    if not asked:
        return {}
    first = asked[0]
    periods = [p for p in _periods(desk, first) if desk.resolves(token, p)]
    if not periods:
        return {}
    question = Question(first.indicator, tuple(periods), (UNIT,))
    by_key: dict[LocalityKey, list[DisclosedValue]] = {}
    for found in desk.values(question, token, first.audience):
        if found.locality is not None:
            by_key.setdefault(found.locality, []).append(found)
    return {
        value.locality: _one_method(_along(desk, value.locality, by_key))
        for value in asked
        if value.locality is not None
    }


def _along(
    desk: Desk, key: LocalityKey, by_key: dict[LocalityKey, list[DisclosedValue]]
) -> list[DisclosedValue]:
    """Figures of a unit under all the names its territory has had."""
    unit = desk.registry.get(key)
    found = list(by_key.get(key, []))
    while (earlier := desk.registry.continues(unit)) is not None:
        found += by_key.get(earlier.key, [])
        unit = earlier
    return sorted(found, key=lambda item: item.period)


def _may_look_back(value: DisclosedValue) -> bool:
    return not (value.is_suppressed or value.breakdown)


def _periods(desk: Desk, value: DisclosedValue) -> list[Period]:
    """Periods that anyone has reported, of the span that may be compared, up to the figure's."""
    indicator = desk.catalogue.definition(value.indicator, value.period)
    span = Span.M12 if is_flow(desk.catalogue, indicator) else value.period.span
    first = value.period.year - FURTHEST_YEARS
    return [
        p for p in desk.periods()
        if p.span is span and p <= value.period and p.year >= first
    ]  # fmt: skip


def _one_method(values: Iterable[DisclosedValue]) -> list[DisclosedValue]:
    """Known figures since the last change of method."""
    known = [value for value in values if value.is_known]
    return [value for value in known if value.method_since == known[-1].method_since]


def _over_like_units(
    desk: Desk, token: str, known: Sequence[DisclosedValue]
) -> list[DisclosedValue]:
    latest = known[-1]
    follow = travels(desk.catalogue, desk.catalogue.indicators[latest.indicator])
    units, kept = latest.reporting_units, [latest]
    may_leave_out = desk.may_leave_out(latest)
    for earlier in reversed(known[:-1]):
        whole = units, earlier.reporting_units
        common, then = desk.common_units(*whole, follow=follow)
        is_enough = 2 * len(common) >= len(latest.reporting_units)
        if is_enough and (may_leave_out or (common, then) == whole):
            units = common
            kept.insert(0, earlier)
    series = []
    for value in kept:
        _, then = desk.common_units(units, value.reporting_units, follow=follow)
        is_whole = then == value.reporting_units
        series.append(value if is_whole else desk.over(value, token, value.period, then))
    return series
