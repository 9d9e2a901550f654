"""Units beside their mean, without punishing luck.

A unit differs from the mean when its figure lies outside the funnel's limits at 95%, and differs
strongly outside those at 99.8% (``funnel``); between them it is equal to the mean as far as the
figures can tell. The mean is the pooled figure of all units that reported, each unit included.

A rank is given as an interval: the best is one more than the units surely better, the worst the
number of units less those surely worse (Klein M, Wright T, Wieczorek J. J R Stat Soc C
2020;69:589-606); each unit's interval is taken at 0.95^(1/number of units), so that all ranks hold
together at 95%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from childrights.catalogue.model import Direction, Indicator, Kind
from childrights.disclosure.door import DisclosedValue
from childrights.judgement.funnel import ALARM, WARNING, count_limits, proportion_limits
from childrights.judgement.intervals import Interval, exact_poisson, wilson

JOINT_CONFIDENCE = 0.95
RARE = 10
"""A yearly count below this is shown beside the pooled one of several years."""
POOLED_YEARS = 3

_COUNTED = (Kind.COUNT, Kind.RATE, Kind.RATIO)
_HAIR = 1e-9
"""Relative width within which a figure lies on a limit and not outside it."""


class Standing(Enum):
    """Where a figure stands to the mean; ``UNKNOWN`` where that cannot be asked."""

    FAR_BELOW = -2
    BELOW = -1
    EQUAL = 0
    ABOVE = 1
    FAR_ABOVE = 2
    UNKNOWN = None

    def is_worse(self, direction: Direction) -> bool:
        """Whether the difference is one for the worse."""
        below, above = (Standing.FAR_BELOW, Standing.BELOW), (Standing.ABOVE, Standing.FAR_ABOVE)
        if direction is Direction.NEUTRAL:
            return False
        return self in (below if direction is Direction.UP else above)


@dataclass(frozen=True)
class Beside:
    """A unit beside the mean; limits and interval are in the indicator's unit.

    ``interval`` holds the underlying level at 95%; ``inner`` and ``outer`` are the funnel's limits
    at 95% and 99.8% for a unit of this size. ``best`` and ``worst`` bound the rank (1 is best).
    Each is ``None`` where it has no meaning or is hidden.
    """

    value: DisclosedValue
    interval: Interval | None
    inner: Interval | None
    outer: Interval | None
    standing: Standing
    best: int | None = None
    worst: int | None = None


@dataclass(frozen=True)
class Pooled:
    """Several years taken together: the yearly mean in the indicator's unit, and its interval."""

    years: int
    events: Decimal
    value: float
    interval: Interval


def value_interval(
    indicator: Indicator, value: DisclosedValue, confidence: float = WARNING
) -> Interval | None:
    """The interval of a figure in its own unit: Wilson for shares, exact Poisson for counts.

    ``None`` for a figure that is not known, for scores and recognitions, which nothing samples,
    and for a share whose parts are no whole.
    """
    over, under = value.numerator, value.denominator
    if over is None or not value.is_known:
        return None
    scale = float(indicator.multiplier)
    if indicator.kind is Kind.PERCENTAGE:
        if not under or not 0 <= over <= under:
            return None
        return _scaled(wilson(over, under, confidence), scale)
    if indicator.kind not in _COUNTED or under == 0:
        return None
    return _scaled(exact_poisson(over, confidence), scale / float(under or 1))


def limits(
    indicator: Indicator, value: DisclosedValue, mean: DisclosedValue, confidence: float
) -> Interval | None:
    """The funnel's limits for a unit of this size, in the indicator's unit.

    ``None`` without a denominator: plain counts of places of different size have no mean.
    """
    if not value.is_known or not value.denominator:
        return None
    return limits_at(indicator, value.denominator, mean, confidence)


