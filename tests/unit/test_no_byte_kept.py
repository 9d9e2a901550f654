"""A list of children in a bundle that cannot be read whole: no byte of it stays anywhere."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Verdict
from etl.__main__ import main
from etl.decide import Said
from etl.drafts import Setting
from etl.hand_back import marked_content
from etl.judge import check_file
from etl.readers import LIMITS, _cut_off
from etl.reception import UploadedFile, look_over, open_uploads, take_in
from etl.safekeeping import verify_ledger
from etl.workers import Ended, How
from tests import hostile
from tests.conftest import RECEIVED, Office
from tests.layouts import workbook

CHILD = "Sùng A Pó"
LIST = workbook({"Trang1": [("Họ và tên trẻ", "Ngày sinh"), (CHILD, "12/03/2019")]})
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
BUNDLE = hostile.zipped(
    [("danh sach.xlsx", LIST), ("anh.zip", EMPTY_ZIP), ("bieu.xlsx", hostile.good())]
)
WHOLE = {
    "a member that cannot be read": ("xa.zip", BUNDLE),
    "in capitals": ("XA.ZIP", BUNDLE),
    "under a workbook's name": ("xa.xlsx", BUNDLE),
    "cut short": ("xa.zip", BUNDLE[:-20]),
}


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and what archives within it hold, all the way down."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from unpacked(archive.read(name))


def holders(*folders: Path) -> list[str]:
    """Files in which the list, its bundle or the child's name lies, packed or not."""
    deflated = BUNDLE[: BUNDLE.index(b"anh.zip")]
    return [
        path.name
        for folder in folders for path in folder.rglob("*") if path.is_file()
        for piece in unpacked(path.read_bytes())
        if LIST in piece or CHILD.encode() in piece or deflated[60:-60] in piece
    ]  # fmt: skip


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all temporary files of the test go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_search_finds_what_lies_in_a_bundle(tmp_path: Path) -> None:
    for number, (name, content) in enumerate(WHOLE.values()):
        (tmp_path / f"{number}{name}").write_bytes(content)
    assert len(set(holders(tmp_path))) == len(WHOLE)


@pytest.mark.parametrize("case", WHOLE)
def test_by_the_command_line(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    name, content = WHOLE[case]
    sent, data = tmp_path / "sent" / name, tmp_path / "data"
    sent.parent.mkdir()
    sent.write_bytes(content)
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(data))
    assert main(["check", str(sent), "--marked", str(tmp_path / "marked")]) == 1
    assert main(["load", str(sent)]) == 1
    assert main(["backup", str(tmp_path / "copy")]) == 0
    ledger = Ledger.open(data)
    verify_ledger(ledger)
    receipts = {item["name"]: item["sha256"] for item in ledger.receipts()}
    assert not ledger.file_path(receipts[name]).exists()
    assert holders(data, tmp_path / "copy", tmp_path / "marked", scratch) == []


@pytest.mark.parametrize("case", WHOLE)
def test_by_the_page(tmp_path: Path, scratch: Path, setting: Setting, case: str) -> None:
    name, content = WHOLE[case]
    data = tmp_path / "data"
    quiet: Callable[[int, int], None] = lambda *_: None  # noqa: E731
    Ledger.create(data, DataKind.REAL)
    files = open_uploads([(name, content)])
    judged = look_over(files, data, setting, RECEIVED, quiet)
    (tmp_path / "marked.zip").write_bytes(marked_content(files, judged, {}))
    taken = take_in(files, {}, data, setting, Said("Công chức", RECEIVED), quiet)
    assert [item.name for item in taken][-1] == name
    verify_ledger(Ledger.open(data))
    assert holders(tmp_path) == []


def test_the_other_members_are_kept_one_by_one(office: Office, setting: Setting) -> None:
    data = office.folder / "data"
    files = open_uploads([("xa.zip", BUNDLE)])
    taken = take_in(files, {}, data, setting, Said("Công chức", RECEIVED), lambda *_: None)
    kept = {item.name: office.ledger.file_path(item.sha256).exists() for item in taken}
    assert kept == {
        "xa.zip › danh sach.xlsx": False, "xa.zip › bieu.xlsx": True, "xa.zip": False,
    }  # fmt: skip
    assert [item.verdict for item in taken][1] is Verdict.ACCEPTED


@pytest.mark.parametrize(("name", "content"), [("ds.xlsx", LIST), ("xa.zip", BUNDLE)])
def test_a_file_that_was_not_kept_cannot_be_explained_and_says_so(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
) -> None:
    office.send("bieu.xlsx", hostile.good())
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(office.folder / "data"))
    path = office.folder / name
    path.write_bytes(content)
    assert main(["load", str(path)]) == 1
    call = ["--rule", "no_personal_rows", "--cell", "A2", "--by", "Công chức", "--reason", "đúng"]
    assert main(["explain", str(path), *call]) == 2
    assert ("không có đúng một phát hiện" if name == "ds.xlsx" else "có 3 tệp") in (
        capsys.readouterr().err
    )
    assert holders(office.folder / "data") == []


def test_a_bundle_that_ends_its_reader_may_not_be_kept_either(setting: Setting) -> None:
    sent = UploadedFile("xa.zip", BUNDLE)
    receipt = _cut_off(sent, RECEIVED, setting, Ended(How.TOO_LONG), LIMITS)
    assert not receipt.may_be_kept


def test_a_workbook_that_cannot_be_read_is_kept_as_received(setting: Setting) -> None:
    assert check_file("a.xlsx", b"PK\x03\x04 cut short", RECEIVED, setting).may_be_kept
