"""Whether a figure is on the way to a later year's target (docs/decisions/0019).

Required: (target - latest figure) ÷ years left, a straight line in the indicator's own unit, which
an officer can check by hand and which has a meaning at 0, at 100% and from a base of zero.
Observed: the slope through all points of like units and like method (``slope``), never of two.

- UNCLEAR: fewer than three points; or the interval of the observed change holds both no change and
  the required one, so that the figures cannot tell standing still from being in time.
- ON_TRACK: the observed change is at least the required one.
- AWAY: the change surely goes the wrong way and the latest figure is worse than a year before.
- BEHIND: everything else.

A target reached already has to be held: what is required is then no change or a loss that may be
borne, and only a sure fall below it by the target's year counts against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from childrights.judgement.intervals import Interval
from childrights.judgement.slope import FEWEST_POINTS, Chance, Point, slope
from childrights.judgement.trendtest import TrendTest


class Course(Enum):
    """Where a series goes."""

    HELD = "held"
    ON_TRACK = "on track"
    BEHIND = "behind"
    AWAY = "away"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Goal:
    """A level to reach by a day: ``at`` in years; ``is_ceiling`` where less is better.

    ``is_strict`` asks for more than the level itself. ``lowest`` and ``highest`` are the ends
    beyond which no figure of this unit lies.
    """

    level: float
    at: float
    is_ceiling: bool
    is_strict: bool = False
    lowest: float | None = 0.0
    highest: float | None = None


@dataclass(frozen=True)
class Pace:
    """The way to a target; changes a year are signed and in the indicator's unit.

    ``observed``, its ``interval`` and what they lead to in the target's year (``projected``) are
    ``None`` with fewer than three points. ``is_sure`` tells that the interval does not hold the
    required change, so that the verdict would be the same at either end of it. ``trend`` tests
    whether the counts moved in one direction at all, whatever the target.
    """

    course: Course
    points: int
    years_left: float
    required: float
    is_reached: bool
    observed: float | None = None
    interval: Interval | None = None
    projected: float | None = None
    projected_interval: Interval | None = None
    trend: TrendTest | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the observed change leaves the required one out."""
        return self.interval is not None and not _holds(self.interval, self.required)


def pace(
    points: Sequence[Point], latest: float, goal: Goal, chance: Chance, multiplier: float = 1.0
) -> Pace:
    """Set the observed yearly change beside the required one.

    ``points`` are of like units, span and method, oldest first; the last of them is the day from
    which the years left are counted. ``latest`` is the figure as shown, of all units. Raises
    ``ValueError`` without points, or when the target's day is not ahead.
    """
    if not points or goal.at <= points[-1].at:
        raise ValueError("pace needs a point before the target's day")
    years = goal.at - points[-1].at
    required = (goal.level - latest) / years
    is_reached = _is_reached(latest, goal)
    if len(points) < FEWEST_POINTS:
        course = Course.HELD if is_reached else Course.UNCLEAR
        return Pace(course, len(points), years, required, is_reached)
    found = slope(points, chance, multiplier)
    ahead = [
        _inside(latest + yearly * years, goal)
        for yearly in (found.interval.lower, found.yearly, found.interval.upper)
    ]
    return Pace(
        _course(points, latest, goal, found.yearly, found.interval, required),
        len(points), years, required, is_reached, found.yearly, found.interval,
        ahead[1], Interval(ahead[0], ahead[2]),
    )  # fmt: skip


def _course(
    points: Sequence[Point], latest: float, goal: Goal, yearly: float, interval: Interval,
    required: float,
) -> Course:  # fmt: skip
    sign = -1 if goal.is_ceiling else 1
    worst, best = sorted((sign * interval.lower, sign * interval.upper))
    wanted, going = sign * required, sign * yearly
    is_worse = sign * (points[-1].value - points[-2].value) < 0
    if _is_reached(latest, goal):
        falls = best < min(0.0, wanted)
        return (Course.AWAY if is_worse else Course.BEHIND) if falls else Course.HELD
    if worst <= 0 <= best and worst <= wanted <= best:
        return Course.UNCLEAR
    is_equal = math.isclose(going, wanted, rel_tol=1e-9)
    if (going > wanted and not is_equal) or (is_equal and not goal.is_strict):
        return Course.ON_TRACK
    return Course.AWAY if best < 0 and is_worse else Course.BEHIND


def _is_reached(latest: float, goal: Goal) -> bool:
    if latest == goal.level:
        return not goal.is_strict
    return (latest < goal.level) is goal.is_ceiling


def _holds(interval: Interval, number: float) -> bool:
    return interval.lower <= number <= interval.upper


def _inside(value: float, goal: Goal) -> float:
    if goal.lowest is not None:
        value = max(goal.lowest, value)
    return value if goal.highest is None else min(goal.highest, value)
