"""Administrative units as the installed package `vietnamadminunits` lists them.

The package holds the units of mid-2025 (to 2025-06-30), those since 2025-07-01, and which old
unit went into which new one. Its tables are read as plain data: importing the package itself
would load a parser that is not used here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from childrights.places.model import Level, Relation

PACKAGE = "vietnamadminunits"
REFORM_DAY = date(2025, 7, 1)
"""First day without districts (Nghị quyết số 202/2025/QH15 and 1654…1687/NQ-UBTVQH15)."""

LAST_DISTRICT_DAY = date(2025, 6, 30)
LIST_SINCE = date(2025, 3, 1)
"""First day of which the package's old list is true everywhere: no commune changed after it."""

COUNTRY_CODE = "VN"

# Every row repeats its province and district, so one scan holds all three levels. A district
# without communes has one row with an empty commune.
_OLD_ROWS = """
    SELECT provinceKey, provinceCode, province, provinceLat, provinceLon,
           districtKey, districtCode, district, districtLat, districtLon,
           wardKey, wardCode, ward, wardLat, wardLon
    FROM admin_units_legacy"""
_NEW_ROWS = """
    SELECT provinceKey, provinceCode, province, provinceLat, provinceLon,
           wardKey, wardCode, ward, wardLat, wardLon
    FROM admin_units"""


class MissingSource(RuntimeError):
    """The package of administrative units is not installed."""


class SourceUnit(NamedTuple):
    """One unit as the package lists it; coordinates are degrees (WGS 84)."""

    code: str
    name: str
    level: Level
    parent_code: str
    province_code: str
    latitude: float | None = None
    longitude: float | None = None


class SourcePair(NamedTuple):
    """An old unit, a new unit that took its territory, and whether it took all of it."""

    old_code: str
    new_code: str
    relation: Relation


@dataclass(frozen=True)
class SourceData:
    """Everything read from the package: provinces, districts, communes, in code order."""

    old: tuple[SourceUnit, ...]
    new: tuple[SourceUnit, ...]
    pairs: tuple[SourcePair, ...]


def read_sources() -> SourceData:
    """Read old units (63 provinces, 696 districts, 10,035 communes), new ones and the pairs.

    The package's old table has 10,040 rows: five are island districts that never had
    communes (Bạch Long Vĩ, Cồn Cỏ, Hoàng Sa, Lý Sơn, Côn Đảo). They are kept as districts,
    and it is as districts that they became đặc khu. Raises :class:`MissingSource`.
    """
    folder = _package_data()
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(f"{(folder / 'dataset.db').as_uri()}?mode=ro", uri=True)) as db:
        old, old_codes = _read(db, _OLD_ROWS, (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE))
        new, new_codes = _read(db, _NEW_ROWS, (Level.PROVINCE, Level.COMMUNE))
    return SourceData(old, new, tuple(_pairs(converter, old_codes, new_codes)))


def _package_data() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise MissingSource(f"Chưa cài gói {PACKAGE}. Cài các gói trong requirements rồi chạy lại.")
    return Path(spec.submodule_search_locations[0]) / "data"


def _read(
    db: sqlite3.Connection, query: str, levels: tuple[Level, ...]
) -> tuple[tuple[SourceUnit, ...], dict[str, str]]:
    """Units by level and code, and the code behind every key that the converter uses."""
    found: list[dict[str, SourceUnit]] = [{} for _ in levels]
    codes: dict[str, str] = {}
    for row in db.execute(query):
        key, parent = "", COUNTRY_CODE
        for level, units, start in zip(levels, found, range(0, len(row), 5), strict=True):
            step, code = row[start], row[start + 1]
            key = f"{key}_{step or ''}" if start else step
            codes[key] = code or parent
            if code and code not in units:
                _, _, name, latitude, longitude = row[start : start + 5]
                units[code] = SourceUnit(code, name, level, parent, row[1], latitude, longitude)
            parent = code
    ordered = [unit for units in found for _, unit in sorted(units.items())]
    return tuple(ordered), codes


def _pairs(
    converter: dict[str, Any], old: dict[str, str], new: dict[str, str]
) -> Iterator[SourcePair]:
    for province, olds in converter["DICT_PROVINCE"].items():
        for key in olds:
            yield SourcePair(old[key], new[province], Relation.FULL)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for key in olds:
                yield SourcePair(old[key], new[f"{province}_{ward}"], Relation.FULL)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, targets in divided.items():
            for target in targets:
                code = new[f"{province}_{target['newWardKey']}"]
                yield SourcePair(old[key], code, Relation.PARTIAL)
