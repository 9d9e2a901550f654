"""Funnel limits: how far a unit's figure may lie from the mean by chance alone.

Limits at 95% and 99.8% (about two and three standard deviations) as in Spiegelhalter DJ. Stat Med
2005;24:1185-202 and in the statistical process control of the public health observatories (APHO
Technical Briefing 2, 2008). They are the inversion of the intervals shown beside each unit, so that
no figure lies outside a limit while its interval holds the mean:

- proportions: mean ± z × √(mean × (1 - mean) ÷ n), which Wilson's interval inverts, cut at 0 and 1;
- counts with an expected number: the counts whose exact Poisson limits (Garwood) end at the
  expected number, interpolated between whole numbers by the incomplete gamma function (Dover DC,
  Schopflocher DP. Popul Health Metr 2011;9:58).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from childrights.judgement.intervals import Interval, gamma_parts, quantile

WARNING, ALARM = 0.95, 0.998
"""Two-sided confidence of the inner and the outer limit."""


def proportion_limits(mean: float, trials: float, confidence: float) -> Interval:
    """Limits of a share, 0 to 1. Raises ``ValueError`` unless 0 ≤ mean ≤ 1 and trials > 0."""
    if not 0 <= mean <= 1 or not trials > 0:
        raise ValueError(f"no funnel about {mean} for {trials} trials")
    reach = quantile(confidence) * math.sqrt(mean * (1 - mean) / trials)
    return Interval(max(0.0, mean - reach), min(1.0, mean + reach))


def count_limits(expected: float, confidence: float) -> Interval:
    """Limits of a count of which ``expected`` are the mean's share.

    The lower limit is 0 where not even the absence of any event would be unusual. Raises
    ``ValueError`` for a negative expected number.
    """
    if not expected >= 0 or math.isinf(expected):
        raise ValueError(f"{expected} cannot be expected")
    quantile(confidence)
    tail = (1 - confidence) / 2
    if expected == 0:
        return Interval(0.0, 0.0)
    lower = 0.0
    if gamma_parts(1.0, expected)[1] < tail:
        lower = _crossing(lambda count: gamma_parts(count + 1, expected)[1] - tail, expected)
    upper = _crossing(lambda count: tail - gamma_parts(count, expected)[0], expected)
    return Interval(lower, upper)


def _crossing(rising: Callable[[float], float], start: float) -> float:
    """Where a rising function of a count above zero crosses zero."""
    low, high = 0.0, max(1.0, start)
    while rising(high) < 0:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return high
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
