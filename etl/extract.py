"""From a sheet to drafts: the frame decides who and when, the table decides what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.periods import Period, Span
from childrights.places.model import Level, Locality, UnknownPlace
from childrights.places.names import find_locality
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.dates import parse_date
from childrights.vietnamese.text import fold
from childrights.warehouse.records import Finding, Severity
from etl.cells import as_text, is_mark, looks_like_figure, read_figure, read_packed
from etl.drafts import Draft, FieldReading, Setting, SheetReading
from etl.frame import Frame
from etl.grid import Grid, address
from etl.recognise import (
    FoldedRows,
    FrameText,
    HeaderMatch,
    body_start,
    candidates,
    fold_head,
    is_total_label,
    match_header,
    match_rows,
    read_frame,
)

_PERIODS = (
    (re.compile(r"^(báo cáo )?(6|sáu) tháng( đầu)? năm (\d{4})$"), Span.M6),
    (re.compile(r"^(báo cáo )?(9|chín) tháng( đầu)? năm (\d{4})$"), Span.M9),
    (re.compile(r"^(báo cáo )?((cả )?năm|12 tháng năm) (\d{4})$"), Span.M12),
)


@dataclass(frozen=True)
class _Header:
    """The frame, understood."""

    locality: Locality
    period: Period
    period_cell: str
    cut_off: date
    cut_off_cell: str
    nature: ObservationStatus
    letter_number: str
    letter_date: date | None
    signed_off: bool


class _FrameFault(ValueError):
    """A frame line cannot be understood; carries the cell it stands in."""

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.cell = cell


def read_sheet(grid: Grid, setting: Setting, frame: Frame) -> SheetReading:
    """Read one sheet. A sheet that names no known form is left alone, and said so by the caller."""
    result = SheetReading()
    head = fold_head(grid)
    named = candidates(head, setting.catalogue.forms.values())
    if not named:
        return result
    match = _choose(grid, head, named, frame)
    if match is None:
        return result
    result.recognised = True
    if match.missing:
        columns = "; ".join(f"“{name}”" for name in match.missing)
        result.findings.append(
            Finding(
                Severity.ERROR, "columns_present",
                f"Bảng thiếu cột {columns} của biểu “{match.version.name}” "
                f"({match.version.version}). Dùng biểu mẫu tải từ hệ thống.",
                grid.name, address(match.first_row, 0),
            )
        )  # fmt: skip
        return result
    try:
        header = _header(grid, match, setting.registry, frame)
    except _FrameFault as fault:
        result.findings.append(
            Finding(Severity.ERROR, "frame_understood", str(fault), grid.name, fault.cell)
        )
        return result
    if match.layout is Layout.UNIT:
        result.drafts.append(_unit_draft(grid, match, header, setting))
    else:
        _read_unit_rows(grid, match, header, setting, result)
    return result


def _choose(
    grid: Grid, head: FoldedRows, versions: Sequence[FormVersion], frame: Frame
) -> HeaderMatch | None:
    """The version whose headings stand there; among equals the one in force at the cut-off."""
    matches = [match for version in versions if (match := match_header(grid, head, version))]
    if not matches:
        return None
    fewest_missing = min(len(match.missing) for match in matches)
    best = [match for match in matches if len(match.missing) == fewest_missing]
    texts = read_frame(grid, frame, best[0].first_row)
    day = _try_date(texts.get("cut_off"))
    in_force = [match for match in best if day is not None and match.version.in_force(day)]
    return max(in_force or best, key=lambda match: match.version.valid_from)


def _try_date(text: FrameText | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text.text)
    except ValueError:
        return None


def _header(grid: Grid, match: HeaderMatch, registry: Registry, frame: Frame) -> _Header:
    texts = read_frame(grid, frame, match.first_row)
    for name, item in frame.fields.items():
        if item.required and name not in texts:
            raise _FrameFault(f"Thiếu dòng “{item.label}” ở phần đầu biểu. {item.hint}")
    cut_off = _date(texts["cut_off"], "Ngày chốt số liệu")
    letter = texts.get("letter_date")
    return _Header(
        locality=_locality(texts, cut_off, registry),
        period=_period(texts["period"]),
        period_cell=_cell(texts["period"]),
        cut_off=cut_off,
        cut_off_cell=_cell(texts["cut_off"]),
        nature=_nature(texts["nature"], frame),
        letter_number=texts["letter_number"].text if "letter_number" in texts else "",
        letter_date=_date(letter, "Ngày văn bản") if letter else None,
        signed_off=_signed_off(texts["signed_off"], frame),
    )


def _cell(text: FrameText) -> str:
    return address(text.row, text.column)


def _date(text: FrameText, label: str) -> date:
    try:
        return parse_date(text.text)
    except ValueError as error:
        raise _FrameFault(
            f"{label} ghi “{text.text}” không phải một ngày. Ghi dạng 15/11/2026.", _cell(text)
        ) from error


def _period(text: FrameText) -> Period:
    for pattern, span in _PERIODS:
        match = pattern.match(fold(text.text))
        if match:
            return Period(int(match[match.lastindex or 0]), span)
    raise _FrameFault(
        f"Không hiểu kỳ báo cáo “{text.text}”. Ghi “6 tháng đầu năm 2026”, "
        "“9 tháng năm 2026” hoặc “Năm 2026”.",
        _cell(text),
    )


def _nature(text: FrameText, frame: Frame) -> ObservationStatus:
    for code, label in frame.nature.items():
        if fold(label) == fold(text.text):
            return ObservationStatus(code)
    choices = ", ".join(frame.nature.values())
    raise _FrameFault(
        f"Tính chất số liệu ghi “{text.text}”. Chọn một trong: {choices}.", _cell(text)
    )


def _signed_off(text: FrameText, frame: Frame) -> bool:
    answers = {fold(label): code == "yes" for code, label in frame.signed_off.items()}
    if fold(text.text) not in answers:
        raise _FrameFault(
            f"Dòng “Lãnh đạo đã ký duyệt” ghi “{text.text}”. Ghi Có hoặc Không.", _cell(text)
        )
    return answers[fold(text.text)]


def _locality(texts: Mapping[str, FrameText], day: date, registry: Registry) -> Locality:
    name = texts["locality"]
    code = texts.get("locality_code")
    try:
        if code is None:
            return find_locality(registry, name.text, day)
        by_code = registry.at(code.text, day)
    except UnknownPlace as error:
        raise _FrameFault(str(error), _cell(code or name)) from error
    if not _same_name(by_code, name.text):
        raise _FrameFault(
            f"Mã đơn vị {code.text} là “{registry.full_name(by_code)}” vào ngày "
            f"{day:%d/%m/%Y}, nhưng tên ghi “{name.text}”. Sửa lại mã hoặc tên.",
            _cell(code),
        )
    return by_code


def _same_name(locality: Locality, written: str) -> bool:
    return fold(locality.name) in fold(written)


def _unit_draft(grid: Grid, match: HeaderMatch, header: _Header, setting: Setting) -> Draft:
    rows = match_rows(grid, match)
    findings = [*_row_findings(grid, match, rows.strange, rows.repeated)]
    readings: dict[FormField, FieldReading] = {}
    missing: list[str] = []
    for index, row in enumerate(match.version.rows):
        if not row.section and index not in rows.rows:
            missing.append(row.label.lstrip("- "))
    if missing:
        listed = "; ".join(f"“{label}”" for label in missing[:5])
        more = f" và {len(missing) - 5} dòng khác" if len(missing) > 5 else ""
        message = f"Bảng thiếu dòng {listed}{more}. Giữ nguyên các dòng của biểu mẫu."
        findings.append(Finding(Severity.ERROR, "rows_present", message, grid.name))
    for item in match.version.fields(Layout.UNIT):
        if item.row in rows.rows:
            readings[item] = _read(grid, match, item, rows.rows[item.row], setting)
    return _draft(grid, match, header, header.locality, readings, findings)


def _row_findings(
    grid: Grid, match: HeaderMatch, strange: Sequence[int], repeated: Sequence[int]
) -> Iterator[Finding]:
    assert match.label_column is not None
    for row in strange:
        label = as_text(grid.at(row, match.label_column))
        named = f"Dòng “{label}”" if label else f"Dòng {row + 1} không ghi tên,"
        yield Finding(
            Severity.ERROR, "rows_known",
            f"{named} có số liệu nhưng không có trong biểu “{match.version.name}”. "
            "Xóa dòng này hoặc ghi số liệu vào dòng đúng của biểu.",
            grid.name, address(row, match.label_column),
        )  # fmt: skip
    for row in repeated:
        label = as_text(grid.at(row, match.label_column))
        yield Finding(
            Severity.ERROR, "rows_once",
            f"Dòng “{label}” xuất hiện hai lần. Giữ lại một dòng.",
            grid.name, address(row, match.label_column),
        )  # fmt: skip


def _read(
    grid: Grid, match: HeaderMatch, item: FormField, row: int, setting: Setting
) -> FieldReading:
    column = match.columns[item.column]
    assert column is not None
    raw = grid.at(row, column)
    if item.pack_position is not None:
        parts = len(match.version.columns[item.column].pack)
        reading = read_packed(raw, parts)[item.pack_position]
    else:
        reading = read_figure(raw, integer=setting.catalogue.measures[item.measure].integer)
    return FieldReading(item, address(row, column), reading)


def _draft(
    grid: Grid,
    match: HeaderMatch,
    header: _Header,
    locality: Locality,
    readings: Mapping[FormField, FieldReading],
    findings: Sequence[Finding],
) -> Draft:
    return Draft(
        version=match.version,
        layout=match.layout,
        sheet=grid.name,
        locality=locality,
        period=header.period,
        period_cell=header.period_cell,
        cut_off=header.cut_off,
        cut_off_cell=header.cut_off_cell,
        nature=header.nature,
        letter_number=header.letter_number,
        letter_date=header.letter_date,
        signed_off=header.signed_off,
        readings=readings,
        findings=tuple(findings),
    )


def _read_unit_rows(
    grid: Grid, match: HeaderMatch, header: _Header, setting: Setting, result: SheetReading
) -> None:
    """A table whose rows are units: each row is a submission, a total row only checks them."""
    assert match.label_column is not None
    fields = match.version.fields(Layout.ROWS)
    total: dict[FormField, FieldReading] | None = None
    for row in range(body_start(grid, match), len(grid.rows)):
        label = as_text(grid.at(row, match.label_column))
        readings = {item: _read(grid, match, item, row, setting) for item in fields}
        if not label or all(entry.reading.is_blank for entry in readings.values()):
            continue
        if is_total_label(label):
            total = readings
            continue
        if _ends_table(grid, match, row):
            break
        try:
            locality = _unit_of_row(grid, match, row, header, setting.registry)
        except UnknownPlace as error:
            cell = address(row, match.label_column)
            finding = Finding(Severity.ERROR, "unit_known", str(error), grid.name, cell)
            result.findings.append(finding)
            continue
        result.drafts.append(_draft(grid, match, header, locality, readings, ()))
    if total is not None:
        # A total that disagrees puts every unit above it in doubt, so none of them is accepted.
        doubts = tuple(_total_findings(grid, match, total, result.drafts))
        result.drafts = [replace(draft, findings=doubts) for draft in result.drafts]
    if not result.drafts:
        message = "Bảng không có dòng đơn vị nào đọc được. Ghi mỗi đơn vị một dòng dưới tiêu đề."
        result.findings.append(Finding(Severity.ERROR, "unit_known", message, grid.name))


def _ends_table(grid: Grid, match: HeaderMatch, row: int) -> bool:
    """Below the table stand signatures: words in the figure columns, no number and no mark.

    A unit that writes a dash in every column still belongs to the table.
    """
    cells = [grid.at(row, position) for position in match.columns if position is not None]
    return not any(looks_like_figure(raw) or is_mark(raw) for raw in cells)


def _unit_of_row(
    grid: Grid, match: HeaderMatch, row: int, header: _Header, registry: Registry
) -> Locality:
    assert match.label_column is not None
    label = as_text(grid.at(row, match.label_column))
    if match.code_column is not None:
        code = as_text(grid.at(row, match.code_column))
        if code:
            locality = registry.at(code, header.cut_off)
            if not _same_name(locality, label):
                raise UnknownPlace(
                    f"Mã {code} là “{locality.name}”, nhưng dòng này ghi “{label}”. "
                    "Sửa lại mã hoặc tên."
                )
            return locality
    if header.locality.level is Level.COMMUNE:
        return _hamlet(label, header.locality, header.cut_off, registry)
    return find_locality(registry, label, header.cut_off, within=header.locality.code)


def _hamlet(label: str, commune: Locality, day: date, registry: Registry) -> Locality:
    hamlets = registry.hamlets(commune.key, day)
    for hamlet in hamlets:
        if fold(hamlet.name) == fold(label):
            return hamlet
    known = ", ".join(item.name for item in hamlets) or "chưa có thôn, tổ dân phố nào"
    raise UnknownPlace(
        f"Không có “{label}” trong danh sách thôn, tổ dân phố của {commune.name} ({known}). "
        "Sửa tên hoặc bổ sung vào overlay/hamlets.csv."
    )


def _total_findings(
    grid: Grid,
    match: HeaderMatch,
    total: Mapping[FormField, FieldReading],
    drafts: Sequence[Draft],
) -> Iterator[Finding]:
    for item, entry in total.items():
        parts = [draft.readings[item].reading.value for draft in drafts]
        if entry.reading.value is None or any(part is None for part in parts):
            continue
        expected = sum(part for part in parts if part is not None)
        if expected != entry.reading.value:
            heading = " › ".join(match.version.columns[item.column].header)
            yield Finding(
                Severity.ERROR, "total_row_agrees",
                f"{entry.cell}: dòng tổng cột “{heading}” ghi {entry.reading.text}, "
                f"cộng các đơn vị được {expected}. Kiểm tra lại dòng tổng và từng đơn vị.",
                grid.name, entry.cell,
            )  # fmt: skip
