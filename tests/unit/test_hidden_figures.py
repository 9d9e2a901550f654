"""Figures of hidden rows and columns are read, and a note names them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from childrights.warehouse.records import Receipt, Severity, Verdict
from etl.sheet_xml import look_at_sheet
from tests import handmade
from tests.unit.test_table_end import DISTRICT, ROW, WARD, edited

Judge = Callable[[bytes], Receipt]


def notes(receipt: Receipt) -> list[tuple[str, str]]:
    found = [f for f in receipt.all_findings() if f.rule == "hidden_read"]
    assert {f.severity for f in found} <= {Severity.NOTE}
    return [(f.cell, f.message.split(" đang bị ẩn")[0]) for f in found]


def hide(rows: tuple[int, ...] = (), columns: str = "") -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for column in columns:
            sheet.column_dimensions[column].hidden = True

    return edit


def test_hidden_units_and_columns_are_read_and_named(judge_file: Judge) -> None:
    units = [("Phường Định Công", ROW), ("Giáp Bát", ROW), ("Hoàng Liệt", ROW)]
    content = handmade.bhyt_table(units, None, DISTRICT)
    receipt = judge_file(edited(content, hide((14,), "DE")))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert len(receipt.submissions) == 3
    assert notes(receipt) == [("C14", "Dòng 14"), ("D13", "Cột D, E")]


def test_of_many_hidden_rows_the_first_are_named(judge_file: Judge) -> None:
    receipt = judge_file(edited(handmade.bhyt_unit(WARD), hide(tuple(range(17, 24)))))
    assert notes(receipt) == [("C17", "Dòng 17, 18, 19, 20, 21, 22 (và 1 nữa)")]


def test_hidden_lines_without_figures_are_left_in_peace(judge_file: Judge) -> None:
    receipt = judge_file(edited(handmade.bhyt_unit(WARD), hide((2, 25), "AXZ")))
    assert receipt.all_findings() == ()


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("yes", ['"1"', "'true'"])
def test_hidden_lines_are_found_however_the_xml_is_written(prefix: str, yes: str) -> None:
    xml = (
        f'<{prefix}cols><{prefix}col min="2" max="16384" hidden={yes}/></{prefix}cols>'
        f'<{prefix}col min="1" max="1" hidden="0"/>'
        f'<{prefix}row r="3" hidden={yes}><{prefix}c r="C3"><{prefix}v>1</{prefix}v></{prefix}c>'
        f'</{prefix}row><{prefix}row r="4" hidden="false"/>'
    )
    look = look_at_sheet(xml.encode(), "S")
    assert (look.hidden_rows, look.hidden_columns) == ({2}, {1, 2})
