"""When a page may be measured: it says that it has ended, and what it drew stands still."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_STILL = """() => new Promise(done => {
    const main = document.querySelector('[data-testid=stMain]');
    let last = '', same = 0;
    const look = () => {
        const now = [main.scrollWidth, main.scrollHeight, main.innerText.length].join();
        same = now === last ? same + 1 : 0;
        last = now;
        same < 5 ? setTimeout(look, 60) : done();
    };
    look();
})"""
_WIDER = """() => ['stMain', 'stApp'].map(id => document.querySelector(`[data-testid=${id}]`))
    .some(each => each.scrollWidth > each.clientWidth + 1)"""


def settled(page: Page) -> None:
    """Wait for the foot of the page, the end of its script, and a layout that stays."""
    expect(page.get_by_text("Số liệu tính đến").first).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate(_STILL)


def is_wider_than_its_screen(page: Page) -> bool:
    """Whether a viewer must scroll sideways, once the page has taken its size."""
    page.evaluate(_STILL)
    return bool(page.evaluate(_WIDER))
