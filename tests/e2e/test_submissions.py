"""Two journeys: an officer mends a bad file and loads it; an analyst finds a number's cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sample import Folder
from serving import Watch, serving
from test_dashboard import BHYT, open_at
from waiting import settled

from childrights.periods import Period
from childrights.warehouse.ledger import DataKind, Ledger
from tests import handmade

AGES = [(50, 45, 49, 44)] * 6
VIEW = "dia-ban=00307&nam=2024&ky=6T"


def form(path: Path, cards: int | None = None) -> Path:
    """Định Công's form: 558 of 570 children have a card; ``cards`` spoils one total."""
    rows = handmade.bhyt_rows(AGES)
    if cards is not None:
        rows[1][3] = cards
    path.write_bytes(handmade.bhyt_unit(rows))
    return path


def hand_in(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Kết quả kiểm tra (1 tệp)")).to_be_visible()


def test_an_officer_mends_a_file_and_an_analyst_follows_the_number_to_its_cell(
    page: Page, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_RECEIVE", "yes")
    data = tmp_path / "data"
    Ledger.create(data, DataKind.REAL)
    with serving(data) as base:
        open_at(page, f"{base}/nop-bao-cao", "Nộp báo cáo")
        hand_in(page, form(tmp_path / "sai.xlsx", cards=200))
        expect(page.get_by_text("Chưa đạt, cần sửa: 1")).to_be_visible()
        expect(page.get_by_text("“Biểu 2” › F18").first).to_be_visible()
        expect(page.get_by_text("ghi 200, nhưng cộng các ô G18, H18 được 93")).to_be_visible()
        page.get_by_role("button", name="Remove sai.xlsx").or_(
            page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button")
        ).first.click()
        # A file dropped while the browser still takes another away would be lost with it.
        expect(page.get_by_text("Kết quả kiểm tra")).to_have_count(0)
        hand_in(page, form(tmp_path / "dung.xlsx"))
        expect(page.get_by_text("Đạt, có thể nhận: 1")).to_be_visible()
        page.get_by_role("button", name="Nhận vào sổ").click()
        expect(page.get_by_text("Đã ghi vào sổ 1 tệp")).to_be_visible()

        open_at(page, f"{base}/ket-qua?{VIEW}&chi-tieu={BHYT}", "Kết quả thực hiện chỉ tiêu")
        # 558 of 570 children, worked out by hand.
        expect(page.locator(".te-card").first).to_contain_text("97,9%")
        settled(page)
        href = page.locator('a[href*="nguon-so-lieu"]').last.get_attribute("href")
        assert href and f"chi-tieu={BHYT}" in href
        open_at(page, f"{base}/{href.lstrip('./')}", "Nguồn số liệu")
        expect(page.get_by_text("558 ÷ 570 × 100 = 97,9%")).to_be_visible()
        expect(page.get_by_text("“Biểu 2” › F17").first).to_be_visible()
        with page.expect_download() as started:
            page.get_by_role("button", name="Tải tệp gốc").click()
        got = tmp_path / "goc.xlsx"
        started.value.save_as(got)
        assert got.read_bytes() == (tmp_path / "dung.xlsx").read_bytes()


def test_the_matrix_and_its_filter_stand_in_the_address(
    page: Page, address: str, folder: Folder, watch: Watch
) -> None:
    open_at(
        page,
        f"{address}/tinh-hinh-bao-cao?dia-ban=hoang-mai&nam=2024&ky=6T&trang-thai=overdue",
        "Tình hình báo cáo",
    )
    last = folder.units("hoang-mai", Period.parse("2024-6M"))[-1]
    expect(page.get_by_role("table")).to_contain_text(last.name)
    expect(page.get_by_text(re.compile(r"\(2 báo cáo\)")).first).to_be_visible()
