"""Boundary files made by tests: cells around the known points of communes, saved as offices do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from shapely.geometry import Polygon

from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.vietnamese import legacy

_TCVN3_OF = {meant: written for written, meant in legacy._TCVN3.items()}


def cells(units: Sequence[Locality]) -> Any:
    """One cell a unit, without gap or overlap (Voronoi), in degrees, with code and name."""
    points = [_point(unit, row, units) for row, unit in enumerate(units)]
    frame = shapely.MultiPoint(points).envelope.buffer(0.01, cap_style="square")
    drawn = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame, ordered=True)
    shapes = [shapely.intersection(cell, frame) for cell in drawn.geoms]
    columns = {"code": [unit.code for unit in units], "name": [unit.name for unit in units]}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)


def _point(unit: Locality, row: int, units: Sequence[Locality]) -> Any:
    """The unit's known point; of a unit without one, a place beside another's."""
    placed = unit if unit.longitude is not None else next(u for u in units if u.longitude)
    aside = 0.0 if placed is unit else 0.003 + 0.0001 * row
    return shapely.Point(placed.longitude + aside, placed.latitude + aside)


def wards(registry: Registry, code: str = "008", day: date = date(2024, 6, 30)) -> Any:
    """Cells of the wards of a district on a day."""
    return cells(registry.units(code, day))


def in_tcvn3(text: str) -> str:
    """Text as a TCVN3 font's file holds it."""
    return "".join(_TCVN3_OF.get(char, _TCVN3_OF.get(char.lower(), char)) for char in text)


def redrawn(frame: Any, move: Callable[[Any], Any]) -> Any:
    """The areas with every coordinate moved."""
    return frame.set_geometry([shapely.transform(shape, move) for shape in frame.geometry])


def swapped(frame: Any) -> Any:
    """The areas with their axes the wrong way round."""
    return redrawn(frame, lambda points: points[:, ::-1]).set_crs(frame.crs, allow_override=True)


def without_crs(frame: Any) -> Any:
    """The areas with nothing said of their coordinate system."""
    return frame.set_crs(None, allow_override=True)


def with_shape(frame: Any, row: int, shape: Any) -> Any:
    """The areas with one of them drawn otherwise."""
    shapes = list(frame.geometry)
    shapes[row] = shape
    return frame.set_geometry(shapes, crs=frame.crs)


def bow_tie(shape: Any) -> Polygon:
    """The box around an area with two corners exchanged: its lines cross in the middle."""
    west, south, east, north = shape.bounds
    return Polygon([(west, south), (east, north), (east, south), (west, north)])


def kinked(shape: Any) -> Polygon:
    """The area with one thin loop in its line, a thousandth of its width."""
    (x0, y0), (x1, y1) = shape.exterior.coords[:2]
    at, step = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), 0.001 * np.array([x1 - x0, y1 - y0])
    loop = [at, at + step, at + step[::-1], at - step]
    coordinates = [shape.exterior.coords[0], *map(tuple, loop), *shape.exterior.coords[1:]]
    return Polygon(coordinates)


def save(frame: Any, folder: Path, form: str) -> Path:
    """Save in a format: gpkg, geojson, shp, tab (both zipped), kml, parquet, topojson, dxf."""
    path = folder / f"ranh-gioi.{form}"
    if form in ("shp", "tab"):
        return _zipped(frame, folder, form)
    if form == "parquet":
        frame.to_parquet(path)
    elif form == "topojson":
        path.write_text(topojson(frame), encoding="utf-8")
    elif form == "dxf":
        path.write_text(drawing(frame), encoding="utf-8")
    else:
        frame.to_file(path, driver="LIBKML" if form == "kml" else None)
    return path


def _zipped(frame: Any, folder: Path, form: str) -> Path:
    inside = folder / "parts"
    inside.mkdir()
    frame.to_file(inside / f"xa.{form}", driver="MapInfo File" if form == "tab" else None)
    path = folder / f"ranh-gioi-{form}.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in inside.iterdir():
            packed.write(part, f"Ban do/{part.name}")
    return path


def dbase_in_tcvn3(frame: Any, folder: Path) -> Path:
    """A zipped Shapefile as MapInfo of the 1990s left it: bytes of TCVN3, no word of encoding."""
    inside = folder / "parts"
    inside.mkdir()
    old = frame.assign(name=[in_tcvn3(name) for name in frame["name"]])
    old.to_file(inside / "xa.shp", encoding="ISO-8859-1")
    (inside / "xa.cpg").unlink(missing_ok=True)
    path = folder / "tcvn3.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in inside.iterdir():
            packed.write(part, part.name)
    return path


def topojson(frame: Any) -> str:
    """The areas as TopoJSON, an arc each (the standard allows it), without quantisation."""
    arcs = [list(map(list, shape.exterior.coords)) for shape in frame.geometry]
    geometries = [
        {"type": "Polygon", "arcs": [[row]], "properties": {"code": code, "name": name}}
        for row, (code, name) in enumerate(zip(frame["code"], frame["name"], strict=True))
    ]
    objects = {"xa": {"type": "GeometryCollection", "geometries": geometries}}
    return json.dumps({"type": "Topology", "objects": objects, "arcs": arcs})


def drawing(frame: Any) -> str:
    """The areas as a minimal DXF: a closed polyline and two texts (code, name) each."""
    out = ["0", "SECTION", "2", "ENTITIES"]
    for code, name, shape in zip(frame["code"], frame["name"], frame.geometry, strict=True):
        points = list(shape.exterior.coords)[:-1]
        out += ["0", "LWPOLYLINE", "8", "XA", "90", str(len(points)), "70", "1"]
        out += [part for x, y in points for part in ("10", repr(x), "20", repr(y))]
        inside = shape.representative_point()
        for text, lift in ((code, 1), (name, 0)):
            high = (shape.bounds[3] - inside.y) * 0.05 * lift
            out += ["0", "TEXT", "8", "CHU", "10", repr(inside.x), "20", repr(inside.y + high)]
            out += ["40", "1", "1", text]
    return "\n".join([*out, "0", "ENDSEC", "0", "EOF", ""])
