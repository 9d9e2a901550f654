"""From a sheet to drafts: the frame decides who and when, the table decides what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from childrights.catalogue.forms import FormField, Layout
from childrights.places.model import Locality
from childrights.warehouse.records import Finding, Severity
from etl.arrangement import Arrangement
from etl.choose import choose
from etl.drafts import Draft, FieldReading, Setting, SheetReading
from etl.figures import FigureReader
from etl.frame import Frame
from etl.frame_lines import read_frame
from etl.grid import Grid
from etl.hidden_figures import hidden_figures
from etl.printed_shares import printed_shares
from etl.recognise import HeaderMatch
from etl.repair_text import repair_text
from etl.reporter import FrameFault, Heading, Reporter, understand
from etl.scale import scale_findings
from etl.table import trimmed
from etl.table_end import below_finding
from etl.unit_rows import read_unit_rows
from etl.unknown_sheets import unknown_sheet

_MISSING_SHOWN = 5


def read_sheet(grid: Grid, setting: Setting, frame: Frame, file_name: str = "") -> SheetReading:
    """Read one sheet.

    A sheet that is no known form is left alone, and a note says so. ``file_name`` is asked for
    the period only where neither the frame nor the title tells it.
    """
    grid, repaired = repair_text(trimmed(grid))
    result = SheetReading(findings=repaired)
    choice = choose(grid, list(setting.catalogue.forms.values()), frame)
    result.findings += choice.findings
    if choice.match is None:
        result.recognised = bool(choice.findings)
        if not result.recognised:
            unknown = unknown_sheet(grid, choice.nearest, setting.catalogue)
            result.findings = [*repaired, unknown]
        return result
    result.recognised = True
    _read_table(choice.match, setting, frame, file_name, result)
    return result


def _read_table(
    match: HeaderMatch, setting: Setting, frame: Frame, file_name: str, result: SheetReading
) -> None:
    grid = match.table.grid
    lines = read_frame(grid, frame, match.top_row)
    try:
        heading = Heading(grid, lines, match.top_row, file_name)
        reporter = understand(heading, setting.registry, frame)
    except FrameFault as fault:
        result.findings.append(
            Finding(Severity.ERROR, "frame_understood", str(fault), grid.name, fault.cell)
        )
        return
    reader = FigureReader(match, setting.catalogue)
    result.findings += [*reporter.notes, *reader.notes()]
    # Figures in another unit of measure would be wrong by a thousand, so none is accepted.
    doubts = tuple(scale_findings(match))
    if match.arrangement is Arrangement.OWN:
        drafts = [_own_draft(reader, reporter)]
    else:
        units, findings = read_unit_rows(reader, reporter, setting.registry)
        result.findings += findings
        drafts = [_draft(match, reporter, *unit) for unit in units]
    result.drafts += [replace(draft, findings=(*doubts, *draft.findings)) for draft in drafts]
    result.findings += hidden_figures(grid, drafts)


def _own_draft(reader: FigureReader, reporter: Reporter) -> Draft:
    match = reader.match
    rows = match.rows
    readings = {
        item: reader.read(item, rows.rows[item.row])
        for item in match.version.fields(Layout.UNIT)
        if item.row in rows.rows
    }
    findings = [*_rows_missing(match), *_row_findings(match)]
    return _draft(match, reporter, reporter.locality, readings, findings)


def _rows_missing(match: HeaderMatch) -> Iterator[Finding]:
    missing = [
        row.label.lstrip("- ")
        for index, row in enumerate(match.version.rows)
        if not row.section and index not in match.rows.rows
    ]
    if missing:
        listed = "; ".join(f"“{label}”" for label in missing[:_MISSING_SHOWN])
        hidden = len(missing) - _MISSING_SHOWN
        more = f" và {hidden} dòng khác" if hidden > 0 else ""
        message = f"Bảng thiếu dòng {listed}{more}. Giữ nguyên các dòng của biểu mẫu."
        yield Finding(Severity.ERROR, "rows_present", message, match.table.grid.name)


def _row_findings(match: HeaderMatch) -> Iterator[Finding]:
    table = match.table
    for row in match.rows.strange:
        label, cell = table.text(row, match.label_column), table.address(row, match.label_column)
        named = f"Dòng “{label}”" if label else f"Ô {cell} không ghi tên dòng,"
        yield Finding(
            Severity.ERROR, "rows_known",
            f"{named} có số liệu nhưng không có trong biểu “{match.version.name}”. "
            "Xóa dòng này hoặc ghi số liệu vào dòng đúng của biểu.",
            table.grid.name, cell,
        )  # fmt: skip
    for row in match.rows.repeated:
        label = table.text(row, match.label_column)
        yield Finding(
            Severity.ERROR, "rows_once",
            f"Dòng “{label}” xuất hiện hai lần. Giữ lại một dòng.",
            table.grid.name, table.address(row, match.label_column),
        )  # fmt: skip
    if match.rows.below is not None:
        yield below_finding(table, match.roles, match.rows.below)


def _draft(
    match: HeaderMatch,
    reporter: Reporter,
    locality: Locality,
    readings: Mapping[FormField, FieldReading],
    findings: Sequence[Finding],
) -> Draft:
    return Draft(
        version=match.version,
        layout=match.layout,
        sheet=match.table.grid.name,
        locality=locality,
        period=reporter.period,
        period_cell=reporter.period_cell,
        cut_off=reporter.cut_off,
        cut_off_cell=reporter.cut_off_cell,
        nature=reporter.nature,
        letter_number=reporter.letter_number,
        letter_date=reporter.letter_date,
        signed_off=reporter.signed_off,
        readings=readings,
        findings=tuple(findings),
        shares=tuple(printed_shares(match, readings)),
    )
