"""Confidence intervals for proportions and counts, from the standard library alone.

- ``wilson``: Wilson EB. J Am Stat Assoc 1927;22:209-12; recommended for proportions by
  Newcombe RG. Stat Med 1998;17:857-72. It stays inside 0 and 1 and holds at 0 and 100%.
- ``byar``: Byar's approximation for a Poisson count, Breslow NE, Day NE. Statistical Methods in
  Cancer Research II, 1987, page 69; close from about ten on.
- ``exact_poisson``: Garwood F. Biometrika 1936;28:437-42: the means under which the count would be
  in a tail of half the remainder; the same as the chi-square form of Ulm K. Am J Epidemiol
  1990;131:373-5.

A count of children is complete and not sampled; the interval says how far it could have come out
otherwise under the same risk, which is what a comparison of small places must allow for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

Number = int | float | Decimal

_LARGEST_TERM = 1e-17
_TINY = 1e-300
_DOUBLING_LIMIT = 200


@dataclass(frozen=True)
class Interval:
    """A lower and an upper limit, both inside."""

    lower: float
    upper: float


def quantile(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 for 0.95. Raises ``ValueError`` outside 0 to 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(numerator: Number, denominator: Number, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion, from 0 to 1.

    Raises ``ValueError`` unless 0 ≤ numerator ≤ denominator and denominator > 0.
    """
    events, trials = float(numerator), float(denominator)
    if not 0 <= events <= trials or trials == 0:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    z = quantile(confidence)
    share, z2 = events / trials, z * z / trials
    centre = share + z2 / 2
    spread = z * math.sqrt((share * (1 - share) + z2 / 4) / trials)
    lower = 0.0 if events == 0 else (centre - spread) / (1 + z2)
    upper = 1.0 if events == trials else (centre + spread) / (1 + z2)
    return Interval(lower, upper)


def byar(count: Number, confidence: float = 0.95) -> Interval:
    """Byar's limits of a Poisson count. Raises ``ValueError`` for a negative count."""
    x = _count(count)
    z = quantile(confidence)
    lower = 0.0 if x == 0 else max(0.0, x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3)
    above = x + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return Interval(lower, upper)


def exact_poisson(count: Number, confidence: float = 0.95) -> Interval:
    """Exact limits of a Poisson count. Raises ``ValueError`` for a negative count."""
    x = _count(count)
    quantile(confidence)
    tail = (1 - confidence) / 2
    lower = 0.0 if x == 0 else _solve(lambda mean: gamma_parts(x, mean)[0] - tail, x)
    upper = _solve(lambda mean: tail - gamma_parts(x + 1, mean)[1], x + 1)
    return Interval(lower, upper)


def _count(count: Number) -> float:
    x = float(count)
    if not x >= 0 or math.isinf(x):
        raise ValueError(f"{count} is no count")
    return x


def _solve(rising: Callable[[float], float], start: float) -> float:
    """Where a rising function of a positive mean crosses zero, by bisection to the last bit."""
    low, high = 0.0, start
    for _ in range(_DOUBLING_LIMIT):
        if rising(high) >= 0:
            break
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)


def gamma_parts(a: float, x: float) -> tuple[float, float]:
    """Regularised incomplete gamma functions, lower P(a, x) and upper Q(a, x); a > 0, x ≥ 0.

    P(X ≥ k) = P(k, mean) and P(X ≤ k) = Q(k + 1, mean) for a Poisson count X. The smaller of the
    two is worked out by series or continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31).
    """
    if x == 0:
        return 0.0, 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        lower = scale * _series(a, x)
        return lower, 1 - lower
    upper = scale * _fraction(a, x)
    return 1 - upper, upper


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    step = a
    while term > total * _LARGEST_TERM:
        step += 1
        term *= x / step
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's way through the continued fraction."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    result, factor, step = d, 0.0, 0
    while abs(factor - 1) > 1e-16:
        step += 1
        numerator = -step * (step - a)
        b += 2
        d = 1 / _away_from_zero(numerator * d + b)
        c = _away_from_zero(b + numerator / c)
        factor = d * c
        result *= factor
    return result


def _away_from_zero(number: float) -> float:
    return number if abs(number) >= _TINY else _TINY
