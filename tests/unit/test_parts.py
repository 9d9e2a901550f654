"""Breakdowns: which ones add up, their shares, and which pairs the forms carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.catalogue.forms import FormVersion
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator
from childrights.disclosure.door import Audience, DisclosedValue, NotDisclosed, disclose
from childrights.evaluate.carried import carried_pairs, carries
from childrights.evaluate.value import Value
from childrights.figures.injury import injuries_of, ways_of
from childrights.judgement.parts import NoShares, adds_up, shares_of, split
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

PERIOD = Period.parse("2024-12M")
COUNTS = st.lists(st.integers(0, 5_000), min_size=1, max_size=14).filter(sum)


def figure(
    count: int | None, *, hidden: bool = False, indicator: str = "child_injuries"
) -> DisclosedValue:
    """A count, its absence, or one that the public may not see."""
    number = None if count is None else Decimal(count)
    status = ObservationStatus.MISSING if count is None else ObservationStatus.NORMAL
    value = Value(
        indicator, LocalityKey("00301", date(1900, 1, 1)), "00301", "Phường", PERIOD, {}, number,
        None, number, frozenset({status}), Confidentiality.FREE, 1, 1,
    )  # fmt: skip
    audience = Audience.PUBLIC if hidden else Audience.INTERNAL
    return disclose([value], audience, lambda _: hidden)[0]


# ── Shares ────────────────────────────────────────────────────────────────────────────────


def test_shares_by_hand() -> None:
    """Thirds: 33,3 each leaves one tenth, which the first gets; 2 of 3 beside 1 of 3."""
    assert shares_of([Decimal(1)] * 3) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]
    assert shares_of([Decimal(2), Decimal(1)]) == [Decimal("66.7"), Decimal("33.3")]
    assert shares_of([Decimal(0), Decimal(7)]) == [Decimal(0), Decimal(100)]


@given(COUNTS)
def test_shares_add_up_and_stay_within_a_step_of_the_exact_ones(counts: list[int]) -> None:
    found = shares_of([Decimal(count) for count in counts])
    assert sum(found) == 100
    for count, share in zip(counts, found, strict=True):
        exact = Fraction(100 * count, sum(counts))
        assert abs(Fraction(share) - exact) < Fraction(1, 10)
        assert count or share == 0


@pytest.mark.parametrize("counts", [[], [0, 0], [3, -1]])
def test_shares_of_nothing_are_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="shares need"):
        shares_of([Decimal(count) for count in counts])


def test_what_no_code_holds_is_told_and_is_part_of_the_hundred() -> None:
    found = split([figure(3), figure(5)], figure(10))
    assert (found.rest, found.rest_share) == (2, 20)
    assert found.shares == (30, 50)


@pytest.mark.parametrize(
    ("parts", "whole", "additive", "why"),
    [
        ((figure(3), figure(5)), figure(6), False, NoShares.OVERLAP),
        ((figure(3), figure(None)), figure(6), True, NoShares.MISSING),
        ((figure(3), figure(5, hidden=True)), figure(8), True, NoShares.HIDDEN),
        ((figure(3), figure(5)), figure(7), True, NoShares.MORE),
        ((figure(0), figure(0)), figure(0), True, NoShares.NOTHING),
        ((), figure(4), True, NoShares.MISSING),
    ],
)
def test_there_are_no_shares_where_they_would_mislead(
    parts: tuple[DisclosedValue, ...], whole: DisclosedValue, additive: bool, why: NoShares
) -> None:
    found = split(parts, whole, is_additive=additive)
    assert found.why_not is why and found.shares == ()


def test_only_disclosed_figures_are_divided() -> None:
    with pytest.raises(NotDisclosed):
        split([figure(3)._value], figure(3))  # type: ignore[list-item]


# ── What the catalogue says ───────────────────────────────────────────────────────────────


def test_only_parts_that_do_not_overlap_add_up(catalogue: Catalogue) -> None:
    assert adds_up(catalogue, "child_injuries", "cause", PERIOD)
    assert adds_up(catalogue, "child_injuries", "age", PERIOD)
    assert not adds_up(catalogue, "special_circumstances_by_group", "circumstance", PERIOD)
    assert not adds_up(catalogue, "abused_children", "abuse_form", PERIOD)
    bands = ("M0T72", "M72T192", "M84T192")
    written = catalogue.indicators["child_injuries"].model_dump()
    entry = Indicator.model_validate({**written, "breakdowns": {"age": bands}})
    twisted = replace(catalogue, indicators={**catalogue.indicators, "child_injuries": entry})
    assert not adds_up(twisted, "child_injuries", "age", PERIOD)


def printed_together(form: FormVersion, measure: str, names: set[str]) -> bool:
    """Whether a form prints cells of a measure at codes of just these dimensions: by eye."""
    return any(
        field.measure == measure and set(field.where) == names
        for layout in form.layouts
        for field in form.fields(layout)
    )


def test_pairs_are_those_that_a_form_prints(catalogue: Catalogue) -> None:
    assert set(carried_pairs(catalogue, "child_injuries", PERIOD)) == {
        ("cause", "sex"), ("cause", "age"), ("cause", "setting"), ("sex", "age"),
        ("sex", "setting"), ("age", "setting"),
    }  # fmt: skip
    assert carries(catalogue, "child_injuries", ("cause", "sex", "age", "setting"), PERIOD)
    assert carries(catalogue, "child_population", ("sex", "age"), PERIOD)
    assert not carries(catalogue, "child_injuries", ("cause", "circumstance"), PERIOD)


def test_a_pair_in_no_form_is_not_offered(catalogue: Catalogue) -> None:
    """Every pair that no form prints, of an indicator whose measure cannot be summed to it."""
    known = catalogue.indicators["abused_children"]
    measure = known.numerator.measure if known.numerator else ""
    forms = [form for form in catalogue.forms.values() if form.in_force(PERIOD.last_day)]
    pair = ("abuse_form", "abuse_setting")
    assert not any(printed_together(form, measure, set(pair)) for form in forms)
    assert pair not in carried_pairs(catalogue, "abused_children", PERIOD)


def test_before_the_form_nothing_is_carried(catalogue: Catalogue) -> None:
    assert not carries(catalogue, "child_injuries", ("cause",), Period.parse("2019-12M"))


# ── Injuries ──────────────────────────────────────────────────────────────────────────────


def test_deaths_come_first_and_a_new_cause_joins_by_itself(catalogue: Catalogue) -> None:
    found = injuries_of(catalogue)
    assert found.counts[:3] == ("child_injury_deaths", "child_drowning_deaths", "child_injuries")
    assert found.whole == ("child_injury_deaths", "child_injuries")
    assert found.rates == ("injury_death_rate", "injury_rate")
    drowning = catalogue.indicators["child_drowning_deaths"]
    assert drowning.numerator is not None
    term = drowning.numerator.model_copy(update={"where": {"cause": "02"}})
    burns = drowning.model_copy(update={"numerator": term, "name": "Tử vong do bỏng"})
    grown = replace(catalogue, indicators={**catalogue.indicators, "burns": burns})
    assert injuries_of(grown).counts[:3] == (
        "child_injury_deaths", "child_drowning_deaths", "burns",
    )  # fmt: skip


def test_each_dimension_of_an_injury_count_is_crossed_once(catalogue: Catalogue) -> None:
    for name in injuries_of(catalogue).counts:
        indicator = catalogue.indicators[name]
        ways = ways_of(indicator)
        rows = {way[0] for way in ways}
        assert len(rows) == 1
        shown = [*rows, *(column for _, columns in ways for column in columns)]
        assert sorted(shown) == sorted(indicator.breakdowns)
        assert all(carries(catalogue, name, (row, *columns), PERIOD) for row, columns in ways)
