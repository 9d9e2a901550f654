"""What must hold for all places, whatever the example."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from childrights.places.model import Relation, UnknownPlace
from childrights.places.names import find_locality
from childrights.places.registry import load_registry
from childrights.vietnamese.text import loose

REGISTRY = load_registry()
EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
OLD, NEW = REGISTRY.units("VN", EVE), REGISTRY.units("VN", REFORM)

units = st.one_of(
    st.tuples(st.sampled_from(OLD), st.just(EVE)), st.tuples(st.sampled_from(NEW), st.just(REFORM))
)
SPELLINGS = [
    str.upper,
    str.lower,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("Đ", "Ð"),
    lambda text: text.replace(" ", "\u00a0 "),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace(", ", " - "),
    lambda text: text.replace("hòa", "hoà").replace("Hòa", "Hoà").replace("ủy", "uỷ"),
    lambda text: text.replace("Phường ", "P. ").replace("Xã ", "X.").replace("Thị trấn ", "TT "),
    lambda text: text.replace("Huyện ", "H. ").replace("Quận ", "Q.").replace("Tỉnh ", "T. "),
    lambda text: f"UBND {text}.",
]
DAMAGES = [
    loose,
    lambda text: text.split(", ")[0],
    lambda text: text.split(" ", 1)[1],
    lambda text: text[:-3],
    lambda text: text.replace("ă", "a").replace("â", "a"),
    lambda text: text.replace("ụ", "ú"),
    lambda text: text.replace("n", "", 1),
]


@given(units, st.lists(st.sampled_from(SPELLINGS), max_size=4, unique=True))
@settings(max_examples=250)
def test_every_spelling_of_a_full_name_finds_its_unit(unit_and_day, spellings):
    unit, day = unit_and_day
    text = REGISTRY.full_name(unit)
    for spell in spellings:
        text = spell(text)
    assert find_locality(REGISTRY, text, day) == unit


@given(units, st.sampled_from(DAMAGES))
@settings(max_examples=500)
def test_a_damaged_name_never_joins_a_place_of_another_name(unit_and_day, damage):
    unit, day = unit_and_day
    text = damage(REGISTRY.full_name(unit))
    try:
        found = find_locality(REGISTRY, text, day)
    except UnknownPlace:
        return
    # Whatever was joined bears the very name that was typed, accents and all.
    assert found == unit or found.name.casefold().endswith(text.split(", ")[0].casefold())


@given(st.sampled_from(REGISTRY.all_localities()))
def test_successors_and_predecessors_mirror_each_other(unit):
    for key, relation in REGISTRY.predecessors(unit.key):
        assert (unit.key, relation) in REGISTRY.successors(key)
        assert REGISTRY.get(key).valid_to == unit.valid_from - timedelta(days=1)


@given(st.sampled_from([unit for unit in REGISTRY.all_localities() if len(unit.code) == 5]))
def test_a_whole_unit_has_one_successor_and_a_divided_one_several(unit):
    after = REGISTRY.successors(unit.key)
    if unit.valid_to is None:
        assert after == []
    elif len(after) == 1:
        assert after[0][1] is Relation.FULL
    else:
        assert {relation for _, relation in after} == {Relation.PARTIAL}
        assert len(after) == len(set(after)) >= 2


@given(st.sampled_from(REGISTRY.all_localities()))
def test_a_unit_is_found_on_its_first_and_last_day_only_between(unit):
    assert REGISTRY.at(unit.code, unit.valid_from) == unit
    if unit.valid_to:
        assert REGISTRY.at(unit.code, unit.valid_to) == unit
        assert unit not in [
            span
            for span in REGISTRY.spans(unit.code)
            if span.exists_on(unit.valid_to + timedelta(days=1))
        ]


@given(st.dates(min_value=date(2009, 1, 1), max_value=date(2026, 12, 31)))
@settings(max_examples=30)
def test_units_of_the_country_are_those_of_its_provinces(day):
    country = REGISTRY.units("VN", day)
    provinces = REGISTRY.children("VN", day)
    parts = [unit for province in provinces for unit in REGISTRY.units(province.code, day)]
    assert sorted(unit.code for unit in parts) == [unit.code for unit in country]


@pytest.mark.parametrize("code", ["397", "608"])
def test_sums_over_whole_units_are_exact(code):
    values = {unit.key: index * 7 + 3 for index, unit in enumerate(REGISTRY.units(code, EVE))}
    after = {key for old in values for key, _ in REGISTRY.successors(old)}
    added = sum(values[old] for key in after for old, _ in REGISTRY.predecessors(key))
    assert added == sum(values.values())
