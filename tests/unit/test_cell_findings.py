"""What an officer is told of cells, at their sheet and address, through the whole reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from childrights.warehouse.records import Receipt, Verdict
from etl.drafts import Setting
from etl.extract import read_sheet
from etl.frame import load_frame
from etl.grid import read_grids
from tests import handmade
from tests.layouts import YEAR_FRAME, workbook

Judge = Callable[[bytes], Receipt]
WARD = "Đơn vị báo cáo: Phường Đại Kim, Quận Hoàng Mai, Thành phố Hà Nội"
SOURCES = (
    "TỔNG SỐ", "Ngân sách trung ương", "Ngân sách địa phương",
    "Vận động xã hội hóa, Quỹ Bảo trợ trẻ em", "Viện trợ, tài trợ nước ngoài",
    "Nguồn hợp pháp khác", "Trợ giúp trẻ em có hoàn cảnh đặc biệt",
    "Bảo vệ trẻ em, phòng, chống xâm hại và tai nạn, thương tích",
    "Truyền thông, Tháng hành động vì trẻ em, diễn đàn",
    "Tập huấn, chế độ cho cán bộ, cộng tác viên", "Điểm vui chơi, cơ sở vật chất cho trẻ em",
    "Nội dung chi khác",
)  # fmt: skip
"""Form “Kinh phí công tác trẻ em”: six sources with their total, six uses of the same money."""


def funds(planned: list[Any], unit: str = "Triệu đồng") -> bytes:
    """The budget form; the column of the plan as given, the other two nothing."""
    rows = [(label, unit, figure, "-", "-") for label, figure in zip(SOURCES, planned, strict=True)]
    return workbook({
        "Kinh phí": [
            ("BÁO CÁO KINH PHÍ CÔNG TÁC TRẺ EM VÀ VẬN ĐỘNG QUỸ BẢO TRỢ TRẺ EM",),
            (WARD,),
            *YEAR_FRAME,
            ("Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Đã bố trí, vận động được", "Đã sử dụng"),
            *rows,
        ]
    })  # fmt: skip


def said(receipt: Receipt, rule: str) -> list[tuple[str, str]]:
    return [(f.cell, f.message) for f in receipt.all_findings() if f.rule == rule]


def planned(receipt: Receipt) -> list[Decimal | None]:
    (submission,) = receipt.submissions
    return [o.value for o in submission.observations if o.measure == "funds_planned"]


def test_a_column_in_the_vietnamese_style_decides_its_unclear_cells(judge_file: Judge) -> None:
    column = ["1.234", "1.000,5", "233,5", "-", "-", "-", "1.234", "-", "-", "-", "-", "-"]
    receipt = judge_file(funds(column))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert planned(receipt)[:3] == [Decimal(1234), Decimal("1000.5"), Decimal("233.5")]


def test_a_column_in_the_english_style_is_read_and_said(judge_file: Judge) -> None:
    column = ["1,234", "1,000.5", "233.5", "-", "-", "-", "1,234", "-", "-", "-", "-", "-"]
    receipt = judge_file(funds(column))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert planned(receipt)[:3] == [Decimal(1234), Decimal("1000.5"), Decimal("233.5")]
    assert "Cột C ghi số kiểu Anh (ví dụ 1,000.5)" in said(receipt, "columns_read")[0][1]


def test_a_column_that_cannot_decide_is_asked_about(judge_file: Judge) -> None:
    column = ["1.234", "1.234", "-", "-", "-", "-", "1.234", "-", "-", "-", "-", "-"]
    receipt = judge_file(funds(column))
    assert receipt.verdict is Verdict.REJECTED
    cells = said(receipt, "figure_readable")
    assert [cell for cell, _ in cells] == ["C8", "C9", "C14"]
    assert "có thể là 1234 hoặc 1,234" in cells[0][1]


def test_another_unit_of_measure_is_asked_about(judge_file: Judge) -> None:
    receipt = judge_file(funds(["5", "5", *["-"] * 4, "5", *["-"] * 5], unit="Nghìn đồng"))
    assert receipt.verdict is Verdict.REJECTED
    cell, message = said(receipt, "unit_of_measure")[0]
    assert cell == "B8"
    assert "“Nghìn đồng”" in message
    assert "“Triệu đồng”" in message


def test_a_heading_in_thousands_is_asked_about(judge_file: Judge) -> None:
    receipt = judge_file(
        handmade.bhyt_unit(handmade.bhyt_rows([(5, 5, 4, 5)] * 6), {"Đơn vị tính": "Nghìn trẻ em"})
    )
    assert receipt.verdict is Verdict.REJECTED
    assert "“nghìn trẻ em”" in said(receipt, "unit_of_measure")[0][1]


def test_a_thousandfold_slip_is_named_at_its_cell(judge_file: Judge) -> None:
    figures = handmade.bhyt_rows([(1826, 45, 1826, 44), *[(60, 58, 60, 58)] * 5])
    figures[1][1] = 2
    receipt = judge_file(handmade.bhyt_unit(figures))
    assert receipt.verdict is Verdict.REJECTED
    assert [cell for cell, _ in said(receipt, "thousandfold_slip")] == ["D18"]


def test_a_formula_without_a_result_is_named(setting: Setting) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows([(5, 5, 4, 5)] * 6))
    grid = read_grids("a.xlsx", content)[0]
    rows = [list(row) for row in grid.rows]
    rows[16][2] = ""
    grid = replace(grid, rows=rows, uncalculated=frozenset({(16, 2)}))
    (draft,) = read_sheet(grid, setting, load_frame()).drafts
    (entry,) = [item for item in draft.readings.values() if item.cell == "C17"]
    assert entry.reading.value is None
    assert "công thức chưa có kết quả" in entry.reading.problem


def test_the_text_as_written_is_kept_beside_the_value(judge_file: Judge) -> None:
    column = ["1.234", "1.000,5", "233,50", "-", "…", "x", "1.234", "-", "-", "-", "-", "-"]
    receipt = judge_file(funds(column))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    kept = [(o.text, o.status.value) for o in receipt.submissions[0].observations][::3][:6]
    assert kept == [
        ("1.234", "A"), ("1.000,5", "A"), ("233,50", "A"), ("-", "A"), ("…", "O"), ("x", "M"),
    ]  # fmt: skip
