"""Every page in every state, as a viewer would meet it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st
from sample import WARD_WITH_HAMLETS, Folder, Open, submission
from streamlit.testing.v1 import AppTest

from childrights.desk import open_desk
from childrights.figures.words import say_value
from childrights.periods import Period
from childrights.warehouse.ledger import DataKind
from childrights.warehouse.records import Finding, Severity

PAGES = {
    "": "Tổng quan",
    "ho-so": "Hồ sơ địa phương",
    "ket-qua": "Kết quả thực hiện chỉ tiêu",
    "ban-do": "Bản đồ",
    "so-sanh": "So sánh giữa các địa phương",
}
MID_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "6T"}
BHYT = "bhyt_coverage_under_6"


def text_of(app: AppTest) -> str:
    """Everything written on the page, HTML included."""
    assert not app.exception, app.exception
    written = [element.value for kind in ("title", "header", "markdown", "caption", "code")
               for element in app.get(kind)]  # fmt: skip
    return "\n".join([*written, *(element.proto.body for element in app.get("html"))])


def bhyt(folder: Folder, token: str, period: str) -> str:
    """What the desk says, written as on the screen."""
    desk = open_desk(folder.path)
    value = desk.value(BHYT, token, Period.parse(period))
    return say_value(desk.catalogue.indicators[BHYT], value)


def param(found: object) -> str:
    """One parameter of the address: AppTest gives a list for what a script wrote."""
    return found[0] if isinstance(found, list) else str(found)


def select(app: AppTest, label: str) -> object:
    return next(box for box in app.selectbox if box.label == label)


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_folder_says_what_to_do(open_page: Open, tmp_path: Path, path: str) -> None:
    text = text_of(open_page(tmp_path, path))
    assert "Chưa có số liệu" in text and "python -m etl load" in text


def test_nothing_accepted_says_what_to_do(open_page: Open, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    period = Period.parse("2024-6M")
    unit = folder.units("hoang-mai", period)[0]
    wrong = Finding(Severity.ERROR, "part_within_whole", "Sai", "Biểu", "D5")
    form = "bhyt_duoi_6_tuoi"
    folder.load([submission(folder.catalogue, form, unit, 0, period, findings=(wrong,))])
    text = text_of(open_page(tmp_path))
    assert "Chưa có báo cáo nào được tiếp nhận" in text and "python -m etl check" in text


def test_a_broken_overlay_says_file_and_line(open_page: Open, tmp_path: Path) -> None:
    Folder(tmp_path)
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "CURRENT").write_text("wh-1", encoding="utf-8")
    bad = "targets:\n  - {id: A, indicator: khong_co}\n"
    (tmp_path / "overlay" / "targets.yaml").write_text(bad, encoding="utf-8")
    text = text_of(open_page(tmp_path))
    assert "Tệp cấu hình có lỗi" in text and "targets.yaml:2" in text


def test_figures_behind_the_ledger_say_so(open_page: Open, tmp_path: Path) -> None:
    """A load whose snapshot was never built; the next whole load takes the words away."""
    folder = Folder(tmp_path)
    reports = folder.reports("hoang-mai", Period.parse("2024-6M"))
    folder.load(reports[:2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sample.publish", lambda *_: None)
        folder.load(reports[4:6])
    behind = open_page(tmp_path)
    assert "Đã tiếp nhận thêm báo cáo" in behind.warning[0].value
    assert "90,0%" not in text_of(behind) and behind.title[0].value == "Tổng quan"
    folder.load(reports[6:8])
    st.cache_resource.clear()
    assert not open_page(tmp_path).warning


def test_few_units_are_called_and_the_others_counted(open_page: Open, filled: Folder) -> None:
    """Of 2024: the ward of the one death, and the ward whose report was sent back."""
    app = open_page(filled.path, **MID_2024)
    text = text_of(app)
    first, *others = [e.proto.body for e in app.get("html") if "te-calls" in e.proto.body]
    wards = filled.units("hoang-mai", Period.parse("2024-6M"))
    assert wards[2].name in first and wards[-1].name in first
    assert "Tử vong do tai nạn, thương tích: 1 trẻ em" in first
    called, more = first.count('te-call"'), sum(each.count('te-call"') for each in others)
    assert called <= 5 and f"{called} phường cần đôn đốc" in text
    assert not more or f"và {more} phường khác cần theo dõi" in text


def test_the_link_reopens_the_view(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "dia_gioi": "hien-nay", "chi_tieu": BHYT}
    text = text_of(open_page(filled.path, "ket-qua", **asked))
    (query,) = re.findall(r"/\?(dia-ban=hoang-mai\S+)$", text, re.MULTILINE)
    assert {"nam=2024", "ky=6T", "dia-gioi=hien-nay", f"chi-tieu={BHYT}"} <= set(query.split("&"))


def test_an_unknown_dia_gioi_is_answered(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ket-qua", dia_gioi="mai-sau", **MID_2024)
    assert "Không hiểu địa giới “mai-sau”" in text_of(app)
    assert param(app.query_params["dia-gioi"]) == "mai-sau"


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """One submission of one ward, in a folder of real data."""
    folder = Folder(tmp_path_factory.mktemp("single"), DataKind.REAL)
    one = folder.reports("hoang-mai", Period.parse("2024-6M"))
    folder.load([next(item for item in one if item.form == "bhyt_duoi_6_tuoi")])
    return folder


@pytest.mark.parametrize("path", PAGES)
def test_one_submission_is_enough(open_page: Open, single: Folder, path: str) -> None:
    app = open_page(single.path, path)
    text = text_of(app)
    assert app.title[0].value == PAGES[path]
    assert bhyt(single, "hoang-mai", "2024-6M") in text and "1/14 phường đã báo cáo" in text
    assert "Chưa báo cáo" in text
    assert "DỮ LIỆU MINH HỌA" not in text


@pytest.mark.parametrize("path", PAGES)
def test_demonstration_figures_say_so(open_page: Open, filled: Folder, path: str) -> None:
    assert "DỮ LIỆU MINH HỌA" in text_of(open_page(filled.path, path))


def test_overview_shows_what_the_desk_says(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, **MID_2024))
    # 14 wards with 84 … 97 cards of 100 each; the last one has not reported.
    assert bhyt(filled, "hoang-mai", "2024-6M") == "90,0%" and "90,0%" in text
    assert "13/14 phường đã báo cáo đủ" in text
    assert "Chỉ tiêu: 100%" in text and "Quận Hoàng Mai, kế hoạch năm 2024" in text
    assert "so với cùng kỳ năm 2023" in text
    assert "Số liệu tính đến 14/5/2024" in text
    assert "Quá hạn" in text or "Trả lại để hoàn thiện" in text


def test_a_yearly_indicator_says_its_year(open_page: Open, filled: Folder) -> None:
    assert "Số liệu năm 2023" in text_of(open_page(filled.path, **MID_2024))


def test_like_units_are_compared_with_last_year(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, dia_ban="hoang-mai", nam="2023", ky="6T"))
    assert "Tăng 2,0 điểm phần trăm so với cùng kỳ năm 2022" in text


def test_a_commune_is_compared_with_peers_past_and_hamlets(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, **{**MID_2024, "dia_ban": WARD_WITH_HAMLETS}))
    assert "So với bình quân các đơn vị cùng cấp" in text and "90,0%" in text
    assert "So với chính đơn vị qua các năm" in text
    assert "Tổ dân phố số 1" in text
    assert "Địa phương cần quan tâm" not in text


def test_years_on_either_side_of_the_reform_say_that_they_are_two_territories(
    open_page: Open, filled: Folder
) -> None:
    def years(**query: str) -> str:
        text = text_of(open_page(filled.path, "ho-so", **query))
        return text.split("<caption>Cùng kỳ các năm")[1].partition("</figure>")[0]

    around = years(dia_ban="hoang-mai", nam="2026", ky="6T")
    assert "Sắp xếp địa giới 01/7/2025: số trước và sau ngày này là của hai vùng" in around
    before = years(dia_ban="hoang-mai", nam="2024", ky="12T")
    own = years(dia_ban=WARD_WITH_HAMLETS, nam="2024", ky="6T")
    assert "Sắp xếp địa giới" not in before + own


def test_a_commune_without_hamlets_says_how_to_have_them(open_page: Open, filled: Folder) -> None:
    other = filled.units("hoang-mai", Period.parse("2024-6M"))[3].code
    text = text_of(open_page(filled.path, **{**MID_2024, "dia_ban": other}))
    assert "Chưa có số liệu đến thôn, tổ dân phố" in text


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_place_is_answered_and_the_filter_still_works(
    open_page: Open, filled: Folder, path: str
) -> None:
    app = open_page(filled.path, path, dia_ban="hoang-may", nam="2024", ky="6T")
    assert "Không có địa bàn “hoang-may”" in text_of(app)
    assert param(app.query_params["dia-ban"]) == "hoang-may"
    app.button[0].click().run()
    assert param(app.query_params["dia-ban"]) == "hoang-mai"
    assert PAGES[path] == app.title[0].value


def test_a_year_without_data_says_so_and_offers_the_nearest(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, dia_ban="hoang-mai", nam="2021", ky="6T")
    text = text_of(app)
    assert "chưa có báo cáo nào được tiếp nhận cho kỳ 6 tháng đầu năm 2021" in text
    assert "Chưa báo cáo" in text
    app.button[0].click().run()
    assert param(app.query_params["nam"]) == "2022"


def test_changing_the_year_changes_the_figure_and_the_address(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, **MID_2024)
    select(app, "Năm").set_value("2022").run()  # type: ignore[attr-defined]
    assert (
        param(app.query_params["nam"]) == "2022"
        and param(app.query_params["dia-ban"]) == "hoang-mai"
    )
    assert bhyt(filled, "hoang-mai", "2022-6M") in text_of(app)


def test_a_year_in_which_the_place_did_not_exist_says_what_happened(
    open_page: Open, filled: Folder
) -> None:
    old = next(
        unit.code
        for unit in filled.units("hoang-mai", Period.parse("2024-6M"))
        if not any(span.valid_to is None for span in filled.registry.spans(unit.code))
    )
    app = open_page(filled.path, **{**MID_2024, "dia_ban": old})
    select(app, "Năm").set_value("2026").run()  # type: ignore[attr-defined]
    assert "không còn vào ngày" in text_of(app)
    assert param(app.query_params["dia-ban"]) == old


def test_the_public_sees_no_sensitive_figure(open_page: Open, filled: Folder) -> None:
    asked = {**MID_2024, "chi_tieu": "special_circumstances_by_group"}
    inside = text_of(open_page(filled.path, "ket-qua", **asked))
    for opened in (
        open_page(filled.path, "ket-qua", audience="public", **asked),
        open_page(filled.path, "ket-qua", che_do="cong-khai", **asked),
    ):
        outside = text_of(opened)
        assert "Không công bố" in outside and "Chế độ xem: công khai" in outside
        assert "Không công bố" not in inside


def test_an_address_cannot_raise_the_audience(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, audience="public", che_do="noi-bo", **MID_2024)
    assert "chỉ cho xem chế độ công khai" in text_of(app)
    assert all(box.label != "Chế độ xem" for box in app.selectbox)


@pytest.mark.parametrize("path", ["ket-qua", "ban-do"])
def test_every_indicator_can_be_chosen(open_page: Open, filled: Folder, path: str) -> None:
    app = open_page(filled.path, path, **MID_2024)
    for name, indicator in filled.catalogue.indicators.items():
        select(app, "Chỉ tiêu").set_value(name).run()  # type: ignore[attr-defined]
        text = text_of(app)
        assert param(app.query_params["chi-tieu"]) == name
        assert path == "ban-do" or indicator.definition in text


def test_an_unknown_indicator_is_kept_and_answered(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ket-qua", chi_tieu="child_injurie", **MID_2024)
    assert "Không có chỉ tiêu “child_injurie”" in text_of(app)
    app.button[0].click().run()
    assert param(app.query_params["chi-tieu"]) == "child_injuries"


def test_the_definition_says_whether_it_was_confirmed(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, "ket-qua", **MID_2024))
    assert "chưa đối chiếu với văn bản gốc" in text
    assert "UBND cấp xã phối hợp Bảo hiểm xã hội" in text


def test_the_schematic_and_its_table_say_the_same(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ban-do", **MID_2024)
    tiles = next(e.proto.body for e in app.get("html") if "te-schematic" in e.proto.body)
    table = next(e.proto.body for e in app.get("html") if "<table>" in e.proto.body)
    for unit in filled.units("hoang-mai", Period.parse("2024-6M")):
        assert unit.name in tiles and unit.name in table
        assert f"dia-ban={unit.code}" in tiles
    assert tiles.count("Chưa báo cáo") >= 1
    assert "Sơ đồ, không phải ranh giới hành chính" in text_of(app)


def test_a_load_while_a_page_is_open_shows_at_the_next_rerun(
    open_page: Open, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    reports = [
        item
        for item in folder.reports("hoang-mai", Period.parse("2024-6M"))
        if item.form == "bhyt_duoi_6_tuoi"
    ]
    folder.load(reports[:2])
    app = open_page(tmp_path)
    assert "84,5%" in text_of(app) and "2/14 phường đã báo cáo" in text_of(app)
    folder.load(reports[2:4])
    app.run()
    assert "85,5%" in text_of(app) and "4/14 phường đã báo cáo" in text_of(app)


def test_a_target_added_while_a_page_is_open_is_in_force_at_the_next_rerun(
    open_page: Open, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    folder.load(folder.reports("hoang-mai", Period.parse("2023-6M")))
    app = open_page(tmp_path)
    assert "Chỉ tiêu: từ 77% trở lên" not in text_of(app)
    (tmp_path / "overlay" / "targets.yaml").write_text(
        'targets:\n  - {id: X, indicator: bhyt_coverage_under_6, jurisdiction: "008", '
        'jurisdiction_name: Quận Hoàng Mai, year: 2023, comparator: ">=", value: 77, '
        "basis: annual_plan, document: Kế hoạch thử}\n",
        encoding="utf-8",
    )
    app.run()
    assert "Chỉ tiêu: từ 77% trở lên" in text_of(app)


def test_todays_units_show_a_division_with_its_bounds(open_page: Open, filled: Folder) -> None:
    asked = {"dia-ban": "hoang-mai", "nam": "2026", "ky": "6T", "chi-tieu": "child_injuries"}
    then = text_of(open_page(filled.path, "ket-qua", **asked))
    assert "Sắp xếp địa giới 01/7/2025" in then or "từ 01/7/2025" in then
    now = text_of(open_page(filled.path, "ket-qua", **asked, **{"dia-gioi": "hien-nay"}))
    assert "theo địa giới hiện nay" in now
    assert re.search(r"từ \d+ đến \d+", now)
    assert "đơn vị cũ bị chia" in now
