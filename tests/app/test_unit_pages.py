"""Units compared, ranked and each on a page of its own: what stands there, worked out by hand.

In 6 months of 2024 the wards of Hoàng Mai have 84, 85 … 96 cards of 100 children each, and the
fourteenth has not reported; so the mean is 1,170 of 1,300, which is 90.0%.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sample import Folder, Open
from statsmodels.stats.proportion import proportion_confint
from streamlit.testing.v1 import AppTest
from test_pages import BHYT, MID_2024, text_of

from childrights.comparing import compare, last_years
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.judgement.targets import Verdict
from childrights.periods import Period
from childrights.sdmx import ObservationStatus
from childrights.view import OpenDesk, Sight, View
from pages._shared import ask_units

HIDDEN = "abused_children"
WHOLE_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "12T"}


def table_of(app: AppTest, caption: str) -> list[list[str]]:
    """Rows of the table with a caption, tags taken out."""
    bodies = [element.proto.body for element in app.get("html")]
    body = next(text for text in bodies if re.search(f"<caption>[^<]*{re.escape(caption)}", text))
    rows = re.findall(r"<tr>(.*?)</tr>", body.split("<tbody>")[1])
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<td.*?</td>", row)
        ]
        for row in rows
    ]


def test_units_are_compared_with_intervals_and_without_false_ranks(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, "so-sanh", chi_tieu=BHYT, **MID_2024)
    text = text_of(app)
    # 90% ± 1.96 × √(0.9 × 0.1 ÷ 100) is 84.1 to 95.9: 84 and 96 are outside, and inside 99.8%.
    assert (
        "11/13 phường tương đương mức bình quân 90,0%; 1 phường thấp hơn; 1 phường cao hơn" in text
    )
    units = filled.units("hoang-mai", Period.parse("2024-6M"))
    assert f"Thấp hơn (95%): {units[0].name} (84,0%)" in text
    assert f"Cao hơn (95%): {units[12].name} (96,0%)" in text
    assert "Không phân biệt được hạng của 13 đơn vị" in text
    rows = table_of(app, "Tỷ lệ trẻ em dưới 6 tuổi")
    assert [row[1] for row in rows] == [unit.name for unit in units], "lowest first, unknown last"
    for cards, row in zip(range(84, 97), rows, strict=False):
        low, high = (100 * end for end in proportion_confint(cards, 100, method="wilson"))
        spread = f"từ {low:.1f}% đến {high:.1f}%".replace(".", ",")
        assert row[2:4] == [f"{cards},0%", spread]
        assert row[5] == "Không phân biệt được"
        assert row[6].startswith("Tăng 2,0 điểm phần trăm")
    assert rows[13][2:6] == ["Chưa báo cáo", "–", "–", "–"]
    assert "dia-ban=" + units[0].code in "".join(e.proto.body for e in app.get("html"))


def test_the_order_stands_in_the_address_and_counts_are_not_ranked(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(
        filled.path, "so-sanh", chi_tieu="child_injuries", sap_xep="ket-qua", **MID_2024
    )
    units = filled.units("hoang-mai", Period.parse("2024-6M"))
    rows = table_of(app, "Số trẻ em bị tai nạn, thương tích")
    # The ward at place p has 4 + p injured children; most first, since fewer are better.
    assert [row[2] for row in rows[:13]] == [str(16 - place) for place in range(13)]
    assert "Số đếm không xếp hạng" in text_of(app) and "Khoảng hạng" not in text_of(app)
    app.query_params["sap-xep"] = "ma"
    app.session_state["choose-order"] = "ma"
    app.run()
    assert [row[1] for row in table_of(app, "Số trẻ em bị tai nạn")] == [u.name for u in units]


def test_a_commune_stands_among_its_peers(open_page: Open, filled: Folder) -> None:
    own = filled.units("hoang-mai", Period.parse("2024-6M"))[0]
    app = open_page(filled.path, "so-sanh", chi_tieu=BHYT, **{**MID_2024, "dia_ban": own.code})
    rows = table_of(app, "Tỷ lệ trẻ em dưới 6 tuổi")
    assert len(rows) == 14 and rows[0][1] == f"{own.name} đơn vị đang xem"
    assert "nên trang này so sánh các đơn vị của" in text_of(app)


def test_scores_stand_with_components_and_rank_intervals(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "xep-hang", **WHOLE_2024)
    text = text_of(app)
    # 97 of 100 cards are (97 − 80) ÷ 20 = 85 points; 19 of 20 supported are (95 − 60) ÷ 40 = 87.5;
    # 70 points of self-assessment lie under the floor of 500 and are 0: (85 + 87.5 + 0) ÷ 3 = 57.5.
    rows = table_of(app, "Điểm tổng hợp thực hiện quyền trẻ em")
    units = filled.units("hoang-mai", Period.parse("2024-12M"))
    assert rows[0][1:3] == [units[13].name, "57,5"]
    assert rows[0][6:] == ["85,0 điểm 97,0%", "87,5 điểm 95,0%", "0,0 điểm 70,0"]
    assert rows[13][:3] == ["14", units[0].name, "35,8"]
    assert "14/14 phường có đủ thành phần để tính điểm" in text
    assert all(re.match(r"(từ \d+ đến \d+|đúng \d+)", row[4]) for row in rows)
    assert "không điền số thay" in text and "không có văn bản nào quy định" in text


def test_results_stand_with_intervals_the_funnel_and_groups_over_the_years(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, "ket-qua", chi_tieu=BHYT, **MID_2024)
    text = text_of(app)
    drawn = [json.loads(element.proto.spec)["data"] for element in app.get("plotly_chart")]
    spreads = [data[0] for data in drawn[:2]]
    # 84 of 100 in the ward in most need; 1,170 of 1,300 in all, third of five years.
    low, high = proportion_confint(84, 100, method="wilson")
    assert spreads[1]["x"][:2] == pytest.approx([100 * low, 100 * high])
    low, high = proportion_confint(1170, 1300, method="wilson")
    assert spreads[0]["x"][6:8] == [2024, 2024]
    assert spreads[0]["y"][6:8] == pytest.approx([100 * low, 100 * high])
    assert "vạch đứng: Khoảng tin cậy 95%" in text and "Vạch ngang: khoảng tin cậy 95%." in text
    assert [tab.label for tab in app.tabs][:2] == ["Từng đơn vị", "So với bình quân"]
    assert "Vùng giữa hai đường liền: giới hạn 95%" in text
    assert "Từng nhóm qua các năm, theo giới tính" in text


def test_hamlets_and_counts_have_no_funnel(open_page: Open, filled: Folder) -> None:
    own = filled.units("hoang-mai", Period.parse("2024-6M"))[0]
    ward = open_page(filled.path, "ket-qua", chi_tieu=BHYT, **{**MID_2024, "dia_ban": own.code})
    counts = open_page(filled.path, "ket-qua", chi_tieu="child_injury_deaths", **MID_2024)
    for app in (ward, counts):
        assert "So sánh theo" in text_of(app)
        assert "So với bình quân" not in [tab.label for tab in app.tabs]


@pytest.mark.parametrize(("page", "charts"), [("ket-qua", 3), ("so-sanh", 2), ("xep-hang", 1)])
def test_nothing_tells_plotly_to_draw_an_equal_copy_again(
    open_page: Open, filled: Folder, page: str, charts: int
) -> None:
    app = open_page(filled.path, page, **WHOLE_2024)
    layouts = [json.loads(drawn.proto.spec)["layout"] for drawn in app.get("plotly_chart")]
    assert len(layouts) >= charts
    assert all("template" not in layout and layout["datarevision"] for layout in layouts)


def test_the_public_is_told_that_ranking_is_internal(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "xep-hang", audience="public", **WHOLE_2024)
    text = text_of(app)
    assert "Xếp hạng chỉ dùng trong nội bộ" in text
    assert "57,5" not in text and not app.get("plotly_chart") and "<table>" not in text


def test_hidden_figures_stay_hidden_beside_others(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "so-sanh", audience="public", chi_tieu=HIDDEN, **WHOLE_2024)
    rows = table_of(app, "xâm hại")
    assert {tuple(row[2:]) for row in rows} == {("Không công bố",)}
    assert "không công bố (bảo vệ thông tin trẻ em) nên không so sánh" in text_of(app)
    profile = open_page(
        filled.path, "ho-so", audience="public", **{**WHOLE_2024, "dia_ban": "00301"}
    )
    assert "Hồ sơ" in text_of(profile) and "Tệp</th>" not in text_of(profile)


def test_a_profile_says_where_a_ward_stands_and_what_it_sent(
    open_page: Open, filled: Folder
) -> None:
    own = filled.units("hoang-mai", Period.parse("2024-6M"))[0]
    app = open_page(filled.path, "ho-so", **{**MID_2024, "dia_ban": own.code})
    text = text_of(app)
    assert "84,0%" in text and "Chỉ tiêu: 100%" in text
    assert "Thấp hơn bình quân 90,0% của Quận Hoàng Mai (mức tin cậy 95%)" in text
    assert "Tăng 2,0 điểm phần trăm so với cùng kỳ năm 2023" in text
    assert "Cần cải thiện" in text and "Điểm mạnh" in text
    assert 'alt="Diễn biến: năm 2022: 80,0%; năm 2023: 82,0%; năm 2024: 84,0%.' in text
    sent = table_of(app, f"{own.name} (đến 30/6/2025), 6 tháng")
    assert len(sent) >= 2 and all("Đã tiếp nhận" in row[2] for row in sent)
    before = {row[0]: row[1:4] for row in table_of(app, "Báo cáo bắt buộc")}
    assert before["6 tháng đầu năm 2023"][0] == before["6 tháng đầu năm 2023"][1]
    assert "Thuộc" in text and "Nay thuộc" in text


def test_a_larger_area_has_a_profile_without_peers(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, "ho-so", **MID_2024))
    assert "90,0%" in text and "Bình quân một đơn vị" not in text
    assert "Xem từng đơn vị ở trang Tình hình báo cáo" in text


def test_the_map_leads_to_the_profile(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "ban-do", **MID_2024)
    assert 'href="ho-so?dia-ban=' in text_of(app) and "mở Hồ sơ của đơn vị" in text_of(app)


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Iterator[Desk]:
    yield open_desk(filled.path)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", [BHYT, "child_injuries", HIDDEN])
@pytest.mark.parametrize("period", ["2024-6M", "2026-6M"])
def test_one_question_for_all_units_answers_as_one_for_each(
    desk: Desk, name: str, audience: Audience, period: str
) -> None:
    """Across the reform as well: 2026 has other units than 2025 would have had."""
    found = compare(desk, name, "hoang-mai", Period.parse(period), audience)
    values = [unit.progress.value for unit in found.units]
    together = last_years(desk, values, "hoang-mai")
    for value in values:
        alone = desk.against_last_year(value, value.area_token)
        pair = together.get(value.area_token)
        told = [None if p is None else [(v.value, v.numerator, v.status) for v in p]
                for p in (alone, pair)]  # fmt: skip
        assert told[0] == told[1]


def test_units_are_judged_anew_when_the_year_is_over(tmp_path: Path) -> None:
    """An estimate of the whole year closes on New Year: a server running on must not stay open."""
    folder, period = Folder(tmp_path), Period.parse("2024-12M")
    sent = [made for made in folder.reports("hoang-mai", period) if "bhyt" in made.form]
    estimated = [
        replace(made, observations=tuple(
            cell._replace(status=ObservationStatus.ESTIMATED) for cell in made.observations
        ))
        for made in sent
    ]  # fmt: skip
    folder.load(estimated)
    opened = OpenDesk(open_desk(tmp_path), "new-year")
    view, area = View("hoang-mai", period, Audience.INTERNAL), opened.desk.area("hoang-mai", period)

    def verdicts(day: date) -> set[Verdict]:
        sight = Sight(opened, view, area, day)
        found = ask_units.compared(sight, BHYT, "hoang-mai", period)
        return {item.progress.verdict for item in found.units}

    before, after = verdicts(date(2024, 12, 31)), verdicts(date(2025, 1, 1))
    assert Verdict.OPEN in before and Verdict.MISSED not in before
    assert Verdict.MISSED in after and Verdict.OPEN not in after
