"""Nothing that is sent takes the loader down: every file ends in a verdict, in words."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from childrights.catalogue.loader import ROOT
from childrights.warehouse.records import Verdict
from etl.drafts import Setting
from etl.formats import is_litter
from etl.readers import LIMITS, judge_all
from etl.refusals import Refusal, Remark
from etl.sources import find_files
from tests import hostile
from tests.conftest import RECEIVED

CASES = hostile.all_cases()

pytestmark = pytest.mark.readers


def check(*paths: Path) -> tuple[int, list[dict[str, object]], str]:
    """What the command itself answers: exit code, document, and what it said aside."""
    environment = {**os.environ, "CHILDRIGHTS_DATA": str(paths[0].parent / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "etl", "check", "--json", *map(str, paths)],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout or "[]"), done.stderr.decode()


@dataclass(frozen=True)
class Answered:
    code: int
    files: dict[str, dict[str, object]]
    aside: str

    def messages(self, name: str) -> list[str]:
        return [item["message"] for item in self.files[name]["findings"]]  # type: ignore[index]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """One call for all of them, a good form first and last."""
    folder = tmp_path_factory.mktemp("gui-len")
    names = ["a-dung.xlsx", *(case.name for case in CASES), "z-dung.xlsx"]
    for case in CASES:
        (folder / case.name).write_bytes(case.content)
    for name in (names[0], names[-1]):
        (folder / name).write_bytes(hostile.good() if name[0] == "a" else _another())
    code, document, aside = check(*(folder / name for name in names))
    shown = dict(zip(names, document, strict=True))
    return Answered(code, shown, aside)


def _another() -> bytes:
    return hostile.changed(lambda parts: parts.update({"docProps/app.xml": b"<a/>"}))


def test_there_are_enough_of_them_and_each_its_own() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_good_ones_among_them_are_accepted(answered: Answered) -> None:
    assert answered.code == 1
    assert answered.files["a-dung.xlsx"]["verdict"] == "accepted"
    assert answered.files["z-dung.xlsx"]["verdict"] == "accepted"


def test_no_traceback_and_no_panic_reaches_anyone(answered: Answered) -> None:
    for word in ("Traceback", "panicked", "Error:", "Exception"):
        assert word not in answered.aside


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name[:40])
def test_each_ends_in_its_own_sentence(answered: Answered, case: hostile.Case) -> None:
    verdict = answered.files[case.name]["verdict"]
    messages = answered.messages(case.name)
    if case.is_read:
        assert verdict == "accepted", messages
    if case.refusal is not None:
        assert verdict == "rejected"
        assert any(_says(message, case.refusal) for message in messages), messages
    assert verdict == "accepted" or messages
    assert not any(_says(message, Refusal.READER_STOPPED) for message in messages), messages


def _says(message: str, sentence: Refusal | Remark) -> bool:
    """Whether a message is that sentence, whatever was filled in."""
    return all(piece in message for piece in _fixed(sentence))


def _fixed(sentence: str) -> list[str]:
    return [piece.partition("}")[2] or piece for piece in sentence.split("{")]


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("macro.xlsm", Remark.MACROS),
        ("lien-ket.xlsx", Remark.EXTERNAL_LINKS),
        ("sai-duoi.xls", Remark.OTHER_SUFFIX),
    ],
)
def test_what_can_be_read_is_remarked_upon(answered: Answered, name: str, remark: Remark) -> None:
    assert any(_says(message, remark) for message in answered.messages(name))


def test_an_excel_error_is_named_at_its_cell_and_is_no_blank(answered: Answered) -> None:
    assert any("C17" in m and "#REF!" in m for m in answered.messages("loi-ref.xlsx"))


def test_a_lock_file_and_a_system_file_named_outright_get_a_sentence(tmp_path: Path) -> None:
    lock, system = tmp_path / "~$bieu.xlsx", tmp_path / "Thumbs.db"
    for path in (lock, system):
        path.write_bytes(b"\x05" * 165)
    _, document, _ = check(lock, system)
    told = [item["findings"][0]["message"] for item in document]  # type: ignore[index]
    assert told == [Refusal.LOCK_FILE.value, Refusal.SYSTEM_FILE.value]


def test_a_name_that_is_no_text_is_still_answered(tmp_path: Path) -> None:
    """As a disk from another system brings it: bytes that are no UTF-8, a line break."""
    try:
        (tmp_path / os.fsdecode(b"bi\xeau\n.xlsx")).write_bytes(hostile.good())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    _, document, _ = check(tmp_path)
    assert [item["verdict"] for item in document] == ["accepted"]
    assert str(document[0]["file"]).isprintable()


def test_litter_in_a_folder_is_passed_over_and_said(tmp_path: Path) -> None:
    (tmp_path / "bieu.xlsx").write_bytes(hostile.good())
    for name in ("~$bieu.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini"):
        assert is_litter(name)
        (tmp_path / name).write_bytes(b"x")
    passed: list[str] = []
    files = find_files([tmp_path], passed.append)
    assert [item.name for item in files] == ["bieu.xlsx"]
    assert sorted(passed) == [".DS_Store", "Thumbs.db", "desktop.ini", "~$bieu.xlsx"]


def test_what_is_no_spreadsheet_in_a_folder_is_not_lost_in_silence(tmp_path: Path) -> None:
    (tmp_path / "bao-cao.docx").write_bytes(b"PK")
    assert [item.name for item in find_files([tmp_path])] == ["bao-cao.docx"]


def _mutants(count: int, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    return [hostile.mutated(hostile.good(), chance) for _ in range(count)]


@pytest.fixture
def sent(tmp_path: Path, request: pytest.FixtureRequest) -> list[Path]:
    paths = []
    for number, content in enumerate(_mutants(request.param, seed=request.param)):
        path = tmp_path / f"{number:04}.xlsx"
        path.write_bytes(content)
        paths.append(path)
    return paths


@pytest.mark.parametrize("sent", [150], indirect=True)
def test_mutated_forms_end_in_a_verdict_each(sent: list[Path], setting: Setting) -> None:
    """A sample; `benchmarks/hostile.py --mutants 2000` runs them by the thousand."""
    receipts = list(judge_all([(path, RECEIVED) for path in sent], setting))
    assert [receipt.name for receipt in receipts] == [path.name for path in sent]
    for receipt in receipts:
        assert receipt.verdict is Verdict.ACCEPTED or receipt.all_findings()
        stopped = [f for f in receipt.findings if _says(f.message, Refusal.READER_STOPPED)]
        # The native reader may panic. Our own code may not.
        assert all("panicked" in item.message for item in stopped), stopped


def test_a_mutant_is_really_different() -> None:
    """The sample is worth nothing if it holds the form as it was."""
    assert hostile.good() not in _mutants(150, seed=150)


def test_limits_leave_room_for_the_whole_under_its_ceiling() -> None:
    """Two readers at their limit beside a loader of 300 MB stay under 1.5 GB."""
    baseline = 150 * 1024 * 1024
    assert 2 * (LIMITS.memory_bytes + baseline) + 300 * 1024 * 1024 < 1.5 * 1024**3
