"""Tables whose rows are units: each row is a submission, total rows only check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from childrights.catalogue.forms import FormField
from childrights.places.model import Locality, UnknownPlace
from childrights.places.registry import Registry
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import FieldReading
from etl.figures import FigureReader
from etl.recognise import HeaderMatch
from etl.reporter import Reporter
from etl.rows import holds_figures, is_heading_again
from etl.table_end import below_finding, is_signature, table_below
from etl.thousandfold import is_thousandfold
from etl.unit_names import is_section_label, is_total_label, looks_like_unit, unit_label
from etl.units_below import UnitsBelow

Readings = Mapping[FormField, FieldReading]


@dataclass
class UnitTable:
    """What the rows of a table are, in order; ``parts`` are units read since a group began."""

    units: list[tuple[Locality, Readings]] = field(default_factory=list)
    totals: list[tuple[str, Readings]] = field(default_factory=list)
    groups: list[tuple[str, Readings, list[int]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_unit_rows(
    reader: FigureReader, reporter: Reporter, registry: Registry
) -> tuple[list[tuple[Locality, Readings, tuple[Finding, ...]]], list[Finding]]:
    """Units with their readings and what must be said of each, and findings about the table."""
    table = UnitTable()
    match = reader.match
    units = UnitsBelow(reporter, registry)
    for row in range(match.body, len(match.table.rows)):
        if is_signature(match.table, row, match.roles, units.knows) and not holds_figures(
            match.table, row, match.figure_columns
        ):
            below = table_below(match.table, row + 1, match.roles, units.is_unit)
            if below is not None:
                table.findings.append(below_finding(match.table, match.roles, below))
            break
        _read_row(reader, units, row, table)
    # A total that disagrees puts every unit above it in doubt, so none of them is accepted.
    doubts = tuple(_total_findings(match, table))
    if not table.units and not table.findings:
        message = "Bảng không có dòng đơn vị nào đọc được. Ghi mỗi đơn vị một dòng dưới tiêu đề."
        table.findings.append(_finding(match, Severity.ERROR, "unit_known", message))
    return [(unit, readings, doubts) for unit, readings in table.units], table.findings


def _read_row(reader: FigureReader, units: UnitsBelow, row: int, table: UnitTable) -> None:
    match = reader.match
    label = match.table.text(row, match.label_column)
    if is_heading_again(match.table, match.version, row, match.figure_columns):
        return
    readings = {item: reader.read(item, row) for item in match.version.fields(match.layout)}
    is_blank = all(entry.reading.is_blank for entry in readings.values())
    has_figures = holds_figures(match.table, row, match.figure_columns)
    if not label:
        if has_figures:
            table.findings.append(_nameless(match, row))
    elif is_total_label(label):
        if not is_blank:
            table.totals.append((label, readings))
    elif is_section_label(label):
        table.groups.append((label, readings, []))
    elif is_blank:
        if looks_like_unit(label):
            table.findings.append(_unreported(match, row, label))
    elif has_figures or looks_like_unit(label):
        _read_unit(match, units, row, readings, table)


def _read_unit(
    match: HeaderMatch, units: UnitsBelow, row: int, readings: Readings, table: UnitTable
) -> None:
    name = unit_label(match.table.text(row, match.label_column))
    code = match.table.text(row, match.code_column) if match.code_column is not None else ""
    try:
        locality = units.find(name, code)
    except UnknownPlace as error:
        cell = match.table.address(row, match.label_column)
        table.findings.append(
            _finding(match, Severity.ERROR, "unit_known", f"{cell}: {error}", cell)
        )
        return
    if table.groups:
        table.groups[-1][2].append(len(table.units))
    table.units.append((locality, readings))


def _finding(
    match: HeaderMatch, severity: Severity, rule: str, message: str, cell: str = ""
) -> Finding:
    return Finding(severity, rule, message, match.table.grid.name, cell)


def _nameless(match: HeaderMatch, row: int) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = f"{cell} để trống nhưng cùng dòng có số liệu. Ghi tên đơn vị hoặc xóa số liệu đó."
    return _finding(match, Severity.ERROR, "unit_known", message, cell)


def _unreported(match: HeaderMatch, row: int, label: str) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = f"“{unit_label(label)}” để trống cả dòng; coi là chưa báo cáo, không nạp số 0."
    return _finding(match, Severity.NOTE, "unit_not_reported", message, cell)


def _total_findings(match: HeaderMatch, table: UnitTable) -> Iterator[Finding]:
    everyone = [readings for _, readings in table.units]
    for label, readings in table.totals:
        yield from _disagreements(match, label, readings, everyone)
    for label, readings, members in table.groups:
        yield from _disagreements(match, label, readings, [everyone[i] for i in members])


def _disagreements(
    match: HeaderMatch, label: str, total: Readings, units: Sequence[Readings]
) -> Iterator[Finding]:
    for item, entry in total.items():
        written = entry.reading.value
        # A total is written over the units that reported; one that left a cell out adds nothing.
        parts = [unit[item].reading for unit in units]
        if written is None or not parts or any(part.problem for part in parts):
            continue
        expected = sum((part.value for part in parts if part.value is not None), Decimal(0))
        if expected != written:
            heading = " › ".join(match.version.columns[item.column].header)
            hint = (
                " Hai số lệch nhau khoảng một nghìn lần: kiểm tra dấu ngăn hàng nghìn."
                if is_thousandfold(written, expected)
                else ""
            )
            yield _finding(
                match, Severity.ERROR, "total_row_agrees",
                f"{entry.cell}: dòng “{label}” cột “{heading}” ghi {entry.reading.text}, "
                f"cộng các đơn vị được {format_number(expected)}.{hint} "
                "Kiểm tra lại dòng tổng và từng đơn vị.",
                entry.cell,
            )  # fmt: skip
