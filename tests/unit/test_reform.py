"""Series across the 2025 reform: exact where units moved whole, bounded where they were divided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk, Units
from childrights.evaluate.evaluate import REASSESS, UNIT, Question
from childrights.periods import Period
from childrights.places.model import Locality, Relation
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Submission
from tests.property.test_evaluate import desk_on, receipt, submission

OLD = Period.parse("2024-6M")
DAY = date(2024, 5, 15)
BHYT = "bhyt_coverage_under_6"
Figures = Callable[[Locality], tuple[int, int]]


def figures_of(unit: Locality) -> tuple[int, int]:
    """Children and cards that differ from unit to unit, worked out from the code."""
    children = 100 + int(unit.code) % 97
    return children, children - int(unit.code) % 7


def recognised(unit: Locality) -> Submission:
    made = submission(unit, 1, 1)
    observation = made.observations[0].__class__(
        "cfc_recognised", {}, Decimal(1), ObservationStatus.NORMAL, "1", "S", "D20"
    )
    return Submission(
        **{
            **made.__dict__,
            "form": "tu_cham_diem_phu_hop_tre_em", "version": "2019", "layout": Layout.UNIT,
            "period": Period.parse("2024-12M"), "observations": (observation,),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, registry: Registry
) -> Desk:
    units = [*registry.units("397", DAY), *registry.units("008", DAY)]
    sent = [submission(unit, *figures_of(unit)) for unit in units]
    status = [recognised(unit) for unit in registry.units("397", DAY)]
    folder: Path = tmp_path_factory.mktemp("reform")
    return desk_on(folder, catalogue, registry, [receipt("a", 0, *sent, *status)])


def test_a_merger_of_whole_units_is_exact(desk: Desk, registry: Registry) -> None:
    old = registry.units("397", DAY)
    cards, children = sum(figures_of(u)[1] for u in old), sum(figures_of(u)[0] for u in old)
    then = desk.values(Question(BHYT, (OLD,)), "trieu-son")[0]
    now = desk.values(Question(BHYT, (OLD,)), "trieu-son", units=Units.NOW)[0]
    for value in (then, now):
        assert (value.numerator, value.denominator) == (cards, children)
        assert (value.lower, value.conversion) == (None, "")
    units = desk.values(Question(BHYT, (OLD,), (UNIT,)), "trieu-son", units=Units.NOW)
    assert len(units) == 8
    assert sum(unit.numerator or 0 for unit in units) == cards
    assert sum(unit.denominator or 0 for unit in units) == children
    assert {unit.locality.valid_from for unit in units if unit.locality} == {date(2025, 7, 1)}


def test_each_merged_unit_is_the_sum_of_its_own_predecessors(
    desk: Desk, registry: Registry
) -> None:
    """Predecessors counted another way: forward from each old unit."""
    expected: dict[str, int] = {}
    for old in registry.units("397", DAY):
        step = old.key
        while registry.get(step).valid_to is not None:
            ((step, relation),) = registry.successors(step)
            assert relation is Relation.FULL
        expected[step.code] = expected.get(step.code, 0) + figures_of(old)[0]
    units = desk.values(Question(BHYT, (OLD,), (UNIT,)), "trieu-son", units=Units.NOW)
    assert {unit.area_token: unit.denominator for unit in units} == expected


def test_a_division_has_bounds_and_no_figure(desk: Desk, registry: Registry) -> None:
    ward = registry.at("00331", date(2026, 5, 15))
    assert ward.name == "Phường Hoàng Mai"
    parts = [registry.get(key) for key, _ in registry.predecessors(ward.key)]
    units = desk.values(Question(BHYT, (OLD,), (UNIT,)), "hoang-mai", units=Units.NOW)
    value = next(unit for unit in units if unit.area_token == "00331")
    assert (value.value, value.numerator, value.status) == (None, None, "O")
    assert value.units_reported == value.units_expected == len(parts)
    # Nobody with a card inside, everybody without: 0%; the other way round: 100%.
    assert (value.lower, value.upper) == (Decimal("0.0"), Decimal("100.0"))


def test_bounds_of_a_count_are_nothing_and_everything(
    catalogue: Catalogue, registry: Registry, desk: Desk, tmp_path: Path
) -> None:
    wards = registry.units("008", DAY)
    sent = []
    for ward in wards:
        made = submission(ward, 1, 1)
        kind = made.observations[0].__class__
        row = kind(
            "injury_cases",
            {},
            Decimal(int(ward.code) % 9),
            ObservationStatus.NORMAL,
            "n",
            "S",
            "C1",
        )
        sent.append(
            Submission(
                **{
                    **made.__dict__,
                    "form": "tai_nan_thuong_tich",
                    "version": "2024",
                    "layout": Layout.UNIT,
                    "observations": (row,),
                }
            )
        )
    local = desk_on(tmp_path, catalogue, registry, [receipt("a", 0, *sent)])
    question = Question("child_injuries", (OLD,), (UNIT,))
    for value in local.values(question, "hoang-mai", units=Units.NOW):
        assert value.locality is not None
        before = registry.predecessors(value.locality)
        inside = [k for k, relation in before if relation is Relation.FULL]
        assert value.lower == sum(int(key.code) % 9 for key in inside)
        ours = {ward.key for ward in wards}
        assert value.upper == sum(int(k.code) % 9 for k, _ in before if k in ours)


def test_a_recognition_does_not_travel(desk: Desk) -> None:
    question = Question("child_friendly_status", (Period.parse("2024-12M"),), (UNIT,))
    then = desk.values(question, "trieu-son")
    assert {value.value for value in then} == {Decimal(1)}
    now = desk.values(question, "trieu-son", units=Units.NOW)
    assert {(value.value, value.status, value.note) for value in now} == {(None, "M", REASSESS)}


def test_territory_is_compared_and_not_names(desk: Desk) -> None:
    new = Period.parse("2026-6M")
    assert desk.same_territory("trieu-son", OLD, new)
    assert desk.same_territory("kon-tum", OLD, new)
    assert not desk.same_territory("hoang-mai", OLD, new)
    assert not desk.same_territory("ha-trung", OLD, new)
    # One code, two places: Phường Thịnh Liệt, then Phường Hoàng Mai.
    assert not desk.same_territory("00331", OLD, new)


def test_shares_give_an_estimate_that_says_so(
    catalogue: Catalogue, registry: Registry, tmp_path: Path
) -> None:
    """Half of every divided ward's people to each of two of its successors, by hand."""
    wards = registry.units("008", DAY)
    lines = ["old_code,old_valid_from,new_code,new_valid_from,share_population,share_area,source"]
    expected: dict[str, Decimal] = {}
    for ward in wards:
        after = [key for key, _ in registry.successors(ward.key)]
        share = (Decimal(1) / len(after)).quantize(Decimal("0.0001"))
        rest = 1 - share * (len(after) - 1)
        for index, key in enumerate(after):
            part = rest if index == 0 else share
            lines.append(f"{ward.code},,{key.code},{key.valid_from},{part},,Thử nghiệm")
            expected[key.code] = expected.get(key.code, Decimal(0)) + part * figures_of(ward)[0]
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "shares.csv").write_text("\n".join(lines), encoding="utf-8")
    sent = [submission(ward, *figures_of(ward)) for ward in wards]
    desk = desk_on(tmp_path, catalogue, registry, [receipt("a", 0, *sent)])
    for value in desk.values(Question(BHYT, (OLD,), (UNIT,)), "hoang-mai", units=Units.NOW):
        assert value.conversion == "dân số"
        assert value.status == "E"
        assert value.denominator == expected[value.area_token]
        assert value.lower is not None
        assert value.upper is not None
        assert value.value is not None
        assert value.lower <= value.value <= value.upper
