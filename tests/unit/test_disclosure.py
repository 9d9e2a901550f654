from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.disclosure.door import (
    Audience,
    DisclosedValue,
    NotDisclosed,
    disclose,
    require_disclosed,
)
from childrights.disclosure.series import Classes
from childrights.disclosure.threshold import Threshold
from childrights.evaluate.value import Value
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.places.registry import Registry
from childrights.sdmx import Confidentiality, ObservationStatus
from tests.property.test_evaluate import submission
from tests.unit.test_like_units import desk

WARD = Value(
    indicator="x",
    locality=LocalityKey("00331", date(2025, 7, 1)),
    area_token="00331",
    name="Phường Hoàng Mai",
    period=Period.parse("2026-6M"),
    breakdown={},
    numerator=Decimal(2),
    denominator=None,
    value=Decimal(2),
    statuses=frozenset({ObservationStatus.NORMAL}),
    confidentiality=Confidentiality.FREE,
    units_reported=1,
    units_expected=1,
    reporting_units=frozenset({LocalityKey("00331", date(2025, 7, 1))}),
)
PROVINCE = replace(WARD, locality=LocalityKey("01", date(2025, 7, 1)), numerator=Decimal(40))


def test_nothing_makes_a_disclosed_value_but_the_door() -> None:
    with pytest.raises(NotDisclosed):
        DisclosedValue(WARD, Audience.PUBLIC, object())
    with pytest.raises(NotDisclosed):
        require_disclosed([WARD])


def test_internal_viewers_see_the_figure() -> None:
    (seen,) = disclose([WARD], Audience.INTERNAL, lambda _: True)
    assert (seen.value, seen.is_suppressed) == (Decimal(2), False)


def test_the_public_sees_an_ordinary_figure_of_a_ward() -> None:
    (seen,) = disclose([WARD], Audience.PUBLIC, lambda _: False)
    assert seen.value == Decimal(2)


def test_the_public_sees_nothing_of_a_sensitive_one_below_a_province() -> None:
    hidden, missing = disclose(
        [WARD, replace(WARD, numerator=None, value=None, units_reported=0)],
        Audience.PUBLIC, lambda _: True,
    )  # fmt: skip
    assert (hidden.value, hidden.numerator, hidden.denominator) == (None, None, None)
    assert hidden.status == "Q"
    assert hidden.confidentiality is Confidentiality.CONFIDENTIAL
    # Whether the ward reported at all must not show either.
    assert (hidden.status, hidden.units_reported) == (missing.status, missing.units_reported)


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_small_counts_of_a_province_are_hidden_too(count: int, is_hidden: bool) -> None:
    value = replace(PROVINCE, numerator=Decimal(count), value=Decimal(count))
    (seen,) = disclose([value], Audience.PUBLIC, lambda _: True)
    assert seen.is_suppressed is is_hidden


def test_a_breakdown_of_a_province_is_hidden() -> None:
    value = replace(PROVINCE, breakdown={"circumstance": "đ"})
    (seen,) = disclose([value], Audience.PUBLIC, lambda _: True)
    assert seen.is_suppressed


def test_a_shown_figure_tells_no_other_one() -> None:
    """“Tổng do tỉnh báo cáo: 43; cộng các đơn vị: 40”: three children of a unit that is late."""
    value = replace(PROVINCE, note="Tổng do tỉnh báo cáo: 43; cộng các đơn vị cấp xã: 40")
    absent = replace(value, numerator=None, value=None, units_reported=0)
    for each in (value, absent):
        (seen,) = disclose([each], Audience.PUBLIC, lambda _: True)
        assert (seen.value, seen.note) == (each.value, "")
        (ordinary,) = disclose([each], Audience.PUBLIC, lambda _: False)
        assert ordinary.note == value.note


def test_a_province_of_today_is_hidden_before_it_stood() -> None:
    """Less the provinces shown that became it, it would be the small one that is hidden."""
    for period, is_hidden in (("2024-12M", True), ("2025-6M", True), ("2025-12M", False)):
        value = replace(PROVINCE, period=Period.parse(period))
        (seen,) = disclose([value], Audience.PUBLIC, lambda _: True)
        assert seen.is_suppressed is is_hidden, period


def test_bounds_and_estimates_of_a_divided_unit_are_hidden() -> None:
    """The most less the least is what the divided unit holds."""
    bounded = replace(PROVINCE, numerator=None, value=None, lower=Decimal(40), upper=Decimal(43))
    for value in (bounded, replace(PROVINCE, lower=Decimal(40), conversion="dân số")):
        (seen,) = disclose([value], Audience.PUBLIC, lambda _: True)
        assert seen.is_suppressed and (seen.lower, seen.upper) == (None, None)


# ── Two breakdowns at once ────────────────────────────────────────────────────────────────

BOTH = {"sex": "M", "age": "M0T72"}


def seen_by(audience: Audience, catalogue: Catalogue, name: str, **codes: str) -> DisclosedValue:
    """An ordinary figure of a whole province through the door, as a desk asks for it."""
    value = replace(PROVINCE, indicator=name, breakdown=codes, value=Decimal(40))
    (seen,) = disclose(
        [value], audience, lambda _: False, None, Threshold(), Classes(catalogue).is_crossed
    )
    return seen


def test_the_public_sees_children_by_one_breakdown_at_a_time(catalogue: Catalogue) -> None:
    name = "child_injury_deaths"
    for codes in ({}, {"sex": "M"}, {"cause": "08"}):
        assert not seen_by(Audience.PUBLIC, catalogue, name, **codes).is_suppressed
    crossed = seen_by(Audience.PUBLIC, catalogue, name, **BOTH)
    assert crossed.is_suppressed and crossed.numerator is None and not crossed.reporting_units
    assert not seen_by(Audience.INTERNAL, catalogue, name, **BOTH).is_suppressed


def test_a_cause_fixed_by_the_formula_is_one_of_the_two(catalogue: Catalogue) -> None:
    """Drowned boys are deaths by cause and sex, under whatever name they are asked for."""
    name = "child_drowning_deaths"
    assert not seen_by(Audience.PUBLIC, catalogue, name).is_suppressed
    assert seen_by(Audience.PUBLIC, catalogue, name, sex="M").is_suppressed
    assert not seen_by(Audience.PUBLIC, catalogue, name, cause="08").is_suppressed


def test_money_by_source_and_use_is_no_child(catalogue: Catalogue) -> None:
    name = next(
        name for name, indicator in catalogue.indicators.items()
        if {"funding_source", "funding_use"} <= indicator.breakdowns.keys()
    )  # fmt: skip
    codes = {"funding_source": "BUDGET", "funding_use": "SUPPORT"}
    assert not seen_by(Audience.PUBLIC, catalogue, name, **codes).is_suppressed


def test_a_door_without_a_catalogue_refuses_every_crossing() -> None:
    value = replace(PROVINCE, breakdown=BOTH)
    (seen,) = disclose([value], Audience.PUBLIC, lambda _: False)
    assert seen.is_suppressed


def test_a_desk_hands_its_catalogue_to_the_door(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    ward = registry.units("008", date(2024, 5, 15))[0]
    here = desk(tmp_path, catalogue, registry, [submission(ward, 200, 190)])
    crossed = [replace(WARD, indicator="child_population", breakdown=codes) for codes in (BOTH, {})]
    shown = here._disclose(crossed, Audience.PUBLIC)
    assert [value.is_suppressed for value in shown] == [True, False]
