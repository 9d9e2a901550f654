"""Verdicts against a table worked by hand (pace.csv, with the working in its last column)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Target, TargetBasis
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.value import Value
from childrights.judgement.targets import judge
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

with (Path(__file__).parent / "pace.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))

PLACE = LocalityKey("01", date(2004, 1, 1))


def test_the_table_is_large_enough_and_says_why() -> None:
    assert len(CASES) >= 40
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["reasoning"] for case in CASES)
    assert len({case["verdict"] for case in CASES}) == 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_verdict_is_that_of_the_table(catalogue: Catalogue, case: dict[str, str]) -> None:
    indicator = case["indicator"]
    value = figure(catalogue, indicator, case["figure"], case["status"])
    progress = judge(
        catalogue, indicator, value, target(indicator, case["target"]),
        date.fromisoformat(case["today"]),
        Decimal(case["base"]) if case["base"] else None,
        series(catalogue, case, value),
    )  # fmt: skip
    assert progress.verdict.value == case["verdict"]
    pace = progress.pace
    assert number(pace.required if pace else None) == number(case["required"])
    assert number(pace.observed if pace else None) == number(case["observed"])


def number(text: str | float | None) -> float | None:
    """Rounded as the table is, minus nought being nought."""
    return None if text in ("", None) else round(float(text), 4) + 0.0  # type: ignore[arg-type]


def series(
    catalogue: Catalogue, case: dict[str, str], value: DisclosedValue
) -> list[DisclosedValue]:
    """The years before and, where it is of their span, the figure itself."""
    span = value.period.span.value
    found = []
    for text in filter(None, case["past"].split("; ")):
        when, _, counted = text.partition(" ")
        period = when if "-" in when else f"{when}-{span}"
        found.append(figure(catalogue, case["indicator"], f"{period} {counted}", "A"))
    is_same = not found or found[-1].period.span is value.period.span
    return [*found, value] if is_same else found


def figure(catalogue: Catalogue, indicator: str, text: str, status: str) -> DisclosedValue:
    when, _, counted = text.partition(" ")
    over, _, under = counted.partition("/")
    known = bool(over)
    above, below = Decimal(over or 0), Decimal(under or 1)
    exact = above * catalogue.indicators[indicator].multiplier / below
    made = Value(
        indicator=indicator, locality=PLACE, area_token="01", name="x",
        period=Period.parse(when), breakdown={}, numerator=above if known else None,
        denominator=below if under else None, value=round(exact, 1) if known else None,
        statuses=frozenset({ObservationStatus(status)}), confidentiality=Confidentiality.FREE,
        units_reported=1, units_expected=1, reporting_units=frozenset({PLACE}),
    )  # fmt: skip
    return disclose([made], Audience.INTERNAL, lambda _: False)[0]


def target(indicator: str, text: str) -> Target | None:
    if not text:
        return None
    asked, year = text.split()
    facts: dict[str, Any] = {"year": int(year), "basis": TargetBasis.PROGRAMME}
    if asked.startswith(("reduce", "increase")):
        word, _, percent = asked.partition(">=")
        change = {"reduce": "reduction", "increase": "increase"}[word]
        facts |= {"comparator": ">=", "value": percent, "baseline_year": 2020, "change": change}
    else:
        facts |= {"comparator": asked.rstrip("0123456789."), "value": asked.lstrip("<>=")}
    return Target(
        id="t", indicator=indicator, jurisdiction="01", jurisdiction_name="Hà Nội",
        document="Thử", **facts,
    )  # fmt: skip
