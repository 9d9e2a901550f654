"""Units of measure that would change the size of a figure: nghìn, triệu, tỷ, %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from childrights.vietnamese.text import fold
from childrights.warehouse.records import Finding, Severity
from etl.arrangement import Arrangement
from etl.cells import as_text
from etl.grid import address
from etl.recognise import HeaderMatch

_SCALES = (
    (re.compile(r"\b(?:nghìn|ngàn|1\.?000)\b"), Decimal(1000)),
    (re.compile(r"\b(?:triệu|tr\.? ?đ|1\.?000\.?000)\b"), Decimal(1_000_000)),
    (re.compile(r"\btỷ|\btỉ đồng"), Decimal(1_000_000_000)),
    (re.compile(r"%|phần trăm"), Decimal("0.01")),
)
_UNIT_LINE = re.compile(r"^\W*(?:đơn vị tính|đvt|đv tính)\s*:\s*(?P<unit>.+)")
_IN_HEADING = re.compile(r"\((?P<unit>[^)]*)\)")


def scale_of(unit: str) -> Decimal:
    """How many of the plain unit one of these is: 1000 for “nghìn người”, 1 for “người”."""
    plain = fold(unit)
    return next((scale for pattern, scale in _SCALES if pattern.search(plain)), Decimal(1))


def scale_findings(match: HeaderMatch) -> Iterator[Finding]:
    """Ask wherever the sheet names another scale than the form: its figures would be taken wrong.

    Looks at the unit line above the table, the headings, and each row's own unit.
    """
    yield from _above(match)
    yield from _in_headings(match)
    if match.arrangement is Arrangement.OWN and match.measure_column is not None:
        yield from _in_rows(match, match.measure_column)


def _above(match: HeaderMatch) -> Iterator[Finding]:
    grid = match.table.grid
    by_row = scale_of(match.version.unit_of_measure) == 1 and "cột" in match.version.unit_of_measure
    for row in range(min(match.top_row, len(grid.rows))):
        for column, cell in enumerate(grid.rows[row]):
            line = _UNIT_LINE.match(fold(cell)) if isinstance(cell, str) and cell else None
            if line and not by_row:
                where = address(row, column)
                yield from _compare(match, line["unit"], match.version.unit_of_measure, where)


def _in_headings(match: HeaderMatch) -> Iterator[Finding]:
    for position, aliases in zip(match.columns, match.slots.headers, strict=True):
        if position is None or position >= len(match.paths):
            continue
        for level in match.paths[position]:
            unit = _IN_HEADING.search(fold(level))
            if unit and all(unit["unit"] not in fold(own) for own in aliases[0]):
                where = match.table.address(match.first_row, position)
                yield from _compare(match, unit["unit"], match.version.unit_of_measure, where)


def _in_rows(match: HeaderMatch, column: int) -> Iterator[Finding]:
    for index, row in match.rows.rows.items():
        unit = as_text(match.table.at(row, column))
        own = match.version.rows[index].unit or match.version.unit_of_measure
        if unit:
            yield from _compare(match, unit, own, match.table.address(row, column))


def _compare(match: HeaderMatch, written: str, own: str, cell: str) -> Iterator[Finding]:
    if scale_of(written) != scale_of(own):
        yield Finding(
            Severity.ERROR, "unit_of_measure",
            f"{cell} ghi đơn vị tính “{written}”, biểu “{match.version.name}” tính bằng “{own}”. "
            "Đổi số liệu về đơn vị tính của biểu rồi sửa ô này.",
            match.table.grid.name, cell,
        )  # fmt: skip
