"""The pages in a browser: what a viewer sees, changes, reloads, and must never see."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sample import WARD_WITH_HAMLETS, Folder
from serving import BY_HAND, ROOT, Watch, serving
from waiting import is_wider_than_its_screen, settled

from childrights.desk import open_desk
from childrights.figures.words import say_value
from childrights.periods import Period

PAGES = {
    "": "Tổng quan",
    "ho-so": "Hồ sơ địa phương",
    "ket-qua": "Kết quả thực hiện chỉ tiêu",
    "ban-do": "Bản đồ",
    "phan-to": "Phân tổ số liệu",
    "tai-nan": "Tai nạn, thương tích",
    "xa-phuong": "Xã, phường phù hợp với trẻ em",
    "so-sanh": "So sánh giữa các địa phương",
    "xep-hang": "Xếp hạng",
    "danh-muc": "Danh mục chỉ tiêu",
    "bao-cao": "Báo cáo HĐND",
    "nguon-so-lieu": "Nguồn số liệu",
    "tinh-hinh-bao-cao": "Tình hình báo cáo",
    "nop-bao-cao": "Nộp báo cáo",
}
FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
BHYT = "bhyt_coverage_under_6"
SCREENSHOTS = ROOT / "docs" / "screenshots"
NAMES = {path: path or "tong-quan" for path in PAGES}
PICTURED = {
    "phan-to": "&chi-tieu=child_injuries&phan-to=sex&va-theo=age",
    "danh-muc": f"&nhom=culture&chi-tieu={BHYT}",
    "nguon-so-lieu": f"&chi-tieu={BHYT}",
    "so-sanh": f"&chi-tieu={BHYT}",
}
"""What else an address says when its picture is taken: the whole catalogue is too tall."""
SIZES = {"may-tinh": (1440, 900), "dien-thoai": (390, 844)}


def told(folder: Folder, token: str, period: str) -> str:
    """The figure as the desk has it, written as on the screen."""
    desk = open_desk(folder.path)
    value = desk.value(BHYT, token, Period.parse(period))
    return say_value(desk.catalogue.indicators[BHYT], value)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by typing part of it, on a page that stands still."""
    settled(page)
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(option)
    page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


def card(page: Page) -> object:
    return page.locator(".te-card", has_text="BHYT trẻ em dưới 6 tuổi").first


def open_at(page: Page, url: str, title: str) -> None:
    page.goto(url)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_the_default_page_answers_to_its_own_name(page: Page, address: str) -> None:
    open_at(page, f"{address}/tong-quan?dia-ban=hoang-mai&nam=2024&ky=6T", "Tổng quan")
    expect(card(page)).to_contain_text("90,0%")


def test_changing_place_and_year_changes_the_number_and_a_reload_keeps_it(
    page: Page, address: str, folder: Folder, watch: Watch
) -> None:
    open_at(page, f"{address}/?dia-ban=hoang-mai&nam=2024&ky=6T", "Tổng quan")
    expect(card(page)).to_contain_text(told(folder, "hoang-mai", "2024-6M"))
    choose(page, "Năm", "2022")
    expect(card(page)).to_contain_text(told(folder, "hoang-mai", "2022-6M"))
    ward = folder.units("hoang-mai", Period.parse("2022-6M"))[6]
    choose(page, "Địa bàn", ward.name)
    expect(card(page)).to_contain_text(told(folder, ward.code, "2022-6M"))
    expect(page).to_have_url(re.compile(rf"dia-ban={ward.code}&nam=2022&ky=6T"))
    page.reload()
    expect(card(page)).to_contain_text(told(folder, ward.code, "2022-6M"))
    assert told(folder, ward.code, "2022-6M") not in (
        told(folder, "hoang-mai", "2022-6M"), told(folder, "hoang-mai", "2024-6M"),
    )  # fmt: skip