def limits_at(
    indicator: Indicator, size: Decimal, mean: DisclosedValue, confidence: float
) -> Interval | None:
    """The funnel's limits for any size above zero, in the indicator's unit; as ``limits``."""
    if not mean.is_known or mean.numerator is None or not mean.denominator:
        return None
    scale, rate = float(indicator.multiplier), float(mean.numerator / mean.denominator)
    if indicator.kind is Kind.PERCENTAGE and 0 <= rate <= 1:
        return _scaled(proportion_limits(rate, float(size), confidence), scale)
    if indicator.kind not in _COUNTED:
        return None
    return _scaled(count_limits(rate * float(size), confidence), scale / float(size))


def standing(indicator: Indicator, value: DisclosedValue, mean: DisclosedValue) -> Standing:
    """Where a unit's unrounded figure stands to the mean."""
    inner = limits(indicator, value, mean, WARNING)
    outer = limits(indicator, value, mean, ALARM)
    if inner is None or outer is None or value.numerator is None or not value.denominator:
        return Standing.UNKNOWN
    exact = float(value.numerator * indicator.multiplier / value.denominator)
    side = _side(exact, inner)
    return Standing(side + _side(exact, outer))


def compare_units(
    indicator: Indicator, units: Sequence[DisclosedValue], mean: DisclosedValue
) -> list[Beside]:
    """Each unit beside the mean, in the order given."""
    ranks = rank_bounds(indicator, units)
    return [
        Beside(
            value,
            value_interval(indicator, value),
            limits(indicator, value, mean, WARNING),
            limits(indicator, value, mean, ALARM),
            standing(indicator, value, mean),
            *bounds,
        )
        for value, bounds in zip(units, ranks, strict=True)
    ]


def rank_bounds(
    indicator: Indicator, units: Sequence[DisclosedValue]
) -> list[tuple[int | None, int | None]]:
    """Best and worst rank of each unit, 1 for the best; nothing where better has no meaning.

    Plain counts are not ranked: a place with more children has more of nearly everything.
    """
    if indicator.direction is Direction.NEUTRAL or indicator.denominator is None:
        return [(None, None)] * len(units)
    known = [value for value in units if value_interval(indicator, value) is not None]
    if not known:
        return [(None, None)] * len(units)
    each = JOINT_CONFIDENCE ** (1 / len(known))
    sign = 1 if indicator.direction is Direction.UP else -1
    spans = [_signed(value_interval(indicator, value, each), sign) for value in units]
    listed = [span for span in spans if span is not None]
    return [
        (None, None)
        if own is None
        else (
            1 + sum(other.lower > own.upper for other in listed),
            len(listed) - sum(other.upper < own.lower for other in listed),
        )
        for own in spans
    ]


def pooled(indicator: Indicator, years: Sequence[DisclosedValue]) -> Pooled | None:
    """The last three whole years of a rare event as one, when the latest counted under ten.

    ``years`` are whole years of a flow over like units, oldest first. ``None`` when the event is
    not rare, when fewer than two years are known, or for figures that are no counts of events.
    """
    known = [value for value in years[-POOLED_YEARS:] if value.numerator is not None]
    if indicator.kind not in _COUNTED or len(known) < 2:
        return None
    latest = known[-1].numerator
    if latest is None or latest >= RARE:
        return None
    events = sum((value.numerator or Decimal(0) for value in known), Decimal(0))
    size = sum((value.denominator or Decimal(1) for value in known), Decimal(0))
    scale = indicator.multiplier / float(size)
    interval = _scaled(exact_poisson(events), scale)
    return Pooled(len(known), events, float(events) * scale, interval)


def _side(exact: float, bounds: Interval) -> int:
    if exact < bounds.lower - _HAIR * abs(bounds.lower):
        return -1
    return 1 if exact > bounds.upper + _HAIR * abs(bounds.upper) else 0


def _scaled(interval: Interval, scale: float) -> Interval:
    return Interval(interval.lower * scale, interval.upper * scale)


def _signed(interval: Interval | None, sign: int) -> Interval | None:
    if interval is None or sign == 1:
        return interval
    return Interval(-interval.upper, -interval.lower)
