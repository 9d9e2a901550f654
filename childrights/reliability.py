"""How far the figures of an indicator can be relied on, for an area and a period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.desk import Desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.external import Held, held_against_others
from childrights.judgement.quality import (
    LARGEST_Z,
    Aspect,
    Counted,
    Part,
    Quality,
    is_jump,
    modified_z,
    never_falls,
)
from childrights.judgement.targets import exact_value, is_flow
from childrights.like_years import like_years_by_unit
from childrights.periods import Period, Span

_COUNTED = (Kind.COUNT, Kind.RATE, Kind.RATIO, Kind.PERCENTAGE)


def reliability(
    desk: Desk, name: str, token: str, period: Period, held: Sequence[Held] | None = None
) -> Quality:
    """Completeness, timeliness, consistency, plausibility and external consistency.

    For the office alone. Timeliness is over all reports that the area owed for the period, against
    each place's own deadline; the other parts are over the units and this indicator. ``held`` is
    :func:`~childrights.external.held_against_others` of the same, where it was asked for already.
    """
    indicator = desk.catalogue.definition(name, period)
    whole = desk.value(name, token, period)
    reports = desk.reporting(token, period, desk.today)
    due = [report for report in reports if report.received_at or report.due < desk.today]
    known = held_against_others(desk, name, token, period) if held is None else held
    on_time = sum(report.received_at is not None and not report.days_late for report in due)
    return Quality(
        (
            Part(Aspect.COMPLETENESS, whole.units_reported, whole.units_expected),
            Part(Aspect.TIMELINESS, on_time, len(due)),
            _consistency(desk, indicator, name, token, period),
            _plausibility(desk, indicator, name, token, period),
            Part(Aspect.EXTERNAL, sum(item.is_sound for item in known), len(known)),
        )
    )


def _consistency(desk: Desk, indicator: Indicator, name: str, token: str, period: Period) -> Part:
    """Units whose cumulative flow never fell within the year; none are checked for a stock."""
    if not is_flow(desk.catalogue, indicator):
        return Part(Aspect.CONSISTENCY, 0, 0)
    known = set(desk.periods())
    periods = tuple(
        p for p in (Period(period.year, span) for span in Span) if p <= period and p in known
    )
    found = desk.values(Question(name, periods, (UNIT,)), token) if periods else []
    by_unit: dict[str, list[DisclosedValue]] = {}
    for value in sorted(found, key=lambda item: item.period):
        if value.numerator is not None:
            by_unit.setdefault(value.area_token, []).append(value)
    runs = [run for run in by_unit.values() if len(run) > 1]
    sound = sum(never_falls([value.numerator or Decimal(0) for value in run]) for run in runs)
    return Part(Aspect.CONSISTENCY, sound, len(runs))


def _plausibility(desk: Desk, indicator: Indicator, name: str, token: str, period: Period) -> Part:
    """Units whose figure does not jump away from their own earlier years.

    Of a flow whole years are compared, so at mid-year the year before is looked at.
    """
    values = desk.values(Question(name, (period,), (UNIT,)), token)
    years = like_years_by_unit(desk, values, token)
    newest = max((run[-1].period for run in years.values() if run), default=period)
    current = [run for run in years.values() if run and run[-1].period == newest]
    answers = [_is_odd(indicator, run) for run in current]
    checked = [answer for answer in answers if answer is not None]
    return Part(Aspect.PLAUSIBILITY, checked.count(False), len(checked))


def _is_odd(indicator: Indicator, run: Sequence[DisclosedValue]) -> bool | None:
    if indicator.kind in _COUNTED:
        counted = [
            Counted(float(value.numerator or 0), float(value.denominator or 1)) for value in run
        ]
        return is_jump(counted[-1], counted[:-1])
    exact = [float(exact_value(indicator, value)) for value in run]
    score = modified_z(exact[-1], exact[:-1])
    return None if score is None else abs(score) > LARGEST_Z
