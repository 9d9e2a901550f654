"""Targets: whose binds, and what a figure says against it. Cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Comparator, Direction, Target, TargetBasis
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.value import Value
from childrights.judgement.required import required
from childrights.judgement.targets import Verdict, judge, target_in_force
from childrights.periods import Period
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.registry import Registry
from childrights.sdmx import Confidentiality, ObservationStatus

SELECTIONS = load_selections()


def binding(
    catalogue: Catalogue, registry: Registry, indicator: str, token: str, period: str
) -> str | None:
    when = Period.parse(period)
    area = resolve_area(registry, token, as_of(when), SELECTIONS)
    target = target_in_force(catalogue, registry, indicator, area, when)
    return target.id if target else None


@pytest.mark.parametrize(
    ("indicator", "token", "period", "expected"),
    [
        # The district's plan of 2024 binds the district and its wards in 2024 …
        ("bhyt_coverage_under_6", "hoang-mai", "2024-6M", "HM2024-6"),
        ("bhyt_coverage_under_6", "00331", "2024-12M", "HM2024-6"),
        # … not in other years, and not the wards that came after it was dissolved.
        ("bhyt_coverage_under_6", "hoang-mai", "2023-6M", None),
        ("bhyt_coverage_under_6", "hoang-mai", "2026-6M", None),
        # Nearest jurisdiction first: district plan, then the city's, then the country's.
        ("child_friendly_share", "hoang-mai", "2024-12M", "HM2024-4"),
        ("child_friendly_share", "hoang-mai", "2023-12M", "HN138-1-2025"),
        ("child_friendly_share", "hoang-mai", "2026-12M", "HN138-1-2030"),
        ("child_friendly_share", "trieu-son", "2023-12M", "QD23-1-2025"),
        ("child_friendly_share", "trieu-son", "2026-12M", "QD23-1-2030"),
        # A share of communes says nothing of one commune.
        ("child_friendly_share", "15271", "2026-12M", None),
        # The city has no milestone after 2025, so the country's of 2030 is in force.
        ("special_circumstances_supported_share", "hoang-mai", "2023-6M", "HN138-7-2025"),
        ("special_circumstances_supported_share", "hoang-mai", "2026-6M", "QD23-8b-2030"),
    ],
)
def test_whose_target_is_in_force(
    catalogue: Catalogue, registry: Registry, indicator: str, token: str, period: str,
    expected: str | None,
) -> None:  # fmt: skip
    assert binding(catalogue, registry, indicator, token, period) == expected


def figure(
    indicator: str, period: str, numerator: str, denominator: str | None, value: str | None,
    status: str = "A",
) -> DisclosedValue:  # fmt: skip
    made = Value(
        indicator=indicator, locality=None, area_token="hoang-mai", name="x",
        period=Period.parse(period), breakdown={}, numerator=Decimal(numerator),
        denominator=Decimal(denominator) if denominator else None,
        value=Decimal(value) if value else None,
        statuses=frozenset({ObservationStatus(status)}), confidentiality=Confidentiality.FREE,
        units_reported=1, units_expected=1,
    )  # fmt: skip
    return disclose([made], Audience.INTERNAL, lambda _: False)[0]


def target(indicator: str, year: int, comparator: str, value: str) -> Target:
    return Target(
        id="t", indicator=indicator, jurisdiction="VN", jurisdiction_name="Việt Nam", year=year,
        comparator=Comparator(comparator), value=value, basis=TargetBasis.ANNUAL_PLAN,
        document="Thử",
    )  # fmt: skip


TODAY = date(2024, 11, 20)
BHYT, DEATHS, INJURIES = "bhyt_coverage_under_6", "child_injury_deaths", "child_injuries"


@pytest.mark.parametrize(
    ("indicator", "period", "numbers", "status", "comparator", "wanted", "verdict"),
    [
        (BHYT, "2024-12M", ("990", "1000", "99.0"), "A", ">=", "98", Verdict.ABOVE),
        (BHYT, "2024-12M", ("980", "1000", "98.0"), "A", ">=", "98", Verdict.MET),
        (BHYT, "2024-12M", ("979", "1000", "97.9"), "A", ">=", "98", Verdict.MISSED),
        (BHYT, "2024-6M", ("979", "1000", "97.9"), "A", ">=", "98", Verdict.OPEN),
        # Twelve months that are still an estimate do not close the year.
        (BHYT, "2024-12M", ("979", "1000", "97.9"), "E", ">=", "98", Verdict.OPEN),
        (BHYT, "2024-6M", ("1000", "1000", "100.0"), "A", ">=", "100", Verdict.MET),
        # A flow under an annual ceiling is never “Đạt” at six months.
        (INJURIES, "2024-6M", ("40", None, "40"), "A", "<=", "90", Verdict.OPEN),
        (INJURIES, "2024-6M", ("91", None, "91"), "A", "<=", "90", Verdict.CEILING_BROKEN),
        (INJURIES, "2024-12M", ("90", None, "90"), "A", "<=", "90", Verdict.MET),
        (INJURIES, "2024-12M", ("91", None, "91"), "A", "<=", "90", Verdict.CEILING_BROKEN),
        (DEATHS, "2024-6M", ("0", None, "0"), "A", "<=", "0", Verdict.OPEN),
        (DEATHS, "2024-6M", ("1", None, "1"), "A", "<=", "0", Verdict.CEILING_BROKEN),
        (DEATHS, "2024-12M", ("0", None, "0"), "A", "<=", "0", Verdict.MET),
        (BHYT, "2024-12M", ("0", "1000", None), "O", ">=", "98", Verdict.UNKNOWN),
    ],
)
def test_verdicts(
    catalogue: Catalogue, indicator: str, period: str,
    numbers: tuple[str, str | None, str | None], status: str, comparator: str, wanted: str,
    verdict: Verdict,
) -> None:  # fmt: skip
    value = figure(indicator, period, *numbers, status=status)
    progress = judge(
        catalogue, indicator, value, target(indicator, 2024, comparator, wanted), TODAY
    )
    assert progress.verdict is verdict


def test_an_estimate_that_was_never_made_final_closes_a_year_that_is_over(
    catalogue: Catalogue,
) -> None:
    value = figure(BHYT, "2024-12M", "979", "1000", "97.9", status="E")
    wanted = target(BHYT, 2024, ">=", "98")
    assert judge(catalogue, BHYT, value, wanted, date(2024, 12, 31)).verdict is Verdict.OPEN
    assert judge(catalogue, BHYT, value, wanted, date(2025, 1, 1)).verdict is Verdict.MISSED


def test_a_milestone_of_a_later_year_is_never_missed_yet(catalogue: Catalogue) -> None:
    value = figure(BHYT, "2026-12M", "900", "1000", "90.0")
    progress = judge(catalogue, BHYT, value, target(BHYT, 2030, ">=", "95"), TODAY)
    assert progress.verdict is Verdict.OPEN


def test_gap_and_children_still_missing_are_exact(catalogue: Catalogue) -> None:
    # 98.5% of 1,237 children is 1,218.445, so 1,219 must be reached; 1,200 are.
    value = figure(BHYT, "2024-6M", "1200", "1237", "97.0")
    progress = judge(catalogue, BHYT, value, target(BHYT, 2024, ">=", "98.5"), TODAY)
    assert progress.gap == Decimal("-1.5")
    assert progress.missing_children == 19


def test_rounding_up_to_the_target_does_not_meet_it(catalogue: Catalogue) -> None:
    value = figure(BHYT, "2024-12M", "1999", "2000", "100.0")
    progress = judge(catalogue, BHYT, value, target(BHYT, 2024, ">=", "100"), TODAY)
    assert (progress.verdict, progress.missing_children) == (Verdict.MISSED, 1)


def test_no_target_is_said(catalogue: Catalogue) -> None:
    value = figure(BHYT, "2024-6M", "1200", "1237", "97.0")
    assert judge(catalogue, BHYT, value, None, TODAY).verdict is Verdict.NO_TARGET


@pytest.mark.parametrize(
    ("comparator", "below", "at", "above"),
    [(">=", False, True, True), (">", False, False, True), ("<=", True, True, False),
     ("<", True, False, False), ("=", False, True, False)],
)  # fmt: skip
def test_comparators_are_literal(comparator: str, below: bool, at: bool, above: bool) -> None:
    wanted = target(BHYT, 2024, comparator, "9")
    bound = required(wanted, Direction.UP, None)
    assert bound is not None
    found = [bound.is_met_by(Decimal(text)) for text in ("8.9", "9", "9.1")]
    assert found == [below, at, above]


def test_a_dissolved_units_target_ends_with_it(catalogue: Catalogue, registry: Registry) -> None:
    own = target(BHYT, 2025, ">=", "99").model_copy(
        update={"jurisdiction": "008", "valid_to": date(2025, 6, 30)}
    )
    with_own = replace(catalogue, targets=(own,))
    assert binding(with_own, registry, BHYT, "hoang-mai", "2025-6M") == "t"
    assert binding(with_own, registry, BHYT, "hoang-mai", "2025-12M") is None
