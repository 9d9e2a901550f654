"""Colours, one scale a meaning. Every pair of text and ground is 4.5 to 1 or better.

Blue and orange are told apart by readers with any common colour blindness, and the steps of
each differ in lightness, so that a grey print keeps their order.
"""

from __future__ import annotations

from childrights.figures.words import Look, Tone

INK = "#1a2433"
QUIET = "#5a6675"
LINE = "#c9d3e0"
NAVY = "#1b3a6b"
TARGET = "#b3261e"
ESTIMATE = "#7a9dc8"
WHISKER = "#9db4d3"
"""How far a figure could have come out by chance: lighter than the figure itself."""
SPARK = "#4a82cc"
"""A line that reads on white and on the dark theme's ground: 3 to 1 or better on both."""

MET = "#e0ebf8"
BEHIND = ("#f4c892", "#d98a35", "#a84a00")
"""Nearer to the target, farther, farthest."""
LEVELS = ("#dce6f2", "#94b1d4", "#4975ac", "#1b3a6b")
"""Magnitude where no target was assigned: low to high."""

TONES = {
    Tone.GOOD: "#1b6e3c",
    Tone.BAD: "#b3261e",
    Tone.LATE: "#8a5a00",
    Tone.OPEN: NAVY,
    Tone.NONE: NAVY,
}
"""Ink of a mark by its verdict's tone; its shape says the same."""

LOOKS = {
    Look.VALUE: NAVY,
    Look.ZERO: NAVY,
    Look.MISSING: "#a84a00",
    Look.HIDDEN: "#5b3f8c",
    Look.NOT_APPLICABLE: QUIET,
}
"""Ink of what stands where a figure would."""


def ink_on(ground: str) -> str:
    """Black-blue or white, whichever reads better on a ground."""
    return "#ffffff" if luminance(ground) < 0.18 else INK


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2), 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
