"""In a table of units, a row of dashes is a unit with nothing to report, not the table's end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from childrights.periods import Period
from childrights.warehouse.records import Severity, Verdict
from tests import handmade
from tests.conftest import Office

MAY_2024 = Period.parse("2024-6M")
FRAME = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}


def test_units_below_a_row_of_dashes_are_read(office: Office) -> None:
    rows = [
        ("Phường Định Công", ["-"] * 11),
        ("Phường Đại Kim", handmade.bhyt_row(400, 380, 390, 380)),
    ]
    receipt = office.send("quan.xlsx", handmade.bhyt_table(rows, rows[1][1], FRAME))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert [item.name for item in receipt.submissions] == ["Phường Định Công", "Phường Đại Kim"]
    value = office.desk().value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert (value.denominator, value.units_reported) == (Decimal(780), 2)


@pytest.mark.parametrize("mark", ["…", "x"])
def test_a_unit_without_figures_is_kept_and_seen(office: Office, mark: str) -> None:
    rows = [
        ("Phường Định Công", [mark] * 11),
        ("Phường Đại Kim", handmade.bhyt_row(400, 380, 390, 380)),
    ]
    receipt = office.send("quan.xlsx", handmade.bhyt_table(rows, None, FRAME))
    assert len(receipt.submissions) == 2
    assert not [item for item in receipt.all_findings() if item.severity is Severity.ERROR]
    value = office.desk().value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert (value.denominator, value.units_reported) == (Decimal(780), 1)
