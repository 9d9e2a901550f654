from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.vietnamese.numbers import (
    format_number,
    format_percent,
    format_points,
    round_half_up,
)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (Decimal("12345.6"), None, "12.345,6"),
        (12345678, None, "12.345.678"),
        (0, None, "0"),
        (Decimal("-1234.5"), None, "-1.234,5"),
        (Decimal("98.25"), 1, "98,3"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("1E+3"), None, "1.000"),
        (999, 2, "999,00"),
    ],
)
def test_numbers_as_officials_write_them(value, decimals, written):
    assert format_number(value, decimals) == written


def test_percent_and_points():
    assert format_percent(Decimal("98.5")) == "98,5%"
    assert format_percent(Decimal("100"), 0) == "100%"
    assert format_points(Decimal("1.4")) == "tăng 1,4 điểm phần trăm"
    assert format_points(Decimal("-0.25")) == "giảm 0,3 điểm phần trăm"
    assert format_points(Decimal("0.04")) == "không thay đổi"


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="không phải là một số"):
        format_number(Decimal(value))


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_half_goes_away_from_zero(tenths, decimals):
    value = Decimal(tenths * 10 + 5).scaleb(-(decimals + 1))
    if tenths < 0:
        value = Decimal(tenths * 10 - 5).scaleb(-(decimals + 1))
    away = tenths + 1 if tenths >= 0 else tenths - 1
    assert round_half_up(value, decimals) == Decimal(away).scaleb(-decimals)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_written_numbers_read_back(value):
    text = format_number(value)
    assert Decimal(text.replace(".", "").replace(",", ".")) == value
