"""The units of an area side by side: beside the mean, beside cùng kỳ, beside the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question, travels
from childrights.judgement.comparison import Beside, Pooled, compare_units, pooled
from childrights.judgement.targets import Progress, is_flow
from childrights.like_years import like_years_by_unit
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.model import LocalityKey, Relation

LastYear = tuple[DisclosedValue, DisclosedValue]


@dataclass(frozen=True)
class UnitCompared:
    """A unit beside its target, the mean, and its own figure a year before.

    ``last_year`` holds both figures over the same territory, ``pooled`` the last whole years of a
    rare event as one.
    """

    progress: Progress
    beside: Beside
    last_year: LastYear | None
    pooled: Pooled | None


@dataclass(frozen=True)
class Comparison:
    """Units of an area in the order of codes, and the area's own figure, which is their mean."""

    mean: Progress
    units: tuple[UnitCompared, ...]

    @property
    def ranked(self) -> int:
        """How many units have a rank."""
        return sum(unit.beside.best is not None for unit in self.units)


def compare(
    desk: Desk,
    indicator: str,
    token: str,
    period: Period,
    audience: Audience = Audience.INTERNAL,
    day: date | None = None,
) -> Comparison:
    """Compare the units of an area, judged as of ``day`` (today).

    Everything in it has been through the disclosure door.
    """
    desk = desk.remembering()
    mean = desk.progress(indicator, token, period, audience, day)
    units = desk.unit_progress(indicator, token, period, audience, day)
    values = [item.value for item in units]
    definition = mean.indicator
    flows = is_flow(desk.catalogue, definition)
    years = like_years_by_unit(desk, values, token) if flows else {}
    found = compare_units(definition, values, mean.value)
    before = last_years(desk, values, token)
    return Comparison(
        mean,
        tuple(
            UnitCompared(
                item,
                beside,
                before.get(item.value.area_token),
                pooled(definition, years.get(item.value.locality, []))
                if item.value.locality
                else None,
            )
            for item, beside in zip(units, found, strict=True)
        ),
    )


def last_years(desk: Desk, values: list[DisclosedValue], token: str) -> dict[str, LastYear]:
    """Each unit's figure and cùng kỳ as ``Desk.against_last_year``, by code; one question for all.

    Units that can have no cùng kỳ, or had none, are left out.
    """
    followed = [value for value in values if _may_have_last_year(desk, value)]
    if not followed:
        return {}
    first = followed[0]
    earlier = first.period.same_period_last_year()
    known: dict[LocalityKey | None, DisclosedValue] = {}
    if desk.resolves(token, earlier):
        question = Question(first.indicator, (earlier,), (UNIT,))
        known = {item.locality: item for item in desk.values(question, token, first.audience)}
    pairs = {value.area_token: _last_year(desk, value, known) for value in followed}
    return {code: pair for code, pair in pairs.items() if pair is not None}


def _last_year(
    desk: Desk, value: DisclosedValue, known: dict[LocalityKey | None, DisclosedValue]
) -> LastYear | None:
    before = known.get(value.locality)
    if before is None or before.reporting_units != value.reporting_units:
        return desk.against_last_year(value, value.area_token)
    return (value, before) if before.method_since == value.method_since else None


def _may_have_last_year(desk: Desk, value: DisclosedValue) -> bool:
    """Whether a unit reported, and stood a year ago or goes on from one unit of the same code."""
    if value.locality is None or not value.reporting_units:
        return False
    earlier = as_of(value.period.same_period_last_year())
    if desk.registry.get(value.locality).exists_on(earlier):
        return True
    came_from = desk.registry.predecessors(value.locality)
    is_one = [old.code for old, relation in came_from if relation is Relation.FULL]
    follows = travels(desk.catalogue, desk.catalogue.indicators[value.indicator])
    return follows and len(came_from) == 1 and is_one == [value.locality.code]
