"""Corrections are data with a reason and a guard; the ledger keeps what was sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from childrights.catalogue.loader import load_catalogue
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.provenance.account import Wanted, account
from childrights.provenance.trace import trace
from childrights.replay import desk_as_known
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.corrections import load_corrections
from childrights.warehouse.snapshot import current_name
from etl.__main__ import main
from etl.load import KeptUnpublished
from tests import handmade
from tests.conftest import RECEIVED, Office

PERIOD = Period.parse("2024-6M")
BHYT = "bhyt_coverage_under_6"

# Ward 00307 wrote 558 cards in F17; the social insurance's list has 553.
ENTRY = """corrections:
  - id: dinh-cong-2024
    who: Phòng Văn hóa - Xã hội
    when: 2024-06-03
    document: Biên bản số 12/BB-VHXH
    why: Đối chiếu danh sách BHXH, năm thẻ ghi hai lần
    form: bhyt_duoi_6_tuoi
    locality: "00307"
    period: 2024-6M
    measure: bhyt_card_holders
    expected: 558
    corrected: 553
"""


def form(cards: int = 49) -> bytes:
    rows = handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5])
    return handmade.bhyt_unit(rows)


def write(office: Office, text: str = ENTRY) -> Path:
    path = office.folder / "data" / "overlay" / "corrections.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def at_office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder / "data"))
    return office


def test_a_correction_shows_and_says_so_and_the_ledger_stays(at_office: Office) -> None:
    at_office.send("a.xlsx", form())
    sent = [path.read_bytes() for path in at_office.ledger.observation_files()]
    write(at_office)
    assert main(["publish"]) == 0

    desk = at_office.desk()
    value = desk.value(BHYT, "00307", PERIOD)
    # 553 / 570 = 97,0175 %
    assert (value.numerator, value.value, value.status) == (Decimal(553), Decimal("97.0"), "A")
    assert value.note == "Đã đính chính theo Biên bản số 12/BB-VHXH"
    district = desk.value(BHYT, "hoang-mai", PERIOD)
    assert (district.numerator, district.note) == (Decimal(553), value.note)
    assert desk.value("child_injuries", "00307", PERIOD).note == ""

    units = desk.expected_units(desk.area("00307", PERIOD), PERIOD)
    cells = trace(desk.snapshot, desk.catalogue, BHYT, PERIOD, units)
    (corrected,) = [item for item in cells if item.correction]
    assert (corrected.cell, corrected.text) == ("F17", "558")
    assert (corrected.reported, corrected.value) == (Decimal(558), Decimal(553))
    assert corrected.correction is not None
    assert corrected.correction.who == "Phòng Văn hóa - Xã hội"
    assert [path.read_bytes() for path in at_office.ledger.observation_files()] == sent


def test_the_public_reads_the_document_of_a_correction_and_nobodys_words(
    at_office: Office,
) -> None:
    at_office.send("a.xlsx", form())
    write(at_office)
    assert main(["publish"]) == 0
    desk = at_office.desk()
    told = {
        audience: [
            line.cell.correction
            for line in account(desk, Wanted(BHYT, "00307", PERIOD), audience).lines
            if line.cell.correction
        ]
        for audience in Audience
    }
    (inside,), (outside,) = told[Audience.INTERNAL], told[Audience.PUBLIC]
    assert inside.why and inside.who
    assert (outside.why, outside.who) == ("", "")
    assert outside.document == inside.document == "Biên bản số 12/BB-VHXH"


def test_days_before_the_correction_are_shown_without_it(at_office: Office) -> None:
    folder = at_office.folder / "data"
    at_office.send("a.xlsx", form())
    write(at_office)
    at_office.send("b.xlsx", b"", RECEIVED + timedelta(days=20))
    known = [
        desk_as_known(folder, RECEIVED + timedelta(days=number)).value(BHYT, "00307", PERIOD)
        for number in (1, 21)
    ]
    assert [value.numerator for value in known] == [558, 553]


def test_nothing_is_published_when_the_expected_value_is_gone(
    at_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = at_office.folder / "data"
    at_office.send("a.xlsx", form())
    path = write(at_office)
    assert main(["publish"]) == 0
    before = current_name(folder)

    with pytest.raises(KeptUnpublished) as caught:
        at_office.send("b.xlsx", form(48), RECEIVED + timedelta(days=40))
    assert "corrections.yaml:2: corrections.dinh-cong-2024:" in str(caught.value)
    assert "chờ thay số 558 nhưng số đang hiệu lực là 557" in str(caught.value)
    assert [item.verdict.value for item in caught.value.receipts] == ["accepted"]
    assert current_name(folder) == before
    assert at_office.desk().value(BHYT, "00307", PERIOD).numerator == 553

    capsys.readouterr()
    assert main(["corrections"]) == 1
    assert "corrections.yaml:2" in capsys.readouterr().out
    assert main(["publish"]) == 2
    assert "corrections.yaml:2" in capsys.readouterr().err
    # That day is not lost for ever: it is shown without the correction, and says so.
    then = desk_as_known(folder, datetime.now().astimezone() + timedelta(days=1))
    assert then.value(BHYT, "00307", PERIOD).numerator == 557
    assert "dinh-cong-2024" in then.snapshot.warning

    path.unlink()
    assert main(["publish"]) == 0
    assert at_office.desk().value(BHYT, "00307", PERIOD).numerator == 557


def test_load_tells_what_was_kept_and_what_stands_in_the_way(
    at_office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at_office.send("a.xlsx", form())
    write(at_office)
    (tmp_path / "b.xlsx").write_bytes(form(48))
    assert main(["load", str(tmp_path / "b.xlsx"), "--json"]) == 2
    said = capsys.readouterr()
    assert '"verdict": "accepted"' in said.out
    assert "chưa hiện lên bảng số liệu" in said.err


def test_a_missing_figure_can_be_filled_and_a_wrong_one_withdrawn(at_office: Office) -> None:
    at_office.send("a.xlsx", form())
    write(at_office, ENTRY.replace("corrected: 553", "corrected: null"))
    assert main(["publish"]) == 0
    value = at_office.desk().value(BHYT, "00307", PERIOD)
    assert (value.value, value.status) == (None, "O")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("expected: 558", "expected: 55O"), "corrections.0.expected"),
        (("why: ", "reason: "), "corrections.0"),
        (("period: 2024-6M", "period: 2024"), "corrections.0.period"),
    ],
)
def test_a_badly_written_correction_is_named(
    at_office: Office, change: tuple[str, str], message: str
) -> None:
    write(at_office, ENTRY.replace(*change))
    with pytest.raises(CatalogueError, match=message):
        load_corrections(at_office.folder / "data")


@pytest.mark.parametrize(
    "change",
    [
        ("00307", "00301"),
        ("bhyt_card_holders", "bhyt_cards"),
        ("expected", "codes: {x: y}\n    expected"),
    ],
    ids=["place", "measure", "dimension"],
)
def test_a_correction_of_nothing_is_refused(at_office: Office, change: tuple[str, str]) -> None:
    at_office.send("a.xlsx", form())
    write(at_office, ENTRY.replace(*change))
    assert main(["publish"]) == 2


def test_two_corrections_of_one_figure_are_refused(at_office: Office) -> None:
    at_office.send("a.xlsx", form())
    second = ENTRY.removeprefix("corrections:\n").replace("dinh-cong-2024", "lan-hai")
    write(at_office, ENTRY + second.replace("558", "553").replace("corrected: 553", "corrected: 1"))
    assert main(["publish"]) == 2
    write(at_office, ENTRY + ENTRY.removeprefix("corrections:\n"))
    with pytest.raises(CatalogueError, match="trùng mã"):
        load_corrections(at_office.folder / "data")


def test_the_projects_own_corrections_fit_the_catalogue() -> None:
    measures = load_catalogue().measures
    assert all(item.entry.measure in measures for item in load_corrections(None))
