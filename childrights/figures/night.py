"""Charts on the dark theme: every colour of the palette has one partner, and keeps its meaning.

Only the screen has a night; what is printed, downloaded or written into a document stays as it is.
Maps keep their light sheet at night: their steps run from pale to deep, and turned round they would
say the opposite of their legend.
"""

from __future__ import annotations

from typing import Any

from childrights.figures.palette import ESTIMATE, INK, LINE, NAVY, QUIET, TARGET
from childrights.figures.plot import Figure

GROUND = "#141b24"
"""The background of [theme.dark] in .streamlit/config.toml."""

PARTNERS = {
    "#ffffff": GROUND,
    "#e6ecf4": "#26313f",
    INK: "#e8edf4",
    QUIET: "#aab6c5",
    LINE: "#3a4757",
    NAVY: "#b9d2f8",
    ESTIMATE: ESTIMATE,
    TARGET: "#ff9b92",
    "#1b6e3c": "#86d3a0",
    "#8a5a00": "#e6c766",
    "#a84a00": "#f2b06a",
    "#5b3f8c": "#c5b2f0",
}
"""From a colour by day to the one that means the same by night."""


def by_night(figure: Figure) -> Figure:
    """A copy of a figure in the colours of the dark theme."""
    turned = _turned(figure)
    assert isinstance(turned, dict)
    return turned


def _turned(part: Any) -> Any:
    if isinstance(part, str):
        return PARTNERS.get(part, part)
    if isinstance(part, dict):
        return {name: _turned(each) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_turned(each) for each in part]
    return part
