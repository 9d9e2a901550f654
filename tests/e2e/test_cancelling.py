"""Reports in the making in several tabs: others read on, one is cancelled, the rest handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sample import Folder
from serving import ROOT, serving
from waiting import settled

HELD = str(ROOT / "tests" / "e2e" / "held_exports.py")
AT_ONCE, ASKED = 2, 4
MID_2024 = "dia-ban=hoang-mai&nam=2024&ky=6T"


@pytest.fixture
def let_go(tmp_path: Path) -> Path:
    """The file that lets the reports go on."""
    return tmp_path / "let-go"


@pytest.fixture
def base(folder: Folder, let_go: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("HELD_UNTIL", str(let_go))
    with serving(folder.path, (HELD,)) as address:
        yield address


def begun(context: BrowserContext, base: str) -> Page:
    """A tab in which a report was asked for and has not come."""
    page = context.new_page()
    page.goto(f"{base}/bao-cao?{MID_2024}")
    settled(page)
    page.get_by_role("button", name="Lập tệp", exact=True).click()
    expect(page.get_by_text(re.compile("Đang (lập tệp|chờ đến lượt)"))).to_be_visible()
    return page


def test_more_reports_than_are_made_at_once_and_one_cancelled(
    context: BrowserContext, base: str, let_go: Path
) -> None:
    tabs = [begun(context, base) for _ in range(ASKED)]
    for tab in tabs[:AT_ONCE]:
        expect(tab.get_by_text("Đang lập tệp… 40%")).to_be_visible()
    expect(tabs[-1].get_by_text("Đang chờ đến lượt: còn 2 tệp được lập trước.")).to_be_visible()

    reader = context.new_page()
    reader.goto(f"{base}/?{MID_2024}")
    expect(reader.locator(".te-card", has_text="BHYT trẻ em dưới 6 tuổi").first).to_be_visible()

    tabs[0].get_by_role("button", name="Hủy lập tệp").click()
    expect(tabs[0].get_by_text("Đã hủy, chưa lập tệp nào.")).to_be_visible()
    # The place that was given up is taken by the next in the queue.
    expect(tabs[AT_ONCE].get_by_text("Đang lập tệp… 40%")).to_be_visible()
    expect(tabs[-1].get_by_text("Đang chờ đến lượt: còn 1 tệp được lập trước.")).to_be_visible()

    let_go.touch()
    for tab in tabs[1:]:
        expect(tab.get_by_text("Tải bao-cao-hoang-mai-2024-6M.docx")).to_be_visible()
    expect(tabs[0].get_by_text("Tải bao-cao")).to_have_count(0)
    expect(tabs[0].get_by_text("Đang")).to_have_count(0)
