"""Invariants of evaluation, on ledgers of random submissions."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk
from childrights.evaluate.evaluate import UNIT, Question
from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.places.calendars import load_calendars
from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.places.shares import load_shares
from childrights.sdmx import ObservationStatus
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Observation, Receipt, Submission
from childrights.warehouse.snapshot import open_current, publish
from tests.conftest import RECEIVED

PERIOD = Period.parse("2024-6M")
COUNTS = st.tuples(st.integers(0, 500), st.integers(0, 500))


def submission(unit: Locality, children: int, cards: int) -> Submission:
    figures = {"bhyt_children": children, "bhyt_card_holders": cards}
    return Submission(
        form="bhyt_duoi_6_tuoi", version="2021", layout=Layout.ROWS, locality=unit.key,
        name=unit.name, period=PERIOD, cut_off=date(2024, 5, 14),
        nature=ObservationStatus.NORMAL, letter_number="", letter_date=None, signed_off=True,
        sheet="S",
        observations=tuple(
            Observation(name, {}, Decimal(n), ObservationStatus.NORMAL, str(n), "S", "A1")
            for name, n in figures.items()
        ),
    )  # fmt: skip


def receipt(name: str, minutes: int, *submissions: Submission) -> Receipt:
    return Receipt(
        name=name, sha256=name, size_bytes=1, received_at=RECEIVED + timedelta(minutes=minutes),
        demonstration=False, definitions="", submissions=submissions, findings=(),
    )  # fmt: skip


def desk_on(
    folder: Path, catalogue: Catalogue, registry: Registry, receipts: list[Receipt]
) -> Desk:
    ledger = Ledger.create(folder, DataKind.REAL)
    for item in receipts:
        ledger.append([item], catalogue.dimension_names)
    return desk_of(folder, catalogue, registry, ledger)


def desk_of(folder: Path, catalogue: Catalogue, registry: Registry, ledger: Ledger) -> Desk:
    """Publish and open, without reading the catalogue anew for every example."""
    publish(ledger, wards(registry), catalogue.dimension_names)
    return Desk(
        catalogue=catalogue,
        registry=registry,
        selections=load_selections(folder),
        calendars=load_calendars(folder),
        shares=load_shares(folder),
        snapshot=open_current(folder),
    )


def wards(registry: Registry) -> tuple[Locality, ...]:
    return registry.units("008", date(2024, 5, 15))


relaxed = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(data=st.lists(st.one_of(st.none(), COUNTS), min_size=14, max_size=14))
def test_the_area_is_the_sum_of_its_units_and_lies_between_them(
    catalogue: Catalogue, registry: Registry, data: list[tuple[int, int] | None]
) -> None:
    sent = [
        submission(ward, children, min(children, cards))
        for ward, figures in zip(wards(registry), data, strict=True)
        if figures is not None
        for children, cards in [figures]
    ]
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_on(Path(folder), catalogue, registry, [receipt("a", 0, *sent)])
        total = desk.value("bhyt_coverage_under_6", "hoang-mai", PERIOD)
        units = desk.values(Question("bhyt_coverage_under_6", (PERIOD,), (UNIT,)), "hoang-mai")
        desk.snapshot.connection.close()
    known = [unit for unit in units if unit.numerator is not None]
    assert (total.units_reported, total.units_expected) == (len(sent), 14)
    assert len(known) == len(sent)
    assert (total.numerator or 0) == sum(unit.numerator or 0 for unit in known)
    assert (total.denominator or 0) == sum(unit.denominator or 0 for unit in known)
    rates = [unit.value for unit in known if unit.value is not None]
    if total.value is not None:
        assert min(rates) <= total.value <= max(rates)
    else:
        assert not rates


@relaxed
@given(order=st.permutations(range(4)), data=st.lists(COUNTS, min_size=4, max_size=4))
def test_received_times_decide_whatever_the_order_of_loading(
    catalogue: Catalogue, registry: Registry, order: list[int], data: list[tuple[int, int]]
) -> None:
    ward = wards(registry)[0]
    receipts = [receipt(f"f{i}", i, submission(ward, a + b, a)) for i, (a, b) in enumerate(data)]
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_on(Path(folder), catalogue, registry, [receipts[i] for i in order])
        value = desk.value("bhyt_coverage_under_6", ward.code, PERIOD)
        desk.snapshot.connection.close()
    assert (value.numerator, value.denominator) == (data[3][0], sum(data[3]))
