from datetime import date
from decimal import Decimal

import pytest

from childrights.places.crosswalk import (
    ancestors_of,
    ancestors_of_all,
    converted,
    converted_together,
)
from childrights.places.model import RECORD_START, LocalityKey, Relation, UnknownPlace
from childrights.places.shares import BadShares, Basis, Split, load_shares, misfits

EVE, REFORM, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 21)
TRIEU_SON = ("15664", "15667", "15682", "15715", "15724", "15754", "15763", "15766")
HOANG_MAI = ("00301", "00316", "00322", "00328", "00331", "00337", "00340")


def keys(registry, codes, day=TODAY):
    return [registry.at(code, day).key for code in codes]


def ones(registry, parent, day):
    return {unit.key: Decimal(1) for unit in registry.units(parent, day)}


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2019, 6, 30), 36), (date(2021, 12, 31), 34), (EVE, 32), (date(2025, 7, 1), 8)],
)
def test_trieu_son_is_one_exact_series_of_eight_units(registry, day, count):
    """36 → 34 → 32 → 8, through every step."""
    sums = ones(registry, "397", day) if day <= EVE else dict.fromkeys(
        keys(registry, TRIEU_SON, day), Decimal(1)
    )  # fmt: skip
    found = [converted(registry, sums, key, day) for key in keys(registry, TRIEU_SON)]
    assert all(item.exact and item.lower == item.upper == item.estimate for item in found)
    assert all(not item.missing and item.basis == "" for item in found)
    assert sum(item.lower for item in found) == count


def test_a_unit_leads_back_through_all_events(registry):
    key = registry.at("15664", TODAY).key
    assert {old.code for old, _ in ancestors_of(registry, key, date(2019, 6, 30))} == {
        "15664", "15691", "15694", "15697", "15700", "15703", "15706",
    }  # fmt: skip
    assert ancestors_of(registry, key, TODAY) == [(key, Relation.FULL)]
    nam_chinh = registry.at("23206", date(2022, 1, 1)).key
    assert ancestors_of(registry, nam_chinh, date(2019, 1, 1)) == [
        (LocalityKey("23206", RECORD_START), Relation.FULL),
        (LocalityKey("23209", RECORD_START), Relation.FULL),
    ]
    with pytest.raises(UnknownPlace):
        ancestors_of(registry, LocalityKey("99999", REFORM), EVE)


def test_hoang_mai_has_bounds_and_no_estimate(registry):
    sums = {unit.key: Decimal(100) for unit in registry.units("VN", EVE)}
    for key in keys(registry, HOANG_MAI):
        found = converted(registry, sums, key, EVE)
        before = registry.predecessors(key)
        partial = sum(relation is Relation.PARTIAL for _, relation in before)
        assert partial > 0
        assert (found.exact, found.estimate, found.basis) == (False, None, "")
        assert found.upper == 100 * len(before)
        assert found.lower == 100 * (len(before) - partial)


def test_a_total_is_narrower_than_the_sum_of_its_parts(registry):
    """A ward divided among the seven alone counts whole in their total."""
    sums = ones(registry, "008", EVE)
    targets = keys(registry, HOANG_MAI)
    parts = [converted(registry, sums, key, EVE) for key in targets]
    total = converted_together(registry, sums, targets, EVE)
    inside = {
        old.key
        for old in registry.units("008", EVE)
        if {key for key, _ in registry.successors(old.key)} <= set(targets)
    }
    assert total.lower == len(inside) > sum(part.lower for part in parts)
    assert total.upper <= 14 < sum(part.upper for part in parts)
    cut = [old for old, how in ancestors_of_all(registry, targets, EVE) if how is Relation.PARTIAL]
    assert cut
    assert not inside & set(cut)


def test_units_without_a_figure_are_named(registry):
    key = registry.at("15664", TODAY).key
    sums = ones(registry, "397", EVE)
    absent = LocalityKey("15700", RECORD_START)
    del sums[absent]
    found = converted(registry, sums, key, EVE)
    assert found.missing == (absent,)
    assert found.lower == len(ancestors_of(registry, key, EVE)) - 1


def dai_kim_split(registry, basis=Basis.POPULATION):
    old = registry.at("00316", EVE).key
    after = [key for key, _ in registry.successors(old)]
    rest = Decimal(1) / 4 / (len(after) - 1)
    return old, Split(basis, dict.fromkeys(after, rest) | {after[0]: Decimal("0.75")}, "Bảng 1")


