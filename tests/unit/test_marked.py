"""What an officer gets back: the own workbook with marks and nothing else changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from childrights.warehouse.records import Finding, Receipt, Severity, Verdict
from etl.__main__ import main
from etl.drafts import Setting
from etl.hand_back import form_names, hand_back, marked_workbooks
from etl.judge import check_file
from etl.marked import marked_copy, retyped_copy
from etl.result_sheet import COLOURS, RESULT_SHEET
from etl.sources import LooseFile
from tests import handmade
from tests.conftest import RECEIVED

CHILDREN = [(50, 45, 49, 44), (60, 58, 60, 58), (61, 60, 61, 60), (59, 55, 58, 55),
            (62, 60, 62, 60), (63, 61, 63, 61)]  # fmt: skip
SHEET = "Biểu 2"
Judge = Callable[[bytes], Receipt]


def wrong_form() -> bytes:
    """One age row seven too many: its own total and the column's total disagree."""
    figures = handmade.bhyt_rows(CHILDREN)
    figures[1][1] += 7
    return handmade.bhyt_unit(figures)


def dressed(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    change(book[SHEET])
    return handmade.save(book)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content), rich_text=True)


def looks(sheet: Worksheet) -> dict[str, tuple[object, ...]]:
    return {
        cell.coordinate: (
            cell.value, cell.data_type, cell.number_format, cell.font.b, cell.font.name,
            cell.border.left.style, cell.alignment.wrap_text,
        )
        for row in sheet.iter_rows()
        for cell in row
    }  # fmt: skip


def fills(sheet: Worksheet) -> dict[str, object]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.fill.fgColor.rgb for cell in cells if cell.fill.fill_type}


def test_the_cells_are_marked_and_the_rest_is_untouched(judge_file: Judge) -> None:
    def dress(sheet: Worksheet) -> None:
        sheet["N30"] = "=SUM(C18:C23)"
        sheet["N31"].value, sheet["N31"].data_type = "=không phải công thức", "s"
        sheet["C18"].number_format = "#,##0"
        sheet["B2"].font = openpyxl.styles.Font(name="Times New Roman", bold=True)
        sheet.column_dimensions["B"].width = 41

    content = dressed(wrong_form(), dress)
    receipt = judge_file(content)
    wrong = {item.cell for item in receipt.all_findings()}
    assert wrong == {"C18", "D17"}

    book = opened(marked_copy(content, receipt, {}))
    assert book.sheetnames == [RESULT_SHEET, SHEET]
    assert looks(book[SHEET]) == looks(opened(content)[SHEET])
    assert set(fills(book[SHEET])) == wrong
    assert book[SHEET].column_dimensions["B"].width == 41
    for item in receipt.all_findings():
        assert item.message in book[SHEET][item.cell].comment.text
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, False]


def test_the_result_sheet_lists_every_finding_and_fits_a4(judge_file: Judge) -> None:
    content = wrong_form()
    receipt = judge_file(content)
    book = opened(marked_copy(content, receipt, {"bhyt_duoi_6_tuoi": "Bảo hiểm y tế"}))
    sheet = book[RESULT_SHEET]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    told = [(row[2], row[3], row[4]) for row in rows if row[1] == "Lỗi"]
    assert told == [(item.sheet, item.cell, item.message) for item in receipt.all_findings()]
    assert any("Trả lại để hoàn thiện. Lỗi: 2." in str(row[0]) for row in rows)
    assert any(row[5] == "Bảo hiểm y tế" and row[4] == "Phường Định Công" for row in rows)
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    links = {cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert links == {f"'{SHEET}'!C18", f"'{SHEET}'!D17"}


def test_a_message_that_looks_like_a_formula_stays_text(judge_file: Judge) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))
    text = '=HYPERLINK("http://x")\x01'
    told = Finding(Severity.ERROR, "x", text, SHEET, "C18", "+1")
    receipt = replace(judge_file(content), findings=(told,))
    book = opened(marked_copy(content, receipt, {}))
    cells = [cell for row in book[RESULT_SHEET] for cell in row if cell.value is not None]
    assert {'=HYPERLINK("http://x") ', "+1"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


def test_what_an_officer_remarked_stays_above_what_the_check_says(judge_file: Judge) -> None:
    def remark(sheet: Worksheet) -> None:
        sheet["C18"].comment = Comment("Hỏi lại trạm y tế", "Lan")

    content = dressed(wrong_form(), remark)
    comment = opened(marked_copy(content, judge_file(content), {}))[SHEET]["C18"].comment
    assert comment.text.startswith("Hỏi lại trạm y tế\n———\nLỗi: C18")


def test_a_finding_inside_merged_cells_is_marked_where_their_content_stands(
    judge_file: Judge,
) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))
    told = Finding(Severity.WARNING, "x", "Xem lại tiêu đề.", SHEET, "D13")
    receipt = replace(judge_file(content), findings=(told,))
    sheet = opened(marked_copy(content, receipt, {}))[SHEET]
    area = next(area for area in sheet.merged_cells.ranges if "D13" in area)
    anchor = sheet.cell(area.min_row, area.min_col)
    assert anchor.comment.text == "Cảnh báo: Xem lại tiêu đề."
    assert anchor.fill.fgColor.rgb == f"00{COLOURS[Severity.WARNING]}"


