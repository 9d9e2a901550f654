"""Data folders and an application under test."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from sample import Folder, Open, hoang_mai
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90
"""How long a page may run: machines that test are slow and shared."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Four years of Hoàng Mai; tests only read it."""
    return hoang_mai(tmp_path_factory.mktemp("hoang-mai"))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page of the dashboard on a data folder, with the parameters of an address."""
    st.cache_resource.clear()

    def run(folder: Path, page: str = "", *, audience: str = "internal", **query: str) -> AppTest:
        monkeypatch.setenv("CHILDRIGHTS_DATA", str(folder))
        monkeypatch.setenv("CHILDRIGHTS_AUDIENCE", audience)
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_S)
        app._page_hash = calc_hash(page)
        for name, text in query.items():
            app.query_params[name.replace("_", "-")] = text
        return app.run()

    return run
