"""The map in a browser: boundaries of its period, offline, followed by click and by keyboard."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sample import Folder, hoang_mai
from serving import ROOT, Watch, serving
from waiting import is_wider_than_its_screen, settled

from childrights.periods import Period
from etl.boundaries.receiving import Wish, keep, receive

sys.path.insert(0, str(ROOT))
from tests.boundary_files import cells, save

BHYT = "bhyt_coverage_under_6"
SCREENSHOTS = ROOT / "docs" / "screenshots"
AREAS = ".choroplethlayer path.choroplethlocation"
AROUND = ("00283", "00352")
"""Wards beside the seven of today, in the same file."""


def import_cells(folder: Folder, at: Path, day: date, codes: list[str]) -> None:
    """Boundaries made for the test: a cell around the known point of each unit."""
    at.mkdir()
    path = save(cells([folder.registry.at(code, day) for code in codes]), at, "gpkg")
    wish = Wish(day)
    received = receive(path, wish, folder.registry, folder.selections, datetime.now(UTC))
    assert keep(received, path, folder.path), received.findings


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Hoàng Mai with boundaries of 2024 and of today."""
    home = tmp_path_factory.mktemp("mapped")
    folder = hoang_mai(home / "data")
    old = [unit.code for unit in folder.units("hoang-mai", Period.parse("2024-6M"))]
    new = [unit.code for unit in folder.units("hoang-mai", Period.parse("2026-6M"))]
    import_cells(folder, home / "old", date(2024, 6, 30), old)
    import_cells(folder, home / "new", date(2025, 7, 1), [*new, *AROUND])
    return folder


@pytest.fixture(scope="module")
def map_address(mapped: Folder) -> Iterator[str]:
    with serving(mapped.path) as base:
        yield base


def open_map(page: Page, base: str, year: int, more: str = "") -> None:
    page.goto(f"{base}/ban-do?dia-ban=hoang-mai&nam={year}&ky=6T&chi-tieu={BHYT}{more}")
    expect(page.get_by_role("heading", level=1, name="Bản đồ")).to_be_visible()
    settled(page)


def test_each_period_is_drawn_on_its_own_boundaries_and_nothing_leaves(
    page: Page, map_address: str, watch: Watch
) -> None:
    open_map(page, map_address, 2024)
    expect(page.locator(AREAS)).to_have_count(14)
    expect(page.get_by_text("Ranh giới theo tệp ngày 30/6/2024")).to_be_visible()
    expect(page.locator(".te-keys li", has_text="Chưa báo cáo")).to_contain_text("1 đơn vị")
    expect(page.get_by_text("Sơ đồ, không phải ranh giới")).to_have_count(0)
    open_map(page, map_address, 2026)
    expect(page.locator(AREAS)).to_have_count(7 + len(AROUND))
    expect(page.get_by_text("Ranh giới theo tệp ngày 01/7/2025")).to_be_visible()
    expect(page.locator(".te-keys li", has_text="Ngoài địa bàn")).to_contain_text("2 đơn vị")


def test_without_boundaries_a_schematic_says_that_it_is_one(page: Page, address: str) -> None:
    open_map(page, address, 2024)
    expect(page.get_by_text("Sơ đồ, không phải ranh giới hành chính")).to_be_visible()
    expect(page.locator(AREAS)).to_have_count(0)


def test_a_click_and_the_keyboard_open_the_same_unit(
    page: Page, map_address: str, mapped: Folder
) -> None:
    unit = mapped.units("hoang-mai", Period.parse("2024-6M"))[4]
    opened = re.compile(rf"/ho-so\?.*dia-ban={unit.code}&nam=2024&ky=6T")
    open_map(page, map_address, 2024)
    expect(page.locator(AREAS)).to_have_count(14)
    box = page.locator(AREAS).nth(4).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(opened)
    expect(page.get_by_role("heading", level=1, name="Hồ sơ địa phương")).to_be_visible()
    open_map(page, map_address, 2024)
    link = page.locator(".te-table").get_by_role("link", name=unit.name)
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"dia-ban={unit.code}"))
    expect(page.get_by_role("heading", level=1, name="Hồ sơ địa phương")).to_be_visible()


def test_classes_are_chosen_and_kept_in_the_address(page: Page, map_address: str) -> None:
    open_map(page, map_address, 2024, "&chia-nhom=tu-dat&moc=85%3B+90")
    expect(page.locator(".te-keys")).to_contain_text("Từ 85,0% đến dưới 90,0%: 5 đơn vị")
    page.get_by_text("Số đơn vị bằng nhau").click()
    expect(page).to_have_url(re.compile("chia-nhom=phan-vi"))
    page.reload()
    expect(page.locator(".te-keys")).to_contain_text("84,0% đến 86,0%: 3 đơn vị")


@pytest.mark.parametrize("year", [2024, 2026])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["may-tinh", "dien-thoai"])
def test_pictures_of_the_map(
    page: Page, map_address: str, year: int, size: tuple[int, int], tmp_path: Path
) -> None:
    """Pictures to look at; CHILDRIGHTS_SCREENSHOTS=1 keeps them in docs/screenshots."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page, map_address, year)
    expect(page.locator(AREAS).first).to_be_attached()
    assert not is_wider_than_its_screen(page)
    tall = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size[0], "height": tall + 60})
    settled(page)
    keep_in = SCREENSHOTS if os.environ.get("CHILDRIGHTS_SCREENSHOTS") else tmp_path
    target = keep_in / f"ranh-gioi-{year}-{'may-tinh' if size[0] > 400 else 'dien-thoai'}.png"
    page.screenshot(path=target)
    assert target.stat().st_size > 20_000
