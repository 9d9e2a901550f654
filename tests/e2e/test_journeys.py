"""A leader in a corridor; the officer's and the analyst's journeys stand in `test_submissions`."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sample import Folder
from serving import Watch
from waiting import settled

from childrights.desk import open_desk
from childrights.figures.words import say_value
from childrights.periods import Period

BHYT = "bhyt_coverage_under_6"
PERIOD = Period.parse("2024-6M")


def worst(folder: Folder) -> tuple[str, str]:
    """Name and figure of the ward that covers the smallest share, of those that reported."""
    desk = open_desk(folder.path)
    values = [
        (desk.value(BHYT, unit.code, PERIOD), unit.name)
        for unit in folder.units("hoang-mai", PERIOD)
    ]
    known = [(value.value, name, value) for value, name in values if value.value is not None]
    _, name, value = min(known, key=lambda item: (item[0], item[1]))
    return name, say_value(desk.catalogue.indicators[BHYT], value)


def test_a_leader_on_a_phone_finds_the_worst_ward(
    page: Page, address: str, folder: Folder, watch: Watch
) -> None:
    name, figure = worst(folder)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?dia-ban=hoang-mai&nam=2024&ky=6T")
    settled(page)
    page.get_by_role("link", name="BHYT trẻ em dưới 6 tuổi", exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name="Kết quả thực hiện chỉ tiêu")).to_be_visible()
    first = page.locator(".te-table", has_text="Chênh lệch").locator("tbody tr").first
    expect(first).to_contain_text(name)
    expect(first).to_contain_text(figure)
    first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(rf"ket-qua\?.*chi-tieu={BHYT}"))
    card = page.locator(".te-card", has_text="BHYT trẻ em dưới 6 tuổi").first
    expect(card).to_contain_text(figure)
    expect(page.get_by_text(re.compile(rf"{name}.*6 tháng đầu năm 2024")).first).to_be_visible()
    page.go_back()
    expect(first).to_contain_text(name)
