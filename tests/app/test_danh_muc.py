"""Danh mục chỉ tiêu in every state, as a viewer would meet it."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sample import WARD_WITH_HAMLETS, Folder, Open
from streamlit.testing.v1 import AppTest
from test_pages import MID_2024, param, select, text_of

from childrights.periods import Period
from pages._shared import glossary

PATH, BHYT = "danh-muc", "bhyt_coverage_under_6"


def tables(app: AppTest) -> str:
    """The tables of the list."""
    return "".join(e.proto.body for e in app.get("html") if "te-wrap te-list" in e.proto.body)


def downloads(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_whole_catalogue_is_listed_to_all(
    open_page: Open, filled: Folder, audience: str
) -> None:
    app = open_page(filled.path, PATH, audience=audience, **MID_2024)
    text = text_of(app)
    assert app.title[0].value == "Danh mục chỉ tiêu"
    assert f"{len(filled.catalogue.indicators)} chỉ tiêu" in text
    assert all(item.name in text for item in filled.catalogue.indicators.values())
    assert downloads(app) == ["Tải danh mục (Excel)", "Tải danh mục (Word)"]


def test_the_list_shows_the_target_of_the_place_in_view(open_page: Open, filled: Folder) -> None:
    in_2024 = tables(open_page(filled.path, PATH, tim="the bao hiem y te duoi 6", **MID_2024))
    assert "100%" in in_2024 and "Quận Hoàng Mai, kế hoạch năm 2024" in in_2024
    other = {**MID_2024, "nam": "2022"}
    in_2022 = tables(open_page(filled.path, PATH, tim="the bao hiem y te duoi 6", **other))
    assert "Quận Hoàng Mai, kế hoạch năm 2024" not in in_2022


def test_a_search_without_accents_narrows_the_list(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, PATH, **MID_2024)
    app.text_input[0].set_value("duoi nuoc").run()
    assert param(app.query_params["tim"]) == "duoi nuoc"
    assert "Số trẻ em tử vong do đuối nước" in tables(app)
    assert "Dân số trẻ em" not in tables(app)
    assert "tim=duoi+nuoc" in tables(app)  # a link keeps the search


@pytest.mark.parametrize(
    ("label", "name", "option", "inside", "outside"),
    [
        ("Nhóm", "nhom", "culture", "vui chơi", "Dân số trẻ em"),
        ("Biểu mẫu", "bieu", "bhyt_duoi_6_tuoi", "bảo hiểm y tế", "Dân số trẻ em"),
        ("Mức độ nhạy cảm", "nhay-cam", "co", "nhiễm HIV", "Dân số trẻ em"),
        ("Mức được giao", "giao", "co", "thẻ bảo hiểm y tế", "Dân số trẻ em"),
    ],
)
def test_each_filter_narrows_the_list_and_stands_in_the_address(
    open_page: Open, filled: Folder, label: str, name: str, option: str, inside: str, outside: str
) -> None:
    app = open_page(filled.path, PATH, **MID_2024)
    assert outside in tables(app)
    select(app, label).set_value(option).run()  # type: ignore[attr-defined]
    assert param(app.query_params[name]) == option
    assert inside in tables(app) and outside not in tables(app)
    select(app, label).set_value("").run()  # type: ignore[attr-defined]
    assert name not in app.query_params and outside in tables(app)


def test_nothing_found_says_so_and_offers_the_whole_list(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, PATH, tim="zzzz", nhom="health", **MID_2024)
    assert "Không có chỉ tiêu nào khớp" in text_of(app) and tables(app) == ""
    next(b for b in app.button if b.label == "Bỏ điều kiện tìm").click().run()
    assert "Dân số trẻ em" in tables(app)
    assert "tim" not in app.query_params and "nhom" not in app.query_params


def test_a_filter_that_means_nothing_is_kept_and_finds_nothing(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, PATH, nhom="suc-khoe", **MID_2024)
    assert "Không có chỉ tiêu nào khớp" in text_of(app)
    assert select(app, "Nhóm").value == "suc-khoe"  # type: ignore[attr-defined]


def test_one_indicator_opens_in_full_and_closes(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, PATH, chi_tieu=BHYT, **MID_2024)
    text, indicator = text_of(app), filled.catalogue.indicators[BHYT]
    for words in (indicator.definition, indicator.formula, indicator.source.document):
        assert words in text
    assert f"ket-qua?dia-ban=hoang-mai&amp;nam=2024&amp;ky=6T&amp;chi-tieu={BHYT}" in text
    assert "Kế hoạch số 140/KH-UBND" in text and "Hết hiệu lực sau ngày 30/6/2025" in text
    assert "Gửi: Phòng Lao động - Thương binh và Xã hội" in text  # the version of 2024
    assert downloads(app)[2:] == [
        "Tải biểu trống: Quận Hoàng Mai (đến 30/6/2025), 6 tháng đầu năm 2024"
    ]
    next(b for b in app.button if b.label == "Đóng").click().run()
    assert "chi-tieu" not in app.query_params and indicator.formula not in text_of(app)


def test_every_indicator_can_be_opened(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, PATH, tim="zzzz", **MID_2024)
    for name in filled.catalogue.indicators:
        app.query_params["chi-tieu"] = name
        text = text_of(app.run())
        assert filled.catalogue.indicators[name].responsible in text
        assert "Biểu mẫu mang số liệu" in text


def test_a_form_not_sent_for_the_period_says_for_which_it_is(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, PATH, chi_tieu="child_friendly_status", **MID_2024)
    assert "không báo cáo kỳ 2024-6M; chỉ báo cáo: 2024-12M" in text_of(app)
    assert len(downloads(app)) == 2


def test_an_unknown_indicator_is_answered_above_the_list(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, PATH, chi_tieu="child_injurie", **MID_2024)
    assert "Không có chỉ tiêu “child_injurie”" in text_of(app) and "Dân số trẻ em" in tables(app)
    app.button[0].click().run()
    assert param(app.query_params["chi-tieu"]) == "child_injuries"


def test_without_a_place_the_catalogue_can_still_be_read(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "dia_ban": "hoang-may"}
    app = open_page(filled.path, PATH, chi_tieu=BHYT, **asked)
    text = text_of(app)
    assert "Không có địa bàn “hoang-may”" in text
    assert filled.catalogue.indicators[BHYT].definition in text and "Dân số trẻ em" in tables(app)
    assert "Chọn địa bàn và kỳ báo cáo để tải biểu trống" in text
    assert "ket-qua?" not in text and len(downloads(app)) == 2
    app.button[0].click().run()
    assert len(downloads(app)) == 3


def test_the_blank_form_is_that_of_the_view(filled: Folder, open_page: Open) -> None:
    asked = {**MID_2024, "dia_ban": WARD_WITH_HAMLETS}
    app = open_page(filled.path, PATH, chi_tieu=BHYT, **asked)
    content = glossary.blank_form(app.session_state["sight"], "bhyt_duoi_6_tuoi")
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    words = {cell.value for row in sheet.iter_rows(max_row=20) for cell in row}
    unit = filled.registry.at(WARD_WITH_HAMLETS, Period.parse("2024-6M").last_day)
    assert filled.registry.full_name(unit) in words
    assert {WARD_WITH_HAMLETS, "6 tháng đầu năm 2024"} <= words
