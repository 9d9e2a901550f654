"""What the page “Nguồn số liệu” says of a figure: how it was worked out, and from which cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from childrights.briefing.datatable import Cell as FileCell
from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable, in_language
from childrights.briefing.datatable import Kind as ColumnKind
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Kind, Term, UnitsTerm
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR
from childrights.evaluate.value import Part
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, marks_of, say_number, say_value
from childrights.language import say, say_many, translatable
from childrights.periods import Period
from childrights.provenance.account import Account, Line
from childrights.provenance.trace import TracedCell
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.dates import VIETNAM_TIME, format_date, format_datetime
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.history import STATE_WORDS, State

PATH = "nguon-so-lieu"
UNIT, BREAKDOWN = "don-vi", "phan-to"
"""Address of the page, and its parameters for one unit and one breakdown (“sex:F,age:0_1”)."""

ROWS_SHOWN = 200
"""Rows of a table on the screen; the file has all of them."""

_HASH_SHOWN = 12
_TERM_WORDS = {NUMERATOR: translatable("Tử số"), DENOMINATOR: translatable("Mẫu số")}
_STATUS_WORDS = {
    ObservationStatus.PROVISIONAL: translatable("số sơ bộ"),
    ObservationStatus.ESTIMATED: translatable("ước thực hiện"),
    ObservationStatus.MISSING: translatable("chưa có số liệu"),
    ObservationStatus.NOT_APPLICABLE: translatable("không áp dụng"),
}


def say_breakdown(catalogue: Catalogue, breakdown: Mapping[str, str]) -> str:
    """“Giới tính: Nữ; Nhóm tuổi: Dưới 1 tuổi”; empty for the total."""
    dimensions = catalogue.dimensions
    return "; ".join(
        f"{dimensions[name].label}: {dimensions[name].label_of(code)}"
        for name, code in breakdown.items()
    )


def working(catalogue: Catalogue, found: Account) -> dict[str, str]:
    """How the figure was worked out, line by line: formula, sums, result, proof."""
    indicator, value = found.indicator, found.value
    said = {
        say("Con số"): say_value(indicator, value),
        say("Công thức"): say(indicator.formula),
        say("Tử số"): _sum_words(catalogue, found, NUMERATOR),
        say("Mẫu số"): _sum_words(catalogue, found, DENOMINATOR),
        say("Cách tính"): _calculation(found),
        say("Đối chiếu"): _proof(found),
        say("Đã báo cáo"): _coverage(found),
        say("Ghi chú"): ". ".join(marks_of(indicator, value)),
        say("Căn cứ"): indicator.source.document,
    }
    return {what: words for what, words in said.items() if words}


def _coverage(found: Account) -> str:
    value = found.value
    if value.is_suppressed:
        # How many reported is hidden with the figure; its 0 is no count of units.
        return ""
    return say(
        "{units_reported}/{units_expected} đơn vị",
        units_reported=value.units_reported,
        units_expected=value.units_expected,
    )


def _sum_words(catalogue: Catalogue, found: Account, term: str) -> str:
    """What is added up and how much it comes to; of cells that are shut only what they count."""
    part = found.indicator.numerator if term == NUMERATOR else found.indicator.denominator
    if found.is_shut:
        return catalogue.measures[part.measure].label if isinstance(part, Term) else ""
    total = found.numerator if term == NUMERATOR else found.denominator
    if isinstance(part, UnitsTerm):
        return say("Số đơn vị đã báo cáo: {number}", number=_number(total))
    if not isinstance(part, Term):
        return ""
    lines = found.counted(term)
    label = catalogue.measures[part.measure].label
    if not lines:
        return say("{label}: chưa có ô nào được tính", label=label)
    return say_many(
        "{label}: cộng {count} ô được {number}",
        len(lines),
        label=label,
        count=len(lines),
        number=_number(total),
    )


def _calculation(found: Account) -> str:
    value, indicator = found.value, found.indicator
    if value.value is None or value.numerator is None:
        return ""
    if value.denominator is None:
        return f"{_number(value.numerator)} {indicator.unit}"
    times = "" if indicator.multiplier == 1 else f" × {_number(Decimal(indicator.multiplier))}"
    division = f"{_number(value.numerator)} ÷ {_number(value.denominator)}{times}"
    return f"{division} = {say_number(indicator, value.value)}"


def _proof(found: Account) -> str:
    if found.is_shut or found.indicator.kind is Kind.COMPOSITE or found.value.numerator is None:
        return ""
    if found.adds_up:
        return say("Khớp: cộng lại các ô bên dưới đúng bằng tử số và mẫu số của con số.")
    return say(
        "KHÔNG KHỚP: cộng lại các ô không ra con số đang hiện. "
        "Báo người vận hành chạy “python -m etl publish”."
    )


def _number(number: Decimal | None) -> str:
    if number is None:
        return say("chưa rõ")
    whole = number.to_integral_value()
    return format_number(whole if number == whole else number.normalize())


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def lines_table(catalogue: Catalogue, caption: str, lines: Sequence[Line]) -> Table:
    """Cells with where each stands; beyond :data:`ROWS_SHOWN` the foot says how many more."""
    shown = lines[:ROWS_SHOWN]
    has_remarks = any(_remarks(line) for line in shown)
    columns = (
        Column(say("Đơn vị")),
        Column(say("Số được tính"), numeric=True),
        Column(say("Ghi trong ô"), numeric=True),
        Column(say("Tệp, trang, ô"), breaks=True),
        Column(say("Biểu, văn bản")),
        Column(say("Nhận lúc")),
        *([Column(say("Ghi chú"))] if has_remarks else []),
    )
    rows = tuple(_row(catalogue, line, with_remarks=has_remarks) for line in shown)
    more = len(lines) - len(rows)
    foot = (
        say(
            "Đang hiện {count} trong {count_2} ô; tệp Excel tải về có đủ.",
            count=len(rows),
            count_2=len(lines),
        )
        if more
        else ""
    )
    return Table(
        say_many("{caption} ({count} ô)", len(lines), caption=caption, count=len(lines)),
        columns,
        rows,
        foot,
    )


def _row(catalogue: Catalogue, line: Line, *, with_remarks: bool) -> tuple[Cell, ...]:
    cell = line.cell
    return (
        Cell(cell.name, note=_what(catalogue, cell)),
        Cell("–" if line.amount is None else _number(line.amount), _look(line)),
        Cell(cell.text or say("(trống)")),
        Cell(cell.file, note=f"“{cell.sheet}” › {cell.cell}; SHA-256 {cell.sha256[:_HASH_SHOWN]}…"),
        Cell(_form_name(catalogue, cell.form), note=_letter(cell)),
        Cell(format_datetime(cell.received_at)),
        *([Cell(_remarks(line))] if with_remarks else []),
    )


def _form_name(catalogue: Catalogue, key: str) -> str:
    """The form's name; its key where this catalogue knows that version no more."""
    version = catalogue.forms.get(key)
    return version.name if version else key


