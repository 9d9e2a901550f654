"""Official lists of a day, as the operator imported them: `overlay/localities/<day>.csv`.

A list says which units stood on its day, not what happened, so it never changes the register.
The register takes from it only the names marked as another spelling (column ``alias``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from childrights.places.model import BadReference, Level

COLUMNS = ("level", "code", "name", "parent_code", "province_code", "alias")
_MARK = "x"
_FOLDER = Path("overlay") / "localities"


class BadList(BadReference):
    """A stored list is damaged; the message names file, line and what to do."""


@dataclass(frozen=True)
class ListedUnit:
    """One unit as a list has it; ``alias`` when its name is another spelling of ours."""

    level: Level
    code: str
    name: str
    parent_code: str
    province_code: str
    alias: bool = False


@dataclass(frozen=True)
class UnitList:
    """The units of one day: provinces, districts and communes, in that order, by code."""

    as_of: date
    units: tuple[ListedUnit, ...]


def list_path(data_dir: Path, as_of: date) -> Path:
    """Where the list of a day is stored."""
    return data_dir / _FOLDER / f"{as_of.isoformat()}.csv"


def list_files(data_dir: Path | None) -> tuple[Path, ...]:
    """Stored lists, earliest day first."""
    return tuple(sorted((data_dir / _FOLDER).glob("*.csv"))) if data_dir else ()


def write_list(path: Path, units: UnitList) -> None:
    """Store a list, whole or not at all; replaces an earlier list of the same day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for unit in units.units:
            mark = _MARK if unit.alias else ""
            writer.writerow(
                [unit.level, unit.code, unit.name, unit.parent_code, unit.province_code, mark]
            )
    unfinished.replace(path)


def read_list(path: Path) -> UnitList:
    """Read a stored list; raises :class:`BadList`."""
    return UnitList(_day(path), tuple(_unit(path, line, row) for line, row in _rows(path)))


def read_aliases(path: Path) -> tuple[date, list[tuple[str, str]]]:
    """Day of a stored list, and code and name of each other spelling; raises ``BadList``."""
    return _day(path), [(row[1], row[2]) for _, row in _rows(path) if row[-1]]


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError as error:
        raise BadList(
            f"{path.name}: tên tệp phải là ngày của danh mục, ví dụ 2026-11-21.csv."
        ) from error


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        if tuple(next(reader, ())) != COLUMNS:
            raise BadList(f"{path.name} dòng 1: các cột phải là {', '.join(COLUMNS)}. Nhập lại.")
        for row in reader:
            if len(row) != len(COLUMNS):
                raise BadList(f"{path.name} dòng {reader.line_num}: không đủ cột. Nhập lại.")
            yield reader.line_num, row


def _unit(path: Path, line: int, row: list[str]) -> ListedUnit:
    level, code, name, parent, province, mark = row
    try:
        return ListedUnit(Level(level), code, name, parent, province, mark == _MARK)
    except ValueError as error:
        raise BadList(f"{path.name} dòng {line}: không có cấp “{level}”. Nhập lại.") from error
