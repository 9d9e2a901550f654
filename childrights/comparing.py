"""The units of an area side by side: beside the mean, beside cùng kỳ, beside the plan."""

from __future__ import annotations

from dataclasses import dataclass

from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.judgement.comparison import Beside, Pooled, compare_units, pooled
from childrights.judgement.targets import Progress, is_flow
from childrights.like_years import like_years_by_unit
from childrights.periods import Period


@dataclass(frozen=True)
class UnitCompared:
    """A unit beside its target, the mean, and its own figure a year before.

    ``last_year`` holds both figures over the same territory, ``pooled`` the last whole years of a
    rare event as one.
    """

    progress: Progress
    beside: Beside
    last_year: tuple[DisclosedValue, DisclosedValue] | None
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
) -> Comparison:
    """Compare the units of an area. Everything in it has been through the disclosure door."""
    desk = desk.remembering()
    # Read together, so that each unit's own question about cùng kỳ finds its cells read.
    before = period.same_period_last_year()
    if desk.resolves(token, before):
        desk.values(Question(indicator, (before, period), (UNIT,)), token, audience)
    mean = desk.progress(indicator, token, period, audience)
    units = desk.unit_progress(indicator, token, period, audience)
    values = [item.value for item in units]
    definition = mean.indicator
    flows = is_flow(desk.catalogue, definition)
    years = like_years_by_unit(desk, values, token) if flows else {}
    found = compare_units(definition, values, mean.value)
    return Comparison(
        mean,
        tuple(
            UnitCompared(
                item,
                beside,
                desk.against_last_year(item.value, item.value.area_token),
                pooled(definition, years.get(item.value.locality, []))
                if item.value.locality
                else None,
            )
            for item, beside in zip(units, found, strict=True)
        ),
    )
