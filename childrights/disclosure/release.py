"""Releases: what was published together, kept for good, each knowing those before it.

Layout under ``<data folder>/releases``, only ever added to::

    00000001/release.json       snapshot, catalogue, threshold, tables, counts, hashes
             tables.parquet     the tables, hidden figures without a number
             cells.parquet      the pattern: every protected cell, hidden or shown with its count
             equations.parquet  what an outsider can calculate with (audit reads it)

The pattern tells a hidden cell from one that was never reported, so it stays inside; in the tables
both look the same.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from childrights.disclosure.series import Series
from childrights.disclosure.suppress import Earlier, Pattern
from childrights.disclosure.system import Equation, System
from childrights.disclosure.tables import CellKey, Place, TableCell, TableFigure, Tables, place_of
from childrights.disclosure.threshold import Threshold
from childrights.evaluate.value import Value
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.warehouse.snapshot import UnreadableSnapshot

TABLES, CELLS, EQUATIONS = "tables.parquet", "cells.parquet", "equations.parquet"
COUNT = pa.decimal128(18, 4)


class DamagedRelease(UnreadableSnapshot):
    """A release's files are not those that were published."""


@dataclass(frozen=True)
class Release:
    """One release as stored. ``facts`` is its release.json."""

    folder: Path
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its number, as its folder is called."""
        return self.folder.name

    @property
    def sha256(self) -> str:
        """Hash of release.json, which holds those of the other files and of the one before."""
        return hashlib.sha256((self.folder / "release.json").read_bytes()).hexdigest()

    def check(self, file: str) -> Path:
        """Where one of its files lies, as published; raises :class:`DamagedRelease`."""
        path = self.folder / file
        if not path.is_file() or _hash(path) != self.facts["files"][file]:
            raise DamagedRelease(
                f"Tệp {file} của đợt công bố {self.name} không còn như khi công bố. "
                "Khôi phục thư mục releases từ bản sao lưu."
            )
        return path

    def rows(self, file: str) -> list[dict[str, Any]]:
        """Rows of one of its files; raises :class:`DamagedRelease`."""
        return list(pq.read_table(self.check(file)).to_pylist())

    def equations(self) -> list[Equation]:
        """What an outsider can calculate with."""
        return [Equation(row["whole"], tuple(row["parts"])) for row in self.rows(EQUATIONS)]


def releases(data_dir: Path) -> list[Release]:
    """Every release of a data folder, oldest first; raises :class:`DamagedRelease`."""
    folders = sorted(p for p in (data_dir / "releases").glob("*") if p.name.isdigit())
    found: list[Release] = []
    for folder in folders:
        text = (folder / "release.json").read_text(encoding="utf-8")
        release = Release(folder, json.loads(text))
        if release.facts["previous"] != (found[-1].sha256 if found else None):
            raise DamagedRelease(
                f"Hồ sơ của đợt công bố ngay trước đợt {folder.name} đã bị sửa hoặc bị mất. "
                "Khôi phục thư mục releases từ bản sao lưu."
            )
        found.append(release)
    return found


def settled(earlier: Sequence[Release]) -> Earlier:
    """What earlier releases showed and what they hid, cell by cell."""
    shown: dict[str, set[Decimal]] = defaultdict(set)
    hidden: set[str] = set()
    for release in earlier:
        for row in release.rows(CELLS):
            if row["given"]:
                continue
            if row["hidden"]:
                hidden.add(row["cell"])
            else:
                shown[row["cell"]].add(row["count"])
    return Earlier({name: frozenset(counts) for name, counts in shown.items()}, frozenset(hidden))


def over_other_units(earlier: Sequence[Release], tables: Tables) -> dict[CellKey, TableCell]:
    """Areas' counts that earlier releases showed over other units than those of today."""
    found: dict[CellKey, TableCell] = {}
    for release in earlier:
        for row in release.rows(CELLS):
            if row["hidden"] or row["given"] or row["is_unit"]:
                continue
            key, units = _key(row), frozenset(map(parse_unit, row["units"]))
            now = tables.cells.get(key)
            if now is None or now.units != units:
                place = Place(f"{key.place.token}#{release.name}", key.place.since)
                older = CellKey(key.series, place, key.period)
                found[older] = TableCell(older, row["count"], units, is_unit=False)
    return found


def _key(row: Mapping[str, Any]) -> CellKey:
    codes = tuple(sorted(json.loads(row["codes"]).items()))
    place = Place(row["place"], row["since"])
    return CellKey(Series(row["measure"], codes), place, Period.parse(row["period"]))


def say_unit(key: LocalityKey) -> str:
    """A unit as the files write it: its code, and the day from which that meant it."""
    return f"{key.code}@{key.valid_from.isoformat()}"


def parse_unit(text: str) -> LocalityKey:
    """Read what :func:`say_unit` wrote."""
    code, _, since = text.partition("@")
    return LocalityKey(code, date.fromisoformat(since))


