"""What a target can say beyond “at least 98 in 2024”. Every number worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from childrights.catalogue.loader import ROOT, Catalogue, load_catalogue
from childrights.catalogue.model import Direction, Target
from childrights.commands.values import say_bound
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.value import Value
from childrights.figures.words import say_target, whose
from childrights.judgement.required import required
from childrights.judgement.targets import Verdict, judge, target_in_force
from childrights.periods import Period
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.registry import Registry
from childrights.places.settlement import Settlement, settlements
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.strict_yaml import CatalogueError
from tests import handmade
from tests.conftest import OFFICE_TIME, Office

SELECTIONS = load_selections()
DROWNED, BHYT = "child_drowning_deaths", "bhyt_coverage_under_6"
TODAY = date(2026, 11, 22)


def written(**more: Any) -> Target:
    facts = {
        "id": "t", "indicator": DROWNED, "jurisdiction": "VN", "jurisdiction_name": "Việt Nam",
        "year": 2025, "comparator": ">=", "value": 10, "basis": "programme", "document": "Thử",
    }  # fmt: skip
    return Target.model_validate({**facts, **more})


def figure(period: str, count: str, indicator: str = DROWNED) -> DisclosedValue:
    made = Value(
        indicator, None, "hoang-mai", "x", Period.parse(period), {}, Decimal(count), None,
        Decimal(count), frozenset({ObservationStatus.NORMAL}), Confidentiality.FREE, 1, 1,
    )  # fmt: skip
    return disclose([made], Audience.INTERNAL, lambda _: False)[0]


def in_force(
    catalogue: Catalogue, registry: Registry, indicator: str, token: str, period: str
) -> Target | None:
    when = Period.parse(period)
    area = resolve_area(registry, token, as_of(when), SELECTIONS)
    return target_in_force(catalogue, registry, indicator, area, when)


@pytest.mark.parametrize(
    ("indicator", "token", "period", "expected"),
    [
        # A number of the whole country binds the country and nobody in it.
        ("safe_homes", "VN", "2024-12M", "QD1248-5-2025"),
        ("safe_homes", "01", "2024-12M", None),
        ("safe_homes", "hoang-mai", "2024-12M", None),
        ("safe_schools", "VN", "2026-12M", "QD1248-6-2030"),
        ("safe_communities", "VN", "2026-12M", "QD1248-7-2030"),
        # Hoàng Mai was a quận of phường: inner city to Hà Nội, urban to the country afterwards.
        ("overweight_under_5", "hoang-mai", "2024-12M", "HN138-4c-2025"),
        ("overweight_under_5", "008", "2023-12M", "HN138-4c-2025"),
        ("overweight_under_5", "hoang-mai", "2026-12M", "QD23-4c-urban-2030"),
        # A huyện of Hà Nội is outer city; the city as a whole is neither.
        ("overweight_under_5", "017", "2024-12M", "HN138-4d-2025"),
        ("overweight_under_5", "01", "2024-12M", None),
        # Triệu Sơn had a thị trấn among its xã, and is all xã today.
        ("overweight_under_5", "trieu-son", "2024-12M", None),
        ("overweight_under_5", "trieu-son", "2026-12M", "QD23-4c-rural-2030"),
        # Every year of the programme, no year before or after.
        ("child_marriages", "kon-tum", "2022-12M", "QD23-13"),
        ("child_marriages", "kon-tum", "2030-12M", "QD23-13"),
        ("child_traffic_injuries", "hoang-mai", "2024-12M", "QD1248-3"),
    ],
)
def test_whom_a_target_binds(
    catalogue: Catalogue, registry: Registry, indicator: str, token: str, period: str,
    expected: str | None,
) -> None:  # fmt: skip
    found = in_force(catalogue, registry, indicator, token, period)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("00316", date(2024, 5, 1), {Settlement.URBAN, Settlement.INNER_CITY}),
        ("00331", date(2026, 5, 1), {Settlement.URBAN}),
        ("15271", date(2026, 5, 1), {Settlement.RURAL}),
    ],
)
def test_the_kind_of_territory_is_read_off_the_unit(
    registry: Registry, code: str, day: date, expected: set[Settlement]
) -> None:
    assert settlements(registry, [registry.at(code, day)]) == expected
    assert settlements(registry, []) == frozenset()


def test_a_special_zone_is_neither_urban_nor_rural(registry: Registry) -> None:
    zones = [u for u in registry.all_localities() if u.name.startswith("Đặc khu")]
    assert len(zones) == 13
    assert settlements(registry, zones) == frozenset()


PREVIOUS = {"year": None, "baseline_year": "previous_year", "change": "reduction"}
RANGE = {**PREVIOUS, "comparator": "between", "value": 5, "value_to": 10}
FIXED = {"baseline_year": 2020, "change": "reduction"}


@pytest.mark.parametrize(
    ("facts", "base", "period", "count", "verdict", "gap"),
    [
        # 10% less than 40 is 36.
        (FIXED, "40", "2025-12M", "36", Verdict.MET, "0"),
        (FIXED, "40", "2025-12M", "35", Verdict.ABOVE, "-1"),
        (FIXED, "40", "2025-12M", "37", Verdict.CEILING_BROKEN, "1"),
        (FIXED, "40", "2025-6M", "20", Verdict.OPEN, "-16"),
        (FIXED, "40", "2025-6M", "37", Verdict.CEILING_BROKEN, "1"),
        # A milestone of 2025, seen in 2024: not closed, so never met yet.
        (FIXED, "40", "2024-12M", "30", Verdict.OPEN, "-6"),
        # 10% less than 7 is 6.3: six children meet it, seven do not.
        (FIXED, "7", "2025-12M", "6", Verdict.ABOVE, "-0.3"),
        (FIXED, "7", "2025-12M", "7", Verdict.CEILING_BROKEN, "0.7"),
        # 5 to 10% less than 200 is 190 to 180; fewer than 180 is more than was asked.
        (RANGE, "200", "2024-12M", "191", Verdict.CEILING_BROKEN, "1"),
        (RANGE, "200", "2024-12M", "190", Verdict.MET, "0"),
        (RANGE, "200", "2024-12M", "180", Verdict.MET, "-10"),
        (RANGE, "200", "2024-12M", "179", Verdict.ABOVE, "-11"),
        # Nothing can be taken from nothing: it must stay at nothing.
        (FIXED, "0", "2025-12M", "0", Verdict.MET, "0"),
        (FIXED, "0", "2025-12M", "1", Verdict.CEILING_BROKEN, "1"),
        (FIXED, None, "2025-12M", "1", Verdict.UNKNOWN, None),
    ],
)
def test_reductions(
    catalogue: Catalogue, facts: dict[str, Any], base: str | None, period: str, count: str,
    verdict: Verdict, gap: str | None,
) -> None:  # fmt: skip
    target = written(**facts)
    start = None if base is None else Decimal(base)
    progress = judge(catalogue, DROWNED, figure(period, count), target, TODAY, start)
    assert progress.verdict is verdict
    assert progress.gap == (None if gap is None else Decimal(gap))


@pytest.mark.parametrize(
    ("direction", "value", "met", "exceeded"),
    [
        (Direction.UP, "59", False, False), (Direction.UP, "60", True, False),
        (Direction.UP, "70", True, False), (Direction.UP, "71", True, True),
        (Direction.DOWN, "71", False, False), (Direction.DOWN, "70", True, False),
        (Direction.DOWN, "60", True, False), (Direction.DOWN, "59", True, True),
        (Direction.NEUTRAL, "59", False, False), (Direction.NEUTRAL, "65", True, False),
        (Direction.NEUTRAL, "71", False, False),
    ],
)  # fmt: skip
def test_a_range_of_the_figure_itself(
    direction: Direction, value: str, met: bool, exceeded: bool
) -> None:
    bound = required(written(comparator="between", value=60, value_to=70), direction, None)
    assert bound is not None
    assert (bound.is_met_by(Decimal(value)), bound.is_exceeded_by(Decimal(value))) == (
        met, exceeded,
    )  # fmt: skip


def test_an_increase_of_nothing_has_no_meaning() -> None:
    more = written(baseline_year=2020, change="increase", value=20)
    assert required(more, Direction.UP, Decimal(0)) is None
    bound = required(more, Direction.UP, Decimal(50))
    assert bound is not None
    assert (bound.level, bound.is_ceiling) == (60, False)


@pytest.mark.parametrize(
    "facts",
    [
        {"value_to": 12}, {"comparator": "between"}, {"comparator": "between", "value_to": 10},
        {"baseline_year": 2020}, {"change": "reduction"}, {"year": None},
        {"baseline_year": "previous_year", "change": "reduction"},
        {**FIXED, "comparator": "<="}, {"settlement": "island"}, {"applies_to": "nobody"},
    ],
)  # fmt: skip
def test_half_a_sentence_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        written(**facts)


def test_targets_are_said_as_officials_write_them(catalogue: Catalogue) -> None:
    drowned, overweight = catalogue.indicators[DROWNED], catalogue.indicators["overweight_under_5"]
    by_id = {target.id: target for target in catalogue.targets}
    assert say_target(drowned, by_id["QD1248-4-2025"]) == "giảm từ 10% trở lên so với năm 2020"
    assert say_target(drowned, by_id["QD1248-3"]) == "giảm 5-10% so với năm trước"
    assert say_target(overweight, by_id["QD23-4c-rural-2025"]) == "dưới 5%"
    assert whose(by_id["QD23-4c-rural-2025"]) == "Việt Nam, chương trình đến năm 2025, nông thôn"
    assert whose(by_id["QD1248-3"]) == "Việt Nam, chương trình, hằng năm"
    assert say_bound(by_id["QD1248-3"]) == "reduction 5..10% of previous_year"
    assert say_bound(by_id["QD1248-4-2030"]) == "reduction >=20% of 2020"
    assert say_bound(by_id["HM2024-6"]) == ">=100"


# ── The base year's figure ────────────────────────────────────────────────────────────────

WARD = "00307"


def report(children: list[tuple[int, int, int, int]], year: int) -> bytes:
    frame = {
        "Kỳ báo cáo": f"Năm {year}", "Ngày chốt số liệu": f"09/11/{year}",
        "Ngày văn bản": f"10/11/{year}",
    }  # fmt: skip
    return handmade.bhyt_unit(handmade.bhyt_rows(children), frame)


def send_year(office: Office, year: int, cards: int) -> None:
    """600 children under six, ``cards`` of them with a card."""
    boys = [(50, 50, 50, 50)] * 5
    last = cards - 500
    received = datetime(year, 11, 10, 9, tzinfo=OFFICE_TIME)
    receipt = office.send(f"{year}.xlsx", report([*boys, (50, 50, last, 0)], year), received)
    assert receipt.verdict == "accepted", receipt.all_findings()


def with_target(desk: Desk, **facts: Any) -> Desk:
    target = written(indicator=BHYT, jurisdiction=WARD, year=2024, **facts)
    return replace(desk, catalogue=replace(desk.catalogue, targets=(target,)))


def test_the_base_is_taken_from_the_year_that_was_reported(office: Office) -> None:
    send_year(office, 2023, 510)  # 85%
    send_year(office, 2024, 540)  # 90%
    desk = office.desk()
    # 5% more than 85% is 89.25%; 6% more is 90.1%.
    for percent, verdict in ((5, Verdict.ABOVE), (6, Verdict.MISSED)):
        asked = with_target(desk, baseline_year=2023, change="increase", value=percent)
        progress = asked.progress(BHYT, WARD, Period.parse("2024-12M"))
        assert progress.verdict is verdict
    assert progress.required is not None
    assert progress.required.level == Decimal("90.1")


def test_without_the_base_year_nothing_is_judged(office: Office) -> None:
    send_year(office, 2024, 540)
    asked = with_target(office.desk(), baseline_year=2023, change="increase", value=5)
    assert asked.progress(BHYT, WARD, Period.parse("2024-12M")).verdict is Verdict.UNKNOWN


def test_an_operators_baseline_comes_before_what_was_reported(office: Office) -> None:
    send_year(office, 2023, 510)
    send_year(office, 2024, 540)
    overlay = office.folder / "data" / "overlay"
    overlay.mkdir(parents=True)
    row = f"{{indicator: {BHYT}, jurisdiction: '{WARD}', year: 2023, value: 80, document: Thử}}"
    (overlay / "baselines.yaml").write_text(f"baselines:\n  - {row}\n", encoding="utf-8")
    asked = with_target(office.desk(), baseline_year=2023, change="increase", value=6)
    progress = asked.progress(BHYT, WARD, Period.parse("2024-12M"))
    assert progress.verdict is Verdict.ABOVE
    assert progress.required is not None
    assert progress.required.level == Decimal("84.8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("baselines:\n  - {indicator: nobody, jurisdiction: '01', year: 2020, value: 4, "
         "document: x}\n", "nobody"),
        ("baselines:\n" + "  - {indicator: child_injuries, jurisdiction: '01', year: 2020, "
         "value: 4, document: x}\n" * 2, "hai lần"),
        ("baselines:\n  - {indicator: child_injuries, jurisdiction: '01', year: 2020, "
         "value: 4}\n", "thiếu"),
    ],
)  # fmt: skip
def test_a_baseline_that_does_not_hold_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "overlay").mkdir()
    (tmp_path / "overlay" / "baselines.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(ROOT, data_dir=tmp_path)
    assert any("baselines.yaml" in str(p) and words in str(p) for p in caught.value.problems)
