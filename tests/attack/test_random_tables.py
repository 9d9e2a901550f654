"""The suppressor against the outsider on tables that Hypothesis makes up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from childrights.disclosure.suppress import Earlier, Pattern, suppress
from childrights.disclosure.system import Equation, System
from childrights.disclosure.threshold import Threshold
from tests.attack.outsider import Outsider

LEVEL = 4
Counts = list[list[int]]
"""Wards by periods of one year, cumulative."""


@st.composite
def cumulative(draw: st.DrawFn) -> Counts:
    """What wards counted at 6, 9 and 12 months; mostly little."""
    wards = draw(st.integers(2, 7))
    rise = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 30])
    rises = draw(st.lists(st.tuples(rise, rise, rise), min_size=wards, max_size=wards))
    return [[a, a + b, a + b + c] for a, b, c in rises]


def name(ward: int | str, period: int, part: str = "") -> str:
    return f"{ward}/{period}/{part}"


def made(counts: Counts, supported: Counts) -> System:
    """Wards and their sum, periods, and how many of the counted were supported."""
    values: dict[str, Decimal] = {}
    equations = []
    wards = range(len(counts))
    for part, table in (("", counts), ("s", supported)):
        for period in range(3):
            for ward in wards:
                values[name(ward, period, part)] = Decimal(table[ward][period])
            values[name("all", period, part)] = Decimal(sum(row[period] for row in table))
            cells = tuple(name(ward, period, part) for ward in wards)
            equations.append(Equation(name("all", period, part), cells))
    shown = {key: 2 if key.startswith("all") else 0 for key in values}
    for place in (*wards, "all"):
        for period in range(3):
            left_over(values, equations, name(place, period), name(place, period, "s"))
        for earlier, later in pairwise(range(3)):
            for part in ("", "s"):
                left_over(values, equations, name(place, later, part), name(place, earlier, part))
    return System(values, tuple(equations), shown)


def left_over(values: dict[str, Decimal], equations: list[Equation], whole: str, part: str) -> None:
    rest = f"{whole}-{part}"
    values[rest] = values[whole] - values[part]
    equations.append(Equation(whole, (part, rest)))


def attack(counts: Counts, supported: Counts, hidden: frozenset[str]) -> float:
    """The narrowest that the outsider gets a hidden count, or a small remainder, to."""
    outsider = Outsider()
    wards = range(len(counts))
    tables = {"": counts, "s": supported}
    truth = {}
    for part, period in product(tables, range(3)):
        for ward in wards:
            truth[name(ward, period, part)] = tables[part][ward][period]
        truth[name("all", period, part)] = sum(row[period] for row in tables[part])
        outsider.equal(name("all", period, part), [name(ward, period, part) for ward in wards])
    pairs = [
        (name(place, period), name(place, period, "s"))
        for place, period in product((*wards, "all"), range(3))
    ]
    pairs += [
        (name(place, period + 1, part), name(place, period, part))
        for place, period, part in product((*wards, "all"), range(2), tables)
    ]
    for greater, lesser in pairs:
        outsider.at_least(greater, [lesser])
    for key, count in truth.items():
        if key not in hidden:
            outsider.read(key, count)
    small = [("left", g, s) for g, s in pairs if 0 < truth[g] - truth[s] <= LEVEL]
    counted = [key for key, count in truth.items() if key in hidden or 0 < count <= LEVEL]
    return outsider.narrowest([*counted, *small])[0]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Counts, Counts]:
    """Counted and supported, both cumulative, the second never more than the first."""
    counts = draw(cumulative())
    supported = []
    for row in counts:
        so_far, least = [], 0
        for count in row:
            least = draw(st.integers(least, count))
            so_far.append(least)
        supported.append(so_far)
    return counts, supported


@settings(max_examples=60)
@given(tables())
def test_nothing_small_can_be_worked_out(made_up: tuple[Counts, Counts]) -> None:
    counts, supported = made_up
    pattern = suppress(made(counts, supported), Threshold())
    assert attack(counts, supported, pattern.hidden) >= LEVEL - 1e-6


@settings(max_examples=30)
@given(tables())
def test_the_same_tables_hide_the_same_cells(made_up: tuple[Counts, Counts]) -> None:
    one, other = (suppress(made(*made_up), Threshold()) for _ in range(2))
    assert one == other


@settings(max_examples=30)
@given(tables(), st.data())
def test_what_an_earlier_release_showed_protects_nothing(
    made_up: tuple[Counts, Counts], data: st.DataObject
) -> None:
    """Two periods are released, later all three: what was shown stays known."""
    counts, supported = made_up
    system = made(counts, supported)
    early = System(
        system.values,
        tuple(e for e in system.equations if all("/2/" not in cell for cell in e.cells)),
        {key: rank for key, rank in system.shown_last.items() if "/2/" not in key},
    )
    first = suppress(early, Threshold())
    shown = {key: frozenset({early.values[key]}) for key in early.shown_last.keys() - first.hidden}
    second = suppress(system, Threshold(), Earlier(shown, first.hidden))
    assert second.hidden >= first.hidden
    assert not second.hidden & shown.keys()
    assert attack(counts, supported, second.hidden) >= LEVEL - 1e-6


def test_hiding_small_counts_alone_is_broken() -> None:
    """Three wards, one small count each period: subtraction gives it back."""
    counts, supported = [[2, 2, 2], [20, 20, 20], [30, 30, 30]], [[0, 0, 0], [9, 9, 9], [9, 9, 9]]
    system = made(counts, supported)
    naive = frozenset(key for key in system.shown_last if 0 < system.values[key] < LEVEL + 1)
    assert attack(counts, supported, naive) == 0
    assert attack(counts, supported, suppress(system, Threshold()).hidden) >= LEVEL


def test_hiding_two_in_each_sum_is_broken_by_periods() -> None:
    """Complementary cells in one period are given away by the next, where nothing is hidden."""
    counts = [[2, 9, 9], [7, 8, 9], [30, 30, 30]]
    hidden = frozenset({name(0, 0), name(1, 0)})
    none = [[0, 0, 0]] * 3
    assert attack(counts, none, hidden) < LEVEL


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts = [[10, 20, 30], [0, 0, 0], [50, 60, 70]]
    assert suppress(made(counts, [[0, 0, 0]] * 3), Threshold()) == Pattern(frozenset(), None)
