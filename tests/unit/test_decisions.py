"""Duyệt, chốt, mở lại, trả lại, giải trình: added to the ledger, and what they do to figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from childrights.periods import Period
from childrights.provenance.trace import trace
from childrights.replay import desk_as_known
from childrights.warehouse.events import EventKind
from childrights.warehouse.history import State, submissions
from childrights.warehouse.ledger import LedgerDamaged
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict
from etl import load
from etl.__main__ import main
from etl.decide import Said, Scope, Undecidable, add_explanations, reopen, send_back, sign_off
from tests import handmade
from tests.conftest import RECEIVED, Office

PERIOD = Period.parse("2024-6M")
SCOPE = Scope("bhyt_duoi_6_tuoi", PERIOD, "00307")
WHOLE_DISTRICT = Scope("bhyt_duoi_6_tuoi", PERIOD, "hoang-mai")


def form(cards: int = 49, **frame: str) -> bytes:
    """Six ages of 50 boys and 45 girls; 93 × 6 = 558 cards when ``cards`` is 49."""
    rows = handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5])
    return handmade.bhyt_unit(rows, frame)


def day(number: int) -> datetime:
    return RECEIVED + timedelta(days=number)


def said(number: int, reason: str = "Biên bản số 3") -> Said:
    return Said("Phó Chủ tịch UBND quận", day(number), reason)


def cards(office: Office, token: str = "00307") -> Decimal | None:
    return office.desk().value("bhyt_coverage_under_6", token, PERIOD).numerator


def states(office: Office) -> list[State]:
    return [item.state for item in submissions(office.desk().snapshot)]


def test_four_submissions_a_year_are_kept_in_order(office: Office) -> None:
    """Provisional and final at mid-year and at its end: two figures, four submissions."""
    end = {"Kỳ báo cáo": "Năm 2024", "Ngày chốt số liệu": "14/11/2024"}
    provisional = {"Tính chất số liệu": "Sơ bộ"}
    office.send("1.xlsx", form(45, **provisional))
    office.send("2.xlsx", form(46), day(10))
    office.send("3.xlsx", form(47, **end, **provisional), day(184))
    office.send("4.xlsx", form(48, **end), day(200))
    kept = submissions(office.desk().snapshot, form="bhyt_duoi_6_tuoi")
    assert [(item.period, item.nature, item.state.value) for item in kept] == [
        ("2024-12M", "P", "superseded"), ("2024-12M", "A", "received"),
        ("2024-6M", "P", "superseded"), ("2024-6M", "A", "received"),
    ]  # fmt: skip
    known = [
        desk_as_known(office.folder / "data", day(at)).value(
            "bhyt_coverage_under_6", "00307", Period.parse(period)
        )
        for at, period in ((1, "2024-6M"), (11, "2024-6M"), (185, "2024-12M"), (201, "2024-12M"))
    ]
    assert [(value.numerator, value.status) for value in known] == [
        (Decimal(554), "P"), (Decimal(555), "A"), (Decimal(556), "P"), (Decimal(557), "A"),
    ]  # fmt: skip


def test_what_comes_after_a_closing_waits_for_a_reopening(office: Office) -> None:
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, SCOPE, said(1), close=True)
    assert states(office) == [State.CLOSED]
    office.send("b.xlsx", form(48), day(2))
    assert (cards(office), states(office)) == (Decimal(558), [State.CLOSED, State.HELD])
    reopen(office.ledger, office.setting, SCOPE, said(3, "Đơn vị rà soát lại thẻ"))
    assert (cards(office), states(office)) == (Decimal(557), [State.SUPERSEDED, State.RECEIVED])


def test_a_file_dated_back_does_not_slip_under_a_closing(office: Office) -> None:
    office.send("a.xlsx", form(49), day(2))
    office.send("b.xlsx", form(48))
    sign_off(office.ledger, office.setting, SCOPE, said(3), close=True)
    office.send("c.xlsx", form(47), day(2) + timedelta(hours=5))
    assert cards(office) == Decimal(558)
    assert State.HELD in states(office)


def test_a_unit_that_had_not_reported_is_closed_as_well(office: Office) -> None:
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, WHOLE_DISTRICT, said(1), close=True)
    frame = {"Đơn vị báo cáo": "Phường Đại Kim, Quận Hoàng Mai, Thành phố Hà Nội"}
    office.send("b.xlsx", form(48, **frame), day(2))
    assert cards(office, "hoang-mai") == Decimal(558)
    assert states(office) == [State.CLOSED, State.HELD]


def test_closing_twice_admits_nothing_that_waits(office: Office) -> None:
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, SCOPE, said(1), close=True)
    office.send("b.xlsx", form(48), day(2))
    sign_off(office.ledger, office.setting, WHOLE_DISTRICT, said(3), close=True)
    assert cards(office) == Decimal(558)


def test_closed_figures_of_any_day_can_be_shown_again(office: Office) -> None:
    folder = office.folder / "data"
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, SCOPE, said(1), close=True)
    office.send("b.xlsx", form(48), day(2))
    reopen(office.ledger, office.setting, SCOPE, said(3))
    sign_off(office.ledger, office.setting, SCOPE, said(4), close=True)

    def closed_on(number: int) -> Decimal | None:
        desk = desk_as_known(folder, day(number) + timedelta(hours=1), signed_off=True)
        return desk.value("bhyt_coverage_under_6", "00307", PERIOD).numerator

    assert [closed_on(number) for number in range(5)] == [None, 558, 558, None, 557]


def test_approval_is_shown_and_ends_with_the_next_submission(office: Office) -> None:
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, SCOPE, said(1), close=False)
    assert states(office) == [State.APPROVED]
    office.send("b.xlsx", form(48), day(2))
    assert states(office) == [State.SUPERSEDED, State.RECEIVED]


def test_a_returned_submission_counts_no_more_nor_the_one_before(office: Office) -> None:
    office.send("a.xlsx", form(49))
    content = form(48)
    office.send("b.xlsx", content, day(1))
    send_back(office.ledger, office.setting, SCOPE, said(2, "Thiếu thẻ"), date(2024, 5, 25))
    value = office.desk().value("bhyt_coverage_under_6", "00307", PERIOD)
    assert (value.numerator, value.status) == (None, "O")
    _, returned = submissions(office.desk().snapshot)
    assert (returned.state, returned.reason, returned.deadline) == (
        State.RETURNED, "Thiếu thẻ", date(2024, 5, 25),
    )  # fmt: skip
    reports = office.desk().reporting("00307", PERIOD, date(2024, 5, 19))
    (mine,) = [item for item in reports if item.form == SCOPE.form]
    assert mine.returned
    # The same file again changes nothing; a completed one counts.
    office.send("b.xlsx", content, day(3))
    assert cards(office) is None
    office.send("c.xlsx", form(50), day(4))
    assert cards(office) == Decimal(559)


def test_what_cannot_be_decided_is_refused_before_anything_is_written(office: Office) -> None:
    ledger, setting = office.ledger, office.setting
    with pytest.raises(Undecidable, match="Chưa có báo cáo"):
        sign_off(ledger, setting, SCOPE, said(1), close=True)
    office.send("a.xlsx", form(49))
    with pytest.raises(Undecidable, match="chưa có số liệu nào chốt"):
        reopen(ledger, setting, SCOPE, said(1))
    with pytest.raises(Undecidable, match="lý do"):
        send_back(ledger, setting, SCOPE, said(1, " "), date(2024, 5, 25))
    with pytest.raises(Undecidable, match="Không có biểu"):
        sign_off(ledger, setting, replace(SCOPE, form="khong_co"), said(1), close=True)
    sign_off(ledger, setting, SCOPE, said(2), close=True)
    with pytest.raises(Undecidable, match="đã chốt rồi"):
        sign_off(ledger, setting, SCOPE, said(3), close=True)
    with pytest.raises(Undecidable, match="Mở lại"):
        send_back(ledger, setting, SCOPE, said(3), date(2024, 5, 25))
    with pytest.raises(Undecidable, match="trước quyết định gần nhất"):
        reopen(ledger, setting, SCOPE, said(1))
    kinds = [event.kind for event in ledger.events()]
    assert kinds == [EventKind.DEFINITIONS, EventKind.CLOSED]


def test_a_damaged_event_is_told(office: Office) -> None:
    office.send("a.xlsx", form(49))
    sign_off(office.ledger, office.setting, SCOPE, said(1), close=True)
    path = office.ledger.root / "events" / "00000002.json"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LedgerDamaged, match=r"00000002.json"):
        office.send("b.xlsx", form(48), day(2))


@pytest.fixture
def doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that doubts cell F17 of every form; rules of this severity come with the checks."""
    real = load.judge_all
    finding = Finding(Severity.NEEDS_EXPLANATION, "gap_so_voi_nam_truoc", "Tăng", "Biểu 2", "F17")

    def doubting(*arguments: Any) -> Iterator[Receipt]:
        for receipt in real(*arguments):
            doubted = (replace(s, findings=(*s.findings, finding)) for s in receipt.submissions)
            yield replace(receipt, submissions=tuple(doubted))

    monkeypatch.setattr(load, "judge_all", doubting)


