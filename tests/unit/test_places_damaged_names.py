"""Names as they get damaged: what is found, and that nothing is joined to another place."""

import csv
from datetime import date

import pytest

from childrights.places.model import Level
from childrights.places.names import candidates, find_locality, suggest, variant
from childrights.places.registry import load_registry
from tests import make_damaged_names as table

EVE, REFORM = table.EVE, table.REFORM


def damaged():
    with table.PATH.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def joined(registry, typed, day, within=""):
    """Code that the text is joined to; empty when it is refused."""
    found = candidates(registry, typed, day, within)
    return found[0].code if len(found) == 1 else ""


def test_the_table_is_what_its_script_makes(registry):
    assert table.PATH.read_bytes() == table.as_csv(table.rows(registry)).encode()


def test_damaged_names_are_found_or_refused_and_never_joined_elsewhere(registry):
    rows = damaged()
    assert len(rows) >= 500
    answers = [
        (row, joined(registry, row["typed"], date.fromisoformat(row["day"]))) for row in rows
    ]
    assert [row for row, code in answers if code not in ("", row["code"])] == []
    certain = [(row, code) for row, code in answers if row["code"]]
    assert [row for row, code in certain if code != row["code"]] == []
    assert len(certain) >= 500


@pytest.mark.parametrize("day", [EVE, REFORM])
@pytest.mark.parametrize(
    "write",
    [
        lambda full: full,
        lambda full: full.upper(),
        lambda full: f"{full.split(', ')[0]}, {full.rpartition(', ')[2]}",
        lambda full: full.split(", ")[0],
        lambda full: full.split(", ")[0].partition(" ")[2],
        table.plain,
        lambda full: table.plain(full.split(", ")[0]),
    ],
    ids=["full", "capitals", "province", "bare", "no type", "plain", "plain bare"],
)
def test_no_official_name_of_either_era_is_joined_elsewhere(registry, day, write):
    wrong = []
    for unit in registry.units("VN", day):
        found = joined(registry, write(registry.full_name(unit)), day)
        if found not in ("", unit.code) and registry.at(found, day).level is Level.COMMUNE:
            wrong.append((unit.name, unit.code, found))
    assert wrong == []


@pytest.mark.parametrize("encode", [table.to_tcvn3, table.to_vni])
@pytest.mark.parametrize("day", [EVE, REFORM])
def test_a_full_name_in_an_old_font_is_found(registry, day, encode):
    lost = [
        unit.name
        for unit in registry.units("VN", day)[::3]
        if joined(registry, encode(registry.full_name(unit)), day) != unit.code
    ]
    assert lost == []


def test_a_full_name_of_the_old_era_is_nothing_after_it(registry):
    for unit in registry.units("VN", EVE)[::7]:
        assert joined(registry, registry.full_name(unit), REFORM) == ""


def test_spellings_that_count_as_one_meet_no_other_unit(registry):
    """Two units of one province that only these spellings tell apart would be confused."""
    for day in (EVE, REFORM):
        strict, lenient = {}, {}
        for unit in registry.units("VN", day):
            name = unit.name.casefold()
            strict.setdefault((unit.province_code, name), set()).add(unit.code)
            lenient.setdefault((unit.province_code, variant(name)), set()).add(unit.code)
        assert sorted(map(sorted, strict.values())) == sorted(map(sorted, lenient.values()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đăk hà", "đắk hà"), ("đak đoa", "đắk đoa"), ("phú quí", "phú quý"), ("mộc lị", "mộc lỵ"),
        ("k'dang", "k dang"), ("cư m'ta", "cư mta"), ("nt liên sơn", "nông trường liên sơn"),
    ],
)  # fmt: skip
def test_accepted_spellings_meet(one, other):
    assert variant(one) == variant(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoằng phú", "hoằng phụ"), ("minh quán", "minh quân"), ("iv", "4"), ("xuân i", "xuân ii"),
        ("phường 1", "phường 11"), ("ia o", "ia ô"), ("đa k", "đak"), ("lai", "lay"),
    ],
)  # fmt: skip
def test_other_names_do_not_meet(one, other):
    assert variant(one) != variant(other)


def test_roman_numerals_are_names(registry):
    units = {unit.name for unit in registry.units("VN", EVE)}
    assert {"Phường IV", "Phường 4"} <= units
    found = candidates(registry, "Phường IV", EVE)
    assert {unit.name for unit in found} == {"Phường IV"}


def test_text_of_an_old_font_gets_suggestions_in_unicode(registry):
    near = suggest(registry, table.to_tcvn3("Phường Định Côngg, Quận Hoàng Mai"), EVE)
    assert "00307" in [unit.code for unit in near]


@pytest.fixture
def with_hamlets(tmp_path):
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "hamlets.csv").write_text(
        "commune_code,valid_from,hamlet_code,name\n"
        "15271,2020-01-01,15271-TK01,Tiểu khu 1\n15271,2020-01-01,15271-T01,Thôn 1\n"
        "15271,2020-01-01,15271-T02,Thôn Đại Sơn\n15664,2020-01-01,15664-T01,Thôn Đại Sơn\n",
        encoding="utf-8",
    )
    return load_registry(tmp_path)


@pytest.mark.parametrize(
    ("typed", "within", "code"),
    [
        ("TK 1", "15271", "15271-TK01"),
        ("tk1", "15271", "15271-TK01"),
        ("Tiểu khu 01", "15271", "15271-TK01"),
        ("Thôn 1, TT Hà Trung", "", "15271-T01"),
        ("Đại Sơn", "15271", "15271-T02"),
        ("THÔN ĐẠI SƠN", "15664", "15664-T01"),
        ("Thôn Đại Sơn, TT. Triệu Sơn, H. Triệu Sơn", "", "15664-T01"),
        ("Thôn Dai Son", "15271", ""),
        ("1", "15271-X", ""),
        ("Thôn Đại Sơn", "", ""),
    ],
)
def test_a_hamlet_is_found_below_its_commune(with_hamlets, typed, within, code):
    if typed.isdecimal():
        with pytest.raises(LookupError):
            find_locality(with_hamlets, typed, date(2024, 6, 30), within)
    else:
        assert joined(with_hamlets, typed, date(2024, 6, 30), within) == code
