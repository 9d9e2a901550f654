"""A chart leaves the browser as a file, drawn when its button is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import Watch
from waiting import settled

BHYT = "bhyt_coverage_under_6"
BEGINS = {"PNG": b"\x89PNG", "SVG": b"<?xml", "PDF": b"%PDF-"}


@pytest.mark.parametrize("form", BEGINS)
def test_a_chart_is_downloaded(page: Page, address: str, watch: Watch, form: str) -> None:
    page.goto(f"{address}/ket-qua?dia-ban=hoang-mai&nam=2024&ky=6T&chi-tieu={BHYT}")
    settled(page)
    page.get_by_role("button", name="Tải biểu đồ").nth(1).click()
    menu = page.locator("[data-testid=stPopoverBody]")
    expect(menu).to_contain_text("Trang chiếu 16:9")
    with page.expect_download() as found:
        menu.locator(f"[class*='-a4-{form.lower()}']").get_by_role("button").click()
    file = found.value
    ending = f"hoang-mai_2024-6M_a4.{form.lower()}"
    assert file.suggested_filename == (f"bhyt-tre-em-duoi-6-tuoi_so-sanh-theo-don-vi_{ending}")
    assert Path(file.path()).read_bytes().startswith(BEGINS[form])