def test_a_breach_that_may_be_true_is_accepted_with_its_explanation(
    office: Office, doubted: None
) -> None:
    content = form(49)
    first = office.send("a.xlsx", content)
    assert (first.verdict, cards(office)) == (Verdict.REJECTED, None)
    why = "Tiếp nhận 40 trẻ từ phường bên"
    with office.ledger.writing():
        with pytest.raises(Undecidable, match="gap_so_voi_nam_truoc"):
            other = (first.sha256, "khac", "", "F17")
            add_explanations(office.ledger, office.setting, {other: why}, said(1))
        asked = (first.sha256, "gap_so_voi_nam_truoc", "", "F17")
        add_explanations(office.ledger, office.setting, {asked: why}, said(1))
    assert cards(office) is None
    again = office.send("a.xlsx", content, day(1))
    assert (again.verdict, cards(office)) == (Verdict.ACCEPTED, Decimal(558))

    desk = office.desk()
    value = desk.value("bhyt_coverage_under_6", "00307", PERIOD)
    assert value.note == "Giải trình: Tiếp nhận 40 trẻ từ phường bên"
    units = desk.expected_units(desk.area("00307", PERIOD), PERIOD)
    cells = trace(desk.snapshot, desk.catalogue, "bhyt_coverage_under_6", PERIOD, units)
    assert [(item.cell, item.explanation) for item in cells] == [
        ("F17", "Tiếp nhận 40 trẻ từ phường bên"), ("C17", ""),
    ]  # fmt: skip
    # Another file has to explain for itself.
    assert office.send("b.xlsx", form(48), day(2)).verdict is Verdict.REJECTED


