"""WCAG 2.2 AA as far as a machine can tell: axe on every page, by day and by night, and reflow.

axe-core comes with the package axe-playwright-python (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import chain

import pytest
from playwright.sync_api import Browser, Page, expect
from waiting import is_wider_than_its_screen, settled

from dashboard import MENU

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
NARROW = {"width": 320, "height": 640}
"""What is left of 1280 pixels at 400% (WCAG 1.4.10); 200% leaves more."""

UNDESCRIBED = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].some(
  chart => !chart.closest('[aria-label]') && !chart.querySelector('[aria-label]'))"""

FAULTY = '<img src="data:,"><p style="color:#999;background:#fff">chữ nhạt</p>'


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """One context for all pages, so that scripts and fonts are loaded once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    yield context.new_page()
    context.close()


def faults(page: Page, only: str = "") -> list[str]:
    """What axe finds, however slight it holds it, with the elements concerned."""
    rules = f"{{runOnly: ['{only}']}}" if only else "{}"
    found = page.evaluate(f"async () => (await axe.run(document, {rules})).violations")
    return [
        f"{page.url}: {each['id']}: {node['html'][:200]}"
        for each in found
        for node in each["nodes"]
    ]


def look_at(page: Page) -> list[str]:
    """Faults of the page as it stands: by day, at night, undescribed charts, lost at 400%."""
    page.evaluate(AXE)
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === 'dark'"
    )
    settled(page)
    found += [f"dark: {each}" for each in faults(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    found += [f"{page.url}: a chart without words"] if page.evaluate(UNDESCRIBED) else []
    page.set_viewport_size(NARROW)
    found += [f"{page.url}: too wide at 400%"] if is_wider_than_its_screen(page) else []
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_axe_finds_no_fault_on_any_page(visitor: Page, address: str) -> None:
    found = []
    for entry in chain.from_iterable(MENU.values()):
        visitor.goto(f"{address}/{entry.path}?dia-ban=hoang-mai&nam=2024&ky=6T")
        expect(visitor.get_by_role("heading", level=1, name=entry.title)).to_be_visible()
        settled(visitor)
        found += look_at(visitor)
    assert found == []
    main = visitor.get_by_test_id("stMainBlockContainer")
    main.evaluate("(main, html) => main.insertAdjacentHTML('afterbegin', html)", FAULTY)
    assert {each.split(": ")[1] for each in faults(visitor)} >= {"image-alt", "color-contrast"}
