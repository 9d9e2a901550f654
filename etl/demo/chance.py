"""Chance that is the same every time: a generator of its own for every name.

What a unit reports depends on the seed and on that unit alone, so adding a place, a year or a
form never changes the figures of another.
"""

from __future__ import annotations

import hashlib
import math
from random import Random


def rng(seed: int, *names: object) -> Random:
    """Make the generator that belongs to a seed and these names."""
    text = "|".join([str(seed), *(str(name) for name in names)])
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def poisson(generator: Random, mean: float) -> int:
    """Draw a count of rare events (Knuth's method; ``mean`` up to a few hundred)."""
    limit, product, count = math.exp(-mean), generator.random(), 0
    while product > limit:
        product *= generator.random()
        count += 1
    return count


def share(count: int, low: float, high: float, offset: float) -> int:
    """Take the part of a count that lies in [low, high) of it.

    Parts that cover [0, 1) add up to the count exactly; ``offset`` in [0, 1) decides where
    small counts fall.
    """
    return _edge(count, high, offset) - _edge(count, low, offset)


def _edge(count: int, where: float, offset: float) -> int:
    # The ends are exact: count + 0.9999999999999998 is a whole number more in floating point.
    if where <= 0 or where >= 1:
        return count if where >= 1 else 0
    return min(count, math.floor(count * where + offset))
