"""Self-assessments of communes asked of a desk: one year's round, and the years before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.figures.recognition import Criteria, UnitAssessed, YearScore
from childrights.figures.series import like_periods, origin, same_place
from childrights.judgement.recognition import (
    Assessed,
    Assessment,
    UnitScore,
    assess,
    maxima_of,
)
from childrights.periods import Period
from childrights.places.model import Level, LocalityKey

if TYPE_CHECKING:
    from childrights.desk import Desk


@dataclass(frozen=True)
class Scored:
    """One unit's figures of a round, and what they say."""

    score: UnitScore
    found: Assessment


@dataclass(frozen=True)
class Round:
    """One year's assessment of an area: indicators, criteria, period, units in code order.

    ``token`` and ``label`` name the area: the one in view, or a province of it.
    """

    token: str
    label: str
    about: Assessed
    criteria: Criteria
    period: Period
    units: tuple[UnitAssessed, ...]


@dataclass(frozen=True)
class Asking:
    """Whose assessment, of which indicators, for which audience."""

    about: Assessed
    token: str
    audience: Audience


def criteria_of(desk: Desk, about: Assessed, period: Period) -> Criteria:
    """The criteria in force in a period, with the most points of those that are known."""
    indicator = desk.catalogue.definition(about.score, period)
    maxima = maxima_of(desk.catalogue, indicator, about.criterion, period, desk.standard)
    return Criteria(indicator, desk.catalogue.dimensions[about.criterion], maxima)


def round_of(desk: Desk, asking: Asking, period: Period) -> list[Scored]:
    """Each unit of an area, or a commune itself, as assessed for a period; in code order.

    Raises ``UnknownPlace``.
    """
    about, by = asking.about, _by(desk, asking, period)
    totals = _values(desk, asking, about.score, by, (period,))
    points = _values(desk, asking, about.score, (*by, about.criterion), (period,))
    status = _values(desk, asking, about.status, by, (period,)) if about.status else []
    states = {value.locality: value for value in status}
    own: dict[LocalityKey | None, dict[str, DisclosedValue]] = {}
    for value in points:
        own.setdefault(value.locality, {})[value.breakdown[about.criterion]] = value
    scored = []
    for total in totals:
        score = UnitScore(total, own.get(total.locality, {}), states.get(total.locality))
        reformed = total.locality is not None and is_reformed(desk, total.locality)
        scored.append(Scored(score, assess(score, desk.standard, is_reformed=reformed)))
    return scored


def _by(desk: Desk, asking: Asking, period: Period) -> tuple[str, ...]:
    """By unit; a commune answers for itself, its hamlets are not assessed."""
    return () if desk.area(asking.token, period).level is Level.COMMUNE else (UNIT,)


def _values(
    desk: Desk, asking: Asking, name: str, by: tuple[str, ...], periods: tuple[Period, ...]
) -> list[DisclosedValue]:
    return desk.values(Question(name, periods, by), asking.token, asking.audience)


def is_reformed(desk: Desk, key: LocalityKey) -> bool:
    """Whether a unit came of other units' territory: nothing they earned passes to it."""
    unit = desk.registry.get(key)
    is_new = desk.registry.continues(unit) is None
    return is_new and bool(desk.registry.predecessors(key))


def years_of(desk: Desk, token: str, period: Period) -> tuple[Period, ...]:
    """Years up to a period's in which the same place could be assessed, oldest first."""
    known = like_periods(desk, desk.area(token, period), period)
    return tuple(when for when in known if when <= period)


def history(
    desk: Desk, asking: Asking, keys: list[LocalityKey], periods: tuple[Period, ...]
) -> dict[LocalityKey, tuple[YearScore, ...]]:
    """Total and recognition of units in each period, through new names and ranks (law 4)."""
    about, by = asking.about, (UNIT,)
    totals = _by_origin(desk, _values(desk, asking, about.score, by, periods))
    status = (
        _by_origin(desk, _values(desk, asking, about.status, by, periods)) if about.status else {}
    )
    found = {}
    for key in keys:
        first = origin(desk.registry, desk.registry.get(key))
        reformed = is_reformed(desk, key)
        found[key] = tuple(
            YearScore(totals.get((first, period)), status.get((first, period)), reformed)
            for period in periods
        )
    return found


def _by_origin(
    desk: Desk, values: list[DisclosedValue]
) -> dict[tuple[LocalityKey, Period], DisclosedValue]:
    return {
        (origin(desk.registry, desk.registry.get(value.locality)), value.period): value
        for value in values
        if value.locality is not None
    }


def own_history(
    desk: Desk, asking: Asking, periods: tuple[Period, ...]
) -> list[tuple[Period, Scored | None]]:
    """A commune's own rounds; ``None`` for a year in which it did not stand."""
    area = desk.area(asking.token, periods[-1])
    found: list[tuple[Period, Scored | None]] = []
    for period in periods:
        stood = same_place(desk, area, period) is not None
        found.append((period, round_of(desk, asking, period)[0] if stood else None))
    return found
