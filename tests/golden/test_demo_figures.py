"""Figures of the demonstration against sums made straight from its spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from childrights.desk import Desk, open_desk
from childrights.evaluate.evaluate import UNIT, Question
from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.places.model import Level
from childrights.provenance.trace import trace
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Verdict
from etl.demo import DemoFile, generate, write_overlay
from etl.demo.plan import Planner
from etl.drafts import Setting
from etl.load import load
from tests.golden import spreadsheets as by_hand

PLACES = ("hoang-mai", "ha-trung", "kon-tum")
PERIODS = ("2024-6M", "2024-12M", "2025-6M")


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, setting: Setting
) -> tuple[Path, list[DemoFile], Ledger]:
    folder = tmp_path_factory.mktemp("demo")
    ledger = Ledger.create(folder, DataKind.DEMONSTRATION)
    write_overlay(folder)
    files = generate(
        folder / "submissions", setting.catalogue, setting.registry, load_selections(folder),
        PLACES, [2024, 2025], 2026, 1, lambda done, total: None,
    )  # fmt: skip
    load([(item.path, item.received_at) for item in files], ledger, setting)
    return folder, files, ledger


@pytest.fixture
def desk(demonstration: tuple[Path, list[DemoFile], Ledger]) -> Iterator[Desk]:
    desk = open_desk(demonstration[0])
    yield desk
    desk.snapshot.connection.close()


@pytest.mark.parametrize(("place", "period"), list(product(PLACES, PERIODS)))
@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("bhyt_coverage_under_6", by_hand.BHYT_CARDS, by_hand.BHYT_CHILDREN),
        ("special_circumstances_supported_share", by_hand.SUPPORTED, by_hand.SPECIAL),
        ("child_injuries", by_hand.INJURIES, None),
    ],
)
def test_a_figure_is_the_sum_of_the_spreadsheets(
    demonstration: tuple[Path, list[DemoFile], Ledger],
    desk: Desk,
    place: str,
    period: str,
    indicator: str,
    numerator: by_hand.Cells,
    denominator: by_hand.Cells | None,
) -> None:
    _is_the_sum(demonstration[0], desk, place, period, indicator, numerator, denominator)


@pytest.mark.parametrize(
    ("place", "period", "indicator", "numerator", "denominator"),
    [
        *(
            (place, period, "vaccination_under_1", by_hand.VACCINATED, by_hand.VACCINE_CHILDREN)
            for place, period in product(PLACES, ("2024-12M", "2025-12M"))
        ),
        ("kon-tum", "2024-12M", "birth_registration_under_5", by_hand.REGISTERED,
         by_hand.REGISTRY_CHILDREN),
        ("hoang-mai", "2025-6M", "domestic_violence_cases", by_hand.DOMESTIC_VIOLENCE, None),
        ("hoang-mai", "2025-12M", "domestic_violence_cases", by_hand.DOMESTIC_VIOLENCE, None),
    ],
)  # fmt: skip
def test_a_figure_of_another_office_is_the_sum_of_the_spreadsheets(
    demonstration: tuple[Path, list[DemoFile], Ledger],
    desk: Desk,
    place: str,
    period: str,
    indicator: str,
    numerator: by_hand.Cells,
    denominator: by_hand.Cells | None,
) -> None:
    _is_the_sum(demonstration[0], desk, place, period, indicator, numerator, denominator)


def _is_the_sum(
    data_dir: Path,
    desk: Desk,
    place: str,
    period: str,
    indicator: str,
    numerator: by_hand.Cells,
    denominator: by_hand.Cells | None,
) -> None:
    folder = data_dir / "submissions" / place / period
    value = desk.value(indicator, place, Period.parse(period))
    reported = by_hand.read(folder, numerator)
    top = int(reported.sum())
    assert value.units_reported == len(reported) > 0
    assert value.numerator == top
    if denominator is None:
        assert value.value == top
        return
    bottom = int(by_hand.read(folder, denominator).sum())
    assert value.denominator == bottom
    # Half-up to one decimal, in whole numbers only.
    tenths = (2000 * top + bottom) // (2 * bottom)
    assert value.value == Decimal(tenths) / 10


def test_every_indicator_of_the_catalogue_answers_with_a_number(desk: Desk) -> None:
    periods = tuple(desk.periods())
    silent = []
    places = [("hoang-mai", ()), ("hoang-mai", (UNIT,)), ("ha-trung", ())]
    for name, indicator in desk.catalogue.indicators.items():
        is_below_a_province = {Level.COMMUNE, Level.DISTRICT} & set(indicator.levels)
        asked = places if is_below_a_province else [*places, ("01", ())]
        values = [
            value
            for place, by in asked
            for value in desk.values(Question(name, periods, by), place)
        ]
        answers = [value for value in values if value.value is not None]
        for value in answers:
            assert value.units_reported > 0
            assert value.numerator is not None
            has_base = indicator.denominator is not None or bool(indicator.components)
            assert (value.denominator is not None) == has_base
        years = {value.period.year for value in answers}
        if years != {2024, 2025}:
            silent.append((name, years))
    assert silent == []


def test_only_planned_mistakes_are_returned(desk: Desk, setting: Setting) -> None:
    planner = Planner(setting.catalogue, setting.registry, load_selections(), 2026)
    mistaken = {
        (report.unit.code, report.unit.valid_from, report.version.split("@")[0], str(job.period))
        for job in planner.plan(PLACES, [2024, 2025], 1)
        for report in job.reports
        if report.mistaken
    }
    returned = set(
        desk.snapshot.rows(
            "SELECT locality, valid_from, form, period FROM submission WHERE verdict = 'rejected'"
        )
    )
    assert returned
    assert returned <= mistaken


def test_an_absent_form_that_is_not_mandatory_is_never_late(desk: Desk) -> None:
    period = Period.parse("2024-12M")
    reports = desk.reporting("hoang-mai", period, date(2026, 1, 1))
    forms = {report.form for report in reports}
    assert forms == {v.form for v in desk.catalogue.forms.values() if v.mandatory}


def _everything(desk: Desk) -> dict[tuple[str, str, str, str], tuple[object, ...]]:
    """Every figure of every indicator and period, of the areas and of the changed one's units."""
    found = {}
    periods = tuple(desk.periods())
    asked = [*((place, ()) for place in PLACES), ("hoang-mai", (UNIT,))]
    for name, (place, by) in product(desk.catalogue.indicators, asked):
        for value in desk.values(Question(name, periods, by), place):
            key = (name, place, value.area_token, str(value.period))
            found[key] = (value.numerator, value.denominator, value.value, value.status)
    return found


