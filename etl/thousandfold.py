"""A figure a thousand times too small or too large: “1.826” taken as 1,826 and shown as 2."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_THOUSAND = 1000
_LOW, _HIGH = Decimal(900), Decimal(1100)


def is_thousandfold(one: Decimal, other: Decimal) -> bool:
    """Whether one of two positive figures is about a thousand times the other."""
    small, large = sorted((one, other))
    return small > 0 and _LOW <= large / small <= _HIGH


def slipped_parts(whole: Decimal, parts: Sequence[Decimal]) -> list[int]:
    """Parts that, taken a thousandfold, make up what is missing from the whole.

    A figure that lost its thousands point was often rounded as well (1.826 → 2), so each such
    part may be half a thousand away. Empty where nothing fits, or where the parts add up.
    """
    missing = whole - sum(parts)
    if missing < _THOUSAND // 2:
        return []
    rising = sorted((part, index) for index, part in enumerate(parts) if part > 0)
    slipped: list[int] = []
    small = Decimal(0)
    for part, index in rising:
        slipped.append(index)
        small += part
        # What the slipped parts should have been, were they a thousand times as large.
        if abs(missing + small - small * _THOUSAND) <= len(slipped) * _THOUSAND / 2:
            return sorted(slipped)
    return []
