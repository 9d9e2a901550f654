"""Every figure that two states disagree on, against a comparison made the long way round."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from childrights.__main__ import main
from childrights.desk import Desk
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.provenance.diff import Why, differences
from childrights.replay import desk_as_known
from etl.decide import Said, Scope, send_back
from tests import handmade
from tests.conftest import RECEIVED, Office

PERIOD = Period.parse("2024-6M")
BHYT = "bhyt_coverage_under_6"


def form(cards: int, ward: str = "Định Công") -> bytes:
    rows = handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5])
    frame = {"Đơn vị báo cáo": f"Phường {ward}, Quận Hoàng Mai, Thành phố Hà Nội"}
    return handmade.bhyt_unit(rows, frame)


@pytest.fixture
def two_days(office: Office) -> tuple[Desk, Desk]:
    """Two wards; a day later one sends another figure, and a third ward reports."""
    office.send("a.xlsx", form(49))
    office.send("b.xlsx", form(48, "Đại Kim"))
    office.send("c.xlsx", form(40), RECEIVED + timedelta(days=2))
    office.send("d.xlsx", form(47, "Yên Sở"), RECEIVED + timedelta(days=2))
    folder = office.folder / "data"
    return tuple(desk_as_known(folder, RECEIVED + timedelta(days=n)) for n in (1, 3))  # type: ignore[return-value]


def test_every_figure_that_differs_and_no_other(two_days: tuple[Desk, Desk]) -> None:
    old, new = two_days
    found = {
        (item.indicator, item.token): (
            item.old.numerator if item.old else None, item.new.numerator if item.new else None
        )
        for item in differences(old, new)
    }  # fmt: skip
    tokens = ["hoang-mai", *(unit.code for unit in old.area("hoang-mai", PERIOD).units)]
    expected = {}
    catalogue = old.catalogue
    from_this_form = [
        name for name, item in catalogue.indicators.items()
        if any(measure.startswith("bhyt_") for measure in catalogue.measures_of(item))
    ]  # fmt: skip
    for indicator in from_this_form:
        for token in tokens:
            one, other = (desk.value(indicator, token, PERIOD) for desk in (old, new))
            if (one.numerator, one.denominator, one.status) != (
                other.numerator, other.denominator, other.status,
            ):  # fmt: skip
                expected[indicator, token] = (one.numerator, other.numerator)
    assert found == expected
    # 558 cards, then 549; the district 558 + 557, then 549 + 557 + 556
    assert found[BHYT, "00307"] == (Decimal(558), Decimal(549))
    assert found[BHYT, "hoang-mai"] == (Decimal(1115), Decimal(1662))


def test_why_is_said(two_days: tuple[Desk, Desk]) -> None:
    reasons = {item.why for item in differences(*two_days)}
    assert reasons == {(Why.SUBMISSION,)}


def test_a_state_differs_from_itself_in_nothing(two_days: tuple[Desk, Desk]) -> None:
    assert list(differences(two_days[1], two_days[1])) == []


def test_a_return_is_a_difference(office: Office) -> None:
    office.send("a.xlsx", form(49))
    said = Said("Phòng VHXH", RECEIVED + timedelta(days=2), "Thiếu")
    scope = Scope("bhyt_duoi_6_tuoi", PERIOD, "00307")
    send_back(office.ledger, office.setting, scope, said, date(2024, 5, 30))
    folder = office.folder / "data"
    old, new = (desk_as_known(folder, RECEIVED + timedelta(days=n)) for n in (1, 3))
    (ward,) = [i for i in differences(old, new) if (i.indicator, i.token) == (BHYT, "00307")]
    assert (ward.old and ward.old.numerator, ward.new and ward.new.numerator) == (558, None)
    assert ward.valid_from == LocalityKey("00307", date(1900, 1, 1)).valid_from


def test_the_command_names_snapshots_and_days(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder / "data"))
    office.send("a.xlsx", form(49))
    first = office.desk().snapshot.name
    office.send("c.xlsx", form(40), RECEIVED + timedelta(days=2))
    overlay = office.folder / "data" / "overlay"
    overlay.mkdir()

    answers = []
    for call in (["diff", first, "current"], ["diff", "2024-05-15", "2024-05-17"]):
        assert main([*call, "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    (ward,) = [row for row in answers[0] if (row["indicator"], row["locality"]) == (BHYT, "00307")]
    # 558/570 = 97,89 %; 549/570 = 96,32 %
    assert (ward["old"]["value"], ward["new"]["value"]) == (97.9, 96.3)
    assert main(["diff", first, "current", "--csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(table) == len(answers[0])
    assert main(["diff", "wh-khong-co", "current"]) == 2
    assert "Các bản còn giữ" in capsys.readouterr().err
