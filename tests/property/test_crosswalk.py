"""Figures across the reform: what must hold whatever the figures are."""

import csv
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from childrights.places.corrections import Correction, corrected
from childrights.places.crosswalk import converted, converted_together
from childrights.places.model import Level, LocalityKey, Relation
from childrights.places.registry import load_registry
from childrights.places.shares import Basis, Split
from childrights.places.sources import read_sources
from childrights.strict_yaml import CatalogueError

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference" / "localities"
REGISTRY = load_registry()
EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
OLD, NEW = REGISTRY.units("VN", EVE), REGISTRY.units("VN", REFORM)


class Group(NamedTuple):
    """Units before and after the reform that hold the same territory, and no fewer units do."""

    before: list[LocalityKey]
    after: list[LocalityKey]


def closed_groups():
    """Every group, in the order of today's units."""
    seen = set()
    for unit in NEW:
        before, after, more = set(), set(), {unit.key} - seen
        while more:
            after |= more
            before |= {old for key in more for old, _ in REGISTRY.predecessors(key)}
            more = {key for old in before for key, _ in REGISTRY.successors(old)} - after
        seen |= after
        if after:
            yield Group(sorted(before), sorted(after))


GROUPS = list(closed_groups())
DIVIDED = [group for group in GROUPS if len(group.after) > 1]
EARLIER = [date(2019, 6, 30), date(2020, 6, 30), date(2024, 12, 1), EVE]

measures = st.tuples(st.integers(1, 997), st.integers(0, 996), st.integers(1, 4))


def figures(keys, measure):
    """A figure for each unit: whole numbers, tenths, hundredths; some are nought."""
    step, start, decimals = measure
    return {
        key: Decimal((start + i * step) % 997).scaleb(-(decimals - 1))
        for i, key in enumerate(sorted(keys))
    }


def test_groups_hold_every_unit_of_the_reform_once():
    before = [key for group in GROUPS for key in group.before]
    after = [key for group in GROUPS for key in group.after]
    islands = [REGISTRY.at(code, EVE).key for code in ("318", "471", "498", "536", "755")]
    assert sorted(before) == sorted([*islands, *(unit.key for unit in OLD)])
    assert sorted(after) == sorted(unit.key for unit in NEW)
    # As docs/places.md says.
    assert (len(GROUPS), len(DIVIDED)) == (3_028, 125)
    assert max((len(group.before), len(group.after)) for group in DIVIDED) == (283, 75)


@given(measures, st.sampled_from(NEW))
@settings(max_examples=200)
def test_old_sums_equal_the_new_units_value_where_all_moved_whole(measure, unit):
    before = REGISTRY.predecessors(unit.key)
    sums = figures([old.key for old in OLD], measure)
    known = [(old, how) for old, how in before if REGISTRY.get(old).level is Level.COMMUNE]
    found = converted(REGISTRY, sums, unit.key, EVE)
    if all(how is Relation.FULL for _, how in before):
        assert found.exact
        assert found.lower == found.upper == found.estimate == sum(sums[old] for old, _ in known)
    else:
        assert not found.exact
        assert found.upper == sum(sums[old] for old, _ in known)
        assert found.estimate is None or found.lower <= found.estimate <= found.upper


@given(measures)
@settings(max_examples=5)
def test_totals_agree_over_every_closed_group(measure):
    for group in GROUPS:
        sums = figures(group.before, measure)
        found = converted_together(REGISTRY, sums, group.after, EVE)
        assert found.exact
        assert found.lower == sum(sums.values())


