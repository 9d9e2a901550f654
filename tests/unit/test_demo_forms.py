"""Every form of the catalogue is in the demonstration, with figures that hold together."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import ROOT, Catalogue, load_catalogue
from childrights.catalogue.model import StockOrFlow
from childrights.catalogue.relations import RelationKind, relations
from childrights.places.areas import load_selections, resolve_area
from childrights.places.model import Locality, Relation
from childrights.places.registry import Registry, load_registry
from etl.demo import DEFAULT_PLACES, DEFAULT_YEARS
from etl.demo.habits import COMMUNE, HABITS
from etl.demo.plan import FURTHER_FORMS_FROM, FileJob, Planner, supplier
from etl.demo.territory import Territories
from etl.demo.truth import GIVEN, World

SEED = 2026
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
PLACES = ("hoang-mai", "trieu-son", "kon-tum")


@pytest.fixture(scope="module")
def world() -> World:
    return World(SEED, load_catalogue())


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories(load_registry())


@pytest.fixture(scope="module")
def jobs() -> list[FileJob]:
    planner = Planner(load_catalogue(), load_registry(), load_selections(), SEED)
    return planner.plan(DEFAULT_PLACES, DEFAULT_YEARS, 1)


def further(catalogue: Catalogue, day: date) -> list[FormVersion]:
    return [v for v in catalogue.forms.values() if not v.mandatory and v.in_force(day)]


def units(registry: Registry, day: date) -> Iterator[Locality]:
    """A few units of each place, those cut out of several old ones among them."""
    for place in PLACES:
        yield from resolve_area(registry, place, day, load_selections()).units[:3]


def test_every_form_is_sent_on_both_sides_of_the_reform_at_each_of_its_spans(
    jobs: list[FileJob], catalogue: Catalogue
) -> None:
    sent = {(r.version, job.period.span) for job in jobs for r in job.reports}
    wanted = {
        (version.key, span)
        for version in catalogue.forms.values()
        if not version.mandatory
        for span in version.spans
    }
    assert len(wanted) == 2 * (6 * 1 + 4 * 2 + 1 * 3)
    assert wanted <= sent
    assert min(FURTHER_FORMS_FROM.values()) < DAY.year


def test_other_offices_send_their_forms_apart(jobs: list[FileJob], catalogue: Catalogue) -> None:
    offices: dict[str, set[str]] = {}
    for job in jobs:
        for report in job.reports:
            version = catalogue.forms[report.version]
            if not version.mandatory and not job.path.startswith("binh-thuan"):
                office = job.path.split("/")[2].split("_")[0]
                offices.setdefault(office, set()).add(version.form)
                assert (office == "ubnd-cap-xa") == (supplier(version) == "UBND cấp xã")
                assert (office == "ubnd-cap-xa") == (job.signatory == "TM. ỦY BAN NHÂN DÂN")
    assert offices["cong-an-cap-xa"] == {"tre_em_bi_xam_hai", "vu_viec_xam_hai_va_bao_cao_khan"}
    # Figures on HIV are confidential: they stand in no workbook of the commune's office.
    assert offices["tram-y-te-cap-xa"] == {"tre_em_anh_huong_hiv", "suc_khoe_dinh_duong_tre_em"}
    assert offices["tai-chinh-ke-toan-cap-xa"] == {"kinh_phi_cong_tac_tre_em"}
    assert len(offices) == 6


def test_further_forms_are_late_missing_and_mistaken_too(
    jobs: list[FileJob], catalogue: Catalogue
) -> None:
    own = [
        (job, report)
        for job in jobs
        for report in job.reports
        if not catalogue.forms[report.version].mandatory and "lan-2" not in job.path
    ]
    assert 0.01 < sum(report.mistaken for _, report in own) / len(own) < 0.03
    per_unit = Counter(
        (report.unit.key, job.period)
        for job, report in own
        if str(job.period) == "2024-12M" and "chinh-thuc" not in job.path
    )
    missing = 1 - sum(per_unit.values()) / (11 * len(per_unit))
    assert 0.02 < missing < 0.04
    assert any(job.letter.day > date(2024, 11, 15) for job, _ in own if job.period.year == 2024)


def test_habits_are_those_of_measures_that_exist(catalogue: Catalogue) -> None:
    assert set(HABITS) | GIVEN == set(catalogue.measures)
    assert not set(HABITS) & GIVEN
    for habit in HABITS.values():
        assert habit.of is None or habit.of == COMMUNE or habit.of in catalogue.measures
        for name, codes in habit.where.items():
            assert set(codes) <= set(catalogue.dimensions[name].codes)
        for name, weights in habit.by.items():
            assert set(weights) <= set(catalogue.dimensions[name].codes)


@pytest.mark.parametrize("day", [date(2024, 11, 14), date(2026, 11, 14)])
def test_what_must_hold_within_a_form_holds(
    world: World, territories: Territories, registry: Registry, catalogue: Catalogue, day: date
) -> None:
    for unit in units(registry, day):
        figures = world.figures(territories.of(unit.key), day.year, day)
        for version in further(catalogue, day):
            for relation in relations(version, Layout.UNIT, catalogue):
                whole = figures.value(relation.whole)
                parts = sum(figures.value(part) for part in relation.parts)
                held = whole == parts if relation.kind is RelationKind.SUM else parts <= whole
                assert held, (unit.name, relation.reason, whole, parts)


def test_no_measure_is_nothing_everywhere_and_no_rate_is_absurd(
    world: World, territories: Territories, registry: Registry, catalogue: Catalogue
) -> None:
    day = date(2024, 11, 14)
    sums: Counter[str] = Counter()
    for place in PLACES:
        for unit in resolve_area(registry, place, day, load_selections()).units:
            figures = world.figures(territories.of(unit.key), 2024, day)
            for name in catalogue.measures:
                sums[name] += figures.value(FormField(0, 0, name, {}))
    empty = {name for name in catalogue.measures if not sums[name]}
    # One child in a thousand is born to a mother with HIV, one of fifty of them infected.
    assert empty <= {"hiv_transmitted"}
    between = {
        ("vaccinated_u1", "vaccine_children_u1"): (0.94, 0.995),
        ("underweight_u5", "weighed_u5"): (0.06, 0.12),
        ("registered_u5", "registry_children_u5"): (0.96, 0.995),
        ("school_age_attending", "school_age_children"): (0.97, 0.999),
        ("five_year_olds_at_school", "five_year_olds"): (0.97, 0.999),
        ("abused_children", "children"): (0.0001, 0.001),
        ("child_marriages", "marriages"): (0.001, 0.02),
        ("under_5_deaths", "live_births"): (0.01, 0.025),
        ("funds_spent", "funds_realised"): (0.8, 0.99),
        ("abuse_cases", "abused_children"): (0.7, 1.1),
        ("average_population", "children"): (3.3, 4.5),
    }
    for (part, whole), (low, high) in between.items():
        assert low < sums[part] / sums[whole] < high, part


def test_flows_only_grow_within_a_year_cell_by_cell(
    world: World, territories: Territories, registry: Registry, catalogue: Catalogue
) -> None:
    ends = (date(2026, 5, 14), date(2026, 9, 14), date(2026, 11, 14), date(2026, 12, 31))
    for unit in units(registry, ends[-1]):
        reports = [world.figures(territories.of(unit.key), 2026, end) for end in ends]
        for version in further(catalogue, ends[-1]):
            for item in version.fields(Layout.UNIT):
                if catalogue.measures[item.measure].stock_flow is StockOrFlow.FLOW:
                    for earlier, later in pairwise(report.value(item) for report in reports):
                        assert earlier <= later, (unit.name, item)


def test_commune_merged_of_whole_communes_is_the_sum_of_every_form(
    world: World, territories: Territories, registry: Registry, catalogue: Catalogue
) -> None:
    fields = {
        item.series: item
        for version in further(catalogue, DAY)
        for item in version.fields(Layout.UNIT)
        if catalogue.measures[item.measure].travels
    }
    checked = 0
    for unit in resolve_area(registry, "trieu-son", DAY, load_selections()).units:
        before = registry.predecessors(unit.key)
        if any(relation is not Relation.FULL for _, relation in before):
            continue
        merged = world.figures(territories.of(unit.key), 2025, EVE)
        parts = [world.figures(territories.of(key), 2025, EVE) for key, _ in before]
        for item in fields.values():
            assert merged.value(item) == sum(part.value(item) for part in parts), item
        checked += 1
    assert checked >= 7


NEW_MEASURES = """
  new_children: {label: Số trẻ em mới, unit: trẻ em, stock_flow: stock, additive: [sex, age]}
  new_children_helped: {label: Được giúp, unit: trẻ em, stock_flow: flow, part_of: new_children,
    additive: [sex, age]}
  new_events: {label: Số sự kiện mới, unit: sự kiện, stock_flow: flow, additive: [topic]}
  new_special: {label: Trẻ em đặc biệt mới, unit: trẻ em, stock_flow: stock,
    part_of: special_circumstances, additive: [sex]}
  new_done: {label: Đã làm, unit: "xã, phường", stock_flow: stock, maximum: 1, travels: false}
  new_points: {label: Điểm mới, unit: điểm, stock_flow: stock, maximum: 100, travels: false}
  new_yes: {label: Việc đạt, unit: việc, stock_flow: stock, part_of: new_work}
  new_no: {label: Việc chưa đạt, unit: việc, stock_flow: stock, part_of: new_work}
  new_work: {label: Việc, unit: việc, stock_flow: stock}

