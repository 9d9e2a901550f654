"""Making one coverage of areas: each valid, no two overlapping, no slivers between them.

Areas are mended together and in metres, never one by one: an edge that two communes share must
stay one edge. What cannot be mended without guessing turns the file away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from childrights.vietnamese.numbers import format_number
from etl.boundaries.faults import Finding, notice, refuse

SLIVER_M = 30.0
"""Gaps up to this wide between communes are drawing errors: on 1:10,000 sheets 3 mm."""
_LOST_SHARE = 0.01
"""Share of its area that an area may win or lose when its own lines are put right."""
_OVERLAP_SHARE = 0.02
"""Share of the smaller of two areas that may lie in both, where it is wider than a sliver."""
_MOVED_SHARE = 0.05
_SHOWN = 8

Shapes = Mapping[str, BaseGeometry]


@dataclass
class Mended:
    """Areas by key, in degrees (WGS 84); keys of those that were changed; findings."""

    shapes: dict[str, BaseGeometry]
    repaired: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def mend(shapes: Shapes, names: Mapping[str, str], crs: CRS) -> Mended:
    """Mend areas given in ``crs``; keys are those of ``names``."""
    degrees = _moved(shapes, Transformer.from_crs(crs, "EPSG:4326", always_xy=True))
    plane = _plane(degrees)
    metres = _moved(degrees, Transformer.from_crs("EPSG:4326", plane, always_xy=True))
    findings: list[Finding] = []
    valid, repaired = _made_valid(metres, degrees, names, findings)
    findings += _overlaps(valid, names)
    if any(item.rule in ("self_crossing", "overlap") for item in findings):
        return Mended(dict(degrees), tuple(sorted(repaired)), findings)
    cleaned, changed = _cleaned(valid, names, findings)
    back = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
    return Mended(dict(_moved(cleaned, back)), tuple(sorted({*repaired, *changed})), findings)


def plain(shape: BaseGeometry) -> BaseGeometry:
    """The shape without heights or measures."""
    flat: BaseGeometry = shapely.force_2d(shape)
    return flat


def _moved(shapes: Shapes, transformer: Transformer) -> Shapes:
    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return {key: shapely.transform(plain(shape), move) for key, shape in shapes.items()}


def _plane(degrees: Shapes) -> CRS:
    """An equal-area plane in metres over the middle of the areas."""
    west, south, east, north = shapely.total_bounds(list(degrees.values()))
    middle = f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2}"
    return CRS.from_proj4(f"+proj=laea {middle} +datum=WGS84 +units=m")


def _made_valid(
    shapes: Shapes, degrees: Shapes, names: Mapping[str, str], findings: list[Finding]
) -> tuple[Shapes, set[str]]:
    """Areas whose own lines no longer cross, and the keys of those that did."""
    broken = {key for key, shape in shapes.items() if not shape.is_valid}
    valid = {key: _areal(shapely.make_valid(shape)) for key, shape in shapes.items()}
    lost = {key for key in broken if _is_beyond_repair(shapes[key], valid[key])}
    if lost:
        said = "; ".join(
            f"{names[key]} ({key}) tại {_crossing(degrees[key])}" for key in sorted(lost)[:_SHOWN]
        )
        findings.append(
            refuse(
                "self_crossing",
                f"Đường ranh giới tự cắt, không sửa được: {said}. Vẽ lại các đơn vị này.",
                tuple(sorted(lost)),
            )
        )
    kept = sorted(broken - lost)
    if kept:
        said = _listed(kept, names)
        findings.append(notice("mended", f"Đã sửa đường ranh giới tự cắt: {said}.", tuple(kept)))
    return valid, set(kept)


def _crossing(shape: BaseGeometry) -> str:
    """Where the lines cross, in degrees."""
    found = re.search(r"\[(\S+) (\S+)\]", str(shapely.is_valid_reason(shape)))
    if found is None:
        return "nhiều chỗ"
    east, north = (format_number(Decimal(part), 5) for part in found.groups())
    return f"kinh độ {east}, vĩ độ {north}"


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """The areas of a shape, without the lines and points that mending left."""
    parts = [part for part in shapely.get_parts(shape, return_index=False) if part.area > 0]
    flat = [piece for part in parts for piece in shapely.get_parts(part) if piece.area > 0]
    areas = [piece for piece in flat if isinstance(piece, Polygon)]
    return areas[0] if len(areas) == 1 else MultiPolygon(areas)


def _is_beyond_repair(drawn: BaseGeometry, mended: BaseGeometry) -> bool:
    """Whether mending changed the area that the lines had gone around.

    A loop drawn the wrong way round counts against the rest in the drawn area: a bow-tie goes
    around next to nothing, and what it should have been cannot be told.
    """
    around = sum(_area_around(part) for part in shapely.get_parts(drawn))
    return bool(mended.area == 0 or abs(mended.area - around) > _LOST_SHARE * mended.area)


def _area_around(polygon: BaseGeometry) -> float:
    if not isinstance(polygon, Polygon):
        return 0.0
    holes = sum(_ring_area(hole.coords) for hole in polygon.interiors)
    return _ring_area(polygon.exterior.coords) - holes


def _ring_area(coordinates: Sequence[tuple[float, ...]]) -> float:
    """Area that a ring goes around (shoelace); opposite loops take from each other."""
    points = np.asarray(coordinates)[:, :2]
    x, y = (points - points[0]).T
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


def _overlaps(shapes: Shapes, names: Mapping[str, str]) -> list[Finding]:
    """Pairs of areas that share more than a drawing error."""
    keys, areas = list(shapes), list(shapes.values())
    tree = shapely.STRtree(areas)
    first, second = tree.query(areas, predicate="intersects")
    pairs = [(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b]
    found = []
    for a, b in pairs:
        shared = shapely.intersection(areas[a], areas[b])
        is_wide = not shapely.buffer(shared, -SLIVER_M / 2).is_empty
        if is_wide and shared.area > _OVERLAP_SHARE * min(areas[a].area, areas[b].area):
            found.append((keys[a], keys[b], shared.area))
    if not found:
        return []
    said = "; ".join(
        f"{names[a]} ({a}) và {names[b]} ({b}): {format_number(round(shared / 10_000))} ha"
        for a, b, shared in found[:_SHOWN]
    )
    units = tuple(sorted({key for a, b, _ in found for key in (a, b)}))
    return [refuse("overlap", f"{len(found)} cặp đơn vị chồng lấn lên nhau: {said}.", units)]


def _cleaned(
    shapes: Shapes, names: Mapping[str, str], findings: list[Finding]
) -> tuple[Shapes, set[str]]:
    """One coverage: edges shared, overlaps given to one side, slivers closed."""
    keys, before = list(shapes), list(shapes.values())
    after = [
        _areal(shape)
        for shape in shapely.coverage_clean(before, gap_width=SLIVER_M, snapping_distance=0.01)
    ]
    shift = {
        key: float(shapely.symmetric_difference(old, new).area)
        for key, old, new in zip(keys, before, after, strict=True)
        if not shapely.equals_exact(old, new, tolerance=0.02, normalize=True)
    }
    areas = dict(zip(keys, (shape.area for shape in before), strict=True))
    wild = sorted(key for key, moved in shift.items() if moved > _MOVED_SHARE * areas[key])
    if wild:
        said = _listed(wild, names)
        why = f"Sửa khe hở và chồng lấn làm đổi quá 5% diện tích của {said}. Vẽ lại ranh giới."
        findings.append(refuse("too_much_change", why, tuple(wild)))
    changed = {key for key, moved in shift.items() if moved > 1.0}
    if changed:
        total = format_number(round(Decimal(sum(shift[key] for key in changed) / 10_000), 1), 1)
        said = f"Đã khép khe hở, chồng lấn nhỏ giữa {len(changed)} đơn vị (tổng {total} ha)."
        findings.append(notice("coverage", said, tuple(sorted(changed))))
    findings += _holes(after)
    return dict(zip(keys, after, strict=True)), changed


def _holes(areas: Sequence[BaseGeometry]) -> list[Finding]:
    whole = shapely.coverage_union_all(list(areas))
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    if not rings:
        return []
    hectares = round(sum(Polygon(ring).area for ring in rings) / 10_000)
    return [
        notice(
            "holes",
            f"Còn {len(rings)} khoảng trống bên trong (tổng {format_number(hectares)} ha): hồ, "
            "sông, hoặc đơn vị không có trong tệp.",
        )
    ]


def _listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
    shown = ", ".join(f"{names[key]} ({key})" for key in keys[:_SHOWN])
    return f"{shown} và {len(keys) - _SHOWN} đơn vị khác" if len(keys) > _SHOWN else shown
