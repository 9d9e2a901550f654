"""Comparison with cùng kỳ is made over the units that reported in both periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk
from childrights.periods import Period
from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.warehouse.records import Submission
from tests.property.test_evaluate import desk_on, receipt, submission

BHYT = "bhyt_coverage_under_6"


def of(period: str, made: Submission) -> Submission:
    when = Period.parse(period)
    return replace(made, period=when, cut_off=date(when.year, 5, 14))


def desk(folder: Path, catalogue: Catalogue, registry: Registry, sent: list[Submission]) -> Desk:
    return desk_on(folder, catalogue, registry, [receipt("a", 0, *sent)])


def test_only_wards_of_both_years_are_compared(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    first, second, third = registry.units("008", date(2024, 5, 15))[:3]
    here = desk(
        tmp_path, catalogue, registry,
        [
            of("2023-6M", submission(first, 200, 180)),
            of("2023-6M", submission(second, 100, 90)),
            of("2024-6M", submission(first, 200, 190)),
            of("2024-6M", submission(third, 1000, 500)),
        ],
    )  # fmt: skip
    value = here.value(BHYT, "hoang-mai", Period.parse("2024-6M"))
    assert value.value == Decimal("57.5")  # 690 of 1,200: not comparable as it stands
    compared = here.against_last_year(value, "hoang-mai")
    assert compared is not None
    now, before = compared
    assert (now.value, before.value) == (Decimal("95.0"), Decimal("90.0"))
    assert now.reporting_units == before.reporting_units == {first.key}


def test_without_a_common_ward_nothing_is_compared(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    first, second = registry.units("008", date(2024, 5, 15))[:2]
    here = desk(
        tmp_path, catalogue, registry,
        [of("2023-6M", submission(first, 9, 9)), of("2024-6M", submission(second, 9, 9))],
    )  # fmt: skip
    value = here.value(BHYT, "hoang-mai", Period.parse("2024-6M"))
    assert here.against_last_year(value, "hoang-mai") is None


def test_a_merged_commune_is_compared_with_all_that_became_it(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    """Triệu Sơn: one new commune whose predecessors all reported, one that lacks one of them."""
    new = registry.units("38", date(2026, 5, 15))
    whole, lacking = (unit for unit in new if unit.code in ("15664", "15667"))
    sent = [of("2026-6M", submission(unit, 1000, 900)) for unit in (whole, lacking)]
    olds = [key for key, _ in registry.predecessors(whole.key)]
    sent += [of("2025-6M", submission(registry.get(key), 100, 80)) for key in olds]
    others = [key for key, _ in registry.predecessors(lacking.key)][1:]
    sent += [of("2025-6M", submission(registry.get(key), 100, 10)) for key in others]
    here = desk(tmp_path, catalogue, registry, sent)
    value = here.value(BHYT, "trieu-son", Period.parse("2026-6M"))
    compared = here.against_last_year(value, "trieu-son")
    assert compared is not None
    now, before = compared
    assert now.reporting_units == {whole.key}
    assert (now.denominator, now.value) == (Decimal(1000), Decimal("90.0"))
    assert (before.denominator, before.value) == (Decimal(100 * len(olds)), Decimal("80.0"))


def test_divided_wards_are_not_compared(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    olds = registry.units("008", date(2025, 5, 15))
    ward = registry.at("00331", date(2026, 5, 15))
    sent = [of("2025-6M", submission(unit, 100, 80)) for unit in olds]
    sent.append(of("2026-6M", submission(ward, 1000, 900)))
    here = desk(tmp_path, catalogue, registry, sent)
    value = here.value(BHYT, "hoang-mai", Period.parse("2026-6M"))
    assert here.against_last_year(value, "hoang-mai") is None


def test_a_recognition_is_not_compared_across_a_merger(
    tmp_path: Path, catalogue: Catalogue, registry: Registry
) -> None:
    new = registry.at("15664", date(2026, 5, 15))
    olds = [registry.get(key) for key, _ in registry.predecessors(new.key)]

    def recognised(period: str, version: str, unit: Locality) -> Submission:
        made = submission(unit, 1, 1)
        figure = made.observations[0]._replace(measure="cfc_recognised", value=Decimal(1))
        return replace(
            made, form="tu_cham_diem_phu_hop_tre_em", version=version, layout=Layout.UNIT,
            period=Period.parse(period), observations=(figure,),
        )  # fmt: skip

    sent = [recognised("2024-12M", "2019", unit) for unit in olds]
    sent.append(recognised("2025-12M", "2025", new))
    here = desk(tmp_path, catalogue, registry, sent)
    value = here.value("child_friendly_share", "trieu-son", Period.parse("2025-12M"))
    assert value.value == Decimal("100.0")
    assert here.against_last_year(value, "trieu-son") is None
