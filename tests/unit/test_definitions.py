"""Definitions that change, denominators of another day, totals sent by the level above.

Every expected figure is worked out by hand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Denominator, Indicator, MeasuredAt, StockOrFlow
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.evaluate.denominators import periods_of
from childrights.evaluate.evaluate import NO_DEFINITION, UNIT, Question, UnknownBreakdown
from childrights.figures.change import say_change
from childrights.figures.words import marks_of, say_value
from childrights.periods import Period
from childrights.places.model import Locality, Relation
from childrights.places.registry import Registry
from childrights.provenance.trace import trace
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Observation, Severity, Submission, Verdict
from tests import handmade
from tests.conftest import Office
from tests.property.test_evaluate import desk_on, receipt

P = Period.parse
BHYT, ABUSE, CHILDREN = "bhyt_coverage_under_6", "abuse_share", "child_population"
Figures = Mapping[str | tuple[str, str, str], int]


def sent(
    unit: Locality, form: str, period: str, figures: Figures, layout: str = "unit"
) -> Submission:
    """A submission with figures by measure, or by (measure, dimension, code)."""
    when = P(period)
    version = "2025" if when.last_day >= date(2025, 7, 1) else "2021"
    if form == "tai_nan_thuong_tich" and version == "2021":
        version = "2024"
    observations = []
    for name, number in figures.items():
        measure, *codes = (name,) if isinstance(name, str) else name
        where = {codes[0]: codes[1]} if codes else {}
        text = str(number)
        observations.append(
            Observation(measure, where, Decimal(number), ObservationStatus.NORMAL, text, "S", "A1")
        )
    return Submission(
        form=form, version=version, layout=Layout(layout), locality=unit.key, name=unit.name,
        period=when, cut_off=when.last_day, nature=ObservationStatus.NORMAL, letter_number="",
        letter_date=None, signed_off=True, sheet="S", observations=tuple(observations),
    )  # fmt: skip


def children(unit: Locality, period: str, number: int) -> Submission:
    return sent(unit, "bo_chi_tieu_tre_em", period, {"children": number})


def abused(unit: Locality, period: str, number: int) -> Submission:
    return sent(unit, "tre_em_bi_xam_hai", period, {"abused_children": number})


def with_indicator(catalogue: Catalogue, name: str, **changes: Any) -> Catalogue:
    """The catalogue with one definition changed; its digest tells plans apart."""
    entry = catalogue.indicators[name]
    changed = Indicator.model_validate({**entry.model_dump(), **changes})
    indicators = {**catalogue.indicators, name: changed}
    return replace(catalogue, indicators=indicators, digest=f"{catalogue.digest}{changes!r}")


# ── Definitions by year ───────────────────────────────────────────────────────────────────

GIRLS_UNTIL_2023 = {
    "valid_from": date(2022, 1, 1),
    "valid_to": date(2023, 12, 31),
    "formula": "Trẻ em gái có thẻ ÷ trẻ em gái × 100",
    "numerator": {"measure": "bhyt_card_holders", "where": {"sex": "F"}},
    "denominator": {"measure": "bhyt_children", "where": {"sex": "F"}},
    "breakdowns": {},
}


@pytest.fixture(scope="module")
def revised(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, registry: Registry
) -> Desk:
    """One ward: 200 children, 180 cards; of them 90 girls, 72 cards; the same every year."""
    ward = registry.at("00301", date(2024, 5, 15))
    figures: Figures = {
        "bhyt_children": 200, "bhyt_card_holders": 180,
        ("bhyt_children", "sex", "F"): 90, ("bhyt_card_holders", "sex", "F"): 72,
    }  # fmt: skip
    years = [
        sent(ward, "bhyt_duoi_6_tuoi", f"{year}-6M", figures, "rows") for year in range(2021, 2026)
    ]
    folder = tmp_path_factory.mktemp("revised")
    desk = desk_on(folder, catalogue, registry, [receipt("a", 0, *years)])
    made = with_indicator(
        catalogue, BHYT, valid_from=date(2024, 1, 1), revisions=(GIRLS_UNTIL_2023,)
    )
    return replace(desk, catalogue=made)


def test_each_period_is_answered_by_the_definition_in_force(revised: Desk) -> None:
    periods = tuple(P(f"{year}-6M") for year in (2021, 2022, 2023, 2024, 2025))
    found = revised.values(Question(BHYT, periods), "00301")
    # Girls: 72 ÷ 90 = 80%. All: 180 ÷ 200 = 90%. In 2021 there was no definition.
    assert [(v.numerator, v.denominator, v.value, v.status) for v in found] == [
        (None, None, None, "M"),
        (72, 90, Decimal("80.0"), "A"),
        (72, 90, Decimal("80.0"), "A"),
        (180, 200, Decimal("90.0"), "A"),
        (180, 200, Decimal("90.0"), "A"),
    ]
    assert [v.method_since for v in found] == [None, None, None, date(2024, 1, 1), date(2024, 1, 1)]
    document = revised.catalogue.indicators[BHYT].source.document
    assert [v.note for v in found] == [
        NO_DEFINITION, "", "", f"Đổi cách tính từ năm 2024 theo {document}", "",
    ]  # fmt: skip


def test_figures_of_two_methods_are_not_compared(revised: Desk) -> None:
    indicator = revised.catalogue.indicators[BHYT]
    first = revised.value(BHYT, "00301", P("2024-6M"))
    assert revised.against_last_year(first, "00301") is None
    assert "cách tính đã đổi từ năm 2024" in say_change(indicator, first, None)
    second = revised.value(BHYT, "00301", P("2025-6M"))
    compared = revised.against_last_year(second, "00301")
    assert compared is not None and [v.value for v in compared] == [Decimal("90.0")] * 2


def test_a_breakdown_that_the_older_definition_lacks_is_refused(revised: Desk) -> None:
    assert len(revised.values(Question(BHYT, (P("2024-6M"),), ("sex",)), "00301")) == 2
    with pytest.raises(UnknownBreakdown):
        revised.values(Question(BHYT, (P("2023-6M"),), ("sex",)), "00301")


def test_cells_are_traced_by_the_definition_of_the_period(
    revised: Desk, registry: Registry
) -> None:
    ward = registry.at("00301", date(2024, 5, 15)).key
    cells = trace(revised.snapshot, revised.catalogue, BHYT, P("2023-6M"), [ward])
    assert {(c.term, c.codes, c.value) for c in cells} == {
        ("numerator", (("sex", "F"),), Decimal(72)), ("denominator", (("sex", "F"),), Decimal(90)),
    }  # fmt: skip


def test_a_new_source_or_precision_is_no_new_method(catalogue: Catalogue) -> None:
    older = {"valid_to": date(2023, 12, 31), "decimals": 2, "name": "Tên cũ"}
    made = with_indicator(catalogue, BHYT, valid_from=date(2024, 1, 1), revisions=(older,))
    indicator = made.indicators[BHYT]
    assert indicator.method_since(P("2025-12M")) is None
    assert made.definition(BHYT, P("2023-12M")).decimals == 2
    assert made.definition(BHYT, P("2024-6M")).decimals == 1


# ── Denominators ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wards(registry: Registry) -> tuple[Locality, ...]:
    return registry.units("008", date(2024, 11, 15))


@pytest.fixture(scope="module")
def borrowing(
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
    registry: Registry,
    wards: tuple[Locality, ...],
) -> Desk:
    now, half, last, older = "2024-12M", "2024-6M", "2023-12M", "2022-12M"
    a, b, c, d = wards[:4]
    submissions = [
        abused(a, now, 3), children(a, now, 1000), children(a, last, 999),
        abused(b, now, 3), children(b, half, 800), children(b, last, 700),
        abused(c, now, 1), children(c, last, 600),
        abused(d, now, 4), children(d, older, 500),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("borrowing")
    return desk_on(folder, catalogue, registry, [receipt("a", 0, *submissions)])


def test_the_last_reported_denominator_stands_in_and_says_so(
    borrowing: Desk, wards: tuple[Locality, ...]
) -> None:
    area = borrowing.value(ABUSE, "hoang-mai", P("2024-12M"))
    # 3 + 3 + 1 children of 1.000 + 800 (June) + 600 (last year); the fourth ward's is too old.
    assert (area.numerator, area.denominator) == (7, 2400)
    assert area.value == Decimal("0.29")  # 700 ÷ 2400 = 0,2916…
    assert (area.status, area.units_reported, area.units_expected) == ("E", 3, 14)
    assert area.note == (
        "Ước tính: 2/14 đơn vị chưa báo cáo mẫu số “Số trẻ em” của kỳ này, "
        "lấy số gần nhất đã báo cáo (năm 2023; 6 tháng đầu năm 2024)"
    )
    assert marks_of(borrowing.catalogue.indicators[ABUSE], area) == (area.note,)
    units = borrowing.values(Question(ABUSE, (P("2024-12M"),), (UNIT,)), "hoang-mai")
    told = [(v.numerator, v.denominator, v.value, v.status) for v in units[:4]]
    assert told == [
        (3, 1000, Decimal("0.30"), "A"),
        (3, 800, Decimal("0.38"), "E"),  # 0,375 goes up
        (1, 600, Decimal("0.17"), "E"),
        (None, None, None, "O"),
    ]
    assert units[1].note == (
        "Ước tính: chưa báo cáo mẫu số “Số trẻ em” của kỳ này, lấy số 6 tháng đầu năm 2024"
    )


def test_a_borrowed_denominator_is_traced_to_its_own_cells(
    borrowing: Desk, wards: tuple[Locality, ...]
) -> None:
    period = P("2024-12M")
    value = borrowing.value(ABUSE, "hoang-mai", period)
    units = sorted(value.reporting_units)
    cells = trace(borrowing.snapshot, borrowing.catalogue, ABUSE, period, units, value.borrowed)
    told = {(c.locality, c.term, str(c.period), int(c.value or 0)) for c in cells}
    a, b, c = (ward.key for ward in wards[:3])
    assert told == {
        (a, "numerator", "2024-12M", 3), (a, "denominator", "2024-12M", 1000),
        (b, "numerator", "2024-12M", 3), (b, "denominator", "2024-6M", 800),
        (c, "numerator", "2024-12M", 1), (c, "denominator", "2023-12M", 600),
    }  # fmt: skip


def test_the_public_is_not_told_whose_denominator_was_missing(borrowing: Desk) -> None:
    hidden = borrowing.value(ABUSE, "hoang-mai", P("2024-12M"), Audience.PUBLIC)
    assert (hidden.note, hidden.borrowed, hidden.own_estimate) == ("", (), False)


def test_a_denominator_of_the_end_of_last_year_is_no_estimate(borrowing: Desk) -> None:
    base = {"measure": "children", "at": "previous_year_end"}
    made = replace(
        borrowing, catalogue=with_indicator(borrowing.catalogue, ABUSE, denominator=base)
    )
    value = made.value(ABUSE, "hoang-mai", P("2024-12M"))
    # 7 of 999 + 700 + 600, all of 2023: 700 ÷ 2299 = 0,3044…
    assert (value.numerator, value.denominator, value.value) == (7, 2299, Decimal("0.30"))
    assert (value.status, value.note, value.own_estimate) == ("A", "", False)
    assert {str(item.period) for item in value.borrowed} == {"2023-12M"}


def test_without_leave_nothing_stands_in(borrowing: Desk) -> None:
    base = {"measure": "children"}
    made = replace(
        borrowing, catalogue=with_indicator(borrowing.catalogue, ABUSE, denominator=base)
    )
    value = made.value(ABUSE, "hoang-mai", P("2024-12M"))
    assert (value.numerator, value.denominator, value.status) == (3, 1000, "A")
    assert value.units_reported == 1


def test_a_merged_commune_is_given_the_children_of_those_that_became_it(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    day = date(2025, 11, 15)
    commune = next(
        unit
        for old in registry.units("397", date(2024, 11, 15))
        for unit in [registry.get(registry.successors(old.key)[0][0])]
        if len(registry.predecessors(unit.key)) > 1
        and all(relation is Relation.FULL for _, relation in registry.predecessors(unit.key))
    )
    before = [registry.get(key) for key, _ in registry.predecessors(commune.key)]
    assert commune.exists_on(day) and len(before) > 1
    reports = [children(unit, "2024-12M", 100 * n) for n, unit in enumerate(before, 1)]
    made = [abused(commune, "2025-12M", 2), *reports]
    desk = desk_on(tmp_path / "whole", catalogue, registry, [receipt("a", 0, *made)])
    value = desk.value(ABUSE, commune.code, P("2025-12M"))
    assert value.denominator == sum(100 * n for n in range(1, len(before) + 1))
    assert (value.status, value.borrowed[0].sources) == ("E", tuple(unit.key for unit in before))
    # One of them silent: a part of the children is not the children.
    lacking = [abused(commune, "2025-12M", 2), *reports[1:]]
    desk = desk_on(tmp_path / "part", catalogue, registry, [receipt("a", 0, *lacking)])
    assert desk.value(ABUSE, commune.code, P("2025-12M")).status == "O"


@pytest.mark.parametrize(
    ("at", "years", "kind", "period", "expected"),
    [
        ("cut_off", 0, "stock", "2024-9M", ["2024-9M"]),
        ("cut_off", 1, "stock", "2024-9M", ["2024-9M", "2024-6M", "2023-12M", "2023-9M"]),
        ("cut_off", 2, "flow", "2024-6M", ["2024-6M", "2023-6M", "2022-6M"]),
        ("previous_year_end", 0, "stock", "2024-6M", ["2023-12M"]),
        ("previous_year_end", 1, "stock", "2024-6M",
         ["2023-12M", "2023-9M", "2023-6M", "2022-12M"]),
    ],
)  # fmt: skip
def test_periods_that_may_hold_a_denominator(
    at: str, years: int, kind: str, period: str, expected: list[str]
) -> None:
    base = Denominator(measure="children", at=MeasuredAt(at), carried_forward=years)
    found = periods_of(base, StockOrFlow(kind), P(period))
    assert [str(item) for item in found] == expected


# ── Totals of the level above ─────────────────────────────────────────────────────────────


def beside(
    folder: Path, catalogue: Catalogue, registry: Registry, *submissions: Submission
) -> Desk:
    return desk_on(folder, catalogue, registry, [receipt("a", 0, *submissions)])


def test_the_sum_of_the_units_stands_and_the_difference_is_shown(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, wards: tuple[Locality, ...]
) -> None:
    district = registry.at("008", date(2024, 11, 15))
    own = [children(wards[0], "2024-12M", 1000), children(wards[1], "2024-12M", 230)]
    period = P("2024-12M")
    desk = beside(tmp_path / "a", catalogue, registry, *own, children(district, "2024-12M", 1234))
    value = desk.value(CHILDREN, "hoang-mai", period)
    assert (value.value, value.status, value.units_reported) == (1230, "A", 2)
    assert value.note == (
        "Tổng do Quận Hoàng Mai (đến 30/6/2025) báo cáo: 1.234; cộng các đơn vị cấp xã: 1.230"
    )
    same = beside(tmp_path / "b", catalogue, registry, *own, children(district, "2024-12M", 1230))
    assert same.value(CHILDREN, "hoang-mai", period).note == ""
    none = beside(tmp_path / "c", catalogue, registry, children(district, "2024-12M", 1234))
    alone = none.value(CHILDREN, "hoang-mai", period)
    assert (alone.value, alone.status, alone.units_reported) == (None, "O", 0)
    assert alone.note == (
        "Tổng do Quận Hoàng Mai (đến 30/6/2025) báo cáo: 1.234; chưa cộng được các đơn vị"
    )


def test_what_only_the_province_can_say_is_taken_from_the_province(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, wards: tuple[Locality, ...]
) -> None:
    province = registry.at("01", date(2024, 11, 15))
    ward, period = wards[0], P("2024-12M")
    units = [
        children(ward, "2024-12M", 2000),
        sent(ward, "tai_nan_thuong_tich", "2024-12M", {"injury_cases": 3}),
    ]
    own = [
        children(province, "2024-12M", 1_500_000),
        sent(province, "tai_nan_thuong_tich", "2024-12M", {"injury_cases": 300}),
    ]
    desk = beside(tmp_path / "a", catalogue, registry, *units, *own)
    value = desk.value("injury_rate", "01", period)
    # 300 × 100.000 ÷ 1.500.000 = 20.
    assert (value.value, value.units_reported, value.units_expected) == (Decimal("20.0"), 1, 1)
    assert value.note.endswith("báo cáo: 300/1.500.000; cộng các đơn vị cấp xã: 3/2.000")
    assert value.reporting_units == {province.key}
    counted = desk.value("child_injuries", "01", period)
    assert (counted.value, "Tổng do " in counted.note) == (3, True)
    without = beside(tmp_path / "b", catalogue, registry, *units)
    summed = without.value("injury_rate", "01", period)
    # Nobody above sent anything: 3 × 100.000 ÷ 2.000 = 150, of one commune alone.
    assert (summed.value, summed.units_reported, summed.note) == (Decimal("150.0"), 1, "")
    assert summed.units_expected > 500


def test_a_share_of_units_is_counted_over_the_units(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, wards: tuple[Locality, ...]
) -> None:
    district = registry.at("008", date(2024, 11, 15))
    form, name = "co_so_moi_truong_an_toan", "play_point_share"
    made = [
        sent(wards[0], form, "2024-12M", {"has_play_point": 1}),
        sent(wards[1], form, "2024-12M", {"has_play_point": 0}),
        sent(district, form, "2024-12M", {"has_play_point": 1}),
    ]
    value = beside(tmp_path, catalogue, registry, *made).value(name, "hoang-mai", P("2024-12M"))
    assert (value.numerator, value.denominator, value.value) == (1, 2, Decimal("50.0"))
    assert value.note == ""


def test_a_district_file_is_taken_in_for_comparison_only(office: Office) -> None:
    ward = [(50, 45, 50, 44)] * 6
    office.send("phuong.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(ward)))
    whole = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}
    got = office.send(
        "quan.xlsx", handmade.bhyt_unit(handmade.bhyt_rows([(60, 50, 60, 50)] * 6), whole)
    )
    assert got.verdict is Verdict.ACCEPTED, got.all_findings()
    (finding,) = [f for f in got.all_findings() if f.rule == "unit_reports_in_period"]
    assert finding.severity is Severity.WARNING and "đối chiếu" in finding.message
    value = office.desk().value(BHYT, "hoang-mai", P("2024-6M"))
    # By hand: 6 × 94 cards of 6 × 95 children; the district says 6 × 110 of 6 × 110.
    assert (value.numerator, value.denominator, value.units_reported) == (564, 570, 1)
    assert value.note == (
        "Tổng do Quận Hoàng Mai (đến 30/6/2025) báo cáo: 660/660; cộng các đơn vị cấp xã: 564/570"
    )


# ── The words of a status ─────────────────────────────────────────────────────────────────


def test_a_status_is_said_in_the_words_of_the_catalogue(
    tmp_path: Path, catalogue: Catalogue, registry: Registry, wards: tuple[Locality, ...]
) -> None:
    name, period = "child_friendly_status", P("2025-12M")
    unit = registry.at("00331", date(2025, 11, 15))
    form = "tu_cham_diem_phu_hop_tre_em"
    desk = beside(
        tmp_path, catalogue, registry, sent(unit, form, "2025-12M", {"cfc_recognised": 1})
    )
    value = desk.value(name, "00331", period)
    assert say_value(catalogue.indicators[name], value) == "Đã công nhận"
    made = with_indicator(catalogue, name, states={"0": "Không", "1": "Được công nhận"})
    assert say_value(made.indicators[name], value) == "Được công nhận"
