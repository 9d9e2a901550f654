"""Addresses that anybody may send: years that are none bring down no page."""

from __future__ import annotations

import pytest
from sample import Folder, Open

from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.view import read_view
from dashboard import MENU

PAGES = [entry.path for listed in MENU.values() for entry in listed]
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
