"""The yearly change of a series of figures, from all of its points, with an interval.

A straight line in the indicator's own unit, by least squares weighted by the denominators (a year
that counted more children says more); counts and scores weigh the same each year. Its 95% interval
is the wider of two:

- what chance alone allows: the binomial or Poisson variance of the counts, pooled over the years,
  with the two successes and two failures of Agresti A, Coull BA. Am Stat 1998;52:119-26 (for a
  Poisson count one more event), so that years at 0 or at 100% are not taken for certain;
- what the scatter about the line shows: Student's t on the residuals with (points - 2) degrees
  of freedom. A year that jumps widens it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from childrights.judgement.intervals import Interval, quantile

FEWEST_POINTS = 3


class Chance(Enum):
    """By what law a figure would vary under an unchanged risk."""

    BINOMIAL = "binomial"
    POISSON = "poisson"
    NONE = "none"


@dataclass(frozen=True)
class Point:
    """A figure in time: ``at`` in years (the end of what it covers), ``value`` unrounded.

    ``events`` and ``size`` are its numerator and denominator; ``size`` is 1 for a count. They do
    not matter where chance is ``NONE``.
    """

    at: float
    value: float
    events: float = 0.0
    size: float = 1.0


@dataclass(frozen=True)
class Slope:
    """Change a year in the indicator's unit, and the interval in which it is known."""

    yearly: float
    interval: Interval


def slope(
    points: Sequence[Point], chance: Chance, multiplier: float = 1.0, confidence: float = 0.95
) -> Slope:
    """Fit a line through all points. ``multiplier`` turns events ÷ size into the value's unit.

    Raises ``ValueError`` for fewer than three points or for points of one and the same day.
    """
    if len(points) < FEWEST_POINTS:
        raise ValueError(f"{len(points)} points are too few for a line with an interval")
    weights = [1.0 if chance is Chance.NONE else point.size for point in points]
    # From the weighted means: year 2021 beside a centre of a few digits less costs seven of them.
    times = _from_mean(weights, [point.at - points[0].at for point in points])
    values = _from_mean(weights, [point.value for point in points])
    spread = _dot(weights, times, times)
    if spread == 0:
        raise ValueError("the points must lie on more than one day")
    yearly = _dot(weights, times, values) / spread
    by_chance = quantile(confidence) * math.sqrt(_chance(points, chance, multiplier) / spread)
    left = [value - yearly * time for value, time in zip(values, times, strict=True)]
    scatter = _dot(weights, left, left) / (len(points) - 2)
    by_scatter = t_quantile(confidence, len(points) - 2) * math.sqrt(scatter / spread)
    half = max(by_chance, by_scatter)
    return Slope(yearly, Interval(yearly - half, yearly + half))


def _chance(points: Sequence[Point], chance: Chance, multiplier: float) -> float:
    """Variance of one point of weight one, under a risk that never changed."""
    events = math.fsum(point.events for point in points)
    size = math.fsum(point.size for point in points)
    if chance is Chance.BINOMIAL:
        share = (events + 2) / (size + 4)
        return share * (1 - share) * multiplier**2
    if chance is Chance.POISSON:
        return (events + 1) / size * multiplier**2
    return 0.0


def _from_mean(weights: Sequence[float], numbers: Sequence[float]) -> list[float]:
    """Distances from the weighted mean; they sum to nothing, so no level is left to cancel."""
    total = math.fsum(weights)
    mean = math.fsum(w * number for w, number in zip(weights, numbers, strict=True)) / total
    return [number - mean for number in numbers]


def _dot(weights: Sequence[float], ones: Sequence[float], others: Sequence[float]) -> float:
    return math.fsum(w * a * b for w, a, b in zip(weights, ones, others, strict=True))


def t_quantile(confidence: float, degrees: int) -> float:
    """Student's t of a two-sided interval: 12.706 for 0.95 and one degree of freedom.

    Raises ``ValueError`` unless 0 < confidence < 1 and there is at least one degree.
    """
    quantile(confidence)
    if degrees < 1:
        raise ValueError("Student's t needs at least one degree of freedom")
    low, high = 0.0, 1.0
    while _within(high, degrees) < confidence:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)


def _within(t: float, degrees: int) -> float:
    """P(-t < T < t), Abramowitz and Stegun 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = degrees % 2
    term = total = cosine if is_odd else 1.0
    for step in range(2 + is_odd, degrees, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    if not is_odd:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if degrees > 1 else 0.0))