@given(st.sampled_from(DIVIDED), measures, st.data())
@settings(max_examples=60)
def test_bounds_hold_whatever_the_division_and_shares_recover_it(group, measure, data):
    sums = figures(group.before, measure)
    truth, shares = defaultdict(Decimal), {}
    for old in group.before:
        after = [key for key, _ in REGISTRY.successors(old)]
        cuts = data.draw(st.lists(st.integers(0, 100), min_size=len(after), max_size=len(after)))
        cuts[0] += 100 * len(after) - sum(cuts)
        parts = {key: Decimal(cut) / 100 for key, cut in zip(after, cuts, strict=True)}
        parts = {key: part / len(after) for key, part in parts.items()}
        if len(after) > 1:
            shares[old] = Split(Basis.AREA, parts, "giả định")
        for key, part in parts.items():
            truth[key] += sums[old] * part
    for key in group.after[:3]:
        found = converted(REGISTRY, sums, key, EVE, shares)
        assert found.lower - Decimal("1e-9") <= truth[key] <= found.upper + Decimal("1e-9")
        assert found.estimate is not None
        assert abs(found.estimate - truth[key]) < Decimal("1e-9")


@given(measures, st.sampled_from(EARLIER), st.sampled_from(["397", "392", "608", "60", "008"]))
@settings(max_examples=40)
def test_a_chain_of_events_converts_as_its_steps_do(measure, day, area):
    """What is exact in one jump equals what is exact step by step."""
    sums = figures([unit.key for unit in REGISTRY.units(area, day)], measure)
    middle = {
        unit.key: converted(REGISTRY, sums, unit.key, day) for unit in REGISTRY.units(area, EVE)
    }
    halfway = {key: item.lower for key, item in middle.items() if item.exact}
    for unit in {key for old in halfway for key, _ in REGISTRY.successors(old)}:
        direct = converted(REGISTRY, sums, unit, day)
        stepped = converted(REGISTRY, halfway, unit, EVE)
        if stepped.exact and not stepped.missing:
            assert direct.exact
            assert direct.lower == stepped.lower


def reference_pairs():
    path = REFERENCE / "crosswalk_communes_2025.csv"
    if not path.is_file():
        pytest.skip("the project's reference crosswalk is not beside the repository")
    with path.open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["old_code"]]


def whole_by_reference():
    """Old codes of each new unit that the reference makes of whole old units alone."""
    theirs = defaultdict(list)
    for row in reference_pairs():
        theirs[row["new_code"]].append(row)
    return {
        code: [row["old_code"] for row in rows]
        for code, rows in theirs.items()
        if all(row["relation"] == "full" for row in rows)
    }


@given(measures)
@settings(max_examples=5, phases=[Phase.generate])
def test_old_sums_agree_with_the_reference_crosswalk(measure):
    sums = figures([old.key for old in OLD], measure)
    by_code = {key.code: value for key, value in sums.items()}
    for code, old_codes in whole_by_reference().items():
        found = converted(REGISTRY, sums, REGISTRY.at(code, REFORM).key, EVE)
        assert found.exact
        assert found.lower == sum(by_code[old] for old in old_codes)


def test_after_the_reviewed_corrections_both_crosswalks_agree():
    theirs = {(row["old_code"], row["new_code"]): row["relation"] for row in reference_pairs()}
    ours = {
        (old.code, key.code): how.value for old in OLD for key, how in REGISTRY.successors(old.key)
    }
    assert ours == theirs


def test_a_correction_that_finds_nothing_to_correct_fails_loudly():
    drop = Correction(action="drop", old="00001", new="99999", why="thử")
    with pytest.raises(CatalogueError, match="00001"):
        corrected(read_sources().pairs, [drop])


def test_disagreements_of_the_package_and_the_reference_are_those_in_the_docs():
    text = (ROOT / "docs" / "places.md").read_text(encoding="utf-8")
    listed = {tuple(pair) for pair in re.findall(r"^\| (\d{5}) \|.*?\| (\d{5}) \|", text, re.M)}
    theirs = {(row["old_code"], row["new_code"]) for row in reference_pairs()}
    communes = {old.code for old in OLD}
    packaged = {
        (pair.old_code, pair.new_code) for pair in read_sources().pairs if pair.old_code in communes
    }
    assert packaged ^ theirs == listed
