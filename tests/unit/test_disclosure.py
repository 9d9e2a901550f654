from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from childrights.disclosure.door import (
    Audience,
    DisclosedValue,
    NotDisclosed,
    disclose,
    require_disclosed,
)
from childrights.evaluate.value import Value
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

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