def test_a_marked_copy_sent_again_is_read_the_same_and_marked_afresh(judge_file: Judge) -> None:
    def dress(sheet: Worksheet) -> None:
        sheet["C18"].fill = PatternFill("solid", fgColor="FF00B050")
        sheet["D17"].fill = PatternFill("solid", fgColor=openpyxl.styles.colors.Color(theme=4))
        sheet["D17"].comment = Comment("Của Lan", "Lan")

    content = dressed(wrong_form(), dress)
    once = marked_copy(content, judge_file(content), {})
    again = judge_file(once)
    assert again.all_findings() == judge_file(content).all_findings()

    mended = openpyxl.load_workbook(BytesIO(once))
    mended[SHEET]["D18"] = 50
    content_now = handmade.save(mended)
    receipt = judge_file(content_now)
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    sheet = opened(marked_copy(content_now, receipt, {}))[SHEET]
    assert sheet["C18"].fill.fgColor.rgb == "FF00B050"
    assert sheet["D17"].fill.fgColor.theme == 4
    assert (sheet["C18"].comment, sheet["D17"].comment.text) == (None, "Của Lan")


def test_a_table_as_text_comes_back_as_a_workbook_of_texts(setting: Setting) -> None:
    lines = [
        "BÁO CÁO SỐ LIỆU BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI;;;", "=cmd|' /C calc'!A0;x;;",
        "@SUM(A1);-5;1.234;",
    ]  # fmt: skip
    content = "\n".join(lines).encode("utf-8-sig")
    receipt = check_file("bieu.csv", content, RECEIVED, setting)
    book = opened(retyped_copy("bieu.csv", content, receipt, {}))
    cells = [cell for row in book["bieu"] for cell in row if cell.value is not None]
    assert "=cmd|' /C calc'!A0" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}
    said = " ".join(str(row[0]) for row in book[RESULT_SHEET].iter_rows(values_only=True))
    assert "không phải .xlsx" in said


def test_a_sheet_name_that_excel_forbids_still_leads_to_its_cells(setting: Setting) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))
    book = openpyxl.load_workbook(BytesIO(content))
    rows = [[str(value or "") for value in row] for row in book[SHEET].iter_rows(values_only=True)]
    rows[17][3] = "9999"
    text = "\n".join(";".join(row) for row in rows).encode("utf-8-sig")
    name = "Báo cáo [quý 2] của phường Định Công gửi quận.csv"
    receipt = check_file(name, text, RECEIVED, setting)
    assert any(item.cell == "C18" for item in receipt.all_findings()), receipt.all_findings()
    copy = opened(retyped_copy(name, text, receipt, {}))
    assert copy[copy.sheetnames[1]]["C18"].comment is not None


def sent(folder: Path, name: str, content: bytes) -> LooseFile:
    path = folder / name
    path.write_bytes(content)
    return LooseFile(path)


def without_core(content: bytes) -> bytes:
    """A workbook whose properties openpyxl does not understand; the reader never looks there."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for item in old.namelist():
            new.writestr(item, b"<broken" if item == "docProps/core.xml" else old.read(item))
    return buffer.getvalue()


def test_every_file_comes_back_as_something(tmp_path: Path, setting: Setting) -> None:
    files = [
        sent(tmp_path, "sai.xlsx", wrong_form()),
        sent(tmp_path, "la.xlsx", without_core(wrong_form())),
        sent(tmp_path, "hong.xlsx", b"PK\x03\x04 cut short"),
    ]
    receipts = [check_file(f.name, f.read_bytes(), RECEIVED, setting) for f in files]
    assert [bool(item.submissions) for item in receipts] == [True, True, False]
    books = [opened(item) for item in marked_workbooks(files, receipts, {})]
    assert [book.sheetnames for book in books] == [
        [RESULT_SHEET, SHEET], [RESULT_SHEET, SHEET], [RESULT_SHEET],
    ]  # fmt: skip
    assert books[1][SHEET]["C18"].comment is not None
    said = " ".join(str(row[0]) for row in books[1][RESULT_SHEET].iter_rows(values_only=True))
    assert "Không giữ được định dạng" in said


def test_a_list_of_children_comes_back_without_the_children(
    tmp_path: Path, setting: Setting
) -> None:
    book = openpyxl.Workbook()
    rows = [
        ["Họ và tên", "Ngày sinh"],
        ["Nguyễn Văn An", "03/04/2016"],
        ["Lê Thị Bé", "05/06/2017"],
    ]
    for row in rows:
        book.active.append(row)
    file = sent(tmp_path, "ds.xlsx", handmade.save(book))
    receipt = check_file(file.name, file.read_bytes(), RECEIVED, setting)
    assert not receipt.may_be_kept
    (content,) = marked_workbooks([file], [receipt], {})
    assert opened(content).sheetnames == [RESULT_SHEET]
    with ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    assert any("A2" in part for part in parts)
    assert not any("Nguyễn Văn An" in part for part in parts)


def test_check_writes_a_marked_copy_for_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path / "data"))
    sent(tmp_path, "a.xlsx", wrong_form())
    sent(tmp_path, "b.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))
    out = tmp_path / "ra"
    code = main(["check", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--json",
                 "--marked", str(out)])  # fmt: skip
    assert code == 1
    answers = json.loads(capsys.readouterr().out)
    assert [item["verdict"] for item in answers] == ["rejected", "accepted"]
    assert sorted(path.name for path in out.iterdir()) == [
        "a - ket qua kiem tra.xlsx", "b - ket qua kiem tra.xlsx",
    ]  # fmt: skip


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path, setting: Setting) -> None:
    receipt = check_file("a/b:c.xlsx", b"", RECEIVED, setting)
    file = sent(tmp_path, "x.xlsx", b"")
    paths = hand_back([file] * 2, [receipt] * 2, form_names(setting.catalogue), tmp_path / "ra")
    assert [path.name for path in paths] == [
        "b_c - ket qua kiem tra.xlsx", "b_c (2) - ket qua kiem tra.xlsx",
    ]  # fmt: skip
    assert all(path.exists() for path in paths)
