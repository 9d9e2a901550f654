"""Folders and zip bundles: each member a file of its own, each fault a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from childrights.warehouse.records import Receipt, Verdict
from etl.drafts import Setting
from etl.judge import check_file
from etl.load import load
from etl.readers import judge_all
from etl.refusals import Refusal
from etl.sources import BundledFile, UnusablePath, find_files
from tests import hostile
from tests.conftest import RECEIVED, Office

pytestmark = pytest.mark.readers


def bundle(folder: Path, members: Iterable[tuple[str, bytes]], name: str = "gửi.zip") -> Path:
    path = folder / name
    path.write_bytes(hostile.zipped(list(members)))
    return path


def judged(path: Path, setting: Setting) -> dict[str, Receipt]:
    files = [(item, RECEIVED) for item in find_files([path])]
    return {receipt.name: receipt for receipt in judge_all(files, setting)}


def sentences(receipt: Receipt) -> list[str]:
    return [item.message for item in receipt.findings]


def test_each_member_is_a_file_of_its_own(tmp_path: Path, setting: Setting) -> None:
    path = bundle(tmp_path, [("Phường Định Công/biểu.xlsx", hostile.good()), ("hỏng.xlsx", b"x")])
    receipts = judged(path, setting)
    assert {name: item.verdict for name, item in receipts.items()} == {
        "gửi.zip › Phường Định Công/biểu.xlsx": Verdict.ACCEPTED,
        "gửi.zip › hỏng.xlsx": Verdict.REJECTED,
    }


def test_what_systems_leave_in_a_bundle_is_no_submission(tmp_path: Path) -> None:
    litter = ["__MACOSX/._biểu.xlsx", ".DS_Store", "a/Thumbs.db", "a/~$biểu.xlsx"]
    path = bundle(tmp_path, [("biểu.xlsx", hostile.good()), *((name, b"x") for name in litter)])
    assert [item.name for item in find_files([path])] == ["gửi.zip › biểu.xlsx"]


FAULTS = {
    "../ngoài.xlsx": Refusal.BUNDLE_MEMBER_NAME,
    "/etc/tuyệt đối.xlsx": Refusal.BUNDLE_MEMBER_NAME,
    "C:\\ổ đĩa.xlsx": Refusal.BUNDLE_MEMBER_NAME,
    "a\\..\\..\\ngược.xlsx": Refusal.BUNDLE_MEMBER_NAME,
    "dòng\nmới.xlsx": Refusal.BUNDLE_MEMBER_NAME,
    "trong.zip": Refusal.BUNDLE_NESTED,
}


@pytest.mark.parametrize(("member", "refusal"), FAULTS.items(), ids=ascii)
def test_a_bad_member_is_told_and_the_good_one_goes_on(
    tmp_path: Path, setting: Setting, member: str, refusal: Refusal
) -> None:
    path = bundle(tmp_path, [(member, hostile.good()), ("biểu.xlsx", hostile.good())])
    files = find_files([path])
    assert [item.name for item in files] == ["gửi.zip › biểu.xlsx", "gửi.zip"]
    receipt = check_file(files[1].name, files[1].read_bytes(), RECEIVED, setting)
    assert receipt.verdict is Verdict.REJECTED
    (sentence,) = sentences(receipt)
    assert sentence.endswith(refusal.value.rpartition("}")[2])
    assert sentence.isprintable()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_neither_read(tmp_path: Path, setting: Setting) -> None:
    path = bundle(tmp_path, [("a.xlsx", hostile.good()), ("A.xlsx", b"1"), ("b.xlsx", b"2")])
    receipts = judged(path, setting)
    assert set(receipts) == {"gửi.zip › b.xlsx", "gửi.zip"}
    assert len(sentences(receipts["gửi.zip"])) == 2


GOOD = hostile.zipped({"a.xlsx": hostile.good()})
ZEROS = b"\0" * 30_000_000
WHOLE_BUNDLES: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "encrypted": (lambda: hostile.encrypted_flag(GOOD), Refusal.BUNDLE_MEMBER_ENCRYPTED),
    "bomb": (lambda: hostile.zipped({"a.xlsx": ZEROS}), Refusal.UNPACKS_TOO_MUCH),
    "large on the whole": (
        lambda: hostile.zipped({f"{n}.xlsx": ZEROS for n in range(36)}), Refusal.UNPACKS_TOO_LARGE,
    ),
    "large member": (lambda: _stored("a.csv", 21 * 1024**2), Refusal.BUNDLE_MEMBER_TOO_LARGE),
    "many members": (
        lambda: hostile.zipped({f"{n}.xlsx": b"" for n in range(5_001)}), Refusal.TOO_MANY_PARTS,
    ),
    "nothing": (lambda: hostile.zipped({}), Refusal.BUNDLE_EMPTY),
    "folders alone": (lambda: hostile.zipped({"a/": b"", "Thumbs.db": b"x"}), Refusal.BUNDLE_EMPTY),
    "cut short": (lambda: GOOD[:-30], Refusal.CUT_SHORT),
    "no zip": (lambda: b"rar, really", Refusal.CUT_SHORT),
    "broken member": (
        lambda: GOOD[:60] + b"\xff" * 30 + GOOD[90:], Refusal.BUNDLE_MEMBER_BROKEN,
    ),
    "empty": (lambda: b"", Refusal.EMPTY),
}  # fmt: skip


def _stored(name: str, size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, b"1;" * (size // 2))
    return buffer.getvalue()


@pytest.mark.parametrize("case", WHOLE_BUNDLES)
def test_a_bundle_at_fault_says_why(tmp_path: Path, setting: Setting, case: str) -> None:
    make, refusal = WHOLE_BUNDLES[case]
    path = tmp_path / "gửi.zip"
    path.write_bytes(make())
    (item,) = find_files([path])
    receipt = check_file(item.name, item.read_bytes(), RECEIVED, setting)
    assert receipt.verdict is Verdict.REJECTED
    (sentence,) = sentences(receipt)
    assert sentence.endswith(refusal.value.rpartition("}")[2])


def test_a_bundled_form_is_loaded_under_its_full_name(tmp_path: Path, office: Office) -> None:
    path = bundle(tmp_path, [("thư mục/biểu.xlsx", hostile.good())])
    (item,) = find_files([path])
    assert isinstance(item, BundledFile)
    (receipt,) = load([(item, RECEIVED)], office.ledger, office.setting)
    assert receipt.verdict is Verdict.ACCEPTED
    kept = office.desk().snapshot.rows("SELECT name FROM file")
    assert kept == [("gửi.zip › thư mục/biểu.xlsx",)]
    (again,) = load([(item, RECEIVED)], office.ledger, office.setting)
    assert again.verdict is Verdict.DUPLICATE


def test_a_path_that_is_not_there_is_an_unusable_call(tmp_path: Path) -> None:
    with pytest.raises(UnusablePath, match="không-có"):
        find_files([tmp_path / "không-có.xlsx"])