def test_one_changed_cell_changes_exactly_what_depends_on_it(
    demonstration: tuple[Path, list[DemoFile], Ledger], setting: Setting, tmp_path: Path
) -> None:
    folder, files, ledger = demonstration
    before_desk = open_desk(folder)
    before = _everything(before_desk)
    period = Period.parse("2024-12M")
    name = "child_friendly_status"
    ward = next(
        value
        for value in before_desk.values(Question(name, (period,), (UNIT,)), "hoang-mai")
        if value.value == 0
    )
    (cell,) = [
        item
        for item in trace(
            before_desk.snapshot, before_desk.catalogue, name, period, [ward.locality]
        )
        if item.in_force
    ]  # fmt: skip
    sent = next(item for item in files if item.path.name == cell.file)
    book = load_workbook(sent.path)
    book[cell.sheet][cell.cell] = 1
    changed = tmp_path / cell.file
    book.save(changed)
    later = max(item.received_at for item in files) + timedelta(days=1)
    (receipt,) = load([(changed, later)], ledger, setting)
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()

    after_desk = open_desk(folder)
    after = _everything(after_desk)
    differing = {key for key in before if before[key] != after[key]}
    assert ward.locality is not None
    assert differing == {
        (name, "hoang-mai", ward.locality.code, "2024-12M"),
        ("child_friendly_share", "hoang-mai", "hoang-mai", "2024-12M"),
    }
    traced = trace(after_desk.snapshot, after_desk.catalogue, name, period, [ward.locality])
    assert [(item.text, item.in_force, item.cell) for item in traced] == [
        ("1", True, cell.cell), ("0", False, cell.cell),
    ]  # fmt: skip
