"""A percentage beside the form's own columns is worked out again from its own row."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from childrights.warehouse.records import Receipt, Verdict
from tests import handmade

SHEET = "Biểu 2"


def form(heading: str, share: object, row: int = 17) -> bytes:
    """691 cards of 694 children: 99.5677…%; column N stands right of the form's own eleven."""
    children = [(50, 45, 49, 44), (60, 58, 60, 58), (61, 60, 61, 60), (59, 55, 58, 55),
                (62, 60, 62, 60), (63, 61, 63, 61)]  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(handmade.bhyt_unit(handmade.bhyt_rows(children))))
    sheet = book[SHEET]
    sheet.cell(13, 14, heading)
    sheet.cell(row, 14, share)
    return handmade.save(book)


def told(receipt: Receipt) -> list[tuple[str, str]]:
    found = receipt.all_findings()
    return [(i.cell, i.message) for i in found if i.rule == "printed_share_recomputed"]


@pytest.mark.parametrize(
    "share",
    ["99,6%", "99.6", "99,56", "99,57", 99.6, 0.9957, 0.99567723, 99.56772334, "100"],
)
def test_a_share_within_one_unit_of_its_last_digit_passes(
    judge_file: Callable[[bytes], Receipt], share: object
) -> None:
    assert told(judge_file(form("Tỷ lệ (%)", share))) == []


@pytest.mark.parametrize("share", ["98,2%", "99,8", 98.2, 0.982, "69,1"])
def test_a_share_that_its_row_does_not_give_is_told(
    judge_file: Callable[[bytes], Receipt], share: object
) -> None:
    receipt = judge_file(form("Tỷ lệ (%)", share))
    ((cell, message),) = told(receipt)
    assert cell == "N17"
    assert "F17/C17 (691/694)" in message
    assert "bằng 99," in message
    assert receipt.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("heading", "share"), [("Ghi chú", 12), ("Tỷ lệ (%)", "chưa tính")])
def test_what_is_no_share_is_left_alone(
    judge_file: Callable[[bytes], Receipt], heading: str, share: object
) -> None:
    assert told(judge_file(form(heading, share))) == []
