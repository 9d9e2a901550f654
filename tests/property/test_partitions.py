"""Totals over any partition, percentages of unions, and the order of loading."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.places.areas import Selection, SelectionSpan
from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Receipt, Verdict
from etl.drafts import Setting
from etl.load import load
from tests import handmade
from tests.conftest import RECEIVED
from tests.property.test_evaluate import PERIOD, desk_of, desk_on, receipt, submission, wards

SHARE = "bhyt_coverage_under_6"
relaxed = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])

Figures = tuple[int, int] | None
"""Children and children with a card of a ward, or that it did not report."""

WARD_FIGURES = st.one_of(
    st.none(),
    st.integers(0, 700).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
)


def selection(token: str, units: Sequence[Locality]) -> Selection:
    return Selection(token, (SelectionSpan(label=token, units=tuple(u.code for u in units)),))


def one_decimal(part: int, whole: int) -> Decimal:
    """Half-up in whole numbers alone."""
    return Decimal((2000 * part + whole) // (2 * whole)) / 10


# ── Partitions ────────────────────────────────────────────────────────────────────────────


@relaxed
@given(
    figures=st.lists(WARD_FIGURES, min_size=14, max_size=14),
    groups=st.lists(st.integers(0, 4), min_size=14, max_size=14),
)
def test_a_total_is_the_sum_over_any_partition(
    catalogue: Catalogue, registry: Registry, figures: list[Figures], groups: list[int]
) -> None:
    """And the percentage of a union lies between those of its parts."""
    units = wards(registry)
    sent = [
        submission(ward, *known)
        for ward, known in zip(units, figures, strict=True)
        if known is not None
    ]
    parts = {
        f"phan-{group}": [unit for unit, mine in zip(units, groups, strict=True) if mine == group]
        for group in set(groups)
    }
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_on(Path(folder), catalogue, registry, [receipt("a", 0, *sent)])
        areas = {token: selection(token, members) for token, members in parts.items()}
        areas["ca-quan"] = selection("ca-quan", units)
        desk = replace(desk, selections=areas)
        whole = desk.value(SHARE, "ca-quan", PERIOD)
        found = [desk.value(SHARE, token, PERIOD) for token in parts]
        desk.snapshot.connection.close()
    _adds_up(whole, found)
    _lies_between(whole, found)
    known = [item for item in figures if item is not None]
    children, cards = sum(n for n, _ in known), sum(m for _, m in known)
    assert whole.value == (one_decimal(cards, children) if children else None)


def _adds_up(whole: DisclosedValue, parts: Sequence[DisclosedValue]) -> None:
    for name in ("numerator", "denominator", "units_reported", "units_expected"):
        assert (getattr(whole, name) or 0) == sum(getattr(part, name) or 0 for part in parts)
    assert whole.reporting_units == frozenset().union(*(part.reporting_units for part in parts))


def _lies_between(whole: DisclosedValue, parts: Sequence[DisclosedValue]) -> None:
    """Exactly before rounding, and so after it too, since rounding keeps order."""
    exact = [_fraction(part) for part in parts if part.value is not None]
    if whole.value is None:
        assert exact == []
        return
    assert min(exact) <= _fraction(whole) <= max(exact)
    shown = [part.value for part in parts if part.value is not None]
    assert min(shown) <= whole.value <= max(shown)


def _fraction(value: DisclosedValue) -> Fraction:
    assert value.numerator is not None
    assert value.denominator
    return Fraction(value.numerator) / Fraction(value.denominator)


@given(
    shares=st.lists(
        st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_rounding_keeps_a_union_between_its_parts(shares: list[tuple[int, int]]) -> None:
    """The arithmetic above, without a database: mediants and half-up in whole numbers."""
    union = one_decimal(sum(a for a, _ in shares), sum(b for _, b in shares))
    rounded = [one_decimal(a, b) for a, b in shares]
    assert min(rounded) <= union <= max(rounded)
    exact = Decimal(shares[0][0]) * 100 / shares[0][1]
    assert abs(rounded[0] - exact) <= Decimal("0.05")
    assert rounded[0] == Decimal(exact).quantize(Decimal("0.1"), ROUND_HALF_UP)


# ── The order of loading ──────────────────────────────────────────────────────────────────

Sent = tuple[int, int, tuple[int, int]]
"""Ward, minute of receipt, children and cards of one file."""


@relaxed
@given(data=st.data())
def test_loading_in_any_order_and_any_batches_gives_the_same(
    catalogue: Catalogue, registry: Registry, data: st.DataObject
) -> None:
    """Some files are received in the same minute; then too the order of loading is nothing."""
    files: list[Sent] = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, 3), st.integers(0, 3),
                st.integers(0, 99).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
            ),
            min_size=2, max_size=8,
        )
    )  # fmt: skip
    units = wards(registry)
    receipts = [
        receipt(f"f{index}", minute, submission(units[ward], *figures))
        for index, (ward, minute, figures) in enumerate(files)
    ]
    shuffled = data.draw(st.permutations(receipts))
    cut = data.draw(st.integers(1, len(receipts)))
    batches = [batch for batch in (shuffled[:cut], shuffled[cut:]) if batch]
    one_by_one = [[item] for item in receipts]
    assert _answers(catalogue, registry, batches) == _answers(catalogue, registry, one_by_one)


def _answers(
    catalogue: Catalogue, registry: Registry, batches: Sequence[Sequence[Receipt]]
) -> list[tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = Ledger.create(folder, DataKind.REAL)
        for batch in batches:
            ledger.append(batch, catalogue.dimension_names)
        desk = desk_of(folder, catalogue, registry, ledger)
        found = everything(desk)
        desk.snapshot.connection.close()
    return found


def everything(desk: Desk) -> list[tuple[object, ...]]:
    """What the area and every ward come to, with everything that travels beside it."""
    values = [
        *desk.values(Question(SHARE, (PERIOD,)), "hoang-mai"),
        *desk.values(Question(SHARE, (PERIOD,), (UNIT,)), "hoang-mai"),
    ]
    return [
        (v.area_token, v.numerator, v.denominator, v.value, v.status, v.reporting_units)
        for v in values
    ]


def _workbooks() -> list[tuple[str, bytes, datetime]]:
    """Four files of one ward and one of two wards, each replacing what came before it.

    The third does not add up and is rejected; the last is older than what it would replace.
    """
    ages = [(50, 45, 50, 44), (52, 47, 51, 47), (48, 50, 40, 50)] * 2
    fewer = [(boys, girls, cards - 1, others) for boys, girls, cards, others in ages]
    wrong = handmade.bhyt_rows(ages)
    wrong[0][0] += 5
    units = [
        ("Phường Định Công", handmade.bhyt_row(301, 280, 298, 277)),
        ("Phường Đại Kim", handmade.bhyt_row(400, 380, 390, 380)),
    ]
    quan = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}
    provisional = {"Tính chất số liệu": "Sơ bộ"}
    contents = [
        handmade.bhyt_unit(handmade.bhyt_rows(ages), provisional),
        handmade.bhyt_table(units, None, quan),
        handmade.bhyt_unit(wrong),
        handmade.bhyt_unit(handmade.bhyt_rows(fewer)),
    ]
    hours = (1, 2, 4, 3)
    return [
        (f"tep-{hour}.xlsx", content, RECEIVED + timedelta(hours=hour))
        for content, hour in zip(contents, hours, strict=True)
    ]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, datetime]]:
    folder = tmp_path_factory.mktemp("sent")
    files = []
    for name, content, received in _workbooks():
        (folder / name).write_bytes(content)
        files.append((folder / name, received))
    return files


ORDERS = list(permutations(range(4)))


@pytest.mark.parametrize("order", ORDERS[1::8], ids=str)
def test_workbooks_loaded_in_any_order_give_the_same(
    sent: list[tuple[Path, datetime]], setting: Setting, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Real files through ``load``, one at a time: the last one accepted by time is in force."""
    ledger = Ledger.create(tmp_path, DataKind.REAL)
    verdicts = {
        item.name: item.verdict for index in order for item in load([sent[index]], ledger, setting)
    }
    assert [name for name, verdict in verdicts.items() if verdict is Verdict.REJECTED] == [
        "tep-4.xlsx"
    ]
    desk = desk_of(tmp_path, setting.catalogue, setting.registry, ledger)
    by_place = {row[0]: row[1:] for row in everything(desk)}
    desk.snapshot.connection.close()
    # Định Công: the file of hour 3, each age with one card fewer, not the rejected one of hour 4.
    # Đại Kim: the only row that speaks of it.
    children, cards = 2 * (95 + 99 + 98), 2 * (93 + 97 + 89)
    assert by_place["00307"][:4] == (cards, children, one_decimal(cards, children), "A")
    assert by_place["00316"][:3] == (770, 780, one_decimal(770, 780))
    assert by_place["hoang-mai"][:2] == (cards + 770, children + 780)


def test_the_day_of_the_wards_is_the_one_meant(registry: Registry) -> None:
    assert {unit.code for unit in registry.units("008", date(2024, 5, 15))} >= {"00307", "00316"}
