"""Addresses that anybody may send: odd years, and Markdown that must stay text on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sample import Folder, Open
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest
from test_pages import text_of

from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.figures.markdown import plain
from childrights.view import read_view
from dashboard import MENU

PAGES = [entry.path for listed in MENU.values() for entry in listed]
EVIL = (
    "![x](http://evil.example/a.png) [y](http://evil.example/b) <http://evil.example/c>\n\n"
    '# www.evil.example <img src="http://evil.example/d.png"> :red[z] `q` me@evil.example'
)
LIVE = re.compile(
    r"(?<!\\)(\]\(http|<http|<img|:red\[)|(?<!\\)`q|://evil|www\.evil|me@evil|^\s*# www",
    re.MULTILINE,
)
"""What Markdown would read in that value; a page's own links name no server."""
LIVE_IN_HTML = re.compile(r"<img[^>]*evil|//evil[^<]*>|<http")
ODD_YEARS = ["0000", "0001", "1899", "2101", "9999", "²024", "２０２４", "20x4", " 2024", "-024"]


@pytest.mark.parametrize("year", ODD_YEARS)
def test_a_year_that_is_none_is_said_to_be_the_year(filled: Folder, year: str) -> None:
    desk = open_desk(filled.path)
    for place in ("hoang-mai", "00301", "khong-co"):
        asked = {"dia-ban": place, "nam": year, "ky": "6T"}
        reading = read_view(desk, asked, Audience.INTERNAL)
        assert reading.view is None
        assert f"Không hiểu năm “{year}”" in reading.notices[0].text


@pytest.mark.parametrize("path", PAGES)
def test_odd_years_bring_down_no_page(open_page: Open, filled: Folder, path: str) -> None:
    for year in ("0000", "0001", "²024", "1900", "2100"):
        for place in ("hoang-mai", "00301"):
            app = open_page(filled.path, path, nam=year, dia_ban=place)
            assert not app.exception, (year, place)


def test_what_an_address_says_is_no_markdown() -> None:
    assert plain("hoang-mai, 2024: 6 tháng (12T)") == "hoang-mai, 2024: 6 tháng (12T)"
    assert LIVE.search(EVIL) and LIVE.search(plain(EVIL)) is None
    assert plain("a\n# b") == "a # b"
    assert plain("child_injuries, __x__ *y* ~z~ $1$") == (
        r"child_injuries, \_\_x\_\_ \*y\* \~z\~ \$1\$"
    )


def written(app: AppTest) -> list[str]:
    """Every text that an element of the page reads as Markdown."""
    found = []
    for element in _elements(app):
        for name in ("body", "label", "help"):
            text = getattr(element.proto, name, "")
            if isinstance(text, str) and element.type not in ("html", "code"):
                found.append(text)
    return found


def _elements(app: AppTest) -> list[Any]:
    found, blocks = [], [app.main, app.sidebar]
    while blocks:
        for child in blocks.pop().children.values():
            (blocks if hasattr(child, "children") else found).append(child)
    return found


def asked_names(monkeypatch: pytest.MonkeyPatch, open_it: Callable[[], AppTest]) -> set[str]:
    """The parameters of the address that a page asks for."""
    names: set[str] = set()
    ask = QueryParamsProxy.__getitem__

    def spied(self: QueryParamsProxy, name: str) -> str:
        names.add(name)
        return ask(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(QueryParamsProxy, "__getitem__", spied)
        open_it()
    return names


@pytest.mark.parametrize("path", PAGES)
def test_markdown_in_an_address_stays_text(
    open_page: Open, filled: Folder, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "12T"}
    ward = {**whole, "dia_ban": "00301", "dia_gioi": "hien-nay"}
    for usual in (whole, ward):
        names = asked_names(monkeypatch, partial(open_page, filled.path, path, **usual))
        assert {"dia-ban", "nam", "ky", "che-do"} <= names
        for name in sorted(names):
            app = open_page(filled.path, path, **{**usual, name.replace("-", "_"): EVIL})
            assert not app.exception, name
            live = [text for text in written(app) if LIVE.search(text)]
            assert live == [], (name, live)
            html = [element.proto.body for element in app.get("html")]
            assert not any(LIVE_IN_HTML.search(body) for body in html), name


def test_a_value_that_means_nothing_is_still_told(open_page: Open, filled: Folder) -> None:
    for name in ("dia_ban", "nam", "ky", "chi_tieu"):
        app = open_page(filled.path, "ket-qua", **{name: EVIL})
        assert "evil.example" in text_of(app), name
