"""Tình hình báo cáo: each state, in words and shapes, and what a receiver decides."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sample import Folder, Open, submission
from streamlit.testing.v1 import AppTest
from test_pages import MID_2024, text_of

from childrights.desk import open_desk
from childrights.figures.dossier import SHAPES, Stage, slots
from childrights.periods import Period
from childrights.permission import may_receive
from childrights.warehouse.history import submissions
from childrights.warehouse.records import Finding, Severity

MID = Period.parse("2024-6M")
FORM = "bhyt_duoi_6_tuoi"
PAGE = "tinh-hinh-bao-cao"


def stages(folder: Folder, today: date) -> dict[tuple[str, str], Stage]:
    desk = open_desk(folder.path)
    names = {unit.key: unit.name for unit in desk.area("hoang-mai", MID).units}
    found = slots(
        desk.reporting("hoang-mai", MID, today), submissions(desk.snapshot, period=str(MID)),
        names, {}, today,
    )  # fmt: skip
    return {(slot.unit.code, slot.form): slot.stage for slot in found}


def test_every_stage_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Stage) and len(set(SHAPES.values())) == len(Stage)


def test_stages_follow_each_places_own_deadline(tmp_path: Path) -> None:
    """Hoàng Mai's wards report their mid-year figures by 15 May 2024."""
    folder = Folder(tmp_path)
    wards = folder.units("hoang-mai", MID)
    for place, day in ((0, 10), (1, 25)):
        item = submission(folder.catalogue, FORM, wards[place], place, MID)
        folder.load([item], datetime(2024, 5, day, 3, tzinfo=UTC))
    early, later = stages(folder, date(2024, 5, 12)), stages(folder, date(2024, 6, 30))
    assert early[wards[0].code, FORM] is Stage.RECEIVED
    assert later[wards[1].code, FORM] is Stage.LATE
    assert early[wards[2].code, FORM] is Stage.WAITING
    assert later[wards[2].code, FORM] is Stage.OVERDUE


def test_the_matrix_says_each_state_in_words(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, PAGE, **MID_2024))
    assert "13/14 phường đã báo cáo đủ" in text
    assert "Quá hạn: <strong>2</strong>" in text and "■" in text
    assert "Không tiếp nhận: <strong>1</strong>" in text
    assert "Đã tiếp nhận: <strong>39</strong>" in text and "Cần đôn đốc (3)" in text


def test_a_form_and_a_state_narrow_the_list(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, PAGE, **MID_2024, bieu=FORM, trang_thai="rejected"))
    assert "(1 báo cáo)" in text
    app = open_page(filled.path, PAGE, **MID_2024, bieu="khong-co")
    assert "Không có báo cáo nào khớp" in text_of(app)
    app.button[0].click().run()
    assert "Cần đôn đốc (3)" in text_of(app)


def test_a_period_without_deadlines_says_so(open_page: Open, filled: Folder) -> None:
    text = text_of(open_page(filled.path, PAGE, dia_ban="00301", nam="2023", ky="9T"))
    assert "Chưa báo cáo" in text or "Quá hạn" in text or "không có báo cáo nào đến hạn" in text


