"""Ranks, their intervals and bands: by hand, and against another way of working them out."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from childrights.catalogue.loader import load_catalogue
from childrights.catalogue.model import Component
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.value import Part, Value
from childrights.judgement.intervals import Interval
from childrights.judgement.ranking import Scored, rank, rank_units, score_interval
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

INDICATORS = load_catalogue().indicators
PERIOD = Period.parse("2024-12M")
PARTS = (
    Component(indicator="bhyt_coverage_under_6", weight="3", floor="80", goal="100"),
    Component(indicator="child_injuries", weight="1", floor="20", goal="0"),
)


def scored(name: str, score: str, lower: float, upper: float) -> Scored:
    return Scored(value(name, Decimal(score)), Interval(lower, upper))


def value(name: str, score: Decimal | None, parts: tuple[Part, ...] = ()) -> DisclosedValue:
    weight = sum((part.weight for part in parts), Decimal(0)) or Decimal(1)
    made = Value(
        "x", LocalityKey(name, date(2020, 1, 1)), name, name, PERIOD, {},
        None if score is None else score * weight, weight, score,
        frozenset({ObservationStatus.NORMAL}), Confidentiality.INTERNAL, 1, 1, parts=parts,
    )  # fmt: skip
    return disclose([made], Audience.INTERNAL, lambda _: True)[0]


def test_ranks_intervals_and_bands_by_hand() -> None:
    # A 90-96, B 85-91 touch; C 70-80 and D 75-84 touch each other alone; E 60-65 and F 64-66 touch.
    found = rank(
        [scored("F", "65.0", 64, 66), scored("A", "93.0", 90, 96), scored("C", "75.0", 70, 80),
         scored("B", "88.0", 85, 91), scored("D", "80.0", 75, 84), scored("E", "62.0", 60, 65)]
    )  # fmt: skip
    told = [(r.value.name, r.rank, r.best, r.worst, r.band) for r in found]
    assert told == [
        ("A", 1, 1, 2, 1), ("B", 2, 1, 2, 1), ("D", 3, 3, 4, 2), ("C", 4, 3, 4, 2),
        ("F", 5, 5, 6, 3), ("E", 6, 5, 6, 3),
    ]  # fmt: skip


def test_equal_scores_share_a_rank_and_the_next_is_skipped() -> None:
    found = rank([scored("B", "80.0", 79, 81), scored("A", "80.0", 78, 82),
                  scored("C", "70.0", 69, 71), scored("D", "90.0", 89, 91)])  # fmt: skip
    assert [(r.value.name, r.rank) for r in found] == [("D", 1), ("A", 2), ("B", 2), ("C", 4)]
    assert [(r.best, r.worst) for r in found] == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_intervals_that_touch_at_a_point_cannot_be_told_apart() -> None:
    found = rank([scored("A", "80.0", 75, 85), scored("B", "70.0", 65, 75)])
    assert [(r.band, r.best, r.worst) for r in found] == [(1, 1, 2), (1, 1, 2)]


def test_units_joined_through_a_third_stand_in_one_band() -> None:
    found = rank([scored("A", "90.0", 86, 94), scored("B", "84.0", 79, 88),
                  scored("C", "76.0", 72, 80)])  # fmt: skip
    assert [r.band for r in found] == [1, 1, 1]
    assert [(r.best, r.worst) for r in found] == [(1, 2), (1, 3), (2, 3)]


def test_no_units_no_ranks() -> None:
    assert rank([]) == []


spans = st.tuples(st.integers(0, 1000), st.integers(0, 200), st.integers(0, 200))


@given(st.lists(spans, min_size=1, max_size=12))
def test_a_rank_lies_in_its_interval_and_bands_part_the_units(
    raw: list[tuple[int, int, int]],
) -> None:
    made = [
        scored(f"{i:02d}", str(score), score - below, score + above)
        for i, (score, below, above) in enumerate(raw)
    ]
    found = rank(made)
    for one in found:
        assert one.best <= one.rank <= one.worst
        for other in found:
            touch = (
                one.interval.lower <= other.interval.upper
                and other.interval.lower <= one.interval.upper
            )
            assert not touch or one.band == other.band
            if one.band < other.band:
                assert one.interval.lower > other.interval.upper
    # Each band is joined by overlaps: the components of the graph, found another way.
    assert len({r.band for r in found}) == components(made)


def components(items: list[Scored]) -> int:
    groups = [{i} for i in range(len(items))]
    for i, one in enumerate(items):
        for j, other in enumerate(items[:i]):
            a, b = one.interval, other.interval
            if a.lower <= b.upper and b.lower <= a.upper:
                here = next(g for g in groups if i in g)
                there = next(g for g in groups if j in g)
                if here is not there:
                    groups.remove(there)
                    here |= there
    return len(groups)


def parts(cards: int, children: int, injured: int) -> tuple[Part, ...]:
    share = Decimal(100 * cards) / children
    return (
        Part("bhyt_coverage_under_6", Decimal(3), Decimal(cards), Decimal(children), share,
             PARTS[0].points(share)),
        Part("child_injuries", Decimal(1), Decimal(injured), None, Decimal(injured),
             PARTS[1].points(Decimal(injured))),
    )  # fmt: skip


@given(st.integers(1, 2000), st.floats(0, 1), st.integers(0, 60), st.sampled_from([0.95, 0.996]))
def test_the_interval_of_a_score_is_mover_over_wilson_and_exact_poisson(
    children: int, share: float, injured: int, confidence: float
) -> None:
    cards = round(children * share)
    made = parts(cards, children, injured)
    score = (3 * made[0].points + made[1].points) / 4
    found = score_interval(value("A", score, made), PARTS, INDICATORS, confidence)

    def clip(number: float) -> float:
        return max(0.0, min(100.0, number))

    low, high = proportion_confint(cards, children, 1 - confidence, "wilson")
    tail = (1 - confidence) / 2
    few = stats.chi2.ppf(tail, 2 * injured) / 2 if injured else 0.0
    many = stats.chi2.isf(tail, 2 * injured + 2) / 2
    p1 = clip((100 * cards / children - 80) * 5)
    p2 = clip((20 - injured) * 5)
    below = [0.75 * (p1 - clip((100 * low - 80) * 5)), 0.25 * (p2 - clip((20 - many) * 5))]
    above = [0.75 * (clip((100 * high - 80) * 5) - p1), 0.25 * (clip((20 - few) * 5) - p2)]
    middle = 0.75 * p1 + 0.25 * p2
    assert found.lower == pytest.approx(middle - math.hypot(*below), abs=1e-7)
    assert found.upper == pytest.approx(middle + math.hypot(*above), abs=1e-7)
    assert found.lower + 1e-9 >= 0 and found.upper <= 100 + 1e-9


def test_units_without_a_score_are_listed_and_not_ranked() -> None:
    whole = INDICATORS["child_rights_score"].model_copy(update={"components": PARTS})
    made = parts(90, 100, 12)
    score = Decimal("47.5")
    found = rank_units([value("B", None), value("A", score, made)], whole, INDICATORS)
    assert [(r.value.name, r.rank, r.best, r.worst) for r in found.ranked] == [("A", 1, 1, 1)]
    assert [v.name for v in found.unscored] == ["B"]


def test_each_interval_is_wide_enough_for_all_to_hold_together() -> None:
    """Of two units each stands at √0.95, so that both hold with 95%."""
    whole = INDICATORS["child_rights_score"].model_copy(update={"components": PARTS})
    units = [value(name, Decimal("47.5"), parts(90, 100, 12)) for name in "AB"]
    found = rank_units(units, whole, INDICATORS)
    alone = score_interval(units[0], PARTS, INDICATORS, math.sqrt(0.95))
    assert [item.interval for item in found.ranked] == [alone, alone]
    assert found.confidence == 0.95


def test_a_score_counted_whole_has_no_interval_of_its_own() -> None:
    only = (
        Component(indicator="child_friendly_score", weight="1", floor="500", goal="1000"),
        Component(indicator="bhyt_coverage_under_6", weight="1", floor="80", goal="100"),
    )
    made = (
        Part("child_friendly_score", Decimal(1), Decimal(800), Decimal(1), Decimal(800),
             only[0].points(Decimal(800))),
        Part("bhyt_coverage_under_6", Decimal(1), Decimal(100), Decimal(100), Decimal(100),
             Decimal(100)),
    )  # fmt: skip
    found = score_interval(value("A", Decimal(80), made), only, INDICATORS, 0.95)
    low, _ = proportion_confint(100, 100, 0.05, "wilson")
    assert found.upper == 80
    assert found.lower == pytest.approx(80 - (100 - (100 * low - 80) * 5) / 2)