def test_the_view_follows_the_viewer_from_page_to_page(
    page: Page, address: str, folder: Folder
) -> None:
    open_at(page, f"{address}/?dia-ban=hoang-mai&nam=2023&ky=6T", "Tổng quan")
    page.get_by_role("link", name="Kết quả thực hiện chỉ tiêu").click()
    expect(page.get_by_role("heading", level=1, name="Kết quả thực hiện chỉ tiêu")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/ket-qua\?.*dia-ban=hoang-mai&nam=2023&ky=6T"))
    choose(page, "Chỉ tiêu", "Số trẻ em bị tai nạn, thương tích")
    expect(page).to_have_url(re.compile("chi-tieu=child_injuries"))
    page.get_by_role("link", name="Bản đồ").click()
    expect(page.get_by_role("heading", level=1, name="Bản đồ")).to_be_visible()
    expect(page).to_have_url(re.compile("chi-tieu=child_injuries"))
    expect(page.get_by_text("Sơ đồ, không phải ranh giới hành chính")).to_be_visible()


def test_a_tile_opens_its_unit_by_click_and_by_keyboard(
    page: Page, address: str, folder: Folder
) -> None:
    url = f"{address}/ban-do?dia-ban=hoang-mai&nam=2024&ky=6T&chi-tieu={BHYT}"
    open_at(page, url, "Bản đồ")
    unit = folder.units("hoang-mai", Period.parse("2024-6M"))[4]
    tile = page.locator(f'a.te-tile[href*="dia-ban={unit.code}"]')
    expect(tile).to_contain_text(told(folder, unit.code, "2024-6M"))
    settled(page)
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Hồ sơ địa phương")).to_be_visible()
    expect(page).to_have_url(re.compile(f"ho-so.*dia-ban={unit.code}"))
    facet = page.locator(".te-facet", has_text="BHYT trẻ em dưới 6 tuổi").first
    expect(facet).to_contain_text(told(folder, unit.code, "2024-6M"))
    settled(page)
    drawn = facet.get_by_role("img", name=re.compile("Diễn biến: năm 2022"))
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_glossary_and_a_blank_form_come_down_as_files(
    page: Page, address: str, watch: Watch, tmp_path: Path
) -> None:
    url = f"{address}/danh-muc?dia-ban=hoang-mai&nam=2024&ky=6T&tim=the+bao+hiem+y+te"
    open_at(page, url, "Danh mục chỉ tiêu")
    page.get_by_role("link", name="Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế").click()
    expect(page).to_have_url(re.compile(f"tim=the.*chi-tieu={BHYT}"))
    settled(page)
    for label, ending in (("(Excel)", ".xlsx"), ("(Word)", ".docx"), ("biểu trống", "6M.xlsx")):
        with page.expect_download() as started:
            page.get_by_role("button", name=re.compile(re.escape(label))).click()
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
        assert file.name.endswith(ending) and file.read_bytes().startswith(b"PK")


def test_charts_are_drawn_and_described(page: Page, address: str, watch: Watch) -> None:
    url = f"{address}/ket-qua?dia-ban=hoang-mai&nam=2024&ky=6T"
    open_at(page, url, "Kết quả thực hiện chỉ tiêu")
    charts = page.get_by_test_id("stPlotlyChart")
    expect(charts.first.locator("svg").first).to_be_visible()
    expect(page.get_by_text("Sắp xếp địa giới 01/7/2025").first).to_be_visible()
    expect(
        page.locator('[aria-label*="Diễn biến: BHYT trẻ em dưới 6 tuổi"]').first
    ).to_be_attached()


def test_a_load_shows_without_a_restart(page: Page, tmp_path: Path) -> None:
    fresh = Folder(tmp_path)
    period = Period.parse("2024-6M")
    reports = [i for i in fresh.reports("hoang-mai", period) if i.form == "bhyt_duoi_6_tuoi"]
    with serving(tmp_path) as base:
        open_at(page, base, "Chưa có số liệu")
        fresh.load(reports[:2])
        page.reload()
        expect(card(page)).to_contain_text(told(fresh, "hoang-mai", "2024-6M"))
        before = told(fresh, "hoang-mai", "2024-6M")
        fresh.load(reports[2:6])
        assert told(fresh, "hoang-mai", "2024-6M") != before
        choose(page, "Chế độ xem", "Công khai")
        expect(card(page)).to_contain_text(told(fresh, "hoang-mai", "2024-6M"))


def test_a_file_of_pages_opened_cold_shows_nothing(page: Page, folder: Folder) -> None:
    """No visit warms the server for the next: ``dashboard.py``, which names pages, never runs."""
    assert FILES
    with serving(folder.path, BY_HAND) as base:
        for name in FILES:
            page.goto(f"{base}/{name}")
            # Streamlit lists the raw files then: proof that this server was still cold.
            listed = page.get_by_test_id("stSidebarNavLink").filter(has_text=name.replace("_", " "))
            expect(listed.first).to_be_visible()
            expect(page.get_by_test_id("stApp")).to_have_attribute(
                "data-test-script-state", "notRunning"
            )
            main = page.get_by_test_id("stMain")
            expect(main.get_by_role("heading")).to_have_count(0)
            expect(main.locator(".stHtml, .te-card")).to_have_count(0)
            assert main.inner_text().strip() == ""


def test_the_first_visit_of_a_fresh_server_may_be_a_deep_link(page: Page, folder: Folder) -> None:
    with serving(folder.path) as base:
        url = f"{base}/ket-qua?dia-ban=hoang-mai&nam=2024&ky=6T"
        open_at(page, url, "Kết quả thực hiện chỉ tiêu")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_official_start_serves_no_file_of_pages(page: Page, folder: Folder) -> None:
    with serving(folder.path) as base:
        page.goto(f"{base}/{FILES[0]}")
        expect(page.get_by_role("heading", level=1, name="Tổng quan")).to_be_attached()


def cramped(page: Page) -> list[str]:
    """What is squeezed on a desk's screen: tables beside a chart that scroll, and titles of an
    indicator on Tổng quan in a column that a word hardly fits.
    """
    found: list[str] = page.evaluate(
        """() => {
            const told = element => element.textContent.slice(0, 40);
            const all = selector => [...document.querySelectorAll(selector)];
            const tables = all('[data-testid=stColumn] .te-table:not(.te-matrix)');
            const scrolled = tables.filter(each => each.scrollWidth > each.clientWidth + 1);
            const titles = all('.te-overview .te-card-title');
            return [...scrolled, ...titles.filter(each => each.offsetWidth < 250)].map(told);
        }"""
    )
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [*PAGES, WARD_WITH_HAMLETS])
def test_pages_open_cleanly_fit_their_screens_and_are_pictured(
    page: Page, address: str, watch: Watch, path: str, size: str, tmp_path: Path
) -> None:
    """No complaint, and no page wider than its screen. Pictures to look at, which
    CHILDRIGHTS_SCREENSHOTS=1 keeps in docs/screenshots.
    """
    width, height = SIZES[size]
    place, route = (path, "") if path == WARD_WITH_HAMLETS else ("hoang-mai", path)
    place = WARD_WITH_HAMLETS if route == "ho-so" else place
    page.set_viewport_size({"width": width, "height": height})
    query = f"dia-ban={place}&nam=2024&ky=6T{PICTURED.get(route, '')}"
    open_at(page, f"{address}/{route}?{query}", PAGES[route])
    settled(page)
    expect(page.locator(".te-demo")).to_contain_text("DỮ LIỆU MINH HỌA")
    expect(page.get_by_text("Số liệu tính đến 14/5/2024")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert not is_wider_than_its_screen(page)
    assert size == "dien-thoai" or cramped(page) == []
    tall = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": tall + 60})
    settled(page)
    keep = SCREENSHOTS if os.environ.get("CHILDRIGHTS_SCREENSHOTS") else tmp_path
    target = keep / f"{NAMES.get(path, 'tong-quan-xa')}-{size}.png"
    page.screenshot(path=target)
    assert target.stat().st_size > 20_000
