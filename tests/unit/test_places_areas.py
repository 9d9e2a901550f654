from datetime import date

import pytest

from childrights.places.areas import load_selections, resolve_area
from childrights.places.model import Level, Relation, UnknownPlace
from childrights.places.registry import load_registry
from childrights.strict_yaml import CatalogueError

DAY, EVE, REFORM = date(2024, 6, 30), date(2025, 6, 30), date(2025, 7, 1)
TOKENS = ["hoang-mai", "trieu-son", "ha-trung", "kon-tum", "binh-thuan", "lam-dong"]


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.fixture(scope="module")
def selections():
    return load_selections()


@pytest.mark.parametrize(
    ("token", "before", "after"),
    [
        ("hoang-mai", 14, 7),
        ("trieu-son", 34, 8),
        ("ha-trung", 20, 5),
        ("kon-tum", 21, 6),
        ("binh-thuan", 124, 45),
        ("lam-dong", None, 124),
    ],
)
def test_selections_outlive_the_reform(registry, selections, token, before, after):
    old = resolve_area(registry, token, DAY, selections)
    new = resolve_area(registry, token, REFORM, selections)
    assert before is None or len(old.units) == before
    assert len(new.units) == after
    assert old.label != new.label
    assert old.label.endswith("(đến 30/6/2025)")
    assert new.label.endswith("(từ 01/7/2025)")


@pytest.mark.parametrize(("token", "code"), [("trieu-son", "397"), ("kon-tum", "608")])
def test_clean_sums_are_whole_units_of_the_former_district(registry, selections, token, code):
    now = {unit.key for unit in resolve_area(registry, token, REFORM, selections).units}
    pairs = [pair for unit in registry.units(code, EVE) for pair in registry.successors(unit.key)]
    assert {key for key, _ in pairs} == now
    assert {relation for _, relation in pairs} == {Relation.FULL}


def test_binh_thuan_is_what_its_communes_became(registry, selections):
    units = resolve_area(registry, "binh-thuan", REFORM, selections).units
    became = {key for unit in registry.units("60", EVE) for key, _ in registry.successors(unit.key)}
    assert {unit.key for unit in units} == became
    assert {unit.parent_code for unit in units} == {"68"}


def test_a_selection_says_what_it_does_not_coincide_with(registry, selections):
    hoang_mai = resolve_area(registry, "hoang-mai", REFORM, selections)
    assert "Không trùng khớp" in hoang_mai.note
    assert hoang_mai.locality is None
    assert "Bỉm Sơn (14812)" in resolve_area(registry, "ha-trung", REFORM, selections).note


def test_the_former_district_and_the_present_ward_are_told_apart(registry, selections):
    district = resolve_area(registry, "008", DAY, selections)
    ward = resolve_area(registry, "00331", REFORM, selections)
    assert (district.label, district.level) == ("Quận Hoàng Mai (đến 30/6/2025)", Level.DISTRICT)
    assert (ward.label, ward.level) == ("Phường Hoàng Mai (từ 01/7/2025)", Level.COMMUNE)
    assert ward.units == (ward.locality,)
    assert resolve_area(registry, "00331", EVE, selections).label == "Phường Thịnh Liệt"
    assert resolve_area(registry, "01", REFORM, selections).label == "Thành phố Hà Nội"


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("008", "Phường Hoàng Mai (00331)"),
        ("60", "Tỉnh Lâm Đồng (68)"),
        ("hoang-may", "hoang-mai"),
        ("00307", "Phường Định Công (00316)"),
    ],
)
def test_what_is_gone_says_what_it_became(registry, selections, token, says):
    with pytest.raises(UnknownPlace) as error:
        resolve_area(registry, token, REFORM, selections)
    assert says in str(error.value)


def test_an_area_whose_past_is_not_reviewed_says_so(registry, selections):
    assert "chưa được rà soát" in resolve_area(registry, "001", DAY, selections).note
    assert resolve_area(registry, "397", DAY, selections).note == ""
    assert "không có đơn vị" in resolve_area(registry, "318", EVE, selections).note


def test_an_operator_adds_and_replaces_selections(registry, tmp_path):
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    path = overlay / "selections.yaml"
    path.write_text(
        'selections:\n  - token: ba-dinh\n    spans:\n      - {label: Ba Đình, under: "001"}\n',
        encoding="utf-8",
    )
    selections = load_selections(tmp_path)
    assert list(selections) == [*TOKENS, "ba-dinh"]
    assert len(resolve_area(registry, "ba-dinh", DAY, selections).units) == 13
    path.write_text("selections:\n  - token: x\n    spans:\n      - {label: X}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"selections.yaml:4.*under hoặc units"):
        load_selections(tmp_path)
