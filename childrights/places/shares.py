"""Shares of divided units, from a table that the operator imports.

`overlay/shares.csv` says which share of an earlier unit's people, and of its area, went to each
later unit, and by which source. Without it a division has bounds and no estimate.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from childrights.places.model import RECORD_START, BadReference, LocalityKey, Relation
from childrights.places.reference import overlay_file
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date, parse_date
from childrights.vietnamese.text import clean

COLUMNS = (
    "old_code", "old_valid_from", "new_code", "new_valid_from",
    "share_population", "share_area", "source",
)  # fmt: skip
TOLERANCE = Decimal("0.001")
"""How far the shares of one old unit may be from 1 together, for rounding."""

_PLACES = Decimal("1e-12")


class BadShares(BadReference):
    """The table of shares is wrong; the message lists every line and what to do."""


class Basis(StrEnum):
    """What a share is a share of. People before area: children live where people do."""

    POPULATION = "dân số"
    AREA = "diện tích"


@dataclass(frozen=True)
class Split:
    """How one divided unit is shared out; the shares add up to exactly 1."""

    basis: Basis
    shares: Mapping[LocalityKey, Decimal]
    source: str


Shares = Mapping[LocalityKey, Split]
"""Split by earlier unit."""

NO_SHARES: Shares = {}


@dataclass(frozen=True)
class _Row:
    line: int
    old: LocalityKey
    new: LocalityKey
    by: Mapping[Basis, Decimal | None]
    source: str


def load_shares(data_dir: Path | None) -> Shares:
    """Read `overlay/shares.csv`; empty without one.

    The shares of one old unit must add up to 1 ± 0.001, by people or by area; what is missing
    or over from rounding is put right in the largest. Raises :class:`BadShares`.
    """
    path = overlay_file(data_dir, "shares.csv")
    return read_shares(path) if path else NO_SHARES


def read_shares(path: Path) -> Shares:
    """Read a table of shares; raises :class:`BadShares` with every wrong line."""
    problems: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(_rows(csv.DictReader(handle), problems))
    except UnicodeDecodeError as error:
        raise BadShares(
            f"{path.name}: tệp không phải UTF-8. Lưu lại bằng “CSV UTF-8” rồi thử lại."
        ) from error
    grouped: dict[LocalityKey, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(row.old, []).append(row)
    splits = {old: _split(group, problems) for old, group in grouped.items()}
    if problems:
        raise BadShares("\n".join(f"{path.name} {problem}" for problem in problems))
    return {old: split for old, split in splits.items() if split is not None}


def misfits(registry: Registry, shares: Shares) -> Iterator[str]:
    """What in the table does not fit the register: units not divided, or divided otherwise."""
    for old, split in shares.items():
        after = {key for key, relation in _after(registry, old) if relation is Relation.PARTIAL}
        if after != split.shares.keys():
            expected = ", ".join(_named(key) for key in sorted(after)) or "đơn vị không bị chia"
            given = ", ".join(_named(key) for key in sorted(split.shares))
            yield (
                f"shares.csv: {_named(old)} chia cho {given}; theo danh mục: {expected}. "
                "Sửa bảng tỷ lệ hoặc bổ sung sự kiện."
            )


def _after(registry: Registry, old: LocalityKey) -> Iterable[tuple[LocalityKey, Relation]]:
    known = {unit.key for unit in registry.spans(old.code)}
    return registry.successors(old) if old in known else ()


def _rows(reader: csv.DictReader[str], problems: list[str]) -> Iterator[_Row]:
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        problems.append(f"dòng 1: thiếu cột {', '.join(missing)}. Cần: {', '.join(COLUMNS)}.")
        return
    for cells in reader:
        line = reader.line_num
        try:
            yield _row(line, {column: clean(cells[column] or "") for column in COLUMNS})
        except BadShares as error:
            problems.append(f"dòng {line}: {error}")


def _row(line: int, cells: Mapping[str, str]) -> _Row:
    if not cells["source"]:
        raise BadShares("thiếu source. Ghi nguồn của tỷ lệ (văn bản, bảng số liệu).")
    return _Row(
        line=line,
        old=_key(cells, "old"),
        new=_key(cells, "new"),
        by={
            Basis.POPULATION: _share(cells, "share_population"),
            Basis.AREA: _share(cells, "share_area"),
        },
        source=cells["source"],
    )


def _key(cells: Mapping[str, str], side: str) -> LocalityKey:
    code, day = cells[f"{side}_code"], cells[f"{side}_valid_from"]
    if not code:
        raise BadShares(f"thiếu {side}_code.")
    return LocalityKey(code, _day(day, f"{side}_valid_from"))


def _day(text: str, column: str) -> date:
    try:
        return parse_date(text) if text else RECORD_START
    except ValueError as error:
        raise BadShares(f"cột {column}: {error}") from error


def _share(cells: Mapping[str, str], column: str) -> Decimal | None:
    text = cells[column].replace(",", ".")
    if not text:
        return None
    try:
        share = Decimal(text)
    except InvalidOperation:
        raise BadShares(f"cột {column}: “{text}” không phải là số. Ghi ví dụ 0,35.") from None
    if not share.is_finite() or not 0 <= share <= 1:
        raise BadShares(f"cột {column}: “{text}” không nằm giữa 0 và 1. Ghi 35% là 0,35.")
    return share


def _split(rows: list[_Row], problems: list[str]) -> Split | None:
    """The shares of one old unit, by people where all are given, otherwise by area."""
    where = f"dòng {', '.join(str(row.line) for row in rows)} ({_named(rows[0].old)})"
    if len({row.new for row in rows}) < len(rows):
        problems.append(f"{where}: một đơn vị mới được ghi hai lần. Xóa dòng thừa.")
        return None
    for basis in Basis:
        given = [share for row in rows if (share := row.by[basis]) is not None]
        if not given:
            continue
        if len(given) < len(rows):
            problems.append(f"{where}: tỷ lệ {basis.value} chỉ ghi ở một số dòng. Ghi đủ.")
            return None
        if abs(sum(given, Decimal(0)) - 1) > TOLERANCE:
            problems.append(
                f"{where}: tỷ lệ {basis.value} cộng lại là {sum(given, Decimal(0))}, phải là 1."
            )
            return None
        sources = "; ".join(dict.fromkeys(row.source for row in rows))
        whole = _whole(dict(zip((row.new for row in rows), given, strict=True)))
        return Split(basis, whole, sources)
    problems.append(f"{where}: chưa ghi tỷ lệ dân số hay diện tích.")
    return None


def _whole(shares: Mapping[LocalityKey, Decimal]) -> dict[LocalityKey, Decimal]:
    """Shares that add up to exactly 1, so that converted totals agree over closed groups."""
    rounded = {key: share.quantize(_PLACES) for key, share in shares.items()}
    largest = max(rounded, key=lambda key: rounded[key])
    rounded[largest] += 1 - sum(rounded.values())
    return rounded


def _named(key: LocalityKey) -> str:
    since = "" if key.valid_from == RECORD_START else f" từ {format_date(key.valid_from)}"
    return f"{key.code}{since}"
