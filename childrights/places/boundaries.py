"""Boundaries that the operator imported: by (code, valid_from), with where they come from.

A file was true on its day. Its areas belong to places, and a place is (code, valid_from): they
are right on every day on which those places stand, and on no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from childrights.places.model import BadReference, Locality, LocalityKey

FOLDER = "boundaries"
RECORD, UNITS = "record.json", "units.parquet"


class BadBoundaries(BadReference):
    """A kept boundary file cannot be read; the message says which and what to do."""


@dataclass(frozen=True)
class BoundaryRecord:
    """Provenance of one kept file: what came, when, of which day, in which system."""

    file: str
    sha256: str
    as_of: date
    received_at: datetime
    crs: str
    crs_guessed: bool
    units: int
    repaired: tuple[str, ...]

    @property
    def key(self) -> str:
        """Name of the folder that holds it."""
        return f"{self.as_of}-{self.sha256[:16]}"


@dataclass(frozen=True)
class Boundaries:
    """One kept file: its record, and an area in degrees (WGS 84) for each place."""

    record: BoundaryRecord
    shapes: Mapping[LocalityKey, BaseGeometry]


@dataclass(frozen=True)
class Drawn:
    """Areas found for some places, those without, their neighbours, and the files they are of."""

    shapes: Mapping[LocalityKey, BaseGeometry]
    absent: tuple[Locality, ...]
    around: Mapping[LocalityKey, BaseGeometry]
    records: tuple[BoundaryRecord, ...]


def boundaries_stamp(data_dir: Path) -> str:
    """What changes when a file is imported or taken away."""
    return "/".join(sorted(path.parent.name for path in (data_dir / FOLDER).glob(f"*/{RECORD}")))


def load_boundaries(data_dir: Path) -> tuple[Boundaries, ...]:
    """Every kept file, the newest day first; raises :class:`BadBoundaries`."""
    return _load(data_dir, boundaries_stamp(data_dir))


@lru_cache(maxsize=4)
def _load(data_dir: Path, stamp: str) -> tuple[Boundaries, ...]:
    folders = [data_dir / FOLDER / name for name in stamp.split("/") if name]
    found = [_read(folder) for folder in folders]
    return tuple(sorted(found, key=lambda one: one.record.received_at, reverse=True))


def _read(folder: Path) -> Boundaries:
    try:
        record = _record(json.loads((folder / RECORD).read_text(encoding="utf-8")))
        table = pq.read_table(folder / UNITS)
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise BadBoundaries(
            f"{folder}: ranh giới đã lưu bị hỏng ({error}). Xóa thư mục này và nhập lại tệp gốc."
        ) from error
    keys = map(LocalityKey, table["code"].to_pylist(), table["valid_from"].to_pylist())
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    return Boundaries(record, dict(zip(keys, shapes, strict=True)))


def _record(document: Mapping[str, Any]) -> BoundaryRecord:
    return BoundaryRecord(
        file=document["file"],
        sha256=document["sha256"],
        as_of=date.fromisoformat(document["as_of"]),
        received_at=datetime.fromisoformat(document["received_at"]),
        crs=document["crs"],
        crs_guessed=document["crs_guessed"],
        units=document["units"],
        repaired=tuple(document["repaired"]),
    )


def write_boundaries(folder: Path, kept: Boundaries) -> None:
    """Write one file's areas and record into a folder, which is not yet anyone's."""
    geo = {"version": "1.1.0", "primary_column": "geometry",
           "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}  # fmt: skip
    table = pa.table(
        {
            "code": [key.code for key in kept.shapes],
            "valid_from": pa.array([key.valid_from for key in kept.shapes], pa.date32()),
            "geometry": pa.array(shapely.to_wkb(list(kept.shapes.values())), pa.binary()),
        }
    ).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, folder / UNITS)
    record = kept.record
    document = {
        **vars(record),
        "as_of": record.as_of.isoformat(),
        "received_at": record.received_at.isoformat(),
        "repaired": list(record.repaired),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text, encoding="utf-8")


KeysOf = Callable[[Locality], Sequence[LocalityKey]]
"""Keys under which a unit's territory may have been drawn, its own first."""


def own_key(unit: Locality) -> tuple[LocalityKey, ...]:
    """A unit's own key alone."""
    return (unit.key,)


def draw(
    kept: Iterable[Boundaries], units: Sequence[Locality], day: date, keys_of: KeysOf = own_key
) -> Drawn:
    """Areas of units: of the file that has most of them, then of the others for what is left.

    Neighbours come from one drawing wherever they can, so that they share their edges. Of files
    that have as many, the one whose day is nearest to ``day`` goes first, then the newest.
    """
    keys = {unit.key: keys_of(unit) for unit in units}
    nearest = sorted(kept, key=lambda one: abs((one.record.as_of - day).days))
    held = [(one, _held(one, keys)) for one in nearest]
    shapes: dict[LocalityKey, BaseGeometry] = {}
    used: list[tuple[Boundaries, Mapping[LocalityKey, LocalityKey]]] = []
    for one, found in sorted(held, key=lambda pair: -len(pair[1])):
        new = found.keys() - shapes.keys()
        shapes |= {key: one.shapes[found[key]] for key in new}
        used += [(one, found)] if new else []
    ranked = {unit.key: shapes[unit.key] for unit in units if unit.key in shapes}
    absent = tuple(unit for unit in units if unit.key not in ranked)
    around = _around(used[0][0], set(used[0][1].values()), ranked) if used else {}
    return Drawn(ranked, absent, around, tuple(one.record for one, _ in used))


def _held(
    one: Boundaries, keys: Mapping[LocalityKey, Sequence[LocalityKey]]
) -> dict[LocalityKey, LocalityKey]:
    """Units that a file draws, each with the key that it has there."""
    found = {
        unit: next((k for k in known if k in one.shapes), None) for unit, known in keys.items()
    }
    return {unit: key for unit, key in found.items() if key is not None}


def _around(
    one: Boundaries, taken: set[LocalityKey], shapes: Mapping[LocalityKey, BaseGeometry]
) -> dict[LocalityKey, BaseGeometry]:
    """Other areas of the same file that touch those drawn: the neighbours, for bearing."""
    others = {key: shape for key, shape in one.shapes.items() if key not in taken}
    keys = list(others)
    tree = shapely.STRtree(list(others.values()))
    hits = tree.query(list(shapes.values()), predicate="intersects")[1]
    return {keys[index]: others[keys[index]] for index in sorted(set(hits.tolist()))}
