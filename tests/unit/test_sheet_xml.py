"""The light look into sheets: how far they reach, errors, formulas nobody calculated."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from etl.grid import MAX_CELLS, address, read_grids, read_workbook
from etl.refusals import Refusal, UnreadableFile
from etl.sheet_xml import look_at_sheet
from tests import hostile

FORMULAS = (
    '<c r="A1"><f>1+1</f></c>'
    '<c r="B1"><f>1+1</f><v></v></c>'
    '<c r="C1" s="3"><f>1+1</f><v/></c>'
    '<c r="D1"><f t="shared" si="0"/></c>'
    '<c r="E1"><f>1+1</f><v>2</v></c>'
    '<c r="F1" t="str"><f>""</f><v></v></c>'
    '<c r="G1"><v>7</v></c>'
)


def test_formulas_without_a_result_are_found_and_those_with_one_are_not() -> None:
    (grid,) = read_grids("a.xlsx", hostile.zipped(hostile.minimal(hostile.cells(FORMULAS))))
    assert {address(*position) for position in grid.uncalculated} == {"A1", "B1", "C1", "D1"}
    assert grid.at(0, 4) == 2


def test_formulas_that_openpyxl_wrote_were_never_calculated() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["B2"], sheet["C3"] = 5, "=B2*2"
    buffer = io.BytesIO()
    book.save(buffer)
    (grid,) = read_grids("a.xlsx", buffer.getvalue())
    assert grid.uncalculated == {(2, 2)}


def test_errors_are_shown_and_not_left_blank() -> None:
    written = (
        '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>A1</f><v>#DIV/0!</v></c>'
        '<c r="C1"><v>1</v></c>'
    )
    (grid,) = read_grids("a.xlsx", hostile.zipped(hostile.minimal(hostile.cells(written))))
    assert list(grid.rows[0]) == ["#REF!", "#DIV/0!", 1.0]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_extent_is_found_however_the_xml_is_written(prefix: str, quote: str) -> None:
    cell = (
        f"<{prefix}row><{prefix}c s={quote}1{quote} r={quote}AB700{quote}>"
        f"<{prefix}v>1</{prefix}v></{prefix}c></{prefix}row>"
    )
    look = look_at_sheet(cell.encode(), "S")
    assert (look.rows, look.columns) == (700, 28)


@pytest.mark.parametrize("column", [1, 26, 27, 52, 702, 703, 16_384])
def test_columns_are_counted_as_excel_letters_them(column: int) -> None:
    """Against openpyxl's own letters."""
    xml = f'<c r="{get_column_letter(column)}5"><v>1</v></c>'.encode()
    assert look_at_sheet(xml, "S").columns == column


def test_formatted_but_empty_cells_cost_nothing_and_filled_ones_count() -> None:
    empty = '<c r="A1"><v>1</v></c><c r="XFD1048576" s="1"/>'
    (grid,) = read_grids("a.xlsx", hostile.zipped(hostile.minimal(hostile.cells(empty))))
    assert list(grid.rows) == [[1.0]]
    with pytest.raises(UnreadableFile) as told:
        filled = hostile.cells('<c r="A1"><v>1</v></c><c r="XFD62"><v>1</v></c>')
        read_grids("a.xlsx", hostile.zipped(hostile.minimal(filled)))
    assert told.value.refusal is Refusal.SHEET_TOO_LARGE
    assert 16_384 * 62 > MAX_CELLS > 16_384 * 61


def test_dates_of_the_1904_calendar_are_the_days_that_were_meant() -> None:
    style = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    parts = hostile.minimal(hostile.cells('<c r="A1" s="0"><v>43963</v></c>'))
    parts["xl/styles.xml"] = style
    workbook = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (grid,) = read_grids("a.xlsx", hostile.zipped(parts))
    # 43,963 days after 1 January 1904 (ECMA-376, 18.17.4.1) is 13 May 2024.
    assert str(grid.at(0, 0)) == "2024-05-13"


def test_a_hidden_sheet_is_said_to_be_hidden() -> None:
    book = Workbook()
    book.create_sheet("Số liệu cũ").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    (remark,) = read_workbook("a.xlsx", buffer.getvalue()).remarks
    assert "“Số liệu cũ” bị ẩn" in remark
