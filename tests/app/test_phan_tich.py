"""Phân tổ số liệu; Tai nạn, thương tích; Xã, phường phù hợp với trẻ em: in every state.

Opening a data folder costs more than a page, so each test asks one opened folder many things.
"""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sample import Folder, Open, card_holders, deaths
from streamlit.testing.v1 import AppTest
from test_pages import param, select, text_of

from childrights.briefing.table_file import data_table
from childrights.briefing.workbook import workbook_bytes
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look
from childrights.like_parts import parts_against_last_year
from childrights.periods import Period
from childrights.warehouse.ledger import DataKind

PAGES = {
    "phan-to": "Phân tổ số liệu",
    "tai-nan": "Tai nạn, thương tích",
    "xa-phuong": "Xã, phường phù hợp với trẻ em",
}
MID_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "6T"}
YEAR_2024 = {**MID_2024, "ky": "12T"}
INJURIES = "child_injuries"


def html_of(app: AppTest, marker: str) -> list[str]:
    bodies = [element.proto.body for element in app.get("html")]
    return [body for body in bodies if marker in body and "<style>" not in body]


def labels_of(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


# ── States of every page ──────────────────────────────────────────────────────────────────


def test_an_empty_folder_says_what_to_do(open_page: Open, tmp_path: Path) -> None:
    for path in PAGES:
        assert "python -m etl load" in text_of(open_page(tmp_path, path))


def test_one_submission_of_another_form_is_no_zero(open_page: Open, tmp_path: Path) -> None:
    folder = Folder(tmp_path, DataKind.REAL)
    one = folder.reports("hoang-mai", Period.parse("2024-6M"))
    folder.load([next(item for item in one if item.form == "bhyt_duoi_6_tuoi")])
    for path, title in PAGES.items():
        app = open_page(tmp_path, path, chi_tieu=INJURIES)
        text = text_of(app)
        assert app.title[0].value == title
        assert "Chưa báo cáo" in text or "chưa báo cáo" in text
        assert "Không phát sinh" not in text and "DỮ LIỆU MINH HỌA" not in text
        matrices = "".join(html_of(app, "te-matrix"))
        assert "te-value" not in matrices and "te-zero" not in matrices


def test_an_unknown_place_is_answered(open_page: Open, filled: Folder) -> None:
    for path, title in PAGES.items():
        app = open_page(filled.path, path, dia_ban="hoang-may", nam="2024", ky="6T")
        assert "Không có địa bàn “hoang-may”" in text_of(app)
        app.button[0].click().run()
        assert app.title[0].value == title and "DỮ LIỆU MINH HỌA" in text_of(app)


# ── Phân tổ số liệu ───────────────────────────────────────────────────────────────────────


def test_a_breakdown_has_its_table_its_shares_and_its_years(
    open_page: Open, filled: Folder
) -> None:
    asked = {**MID_2024, "chi_tieu": "bhyt_coverage_under_6", "phan_to": "sex"}
    app = open_page(filled.path, "phan-to", **asked)
    text, (table,) = text_of(app), html_of(app, "<caption>")
    # 13 wards reported; each sex has half of a ward's card holders, rounded down.
    holders = sum(card_holders(position, 2024) // 2 for position in range(13))
    assert table.count(f">{holders}</span>") == 2
    assert "Cơ cấu tử số (%)" in table and "13/14 phường đã báo cáo" in text
    shares = re.findall(r'te-right"><span class="te-\w+ te-none">(\d+,\d)</span>', table)
    whole, *parts = [Decimal(share.replace(",", ".")) for share in shares]
    assert whole == 100 and sum(parts) == 100
    (years,) = html_of(app, "te-panels")
    assert years.count('class="te-panel"') == 2 and "2024 (13/14)" in years and "2022" in years
    assert {"Tải bảng (Excel)", "Tải bảng (CSV)"} <= set(labels_of(app))
    select(app, "Chỉ tiêu").set_value("special_circumstances_by_group").run()  # type: ignore[attr-defined]
    text = text_of(app)
    assert "Các nhóm có thể trùng nhau" in text and "Cơ cấu" not in text
    select(app, "Chỉ tiêu").set_value("child_friendly_status").run()  # type: ignore[attr-defined]
    assert "không có phân tổ" in text_of(app)
    lacking = open_page(filled.path, "phan-to", **{**asked, "phan_to": "cause"})
    assert "Không phân tổ được theo “Loại tai nạn, thương tích”" in text_of(lacking)


def test_two_ways_at_once_are_a_matrix_with_totals(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "chi_tieu": INJURIES, "phan_to": "sex", "va_theo": "age"}
    app = open_page(filled.path, "phan-to", **asked)
    (matrix,) = html_of(app, "te-matrix")
    whole = sum(4 + position for position in range(13))
    assert f'<td><span class="te-value te-none">{whole}</span></td>' in matrix
    assert "có trong số chung mà đơn vị chưa ghi phân tổ" in text_of(app)
    assert "13/14 phường đã báo cáo" in text_of(app)
    select(app, "và theo").set_value("unit").run()  # type: ignore[attr-defined]
    (by_unit,) = html_of(app, "te-matrix")
    units = filled.units("hoang-mai", Period.parse("2024-6M"))
    assert all(f"dia-ban={unit.code}" in by_unit and unit.name in by_unit for unit in units)
    assert param(app.query_params["va-theo"]) == "unit"
    assert f"Chưa báo cáo: {units[-1].name}." in text_of(app)


def test_the_public_sees_one_way_at_a_time_and_nothing_hidden(
    open_page: Open, filled: Folder
) -> None:
    crossed = {**MID_2024, "chi_tieu": INJURIES, "phan_to": "sex", "va_theo": "age"}
    app = open_page(filled.path, "phan-to", audience="public", **crossed)
    assert "từng cách phân tổ một" in text_of(app) and not html_of(app, "te-matrix")
    injuries = open_page(filled.path, "tai-nan", audience="public", **MID_2024)
    assert not html_of(injuries, "te-matrix") and html_of(injuries, "te-panels")
    assert "từng cách phân tổ một" in text_of(injuries)
    asked = {**MID_2024, "chi_tieu": "special_circumstances_by_group"}
    (outside,) = html_of(open_page(filled.path, "phan-to", audience="public", **asked), "<caption>")
    figures = re.findall(r'te-right"><span class="te-([\w-]+) ', outside)
    assert len(figures) == 15 and set(figures) == {"hidden"}
    (inside,) = html_of(open_page(filled.path, "phan-to", **asked), "<caption>")
    assert "Không công bố" in outside and "Không công bố" not in inside


def test_a_table_leaves_with_numbers_as_numbers_and_words_as_words() -> None:
    cells = (
        (Cell("Nam"), Cell("98,5%", note="Số sơ bộ", number=Decimal("98.5"))),
        (Cell("=Nữ"), Cell("Chưa báo cáo", Look.MISSING)),
    )
    table = Table("Bảng", (Column("Giới"), Column("Tỷ lệ (%)", numeric=True)), cells, "Chân bảng")
    file = data_table(table, "Hoàng Mai", ("Nguồn",))
    assert file.rows == (("Nam", Decimal("98.5"), "Số sơ bộ"), ("=Nữ", "Chưa báo cáo", ""))
    assert file.notes == ("Chân bảng", "Nguồn") and file.subtitle == "Hoàng Mai"
    sheet = load_workbook(BytesIO(workbook_bytes([file], title="Bảng"))).worksheets[0]
    found = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert found[98.5].data_type == "n" and found["=Nữ"].data_type == "s"


# ── Tai nạn, thương tích ──────────────────────────────────────────────────────────────────


def test_deaths_come_first_and_drowning_apart(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "tai-nan", **MID_2024)
    (cards,) = html_of(app, 'class="te-cards"')
    titles = re.findall(r"te-card-title\">([^<]+)<", cards)
    assert titles[:3] == [
        "Tử vong do tai nạn, thương tích", "Tử vong do đuối nước", "Trẻ em bị tai nạn, thương tích",
    ]  # fmt: skip
    # One death in each year: cùng kỳ is said in cases and never as a percentage.
    assert sum(deaths(position) for position in range(13)) == 1
    first = cards.partition(titles[1])[0]
    assert "%" not in first.partition("<ul")[2] and "Không thay đổi" in first
    text = text_of(app)
    assert "Không tính tỷ suất" in text and "trên 100.000" in text
    matrices = html_of(app, "te-matrix")
    assert len(matrices) == 2 and "Nam" in matrices[0] and "Cộng đồng" in matrices[1]
    cases = open_page(filled.path, "tai-nan", **MID_2024, so_lieu=INJURIES)
    said = "Theo loại tai nạn, thương tích, giới tính, nhóm tuổi: trẻ em bị tai nạn"
    assert said in text_of(cases)
    ward = filled.units("hoang-mai", Period.parse("2024-6M"))[0].code
    one = text_of(open_page(filled.path, "tai-nan", **{**MID_2024, "dia_ban": ward}))
    assert "**Không phát sinh**: số trẻ em tử vong" in one
    reformed = open_page(filled.path, "tai-nan", dia_ban="hoang-mai", nam="2026", ky="6T")
    assert "nên không so sánh" in text_of(reformed)


def test_cung_ky_by_cause_is_over_like_units(filled: Folder) -> None:
    """13 wards reported in both periods; a cause holds a fifth of a ward's cases, rounded down."""
    desk, now = open_desk(filled.path), Period.parse("2024-6M")
    found = parts_against_last_year(desk, INJURIES, "cause", "hoang-mai", now, Audience.INTERNAL)
    assert found is not None
    assert [value.units_reported for value in found.whole] == [13, 13]
    assert found.whole[0].value == sum(4 + position for position in range(13))
    each = sum((4 + position) // 5 for position in range(13))
    assert {value.value for pair in found.parts for value in pair} == {each}
    assert len(found.parts) == 11
    later = Period.parse("2026-6M")
    nothing = parts_against_last_year(
        desk, INJURIES, "cause", "hoang-mai", later, Audience.INTERNAL
    )
    assert nothing is None, "every ward was divided in the reform"


# ── Xã, phường phù hợp với trẻ em ─────────────────────────────────────────────────────────


def test_criteria_units_and_what_is_lacking(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "xa-phuong", **YEAR_2024)
    text, matrices = text_of(app), html_of(app, "te-matrix")
    # Every second of fourteen wards is recognised; each has 70 points in all.
    assert "Năm 2024: 7/14 phường đã công nhận; 7/14 phường chưa đủ điều kiện." in text
    units = filled.units("hoang-mai", Period.parse("2024-12M"))
    assert all(unit.name in matrices[0] for unit in units)
    assert "13. Mức độ hài lòng" in matrices[0] and "tối đa 125 điểm" in matrices[0]
    assert all(year in matrices[1] for year in ("2022", "2023", "2024"))
    assert "mức 800: thiếu 730; mức 850: thiếu 780; mức 900: thiếu 830" in text
    own = open_page(filled.path, "xa-phuong", **{**YEAR_2024, "dia_ban": units[1].code})
    (matrix,) = html_of(own, "te-matrix")
    assert "Kết luận" in matrix and "2022" in matrix and "2024" in matrix
    assert "Năm 2024: chưa đủ điều kiện." in text_of(own)
    reformed = open_page(filled.path, "xa-phuong", dia_ban="hoang-mai", nam="2026", ky="6T")
    text = text_of(reformed)
    assert "0/7 phường đã công nhận; 7/7 phường chưa đánh giá lại sau sắp xếp" in text
    assert "không thừa hưởng điểm và kết quả công nhận" in text


def test_unknown_pass_marks_never_conclude(open_page: Open, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.load(folder.reports("hoang-mai", Period.parse("2024-12M")))
    overlay = tmp_path / "overlay" / "recognition.yaml"
    kinds = ", ".join(f"{name}: {{label: x, minimum: 60}}" for name in ("urban", "other", "remote"))
    overlay.write_text(f"classes: {{{kinds}}}\n", encoding="utf-8")
    app = open_page(tmp_path, "xa-phuong")
    assert "7/14 phường chưa kết luận được" in text_of(app)
    assert "Điều chưa biết không được tính là đạt" in text_of(app)
    codes = ", ".join(f"C{number:02d}: 1" for number in range(1, 14))
    overlay.write_text(f"classes: {{{kinds}}}\npass_marks: {{{codes}}}\n", encoding="utf-8")
    app.run()
    assert "7/14 phường đủ điểm, chưa công nhận" in text_of(app)
    overlay.write_text("pass_marks: {C99: 1}\n", encoding="utf-8")
    app.run()
    assert "recognition.yaml:1" in text_of(app)
