"""Nộp báo cáo: files in, verdicts by cell, then into the ledger; nothing for whom it is not."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sample import Folder, Open
from streamlit.testing.v1 import AppTest
from test_pages import MID_2024, text_of

from childrights.desk import open_desk
from childrights.periods import Period
from childrights.warehouse.events import Event, EventKind, explanations
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Finding, Receipt, Severity
from etl import reception
from etl.decide import Said, Undecidable
from etl.drafts import Setting
from etl.judge import check_file
from etl.readers import Incoming
from etl.reception import UploadedMember, open_uploads
from tests import handmade
from tests.layouts import workbook

MID = Period.parse("2024-6M")
BHYT = "bhyt_coverage_under_6"
PAGE = "nop-bao-cao"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AGES = [(50, 45, 49, 44)] * 6


def good() -> bytes:
    """Định Công, 570 children of whom 558 have a card."""
    return handmade.bhyt_unit(handmade.bhyt_rows(AGES))


def bad() -> bytes:
    """200 cards where boys and girls with one are 49 and 44."""
    rows = handmade.bhyt_rows(AGES)
    rows[1][3] = 200
    return handmade.bhyt_unit(rows)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")


def judged_here(files: Sequence[Incoming], setting: Setting) -> Iterator[Receipt]:
    for sent, at in files:
        yield check_file(sent.name, sent.read_bytes(), at, setting)


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, XLSX) for name, content in files])
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return next(item for item in app.button if item.label == label).click().run()


def everything(app: AppTest) -> str:
    return "\n".join([text_of(app), *(item.label for item in app.expander)])


def cards(folder: Path) -> Decimal | None:
    return open_desk(folder).value(BHYT, "00307", MID).numerator


def test_those_without_permission_read_one_sentence(
    open_page: Open, filled: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = open_page(filled.path, PAGE, **MID_2024)
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    for app in (
        closed,
        open_page(filled.path, PAGE, audience="public", **MID_2024),
        open_page(filled.path, PAGE, che_do="cong-khai", **MID_2024),
    ):
        assert "dành cho cán bộ được giao nhận báo cáo" in text_of(app)
        assert not app.file_uploader and not app.get("download_button")


@pytest.mark.readers
def test_the_first_file_of_all_starts_the_ledger(
    open_page: Open, tmp_path: Path, receiver: None
) -> None:
    """Through the readers' own processes, from an empty folder to a figure."""
    app = drop(open_page(tmp_path, PAGE), ("a.xlsx", good()))
    assert "Đạt, có thể nhận: **1**" in text_of(app)
    assert not (tmp_path / "ledger").exists()
    press(app, "Nhận vào sổ")
    assert "Đã ghi vào sổ 1 tệp" in text_of(app)
    assert cards(tmp_path) == 558
    assert Ledger.open(tmp_path).kind is DataKind.REAL


def test_a_bad_file_is_told_by_cell_and_leaves_a_receipt(
    open_page: Open, tmp_path: Path, receiver: None
) -> None:
    Ledger.create(tmp_path, DataKind.REAL)
    app = drop(open_page(tmp_path, PAGE), ("sai.xlsx", bad()), ("dung.xlsx", good()))
    text = everything(app)
    assert "Chưa đạt, cần sửa: **1**" in text and "Biểu 2" in text and "F18" in text
    assert [item.label for item in app.get("download_button")][:2] == [
        "Tải tệp đã đánh dấu chỗ sai", "Tải kết quả kiểm tra (Excel)",
    ]  # fmt: skip
    press(app, "Nhận vào sổ")
    receipts = {item["name"]: item["verdict"] for item in Ledger.open(tmp_path).receipts()}
    assert receipts == {"sai.xlsx": "rejected", "dung.xlsx": "accepted"}
    assert cards(tmp_path) == 558


def test_a_duplicate_changes_nothing(open_page: Open, tmp_path: Path, receiver: None) -> None:
    content = good()
    press(drop(open_page(tmp_path, PAGE), ("a.xlsx", content)), "Nhận vào sổ")
    before = Ledger.open(tmp_path).revision()
    app = drop(open_page(tmp_path, PAGE), ("b.xlsx", content))
    text = everything(app)
    assert "Đã nhận trước đây: **1**" in text and "Không có gì mới để nhận" in text
    assert all(item.label != "Nhận vào sổ" for item in app.button)
    assert Ledger.open(tmp_path).revision() == before


def test_what_a_file_would_replace_is_said_first(
    open_page: Open, tmp_path: Path, receiver: None
) -> None:
    press(drop(open_page(tmp_path, PAGE), ("a.xlsx", good())), "Nhận vào sổ")
    rows = handmade.bhyt_rows([(50, 45, 40, 44), *AGES[1:]])
    app = drop(open_page(tmp_path, PAGE), ("b.xlsx", handmade.bhyt_unit(rows)))
    assert "sẽ thay bản đã nhận (a.xlsx)" in text_of(app)
    press(app, "Nhận vào sổ")
    assert cards(tmp_path) == 549