def test_an_estimate_needs_a_share_of_every_divided_unit(registry):
    old, split = dai_kim_split(registry)
    target = next(iter(split.shares))
    others = [key for key, _ in registry.predecessors(target) if key != old]
    sums = {old: Decimal(200)}
    found = converted(registry, sums, target, EVE, {old: split})
    assert (found.lower, found.upper, found.estimate) == (0, 200, 150)
    assert (found.basis, found.sources, found.exact) == ("dân số", ("Bảng 1",), False)
    assert set(found.missing) == set(others)
    with_others = sums | dict.fromkeys(others, Decimal(1))
    found = converted(registry, with_others, target, EVE, {old: split})
    assert (found.estimate, found.basis, found.sources) == (None, "", ())


def write_shares(folder, *lines):
    (folder / "overlay").mkdir(exist_ok=True)
    columns = "old_code,old_valid_from,new_code,new_valid_from,share_population,share_area,source"
    text = "\n".join([columns, *lines]) + "\n"
    (folder / "overlay" / "shares.csv").write_text(text, encoding="utf-8")
    return folder


def test_shares_are_read_people_before_area(tmp_path, registry):
    folder = write_shares(
        tmp_path,
        '00316,,00316,2025-07-01,"0,6667",0.5,Niên giám',
        "00316,1900-01-01,00331,01/7/2025,0.3333,0.5,Niên giám",
        "23011,2024-12-01,23008,2025-07-01,,0.4,Sơ đồ",
        "23011,2024-12-01,23011,2025-07-01,,0.6,Sơ đồ",
    )
    shares = load_shares(folder)
    dai_kim = shares[LocalityKey("00316", RECORD_START)]
    assert dai_kim.basis is Basis.POPULATION
    assert dai_kim.shares[LocalityKey("00331", REFORM)] == Decimal("0.3333")
    phan_lam = shares[LocalityKey("23011", date(2024, 12, 1))]
    assert phan_lam.basis is Basis.AREA
    assert sum(phan_lam.shares.values()) == 1
    # Neither is how the register knows them: one went elsewhere too, one was not divided.
    wrong = "\n".join(misfits(registry, shares))
    assert "00316" in wrong
    assert "23011" in wrong
    assert "không bị chia" in wrong


def test_rounding_of_shares_is_put_right_in_the_largest(tmp_path):
    folder = write_shares(
        tmp_path,
        "00316,,00316,2025-07-01,0.333,,A",
        "00316,,00331,2025-07-01,0.333,,A",
        "00316,,00322,2025-07-01,0.3335,,A",
    )
    shares = load_shares(folder)[LocalityKey("00316", RECORD_START)].shares
    assert sum(shares.values()) == 1
    assert shares[LocalityKey("00322", REFORM)] == Decimal("0.334")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("00316,,00331,2025-07-01,0.5,,A", "cộng lại là 0.5"),
        ("00316,,00331,2025-07-01,,,A", "chưa ghi tỷ lệ"),
        ("00316,,00331,2025-07-01,1,,", "dòng 2: thiếu source"),
        ("00316,,00331,2025-07-01,35%,,A", "“35%” không phải là số"),
        ("00316,,00331,2025-07-01,35,,A", "không nằm giữa 0 và 1"),
        ("00316,,00331,2025-07-01,nan,,A", "không nằm giữa"),
        ("00316,,00331,hôm qua,1,,A", "new_valid_from"),
        (",,00331,2025-07-01,1,,A", "thiếu old_code"),
        ("00316,,00331,2025-07-01,1,,A\n00316,,00331,2025-07-01,0,,A", "hai lần"),
        ("00316,,00331,2025-07-01,1,,A\n00316,,00322,2025-07-01,,,A", "một số dòng"),
    ],
)
def test_a_wrong_share_is_refused_with_its_line(tmp_path, line, says):
    with pytest.raises(BadShares, match=says):
        load_shares(write_shares(tmp_path, line))


def test_no_table_no_shares(tmp_path):
    assert load_shares(tmp_path) == {}
    assert load_shares(None) == {}
    (tmp_path / "overlay").mkdir()
    (tmp_path / "overlay" / "shares.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(BadShares, match="thiếu cột old_code"):
        load_shares(tmp_path)