identities:
  - {whole: new_work, parts: [new_yes, new_no]}
"""
NEW_ROWS = """
  - {code: "90", label: Trẻ em mới, measure: new_children}
  - {code: "90.1", label: Dưới 6 tuổi, measure: new_children, where: {age: M0T72}}
  - {code: "90.2", label: Từ 6 tuổi, measure: new_children, where: {age: M72T192}}
  - {code: "91", label: Được giúp, measure: new_children_helped}
  - {code: "93", label: Trẻ em đặc biệt mới, measure: new_special}
  - {code: "93.1", label: Mồ côi, measure: new_special, where: {circumstance: a}}
  - {code: "93.2", label: Khuyết tật, measure: new_special, where: {circumstance: d}}
"""
NEW_SINGLE_ROWS = """
  - {code: "92", label: Sự kiện, measure: new_events}
  - {each: {topic: all}, measure: new_events}
  - {code: "94", label: Đã làm, measure: new_done}
  - {code: "95", label: Điểm, measure: new_points}
  - {code: "96", label: Việc, measure: new_work}
  - {code: "96.1", label: Đạt, measure: new_yes}
  - {code: "96.2", label: Chưa đạt, measure: new_no}
"""


def _with_new_measures(root: Path) -> Catalogue:
    """Copy the catalogue and add measures and rows to it, in YAML alone."""
    for folder in ("etl/forms", "data/reference"):
        shutil.copytree(ROOT / folder, root / folder)
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    text = text.replace("\nidentities:\n", NEW_MEASURES.rstrip("\n") + "\n", 1)
    (root / "indicators.yaml").write_text(text, encoding="utf-8")
    for name, rows, sizes in (
        ("suc-khoe", NEW_ROWS, ("rows: 27", "rows: 34")),
        ("moi-truong", NEW_SINGLE_ROWS, ("rows: 41", "rows: 53")),
    ):
        for year in ("2021", "2025"):
            path = root / "etl" / "forms" / f"{name}-{year}.yaml"
            form = path.read_text(encoding="utf-8").replace(*sizes)
            path.write_text(form.replace("\nnotes:\n", f"{rows}notes:\n", 1), encoding="utf-8")
    return load_catalogue(root)


def test_a_measure_added_in_yaml_alone_gets_figures_that_hold(
    tmp_path: Path, registry: Registry, territories: Territories, world: World
) -> None:
    catalogue = _with_new_measures(tmp_path)
    new = {name for name in catalogue.measures if name.startswith("new_")}
    assert len(new) == 9
    richer = World(SEED, catalogue)
    day = date(2024, 11, 14)
    sums: Counter[str] = Counter()
    for unit in resolve_area(registry, "trieu-son", day, load_selections()).units[:12]:
        figures = richer.figures(territories.of(unit.key), 2024, day)
        before = world.figures(territories.of(unit.key), 2024, day)
        for version in further(catalogue, day):
            for item in version.fields(Layout.UNIT):
                if item.measure in new:
                    sums[item.measure] += figures.value(item)
                else:
                    assert figures.value(item) == before.value(item), item
            for relation in relations(version, Layout.UNIT, catalogue):
                whole = figures.value(relation.whole)
                parts = sum(figures.value(part) for part in relation.parts)
                held = whole == parts if relation.kind is RelationKind.SUM else parts <= whole
                assert held, (unit.name, relation.reason, whole, parts)
    assert set(sums) == new
    assert all(sums[name] > 0 for name in new), sums
    assert sums["new_done"] <= 12