def test_only_receivers_decide(
    open_page: Open, filled: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Quyết định về báo cáo" not in text_of(open_page(filled.path, PAGE, **MID_2024))
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    assert "Quyết định về báo cáo" in text_of(open_page(filled.path, PAGE, **MID_2024))
    lowered = open_page(filled.path, PAGE, **MID_2024, che_do="cong-khai")
    assert "Quyết định về báo cáo" not in text_of(lowered)
    outside = open_page(filled.path, PAGE, audience="public", **MID_2024)
    assert "Quyết định về báo cáo" not in text_of(outside) and ".xlsx" not in text_of(outside)


def test_permission_is_a_yes_and_nothing_else() -> None:
    assert may_receive({"CHILDRIGHTS_RECEIVE": "yes"})
    assert not may_receive({})
    assert not may_receive({"CHILDRIGHTS_RECEIVE": "true"})
    assert not may_receive({"CHILDRIGHTS_RECEIVE": "yes", "CHILDRIGHTS_AUDIENCE": "public"})


def two_wards(path: Path) -> Folder:
    folder = Folder(path)
    wards = folder.units("hoang-mai", MID)[:2]
    folder.load(submission(folder.catalogue, FORM, ward, at, MID) for at, ward in enumerate(wards))
    return folder


def test_a_return_needs_reason_and_deadline_and_takes_the_figure_out(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    folder = two_wards(tmp_path)
    app = open_page(tmp_path, PAGE, **MID_2024)
    ward = folder.units("hoang-mai", MID)[0]
    app.selectbox(key="decide-unit").set_value(ward.code)
    app.text_input(key="decide-by").set_value("Trưởng phòng Y tế")
    app.button[-1].click().run()
    assert "Chọn hạn gửi lại" in app.error[0].value
    app.date_input(key="decide-deadline").set_value(date(2030, 1, 5))
    app.button[-1].click().run()
    assert "Phải ghi lý do" in app.error[0].value
    app.text_area(key="decide-reason").set_value("Thiếu số trẻ tạm trú")
    app.button[-1].click().run()
    assert "Đã ghi: Trả lại để hoàn thiện" in app.success[0].value
    text = text_of(app)
    assert "Thiếu số trẻ tạm trú" in text and "gửi lại trước ngày 05/01/2030" in text
    value = open_desk(folder.path).value("bhyt_coverage_under_6", "hoang-mai", MID)
    assert value.units_reported == 1 and ward.key not in value.reporting_units


def test_closing_shows_closed(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    two_wards(tmp_path)
    app = open_page(tmp_path, PAGE, **MID_2024)
    app.selectbox(key="decide-action").set_value("Chốt số liệu").run()
    app.text_input(key="decide-by").set_value("Phó Chủ tịch UBND quận")
    app.button[-1].click().run()
    assert "Đã chốt: <strong>2</strong>" in text_of(app)


def test_figures_older_than_the_ledger_are_said_and_mended(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    folder = two_wards(tmp_path)
    monkeypatch.setattr("sample.publish", lambda *_: "")
    ward = folder.units("hoang-mai", MID)[2]
    folder.load([submission(folder.catalogue, FORM, ward, 2, MID)])
    app = open_page(tmp_path, PAGE, **MID_2024)
    assert "mới hơn bản số liệu đang hiển thị" in text_of(app)
    next(item for item in app.button if item.label == "Cập nhật bản số liệu").click().run()
    assert "mới hơn bản số liệu" not in text_of(app)


def test_what_was_sent_and_does_not_count_can_still_be_chosen(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only report of all is returned; a rejected one of the year before; a slip into 2062."""
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    folder = Folder(tmp_path)
    ward = folder.units("hoang-mai", MID)[0]
    wrong = Finding(Severity.ERROR, "part_within_whole", "Sai", "Biểu", "D5")
    before, slip = (Period.parse(text) for text in ("2023-6M", "2062-6M"))
    folder.load([
        submission(folder.catalogue, FORM, ward, 0, MID),
        submission(folder.catalogue, FORM, ward, 0, before, findings=(wrong,)),
        submission(folder.catalogue, FORM, ward, 0, slip, findings=(wrong,)),
    ], datetime(2024, 5, 10, 8, tzinfo=UTC))  # fmt: skip
    app = open_page(tmp_path, PAGE)
    assert years_offered(app) == ["2024", "2023"]
    app.text_input(key="decide-by").set_value("Trưởng phòng Y tế")
    app.text_area(key="decide-reason").set_value("Thiếu số trẻ tạm trú")
    app.date_input(key="decide-deadline").set_value(date(2030, 1, 5))
    app.button[-1].click().run()
    text = text_of(app)
    assert years_offered(app) == ["2024", "2023"]
    assert "báo cáo đã gửi cho kỳ 6 tháng đầu năm 2024 chưa được tiếp nhận" in text
    assert "Trả lại để hoàn thiện: <strong>1</strong>" in text and "Thiếu số trẻ tạm trú" in text
    assert "Không tiếp nhận: <strong>1</strong>" in text_of(open_page(tmp_path, PAGE, nam="2023"))
    assert "Chưa có báo cáo nào được tiếp nhận" in text_of(open_page(tmp_path))
    # Another period in force: every page opens at the returned one, and says that it is missing.
    folder.load([submission(folder.catalogue, FORM, ward, 0, before)])
    app = open_page(tmp_path, "", **MID_2024)
    assert years_offered(app) == ["2024", "2023"]
    assert "Chưa báo cáo" in text_of(app) and "chưa được tiếp nhận" in text_of(app)


def years_offered(app: AppTest) -> list[str]:
    return list(next(box for box in app.selectbox if box.label == "Năm").options)
