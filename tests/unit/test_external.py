"""External consistency: reported numbers beside the census, each case worked out by hand."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.__main__ import main
from childrights.catalogue.loader import Catalogue
from childrights.commands import common, internal
from childrights.desk import Desk
from childrights.external import held_against_others
from childrights.judgement.quality import Aspect, Band
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.places.population import BadPopulation, Population, load_population
from childrights.places.reference import REFERENCE_DIR
from childrights.places.registry import Registry
from childrights.places.shares import Basis, Split
from childrights.reliability import reliability
from tests.property.test_evaluate import submission
from tests.unit.test_like_units import BHYT, desk, of

MID_2024 = Period.parse("2024-6M")
CENSUS = date(2019, 4, 1)
LATE_2025 = date(2025, 12, 15)
HEAD = "code,day,measure,count,source\n"


def overlay(folder: Path, *rows: str) -> Path:
    (folder / "overlay").mkdir(exist_ok=True)
    text = HEAD + "".join(f"{row},Nguồn thử\n" for row in rows)
    (folder / "overlay" / "population.csv").write_text(text, encoding="utf-8")
    return folder


def known(folder: Path, catalogue: Catalogue, registry: Registry, *rows: str) -> Population:
    return load_population(registry, catalogue.measures, overlay(folder, *rows))


def three_wards(folder: Path, catalogue: Catalogue, registry: Registry, *rows: str) -> Desk:
    """Three wards of Hoàng Mai report 200 children under 6 each; populations as in the rows."""
    wards = registry.units("008", MID_2024.last_day)[:3]
    made = desk(
        folder, catalogue, registry,
        [of("2024-6M", submission(ward, 200, 190)) for ward in wards],
    )  # fmt: skip
    numbered = [row.replace(f"ward{n}", wards[n].code) for row in rows for n in (int(row[4]),)]
    return replace(made, population=known(folder, catalogue, registry, *numbered))


# ── The table that we hold ────────────────────────────────────────────────────────────────


def test_the_provinces_are_those_of_the_published_census(
    catalogue: Catalogue, registry: Registry
) -> None:
    with (REFERENCE_DIR / "population.csv").open(encoding="utf-8", newline="") as handle:
        counts = {row["code"]: int(row["count"]) for row in csv.DictReader(handle)}
    # As printed in the results of the census: the country, Hà Nội, TP. Hồ Chí Minh, Bắc Kạn.
    assert (len(counts), sum(counts.values())) == (63, 96_208_984)
    assert (counts["01"], counts["79"], counts["06"]) == (8_053_663, 8_993_082, 313_905)


def test_a_merged_province_is_the_sum_of_those_it_came_from(
    catalogue: Catalogue, registry: Registry
) -> None:
    """Quảng Ngãi with Kon Tum: 1,231,697 and 540,438 people in the results of the census."""
    held = load_population(registry, catalogue.measures)
    merged = registry.at("51", LATE_2025).key
    told = held.told(registry, "average_population", [merged], LATE_2025)
    assert told is not None and (told.count, told.day) == (1_231_697 + 540_438, CENSUS)
    assert told.basis == ""


# ── Which figure is known of a territory ──────────────────────────────────────────────────


def test_a_commune_of_today_is_the_sum_of_its_communes_of_2019(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    # Xã Triệu Sơn since 2025 (15664): units of 2019 that went in whole, 1,000 people each.
    before = [
        unit
        for unit in registry.units("397", CENSUS)
        if any(_leads_to(registry, unit.key, "15664"))
    ]
    assert len(before) > 2
    rows = [f"{unit.code},01/4/2019,average_population,1000" for unit in before]
    place = [registry.at("15664", LATE_2025).key]
    whole = known(tmp_path, catalogue, registry, *rows)
    told = whole.told(registry, "average_population", place, LATE_2025)
    assert told is not None and told.count == 1000 * len(before)
    lacking = known(tmp_path, catalogue, registry, *rows[1:])
    assert lacking.told(registry, "average_population", place, LATE_2025) is None


def _leads_to(registry: Registry, key: LocalityKey, code: str) -> list[LocalityKey]:
    """Follow what a unit became, event by event, to a unit of today."""
    after = [new for new, _ in registry.successors(key)]
    if not after:
        return [key] if key.code == code else []
    return [found for new in after for found in _leads_to(registry, new, code)]


def test_a_divided_ward_is_known_only_by_shares(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    # Phường Định Công since 2025 (00316): several divided wards, 1,000 people each.
    new = registry.at("00316", LATE_2025).key
    before = [old for old, _ in registry.predecessors(new)]
    rows = [f"{old.code},2024-12-31,average_population,1000" for old in before]
    held = known(tmp_path, catalogue, registry, *rows)
    assert held.told(registry, "average_population", [new], LATE_2025) is None
    shares = {}
    for old in before:
        others = [key for key, _ in registry.successors(old) if key != new]
        rest = {key: Decimal("0.75") / len(others) for key in others}
        shares[old] = Split(Basis.POPULATION, {new: Decimal("0.25"), **rest}, "Bảng chia")
    told = held.told(registry, "average_population", [new], LATE_2025, shares)
    assert told is not None and told.count == 250 * len(before)
    assert told.basis == "dân số" and told.sources == ("Nguồn thử", "Bảng chia")


def test_the_newest_figure_not_after_the_day_is_taken(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    ward = registry.units("008", MID_2024.last_day)[0]
    days = ("2019-04-01,average_population,10", "31/12/2023,average_population,20",
            "31/12/2024,average_population,30")  # fmt: skip
    held = known(tmp_path, catalogue, registry, *(f"{ward.code},{day}" for day in days))
    told = held.told(registry, "average_population", [ward.key], date(2024, 5, 14))
    assert told is not None and (told.count, told.day) == (20, date(2023, 12, 31))
    assert held.told(registry, "average_population", [ward.key], date(2019, 3, 31)) is None
    assert held.told(registry, "children", [ward.key], date(2024, 5, 14)) is None


# ── What is held against what ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reported", "known_count", "sound"),
    [(134, 200, True), (133, 200, False), (266, 200, True), (267, 200, False)],
)
def test_both_ends_of_a_band_are_inside(reported: int, known_count: int, sound: bool) -> None:
    assert Band(67, 133).holds(Decimal(reported), Decimal(known_count)) is sound


def test_children_are_held_against_people_by_the_catalogues_own_range(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    # 200 of 2,000 are 10%, of 1,000 are 20%: the catalogue says from 6 to 15% are under 6. The
    # third ward has no figure, and eleven wards have not reported, so the area is left out.
    here = three_wards(
        tmp_path, catalogue, registry,
        "ward0,01/4/2019,average_population,2000", "ward1,01/4/2019,average_population,1000",
    )  # fmt: skip
    held = held_against_others(here, BHYT, "hoang-mai", MID_2024)
    assert [(item.share, item.is_sound) for item in held] == [(10, True), (20, False)]
    part = reliability(here, BHYT, "hoang-mai", MID_2024).parts[-1]
    assert (part.aspect, part.sound, part.checked) == (Aspect.EXTERNAL, 1, 2)


def test_a_figure_of_the_same_children_comes_before_that_of_people(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    # 200 of 151 are 132.5%, of 150 are 133.3%; by people (10%) both would pass.
    people = [f"ward{n},01/4/2019,average_population,2000" for n in (0, 1)]
    here = three_wards(
        tmp_path, catalogue, registry, *people,
        "ward0,01/4/2019,bhyt_children,151", "ward1,01/4/2019,bhyt_children,150",
    )  # fmt: skip
    held = held_against_others(here, BHYT, "hoang-mai", MID_2024)
    assert [(item.against, item.is_sound) for item in held] == [
        ("bhyt_children", True), ("bhyt_children", False),
    ]  # fmt: skip


def test_an_area_is_held_once_all_its_units_have_reported(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    wards = registry.units("008", MID_2024.last_day)
    made = desk(
        tmp_path, catalogue, registry,
        [of("2024-6M", submission(ward, 200, 190)) for ward in wards],
    )  # fmt: skip
    rows = [f"{ward.code},01/4/2019,average_population,2000" for ward in wards]
    here = replace(made, population=known(tmp_path, catalogue, registry, *rows))
    held = held_against_others(here, BHYT, "hoang-mai", MID_2024)
    assert len(held) == 15
    assert (held[-1].reported, held[-1].told.count) == (2800, 28_000)
    alone = held_against_others(here, BHYT, wards[0].code, MID_2024)
    assert [item.token for item in alone] == [wards[0].code]


# ── The command ───────────────────────────────────────────────────────────────────────────


def test_the_command_names_what_does_not_fit_and_what_is_not_known(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    here = three_wards(tmp_path, catalogue, registry, "ward1,01/4/2019,average_population,1000")
    monkeypatch.setattr(internal, "desk_for", lambda _: here)
    asked = ["quality", "--indicator", BHYT, "--locality", "hoang-mai", "--period", "2024-6M"]
    assert main(asked) == common.OK
    said = capsys.readouterr().out
    assert "0/1 (0,0%)" in said
    assert "200; Dân số trung bình 1.000 ngày 01/4/2019 (Nguồn thử). Bằng 20,0%" in said
    assert main([*asked, "--json"]) == common.OK
    (row,) = json.loads(capsys.readouterr().out)["external"]
    assert (row["reported"], row["known"], row["is_sound"]) == (200, 1000, False)

    monkeypatch.setattr(internal, "desk_for", lambda _: replace(here, population=Population()))
    assert main(asked) == common.OK
    assert "0/0 (chưa có số liệu đối chiếu)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,day\n", "thiếu cột measure, count, source"),
        (HEAD + "1,01/4/2019,children,5,A\n", "giữ số 0 ở đầu"),
        (HEAD + ",01/4/2019,children,5,A\n", "thiếu code"),
        (HEAD + "01,31/02/2019,children,5,A\n", "không có trong lịch"),
        (HEAD + "01,01/4/2019,trẻ em,5,A\n", "không có số đo “trẻ em”"),
        (HEAD + "01,01/4/2019,children,8.053,A\n", "không dấu chấm"),
        (HEAD + "01,01/4/2019,children,0,A\n", "lớn hơn 0"),
        (HEAD + "01,01/4/2019,children,5,\n", "thiếu source"),
        (HEAD + "01,01/4/2019,children,5,A\n01,2019-04-01,children,6,B\n", "dòng 3: trùng"),
    ],
)
def test_a_wrong_table_says_its_line_and_what_to_do(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, text: str, said: str
) -> None:
    (tmp_path / "overlay").mkdir()
    (tmp_path / "overlay" / "population.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadPopulation, match=r"population\.csv dòng \d+: ") as raised:
        load_population(registry, catalogue.measures, tmp_path)
    assert said in str(raised.value)
