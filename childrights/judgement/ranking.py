"""Ranking units by a score without claiming more than the figures can bear.

The interval of a score: each component has a confidence interval of its own (Wilson for a
percentage, exact Poisson for a count or a rate; a score or a recognition is counted whole and has
none), turned into points, and the intervals are combined by MOVER, the method of variance
estimates recovery (Zou GY, Donner A. Stat Med 2008;27:1693-702; Zou GY, Huang W, Zhang X. Comput
Stat Data Anal 2009;53:1080-5): below the score by √Σ(share × distance to the lower limit)², above
it likewise. Components are taken as independent.

The interval of a rank: a unit's best rank is one more than the number of units surely above it,
its worst rank the number of all units less those surely below it, where “surely” means that the
intervals of the scores do not touch (Klein M, Wright T, Wieczorek J. J R Stat Soc C
2020;69:589-606). For all ranks to hold together with 95% confidence each unit's interval is
taken at 0.95^(1/number of units).

Bands: units whose intervals overlap, directly or through units between them, stand in one band;
two units in different bands can be told apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Component, Indicator, Kind
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.value import Part
from childrights.judgement.intervals import Interval, exact_poisson, wilson

JOINT_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Scored:
    """A unit with a score and the interval in which the score is known."""

    value: DisclosedValue
    interval: Interval


@dataclass(frozen=True)
class Ranked:
    """A unit in the ranking.

    ``rank`` counts from 1 at the highest score, equal scores sharing it; ``best`` and ``worst``
    bound the rank; ``band`` counts from 1 at the top.
    """

    value: DisclosedValue
    interval: Interval
    rank: int
    best: int
    worst: int
    band: int


@dataclass(frozen=True)
class Ranking:
    """Ranked units, highest score first, and those without a score (their note says why)."""

    ranked: tuple[Ranked, ...]
    unscored: tuple[DisclosedValue, ...]
    confidence: float


def rank_units(
    values: Iterable[DisclosedValue],
    composite: Indicator,
    indicators: Mapping[str, Indicator],
    confidence: float = JOINT_CONFIDENCE,
) -> Ranking:
    """Rank units by a composite; ``confidence`` holds for all intervals of rank together.

    ``indicators`` is the catalogue's own mapping, for the kinds of the components.
    """
    listed = list(values)
    known = [value for value in listed if value.is_known]
    each = confidence ** (1 / max(1, len(known)))
    scored = [
        Scored(value, score_interval(value, composite.components, indicators, each))
        for value in known
    ]
    unscored = tuple(value for value in listed if not value.is_known)
    return Ranking(tuple(rank(scored)), unscored, confidence)


def score_interval(
    value: DisclosedValue,
    components: Sequence[Component],
    indicators: Mapping[str, Indicator],
    confidence: float,
) -> Interval:
    """The interval of a composite's score, in points. Raises ``ValueError`` without a score."""
    if value.numerator is None or not value.denominator:
        raise ValueError(f"{value.name}: no score")
    total = float(value.denominator)
    below = above = 0.0
    for part, component in zip(value.parts, components, strict=True):
        points = float(part.points or 0)
        limits = _points_interval(part, component, indicators[part.indicator], confidence)
        share = float(part.weight) / total
        below += (share * (points - limits.lower)) ** 2
        above += (share * (limits.upper - points)) ** 2
    score = float(value.numerator) / total
    return Interval(score - math.sqrt(below), score + math.sqrt(above))


def _points_interval(
    part: Part, component: Component, indicator: Indicator, confidence: float
) -> Interval:
    """A component's interval turned into points: straight between floor and goal, clipped."""
    limits = _VALUE_INTERVALS[indicator.kind](part, indicator, confidence)
    if limits is None:
        own = float(part.points or 0)
        return Interval(own, own)
    ends = sorted(float(component.points(Decimal(end))) for end in (limits.lower, limits.upper))
    return Interval(ends[0], ends[1])


def _of_percentage(part: Part, indicator: Indicator, confidence: float) -> Interval | None:
    if part.numerator is None or not part.denominator:
        return None
    limits = wilson(part.numerator, part.denominator, confidence)
    scale = indicator.multiplier
    return Interval(limits.lower * scale, limits.upper * scale)


def _of_count(part: Part, indicator: Indicator, confidence: float) -> Interval | None:
    if part.numerator is None:
        return None
    limits = exact_poisson(part.numerator, confidence)
    scale = indicator.multiplier / float(part.denominator or 1)
    return Interval(limits.lower * scale, limits.upper * scale)


def _counted_whole(_part: Part, _indicator: Indicator, _confidence: float) -> Interval | None:
    return None


_VALUE_INTERVALS: Mapping[Kind, Callable[[Part, Indicator, float], Interval | None]] = {
    Kind.PERCENTAGE: _of_percentage,
    Kind.COUNT: _of_count,
    Kind.RATE: _of_count,
    Kind.RATIO: _of_count,
    Kind.SCORE: _counted_whole,
    Kind.STATUS: _counted_whole,
}


def rank(scored: Iterable[Scored]) -> list[Ranked]:
    """Ranks, intervals of rank and bands, highest score first; equal scores in code order.

    Scores are compared as shown, so that two units that read alike share a rank.
    """
    listed = sorted(scored, key=_by_score)
    bands = _bands([item.interval for item in listed])
    return [
        Ranked(
            item.value,
            item.interval,
            rank=1 + sum(_shown(other) > _shown(item) for other in listed),
            best=1 + sum(other.interval.lower > item.interval.upper for other in listed),
            worst=len(listed) - sum(o.interval.upper < item.interval.lower for o in listed),
            band=bands[position],
        )
        for position, item in enumerate(listed)
    ]


def _shown(item: Scored) -> Decimal:
    assert item.value.value is not None
    return item.value.value


def _by_score(item: Scored) -> tuple[Decimal, str]:
    return -_shown(item), item.value.area_token


def _bands(intervals: Sequence[Interval]) -> list[int]:
    """Band of each interval: a gap that no interval spans starts a new one, from the top."""
    bands = [0] * len(intervals)
    band, reach = 0, math.inf
    for position in sorted(range(len(intervals)), key=lambda at: -intervals[at].upper):
        interval = intervals[position]
        if band == 0 or interval.upper < reach:
            band += 1
            reach = interval.lower
        reach = min(reach, interval.lower)
        bands[position] = band
    return bands
