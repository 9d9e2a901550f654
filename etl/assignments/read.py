"""From a “Bảng giao chỉ tiêu” to assigned targets, every doubt located at its cell."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Comparator, Direction, Indicator, Kind
from childrights.places.model import Locality, UnknownPlace
from childrights.places.names import find_locality
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date, parse_date
from childrights.vietnamese.text import fold
from childrights.warehouse.records import AssignedFigure, Assignment, Finding, Severity
from etl.assignments.layout import AssignmentLayout, load_layout
from etl.assignments.table import Table, ValueColumn, find_table
from etl.cells import as_text, looks_like_figure, read_figure
from etl.drafts import Setting
from etl.frame import load_frame
from etl.frame_lines import FrameText, read_frame
from etl.grid import Grid, RawCell, address

TITLE_ROWS = 15
_NOT_ASSIGNED = {"-", "–", "—", "…", "...", "x", "X"}
_YEAR = re.compile(r"\b(20\d{2})\b")
_ORDINAL = re.compile(r"^\d+(\.\d+)*\.?$")
_HEADING_INDEX = re.compile(r"^\(?([A-Z]|\d{1,2})\)?$")


class _Fault(ValueError):
    """Something that cannot be understood, with the cell it stands in."""

    def __init__(self, rule: str, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.cell = cell


@dataclass(frozen=True)
class _Head:
    """The frame, understood."""

    assigner: Locality
    year: int
    document_number: str
    document_date: date


def is_assignment(grid: Grid) -> bool:
    """Whether a title line of the sheet calls it a “Bảng giao chỉ tiêu”."""
    wanted = load_layout().recognise
    return any(
        fold(cell).startswith(wanted)
        for row in grid.rows[:TITLE_ROWS]
        for cell in row
        if isinstance(cell, str) and cell
    )


def read_assignments(
    grids: Sequence[Grid], setting: Setting
) -> tuple[tuple[Assignment, ...], list[Finding]]:
    """Assignments of the sheets, and findings about sheets whose frame or table is not understood.

    An indicator that two sheets of one file assign to the same unit and year is refused in both.
    """
    read: list[Assignment] = []
    findings: list[Finding] = []
    for grid in grids:
        try:
            read.append(_read(grid, setting))
        except _Fault as fault:
            findings.append(Finding(Severity.ERROR, fault.rule, str(fault), grid.name, fault.cell))
    doubled = _doubled(read)
    return tuple(_judged(item, doubled) for item in read), findings


_Key = tuple[object, ...]


def _key(item: Assignment, figure: AssignedFigure) -> _Key:
    return item.assigner, figure.unit, figure.indicator, item.year


def _doubled(read: Sequence[Assignment]) -> set[_Key]:
    counts = Counter(_key(item, figure) for item in read for figure in item.figures)
    return {key for key, count in counts.items() if count > 1}


def _judged(item: Assignment, doubled: set[_Key]) -> Assignment:
    """The assignment with findings for what is assigned twice; its figures only if all is well."""
    twice = tuple(
        Finding(
            Severity.ERROR, "assigned_once",
            f"Chỉ tiêu “{figure.indicator}” được giao hai lần cho {figure.unit_name} năm "
            f"{item.year} trong tệp này. Giữ lại một dòng.",
            item.sheet, figure.cell,
        )
        for figure in item.figures
        if _key(item, figure) in doubled
    )  # fmt: skip
    judged = replace(item, findings=(*item.findings, *twice))
    is_wrong = any(finding.severity is Severity.ERROR for finding in judged.findings)
    return replace(judged, figures=()) if is_wrong else judged


def _read(grid: Grid, setting: Setting) -> Assignment:
    layout = load_layout()
    table = find_table(grid, layout)
    if table is None or table.missing:
        missing = table.missing if table else tuple(layout.headings)
        names = "; ".join(f"“{layout.headings[name][0]}”" for name in missing)
        cell = address(table.header if table else 0, 0)
        message = f"Bảng giao chỉ tiêu thiếu cột {names}. Dùng biểu mẫu tải từ hệ thống."
        raise _Fault("columns_present", message, cell)
    head = _head(grid, table, setting.registry, layout)
    reader = _BodyReader(grid, table, head, setting, layout)
    figures = tuple(reader.figures())
    findings = [*_plausible(grid, head), *reader.findings]
    if not figures and not reader.findings:
        message = "Bảng chưa giao chỉ tiêu nào. Ghi mức giao vào cột “Chỉ tiêu giao”."
        place = address(table.header, table.at["value"])
        findings.append(Finding(Severity.ERROR, "assigned_any", message, grid.name, place))
    return Assignment(
        head.assigner.key, head.assigner.name, head.year, head.document_number,
        head.document_date, grid.name, figures, tuple(findings),
    )  # fmt: skip


def _head(grid: Grid, table: Table, registry: Registry, layout: AssignmentLayout) -> _Head:
    frame = load_frame().model_copy(update={"fields": layout.fields})
    texts = read_frame(grid, frame, table.header).texts
    for name, item in layout.fields.items():
        if item.required and name not in texts:
            message = f"Thiếu dòng “{item.label}” ở phần đầu bảng. {item.hint}"
            raise _Fault("frame_understood", message, _label_cell(grid, table, item.label))
    day = _document_date(texts["document_date"])
    return _Head(
        assigner=_assigner(texts, day, registry),
        year=_year(grid, texts["year"]),
        document_number=texts["document_number"].text,
        document_date=day,
    )


def _label_cell(grid: Grid, table: Table, label: str) -> str:
    """The cell of a frame line left empty, else the first cell above the table."""
    for row in range(table.header):
        for column, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and fold(cell.split(":", 1)[0]) == fold(label):
                return address(row, column)
    return address(0, 0)


def _cell(text: FrameText) -> str:
    return address(text.row, text.column)


def _document_date(text: FrameText) -> date:
    try:
        return parse_date(text.text)
    except ValueError as error:
        raise _Fault("frame_understood", f"Ngày văn bản: {error}", _cell(text)) from error


def _year(grid: Grid, text: FrameText) -> int:
    match = _YEAR.search(text.text)
    if match is None:
        message = f"Không hiểu năm giao “{text.text}”. Ghi bốn chữ số, ví dụ 2026."
        raise _Fault("frame_understood", message, _cell(text))
    year = int(match[1])
    titled = {
        int(found)
        for row in grid.rows[: text.row]
        for cell in row
        if isinstance(cell, str) and fold(cell).startswith(load_layout().recognise)
        for found in _YEAR.findall(cell)
    }
    if titled and year not in titled:
        message = f"Tiêu đề ghi năm {min(titled)}, dòng “Năm giao” ghi {year}. Sửa lại cho khớp."
        raise _Fault("frame_understood", message, _cell(text))
    return year


def _assigner(texts: dict[str, FrameText], day: date, registry: Registry) -> Locality:
    name, code = texts["assigner"], texts.get("assigner_code")
    try:
        if code is None:
            return find_locality(registry, name.text, day)
        found = registry.at(code.text, day)
    except UnknownPlace as error:
        raise _Fault("unit_known", str(error), _cell(code or name)) from error
    if fold(found.name) not in fold(name.text):
        message = (
            f"Mã {code.text} là “{registry.full_name(found)}” vào ngày {format_date(day)}, nhưng "
            f"tên ghi “{name.text}”. Sửa lại mã hoặc tên."
        )
        raise _Fault("unit_known", message, _cell(code))
    return found


def _plausible(grid: Grid, head: _Head) -> Iterator[Finding]:
    if head.document_date.year not in (head.year - 1, head.year):
        yield Finding(
            Severity.WARNING, "document_date_plausible",
            f"Văn bản ngày {format_date(head.document_date)} giao chỉ tiêu năm {head.year}: kiểm "
            "tra lại ngày văn bản hoặc năm giao; chỉ tiêu vẫn được nhận.",
            grid.name,
        )  # fmt: skip


class _BodyReader:
    """Reads the rows of the table; ``findings`` fill up as ``figures`` are taken."""

    def __init__(
        self, grid: Grid, table: Table, head: _Head, setting: Setting, layout: AssignmentLayout
    ) -> None:
        self.grid = grid
        self.table = table
        self.head = head
        self.catalogue = setting.catalogue
        self.registry = setting.registry
        self.signs = {fold(t) or t: c for c, texts in layout.comparators.items() for t in texts}
        self.findings: list[Finding] = []

    def figures(self) -> Iterator[AssignedFigure]:
        """Every target that can be read; what cannot is told."""
        units = self.units()
        for row in range(self.table.body, len(self.grid.rows)):
            if not self.is_target_row(row):
                continue
            try:
                found = self.indicator(row)
                self.check_unit_of_measure(row, *found)
                comparator = self.comparator(row)
            except _Fault as fault:
                self.tell(fault)
                continue
            for column, unit in units:
                try:
                    yield from self.figure(row, column, unit, found, comparator)
                except _Fault as fault:
                    self.tell(fault)

    def tell(self, fault: _Fault) -> None:
        self.findings.append(
            Finding(Severity.ERROR, fault.rule, str(fault), self.grid.name, fault.cell)
        )

    def text(self, row: int, name: str) -> str:
        column = self.table.at.get(name)
        return "" if column is None else as_text(self.grid.at(row, column))

    def cell(self, row: int, name: str) -> str:
        return address(row, self.table.at.get(name, self.table.at["name"]))

    def units(self) -> list[tuple[int, Locality]]:
        found: list[tuple[int, Locality]] = []
        for item in self.table.values:
            try:
                found.append((item.column, self.unit(item)))
            except UnknownPlace as error:
                where = address(item.row, item.column)
                self.tell(_Fault("unit_known", str(error), where))
        return found

    def unit(self, item: ValueColumn) -> Locality:
        """The unit that a column is for; raises ``UnknownPlace``."""
        own, day = self.head.assigner, self.head.document_date
        if not item.unit or fold(item.unit) == fold(own.name):
            return own
        if not item.code:
            return find_locality(self.registry, item.unit, day, within=own.code)
        unit = self.registry.at(item.code, day)
        if fold(unit.name) not in fold(item.unit):
            raise UnknownPlace(
                f"Mã {item.code} là “{unit.name}”, nhưng cột này ghi “{item.unit}”. "
                "Sửa lại mã hoặc tên."
            )
        if own.key not in {above.key for above in self.registry.ancestors(unit)}:
            raise UnknownPlace(f"{unit.name} ({unit.code}) không thuộc {own.name}.")
        return unit

    def is_target_row(self, row: int) -> bool:
        """Rows that assign something; not section titles, index rows or signatures."""
        cells = [self.grid.at(row, item.column) for item in self.table.values]
        written = [cell for cell in cells if as_text(cell)]
        if not written or _HEADING_INDEX.match(self.text(row, "name")):
            return False
        is_numbered = bool(_ORDINAL.match(self.text(row, "number")))
        named = bool(self.text(row, "code")) or self.by_name(self.text(row, "name")) is not None
        return is_numbered or named or any(looks_like_figure(cell) for cell in written)

    def by_name(self, text: str) -> str | None:
        wanted = fold(text)
        for name, item in self.catalogue.indicators.items():
            if wanted and wanted in (fold(item.name), fold(item.short_name)):
                return name
        return None

    def indicator(self, row: int) -> tuple[str, Indicator]:
        code, name = self.text(row, "code"), self.text(row, "name")
        by_name = self.by_name(name)
        if not code and by_name is None:
            raise _Fault(
                "indicator_known",
                f"Không có chỉ tiêu “{name}” trong danh mục. Ghi mã hoặc tên như trong biểu mẫu.",
                self.cell(row, "name"),
            )
        if code and code not in self.catalogue.indicators:
            near = difflib.get_close_matches(code, self.catalogue.indicators, n=1)
            hint = f" Có phải “{near[0]}”?" if near else ""
            message = f"Không có mã chỉ tiêu “{code}” trong danh mục.{hint}"
            raise _Fault("indicator_known", message, self.cell(row, "code"))
        found = code or str(by_name)
        if name and by_name != found:
            known = self.catalogue.indicators[found].name
            message = f"Mã {found} là “{known}”, nhưng dòng này ghi “{name}”. Sửa lại mã hoặc tên."
            raise _Fault("indicator_known", message, self.cell(row, "name"))
        return found, self.catalogue.indicators[found]

    def check_unit_of_measure(self, row: int, _name: str, indicator: Indicator) -> None:
        written = self.text(row, "unit")
        same = {fold(indicator.unit), *(("phần trăm", "%") if indicator.unit == "%" else ())}
        if written and fold(written) not in same:
            message = (
                f"Đơn vị tính ghi “{written}”, nhưng “{indicator.name}” tính bằng "
                f"“{indicator.unit}”. Sửa lại đơn vị tính và mức giao."
            )
            raise _Fault("unit_of_measure", message, self.cell(row, "unit"))

    def comparator(self, row: int) -> Comparator:
        written = self.text(row, "comparator")
        found = self.signs.get(fold(written) or written)
        if found is None:
            said = f"ghi “{written}”" if written else "để trống"
            message = f"Cột so sánh {said}. Ghi một trong: ≥, >, ≤, <, =."
            raise _Fault("comparator_known", message, self.cell(row, "comparator"))
        return found

    def figure(
        self,
        row: int,
        column: int,
        unit: Locality,
        found: tuple[str, Indicator],
        comparator: Comparator,
    ) -> Iterator[AssignedFigure]:
        raw, where = self.grid.at(row, column), address(row, column)
        text = as_text(raw)
        if text in _NOT_ASSIGNED:
            message = f"Ô {where} ghi “{text}”: hiểu là không giao chỉ tiêu này."
            self.findings.append(
                Finding(Severity.NOTE, "not_assigned", message, self.grid.name, where)
            )
        if text == "" or text in _NOT_ASSIGNED:
            return
        name, indicator = found
        if unit.level not in indicator.levels:
            message = f"Ô {where}: “{indicator.name}” không tính cho {unit.name}; xóa mức giao này."
            raise _Fault("level_fits", message, where)
        value = target_figure(raw, where, indicator, self.catalogue)
        yield AssignedFigure(
            unit.key, unit.name, name, comparator, value, text, where, self.text(row, "note")
        )


def target_figure(raw: RawCell, where: str, indicator: Indicator, catalogue: Catalogue) -> Decimal:
    """The exact number of a cell in the indicator's own unit; raises a located fault."""
    is_share = indicator.kind is Kind.PERCENTAGE
    if isinstance(raw, str) and raw.strip().endswith("%"):
        if not is_share:
            message = f"Ô {where} ghi “{raw}”, nhưng chỉ tiêu này tính bằng “{indicator.unit}”."
            raise _Fault("unit_of_measure", message, where)
        raw = raw.strip().removesuffix("%").strip()
    reading = read_figure(raw, integer=_counts_whole_things(indicator, catalogue))
    if reading.problem or reading.value is None:
        raise _Fault("figure_readable", f"Ô {where} {reading.problem}.", where)
    if is_share and reading.value > 100:
        raise _Fault("figure_readable", f"Ô {where} ghi {reading.text}: tỷ lệ vượt 100%.", where)
    if is_share and indicator.direction is Direction.UP and 0 < reading.value <= 1:
        message = (
            f"Ô {where} ghi {reading.text}, tức dưới 1%. Ghi số phần trăm (98,5), không ghi phần "
            "thập phân (0,985) và không định dạng ô là phần trăm."
        )
        raise _Fault("figure_readable", message, where)
    # 98.0, as a spreadsheet stores 98, is the same target and reads as 98.
    whole = reading.value.to_integral_value()
    return whole if whole == reading.value else reading.value.normalize()


def _counts_whole_things(indicator: Indicator, catalogue: Catalogue) -> bool:
    is_count = indicator.kind is Kind.COUNT and indicator.numerator is not None
    return is_count and all(catalogue.measures[t.measure].integer for t in indicator.terms)
