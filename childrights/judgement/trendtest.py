"""Tests of a trend that suit counts: one degree of freedom, and every year has its part.

- ``cochran_armitage`` for shares: Cochran WG. Biometrics 1954;10:417-51; Armitage P. Biometrics
  1955;11:375-86; the form of Agresti A. Categorical Data Analysis, section 5.3.5.
- ``poisson_trend`` for counts over an exposure: Breslow NE, Day NE. Statistical Methods in Cancer
  Research II, 1987, section 3.6 (equation 3.19 without strata); the score test of a log-linear
  Poisson regression.

Years of another method or of other territory must be left out before asking.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TrendTest:
    """Signed statistic (its square is a chi-square with one degree) and two-sided p."""

    z: float
    p: float


def cochran_armitage(
    events: Sequence[float], trials: Sequence[float], times: Sequence[float]
) -> TrendTest | None:
    """Trend of events of trials over times; ``None`` where nothing can vary.

    Raises ``ValueError`` when the sequences differ in length.
    """
    happened, total = math.fsum(events), math.fsum(trials)
    pairs = list(zip(events, trials, times, strict=True))
    if not 0 < happened < total:
        return None
    share = happened / total
    top, spread = _score(pairs, share)
    variance = share * (1 - share) * spread
    return _normal(top, variance)


def poisson_trend(
    counts: Sequence[float], exposures: Sequence[float], times: Sequence[float]
) -> TrendTest | None:
    """Trend of counts over their exposures (all equal for plain counts); ``None`` without events.

    Raises ``ValueError`` when the sequences differ in length.
    """
    happened, total = math.fsum(counts), math.fsum(exposures)
    pairs = list(zip(counts, exposures, times, strict=True))
    if happened <= 0 or total <= 0:
        return None
    rate = happened / total
    top, spread = _score(pairs, rate)
    return _normal(top, rate * spread)


def _score(pairs: Sequence[tuple[float, float, float]], rate: float) -> tuple[float, float]:
    """Σ (time - mean time) × (events - expected), and Σ size × (time - mean time)²."""
    total = math.fsum(size for _, size, _ in pairs)
    centre = math.fsum(size * at for _, size, at in pairs) / total
    top = math.fsum((at - centre) * (events - rate * size) for events, size, at in pairs)
    return top, math.fsum(size * (at - centre) ** 2 for _, size, at in pairs)


def _normal(top: float, variance: float) -> TrendTest | None:
    if variance == 0:
        return None
    z = top / math.sqrt(variance)
    return TrendTest(z, math.erfc(abs(z) / math.sqrt(2)))
