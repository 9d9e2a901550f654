"""Lists of individual children are refused before anything is kept, and nobody else is accused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from childrights.warehouse.records import Receipt, Verdict
from etl.grid import Grid
from etl.personal import is_person_name, personal_cells, personal_finding
from tests import handmade
from tests.conftest import Office
from tests.layouts import workbook

CHILDREN = [
    ("STT", "Họ và tên trẻ", "Ngày sinh", "Giới tính"),
    (1, "Sùng A Pó", "12/03/2019", "Nam"),
    (2, "Nguyễn Thị Hoa", datetime(2018, 5, 6), "Nữ"),  # noqa: DTZ001
]
FIGURES = handmade.bhyt_rows([(5, 5, 4, 5)] * 6)


def grid(rows: Any) -> Grid:
    return Grid("Trang1", [["" if c is None else c for c in row] for row in rows], [])


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (CHILDREN, ["B2", "B3"]),
        ([("Tên cháu", "Năm sinh"), ("Lò Thị Mai", 2019)], ["A2"]),
        ([("Phạm Gia Bảo", "12/03/2019"), ("Trần Minh Anh", "01/09/2017")], ["A1", "A2"]),
        ([("Trẻ bị bỏ rơi: Nguyễn Văn An, sinh ngày 12/3/2020",)], ["A1"]),
        ([("Em Nguyễn Văn An (sinh năm 2015)",)], ["A1"]),
        ([("ghi chú", "001319004567")], ["B1"]),
        ([("ghi chú", "001 319 004 567")], ["B1"]),
        ([("Số CCCD",), (1319004567,)], ["A2"]),
        ([("x", "TE1010012345678")], ["B1"]),
        ([("Số thẻ BHYT",), ("0123456789",)], ["A2"]),
    ],
)
def test_rows_about_one_child_are_found(rows: Any, cells: list[str]) -> None:
    assert personal_cells(grid(rows)) == cells


@pytest.mark.parametrize(
    "rows",
    [
        [("STT", "Thôn", "Người lập", "SĐT", "Thời điểm nộp"),
         (1, "Tổ dân phố 1", "Nguyễn Văn An", "0912345678", "12/05/2024")],
        [("Người lập báo cáo: Nguyễn Thị Hoa", "Ngày 15/05/2024"),
         ("Số điện thoại: 0912345678",)],
        [("Người lập biểu", None, "CHỦ TỊCH"), (None,), ("Nguyễn Thị Hoa", None, "Trần Văn Bình"),
         ("0912345678", "12/05/2024")],
        [("Phường", "Ngày công nhận"), ("Trần Phú", "12/05/2023"), ("Lê Lợi", "13/05/2023")],
        [("Đơn vị", "Số trẻ em", "Ngày chốt số liệu"), ("Nguyễn Trãi", 120, "14/05/2024")],
        [("Mã đơn vị", "Số tiền"), ("00316", 150_000_000_000), ("00307", 0.12345678901)],
        [("Tỷ lệ", "0,05677233429")],
        [("Dưới 1 tuổi", 95), ("Số trẻ em sinh năm 2024", 12)],
        [("Cộng tác viên", "Ngày tập huấn"), ("Lê Thị Lan", "12/03/2024")],
        [("Điện thoại: 0912 345 678 - 0987 654 321",)],
    ],
)  # fmt: skip
def test_officers_localities_and_figures_are_left_in_peace(rows: Any) -> None:
    assert personal_cells(grid(rows)) == []


def test_the_finding_names_cells_and_repeats_nothing() -> None:
    finding = personal_finding(grid(CHILDREN))
    assert finding is not None
    assert finding.message.startswith("Ô B2, B3 có thông tin riêng")
    for word in ("Sùng", "Pó", "Hoa", "2019"):
        assert word not in finding.message


@pytest.mark.parametrize("hidden", [False, True])
def test_a_file_with_a_list_of_children_leaves_no_byte_behind(office: Office, hidden: bool) -> None:
    book = load_workbook(BytesIO(handmade.bhyt_unit(FIGURES)))
    sheet = book.create_sheet("Danh sách")
    for row in CHILDREN:
        sheet.append(row)
    sheet.sheet_state = "hidden" if hidden else "visible"
    receipt = office.send("kem danh sach.xlsx", handmade.save(book))

    assert receipt.verdict is Verdict.REJECTED
    assert receipt.submissions == ()
    assert [item.rule for item in receipt.findings] == ["no_personal_rows"]
    assert not office.ledger.file_path(receipt.sha256).exists()
    kept = b"".join(p.read_bytes() for p in (office.folder / "data").rglob("*") if p.is_file())
    assert "Sùng A Pó".encode() not in kept
    assert b"no_personal_rows" in kept


def test_a_file_without_one_is_kept_as_received(office: Office) -> None:
    content = handmade.bhyt_unit(FIGURES)
    receipt = office.send("a.xlsx", content)
    assert office.ledger.file_path(receipt.sha256).exists()


def test_a_strange_row_of_children_is_not_repeated_by_another_rule(
    judge_file: Callable[[bytes], Receipt],
) -> None:
    book: Workbook = load_workbook(BytesIO(handmade.bhyt_unit(FIGURES)))
    sheet = book.worksheets[0]
    for at, row in enumerate(CHILDREN, start=40):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
    receipt = judge_file(handmade.save(book))
    assert "Sùng" not in "".join(item.message for item in receipt.all_findings())


def test_the_names_of_cells_are_those_of_the_sheet() -> None:
    content = workbook({"Trang1": [(), (None, None, "Số CCCD"), (None, None, "001319004567")]})
    assert b"PK" in content[:4]
    assert personal_cells(grid([(), (None, None, "Số CCCD"), (None, None, "001319004567")])) == [
        "C3"
    ]


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "LÒ VĂN PÓ", "Sùng A Pó"])
def test_names(name: str) -> None:
    assert is_person_name(name)


@pytest.mark.parametrize("name", ["Dưới 1 tuổi", "Phường Trần Phú", "TỔNG SỐ", "Trần", "Lê lợi 2"])
def test_no_names(name: str) -> None:
    assert not is_person_name(name)
