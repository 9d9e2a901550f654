"""Hamlets (thôn, tổ dân phố, tiểu khu) that an operator lists below communes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from childrights.places.model import BadReference
from childrights.vietnamese.dates import parse_date
from childrights.vietnamese.text import clean

COLUMNS = ("commune_code", "valid_from", "hamlet_code", "name")


class BadHamlets(BadReference):
    """The hamlets file is wrong; the message names the line and what to do."""


@dataclass(frozen=True)
class HamletRow:
    """One line of the file; ``valid_from`` is ``None`` when it was left blank.

    Blank means: for as long as the commune, as listed last, has stood.
    """

    line: int
    commune_code: str
    valid_from: date | None
    hamlet_code: str
    name: str


def read_hamlets(path: Path) -> tuple[HamletRow, ...]:
    """Read `hamlets.csv` (UTF-8); raise :class:`BadHamlets` at the first line that is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return tuple(_rows(csv.DictReader(handle)))
    except UnicodeDecodeError as error:
        raise BadHamlets(
            f"{path.name}: tệp không phải UTF-8. Lưu lại bằng “CSV UTF-8” rồi thử lại."
        ) from error


def _rows(reader: csv.DictReader[str]) -> Iterator[HamletRow]:
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise BadHamlets(
            f"hamlets.csv dòng 1: thiếu cột {', '.join(missing)}. Cần: {', '.join(COLUMNS)}."
        )
    for row in reader:
        yield _row(reader.line_num, {column: clean(row[column] or "") for column in COLUMNS})


def _row(line: int, cells: dict[str, str]) -> HamletRow:
    if not (cells["commune_code"] and cells["hamlet_code"] and cells["name"]):
        raise BadHamlets(f"hamlets.csv dòng {line}: thiếu mã xã, mã thôn hoặc tên thôn.")
    return HamletRow(
        line=line,
        commune_code=cells["commune_code"],
        valid_from=_day(line, cells["valid_from"]),
        hamlet_code=cells["hamlet_code"],
        name=cells["name"],
    )


def _day(line: int, text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise BadHamlets(f"hamlets.csv dòng {line}, cột valid_from: {error}") from error
