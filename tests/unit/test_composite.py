"""The composite: points, weights, what is lacking, who may see it. Worked by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import ROOT, Catalogue, load_catalogue
from childrights.catalogue.model import Component
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.evaluate.evaluate import UNIT, Question
from childrights.figures.words import marks_of, say_with_unit
from childrights.periods import Period
from childrights.places.registry import Registry
from childrights.provenance.trace import trace
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Observation, Receipt, Submission
from childrights.warehouse.snapshot import publish
from tests.conftest import RECEIVED

PERIOD = Period.parse("2024-12M")
BHYT, INJURED, SCORE = "bhyt_coverage_under_6", "child_injuries", "x_score"
# Cards: 0 points at 80%, 100 at 100%. Injuries: 0 points at 20, 100 at none. Weights 3 and 1.
PARTS = (
    Component(indicator=BHYT, weight="3", floor="80", goal="100"),
    Component(indicator=INJURED, weight="1", floor="20", goal="0"),
)
Figures = tuple[int, int, int | None]
"""Children under six, those with a card, children injured (``None``: not reported)."""


def with_composite(catalogue: Catalogue, parts: tuple[Component, ...] = PARTS) -> Catalogue:
    example = catalogue.indicators["child_rights_score"]
    made = example.model_copy(update={"components": parts})
    return replace(catalogue, indicators={**catalogue.indicators, SCORE: made}, digest="composite")


def submission(
    code: str, registry: Registry, form: str, layout: Layout, figures: Mapping[str, int]
) -> Submission:
    unit = registry.at(code, date(2024, 5, 1))
    return Submission(
        form=form, version="2021", layout=layout, locality=unit.key, name=unit.name,
        period=PERIOD, cut_off=date(2024, 11, 9), nature=ObservationStatus.NORMAL,
        letter_number="", letter_date=None, signed_off=True, sheet="S",
        observations=tuple(
            Observation(name, {}, Decimal(n), ObservationStatus.NORMAL, str(n), "S", "A1")
            for name, n in figures.items()
        ),
    )  # fmt: skip


@pytest.fixture
def desk_of(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> Callable[[Mapping[str, Figures]], Desk]:
    """A desk on wards of Hoàng Mai with these figures of 2024."""

    def made(wards: Mapping[str, Figures]) -> Desk:
        reports = []
        for code, (children, cards, injured) in wards.items():
            bhyt = {"bhyt_children": children, "bhyt_card_holders": cards}
            reports.append(submission(code, registry, "bhyt_duoi_6_tuoi", Layout.ROWS, bhyt))
            if injured is not None:
                found = {"injury_cases": injured}
                version = catalogue.form_for("tai_nan_thuong_tich", PERIOD)
                item = submission(code, registry, version.form, version.layouts[0], found)
                reports.append(replace(item, version=version.version))
        ledger = Ledger.create(tmp_path / "data", DataKind.REAL)
        receipt = Receipt("f", "f", 1, RECEIVED, False, "", tuple(reports), ())
        ledger.append([receipt], catalogue.dimension_names)
        publish(ledger, registry.all_localities(), catalogue.dimension_names)
        desk = open_desk(tmp_path / "data")
        return replace(desk, catalogue=with_composite(desk.catalogue))

    return made


WARDS: dict[str, Figures] = {
    "00301": (100, 90, 12),  # 90%: 50 points; 12: 40 points; (3×50 + 40) ÷ 4 = 47.5
    "00304": (200, 200, 0),  # 100 and 100: 100
    "00307": (400, 300, 35),  # 75% and 35 lie below the floors: 0
    "00310": (300, 300, None),  # no injury report: no score
}


def test_scores_are_worked_out_as_written(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(WARDS)
    found = {v.area_token: v for v in desk.values(Question(SCORE, (PERIOD,), (UNIT,)), "hoang-mai")}
    ward = found["00301"]
    assert (ward.numerator, ward.denominator, ward.value) == (190, 4, Decimal("47.5"))
    assert [(p.indicator, p.value, p.points) for p in ward.parts] == [
        (BHYT, Decimal("90.0"), 50), (INJURED, 12, 40),
    ]  # fmt: skip
    assert (found["00304"].value, found["00307"].value) == (100, 0)
    assert ward.confidentiality is Confidentiality.INTERNAL
    assert (ward.units_reported, ward.units_expected, ward.status) == (1, 1, "A")


def test_nothing_is_imputed_and_the_note_says_what_is_lacking(
    desk_of: Callable[..., Desk],
) -> None:
    desk = desk_of(WARDS)
    found = {v.area_token: v for v in desk.values(Question(SCORE, (PERIOD,), (UNIT,)), "hoang-mai")}
    lacking, silent = found["00310"], found["00313"]
    assert (lacking.value, lacking.numerator, lacking.denominator) == (None, None, None)
    assert lacking.status == silent.status == "O"
    assert lacking.note.startswith("Chưa tính điểm vì thiếu “Trẻ em bị tai nạn, thương tích”.")
    assert "“BHYT trẻ em dưới 6 tuổi”, “Trẻ em bị tai nạn, thương tích”" in silent.note


def test_an_area_is_scored_from_its_own_sums(desk_of: Callable[..., Desk]) -> None:
    # 590 of 700 cards is 84.2857%: 21.428… points; 47 injuries lie below the floor.
    desk = desk_of({code: WARDS[code] for code in ("00301", "00304", "00307")})
    value = desk.value(SCORE, "hoang-mai", PERIOD)
    expected = 3 * (Decimal(100) * 590 / 700 - 80) * 5 / 4
    assert value.value == expected.quantize(Decimal("0.1"))
    assert (value.units_reported, value.units_expected) == (3, 14)


def test_it_never_stands_without_its_components(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(WARDS)
    value = desk.value(SCORE, "00301", PERIOD)
    indicator = desk.catalogue.indicators[SCORE]
    assert say_with_unit(indicator, value) == "47,5 điểm"
    assert marks_of(indicator, value) == (
        "Gồm: BHYT trẻ em dưới 6 tuổi 90,0%: 50,0 điểm, hệ số 3; "
        "Trẻ em bị tai nạn, thương tích 12: 40,0 điểm, hệ số 1.",
    )


@pytest.mark.parametrize("token", ["00301", "hoang-mai", "01"])
def test_the_public_sees_nothing_of_it_at_any_level(
    desk_of: Callable[..., Desk], token: str
) -> None:
    everyone = {f"{code:05d}": (100, 100, 0) for code in range(301, 341, 3)}
    desk = desk_of(everyone)
    assert desk.value(SCORE, token, PERIOD).is_known
    (hidden,) = desk.values(Question(SCORE, (PERIOD,)), token, Audience.PUBLIC)
    assert hidden.is_suppressed
    assert (hidden.value, hidden.numerator, hidden.parts, hidden.note) == (None, None, (), "")


def test_it_means_nothing_where_it_is_not_asked(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(WARDS)
    assert desk.value(SCORE, "00301", Period.parse("2024-6M")).status == "M"
    commune_only = desk.catalogue.indicators[SCORE].model_copy(update={"levels": ("commune",)})
    indicators = {**desk.catalogue.indicators, SCORE: commune_only}
    narrow = replace(desk, catalogue=replace(desk.catalogue, indicators=indicators, digest="n"))
    assert narrow.value(SCORE, "hoang-mai", PERIOD).status == "M"


def test_every_component_can_be_traced_to_its_cells(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(WARDS)
    units = desk.expected_units(desk.area("00301", PERIOD), PERIOD)
    cells = trace(desk.snapshot, desk.catalogue, SCORE, PERIOD, units)
    assert {(cell.term, cell.value) for cell in cells} == {
        (f"{BHYT}.numerator", 90), (f"{BHYT}.denominator", 100), (f"{INJURED}.numerator", 12),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "rising", "falling"),
    [("79", 0, 100), ("80", 0, 100), ("85", 25, 75), ("100", 100, 0), ("104", 100, 0)],
)
def test_points_run_straight_and_stop_at_both_ends(value: str, rising: int, falling: int) -> None:
    up = Component(indicator="x", weight="1", floor="80", goal="100")
    down = Component(indicator="x", weight="1", floor="100", goal="80")
    assert (up.points(Decimal(value)), down.points(Decimal(value))) == (rising, falling)


BROKEN = [
    ("{indicator: bhyt_coverage_under_6, weight: 1,", "{indicator: no_such, weight: 1,", "no_such"),
    ("weight: 1, floor: 80", "weight: 0, floor: 80", "weight"),
    ("weight: 1, floor: 80, goal: 100", "weight: 1, floor: 100, goal: 80", "goal ngược"),
    ("floor: 80, goal: 100", "floor: 80, goal: 80", "phải khác nhau"),
    ("indicator: child_friendly_score, weight", "indicator: bhyt_coverage_under_6, weight",
     "khác nhau"),
    ("indicator: child_friendly_score, weight", "indicator: child_rights_score, weight", "lồng"),
    ("indicator: child_friendly_score, weight", "indicator: injury_rate, weight", "levels"),
    ("indicator: child_friendly_score, weight", "indicator: funds_realised_share, weight",
     "khoảng tin cậy"),
    ("    kind: composite\n", "    kind: count\n", "components"),
    ("    kind: composite\n", "    kind: composite\n    numerator: {measure: children}\n",
     "không tử số"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_a_broken_composite_is_refused_where_it_stands(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    shutil.copytree(ROOT / "etl" / "forms", tmp_path / "etl" / "forms")
    (tmp_path / "data" / "reference").mkdir(parents=True)
    shutil.copy(ROOT / "data/reference/targets.yaml", tmp_path / "data/reference")
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    start = text.index("  child_rights_score:")
    assert old in text[start:]
    edited = text[:start] + text[start:].replace(old, new, 1)
    (tmp_path / "indicators.yaml").write_text(edited, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    first = text[:start].count("\n") + 1
    found = [p for p in caught.value.problems if words in str(p)]
    assert found, [str(p) for p in caught.value.problems]
    assert all(first <= p.line <= first + 25 and "child_rights_score" in p.entry for p in found)


def test_the_example_says_that_its_weights_are_an_example(catalogue: Catalogue) -> None:
    example = catalogue.indicators["child_rights_score"]
    assert "ví dụ của dự án" in example.definition
    assert not example.source.definition_confirmed
    assert json.loads(example.model_dump_json())["kind"] == "composite"
