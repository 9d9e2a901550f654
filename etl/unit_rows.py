"""Tables whose rows are units: each row is a submission, total rows only check them.

A row is a unit as soon as anything is written where its figures belong: a dash is a zero, an x or
a word is something to keep or to ask about, and none of them is passed over because the name
lacks its “Phường”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from childrights.places.model import Level, Locality, UnknownPlace
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Finding, Severity
from etl.cells import CellReading
from etl.drafts import FieldReading
from etl.figures import FigureReader
from etl.headings import tidy
from etl.recognise import HeaderMatch
from etl.reporter import Reporter
from etl.rows import holds_figures, is_heading_again
from etl.table_end import below_finding, is_signature, table_below
from etl.unit_names import (
    is_roman,
    is_section_label,
    is_total_label,
    looks_like_unit,
    section_name,
    unit_label,
)
from etl.unit_totals import Readings, Sums, adds_up, sum_findings
from etl.units_below import UnitsBelow


@dataclass(frozen=True)
class UnitRow:
    """A row that is a unit."""

    row: int
    locality: Locality
    readings: Readings


@dataclass
class Section:
    """A row that opens a group: “II. Khu vực miền núi”, or a unit that somebody numbered so.

    ``outer`` are the groups that it stands in; ``is_empty`` until a unit follows, read or not.
    """

    row: int
    sums: Sums
    outer: tuple[Section, ...]
    is_empty: bool = True
    levels: set[Level] = field(default_factory=set)

    def take(self, locality: Locality, readings: Readings) -> None:
        """A unit of the group."""
        self.levels.add(locality.level)
        self.sums.units.append(readings)


@dataclass
class UnitTable:
    """What the rows of one table are, found from the top down."""

    reader: FigureReader
    below: UnitsBelow
    units: list[UnitRow] = field(default_factory=list)
    totals: list[Sums] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def match(self) -> HeaderMatch:
        """Where the table stands."""
        return self.reader.match

    def read(self) -> None:
        """Read every row down to the signatures."""
        match = self.match
        for row in range(match.body, len(match.table.rows)):
            if is_signature(match.table, row, match.roles, self.below.knows) and not holds_figures(
                match.table, row, match.figure_columns
            ):
                self._look_below(row + 1)
                break
            self._read_row(row)
        # From the last one up: a section that turns out a unit may stand in another section.
        for section in reversed(self.sections):
            self._settle(section)
        self.units.sort(key=lambda unit: unit.row)

    def sums(self) -> Iterator[Sums]:
        """Every row that adds others up, with the units that it adds."""
        everyone = [unit.readings for unit in self.units]
        for total in self.totals:
            yield Sums(total.label, total.readings, everyone)
        yield from (section.sums for section in self.sections)

    def _look_below(self, first_row: int) -> None:
        found = table_below(self.match.table, first_row, self.match.roles, self.below.is_unit)
        if found is not None:
            self.findings.append(below_finding(self.match.table, self.match.roles, found))

    def _read_row(self, row: int) -> None:
        match = self.match
        label = match.table.text(row, match.label_column)
        if is_heading_again(match.table, match.version, row, match.figure_columns):
            return
        readings = {
            item: self.reader.read(item, row) for item in match.version.fields(match.layout)
        }
        if not label:
            lacks_results = any(_lacks_result(entry.reading) for entry in readings.values())
            if lacks_results or holds_figures(match.table, row, match.figure_columns):
                self._say(_nameless(match, row))
        elif is_total_label(label):
            if not _is_blank(readings):
                self.totals.append(Sums(label, readings, []))
        elif is_section_label(label):
            self._open(row, label, readings)
        elif self._is_unit(row, label, readings):
            self._read_unit(row, unit_label(label), readings, self._around())
        elif not _is_blank(readings) and _has_letters(label) and not self._is_heading(row):
            self._say(_passed_over(match, row, label))

    def _is_unit(self, row: int, label: str, readings: Readings) -> bool:
        """Whether a row is meant as a unit: by its figures or marks, else by its name."""
        if holds_figures(self.match.table, row, self.match.figure_columns):
            return True
        if looks_like_unit(label):
            return True
        entered = [entry.reading for entry in readings.values() if not entry.reading.is_blank]
        # A word in most of the columns stands for figures; one beside a footnote does not.
        is_filled = any(map(_says_something, entered)) or 2 * len(entered) > len(readings)
        if is_filled and _has_letters(label) and not self._is_heading(row):
            return True
        return self.below.names_one(unit_label(label))

    def _is_heading(self, row: int) -> bool:
        """Whether only words of the table's own headings stand over the figures."""
        table = self.match.table
        texts = [text for at in self.match.figure_columns if (text := table.text(row, at))]
        return bool(texts) and all(tidy(text) in self.match.roles.headings for text in texts)

    def _around(self) -> tuple[Section, ...]:
        """The sections that the next row stands in, the widest first."""
        return (*self.sections[-1].outer, self.sections[-1]) if self.sections else ()

    def _open(self, row: int, label: str, readings: Readings) -> None:
        around = self._around()
        same = [at for at, other in enumerate(around)
                if is_roman(other.sums.label) is is_roman(label)]  # fmt: skip
        outer = around[: same[0]] if same else around
        self.sections.append(Section(row, Sums(label, readings, []), outer))

    def _settle(self, section: Section) -> None:
        """A unit may be numbered like a section (“II. Hoàng Liệt”); else units stand under it."""
        readings = section.sums.readings
        name = section_name(section.sums.label)
        if self._is_unit_itself(section, name):
            section.sums.readings = {}
            self._read_unit(section.row, name, readings, section.outer)
        elif section.is_empty and any(map(_weighs, readings.values())):
            self._say(_without_units(self.match, section.row, section.sums.label))

    def _is_unit_itself(self, section: Section, name: str) -> bool:
        """Whether a section bears the name of a unit, and of none that holds those under it."""
        found = self.below.named(name)
        if section.is_empty or not found:
            return bool(found)
        is_beside = any(unit.level in section.levels for unit in found)
        return is_beside and not adds_up(section.sums)

    def _read_unit(
        self, row: int, name: str, readings: Readings, around: tuple[Section, ...]
    ) -> None:
        match = self.match
        is_blank = _is_blank(readings)
        for section in around:
            section.is_empty = False
        if is_blank:
            self._say(_unreported(match, row, name))
            return
        code = match.table.text(row, match.code_column) if match.code_column is not None else ""
        try:
            locality = self.below.find(name, code)
        except UnknownPlace as error:
            cell = match.table.address(row, match.label_column)
            self._say(_finding(match, Severity.ERROR, "unit_known", f"{cell}: {error}", cell))
            return
        for section in around:
            section.take(locality, readings)
        self.units.append(UnitRow(row, locality, readings))

    def _say(self, finding: Finding) -> None:
        self.findings.append(finding)


