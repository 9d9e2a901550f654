"""Files that change, vanish or cannot be read while they are loaded harm only themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from childrights.desk import open_desk
from childrights.periods import Period
from childrights.warehouse.ledger import Ledger
from childrights.warehouse.records import Receipt, Verdict
from etl.__main__ import main
from etl.drafts import Setting
from etl.load import load
from etl.readers import LIMITS, _cut_off, judge_all
from etl.refusals import Refusal
from etl.safekeeping import verify_ledger
from etl.sources import BundledFile, LooseFile, Sent
from etl.workers import Ended, How
from tests import handmade, hostile
from tests.conftest import RECEIVED, Office
from tests.layouts import workbook

MID = Period.parse("2024-6M")
CHANGED = Refusal.CHANGED_MEANWHILE.value
LIST = workbook({"Trang1": [("Họ và tên trẻ", "Ngày sinh"), ("Sùng A Pó", "12/03/2019")]})


def form(cards: int = 49) -> bytes:
    return handmade.bhyt_unit(handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5]))


A, B = form(49), form(48)
SECOND = OSError(5, "Input/output error")


class Moving:
    """A file that holds something else at each reading: looked at, judged, kept."""

    def __init__(self, name: str, *readings: bytes | OSError) -> None:
        self.name = name
        self.readings = list(readings)

    def read_bytes(self) -> bytes:
        reading = self.readings.pop(0) if len(self.readings) > 1 else self.readings[0]
        if isinstance(reading, OSError):
            raise reading
        return reading


def sent(office: Office, *files: Sent) -> list[Receipt]:
    receipts = load([(item, RECEIVED) for item in files], office.ledger, office.setting)
    verify_ledger(office.ledger)
    return receipts


def said(receipt: Receipt) -> list[str]:
    return [item.message for item in receipt.findings]


def kept(office: Office, content: bytes) -> bool:
    return office.ledger.file_path(hashlib.sha256(content).hexdigest()).exists()


def cards(office: Office) -> object:
    return office.desk().value("bhyt_coverage_under_6", "00307", MID).numerator


@pytest.mark.parametrize(
    "readings", [(A, A, B), (A, B), (A, B, A)], ids=["kept", "judged and kept", "judged"]
)
def test_a_file_that_changes_is_refused_in_words(office: Office, readings: list[bytes]) -> None:
    (receipt,) = sent(office, Moving("a.xlsx", *readings))
    assert (receipt.verdict, said(receipt)) == (Verdict.REJECTED, [CHANGED])
    assert receipt.held == ()
    assert not kept(office, A) and not kept(office, B)
    # Once it stands still it is taken in as if nothing had been.
    (again,) = sent(office, Moving("a.xlsx", B))
    assert again.verdict is Verdict.ACCEPTED
    assert cards(office) == 557


@pytest.mark.parametrize(
    "readings", [(SECOND,), (A, SECOND), (A, A, SECOND)], ids=["looked at", "judged", "kept"]
)
def test_a_file_that_cannot_be_read_harms_only_itself(
    office: Office, readings: list[bytes | OSError]
) -> None:
    files = [
        Moving("hỏng.xlsx", *readings), Moving("b.xlsx", B), Moving("lạ.csv", b"a;b"),
    ]  # fmt: skip
    broken, good, strange = sent(office, *files)
    expected = Refusal.NOT_READABLE_ON_DISK.format(detail="Input/output error")
    assert (broken.name, broken.verdict, said(broken)) == (
        "hỏng.xlsx", Verdict.REJECTED, [expected],
    )  # fmt: skip
    assert (good.name, good.verdict) == ("b.xlsx", Verdict.ACCEPTED)
    assert (strange.name, strange.verdict) == ("lạ.csv", Verdict.REJECTED)
    assert not kept(office, A) and not kept(office, b"") and kept(office, B)
    assert cards(office) == 557


def test_an_equal_file_is_taken_in_where_the_first_one_changed(office: Office) -> None:
    files = [
        Moving("một.xlsx", A, B), Moving("lạ.csv", b"a;b"), Moving("hai.xlsx", A),
        Moving("ba.xlsx", A),
    ]  # fmt: skip
    one, strange, two, three = sent(office, *files)
    assert said(one) == [CHANGED]
    assert strange.verdict is Verdict.REJECTED
    assert (two.name, two.verdict) == ("hai.xlsx", Verdict.ACCEPTED)
    assert (three.name, three.verdict) == ("ba.xlsx", Verdict.DUPLICATE)
    assert cards(office) == 558


def test_a_file_that_turns_into_one_known_counts_once(office: Office) -> None:
    first, second = sent(office, Moving("một.xlsx", A), Moving("hai.xlsx", B, A))
    assert (first.verdict, said(second)) == (Verdict.ACCEPTED, [CHANGED])
    (later,) = sent(office, Moving("ba.xlsx", B, A))
    assert said(later) == [CHANGED]
    rows = office.desk().snapshot.rows("SELECT count(*) FROM submission")
    assert rows == [(1,)]


@pytest.mark.parametrize("readings", [(A, LIST), (LIST, A), (A, A, LIST), (LIST, LIST, A)])
def test_a_list_of_children_is_kept_at_no_moment(office: Office, readings: list[bytes]) -> None:
    (receipt,) = sent(office, Moving("a.xlsx", *readings))
    assert receipt.verdict is Verdict.REJECTED
    assert not kept(office, LIST) and not kept(office, A)


@pytest.mark.parametrize("moves", [False, True])
def test_no_file_is_compared_with_one_that_was_refused(office: Office, moves: bool) -> None:
    rows = handmade.bhyt_rows([(50_000, 45_000, 49_000, 44_000)] * 6)
    last_year = {"Kỳ báo cáo": "6 tháng đầu năm 2023", "Ngày chốt số liệu": "14/05/2023"}
    huge = handmade.bhyt_unit(rows, last_year)
    readings = [huge, huge, B if moves else huge]
    first, second = sent(office, Moving("2023.xlsx", *readings), Moving("2024.xlsx", A))
    assert first.verdict is (Verdict.REJECTED if moves else Verdict.ACCEPTED)
    assert (second.all_findings() == ()) is moves


def test_a_reader_that_ended_on_a_vanished_file_still_gives_a_receipt(setting: Setting) -> None:
    receipt = _cut_off(Moving("a.xlsx", SECOND), RECEIVED, setting, Ended(How.TOO_LONG), LIMITS)
    assert said(receipt) == [Refusal.NOT_READABLE_ON_DISK.format(detail="Input/output error")]


@pytest.mark.parametrize(
    "now",
    [b"cut short", hostile.zipped({"khác.xlsx": b"x"}), None],
    ids=["broken", "another", "gone"],
)
def test_a_bundle_that_changes_costs_its_members_a_verdict(
    tmp_path: Path, setting: Setting, now: bytes | None
) -> None:
    path = tmp_path / "xa.zip"
    if now is not None:
        path.write_bytes(now)
    (receipt,) = judge_all([(BundledFile(path, "bieu.xlsx"), RECEIVED)], setting)
    (sentence,) = said(receipt)
    assert sentence.startswith("Không đọc được tệp từ ổ đĩa (")
    assert not receipt.may_be_kept


def test_load_and_check_answer_for_the_folder_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "nhận"
    folder.mkdir()
    for name in ("a.xlsx", "hỏng.xlsx"):
        (folder / name).write_bytes(A)
    monkeypatch.setattr(LooseFile, "read_bytes", refusing(LooseFile.read_bytes))
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path / "data"))
    found = {}
    for command in ("check", "load"):
        assert main([command, str(folder), "--json"]) == 1
        answer = json.loads(capsys.readouterr().out)
        found[command] = [(item["file"], item["verdict"], item["findings"]) for item in answer]
    assert found["load"] == found["check"]
    assert [verdict for _, verdict, _ in found["load"]] == ["accepted", "rejected"]
    assert open_desk(tmp_path / "data").value("bhyt_coverage_under_6", "00307", MID).numerator
    verify_ledger(Ledger.open(tmp_path / "data"))


def refusing(read: Callable[[LooseFile], bytes]) -> Callable[[LooseFile], bytes]:
    """Reading as a disk does of which one file lies on a bad sector."""

    def read_or_refuse(file: LooseFile) -> bytes:
        if file.name == "hỏng.xlsx":
            raise OSError(5, "Input/output error")
        return read(file)

    return read_or_refuse