def test_doubts_are_answered_and_the_figures_count_in_one_snapshot(
    open_page: Open,
    tmp_path: Path,
    receiver: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two files with two doubts each; three of the four are answered."""
    doubts = tuple(
        Finding(Severity.NEEDS_EXPLANATION, "gap_nam_truoc", "Tăng nhiều", "Biểu 2", cell)
        for cell in ("F17", "C17")
    )

    def doubting(files: Sequence[Incoming], setting: Setting) -> Iterator[Receipt]:
        for receipt in judged_here(files, setting):
            doubted = tuple(replace(s, findings=doubts) for s in receipt.submissions)
            yield replace(receipt, submissions=doubted)

    monkeypatch.setattr("etl.load.judge_all", doubting)
    monkeypatch.setattr("etl.reception.judge_all", doubting)
    year_before = {"Kỳ báo cáo": "Năm 2023", "Ngày chốt số liệu": "14/11/2023"}
    other = handmade.bhyt_unit(handmade.bhyt_rows(AGES), year_before)
    app = drop(open_page(tmp_path, PAGE), ("a.xlsx", good()), ("b.xlsx", other))
    assert "Cần giải trình" in everything(app)
    for area in app.text_area[:3]:
        area.set_value("Tiếp nhận 40 trẻ từ phường bên")
    press(app, "Nhận vào sổ")
    assert "Ghi ai giải trình" in app.error[0].value
    app.text_input(key="answer-by").set_value("Công chức VHXH")
    press(app, "Nhận vào sổ")
    assert "Đã tiếp nhận: **1**" in text_of(app)
    assert cards(tmp_path) == 558
    found = open_desk(tmp_path).value(BHYT, "00307", MID)
    assert found.units_reported == 1
    assert len(explanations(Ledger.open(tmp_path).events())) == 3
    assert len(list((tmp_path / "snapshots").glob("wh-*.duckdb"))) == 1


def test_explanations_refused_leave_what_was_taken_in_to_be_seen(
    tmp_path: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock behind the last decision: none of the explanations is written, the files are."""
    finding = Finding(Severity.NEEDS_EXPLANATION, "gap_nam_truoc", "Tăng nhiều", "Biểu 2", "F17")

    def doubting(files: Sequence[Incoming], setting: Setting) -> Iterator[Receipt]:
        for receipt in judged_here(files, setting):
            is_doubted = receipt.name == "b.xlsx"
            doubted = tuple(
                replace(s, findings=(finding,) if is_doubted else ()) for s in receipt.submissions
            )
            yield replace(receipt, submissions=doubted)

    monkeypatch.setattr("etl.load.judge_all", doubting)
    monkeypatch.setattr("etl.reception.judge_all", doubting)
    rows = handmade.bhyt_rows([(50, 45, 40, 44), *AGES[1:]])
    sent = open_uploads([("a.xlsx", good()), ("b.xlsx", handmade.bhyt_unit(rows))])
    digest = hashlib.sha256(sent[1].read_bytes()).hexdigest()
    answers = {(digest, "gap_nam_truoc", "Biểu 2", "F17"): "Có thật"}
    ledger = Ledger.create(tmp_path, DataKind.REAL)
    with ledger.writing():
        approval = Event(EventKind.APPROVED, datetime(2024, 6, 1, tzinfo=UTC), "Chủ tịch")
        ledger.add_event(approval)
    said = Said("Công chức VHXH", datetime(2024, 5, 20, tzinfo=UTC))
    with pytest.raises(Undecidable, match="trước quyết định gần nhất"):
        reception.take_in(sent, answers, tmp_path, setting, said, lambda *_: None)
    assert cards(tmp_path) == 558
    assert explanations(ledger.events()) == {}


def test_a_list_of_children_is_refused_and_never_kept(
    open_page: Open, tmp_path: Path, receiver: None
) -> None:
    Ledger.create(tmp_path, DataKind.REAL)
    listed = workbook({"Trẻ": [("Họ và tên trẻ", "Ngày sinh"), ("Sùng A Pó", "12/03/2019")]})
    app = drop(open_page(tmp_path, PAGE), ("ds.xlsx", listed))
    text = text_of(app)
    assert "Chưa đạt, cần sửa: **1**" in text and "A2" in text and "Sùng A Pó" not in text
    press(app, "Nhận vào sổ")
    assert "Sùng A Pó" not in text_of(app)
    kept = [
        path.read_bytes() for path in (tmp_path / "ledger" / "files").rglob("*") if path.is_file()
    ]
    assert listed not in kept


def test_blank_forms_of_the_view_are_offered(
    open_page: Open, filled: Folder, receiver: None
) -> None:
    app = open_page(filled.path, PAGE, **MID_2024)
    box = next(item for item in app.selectbox if item.key == "blank-form")
    assert box.options[0].startswith("Bắt buộc") and "BHYT" in " ".join(box.options)
    assert "Tải biểu trống" in [item.label for item in app.get("download_button")]


# ── Bundles, without a page ───────────────────────────────────────────────────────────────


def bundle(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xlsx", content)
    return buffer.getvalue()


def test_a_bundle_is_judged_member_by_member() -> None:
    first = good()
    files = open_uploads([("goi.zip", bundle(mot=first, hai=bad())), ("~$mot.xlsx", b"")])
    assert [item.name for item in files] == ["goi.zip › mot.xlsx", "goi.zip › hai.xlsx"]
    assert files[0].read_bytes() == first


def test_a_broken_bundle_is_judged_itself() -> None:
    (only,) = open_uploads([("goi.zip", b"PK\x03\x04broken")])
    assert only.name == "goi.zip"


def test_to_a_reader_goes_the_member_alone() -> None:
    big = bundle(mot=b"1" * 10, hai=bytes(2_000_000))
    member = UploadedMember("goi.zip", big, "mot.xlsx")
    make, arguments = member.__reduce__()
    assert make(*arguments).read_bytes() == b"1" * 10 and len(arguments[1]) == 10


def test_share_of_work_is_between_none_and_all() -> None:
    assert [reception.share(*pair) for pair in ((0, 0), (1, 4), (5, 4))] == [0.0, 0.25, 1.0]
