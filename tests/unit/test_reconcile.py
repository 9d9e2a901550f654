"""Printed figures against recomputed ones; the cases are real (figures of published reports)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.judgement.reconcile import Agreement, read_printed, reconcile


@pytest.mark.parametrize(
    ("printed", "numerator", "denominator", "multiplier", "agreement", "recomputed"),
    [
        ("81,8", 130, 159, 100, Agreement.HALF_UP, "81.8"),
        ("82", 130, 159, 100, Agreement.HALF_UP, "82"),
        ("89,65", 26, 29, 100, Agreement.TRUNCATED, "89.66"),
        ("79.31 %", 23, 29, 100, Agreement.HALF_UP, "79.31"),
        ("28,5", 18, 63, 100, Agreement.TRUNCATED, "28.6"),
        ("22,9", 47, 206, 100, Agreement.WITHIN_ONE_UNIT, "22.8"),
        ("7,28", 1456, 18_622, 100, Agreement.WRONG, "7.82"),
        ("39,7", 212, 539, 100, Agreement.WRONG, "39.3"),
        ("2413%", "1809.5", 75, 100, Agreement.HALF_UP, "2413"),
        ("6,3", 1, 16, 100, Agreement.HALF_UP, "6.3"),
        ("-2,9", -37_538, 1_274_782, 100, Agreement.NOT_COMPARABLE, None),
        (Decimal("-2.9"), -37_538, 1_274_782, 100, Agreement.HALF_UP, "-2.9"),
        (Decimal("-2"), -29, 10, 1, Agreement.TRUNCATED, "-3"),
        (Decimal("78.20"), 1_117_242, 1_428_708, 100, Agreement.HALF_UP, "78.20"),
        ("19.956", "19965", None, 1, Agreement.WRONG, "19965"),
        ("hơn 66,8", 2, 3, 100, Agreement.NOT_COMPARABLE, None),
        ("", 2, 3, 100, Agreement.NOT_COMPARABLE, None),
        ("50", 2, 0, 100, Agreement.NOT_COMPARABLE, None),
        (Decimal("NaN"), 2, 3, 100, Agreement.NOT_COMPARABLE, None),
    ],
)
def test_a_printed_figure_is_judged_at_its_own_decimals(
    printed: str | Decimal,
    numerator: int | str,
    denominator: int | None,
    multiplier: int,
    agreement: Agreement,
    recomputed: str | None,
) -> None:
    bottom = None if denominator is None else Decimal(denominator)
    found = reconcile(printed, Decimal(numerator), bottom, multiplier)
    assert found.agreement is agreement
    assert found.recomputed == (None if recomputed is None else Decimal(recomputed))
    if recomputed is not None:
        assert str(found.recomputed) == recomputed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("47,72", "47.72"), ("35.6%", "35.6"), ("100 %", "100"), ("100\u00a0%", "100"),
        ("19.956", "19956"), ("1.809,5", "1809.5"), ("0.845", "0.845"), ("0,845", "0.845"),
        ("141.906.000", "141906000"), ("05", "5"), ("12.203", "12203"), ("78,20", "78.20"),
    ],
)  # fmt: skip
def test_both_separators_are_read(text: str, number: str) -> None:
    assert str(read_printed(text)) == number


@pytest.mark.parametrize("text", ["hơn 360.000", "gần 5%", "7/16", "12,3,4", "1.23.456", "…", "-"])
def test_words_and_marks_are_no_printed_figure(text: str) -> None:
    assert read_printed(text) is None


def test_only_what_rounding_explains_is_tolerated() -> None:
    tolerated = {item for item in Agreement if item.is_tolerated}
    assert tolerated == set(Agreement) - {Agreement.WRONG, Agreement.NOT_COMPARABLE}


@given(
    st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4), st.sampled_from([1, 100, 1000])
)
def test_what_whole_number_division_prints_is_never_called_wrong(
    numerator: int, denominator: int, decimals: int, multiplier: int
) -> None:
    """Cutting off is integer division, half-up the same after adding half a unit."""
    scaled = numerator * multiplier * 10**decimals
    cut, half_up = scaled // denominator, (2 * scaled + denominator) // (2 * denominator)
    for units, expected in ((half_up, Agreement.HALF_UP), (cut, Agreement.TRUNCATED)):
        printed = Decimal(units).scaleb(-decimals)
        found = reconcile(printed, Decimal(numerator), Decimal(denominator), multiplier)
        assert found.agreement is (Agreement.HALF_UP if units == half_up else expected)
    off = Decimal(half_up + 2).scaleb(-decimals)
    wrong = reconcile(off, Decimal(numerator), Decimal(denominator), multiplier)
    assert wrong.agreement is Agreement.WRONG
