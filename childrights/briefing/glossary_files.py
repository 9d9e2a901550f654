"""The glossary as files: a workbook of five sheets, a document of a chapter a theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from childrights.briefing.datatable import Cell, Column, DataTable, Kind
from childrights.briefing.document import (
    add_heading,
    add_table,
    add_text,
    document_bytes,
    new_document,
)
from childrights.briefing.glossary import TITLE, Aim, Entry, FormUse, entries, say_form
from childrights.briefing.workbook import facts_table, workbook_bytes
from childrights.catalogue.loader import Catalogue

_LABEL_MM, _WORDS_MM = 38, 127

_READING = {
    "Mã": (
        "Bộ chỉ tiêu đã ban hành và mã trong bộ; mã bắt đầu lại ở mỗi bộ. “Chưa đối chiếu” là "
        "chưa so được với bản gốc của văn bản."
    ),
    "Đối chiếu": (
        "“Chưa đối chiếu với văn bản gốc”: tên hoặc nguồn có căn cứ, nhưng lời văn định nghĩa "
        "chưa so được với bản gốc."
    ),
    "Mức độ nhạy cảm": (
        "Phân loại của hệ thống này, không phải của pháp luật: số nhỏ của chỉ tiêu nhạy cảm "
        "không công bố, để bảo vệ thông tin trẻ em."
    ),
    "Chỉ tiêu được giao": (
        "Mức của cấp gần nhất được áp dụng; trong một năm, kế hoạch năm đứng trước chương trình. "
        "Chỉ tiêu của đơn vị đã giải thể không ràng buộc đơn vị mới."
    ),
    "Biểu mẫu": (
        "Phiên bản mới nhất của mỗi biểu. Biểu trống cho từng địa bàn, từng kỳ tải ở trang "
        "Danh mục chỉ tiêu."
    ),
}


def glossary_tables(found: Sequence[Entry]) -> list[DataTable]:
    """The glossary as tables: definitions, collection, targets, forms, and how to read them."""
    return [_definitions(found), _collection(found), _targets(found), _forms(found), _reading()]


_Part = tuple[Column, Callable[[Entry], Cell]]

_NUMBER: _Part = (Column("STT", Kind.INTEGER, width=6), lambda entry: entry.number)

_DEFINITION_PARTS: tuple[_Part, ...] = (
    _NUMBER,
    (Column("Nhóm", width=14), lambda entry: entry.theme_label),
    (Column("Chỉ tiêu", width=26), lambda entry: entry.name),
    (Column("Mã", width=18), lambda entry: entry.code_words),
    (Column("Định nghĩa", width=38), lambda entry: entry.definition),
    (Column("Công thức", width=28), lambda entry: entry.formula),
    (Column("Đơn vị tính", width=9), lambda entry: entry.unit),
    (Column("Nguồn", width=28), lambda entry: entry.source),
    (Column("Đối chiếu", width=13), lambda entry: entry.confirmation),
)
_COLLECTION_PARTS: tuple[_Part, ...] = (
    _NUMBER,
    (Column("Chỉ tiêu", width=26), lambda entry: entry.name),
    (Column("Loại", width=11), lambda entry: entry.kind),
    (Column("Chiều mong muốn", width=12), lambda entry: entry.direction),
    (Column("Phân tổ", width=30), lambda entry: entry.breakdowns),
    (Column("Kỳ báo cáo", width=11), lambda entry: entry.spans),
    (Column("Cấp", width=14), lambda entry: entry.levels),
    (Column("Mức độ nhạy cảm", width=14), lambda entry: entry.sensitivity),
    (Column("Đơn vị chịu trách nhiệm", width=20), lambda entry: entry.responsible),
    (Column("Biểu mẫu", width=34), lambda entry: "\n".join(map(say_form, entry.forms))),
)


def _by_entry(
    found: Sequence[Entry], name: str, subtitle: str, parts: Sequence[_Part]
) -> DataTable:
    """A table with an indicator on each line."""
    columns = tuple(column for column, _ in parts)
    rows = tuple(tuple(said(entry) for _, said in parts) for entry in found)
    return DataTable(TITLE, columns, rows, subtitle, name=name)


def _definitions(found: Sequence[Entry]) -> DataTable:
    subtitle = "Định nghĩa, công thức, nguồn"
    return _by_entry(found, "Định nghĩa", subtitle, _DEFINITION_PARTS)


def _collection(found: Sequence[Entry]) -> DataTable:
    subtitle = "Thu thập, phân tổ, trách nhiệm"
    return _by_entry(found, "Thu thập", subtitle, _COLLECTION_PARTS)


def _targets(found: Sequence[Entry]) -> DataTable:
    columns = (
        Column("STT", Kind.INTEGER, width=6),
        Column("Chỉ tiêu", width=32),
        Column("Đơn vị tính", width=10),
        Column("Địa bàn", width=16),
        Column("Năm", width=7),
        Column("Mức giao", width=18),
        Column("Trị số", Kind.DECIMAL, width=8),
        Column("Văn bản", width=34),
        Column("Hết hiệu lực", Kind.DATE, width=12),
        Column("Ghi chú", width=22),
    )
    rows = tuple(
        (
            entry.number, entry.name, entry.unit, aim.jurisdiction,
            str(aim.year or "hằng năm"), aim.wanted, aim.value, aim.document,
            aim.valid_to, _aim_note(aim),
        )
        for entry in found
        for aim in entry.aims
    )  # fmt: skip
    notes = (
        "STT là số thứ tự của chỉ tiêu trong danh mục; một chỉ tiêu có thể có nhiều mức giao.",
    )
    return DataTable(TITLE, columns, rows, "Chỉ tiêu được giao", notes, name="Chỉ tiêu được giao")


def _aim_note(aim: Aim) -> str:
    """What else is to be said, and that a demonstration's target is no real one."""
    illustration = "Số minh họa" if aim.basis.endswith("(minh họa)") else ""
    return ". ".join(filter(None, (illustration, aim.note)))