@dataclass(frozen=True)
class Draft:
    """A release worked out and not yet stored.

    ``given`` are areas' counts of earlier releases over other units than today's.
    """

    tables: Tables
    system: System
    pattern: Pattern
    given: Mapping[CellKey, TableCell] = field(default_factory=dict)

    def is_shown(self, figure: TableFigure) -> bool:
        """Whether none of the cells that a figure is made of is hidden."""
        return not any(str(key) in self.pattern.hidden for key in figure.cells)


def store(data_dir: Path, draft: Draft, threshold: Threshold, about: Mapping[str, Any]) -> Release:
    """Add a release to the folder; ``about`` says of which snapshot, catalogue and day it is."""
    before = releases(data_dir)
    number = int(before[-1].name) + 1 if before else 1
    folder = data_dir / "releases"
    making = folder / f".draft-{uuid.uuid4().hex}"
    making.mkdir(parents=True)
    files = {
        TABLES: _tables_table(draft),
        CELLS: _cells_table(draft),
        EQUATIONS: _equations_table(draft.system),
    }
    for name, table in files.items():
        pq.write_table(table, making / name, compression="zstd")
    facts = {
        "number": number,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **about,
        **threshold.model_dump(),
        "protection_level": threshold.protection_level,
        "periods": sorted({str(value.period) for value in draft.tables.rows}),
        "indicators": sorted({value.indicator for value in draft.tables.rows}),
        "places": sorted({str(place_of(value)) for value in draft.tables.rows}),
        "cells": len(draft.tables.cells),
        "hidden": len(draft.pattern.hidden),
        "narrowest_interval": draft.pattern.narrowest,
        "previous": before[-1].sha256 if before else None,
        "files": {name: _hash(making / name) for name in files},
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (making / "release.json").write_text(text + "\n", encoding="utf-8")
    final = folder / f"{number:08d}"
    making.rename(final)
    return Release(final, facts)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def public_rows(draft: Draft) -> list[dict[str, Any]]:
    """The tables as the public may read them: a row for every figure, hidden or not.

    A hidden figure and one that was never reported are the same row.
    """
    shown = {id(figure.value): figure for figure in draft.tables.figures if draft.is_shown(figure)}
    return [_row(value, shown.get(id(value))) for value in draft.tables.rows]


def _row(value: Value, shown: TableFigure | None) -> dict[str, Any]:
    place = place_of(value)
    row = {
        "indicator": value.indicator,
        "locality": place.token,
        "valid_from": place.since,
        "name": value.name,
        "period": str(value.period),
        "breakdown": json.dumps(dict(value.breakdown), ensure_ascii=False, sort_keys=True),
    }
    if shown is None:
        hidden = {"numerator": None, "denominator": None, "value": None}
        marks = {
            "status": ObservationStatus.SUPPRESSED.value,
            "confidentiality": Confidentiality.CONFIDENTIAL.value,
        }
        return {**row, **hidden, **marks, "units_reported": 0, "units": [], "cells": []}
    return {
        **row,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "value": value.value,
        "status": "+".join(sorted(mark.value for mark in value.statuses)),
        "confidentiality": Confidentiality.FREE.value,
        "units_reported": value.units_reported,
        "units": sorted(map(say_unit, value.reporting_units)),
        "cells": [str(key) for key in shown.cells],
    }


def _tables_table(draft: Draft) -> pa.Table:
    texts = ("indicator", "locality", "valid_from", "name", "period", "breakdown")
    schema = pa.schema(
        [
            *[(name, pa.string()) for name in texts],
            *[(name, COUNT) for name in ("numerator", "denominator", "value")],
            ("status", pa.string()),
            ("confidentiality", pa.string()),
            ("units_reported", pa.int32()),
            ("units", pa.list_(pa.string())),
            ("cells", pa.list_(pa.string())),
        ]
    )
    return pa.Table.from_pylist(public_rows(draft), schema=schema)


def _cells_table(draft: Draft) -> pa.Table:
    schema = pa.schema(
        [
            *[(name, pa.string()) for name in ("cell", "measure", "codes", "place", "since")],
            ("period", pa.string()),
            ("units", pa.list_(pa.string())),
            *[(name, pa.bool_()) for name in ("is_unit", "given", "hidden")],
            ("count", COUNT),
        ]
    )
    rows = [
        _cell_row(cell, is_hidden=str(key) in draft.pattern.hidden, is_given=is_given)
        for cells, is_given in ((draft.tables.cells, False), (draft.given, True))
        for key, cell in cells.items()
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def _cell_row(cell: TableCell, *, is_hidden: bool, is_given: bool) -> dict[str, Any]:
    key = cell.key
    return {
        "cell": str(key),
        "measure": key.series.measure,
        "codes": json.dumps(dict(key.series.codes), ensure_ascii=False),
        "place": key.place.token,
        "since": key.place.since,
        "period": str(key.period),
        "units": sorted(map(say_unit, cell.units)),
        "is_unit": cell.is_unit,
        "given": is_given,
        "hidden": is_hidden,
        "count": None if is_hidden else cell.value,
    }


def _equations_table(system: System) -> pa.Table:
    return pa.table(
        {
            "whole": pa.array([item.whole for item in system.equations], pa.string()),
            "parts": pa.array([list(i.parts) for i in system.equations], pa.list_(pa.string())),
        }
    )
