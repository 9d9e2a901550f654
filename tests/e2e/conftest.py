"""A real server on a free port, and a real Chromium."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from serving import PATIENCE_MS, ROOT, Watch, serving

sys.path.insert(0, str(ROOT / "tests" / "app"))

from sample import Folder, hoang_mai

expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and skip them in words where there is no browser."""
    skip = pytest.mark.skip(reason="Không có Chromium trên máy: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which needs no download."""
    arguments = ["--no-sandbox", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Vietnamese desk."""
    size = {"width": 1440, "height": 900}
    return {**browser_context_args, "viewport": size, "locale": "vi-VN"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Four years of Hoàng Mai."""
    return hoang_mai(tmp_path_factory.mktemp("e2e"))


@pytest.fixture(scope="session")
def address(folder: Folder) -> Iterator[str]:
    """A running dashboard."""
    with serving(folder.path) as base:
        yield base


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """Pages that wait for what is clicked or fetched as long as for what is expected."""
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def watch(page: Page) -> Iterator[Watch]:
    """Fails the test that asks for it when the page complained or called out."""
    found = Watch(page)
    yield found
    assert found.errors == []
    assert found.outside == []
