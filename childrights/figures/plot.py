"""What every plotly figure shares, as plain dictionaries. plotly itself is never imported."""

from __future__ import annotations

from typing import Any

from childrights.figures.palette import INK, LINE, QUIET
from childrights.language import is_english

Figure = dict[str, Any]

CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
"""Options of the chart on screen: a finger that scrolls the page must not move the chart."""


def layout(height: int, **more: Any) -> dict[str, Any]:
    """Layout shared by all charts: the language's separators, quiet axes, no dragging.

    Streamlit hands plotly every figure twice, the second time as an equal copy. One revision says
    that nothing changed, so the copy is not drawn again; other figures come as other elements.
    """
    return {
        "height": height,
        "datarevision": 1,
        "separators": ".," if is_english() else ",.",
        "dragmode": False,
        "showlegend": False,
        "font": {"family": "Quyen Tre Em Sans, sans-serif", "size": 14, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 8, "r": 16, "t": 28, "b": 8},
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": INK, "size": 14}},
        **more,
    }


def axis(**more: Any) -> dict[str, Any]:
    """A quiet axis that cannot be dragged."""
    return {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": "#e6ecf4",
        "linecolor": LINE,
        "tickcolor": LINE,
        "tickfont": {"color": QUIET, "size": 13},
        "zeroline": False,
        **more,
    }


def text_note(x: float, y: float, text: str, colour: str, **more: Any) -> dict[str, Any]:
    """A word beside a point, without an arrow."""
    return {
        "x": x, "y": y, "text": text, "showarrow": False,
        "font": {"color": colour, "size": 12}, **more,
    }  # fmt: skip