def test_a_file_taken_in_twice_counts_once(
    office: Office, judge_file: Callable[[bytes], Receipt]
) -> None:
    """One sheet right, one wrong: the file is judged again whenever it is sent again."""
    receipt = judge_file(form(49))
    (right,) = receipt.submissions
    wrong = replace(
        right, form="tntt", observations=(), findings=(Finding(Severity.ERROR, "x", "Sai"),)
    )
    twice = replace(receipt, submissions=(right, wrong))
    for _ in range(2):
        office.ledger.append([twice], office.setting.catalogue.dimension_names)
    office.send("c.xlsx", form(49, **{"Kỳ báo cáo": "Năm 2023", "Ngày chốt số liệu": "14/11/2023"}))
    assert cards(office) == Decimal(558)


def test_the_commands_say_what_they_did(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder / "data"))
    office.send("a.xlsx", form(49))
    scope = ["--form", SCOPE.form, "--period", "2024-6M", "--locality", "00307"]
    who = ["--by", "Phó Chủ tịch UBND", "--at", day(1).isoformat()]
    assert main(["sign-off", *scope, *who, "--close"]) == 0
    assert "Chốt" in capsys.readouterr().err
    assert main(["return", *scope, *who, "--reason", "x", "--deadline", "2024-06-01"]) == 2
    assert "Mở lại" in capsys.readouterr().err
    assert main(["reopen", *scope, *who, "--reason", "Rà soát"]) == 0
    assert main(["return", *scope, *who, "--reason", "Thiếu", "--deadline", "2024-06-01"]) == 0
    capsys.readouterr()
    assert main(["status", "--submissions", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["state"], row["reason"], row["deadline"]) == ("returned", "Thiếu", "2024-06-01")
    assert main(["status", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["states"], summary["up_to_date"]) == ({"returned": 1}, True)


def test_explain_loads_the_file_again(
    office: Office, doubted: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder / "data"))
    office.send("a.xlsx", form(49))
    published = []
    publish = load.publish
    monkeypatch.setattr(load, "publish", lambda *given: published.append(publish(*given)))
    call = ["explain", str(tmp_path / "a.xlsx"), "--rule", "gap_so_voi_nam_truoc", "--cell", "F17"]
    assert main([*call, "--by", "Công chức VHXH", "--reason", "Có thật"]) == 0
    assert cards(office) == Decimal(558)
    assert len(published) == 1
