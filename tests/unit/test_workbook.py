"""A written form, read back with openpyxl."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.periods import Period
from childrights.places.model import Level, Locality, LocalityKey
from etl.frame import load_frame
from etl.workbook import Grid, SheetContent, UnitRow, write_workbook
from etl.workbook_rules import boxes_of

PERIOD = Period.parse("2024-6M")


def unit_sheet(
    catalogue: Catalogue, form: str = "bhyt_duoi_6_tuoi@2021", **more: object
) -> SheetContent:
    known = {
        "version": catalogue.forms[form],
        "layout": Layout.UNIT,
        "period": PERIOD,
        "sheet_name": "Biểu",
        "header": {"locality": "Phường Đại Kim, Quận Hoàng Mai", "locality_code": "00316"},
    }
    return SheetContent(**{**known, **more})  # type: ignore[arg-type]


def written(
    path: Path, content: SheetContent, catalogue: Catalogue, guide: bool = False
) -> tuple[Worksheet, Grid]:
    (grid,) = write_workbook(path, [content], load_frame(), guide=guide, catalogue=catalogue)
    return load_workbook(path).worksheets[0], grid


def texts(sheet: Worksheet) -> list[str]:
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def test_headings_are_merged_over_three_levels(tmp_path: Path, catalogue: Catalogue) -> None:
    sheet, grid = written(tmp_path / "a.xlsx", unit_sheet(catalogue), catalogue)
    top = grid.index_row - 2  # openpyxl counts from 1, and there are three levels
    merged = {str(box) for box in sheet.merged_cells.ranges}
    assert {
        f"A{top}:A{top + 2}",
        f"C{top}:E{top}",
        f"I{top}:M{top}",
        f"J{top + 1}:M{top + 1}",
    } <= merged
    assert f"C{top + 1}:C{top + 2}" in merged
    assert sheet.cell(top + 2, 10).value == "Chưa đăng ký khai sinh"
    index = [sheet.cell(grid.index_row + 1, column).value for column in range(1, 14)]
    assert index == ["A", "B", *range(1, 12)]


def test_frame_label_has_its_value_to_the_right(tmp_path: Path, catalogue: Catalogue) -> None:
    header = {
        "locality": "Phường Đại Kim, Quận Hoàng Mai",
        "locality_code": "00316",
        "cut_off": date(2024, 5, 14),
        "nature": "Sơ bộ",
    }
    sheet, grid = written(tmp_path / "a.xlsx", unit_sheet(catalogue, header=header), catalogue)
    found = {
        str(cell.value).rstrip(":"): sheet.cell(cell.row, cell.column + 1).value
        for row in sheet.iter_rows(max_row=grid.index_row)
        for cell in row
        if cell.value is not None and str(cell.value).endswith(":")
    }
    assert found["Mã đơn vị"] == "00316"
    assert found["Ngày chốt số liệu"].date() == date(2024, 5, 14)  # type: ignore[union-attr]
    assert found["Tính chất số liệu"] == "Sơ bộ"


def test_only_cells_to_be_filled_in_are_unlocked(tmp_path: Path, catalogue: Catalogue) -> None:
    sheet, grid = written(tmp_path / "a.xlsx", unit_sheet(catalogue), catalogue)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {
        (c.row - 1, c.column - 1)
        for row in sheet.iter_rows()
        for c in row
        if not c.protection.locked
    }
    figures = {
        (grid.row_of(row), grid.first_column + column) for row in range(7) for column in range(11)
    }
    assert figures <= open_cells
    frame = {
        cell for name, cell in grid.frame_cells.items() if name not in ("locality", "locality_code")
    }
    assert frame <= open_cells
    above = {cell for cell in open_cells if cell[0] < grid.body_row}
    assert {row for row, _ in above} == {row for row, _ in frame}


@pytest.mark.parametrize(
    ("form", "kind", "lowest", "highest"),
    [
        ("bhyt_duoi_6_tuoi@2021", "whole", "0", None),
        ("tu_cham_diem_phu_hop_tre_em@2019", "decimal", "0", "125"),
        ("tu_cham_diem_phu_hop_tre_em@2019", "whole", "0", "1"),
    ],
)
def test_figures_are_validated(
    tmp_path: Path, catalogue: Catalogue, form: str, kind: str, lowest: str, highest: str | None
) -> None:
    sheet, _ = written(tmp_path / "a.xlsx", unit_sheet(catalogue, form), catalogue)
    rules = [(v.type, v.formula1, v.formula2) for v in sheet.data_validations.dataValidation]
    assert (kind, lowest, highest) in rules


def test_every_figure_is_validated_once_and_words_are_chosen_from_lists(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    sheet, grid = written(
        tmp_path / "a.xlsx", unit_sheet(catalogue, "tai_nan_thuong_tich@2021"), catalogue
    )
    custom = [v for v in sheet.data_validations.dataValidation if v.type == "custom"]
    assert len(custom) == 1
    assert len(custom[0].formula1) <= 255
    covered = {cell for box in custom[0].sqref.ranges for row in box.rows for cell in row}
    assert len(covered) == 45 * 9
    lists = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert lists == ['"Chính thức,Sơ bộ,Ước thực hiện"', '"Có,Không"']
    packed = sheet.cell(grid.body_row + 1, grid.first_column + 1)
    assert packed.number_format == "@"


def test_values_keep_their_kind(tmp_path: Path, catalogue: Catalogue) -> None:
    values = {(0, 0): 42, (0, 1): Decimal("1.5"), (0, 2): "hơn 360", (0, 3): None, (0, 4): "=1+1"}
    sheet, grid = written(tmp_path / "a.xlsx", unit_sheet(catalogue, values=values), catalogue)
    line = [sheet.cell(grid.body_row + 1, grid.first_column + 1 + c) for c in range(5)]
    assert [cell.value for cell in line] == [42, 1.5, "hơn 360", None, "=1+1"]
    assert line[4].data_type == "s"


@pytest.mark.parametrize("position", ["first", "last", None])
def test_rows_layout_puts_the_total_where_it_is_asked_for(
    tmp_path: Path, catalogue: Catalogue, position: str | None
) -> None:
    localities = [
        Locality(LocalityKey(code, date(2020, 1, 1)), name, Level.COMMUNE, "008", "01")
        for code, name in (("00001", "Phường Một"), ("00002", "Phường Hai"))
    ]
    rows = tuple(UnitRow(unit, unit.name, {0: 10 + i}) for i, unit in enumerate(localities))
    content = unit_sheet(
        catalogue, layout=Layout.ROWS, rows=rows, totals={0: 21}, total_position=position
    )
    sheet, grid = written(tmp_path / "a.xlsx", content, catalogue)
    lines = [
        [sheet.cell(row, column).value for column in (2, 3, 4)]
        for row in range(grid.body_row + 1, grid.body_row + 4)
    ]
    units = [["00001", "Phường Một", 10], ["00002", "Phường Hai", 11]]
    total = [None, "TỔNG CỘNG", 21]
    expected = {"first": [total, *units], "last": [*units, total], None: units}[position]
    assert lines[: len(expected)] == expected
    if grid.total_row is not None:
        assert sheet.cell(grid.total_row + 1, 3).value == "TỔNG CỘNG"
    assert sheet.cell(grid.row_of(1) + 1, 3).value == "Phường Hai"


def test_demonstration_is_marked_on_the_sheet_and_in_the_file(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "a.xlsx"
    mark = load_frame().mark.demonstration
    sheet, _ = written(path, unit_sheet(catalogue, demonstration=True), catalogue)
    assert sheet["A1"].value == mark
    assert sheet["A1"].font.color.rgb == "FFC00000"
    assert load_workbook(path).properties.description == mark
    plain, _ = written(path, unit_sheet(catalogue), catalogue)
    assert mark not in texts(plain)
    assert load_workbook(path).properties.description != mark


def test_sheet_prints_on_a4_with_its_headings_repeated(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    sheet, grid = written(tmp_path / "a.xlsx", unit_sheet(catalogue), catalogue)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${grid.index_row - 2}:${grid.index_row + 1}"
    small, _ = written(
        tmp_path / "b.xlsx", unit_sheet(catalogue, "bo_chi_tieu_tre_em@2021"), catalogue
    )
    assert small.page_setup.orientation != "landscape"
    assert sheet.freeze_panes == "C1"


def test_the_guide_says_who_fills_in_the_form_and_who_is_sent_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "a.xlsx"
    written(path, unit_sheet(catalogue), catalogue, guide=True)
    sheet = load_workbook(path)["Hướng dẫn"]
    told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    said = [text for text in told if text.startswith("Đơn vị lập biểu: ")]
    assert len(said) == 1 and "Nơi nhận: " in said[0]


def test_same_content_same_bytes(tmp_path: Path, catalogue: Catalogue) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        written(tmp_path / name, unit_sheet(catalogue), catalogue, guide=True)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@settings(max_examples=25)
@given(st.sampled_from("=+-@\t\r"), st.text(alphabet='A1+(")!', min_size=1, max_size=12))
def test_no_text_becomes_a_formula(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, first: str, rest: str
) -> None:
    bad = first + rest
    content = unit_sheet(
        catalogue,
        header={"locality": bad, "locality_code": bad, "letter_number": bad},
        values={(0, 0): bad},
        place=bad,
    )
    sheet, _ = written(tmp_path_factory.mktemp("f") / "a.xlsx", content, catalogue)
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40))
def test_boxes_cover_exactly_the_cells(chosen: set[tuple[int, int]]) -> None:
    covered = [
        (row, column)
        for top, left, bottom, right in boxes_of(chosen)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted(chosen)
