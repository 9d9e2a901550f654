"""Funnels, comparison and tests of trend: published examples, scipy and statsmodels."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.stats.contingency_tables import Table

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Direction
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.figures.pace_words import say_rank, say_standing
from childrights.judgement.comparison import (
    Standing,
    compare_units,
    pooled,
    rank_bounds,
    standing,
    value_interval,
)
from childrights.judgement.funnel import ALARM, WARNING, count_limits, proportion_limits
from childrights.judgement.intervals import exact_poisson, wilson
from childrights.judgement.trendtest import TrendTest, cochran_armitage, poisson_trend
from tests.golden.test_pace_table import figure

BHYT, RATE, INJURIES = "bhyt_coverage_under_6", "injury_rate", "child_injuries"
levels = st.sampled_from([WARNING, ALARM])


# ── Funnel limits ─────────────────────────────────────────────────────────────────────────


@given(st.floats(0.01, 20_000), levels)
def test_limits_of_a_count_are_scipys_poisson(expected: float, confidence: float) -> None:
    found, tail = count_limits(expected, confidence), (1 - confidence) / 2
    assert math.isclose(special.gammainc(found.upper, expected), tail, rel_tol=1e-6)
    if math.exp(-expected) < tail:
        assert math.isclose(special.gammaincc(found.lower + 1, expected), tail, rel_tol=1e-6)
    else:
        assert found.lower == 0
    assert stats.poisson.sf(math.floor(found.upper), expected) <= tail * (1 + 1e-9)
    assert stats.poisson.cdf(math.ceil(found.lower) - 1, expected) <= tail * (1 + 1e-9)


@given(st.integers(1, 3_000), levels)
def test_limits_of_a_count_are_where_its_exact_interval_ends_at_the_mean(
    count: int, confidence: float
) -> None:
    ends = exact_poisson(count, confidence)
    assert math.isclose(count_limits(ends.lower, confidence).upper, count, rel_tol=1e-9)
    assert math.isclose(count_limits(ends.upper, confidence).lower, count, rel_tol=1e-9)


@given(st.integers(1, 50_000), st.floats(0, 1), st.floats(0.01, 0.99), levels)
def test_a_share_is_outside_exactly_when_its_interval_leaves_the_mean_out(
    trials: int, share: float, mean: float, confidence: float
) -> None:
    events = round(trials * share)
    interval, bounds = (
        wilson(events, trials, confidence),
        proportion_limits(mean, trials, confidence),
    )
    gap = min(abs(interval.lower - mean), abs(interval.upper - mean))
    assume(gap > 1e-9)
    inside = bounds.lower <= events / trials <= bounds.upper
    assert inside is (interval.lower <= mean <= interval.upper)


@given(st.integers(1, 100_000), st.floats(0.001, 0.999), levels)
def test_limits_of_a_share_are_two_and_three_standard_deviations(
    trials: int, mean: float, confidence: float
) -> None:
    """Spiegelhalter 2005, equation for a proportion; scipy's normal quantile."""
    reach = stats.norm.ppf((1 + confidence) / 2) * math.sqrt(mean * (1 - mean) / trials)
    found = proportion_limits(mean, trials, confidence)
    assert math.isclose(found.lower, max(0.0, mean - reach), rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(found.upper, min(1.0, mean + reach), rel_tol=1e-9, abs_tol=1e-12)


def test_limits_by_hand() -> None:
    # 90% of 900 children: √(0.9 × 0.1 ÷ 900) = 0.01; z = 1.959964 and 3.090232.
    found = [proportion_limits(0.9, 900, level) for level in (WARNING, ALARM)]
    assert [(round(b.lower, 4), round(b.upper, 4)) for b in found] == [
        (0.8804, 0.9196), (0.8691, 0.9309),
    ]  # fmt: skip
    # Garwood 1936: the exact 95% limits of a count of 10 are 4.795 and 18.39.
    assert count_limits(4.795389, WARNING).upper == pytest.approx(10, abs=1e-4)
    assert count_limits(18.390356, WARNING).lower == pytest.approx(10, abs=1e-4)


@pytest.mark.parametrize(("mean", "trials"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_no_funnel_without_sense(mean: float, trials: float) -> None:
    with pytest.raises(ValueError, match="no funnel"):
        proportion_limits(mean, trials, WARNING)


def test_no_negative_number_is_expected() -> None:
    with pytest.raises(ValueError, match="expected"):
        count_limits(-1, WARNING)
    assert count_limits(0, WARNING).upper == 0


# ── Tests of trend ────────────────────────────────────────────────────────────────────────


def test_cochran_armitage_as_agresti_printed_it() -> None:
    """Alcohol and malformation (Agresti, Categorical Data Analysis, 5.3.5): 6.57, p = 0.0104."""
    cases, all_born = [48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38]
    found = cochran_armitage(cases, all_born, [0, 0.5, 1.5, 4, 7])
    assert found is not None
    assert found.z**2 == pytest.approx(6.57, abs=0.005)
    assert found.p == pytest.approx(0.0104, abs=0.0001)


tables = st.lists(
    st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=3, max_size=9,
)  # fmt: skip


@given(tables)
def test_cochran_armitage_is_statsmodels(rows: list[tuple[int, int]]) -> None:
    events, trials = [x for x, _ in rows], [n for _, n in rows]
    times = list(range(len(rows)))
    found = cochran_armitage(events, trials, times)
    total = sum(trials)
    if found is None:
        assert sum(events) in (0, total)
        return
    cells = np.array([[x, n - x] for x, n in rows])
    linear = Table(cells, shift_zeros=False).test_ordinal_association(
        row_scores=np.array(times), col_scores=np.array([1, 0])
    )
    # The conditional variance of the linear-by-linear test has N - 1 where this one has N.
    assert math.isclose(
        found.z, linear.zscore * math.sqrt(total / (total - 1)), rel_tol=1e-9, abs_tol=1e-9
    )
    assert math.isclose(found.p, 2 * stats.norm.sf(abs(found.z)), rel_tol=1e-9, abs_tol=1e-12)


@given(st.lists(st.integers(0, 300), min_size=3, max_size=9))
def test_poisson_trend_is_the_score_test_of_a_poisson_regression(counts: list[int]) -> None:
    times = np.arange(len(counts), dtype=float)
    found = poisson_trend(counts, [1.0] * len(counts), list(times))
    if found is None:
        assert sum(counts) == 0
        return
    null = sm.GLM(counts, np.ones((len(counts), 1)), family=sm.families.Poisson()).fit()
    chi, p, _ = null.model.score_test(null.params, exog_extra=times[:, None])
    assert found.z**2 == pytest.approx(chi, rel=1e-6, abs=1e-9)
    assert found.p == pytest.approx(p, rel=1e-6, abs=1e-9)


def test_nothing_varies_without_a_spread_of_times() -> None:
    assert poisson_trend([1, 2], [1, 1], [2021, 2021]) is None
    assert isinstance(poisson_trend([1, 2], [1, 1], [2021, 2022]), TrendTest)


# ── Units beside their mean ───────────────────────────────────────────────────────────────


def of(catalogue: Catalogue, indicator: str, counted: str, status: str = "A") -> DisclosedValue:
    return figure(catalogue, indicator, f"2024-12M {counted}", status)


@pytest.mark.parametrize(
    ("counted", "expected"),
    # About 90% of 900: limits 88.04 to 91.96 and 86.91 to 93.09, as worked above.
    [("810/900", Standing.EQUAL), ("793/900", Standing.EQUAL), ("792/900", Standing.BELOW),
     ("783/900", Standing.BELOW), ("782/900", Standing.FAR_BELOW), ("828/900", Standing.ABOVE),
     ("838/900", Standing.FAR_ABOVE)],
)  # fmt: skip
def test_standing_of_a_share(catalogue: Catalogue, counted: str, expected: Standing) -> None:
    indicator = catalogue.indicators[BHYT]
    mean = of(catalogue, BHYT, "9000/10000")
    assert standing(indicator, of(catalogue, BHYT, counted), mean) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    # Ten expected: P(X >= 18) = 0.0143, P(X >= 17) = 0.0270, P(X <= 3) = 0.0103, P(X <= 4) =
    # 0.0293, P(X >= 21) = 0.0016, P(X >= 22) = 0.0007, P(X <= 1) = 0.0005, P(X <= 2) = 0.0028.
    [(17, Standing.EQUAL), (18, Standing.ABOVE), (21, Standing.ABOVE), (22, Standing.FAR_ABOVE),
     (4, Standing.EQUAL), (3, Standing.BELOW), (2, Standing.BELOW), (1, Standing.FAR_BELOW)],
)  # fmt: skip
def test_standing_of_a_rate(catalogue: Catalogue, events: int, expected: Standing) -> None:
    indicator = catalogue.indicators[RATE]
    mean = of(catalogue, RATE, "100/100000")
    assert standing(indicator, of(catalogue, RATE, f"{events}/10000"), mean) is expected


def test_a_plain_count_has_an_interval_and_no_mean(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators[INJURIES]
    (found,) = compare_units(
        indicator, [of(catalogue, INJURIES, "10")], of(catalogue, INJURIES, "100")
    )
    assert found.standing is Standing.UNKNOWN
    assert found.interval is not None
    assert round(found.interval.lower, 3) == 4.795


def test_words_of_standing(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators[BHYT]
    mean = of(catalogue, BHYT, "9000/10000")
    units = [of(catalogue, BHYT, text) for text in ("810/900", "792/900", "838/900")]
    found = compare_units(indicator, units, mean)
    assert [say_standing(indicator, item, mean) for item in found] == [
        "tương đương mức bình quân 90,0%",
        "thấp hơn bình quân 90,0% (mức tin cậy 95%)",
        "cao hơn rõ rệt so với bình quân 90,0% (mức tin cậy 99,8%)",
    ]
    assert Standing.BELOW.is_worse(Direction.UP)
    assert Standing.ABOVE.is_worse(Direction.DOWN)
    assert not Standing.UNKNOWN.is_worse(Direction.UP)


def test_ranks_that_cannot_be_told_are_said_so(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators[BHYT]
    alike = [of(catalogue, BHYT, text) for text in ("90/100", "91/100", "92/100")]
    assert rank_bounds(indicator, alike) == [(1, 3)] * 3
    apart = [of(catalogue, BHYT, text) for text in ("5000/10000", "9000/10000", "9010/10000")]
    assert rank_bounds(indicator, apart) == [(3, 3), (1, 2), (1, 2)]
    found = compare_units(indicator, apart, of(catalogue, BHYT, "23010/30000"))
    assert [say_rank(item, 3) for item in found] == [
        "hạng 3 trong 3",
        *["hạng 1 đến 2 trong 3"] * 2,
    ]


def test_less_injury_ranks_better(catalogue: Catalogue) -> None:
    units = [of(catalogue, RATE, text) for text in ("900/10000", "100/10000")]
    assert rank_bounds(catalogue.indicators[RATE], units) == [(2, 2), (1, 1)]


def test_plain_counts_are_not_ranked(catalogue: Catalogue) -> None:
    """A place with ten times the children has ten times the injuries, and is not worse for it."""
    units = [of(catalogue, INJURIES, text) for text in ("900", "90")]
    assert rank_bounds(catalogue.indicators[INJURIES], units) == [(None, None)] * 2


def test_a_hidden_figure_has_no_interval_no_limits_and_no_rank(catalogue: Catalogue) -> None:
    """What the door hides does not come back as an interval."""
    indicator = catalogue.indicators[BHYT]
    inside = of(catalogue, BHYT, "3/900")._value
    (hidden,) = disclose([inside], Audience.PUBLIC, lambda _: True)
    # A province's count of 1 to 4 is hidden too.
    assert hidden.is_suppressed
    (found,) = compare_units(indicator, [hidden], of(catalogue, BHYT, "9000/10000"))
    assert (found.interval, found.inner, found.outer, found.best, found.worst) == (None,) * 5
    assert found.standing is Standing.UNKNOWN
    (beside,) = compare_units(indicator, [of(catalogue, BHYT, "810/900")], hidden)
    assert (beside.inner, beside.standing) == (None, Standing.UNKNOWN)


def test_rare_events_are_shown_over_three_years(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators[RATE]
    years = [of(catalogue, RATE, text) for text in ("9/100000", "4/10000", "2/10000", "6/10000")]
    found = pooled(indicator, years)
    # 12 of 30,000 child-years are 40 per 100,000; Garwood's limits of 12 are 6.2006 and 20.9616.
    assert found is not None
    assert (found.years, found.events, found.value) == (3, Decimal(12), pytest.approx(40))
    assert found.interval.lower == pytest.approx(20.669, abs=0.001)
    assert found.interval.upper == pytest.approx(69.872, abs=0.001)
    assert pooled(indicator, [*years, of(catalogue, RATE, "10/10000")]) is None
    assert pooled(indicator, years[:1]) is None


def test_a_share_whose_parts_are_no_whole_has_no_interval(catalogue: Catalogue) -> None:
    assert value_interval(catalogue.indicators[BHYT], of(catalogue, BHYT, "11/10")) is None