def read_unit_rows(
    reader: FigureReader, reporter: Reporter, registry: Registry
) -> tuple[list[tuple[Locality, Readings, tuple[Finding, ...]]], list[Finding]]:
    """Units with their readings and what must be said of each, and findings about the table."""
    table = UnitTable(reader, UnitsBelow(reporter, registry))
    table.read()
    # A total that disagrees puts every unit above it in doubt, so none of them is accepted.
    doubts = tuple(sum_findings(reader.match, table.sums()))
    if not table.units and not table.findings:
        message = "Bảng không có dòng đơn vị nào đọc được. Ghi mỗi đơn vị một dòng dưới tiêu đề."
        table.findings.append(_finding(reader.match, Severity.ERROR, "unit_known", message))
    return [(unit.locality, unit.readings, doubts) for unit in table.units], table.findings


def _is_blank(readings: Readings) -> bool:
    return all(entry.reading.is_blank for entry in readings.values())


def _says_something(reading: CellReading) -> bool:
    """Whether a cell says a number, a dash, an x, or holds a formula without a result."""
    is_mark = reading.status is ObservationStatus.NOT_APPLICABLE
    return reading.value is not None or is_mark or _lacks_result(reading)


def _lacks_result(reading: CellReading) -> bool:
    return bool(reading.problem) and not reading.text


def _weighs(entry: FieldReading) -> bool:
    """Whether a figure would be lost with its row: a number above zero, or nobody knows which."""
    return bool(entry.reading.value or entry.reading.problem)


def _has_letters(label: str) -> bool:
    """Whether a label names something; forms are filled up with rows of dots."""
    return any(map(str.isalnum, label))


def _finding(
    match: HeaderMatch, severity: Severity, rule: str, message: str, cell: str = ""
) -> Finding:
    return Finding(severity, rule, message, match.table.grid.name, cell)


def _nameless(match: HeaderMatch, row: int) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = f"{cell} để trống nhưng cùng dòng có số liệu. Ghi tên đơn vị hoặc xóa số liệu đó."
    return _finding(match, Severity.ERROR, "unit_known", message, cell)


def _unreported(match: HeaderMatch, row: int, name: str) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = f"“{name}” để trống cả dòng; coi là chưa báo cáo, không nạp số 0."
    return _finding(match, Severity.NOTE, "unit_not_reported", message, cell)


def _without_units(match: HeaderMatch, row: int, label: str) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = (
        f"{cell}: dòng “{label}” có số liệu nhưng dưới nó không có đơn vị nào, và "
        f"“{section_name(label)}” không phải tên một đơn vị. Sửa tên đơn vị, hoặc ghi các đơn vị "
        "của nhóm dưới dòng này."
    )
    return _finding(match, Severity.ERROR, "unit_known", message, cell)


def _passed_over(match: HeaderMatch, row: int, label: str) -> Finding:
    cell = match.table.address(row, match.label_column)
    message = (
        f"{cell}: dòng “{label}” có chữ ở cột số liệu nhưng không phải một đơn vị; không đọc dòng "
        "này. Nếu là một đơn vị, sửa lại tên."
    )
    return _finding(match, Severity.NOTE, "unit_known", message, cell)
