"""Areas out of a drawing (DXF): closed lines, and the texts written inside them.

A drawing has no table. An area's texts, from the top down, are taken for its code and its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

_CODE = re.compile(r"\d{3,5}")


def assemble_drawing(
    texts: Sequence[str], shapes: Sequence[BaseGeometry | None]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[BaseGeometry | None, ...]]:
    """Return columns “code” and “name”, and the areas, of a drawing's entities.

    Where lines are closed each is an area; else the areas are what the lines enclose together.
    """
    lines = [shape for shape in shapes if shape is not None and "Line" in shape.geom_type]
    areas: list[BaseGeometry] = [
        shape for shape in shapes if shape is not None and "Polygon" in shape.geom_type
    ]
    areas += _areas(lines)
    labels = [
        (shape, text.strip())
        for text, shape in zip(texts, shapes, strict=True)
        if shape is not None and shape.geom_type == "Point" and text.strip()
    ]
    written = [_texts_in(area, labels) for area in areas]
    columns = {
        "code": tuple(next(filter(_CODE.fullmatch, found), "") for found in written),
        "name": tuple(" ".join(t for t in found if not _CODE.fullmatch(t)) for found in written),
    }
    return columns, tuple(areas)


def _areas(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    closed = [line for line in lines if getattr(line, "is_ring", False) or _is_closed(line)]
    if closed:
        return [Polygon(line.coords) for line in closed]
    if not lines:
        return []
    return list(shapely.polygonize([shapely.union_all(list(lines))]).geoms)


def _is_closed(line: BaseGeometry) -> bool:
    return line.geom_type == "LineString" and len(line.coords) > 3 and bool(line.is_closed)


def _texts_in(area: BaseGeometry, labels: Sequence[tuple[BaseGeometry, str]]) -> list[str]:
    valid = shapely.make_valid(area)
    inside = [(point, text) for point, text in labels if valid.contains(point)]
    return [text for _, text in sorted(inside, key=lambda item: -item[0].y)]
