"""Areas as the browser draws them: simplified together, rounded, their rings clockwise.

Simplified one by one, neighbours part: `coverage_simplify` moves a shared edge once. plotly fills
the outside of a ring that runs anticlockwise. What is written here may be served to anyone, so it
holds geometry and codes alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

INLINE_MOST = 300
"""Up to this many areas the geometry travels with the figure, beyond it by address."""
_DECIMALS = 4
_STEPS = 1_500
"""Of the longer side: half a pixel of the tallest map, which nobody can zoom. The browser redraws
every point that is left each time."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapGeometry:
    """Areas as GeoJSON text whose features bear codes, its digest, and what labels need."""

    text: str
    digest: str
    bounds: Bounds
    middles: Mapping[str, tuple[float, float]]
    widths: Mapping[str, float]
    """Width of each area as a share of the whole map's."""

    @property
    def document(self) -> dict[str, Any]:
        """The GeoJSON, parsed."""
        parsed: dict[str, Any] = json.loads(self.text)
        return parsed


def map_geometry(shapes: Mapping[str, BaseGeometry], focus: frozenset[str]) -> MapGeometry:
    """Make ready for the browser; bounds are those of the areas in ``focus``."""
    codes = list(shapes)
    within = [shapes[code] for code in codes if code in focus]
    bounds = tuple(float(edge) for edge in shapely.total_bounds(within))
    span = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    simple = shapely.coverage_simplify(list(shapes.values()), span / _STEPS)
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": _geometry(shape)}
        for code, shape in zip(codes, simple, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    middles = {code: _middle(shape) for code, shape in zip(codes, simple, strict=True)}
    west, south, east, north = bounds
    digest = hashlib.sha256(text.encode()).hexdigest()[:20]
    edges = shapely.bounds(simple)
    widths = dict(zip(codes, ((edges[:, 2] - edges[:, 0]) / (east - west)).tolist(), strict=True))
    return MapGeometry(text, digest, (west, south, east, north), middles, widths)


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """A point inside, near the middle, for a symbol or a name."""
    parts = shapely.get_parts(shape)
    widest = max(parts, key=lambda part: part.area)
    inside = widest.centroid
    point = inside if widest.contains(inside) else widest.representative_point()
    return round(point.x, _DECIMALS), round(point.y, _DECIMALS)


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    turned = shapely.orient_polygons(shape, exterior_cw=True)
    parts = [list(_rings(part)) for part in shapely.get_parts(turned)]
    kept = [rings for rings in parts if rings]
    return {"type": "MultiPolygon", "coordinates": kept}


def _rings(polygon: Any) -> Iterator[list[list[float]]]:
    """Rounded rings, the outer first; a ring that rounding flattens is dropped with its holes."""
    outer = _ring(polygon.exterior)
    if len(outer) < 4:
        return
    yield outer
    yield from (ring for hole in polygon.interiors if len(ring := _ring(hole)) >= 4)


def _ring(ring: Any) -> list[list[float]]:
    points = np.round(np.asarray(ring.coords)[:, :2], _DECIMALS)
    moved = np.any(points[1:] != points[:-1], axis=1)
    kept: list[list[float]] = points[np.concatenate([[True], moved])].tolist()
    return kept
