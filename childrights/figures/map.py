"""A map of units by class, as a plain plotly dictionary."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from childrights.disclosure.door import require_disclosed
from childrights.figures.map_classes import ZERO_SYMBOL, Classified
from childrights.figures.map_geometry import INLINE_MOST, Bounds, MapGeometry
from childrights.figures.palette import INK, LINE, QUIET, ink_on
from childrights.figures.plot import CONFIG, Figure, layout
from childrights.figures.schematic import bare_name
from childrights.figures.words import marks_of, say_value, say_with_unit
from childrights.judgement.targets import Progress
from childrights.language import say
from childrights.places.archipelagos import ARCHIPELAGOS

NAMED_MOST = 20
"""Up to this many units the map carries their names."""
OUTLINES = "app/static/plotly/"
"""Where plotly finds the world outline that it asks for: an empty one of ours, never the net's."""
MAP_CONFIG = {**CONFIG, "topojsonURL": OUTLINES}
AROUND = "#f4f6f9"
"""Ground of neighbours outside the area."""
_NARROW, _LETTER = 430, 6
"""Pixels: the width that names are fitted to, and a letter's."""
_WIDE, _LOWEST, _TALLEST = 560, 320, 760
"""Pixels."""


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: the areas, where the browser finds them, and what lies around.

    ``address`` is empty where the areas travel with the figure. ``around`` names the neighbours
    that are drawn without figures.
    """

    geometry: MapGeometry
    address: str
    around: Mapping[str, str]
    is_national: bool = False

    @property
    def source(self) -> Any:
        """The areas themselves, or their address."""
        return self.address or self.geometry.document


def unit_map(
    units: Sequence[Progress], classified: Classified, ground: Ground, own: str = ""
) -> Figure:
    """Draw units by their classes; ``own`` is the code of one to frame.

    Every unit must have an area in the ground. Raises ``NotDisclosed``.
    """
    require_disclosed([item.value for item in units])
    codes = [_code(item) for item in units]
    source = ground.source
    traces = [_around(ground, source)] if ground.around else []
    traces.append(_areas(units, codes, classified, source))
    traces += [_frame(own, source)] if own in codes else []
    traces += _symbols(codes, classified, source)
    traces += [_names(units, codes, classified, ground)] if len(units) <= NAMED_MOST else []
    traces += [_archipelagos()] if ground.is_national else []
    bounds = _with_archipelagos(ground.geometry.bounds, ground.is_national)
    return {"data": traces, "layout": layout(_height(bounds), geo=_geo(bounds), margin=_MARGIN)}


def _height(bounds: Bounds) -> int:
    """Pixels that the area needs in a column of usual width, so that no band stays empty."""
    west, south, east, north = bounds
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    return round(min(_TALLEST, max(_LOWEST, _WIDE * (north - south) / wide)))


_MARGIN = {"l": 0, "r": 0, "t": 0, "b": 0}


def _code(item: Progress) -> str:
    return item.value.locality.code if item.value.locality else ""


def _areas(
    units: Sequence[Progress], codes: list[str], classified: Classified, source: Any
) -> dict[str, Any]:
    colours = [step.colour for step in classified.classes if step.colour] or ["#ffffff"]
    is_dense = len(units) > INLINE_MOST
    trace = {
        "type": "choropleth", "name": "", "geojson": source, "locations": codes,
        "z": list(classified.of_unit), "zmin": -0.5, "zmax": len(colours) - 0.5,
        "colorscale": _stepped(colours), "showscale": False, "autocolorscale": False,
        "marker": {"line": {"color": QUIET,
                            "width": 0.2 if is_dense else 0.8}},
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }  # fmt: skip
    if is_dense:
        short = [say_value(item.indicator, item.value) for item in units]
        return {
            **trace,
            "text": short,
            "hovertemplate": say("Mã %{location}: %{text}<extra></extra>"),
        }
    return {**trace, "text": [_hover(item) for item in units], "hoverinfo": "text"}


def _stepped(colours: Sequence[str]) -> list[list[Any]]:
    """A scale of plateaus: class k, at z = k, is exactly its colour."""
    count = len(colours)
    return [
        [edge / count, colour]
        for index, colour in enumerate(colours)
        for edge in (index, index + 1)
    ]


def _hover(item: Progress) -> str:
    said = [f"<b>{escape(item.value.name)}</b>", say_with_unit(item.indicator, item.value)]
    said += [escape(mark) for mark in marks_of(item.indicator, item.value)]
    judged = item.target is not None and item.value.value is not None
    return "<br>".join([*said, *([say(item.verdict.value)] if judged else [])])


def _around(ground: Ground, source: Any) -> dict[str, Any]:
    codes = list(ground.around)
    outside = say("ngoài địa bàn")
    return {
        "type": "choropleth", "name": "", "geojson": source, "locations": codes,
        "z": [0] * len(codes), "colorscale": [[0, AROUND], [1, AROUND]], "showscale": False,
        "marker": {"line": {"color": LINE, "width": 0.8}}, "hoverinfo": "text",
        "text": [f"{escape(name)}<br>{outside}" for name in ground.around.values()],
    }  # fmt: skip


def _frame(own: str, source: Any) -> dict[str, Any]:
    """A heavy line around one unit, which lets the pointer through."""
    clear = "rgba(0,0,0,0)"
    return {
        "type": "choropleth", "name": "", "geojson": source, "locations": [own], "z": [0],
        "colorscale": [[0, clear], [1, clear]], "showscale": False, "hoverinfo": "skip",
        "marker": {"line": {"color": INK, "width": 3}},
    }  # fmt: skip


def _symbols(codes: Sequence[str], classified: Classified, source: Any) -> list[dict[str, Any]]:
    """A symbol over each unit that has no ordinary figure."""
    shown = {
        row: classified.classes[index].symbol
        for row, index in enumerate(classified.of_unit)
        if classified.classes[index].symbol
    }
    shown |= dict.fromkeys(classified.zeros, ZERO_SYMBOL)
    if not shown:
        return []
    is_dense = len(codes) > INLINE_MOST
    symbols = [shown[row] for row in sorted(shown)]
    marker = {
        "symbol": symbols[0] if len(set(symbols)) == 1 else symbols,
        "size": 3 if is_dense else 10, "color": INK,
        "line": {"color": INK, "width": 0.6 if is_dense else 1.6},
    }  # fmt: skip
    return [
        {
            "type": "scattergeo", "name": "", "mode": "markers", "geojson": source,
            "locationmode": "geojson-id", "locations": [codes[row] for row in sorted(shown)],
            "marker": marker, "hoverinfo": "skip",
        }
    ]  # fmt: skip


def _names(
    units: Sequence[Progress], codes: Sequence[str], classified: Classified, ground: Ground
) -> dict[str, Any]:
    """Names of the units that are wide enough for theirs, also on a narrow screen."""
    fitting = [
        row
        for row, item in enumerate(units)
        if ground.geometry.widths[codes[row]] * _NARROW > _LETTER * len(bare_name(item.value.name))
    ]
    units = [units[row] for row in fitting]
    middles = [ground.geometry.middles[codes[row]] for row in fitting]
    inks = [ink_on(classified.classes[classified.of_unit[row]].colour) for row in fitting]
    return {
        "type": "scattergeo", "name": "", "mode": "text", "hoverinfo": "skip",
        "lon": [x for x, _ in middles], "lat": [y for _, y in middles],
        "text": [
            f"{escape(bare_name(item.value.name))}<br>{say_value(item.indicator, item.value)}"
            if item.value.value is not None
            else f"<br><br>{escape(bare_name(item.value.name))}"
            for item in units
        ],
        "textfont": {"size": 11, "color": inks},
    }  # fmt: skip


def _archipelagos() -> dict[str, Any]:
    """Hoàng Sa and Trường Sa by name, whether or not the file draws their islands."""
    return {
        "type": "scattergeo", "name": "", "mode": "markers+text", "hoverinfo": "skip",
        "lon": [group.longitude for group in ARCHIPELAGOS],
        "lat": [group.latitude for group in ARCHIPELAGOS],
        "text": [f"{group.name}<br>({group.province})" for group in ARCHIPELAGOS],
        "textposition": "bottom center", "textfont": {"size": 12, "color": INK},
        "marker": {"symbol": "star-diamond", "size": 7, "color": INK},
    }  # fmt: skip


def _with_archipelagos(bounds: Bounds, is_national: bool) -> Bounds:
    if not is_national:
        return bounds
    west, south, east, north = bounds
    return (
        west, min(south, *(group.latitude - 2.5 for group in ARCHIPELAGOS)),
        max(east, *(group.longitude + 2.5 for group in ARCHIPELAGOS)), north,
    )  # fmt: skip


def _geo(bounds: Bounds) -> dict[str, Any]:
    """A plain ground: no coast, no countries, nothing to fetch; ranges with a little air."""
    west, south, east, north = bounds
    air = 0.03 * max(east - west, north - south)
    return {
        "projection": {"type": "mercator"}, "visible": False, "bgcolor": "#ffffff",
        "lonaxis": {"range": [west - air, east + air]},
        "lataxis": {"range": [south - air, north + air]},
        "showcoastlines": False, "showland": False, "showframe": False,
    }  # fmt: skip
