"""Giải trình in the workbook itself: bound to its cell, and beside the figure ever after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.provenance.trace import trace
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict
from etl.drafts import Setting
from etl.hand_back import marked_workbooks
from etl.result_sheet import EXPLANATION_HEADING, RESULT_SHEET
from etl.sources import LooseFile
from etl.template import template_bytes
from etl.workbook_model import EXPLANATION_SHEET
from tests import handmade
from tests.conftest import Office

SHEET = "Biểu 2"
PERIOD = Period.parse("2024-6M")
LAST_YEAR = {"Kỳ báo cáo": "6 tháng đầu năm 2023", "Ngày chốt số liệu": "14/05/2023"}
WHY = "Sáp nhập khu đô thị mới, đã đối chiếu với công an phường"
DOUBTED = ("C17", "F17", "I17")
Judge = Callable[[bytes], Receipt]


def form(scale: int, frame: Mapping[str, str] | None = None) -> bytes:
    """570 children under six, 558 of them with a card, times ``scale``."""
    ages = [(50 * scale, 45 * scale, 49 * scale, 44 * scale)] * 6
    return handmade.bhyt_unit(handmade.bhyt_rows(ages), frame)


def explaining(content: bytes, lines: list[tuple[Any, Any, Any]]) -> bytes:
    """The workbook with a sheet “Giải trình” as the template has it."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.create_sheet(EXPLANATION_SHEET)
    sheet.append(["GIẢI TRÌNH SỐ LIỆU"])
    sheet.append(["Trang tính", "Ô", "Giải trình"])
    for line in lines:
        sheet.append(list(line))
    return handmade.save(book)


def doubts(receipt: Receipt) -> list[Finding]:
    found = receipt.all_findings()
    return [item for item in found if item.severity is Severity.NEEDS_EXPLANATION]


@pytest.fixture
def after_2023(office: Office) -> Office:
    office.send("2023.xlsx", form(1, LAST_YEAR))
    return office


def test_a_thousandfold_is_kept_out_until_it_is_explained(after_2023: Office) -> None:
    office = after_2023
    receipt = office.send("2024.xlsx", form(1000))
    assert receipt.verdict is Verdict.REJECTED
    assert {item.cell for item in doubts(receipt)} == set(DOUBTED)
    assert office.desk().value("bhyt_coverage_under_6", "00307", PERIOD).numerator is None

    lines = [(SHEET, "c17", WHY), ("", "$F$17", WHY), (SHEET, "I17", WHY)]
    again = office.send("2024b.xlsx", explaining(form(1000), lines))
    assert again.verdict is Verdict.ACCEPTED, again.all_findings()
    assert {item.explanation for item in doubts(again)} == {WHY}

    desk = office.desk()
    value = desk.value("bhyt_coverage_under_6", "00307", PERIOD)
    assert (value.numerator, value.note) == (558_000, f"Giải trình: {WHY}")
    units = desk.expected_units(desk.area("00307", PERIOD), PERIOD)
    cells = trace(desk.snapshot, desk.catalogue, "bhyt_coverage_under_6", PERIOD, units)
    assert {(item.cell, item.explanation) for item in cells} == {("F17", WHY), ("C17", WHY)}


def test_an_explanation_answers_its_own_cell_alone(after_2023: Office) -> None:
    receipt = after_2023.send("b.xlsx", explaining(form(1000), [(SHEET, "C17", WHY)]))
    assert receipt.verdict is Verdict.REJECTED
    assert {item.cell: item.explanation for item in doubts(receipt)} == {
        "C17": WHY, "F17": "", "I17": "",
    }  # fmt: skip


@pytest.mark.parametrize("text", [None, "", "x", "ok", "  …  ", 123456])
def test_what_is_no_reason_explains_nothing(after_2023: Office, text: object) -> None:
    lines = [(SHEET, cell, text) for cell in DOUBTED]
    assert after_2023.send("b.xlsx", explaining(form(1000), lines)).verdict is Verdict.REJECTED


def test_the_copy_that_came_back_is_filled_in_and_sent_again(after_2023: Office) -> None:
    office = after_2023
    receipt = office.send("2024.xlsx", form(1000))
    (marked,) = marked_workbooks([LooseFile(office.folder / "2024.xlsx")], [receipt], {})
    book = openpyxl.load_workbook(BytesIO(marked))
    sheet = book[RESULT_SHEET]
    heading = next(cell for row in sheet for cell in row if cell.value == EXPLANATION_HEADING)
    for row in range(heading.row + 1, heading.row + 1 + len(receipt.all_findings())):
        sheet.cell(row, heading.column, WHY)
    again = office.send("2024c.xlsx", handmade.save(book))
    assert again.verdict is Verdict.ACCEPTED, again.all_findings()
    assert {item.explanation for item in doubts(again)} == {WHY}


def test_an_error_is_not_explained_away(judge_file: Judge) -> None:
    rows = handmade.bhyt_rows([(50, 45, 49, 44)] * 6)
    rows[1][1] += 7
    receipt = judge_file(explaining(handmade.bhyt_unit(rows), [(SHEET, "C18", WHY)]))
    assert receipt.verdict is Verdict.REJECTED


def test_what_is_explained_unasked_stays_beside_the_figure(office: Office) -> None:
    receipt = office.send("a.xlsx", explaining(form(1), [(SHEET, "F17", WHY)]))
    assert receipt.verdict is Verdict.ACCEPTED
    value = office.desk().value("bhyt_coverage_under_6", "00307", PERIOD)
    assert value.note == f"Giải trình: {WHY}"


@pytest.mark.parametrize(("sheet", "cell"), [("Biểu 3", "C17"), (SHEET, "Z99"), (SHEET, "dòng 5")])
def test_an_explanation_of_no_cell_is_told(judge_file: Judge, sheet: str, cell: str) -> None:
    receipt = judge_file(explaining(form(1), [(sheet, cell, WHY)]))
    (told,) = [item for item in receipt.findings if item.rule == "explanation_bound"]
    assert (receipt.verdict, told.sheet) == (Verdict.ACCEPTED, EXPLANATION_SHEET)
    assert told.message.startswith("Dòng 3 trang “Giải trình”")


def test_every_template_has_the_sheet_with_its_own_name_filled_in(setting: Setting) -> None:
    content = template_bytes(
        "bhyt_duoi_6_tuoi", "00316", PERIOD, setting.catalogue, setting.registry, load_selections()
    )
    book = openpyxl.load_workbook(BytesIO(content))
    rows = list(book[EXPLANATION_SHEET].iter_rows())
    head = next(n for n, row in enumerate(rows) if row[0].value == "Trang tính")
    assert [cell.value for cell in rows[head]] == ["Trang tính", "Ô", "Giải trình"]
    entries = rows[head + 1 :]
    assert {row[0].value for row in entries} == {book.sheetnames[0]}
    assert not any(cell.protection.locked for row in entries for cell in row)
