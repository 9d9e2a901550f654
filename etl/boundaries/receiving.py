"""One boundary file from its bytes to a verdict: accepted whole, or turned away with reasons."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from childrights.places.areas import Selections
from childrights.places.boundaries import FOLDER, Boundaries, BoundaryRecord, write_boundaries
from childrights.places.model import Area, Locality, LocalityKey
from childrights.places.registry import Registry
from childrights.vietnamese.numbers import format_number
from etl.boundaries.expecting import missing_units, place_of
from etl.boundaries.faults import Finding, Weight, notice, refuse
from etl.boundaries.joining import Joined, join
from etl.boundaries.mending import mend, plain
from etl.boundaries.projections import Located, label_of, locate, read_crs
from etl.boundaries.reading import Layer, read_layer

_FAR_M = 20_000
_SHOWN = 8


@dataclass(frozen=True)
class Wish:
    """What the operator says of a file: its day, its place, its system, and a guess confirmed."""

    as_of: date
    place: str = ""
    crs: str = ""
    layer: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class Received:
    """The verdict on a file, and its areas where it was accepted."""

    record: BoundaryRecord
    matched: int
    code_column: str
    name_column: str
    findings: tuple[Finding, ...]
    shapes: Mapping[LocalityKey, BaseGeometry]

    @property
    def needs_confirmation(self) -> bool:
        """Whether only a guess stands between the file and its acceptance."""
        weights = {item.weight for item in self.findings}
        return Weight.CONFIRM in weights and Weight.REFUSED not in weights

    @property
    def is_accepted(self) -> bool:
        """Whether the file may be kept and drawn."""
        return all(item.weight is Weight.NOTICE for item in self.findings)

    def units_of(self, *rules: str) -> list[str]:
        """Codes that findings of these rules are about, in order, each once."""
        found = {code for item in self.findings if item.rule in rules for code in item.units}
        return sorted(found)

    def document(self) -> dict[str, Any]:
        """The answer of ``--json``."""
        record = self.record
        return {
            "file": record.file, "sha256": record.sha256, "as_of": record.as_of.isoformat(),
            "units": record.units, "matched": self.matched,
            "missing": self.units_of("missing"), "doubled": self.units_of("doubled"),
            "crs": record.crs, "crs_guessed": record.crs_guessed,
            "repaired": list(record.repaired), "accepted": self.is_accepted,
            "needs_confirmation": self.needs_confirmation,
            "code_column": self.code_column, "name_column": self.name_column,
            "findings": [
                {"weight": item.weight.value, "rule": item.rule, "message": item.message,
                 "units": list(item.units)}
                for item in self.findings
            ],
        }  # fmt: skip


def receive(
    path: Path, wish: Wish, registry: Registry, selections: Selections, now: datetime
) -> Received:
    """Read, join, locate and mend a file; nothing is kept.

    Raises ``BadBoundaryFile`` where it cannot be read at all, and ``UnknownPlace``.
    """
    place = place_of(registry, wish.place, wish.as_of, selections) if wish.place else None
    chosen = read_crs(wish.crs) if wish.crs else None
    layer = read_layer(path, wish.layer)
    within = place.locality.code if place and place.locality else ""
    joined = join(registry, layer.columns, wish.as_of, within)
    units = {unit.code: unit for unit in joined.units if unit is not None}
    findings = [notice("layer", text) for text in layer.notices]
    findings += joined.findings
    merged, doubled = _merged(layer, joined)
    findings += doubled
    findings += missing_units(registry, units, wish.as_of, selections, place)
    findings += _outside(units, place)
    located = _located(merged, units, layer.crs, chosen)
    findings += _settled(located, wish)
    record = _record(path, wish, layer, located, now)
    if any(item.weight is Weight.REFUSED for item in findings):
        return _answer(record, joined, findings, units, {})
    names = {code: unit.name for code, unit in units.items()}
    mended = mend(merged, names, located.crs)
    findings += mended.findings
    findings += _misplaced(mended.shapes, units, joined.sure)
    record = BoundaryRecord(**{**vars(record), "repaired": mended.repaired})
    return _answer(record, joined, findings, units, mended.shapes)


def keep(received: Received, source: Path, data_dir: Path) -> bool:
    """Keep an accepted file with its areas; ``False`` where it had been kept already.

    A folder appears whole or not at all, whatever stops the writing. Raises ``ValueError`` for a
    file that was not accepted.
    """
    if not received.is_accepted:
        raise ValueError("only an accepted file is kept")
    home = data_dir / FOLDER
    target = home / received.record.key
    if target.exists():
        return False
    home.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".incoming-", dir=home))
    try:
        for part in _parts(source):
            shutil.copyfile(part, draft / f"source{part.suffix.lower()}")
        write_boundaries(draft, Boundaries(received.record, received.shapes))
        draft.chmod(0o755)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def _parts(source: Path) -> list[Path]:
    """The file, and those of the same name that a Shapefile or a MapInfo table is made of."""
    if source.suffix.lower() not in (".shp", ".tab", ".mif"):
        return [source]
    return sorted(part for part in source.parent.glob(f"{source.stem}.*") if part.is_file())


def _answer(
    record: BoundaryRecord,
    joined: Joined,
    findings: Sequence[Finding],
    units: Mapping[str, Locality],
    shapes: Mapping[str, BaseGeometry],
) -> Received:
    keyed = {units[code].key: shapes[code] for code in sorted(shapes)}
    ordered = sorted(findings, key=lambda item: list(Weight).index(item.weight))
    return Received(
        record, len(units), joined.code_column, joined.name_column, tuple(ordered), keyed
    )


def _record(
    path: Path, wish: Wish, layer: Layer, located: Located, now: datetime
) -> BoundaryRecord:
    digest = hashlib.sha256()
    for part in _parts(path):
        digest.update(part.read_bytes())
    return BoundaryRecord(
        path.name, digest.hexdigest(), wish.as_of, now, label_of(located.crs),
        located.is_guessed, len(layer.shapes), (),
    )  # fmt: skip


def _settled(located: Located, wish: Wish) -> list[Finding]:
    """Findings on the system; a confirmed guess only needs saying."""
    return [
        notice(item.rule, item.message)
        if wish.is_confirmed and item.weight is Weight.CONFIRM
        else item
        for item in located.findings
    ]


def _merged(layer: Layer, joined: Joined) -> tuple[dict[str, BaseGeometry], list[Finding]]:
    """One area a unit. Rows of one unit that lie apart are its parts; that overlap, doubled."""
    rows: dict[str, list[BaseGeometry]] = {}
    names: dict[str, str] = {}
    for unit, shape in zip(joined.units, layer.shapes, strict=True):
        if unit is not None and shape is not None:
            rows.setdefault(unit.code, []).append(plain(shape))
            names[unit.code] = unit.name
    doubled = sorted(code for code, shapes in rows.items() if _overlap(shapes))
    parts = {code: len(shapes) for code, shapes in rows.items() if len(shapes) > 1}
    findings = []
    if doubled:
        said = ", ".join(f"{names[code]} ({code}): {parts[code]} dòng" for code in doubled)
        why = f"Đơn vị bị lặp, các vùng chồng lên nhau: {said}. Giữ một dòng cho mỗi đơn vị."
        findings.append(refuse("doubled", why, tuple(doubled)))
    joined_codes = sorted(parts.keys() - set(doubled))
    if joined_codes:
        said = ", ".join(f"{names[code]} ({parts[code]} phần)" for code in joined_codes[:_SHOWN])
        findings.append(notice("parts", f"Đã ghép các phần rời của {said}.", tuple(joined_codes)))
    return {code: _together(shapes) for code, shapes in rows.items()}, findings


def _overlap(shapes: Sequence[BaseGeometry]) -> bool:
    valid = [shapely.make_valid(shape) for shape in shapes]
    total = sum(shape.area for shape in valid)
    return len(shapes) > 1 and total - shapely.union_all(valid).area > 1e-6 * total


def _together(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    if len(shapes) == 1:
        return shapes[0]
    merged: BaseGeometry = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    return merged


def _outside(units: Mapping[str, Locality], place: Area | None) -> list[Finding]:
    if place is None:
        return []
    own = {unit.code for unit in place.units}
    others = sorted(units.keys() - own)
    if not others:
        return []
    said = ", ".join(f"{units[code].name} ({code})" for code in others[:_SHOWN])
    more = f" và {len(others) - _SHOWN} đơn vị khác" if len(others) > _SHOWN else ""
    why = f"{len(others)} đơn vị ngoài {place.label}, vẫn lưu: {said}{more}."
    return [notice("outside", why, tuple(others))]


def _located(
    shapes: Mapping[str, BaseGeometry],
    units: Mapping[str, Locality],
    declared: CRS | None,
    chosen: CRS | None,
) -> Located:
    placed = [code for code in shapes if units[code].latitude is not None]
    centres = [shapely.centroid(shapely.make_valid(shapes[code])) for code in placed]
    drawn = np.array([(point.x, point.y) for point in centres], dtype=float).reshape(-1, 2)
    known = np.array(
        [(units[code].longitude, units[code].latitude) for code in placed], dtype=float
    ).reshape(-1, 2)
    return locate(drawn, known, declared, chosen)


def _misplaced(
    shapes: Mapping[str, BaseGeometry], units: Mapping[str, Locality], sure: frozenset[str]
) -> list[Finding]:
    """Units drawn far from where they are known to lie.

    A unit joined by one thing alone was joined wrongly, and the file is turned away. Where code
    and name agree the known point may be the one that is wrong (9 of 3,321 are): it is said.
    """
    distances = {code: _distance_m(shape, units[code]) for code, shape in shapes.items()}
    far = sorted(code for code, distance in distances.items() if distance > _FAR_M)
    found = []
    for codes, say in (
        ([code for code in far if code not in sure], refuse),
        ([code for code in far if code in sure], notice),
    ):
        if not codes:
            continue
        said = "; ".join(
            f"{units[code].name} ({code}) cách {format_number(round(distances[code] / 1_000))} km"
            for code in codes[:_SHOWN]
        )
        why = f"{len(codes)} đơn vị nằm xa vị trí đã biết: {said}. Kiểm tra lại mã và tên."
        found.append(say("misplaced", why, tuple(codes)))
    return found


def _distance_m(shape: BaseGeometry, unit: Locality) -> float:
    if unit.latitude is None or unit.longitude is None:
        return 0.0
    point = shapely.Point(unit.longitude, unit.latitude)
    return float(shapely.distance(shape, point)) * 111_000
