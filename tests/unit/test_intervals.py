"""Intervals against scipy and statsmodels to 1e-9, and against published worked examples."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.stats.proportion import proportion_confint

from childrights.judgement.intervals import byar, exact_poisson, gamma_parts, quantile, wilson

LEVELS = (0.9, 0.95, 0.998, 0.99634)
confidences = st.sampled_from(LEVELS)


def close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


@given(st.integers(1, 200_000), st.floats(0, 1), confidences)
def test_wilson_is_statsmodels(trials: int, share: float, confidence: float) -> None:
    events = round(trials * share)
    low, high = proportion_confint(events, trials, 1 - confidence, "wilson")
    found = wilson(events, trials, confidence)
    assert math.isclose(found.lower, max(low, 0.0), rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(found.upper, min(high, 1.0), rel_tol=1e-9, abs_tol=1e-9)


@given(st.integers(0, 20_000), confidences)
def test_exact_poisson_is_the_chi_square_of_scipy(count: int, confidence: float) -> None:
    tail = (1 - confidence) / 2
    found = exact_poisson(count, confidence)
    assert close(found.lower, stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0)
    assert close(found.upper, stats.chi2.isf(tail, 2 * count + 2) / 2)


@given(st.floats(0.01, 5_000), st.floats(0, 10_000))
def test_the_gamma_functions_are_scipys(a: float, x: float) -> None:
    lower, upper = gamma_parts(a, x)
    assert math.isclose(lower, special.gammainc(a, x), rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(upper, special.gammaincc(a, x), rel_tol=1e-9, abs_tol=1e-12)


@given(st.integers(10, 5_000), confidences)
def test_byar_is_near_the_exact_limits_from_ten_on(count: int, confidence: float) -> None:
    near, exact = byar(count, confidence), exact_poisson(count, confidence)
    assert near.lower == pytest.approx(exact.lower, rel=0.02)
    assert near.upper == pytest.approx(exact.upper, rel=0.02)


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    # Newcombe 1998, table I, method 3 (score without continuity correction), 95%.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_as_newcombe_printed_it(events: int, trials: int, low: float, high: float) -> None:
    found = wilson(events, trials)
    assert (round(found.lower, 4), round(found.upper, 4)) == (low, high)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # The usual table of exact 95% limits of a Poisson count.
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668),
     (10, 4.795, 18.390), (100, 81.364, 121.627)],
)  # fmt: skip
def test_exact_limits_as_tables_print_them(count: int, low: float, high: float) -> None:
    found = exact_poisson(count)
    assert (round(found.lower, 3), round(found.upper, 3)) == (low, high)


def test_byar_worked_by_hand() -> None:
    # 10 × (1 − 1/90 − 1.959964/(3√10))³ and 11 × (1 − 1/99 + 1.959964/(3√11))³
    found = byar(10)
    assert found.lower == pytest.approx(10 * (1 - 0.0111111111 - 0.2065979) ** 3, abs=1e-5)
    assert found.upper == pytest.approx(11 * (1 - 0.0101010101 + 0.1969838) ** 3, abs=1e-5)
    assert byar(0).lower == 0


def test_what_is_no_count_is_refused() -> None:
    assert quantile(0.95) == pytest.approx(1.959963984540054, abs=1e-12)
    for wrong in (lambda: wilson(3, 2), lambda: wilson(0, 0), lambda: wilson(-1, 2),
                  lambda: exact_poisson(-1), lambda: byar(math.nan), lambda: wilson(1, 2, 1.0),
                  lambda: exact_poisson(1, 0.0), lambda: exact_poisson(math.inf)):  # fmt: skip
        with pytest.raises(ValueError):
            wrong()


def test_decimals_are_taken_as_they_are() -> None:
    assert wilson(Decimal(81), Decimal(263)) == wilson(81, 263)
    assert exact_poisson(Decimal("2.5")).lower == pytest.approx(stats.chi2.ppf(0.025, 5) / 2)