def _look(line: Line) -> Look:
    if line.amount is None:
        return Look.MISSING
    return Look.VALUE if line.counts else Look.NOT_APPLICABLE


def _what(catalogue: Catalogue, cell: TracedCell) -> str:
    label = catalogue.measures[cell.measure].label
    codes = say_breakdown(catalogue, dict(cell.codes))
    return f"{label} ({codes})" if codes else label


def _letter(cell: TracedCell) -> str:
    dated = (
        say(" ngày {letter_date}", letter_date=format_date(cell.letter_date))
        if cell.letter_date
        else ""
    )
    number = (
        say("Công văn {letter_number}{dated}", letter_number=cell.letter_number, dated=dated)
        if cell.letter_number
        else say("Không ghi số")
    )
    return say("{number}; số liệu đến {cut_off}", number=number, cut_off=format_date(cell.cut_off))


def _remarks(line: Line) -> str:
    cell = line.cell
    state = State(cell.state)
    said = [
        _status_words(cell),
        _correction_words(cell),
        say("Giải trình: {explanation}", explanation=cell.explanation) if cell.explanation else "",
        _weight_words(line),
        "" if cell.in_force else say(STATE_WORDS[state]),
        ""
        if line.counts or not cell.in_force
        else say("đơn vị còn thiếu ô khác nên chưa được tính"),
    ]
    return "; ".join(filter(None, said))


