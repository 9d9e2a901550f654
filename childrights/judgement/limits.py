"""What a count may be this year, given last year's: limits for counts, not a flat percentage.

From 3 to 9 is nothing unusual and from 3,000 to 4,500 is. A count is Poisson, so the difference of
two is judged on the scale on which its spread does not depend on its size (Anscombe FJ. Biometrika
1948;35:246-54: √(x + 3/8) has a variance of about 1/4), three standard deviations as on a control
chart (Shewhart 1931). Stocks of thousands move by more than chance: an overdispersion of 5% from
year to year widens the limits in proportion (additive, as Spiegelhalter DJ. Stat Med
2005;24:1185-202, section 3.3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

DEVIATIONS = 3.0
OVERDISPERSION = 0.05
"""Standard deviation of the true change from year to year, as a share of the count."""
_ANSCOMBE = 3 / 8


@dataclass(frozen=True)
class Limits:
    """The lowest and the highest count that is nothing unusual."""

    lower: int
    upper: int

    def hold(self, count: Decimal) -> bool:
        """Whether a count lies within, ends included."""
        return self.lower <= count <= self.upper


def limits_after(
    count: Decimal, deviations: float = DEVIATIONS, overdispersion: float = OVERDISPERSION
) -> Limits:
    """Limits of this year's count after last year's; raises ``ValueError`` for a negative one.

    The ends solve |√(b + 3/8) − √(a + 3/8)| = deviations × √(1/2 + overdispersion² (a + b) / 4).
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    before = float(count)
    root = math.sqrt(before + _ANSCOMBE)
    spread = (deviations * overdispersion / 2) ** 2
    constant = root**2 - deviations**2 / 2 - spread * (before - _ANSCOMBE)
    reach = math.sqrt(max(0.0, root**2 - (1 - spread) * constant))
    low, high = (root - reach) / (1 - spread), (root + reach) / (1 - spread)
    lower = max(0.0, low) ** 2 - _ANSCOMBE
    return Limits(max(0, math.ceil(lower)), math.floor(high**2 - _ANSCOMBE))
