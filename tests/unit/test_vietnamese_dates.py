from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.vietnamese.dates import format_date, format_datetime, parse_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 15), "15/11/2026"),
        (date(2019, 1, 3), "03/01/2019"),
        (date(2021, 9, 30), "30/9/2021"),
        (date(2025, 7, 1), "01/7/2025"),
    ],
)
def test_dates_as_in_the_papers(day, written):
    assert format_date(day) == written


def test_moments_are_shown_in_vietnamese_time():
    assert format_datetime(datetime(2026, 11, 15, 2, 30, tzinfo=UTC)) == "15/11/2026 09:30"
    assert format_datetime(datetime(2026, 12, 31, 18, 5, tzinfo=UTC)) == "01/01/2027 01:05"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2026, 11, 15, 9, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    "typed",
    [
        "15/11/2026",
        "15-11-2026",
        "2026-11-15",
        "ngày 15 tháng 11 năm 2026",
        " Ngày\u00a015 tháng 11 năm 2026",
    ],
)
def test_dates_that_officers_type(typed):
    assert parse_date(typed) == date(2026, 11, 15)


@pytest.mark.parametrize("typed", ["31/2/2026", "11/15/2026", "15/11/26", "hôm qua", ""])
def test_other_dates_are_refused_in_vietnamese(typed):
    with pytest.raises(ValueError, match="Viết ngày/tháng/năm"):
        parse_date(typed)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_written_dates_read_back(day):
    assert parse_date(format_date(day)) == day
