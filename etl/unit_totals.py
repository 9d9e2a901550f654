"""Rows that add units up: the total and the groups of a table, held against their units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.forms import FormField
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import FieldReading
from etl.recognise import HeaderMatch
from etl.thousandfold import is_thousandfold

Readings = Mapping[FormField, FieldReading]


@dataclass
class Sums:
    """A row of totals, and what the units that it adds up say."""

    label: str
    readings: Readings
    units: list[Readings]


def sum_findings(match: HeaderMatch, rows: Iterable[Sums]) -> Iterator[Finding]:
    """Every total that cannot be read, and every one that is not the sum of its units."""
    for row in rows:
        if row.units:
            yield from _unreadable(match, row)
            yield from _disagreements(match, row)


def adds_up(row: Sums) -> bool:
    """Whether a row says something and all of it is the sum of its units."""
    written = [(item, entry.reading.value) for item, entry in row.readings.items()
               if entry.reading.value is not None]  # fmt: skip
    return bool(written) and all(value == _expected(row, item) for item, value in written)


def _expected(row: Sums, item: FormField) -> Decimal:
    parts = (unit[item].reading.value for unit in row.units)
    return sum((part for part in parts if part is not None), Decimal(0))


def _unreadable(match: HeaderMatch, row: Sums) -> Iterator[Finding]:
    seen: set[str] = set()
    for item, entry in row.readings.items():
        if entry.reading.problem and entry.cell not in seen:
            seen.add(entry.cell)
            heading = " › ".join(match.version.columns[item.column].header)
            message = f"{entry.cell} (“{row.label}”, cột “{heading}”): {entry.reading.problem}."
            yield _finding(match, "figure_readable", message, entry.cell)


def _disagreements(match: HeaderMatch, row: Sums) -> Iterator[Finding]:
    for item, entry in row.readings.items():
        written = entry.reading.value
        # A total is written over the units that reported; one that left a cell out adds nothing.
        if written is None or any(unit[item].reading.problem for unit in row.units):
            continue
        expected = _expected(row, item)
        if expected != written:
            heading = " › ".join(match.version.columns[item.column].header)
            hint = (
                " Hai số lệch nhau khoảng một nghìn lần: kiểm tra dấu ngăn hàng nghìn."
                if is_thousandfold(written, expected)
                else ""
            )
            message = (
                f"{entry.cell}: dòng “{row.label}” cột “{heading}” ghi {entry.reading.text}, "
                f"cộng các đơn vị được {format_number(expected)}.{hint} "
                "Kiểm tra lại dòng tổng và từng đơn vị."
            )
            yield _finding(match, "total_row_agrees", message, entry.cell)


def _finding(match: HeaderMatch, rule: str, message: str, cell: str) -> Finding:
    return Finding(Severity.ERROR, rule, message, match.table.grid.name, cell)
