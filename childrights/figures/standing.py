"""Where a unit stands to the mean, in words, by shape and in tone.

A unit that chance alone may have put where it is stands “tương đương bình quân” and is never called
better or worse.
"""

from __future__ import annotations

from childrights.catalogue.model import Direction, Indicator
from childrights.figures.words import Tone
from childrights.judgement.comparison import Standing
from childrights.language import translatable

STANDING_WORDS = {
    Standing.FAR_ABOVE: translatable("Cao hơn rõ rệt (99,8%)"),
    Standing.ABOVE: translatable("Cao hơn (95%)"),
    Standing.EQUAL: translatable("Tương đương bình quân"),
    Standing.BELOW: translatable("Thấp hơn (95%)"),
    Standing.FAR_BELOW: translatable("Thấp hơn rõ rệt (99,8%)"),
}
"""Short words beside a figure; nothing is said where a mean has no meaning."""

# Above and below are told by the shape, how surely by its being filled.
STANDING_SHAPES = {
    Standing.FAR_ABOVE: "▲",
    Standing.ABOVE: "◊",
    Standing.EQUAL: "●",
    Standing.BELOW: "◊",
    Standing.FAR_BELOW: "▼",
}


def standing_tone(indicator: Indicator, standing: Standing) -> Tone:
    """Good or bad by the direction of the indicator; neither where it has none, or no difference.

    A difference at 95% alone is milder than one at 99.8%.
    """
    if standing in (Standing.EQUAL, Standing.UNKNOWN) or indicator.direction is Direction.NEUTRAL:
        return Tone.NONE
    if not standing.is_worse(indicator.direction):
        return Tone.GOOD
    return Tone.BAD if standing in (Standing.FAR_ABOVE, Standing.FAR_BELOW) else Tone.LATE
