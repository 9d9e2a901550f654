"""Reruns of Tổng quan after a change of the filter, in a browser, beside a blank Streamlit page.

    CHILDRIGHTS_DATA=DIR python benchmarks/page_rerun.py [TOKEN] [YEAR…]

A blank page with one select box is changed as often in the same run: the ratio says what our page
costs over Streamlit itself on this machine, today. Reach: 0.30 s median a rerun,
and 1.3 times a blank page's to load.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
BLANK = """
import streamlit as st
year = st.selectbox("Năm", {years!r})
st.title(f"Năm {{year}}")
"""
ROUNDS = 4
LOADS = 5


class Served(NamedTuple):
    """Where a server answers, and which process it is."""

    url: str
    process: int


@contextmanager
def served(command: list[str]) -> Iterator[Served]:
    """A server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, *command, f"--server.port={port}"], cwd=ROOT, stdout=subprocess.DEVNULL
    ) as server:
        try:
            yield Served(f"http://127.0.0.1:{port}", server.pid)
        finally:
            server.terminate()


def wait_for(url: str) -> None:
    """Wait until a server answers, a minute at most."""
    for _ in range(600):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", urlsplit(url).port or 0)) == 0:
                return
        time.sleep(0.1)


def opened(page: Page, url: str) -> None:
    """Open a page as soon as its server answers."""
    wait_for(url)
    page.goto(url)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=90_000)


# The page times itself, frame by frame: a test driver asks only every tenth to half of a second.
TIMED = """([sign, year]) => {
    window.seen = new Promise(done => document.addEventListener('pointerup', () => {
        const begun = performance.now();
        const app = document.querySelector('[data-testid=stApp]');
        const look = () => document.querySelector(sign)?.textContent.toLowerCase().includes(year)
            && app.dataset.testScriptState === 'notRunning'
            ? done((performance.now() - begun) / 1000) : requestAnimationFrame(look);
        look();
    }, {once: true, capture: true}));
}"""


ENDED = """sign => document.querySelector(sign)
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""


def changed(page: Page, year: str, sign: str) -> float:
    """Seconds from choosing a year to the frame in which the page has changed to its end."""
    box = page.get_by_role("combobox", name="Năm")
    box.click()
    box.fill(year)
    option = page.get_by_role("option", name=year).first
    expect(option).to_be_visible()
    page.evaluate(TIMED, [sign, f"năm {year}"])
    option.click()
    return float(page.evaluate("window.seen"))


def loaded(browser: Browser, url: str, sign: str) -> float:
    """Median seconds from a typed address to the end of the page, nothing kept by the browser."""
    taken = []
    for _ in range(LOADS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        begun = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_function(ENDED, arg=sign, polling="raf", timeout=90_000)
        taken.append(time.perf_counter() - begun)
        page.close()
    return statistics.median(taken)


def rounds(page: Page, years: list[str], sign: str) -> tuple[list[float], list[float]]:
    """First looks and later ones, year after year."""
    first = [changed(page, year, sign) for year in years]
    later = [changed(page, year, sign) for _ in range(ROUNDS) for year in years]
    return first, later


def main(token: str = "hoang-mai", *years: str) -> None:
    """Print medians and ratios."""
    chosen = list(years) or ["2022", "2023", "2024"]
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        blank = Path(folder) / "blank.py"
        blank.write_text(BLANK.format(years=["2021", *chosen]), encoding="utf-8")
        with (
            served(["-m", "streamlit", "run", str(blank)]) as bare,
            served(["dashboard.py"]) as ours,
        ):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            opened(page, bare.url)
            _, least = rounds(page, chosen, "h1")
            opened(page, f"{ours.url}/?dia-ban={token}&nam=2021&ky=6T")
            first, later = rounds(page, chosen, ".te-sentence")
            bare_load = loaded(browser, bare.url, "h1")
            load = loaded(browser, f"{ours.url}/?dia-ban={token}&nam=2024&ky=6T", ".te-sentence")
        browser.close()
    floor, seen, again = map(statistics.median, (least, first, later))
    print(f"blank page {floor:.2f} s; Tổng quan first {seen:.2f} s, again {again:.2f} s")
    print(f"ratios: first {seen / floor:.1f}, again {again / floor:.1f}")
    print(f"loading: blank {bare_load:.2f} s, Tổng quan {load:.2f} s; ratio {load / bare_load:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