def _forms(found: Sequence[Entry]) -> DataTable:
    columns = (
        Column("Ký hiệu", width=20),
        Column("Biểu mẫu", width=40),
        Column("Đơn vị lập biểu", width=26),
        Column("Nơi nhận", width=26),
        Column("Kỳ báo cáo", width=20),
        Column("Số chỉ tiêu", Kind.INTEGER, width=9),
        Column("STT các chỉ tiêu", width=36),
    )
    carried: dict[FormUse, list[int]] = {}
    for entry in found:
        for form in entry.forms:
            carried.setdefault(form, []).append(entry.number)
    rows = tuple(
        (
            form.symbol, form.name, form.filled_by, form.receiver, form.spans, len(numbers),
            ", ".join(map(str, numbers)),
        )
        for form, numbers in sorted(carried.items(), key=lambda pair: pair[0].symbol)
    )  # fmt: skip
    return DataTable(TITLE, columns, rows, "Biểu mẫu mang số liệu", name="Biểu mẫu")


def _reading() -> DataTable:
    return facts_table("Cách đọc danh mục", _READING)


def glossary_workbook(catalogue: Catalogue) -> bytes:
    """The glossary as a workbook of Excel."""
    return workbook_bytes(glossary_tables(entries(catalogue)), title=TITLE, frozen=3)


def glossary_document(catalogue: Catalogue) -> bytes:
    """The glossary as a document of Word: a chapter a theme, a table an indicator."""
    document = new_document(TITLE)
    document.add_paragraph(TITLE, style="Title")
    found = entries(catalogue)
    targeted = sum(bool(entry.aims) for entry in found)
    add_text(
        document,
        f"Danh mục có {len(found)} chỉ tiêu, trong đó {targeted} chỉ tiêu có mức được giao.",
    )
    for fact, words in _READING.items():
        add_text(document, words, lead=f"{fact}. ")
    for theme, group in groupby(found, key=lambda entry: entry.theme_label):
        add_heading(document, theme, 1)
        for entry in group:
            add_heading(document, f"{entry.number}. {entry.name}", 2)
            add_table(document, _entry_table(entry), (_LABEL_MM, _WORDS_MM), headings=False)
    return document_bytes(document)


def _entry_table(entry: Entry) -> DataTable:
    columns = (Column("Nội dung"), Column("Diễn giải"))
    return DataTable("", columns, tuple(entry.facts().items()), name=entry.name)
