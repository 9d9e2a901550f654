"""Each rule that compares with what is in force elsewhere, and what order of loading may change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from childrights.catalogue.forms import Layout
from childrights.judgement.limits import limits_after
from childrights.periods import Period
from childrights.places.model import RECORD_START, LocalityKey
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import (
    Finding,
    Observation,
    Severity,
    Submission,
    Verdict,
)
from etl.checks import COMPARISONS, run_comparisons
from etl.drafts import Setting
from etl.known import Arrival, Known
from etl.reports import Report
from tests import handmade
from tests.conftest import RECEIVED, Office

WARD = LocalityKey("00307", RECORD_START)
HOANG_MAI = "008"
EARLIER = Arrival("truoc.xlsx", "1" * 64, RECEIVED - timedelta(days=1))
NOW = Arrival("nay.xlsx", "2" * 64, RECEIVED)
Figures = Mapping[tuple[str, str], int | str]


def told(form: str, period: str, figures: Figures, unit: LocalityKey = WARD) -> Submission:
    """A submission of figures by (measure, “axis:code” or nothing), in cells C1, C2, …"""
    observations = tuple(
        Observation(
            measure,
            dict([code.split(":")]) if code else {},
            Decimal(value),
            ObservationStatus.NORMAL,
            str(value),
            "Biểu",
            f"C{number}",
        )
        for number, ((measure, code), value) in enumerate(figures.items(), start=1)
    )
    day = Period.parse(period).last_day
    return Submission(
        form, "2021", Layout.UNIT, unit, "Phường Định Công", Period.parse(period), day,
        ObservationStatus.NORMAL, "", None, True, "Biểu", observations,
    )  # fmt: skip


def findings(setting: Setting, mine: Submission, *others: Submission) -> list[Finding]:
    known = Known(setting.catalogue)
    for other in others:
        known.learn(other, EARLIER)
    return list(run_comparisons(Report(mine, setting.catalogue, NOW), setting, known))


def said(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(item.rule, item.severity.value, item.cell) for item in found]


INJURIES, BHYT, CHILDREN = "tai_nan_thuong_tich", "bhyt_duoi_6_tuoi", "bo_chi_tieu_tre_em"
CASES, TOTAL = ("injury_cases", ""), ("children", "")


@pytest.mark.parametrize(
    ("mine", "other", "cells"),
    [
        (("2024-9M", 11), ("2024-6M", 12), ["C1"]),
        (("2024-9M", 12), ("2024-6M", 12), []),
        (("2024-6M", 13), ("2024-9M", 12), ["C1"]),
        (("2024-12M", 3), ("2023-9M", 4), []),
    ],
)
def test_what_happened_by_june_is_not_undone_by_september(
    setting: Setting, mine: tuple[str, int], other: tuple[str, int], cells: list[str]
) -> None:
    found = findings(
        setting,
        told(INJURIES, mine[0], {CASES: mine[1]}),
        told(INJURIES, other[0], {CASES: other[1]}),
    )
    assert said(found) == [("flow_never_falls", "needs_explanation", cell) for cell in cells]


def test_a_stock_may_fall_within_the_year(setting: Setting) -> None:
    before = told(CHILDREN, "2024-6M", {TOTAL: 3000})
    assert findings(setting, told(CHILDREN, "2024-9M", {TOTAL: 2950}), before) == []


UNDER_6 = {("children", f"age:{code}"): 200 for code in ("M0T12", "M12T36", "M36T72")}


@pytest.mark.parametrize(
    ("eligible", "is_told"), [(480, False), (479, True), (660, False), (661, True)]
)
def test_insured_children_are_set_beside_the_children_under_six(
    setting: Setting, eligible: int, is_told: bool
) -> None:
    """600 children under six: 80% is 480 and 110% is 660."""
    list_of_children = told(CHILDREN, "2024-6M", UNDER_6)
    insured = told(BHYT, "2024-6M", {("bhyt_children", ""): eligible})
    there = said(findings(setting, insured, list_of_children))
    back = said(findings(setting, list_of_children, insured))
    expected = [("agrees_across_forms", "warning", "C1")] if is_told else []
    assert (there, back) == (expected, expected)


def test_a_comparison_names_both_forms_and_the_share(setting: Setting) -> None:
    insured = told(BHYT, "2024-6M", {("bhyt_children", ""): 900})
    (found,) = findings(setting, insured, told(CHILDREN, "2024-6M", UNDER_6))
    assert "ghi 900" in found.message
    assert "150,0%" in found.message
    assert "600" in found.message


@pytest.mark.parametrize(
    ("children", "is_told"), [(2000, False), (1999, True), (3500, False), (3501, True)]
)
def test_children_are_a_fifth_to_a_third_of_the_residents(
    setting: Setting, children: int, is_told: bool
) -> None:
    residents = told("suc_khoe_tre_em", "2024-12M", {("average_population", ""): 10_000})
    found = findings(setting, told(CHILDREN, "2024-12M", {TOTAL: children}), residents)
    assert [item.rule for item in found] == ["agrees_across_forms"] * is_told


def test_another_period_or_unit_is_not_compared(setting: Setting) -> None:
    mine = told(BHYT, "2024-6M", {("bhyt_children", ""): 9000})
    later = told(CHILDREN, "2024-9M", UNDER_6)
    elsewhere = told(CHILDREN, "2024-6M", UNDER_6, LocalityKey("00310", RECORD_START))
    assert findings(setting, mine, later, elsewhere) == []


def test_the_same_figure_on_two_forms_is_the_same(setting: Setting) -> None:
    mine = told("khac", "2024-6M", {TOTAL: 3001})
    (found,) = findings(setting, mine, told(CHILDREN, "2024-6M", {TOTAL: 3000}))
    assert said([found]) == [("agrees_across_forms", "warning", "C1")]


@pytest.mark.parametrize(("now", "is_told"), [(3, True), (3150, False), (2_950_000, True)])
def test_a_thousandfold_of_last_year_must_be_explained(
    setting: Setting, now: int, is_told: bool
) -> None:
    found = findings(
        setting, told(CHILDREN, "2024-6M", {TOTAL: now}), told(CHILDREN, "2023-6M", {TOTAL: 3000})
    )
    wanted = [("thousandfold_on_last_year", "needs_explanation", "C1")] if is_told else []
    assert said(found) == wanted


def test_a_change_beyond_chance_is_told_with_its_limits(setting: Setting) -> None:
    """By hand for a = 16: √16.375 = 4.0466, k = (3 × 0.05 / 2)² = 0.005625; the roots are
    (4.0466 ± √4.6542) / 0.994375 = 1.8999 and 6.2391, their squares less 3/8 are 3.23 and 38.55.
    """
    limits = limits_after(Decimal(16))
    for now, is_told in ((limits.lower, False), (limits.lower - 1, True), (limits.upper + 1, True)):
        found = findings(
            setting, told(INJURIES, "2024-6M", {CASES: now}), told(INJURIES, "2023-6M", {CASES: 16})
        )
        assert [item.rule for item in found] == ["change_on_last_year"] * is_told
    assert (limits.lower, limits.upper) == (4, 38)


@given(st.integers(0, 5_000_000))
def test_limits_solve_their_equation_and_hold_the_count(count: int) -> None:
    limits = limits_after(Decimal(count))
    assert limits.lower <= count <= limits.upper

    def score(other: int) -> float:
        spread = math.sqrt(0.5 + 0.05**2 * (count + other) / 4)
        return abs(math.sqrt(other + 0.375) - math.sqrt(count + 0.375)) / spread

    assert score(limits.upper) <= 3.000001 < score(limits.upper + 1) + 0.00001
    if limits.lower:
        assert score(limits.lower) <= 3.000001 < score(limits.lower - 1) + 0.00001


@pytest.mark.parametrize("count", [0, 1, 5, 20, 100, 400])
def test_without_overdispersion_the_limits_are_those_of_the_exact_test(count: int) -> None:
    """Second method: the conditional binomial test of two Poisson counts (Przyborowski 1940)."""
    limits = limits_after(Decimal(count), overdispersion=0)
    assert binomtest(limits.upper + 2, limits.upper + 2 + count).pvalue < 0.006
    assert binomtest(limits.upper - 1, limits.upper - 1 + count).pvalue > 0.0015


def test_money_and_points_are_no_counts(setting: Setting) -> None:
    money = next(name for name, item in setting.catalogue.measures.items() if "đồng" in item.unit)
    found = findings(
        setting, told("x", "2024-12M", {(money, ""): 900, ("cfc_points", ""): 900}),
        told("x", "2023-12M", {(money, ""): 100, ("cfc_points", ""): 100}),
    )  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("total", "reporting", "is_told"),
    [(1400, 14, False), (1401, 14, True), (1399, 14, True), (1401, 13, False), (1299, 13, True)],
)
def test_a_districts_total_is_the_sum_of_its_wards(
    setting: Setting, total: int, reporting: int, is_told: bool
) -> None:
    day = date(2024, 5, 15)
    district = setting.registry.at(HOANG_MAI, day)
    wards = setting.registry.units(HOANG_MAI, day)
    assert len(wards) == 14
    below = [told(CHILDREN, "2024-6M", {TOTAL: 100}, ward.key) for ward in wards[:reporting]]
    found = findings(setting, told(CHILDREN, "2024-6M", {TOTAL: total}, district.key), *below)
    assert said(found) == [("upper_total_equals_units", "warning", "C1")] * is_told
    assert all(f"{reporting}/14" in item.message for item in found)


def test_only_a_certain_contradiction_keeps_a_report_out(setting: Setting) -> None:
    """What is a warning never depends on which of two reports came first."""
    a = told(CHILDREN, "2024-6M", {**UNDER_6, TOTAL: 5000})
    b = told(BHYT, "2024-6M", {("bhyt_children", ""): 9000})
    last = told(CHILDREN, "2023-6M", {TOTAL: 2000})
    for mine, others in ((a, (b, last)), (b, (a, last)), (last, (a, b))):
        assert {item.severity for item in findings(setting, mine, *others)} <= {Severity.WARNING}
    assert len(COMPARISONS) == 6


ROWS = [(50, 45, 49, 44)] * 6


def form(children: int, **frame: str) -> bytes:
    rows = [(children, 45, 49, 44), *ROWS[1:]]
    return handmade.bhyt_unit(handmade.bhyt_rows(rows), frame)


def test_the_snapshot_and_the_same_load_are_both_known(office: Office) -> None:
    """Last year's file first in another load, then in the same one."""
    last = {"Kỳ báo cáo": "6 tháng đầu năm 2023", "Ngày chốt số liệu": "14/05/2023"}
    office.send("2023.xlsx", form(50, **last))
    receipt = office.send("2024.xlsx", form(900))
    assert receipt.verdict is Verdict.ACCEPTED
    rules = {(item.rule, item.cell) for item in receipt.all_findings()}
    assert ("change_on_last_year", "C17") in rules

    from etl.load import load  # noqa: PLC0415 - what the office fixture calls, for two files

    paths = []
    for name, content in (("a.xlsx", form(51, **last)), ("b.xlsx", form(901))):
        paths.append(office.folder / name)
        paths[-1].write_bytes(content)
    later = RECEIVED + timedelta(days=1)
    _, second = load([(path, later) for path in paths], office.ledger, office.setting)
    message = next(f.message for f in second.all_findings() if f.cell == "C17")
    assert "cùng kỳ năm trước 571:" in message
