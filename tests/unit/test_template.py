"""Blank forms: prefilled, hard to fill in wrongly, and able to check themselves."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from childrights.catalogue.loader import Catalogue
from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.places.model import UnknownPlace
from childrights.places.registry import Registry
from etl.template import TemplateError, write_template
from etl.workbook import CHECK_SHEET, GUIDE_SHEET
from etl.workbook_model import EXPLANATION_SHEET

Write = Callable[[str, str, str], Path]

FORMS = [
    ("bo_chi_tieu_tre_em", "2024-6M"),
    ("bhyt_duoi_6_tuoi", "2026-12M"),
    ("tai_nan_thuong_tich", "2023-6M"),
    ("tai_nan_thuong_tich", "2026-6M"),
    ("tu_cham_diem_phu_hop_tre_em", "2024-12M"),
]


@pytest.fixture
def write(tmp_path: Path, catalogue: Catalogue, registry: Registry) -> Write:
    def make(form: str, token: str, period: str) -> Path:
        out = tmp_path / f"{form}_{period}.xlsx"
        write_template(
            form, token, Period.parse(period), out, catalogue, registry, load_selections()
        )
        return out

    return make


@pytest.mark.parametrize(("form", "period"), FORMS)
def test_ward_form_is_prefilled_and_protected(write: Write, form: str, period: str) -> None:
    book = load_workbook(write(form, "00316", period))
    assert book.sheetnames[1:] == [CHECK_SHEET, EXPLANATION_SHEET, GUIDE_SHEET]
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    sheet = book.worksheets[0]
    found = {cell.value for row in sheet.iter_rows(max_row=20) for cell in row}
    old = period < "2025-7"
    assert (
        "Phường Đại Kim, Quận Hoàng Mai, Thành phố Hà Nội"
        if old
        else "Phường Định Công, Thành phố Hà Nội"
    ) in found
    assert "00316" in found
    assert Period.parse(period).label in found
    assert ("Phòng Lao động - Thương binh và Xã hội" if old else "Sở Y tế") in found


def test_cut_off_is_proposed_by_the_calendar(write: Write) -> None:
    sheet = load_workbook(write("bhyt_duoi_6_tuoi", "00316", "2024-9M")).worksheets[0]
    (line,) = [row for row in sheet.iter_rows() if row[1].value == "Ngày chốt số liệu:"]
    assert f"{line[2].value:%d/%m/%Y}" == "14/09/2024"


def test_wider_place_gets_lines_or_else_sheets(write: Write) -> None:
    rows = load_workbook(write("bhyt_duoi_6_tuoi", "hoang-mai", "2024-6M"))
    assert len(rows.sheetnames) == 4
    codes = [str(cell.value) for cell in rows.worksheets[0]["B"] if cell.value]
    assert [code for code in codes if code.startswith("00")][:2] == ["00301", "00304"]
    assert len([code for code in codes if code.startswith("00")]) == 14
    sheets = load_workbook(write("bo_chi_tieu_tre_em", "ha-trung", "2026-6M"))
    assert [name[:5] for name in sheets.sheetnames[:-3]] == [
        "15271",
        "15274",
        "15286",
        "15298",
        "15316",
    ]


def test_unknown_form_lists_the_forms(write: Write) -> None:
    with pytest.raises(
        TemplateError, match=r"bhyt_duoi_6_tuoi \(Bảo hiểm y tế trẻ em dưới 6 tuổi\)"
    ):
        write("bhyt", "00316", "2024-6M")
    with pytest.raises(TemplateError, match="chỉ báo cáo: 2024-12M"):
        write("tu_cham_diem_phu_hop_tre_em", "00316", "2024-6M")
    with pytest.raises(TemplateError, match="chưa có mẫu cho Năm 2018"):
        write("bhyt_duoi_6_tuoi", "00316", "2018-12M")
    with pytest.raises(UnknownPlace):
        write("bhyt_duoi_6_tuoi", "99999", "2024-6M")


def test_check_sheet_uses_functions_of_excel_2010(write: Write) -> None:
    allowed = {
        "SUM", "IF", "AND", "COUNT", "COUNTIF", "ROUND", "INDEX", "MATCH", "IFERROR", "VALUE",
        "LEFT", "MID", "FIND",
    }  # fmt: skip
    for form, period in FORMS:
        sheet = load_workbook(write(form, "00316", period))[CHECK_SHEET]
        formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        used = {name for text in formulas for name in re.findall(r"([A-Z][A-Z.0-9]+)\(", text)}
        assert used <= allowed
        assert max(map(len, formulas)) < 8192


# What follows lets LibreOffice work the formulas out, as Excel would on opening.


def consistent(form: str) -> dict[str, Any]:
    """Figures worked out by hand for the first ward form of each kind, by (row label, column)."""
    return {
        "bhyt_duoi_6_tuoi": lambda r, c: _bhyt(r)[c],
        "bo_chi_tieu_tre_em": lambda r, c: _children(r)[c],
        "tai_nan_thuong_tich": lambda r, c: 0,
        "tu_cham_diem_phu_hop_tre_em": lambda r, c: _score(r),
    }[form]  # type: ignore[return-value]


def _bhyt(row: int) -> list[int]:
    one = [20, 11, 9, 18, 10, 8, 2, 1, 0, 1, 0]
    return [6 * number for number in one] if row == 0 else one


def _children(row: int) -> list[int]:
    # rows: 0 section, 1 all, 2-6 ages, 7 from seven, 8 section, 9 HCĐB, 10-23 groups, 24 supported
    if row == 1:
        return [50, 25, 25]
    if row in range(2, 7):
        return [10, 5, 5]
    if row == 7:
        return [18, 9, 9]
    return [4, 2, 2] if row == 9 else [3, 1, 2]


def _score(row: int) -> float:
    if row == 13:
        return 650.5
    return 1 if row == 14 else 50.5 if row == 0 else 50


def fill(path: Path, form: str, change: dict[tuple[int, int], object] | None = None) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    index = next(cell.row for cell in sheet["A"] if cell.value == "A")
    first = next(c.column for c in sheet[index] if c.value == 1)
    for line in sheet.iter_rows(max_row=index):
        for label, value in pairwise(line):
            chosen = {"Tính chất số liệu:": "Chính thức", "Lãnh đạo đã ký duyệt:": "Có"}
            if label.value in chosen:
                value.value = chosen[label.value]
    given = consistent(form)
    row = index + 1
    while sheet.cell(row, 2).value and not str(sheet.cell(row, 1).value).startswith("Ghi chú"):
        for column in range(first, sheet.max_column + 1):
            cell = sheet.cell(row, column)
            at = (row - index - 1, column - first)
            if not cell.protection.locked:
                number = given(*at)  # type: ignore[operator]
                cell.value = f"{number}/0" if cell.number_format == "@" else number
                if change and at in change:
                    cell.value = change[at]
        row += 1
    book.save(path)


def recalculated(path: Path) -> list[list[Any]]:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: formulas cannot be worked out")
    out = path.parent / "calculated"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{path.parent}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = load_workbook(out / path.name, data_only=True)[CHECK_SHEET]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(("form", "period"), FORMS)
def test_consistent_filling_is_called_khop(write: Write, form: str, period: str) -> None:
    path = write(form, "00316", period)
    fill(path, form)
    lines = recalculated(path)
    assert lines[0][0] == "KHỚP", [line for line in lines[5:] if line[8] != "Khớp"][:3]
    assert {line[8] for line in lines[5:]} == {"Khớp"}


@pytest.mark.parametrize(
    ("form", "period", "change", "reason", "result"),
    [
        (
            "bhyt_duoi_6_tuoi", "2026-12M", {(0, 1): 67},
            "Số trẻ em dưới 6 tuổi đủ điều kiện cấp thẻ bảo hiểm y tế: "
            "phải bằng tổng các số chia theo giới tính.", "Lệch -1",
        ),
        (
            "bo_chi_tieu_tre_em", "2024-6M", {(24, 0): 5, (24, 1): 3},
            "Số trẻ em có hoàn cảnh đặc biệt được trợ giúp: không được lớn hơn "
            "Số trẻ em có hoàn cảnh đặc biệt.", "Lệch -1",
        ),
        (
            "tai_nan_thuong_tich", "2023-6M", {(2, 0): "2/0"},
            "Số trẻ em bị tai nạn, thương tích (Ngã): phải bằng tổng các số chia theo "
            "địa điểm xảy ra.", "Lệch -2",
        ),
        (
            "tu_cham_diem_phu_hop_tre_em", "2024-12M", {(13, 0): 651},
            "Điểm tự chấm theo tiêu chí: phải bằng tổng các số chia theo "
            "tiêu chí xã, phường phù hợp với trẻ em.", "Lệch 0.5",
        ),
    ],
)  # fmt: skip
def test_broken_relation_is_named(
    write: Write, form: str, period: str, change: dict[tuple[int, int], object],
    reason: str, result: str,
) -> None:  # fmt: skip
    path = write(form, "00316", period)
    fill(path, form, change)
    lines = recalculated(path)
    broken = {line[2]: line[8] for line in lines[5:] if line[8] != "Khớp"}
    assert broken[reason].replace(",", ".") == result
    assert lines[0][0] == f"CÓ LỖI: {len(broken)}"
    assert lines[1][0].startswith("Sửa trước tiên: ")


def test_blank_form_is_called_incomplete(write: Write) -> None:
    path = write("bhyt_duoi_6_tuoi", "00316", "2024-6M")
    load_workbook(path).save(path)
    lines = recalculated(path)
    assert lines[0][0] == "CHƯA ĐỦ"
    assert "Tính chất số liệu" in lines[1][0]
