"""Workbooks, CSV and documents: what Excel and Word find in them, read by other libraries."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from childrights.briefing.csv_file import csv_bytes
from childrights.briefing.datatable import Column, DataTable, Kind, fitting_widths, say_cell
from childrights.briefing.document import (
    Picture,
    add_heading,
    add_picture,
    add_table,
    add_text,
    document_bytes,
    new_document,
    text_width_mm,
)
from childrights.briefing.workbook import CellTooLong, facts_table, sheet_names, workbook_bytes

COLUMNS = (
    Column("Đơn vị"),
    Column("Số trẻ em", Kind.INTEGER),
    Column("Điểm", Kind.DECIMAL, decimals=2),
    Column("Tỷ lệ", Kind.PERCENT),
    Column("Ngày", Kind.DATE),
)
ROWS = (
    ("Phường Đại Kim", 12345, Decimal("650.5"), Decimal("98.5"), date(2024, 5, 14)),
    ("Phường Định Công", "Chưa báo cáo", None, Decimal("0"), None),
)
TABLE = DataTable("Bảng 1", COLUMNS, ROWS, "Quận Hoàng Mai", ("Ghi chú một.",))
LIVE = ["=1+1", "+84 24", "-5", "@SUM(A1)", "\t=1", "\r=1"]


def one_column(*texts: str) -> DataTable:
    return DataTable("B", (Column("Chữ"),), tuple((text,) for text in texts))


def midnight(year: int, month: int, day: int) -> datetime:
    """A day as openpyxl gives it."""
    return datetime.combine(date(year, month, day), datetime.min.time())


def sheet_of(table: DataTable) -> Any:
    return load_workbook(BytesIO(workbook_bytes([table], title="Thử"))).worksheets[0]


# ── Workbook ──────────────────────────────────────────────────────────────────────────────


def test_numbers_are_numbers_with_formats_that_excel_localises() -> None:
    sheet = sheet_of(TABLE)
    assert [sheet.cell(5, column).value for column in range(1, 6)] == [
        "Phường Đại Kim", 12345, 650.5, 0.985, midnight(2024, 5, 14),
    ]  # fmt: skip
    assert [sheet.cell(5, column).number_format for column in range(2, 6)] == [
        "#,##0", "#,##0.00", "0.0%", "dd/mm/yyyy",
    ]  # fmt: skip
    assert [sheet.cell(6, column).value for column in (2, 3, 4, 5)] == [
        "Chưa báo cáo", None, 0, None,
    ]  # fmt: skip


@pytest.mark.parametrize("text", [*LIVE, "http://vi.du", "{=1}"])
def test_text_is_never_a_formula_or_a_link(text: str) -> None:
    cell = sheet_of(one_column(text)).cell(4, 1)
    assert cell.data_type == "s" and cell.hyperlink is None
    (row,) = CalamineWorkbook.from_filelike(
        BytesIO(workbook_bytes([one_column(text)], title=""))
    ).get_sheet_by_index(0).to_python()[3:4]  # fmt: skip
    assert row == [text]


def test_headings_stay_repeat_and_fit_the_page() -> None:
    sheet = sheet_of(TABLE)
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page across is Excel's default and not written; 0 is as many down as it takes.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.auto_filter.ref == "A4:E6"
    assert sheet.cell(4, 1).font.bold and sheet.cell(4, 1).alignment.wrap_text
    assert sheet.cell(8, 1).value == "Ghi chú một."
    wide = DataTable("B", tuple(Column(str(n), width=20) for n in range(6)), ())
    assert sheet_of(wide).page_setup.orientation == "landscape"


def test_rows_are_as_high_as_their_text() -> None:
    text = "chữ " * 100
    table = DataTable("B", (Column("Chữ", width=40),), ((text,), ("ngắn",)))
    sheet = sheet_of(table)
    assert sheet.row_dimensions[4].height >= 9 * 15
    assert sheet.row_dimensions[5].height < 20


def test_a_text_longer_than_a_cell_is_refused_not_dropped() -> None:
    with pytest.raises(CellTooLong, match=r"“B” › A4: 32768 ký tự"):
        workbook_bytes([one_column("x" * 32_768)], title="")


def test_a_workbook_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one table"):
        workbook_bytes([], title="")


def test_uneven_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="has not 1 cells"):
        DataTable("B", (Column("A"),), (("1", "2"),))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_sheet_names_are_what_excel_allows(titles: list[str]) -> None:
    names = sheet_names([DataTable(title, (Column("A"),), ()) for title in titles])
    assert len({name.casefold() for name in names}) == len(titles)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'") and not name.endswith("'")
        assert name.casefold() != "history"


def test_widths_follow_the_content_and_stay_in_bounds() -> None:
    table = DataTable("B", (Column("A"), Column("B"), Column("C")), (("x", "y" * 20, "z" * 99),))
    assert fitting_widths(table) == (7, 21, 48)


def test_a_sheet_of_facts() -> None:
    sheet = sheet_of(facts_table("Nguồn", {"Định nghĩa": "=nghĩa"}))
    assert [cell.value for cell in sheet[4]] == ["Định nghĩa", "=nghĩa"]


# ── CSV ───────────────────────────────────────────────────────────────────────────────────


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_is_as_a_vietnamese_excel_reads_it() -> None:
    assert read_csv(csv_bytes(TABLE)) == [
        ["Đơn vị", "Số trẻ em", "Điểm", "Tỷ lệ", "Ngày"],
        ["Phường Đại Kim", "12345", "650,5", "98,5%", "14/05/2024"],
        ["Phường Định Công", "Chưa báo cáo", "", "0%", ""],
    ]


@pytest.mark.parametrize("text", [*LIVE, "  =1", "\n=1", "＝1"])
def test_csv_text_is_never_a_formula(text: str) -> None:
    assert read_csv(csv_bytes(one_column(text)))[1] == [f"'{text}"]


def test_a_negative_number_is_no_formula() -> None:
    table = DataTable("B", (Column("A", Kind.DECIMAL),), ((Decimal("-1.25"),),))
    assert read_csv(csv_bytes(table))[1] == ["-1,25"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_csv_gives_back_every_text(texts: list[str]) -> None:
    rows = read_csv(csv_bytes(one_column(*texts)))[1:]
    assert [row[0].removeprefix("'") if row else "" for row in rows] == [
        text.removeprefix("'") for text in texts
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        (Kind.INTEGER, 12345, "12.345"),
        (Kind.DECIMAL, Decimal("0.25"), "0,3"),
        (Kind.PERCENT, Decimal("98.5"), "98,5%"),
        (Kind.DATE, date(2026, 1, 5), "05/01/2026"),
        (Kind.INTEGER, "Không phát sinh", "Không phát sinh"),
        (Kind.TEXT, None, ""),
    ],
)
def test_cells_are_said_as_officials_write(kind: Kind, cell: Any, words: str) -> None:
    assert say_cell(Column("A", kind), cell) == words


# ── Document ──────────────────────────────────────────────────────────────────────────────


def picture() -> bytes:
    buffer = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def example() -> bytes:
    document = new_document("Báo cáo", made_on=date(2024, 5, 15))
    add_heading(document, "I. KẾT QUẢ", 1)
    add_text(document, "Đạt 98,5%.", lead="BHYT. ")
    add_table(document, TABLE, (60, 25, 25, 25, 30))
    add_picture(document, Picture(picture(), "Biểu đồ thử", 60), "Hình 1")
    return document_bytes(document)


def reopened() -> Any:
    return docx.Document(BytesIO(example()))


def test_the_page_has_the_measures_of_the_decree() -> None:
    section = reopened().sections[0]
    page = (round(section.page_width.mm), round(section.page_height.mm), section.orientation)
    assert page == (210, 297, WD_ORIENT.PORTRAIT)
    assert 20 <= round(section.top_margin.mm) <= 25 and 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35 and 15 <= round(section.right_margin.mm) <= 20
    across = new_document("", landscape=True).sections[0]
    assert (round(across.page_width.mm), round(across.page_height.mm)) == (297, 210)
    assert text_width_mm(new_document("")) == 165


def test_page_numbers_stand_in_the_middle_of_the_top_but_not_on_the_first_page() -> None:
    section = reopened().sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous  # it has none of its own
    (paragraph,) = section.header.paragraphs
    assert paragraph.alignment == 1
    assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
    assert 13 <= reopened().styles["Header"].font.size.pt <= 14


@pytest.mark.parametrize("name", ["Normal", "Heading 1", "Heading 2", "Heading 3", "Caption"])
def test_styles_are_times_new_roman_of_the_decree(name: str) -> None:
    style = reopened().styles[name]
    assert style.font.name == "Times New Roman"
    assert 13 <= style.font.size.pt <= 14
    assert str(style.font.color.rgb) == "000000"
    fonts = style.element.rPr.rFonts
    assert not [key for key in fonts.attrib if "Theme" in key or "theme" in key]


def test_tables_repeat_their_headings_and_have_real_widths() -> None:
    (table,) = reopened().tables
    rows = table._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    wanted = [60, 25, 25, 25, 30]
    assert [round(column.width.mm) for column in table.columns] == wanted
    assert [[round(cell.width.mm) for cell in row.cells] for row in table.rows] == [wanted] * 3
    assert [cell.text for cell in table.rows[1].cells] == [
        "Phường Đại Kim", "12.345", "650,50", "98,5%", "14/5/2024",
    ]  # fmt: skip
    assert table.rows[1].cells[1].paragraphs[0].alignment == 2
    assert table.style.name == "Bảng số liệu"


def test_a_picture_says_what_it_shows() -> None:
    (shape,) = reopened().inline_shapes
    assert shape._inline.docPr.get("descr") == "Biểu đồ thử"
    assert [p.text for p in reopened().paragraphs if p.style.name == "Caption"] == [
        "Bảng 1", "Hình 1",
    ]  # fmt: skip


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    document = new_document("")
    add_text(document, "a\x0bb<&>", lead="\x00c")
    table = DataTable("", (Column("A\x02"),), (('<w:p> & \x03 "',),), name='"')
    add_table(document, table, (20,))
    found = docx.Document(BytesIO(document_bytes(document)))
    assert found.paragraphs[0].text == "cab<&>"
    assert found.tables[0].cell(1, 0).text == '<w:p> &  "'


def test_widths_that_do_not_suit_are_refused() -> None:
    with pytest.raises(ValueError, match="5 columns, 1 widths"):
        add_table(new_document(""), TABLE, (20,))


def test_no_preview_picture_of_another_document_goes_out() -> None:
    with zipfile.ZipFile(BytesIO(example())) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]


@pytest.mark.parametrize("make", [example, lambda: workbook_bytes([TABLE], title="T")])
def test_the_same_content_gives_the_same_bytes(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make()
    later = time.struct_time((2031, 2, 3, 4, 5, 6, 0, 34, 0))
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    monkeypatch.setattr(time, "time", lambda: 1_927_857_906.0)
    assert make() == first
