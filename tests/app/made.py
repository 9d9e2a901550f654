"""Disclosed values, targets and progress made by hand for tests of figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.catalogue.model import Comparator, Target, TargetBasis
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.value import Value
from childrights.judgement.targets import Progress, judge
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

CATALOGUE: Catalogue = load_catalogue()
BHYT, DEATHS, STATUS = "bhyt_coverage_under_6", "child_injury_deaths", "child_friendly_status"


TODAY = date(2026, 11, 21)


def raw(
    value: str | None,
    *,
    indicator: str = BHYT,
    code: str = "00301",
    name: str = "Phường Thanh Trì",
    period: str = "2024-6M",
    status: str = "A",
    units: tuple[str, ...] = ("00301",),
    expected: int = 14,
    breakdown: dict[str, str] | None = None,
    since: date = date(1900, 1, 1),
) -> Value:
    """An indicator value that has not been through the door."""
    number = None if value is None else Decimal(value)
    return Value(
        indicator, LocalityKey(code, since), code, name, Period.parse(period), breakdown or {},
        number, Decimal(100), number, frozenset(ObservationStatus(s) for s in status),
        Confidentiality.FREE, len(units), expected,
        frozenset(LocalityKey(unit, since) for unit in units),
    )  # fmt: skip


def shown(value: Value, audience: Audience = Audience.INTERNAL) -> DisclosedValue:
    """The value after the door."""
    return disclose([value], audience, lambda _: audience is Audience.PUBLIC)[0]


def target(
    wanted: str, comparator: Comparator = Comparator.AT_LEAST, indicator: str = BHYT
) -> Target:
    """A plan's target for 2024."""
    return Target(
        id="T", indicator=indicator, jurisdiction="008", jurisdiction_name="Quận Hoàng Mai",
        year=2024, comparator=comparator, value=wanted, basis=TargetBasis.ANNUAL_PLAN,
        document="Kế hoạch",
    )  # fmt: skip


def progress(value: Value, wanted: Target | None = None) -> Progress:
    """The value beside its target."""
    return judge(CATALOGUE, value.indicator, shown(value), wanted, TODAY)
