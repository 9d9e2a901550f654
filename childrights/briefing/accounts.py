"""What is known of each indicator of an area: figure, target, cùng kỳ, units; from the desk.

The one way by which figures come into a briefing: every one is a disclosed value (law 7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from childrights.catalogue.model import Comparator, Direction, Indicator, Kind
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue, require_disclosed
from childrights.figures.change import Compared
from childrights.figures.series import period_for, same_place
from childrights.figures.words import unit_noun
from childrights.judgement.targets import Progress, Verdict, behind
from childrights.periods import Period
from childrights.places.model import Area, Level

Tell = Callable[[float], object]
_FLOORS = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.EQUAL)


@dataclass(frozen=True)
class Account:
    """One indicator of one area for a period asked for.

    ``progress.value.period`` is the indicator's own latest period, which may be an earlier one (a
    yearly figure at mid-year). ``compared`` is the figure and cùng kỳ over like units, ``units``
    each unit beside the target that binds it, ``noun`` what the units are called.
    """

    name: str
    asked: Period
    progress: Progress
    compared: Compared | None
    units: tuple[Progress, ...] = ()
    noun: str = "đơn vị"

    def __post_init__(self) -> None:
        require_disclosed([self.value, *(self.compared or ())])
        require_disclosed([item.value for item in self.units])

    @property
    def indicator(self) -> Indicator:
        """The definition in force in the figure's period."""
        return self.progress.indicator

    @property
    def value(self) -> DisclosedValue:
        """The area's figure."""
        return self.progress.value

    @property
    def change(self) -> Decimal | None:
        """The figure less cùng kỳ, over like units; ``None`` where it is not known."""
        if self.compared is None or self.indicator.kind is Kind.STATUS:
            return None
        now, before = self.compared
        return None if now.value is None or before.value is None else now.value - before.value

    @property
    def is_worse(self) -> bool:
        """Whether the figure went the wrong way since cùng kỳ."""
        if self.change is None:
            return False
        sign = {Direction.UP: -1, Direction.DOWN: 1, Direction.NEUTRAL: 0}
        return self.change * sign[self.indicator.direction] > 0

    @property
    def is_short(self) -> bool:
        """Whether the figure has not met its target."""
        return bool(behind([self.progress]))

    @property
    def is_below(self) -> bool:
        """Whether that needs an answer: not while it is on the way to a later year's milestone."""
        return self.is_short and self.progress.verdict is not Verdict.ON_TRACK

    @property
    def laggards(self) -> tuple[Progress, ...]:
        """Units that have not met the target that binds them, farthest from it first."""
        return tuple(behind(self.units))

    @property
    def judged_units(self) -> int:
        """Units with a figure and a target to set it beside."""
        return sum(item.gap is not None for item in self.units)

    @property
    def is_partial(self) -> bool:
        """Whether cùng kỳ is compared over fewer units than the figure itself has."""
        if self.compared is None:
            return False
        now = self.compared[0]
        return now.value != self.value.value or now.units_reported < self.value.units_expected

    @property
    def attained(self) -> Decimal | None:
        """Percent of a plan that a count has reached; ``None`` where that has no meaning."""
        target, wanted = self.progress.target, self.progress.required
        is_floor = target is not None and target.comparator in _FLOORS and target.change is None
        if self.indicator.kind is not Kind.COUNT or not is_floor or wanted is None:
            return None
        if self.value.value is None or wanted.level <= 0:
            return None
        return self.value.value * 100 / wanted.level


@dataclass(frozen=True)
class Scope:
    """What a briefing is about, and as of which day it judges."""

    token: str
    period: Period
    audience: Audience
    day: date
    area: Area = field(compare=False)

    @property
    def noun(self) -> str:
        """What the area's units are called."""
        return unit_noun(unit.name for unit in self.area.units)


def scope_of(desk: Desk, token: str, period: Period, audience: Audience, day: date) -> Scope:
    """The scope for a place as it stood; raises ``UnknownPlace``."""
    return Scope(token, period, audience, day, desk.area(token, period))


def say_nothing(fraction: float) -> None:
    """No progress is shown."""


def accounts(
    desk: Desk, scope: Scope, names: Sequence[str], tell: Tell = say_nothing
) -> list[Account]:
    """Each indicator that means something for the area, in the order asked for, once each.

    ``tell`` hears after each how much is done, from 0 to 1; whatever it raises cancels the work.

    An indicator without meaning at this level is answered by the one the catalogue names
    ``instead``; one that has neither, or whose last period was another territory's, is left out.
    """
    wanted = dict.fromkeys(
        found for name in names if (found := suited(desk, scope.area.level, name))
    )
    listed = []
    for done, name in enumerate(wanted, 1):
        listed.append(_account(desk, scope, name))
        tell(done / len(wanted))
    return [item for item in listed if item is not None]


def suited(desk: Desk, level: Level, name: str) -> str:
    """The indicator itself, or what the catalogue shows instead at a level; empty for none."""
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        entry = desk.catalogue.indicators[name]
        if level in entry.levels:
            return name
        name = entry.instead or ""
    return ""


def _account(desk: Desk, scope: Scope, name: str) -> Account | None:
    period = period_for(desk.catalogue.indicators[name].spans, scope.period)
    if same_place(desk, scope.area, period) is None:
        return None
    progress = desk.progress(name, scope.token, period, scope.audience, scope.day)
    value = progress.value
    shown = value.value is not None
    return Account(
        name,
        scope.period,
        progress,
        desk.against_last_year(value, scope.token) if shown else None,
        _units(desk, scope, name, period) if shown else (),
        unit_noun(unit.name for unit in desk.area(scope.token, period).units),
    )


def _units(desk: Desk, scope: Scope, name: str, period: Period) -> tuple[Progress, ...]:
    entry = desk.catalogue.indicators[name]
    if scope.area.level is Level.COMMUNE or Level.COMMUNE not in entry.levels:
        return ()
    return tuple(desk.unit_progress(name, scope.token, period, scope.audience, scope.day))