def _status_words(cell: TracedCell) -> str:
    return say(_STATUS_WORDS.get(ObservationStatus(cell.status), ""))


def _correction_words(cell: TracedCell) -> str:
    found = cell.correction
    if found is None:
        return ""
    was, now = _number(cell.reported), _number(cell.value)
    day = format_date(found.reviewed)
    if not found.why:
        # The public reads that it was corrected and by which document, and nobody's own words.
        return say(
            "Đính chính {was} thành {now} theo {document} ({day})",
            was=was,
            now=now,
            document=found.document,
            day=day,
        )
    return say(
        "Đính chính {was} thành {now} theo {document} ({who}, {day}): {why}",
        was=was,
        now=now,
        document=found.document,
        who=found.who,
        day=day,
        why=found.why,
    )


def _weight_words(line: Line) -> str:
    if line.weight is None:
        return say("một phần đơn vị, chưa có tỷ lệ quy đổi")
    return "" if line.weight == 1 else say("tính {number} của đơn vị", number=_number(line.weight))


def parts_table(
    catalogue: Catalogue, caption: str, period: Period, parts: Sequence[Part], links: Sequence[str]
) -> Table:
    """Components of a composite, each a link to its own account."""
    columns = (
        Column(say("Thành phần")),
        Column(say("Kết quả"), numeric=True),
        Column(say("Điểm"), numeric=True),
        Column(say("Hệ số"), numeric=True),
    )
    rows = tuple(
        (
            Cell(catalogue.indicators[part.indicator].name, link=link),
            _part_cell(catalogue, part, period),
            Cell("–" if part.points is None else format_number(part.points, 1)),
            Cell(_number(part.weight)),
        )
        for part, link in zip(parts, links, strict=True)
    )
    return Table(caption, columns, rows)


def _part_cell(catalogue: Catalogue, part: Part, period: Period) -> Cell:
    indicator = catalogue.definition(part.indicator, period)
    if part.value is None:
        return Cell("–", Look.MISSING)
    return Cell(say_number(indicator, part.value))


# ── As a file ─────────────────────────────────────────────────────────────────────────────

_FILE_COLUMNS = (
    FileColumn(translatable("Phần")),
    FileColumn(translatable("Được tính")),
    FileColumn(translatable("Mã đơn vị")),
    FileColumn(translatable("Đơn vị")),
    FileColumn(translatable("Nội dung")),
    FileColumn(translatable("Số được tính"), ColumnKind.DECIMAL, decimals=4),
    FileColumn(translatable("Ghi trong ô")),
    FileColumn(translatable("Tệp")),
    FileColumn(translatable("Trang")),
    FileColumn(translatable("Ô")),
    FileColumn(translatable("Biểu")),
    FileColumn(translatable("Số văn bản")),
    FileColumn(translatable("Ngày văn bản"), ColumnKind.DATE),
    FileColumn(translatable("Nhận lúc")),
    FileColumn(translatable("Số liệu đến"), ColumnKind.DATE),
    FileColumn(translatable("Kỳ")),
    FileColumn(translatable("Ghi chú")),
    FileColumn(translatable("SHA-256 của tệp")),
)


def lines_file(catalogue: Catalogue, title: str, found: Account) -> DataTable:
    """Every cell of an account, nothing left out, for a workbook."""
    rows = tuple(_file_row(catalogue, line) for line in found.lines)
    notes = tuple(f"{what}: {words}" for what, words in working(catalogue, found).items())
    return DataTable(
        title, in_language(_FILE_COLUMNS), rows, notes=notes, name=say("Nguồn số liệu")
    )


def _file_row(catalogue: Catalogue, line: Line) -> tuple[FileCell, ...]:
    cell = line.cell
    moment = cell.received_at.astimezone(VIETNAM_TIME)
    return (
        say(_TERM_WORDS[cell.term]), say("có") if line.counts else say("không"),
        cell.locality.code, cell.name,
        _what(catalogue, cell), line.amount, cell.text, cell.file, cell.sheet, cell.cell,
        cell.form, cell.letter_number, cell.letter_date, f"{moment:%d/%m/%Y %H:%M:%S}",
        cell.cut_off, cell.period.label, _remarks(line), cell.sha256,
    )  # fmt: skip
