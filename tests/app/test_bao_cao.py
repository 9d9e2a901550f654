"""Báo cáo HĐND on the screen: choosing, making, taking away."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from sample import Folder, Open
from streamlit.testing.v1 import AppTest

MID_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "6T"}


def select(app: AppTest, label: str) -> object:
    return next(box for box in app.selectbox if box.label == label)


def made(app: AppTest) -> bytes:
    content = app.session_state["paper"][1]
    assert isinstance(content, bytes)
    return content


def said(content: bytes) -> str:
    return "\n".join(line.text for line in docx.Document(BytesIO(content)).paragraphs)


def test_nothing_is_made_before_it_is_asked_for(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "bao-cao", **MID_2024)
    assert not app.exception
    assert app.title[0].value == "Báo cáo HĐND"
    assert not app.get("download_button")
    assert "paper" not in app.session_state
    assert select(app, "Mẫu báo cáo").value == "sau-thang"  # type: ignore[attr-defined]


def test_the_report_is_for_the_public_unless_chosen_otherwise(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, "bao-cao", **MID_2024)
    app.button[0].click().run()
    assert not app.exception
    assert "NỘI BỘ" not in said(made(app))
    (button,) = app.get("download_button")
    assert "bao-cao-hoang-mai-2024-6M.docx" in button.proto.label
    select(app, "Dùng cho").select_index(1).run()  # type: ignore[attr-defined]
    assert not app.get("download_button"), "a file of another choice is never offered"
    app.button[0].click().run()
    assert "NỘI BỘ" in said(made(app))


def test_a_public_viewer_is_never_offered_the_offices_own(open_page: Open, filled: Folder) -> None:
    app = open_page(filled.path, "bao-cao", audience="public", **MID_2024)
    assert select(app, "Dùng cho").options == ["Công khai"]  # type: ignore[attr-defined]


def test_indicators_chosen_are_those_reported_in_their_order(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, "bao-cao", **MID_2024)
    app.multiselect[0].set_value(["child_injury_deaths", "child_injuries"]).run()
    app.button[0].click().run()
    text = said(made(app))
    deaths, injuries = "Số trẻ em tử vong do tai nạn", "Số trẻ em bị tai nạn"
    assert 0 < text.index(deaths) < text.index(injuries)
    assert "Dân số trẻ em" not in text


@pytest.mark.parametrize("period", ["6T", "12T"])
def test_a_single_ward_has_its_own_report(open_page: Open, filled: Folder, period: str) -> None:
    app = open_page(filled.path, "bao-cao", dia_ban="00301", nam="2023", ky=period)
    app.button[0].click().run()
    assert not app.exception
    assert "Phường Thanh Trì" in said(made(app))


def test_an_empty_folder_says_what_to_do(open_page: Open, tmp_path: Path) -> None:
    assert open_page(tmp_path, "bao-cao").title[0].value == "Chưa có số liệu"


def test_the_choices_stand_in_the_address_and_a_link_makes_them_again(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(filled.path, "bao-cao", **MID_2024)
    asked = {"van-ban", "mau", "don-vi-ky", "dung-cho", "noi-dung"}
    assert not asked & set(app.query_params), "what is usual makes no link longer"
    app.radio[0].set_value("chat-van").run()
    select(app, "Mẫu báo cáo").set_value("nam").run()  # type: ignore[attr-defined]
    select(app, "Đơn vị ký").set_value("so").run()  # type: ignore[attr-defined]
    app.multiselect[0].set_value(["child_injury_deaths", "child_injuries"]).run()
    address = {name: app.query_params[name] for name in asked & set(app.query_params)}
    assert address == {
        "van-ban": "chat-van", "mau": "nam", "don-vi-ky": "so",
        "noi-dung": "child_injury_deaths,child_injuries",
    }  # fmt: skip
    again = open_page(filled.path, "bao-cao", **MID_2024, **address)
    assert again.radio[0].value == "chat-van"
    assert select(again, "Đơn vị ký").value == "so"  # type: ignore[attr-defined]
    assert again.multiselect[0].value == ["child_injury_deaths", "child_injuries"]
    select(again, "Mẫu báo cáo").set_value("sau-thang").run()  # type: ignore[attr-defined]
    assert "noi-dung" not in again.query_params, "another template begins with its own"
    assert len(again.multiselect[0].value) > 5


def test_an_address_that_asks_for_nothing_known_is_answered(
    open_page: Open, filled: Folder
) -> None:
    app = open_page(
        filled.path, "bao-cao", audience="public", **MID_2024,
        **{"dung-cho": "noi-bo", "noi-dung": "child_injuries,khong_co"},
    )  # fmt: skip
    assert not app.exception
    assert app.multiselect[0].value == ["child_injuries"]
    said = [caption.value for caption in app.caption]
    assert any("“noi-bo”" in text for text in said) and any("“khong_co”" in text for text in said)
    assert select(app, "Dùng cho").value == "cong-khai"  # type: ignore[attr-defined]
