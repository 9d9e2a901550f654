"""Backup and restore: whole, verified, never over anything, while others work."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from childrights.desk import open_desk
from childrights.periods import Period
from childrights.settings import data_dir
from childrights.warehouse.ledger import DataKind, Ledger, LedgerDamaged
from etl.__main__ import main
from etl.decide import Said, Scope, sign_off
from etl.safekeeping import LIST, UnusableBackup, back_up, restore, verify_ledger
from tests import handmade
from tests.conftest import RECEIVED, Office
from tests.layouts import workbook

PERIOD = Period.parse("2024-6M")


def form(cards: int = 49) -> bytes:
    rows = handmade.bhyt_rows([(50, 45, cards, 44), *[(50, 45, 49, 44)] * 5])
    return handmade.bhyt_unit(rows)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and not path.name.startswith("LOCK")
    }  # fmt: skip


@pytest.fixture
def kept(office: Office) -> Office:
    overlay = office.folder / "data" / "overlay"
    overlay.mkdir()
    (overlay / "hamlets.csv").write_text(
        "commune_code,hamlet_code,name,valid_from\n", encoding="utf-8"
    )
    office.send("a.xlsx", form())
    scope = Scope("bhyt_duoi_6_tuoi", PERIOD, "00307")
    said = Said("Phó Chủ tịch UBND", RECEIVED + timedelta(days=1))
    sign_off(office.ledger, office.setting, scope, said, close=True)
    return office


def test_what_is_restored_is_what_was_kept(
    kept: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, copy, new = kept.folder / "data", tmp_path / "copy", tmp_path / "new"
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(data))
    assert main(["backup", str(copy)]) == 0
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(new))
    assert main(["restore", str(copy)]) == 0
    assert files(new / "ledger") == files(data / "ledger")
    assert files(new / "overlay") == files(data / "overlay")
    assert open_desk(new).value("bhyt_coverage_under_6", "00307", PERIOD).numerator == 558
    rows = open_desk(new).snapshot.rows("SELECT state FROM submission")
    assert rows == [("closed",)]


def test_a_list_of_children_that_was_never_kept_is_not_missed(kept: Office, tmp_path: Path) -> None:
    children = [("Họ và tên trẻ", "Ngày sinh"), ("Sùng A Pó", "12/03/2019")]
    receipt = kept.send("ds.xlsx", workbook({"Trang1": children}), RECEIVED + timedelta(days=2))
    assert not receipt.may_be_kept
    verify_ledger(kept.ledger)
    copy, new = tmp_path / "copy", tmp_path / "new"
    back_up(kept.folder / "data", copy)
    restore(copy, new)
    restored = Ledger.open(new)
    verify_ledger(restored)
    assert [item["name"] for item in restored.receipts()] == ["a.xlsx", "ds.xlsx"]
    assert not restored.file_path(receipt.sha256).exists()


def test_a_file_that_was_kept_is_missed(kept: Office) -> None:
    (receipt,) = kept.ledger.receipts()
    kept.ledger.file_path(receipt["sha256"]).unlink()
    with pytest.raises(LedgerDamaged):
        verify_ledger(kept.ledger)


@pytest.fixture
def first_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's ``data/`` after a first start: the demonstration's folder alone is in use."""
    data = tmp_path / "program" / "data"
    monkeypatch.delenv("CHILDRIGHTS_DATA", raising=False)
    monkeypatch.setattr("childrights.settings.REAL_FOLDER", data)
    monkeypatch.setattr("childrights.settings.DEMONSTRATION_FOLDER", data / "demo")
    assert main(["init", "--kind", "demonstration"]) == 0
    assert Ledger.open(data / "demo").kind is DataKind.DEMONSTRATION
    return data


def test_a_real_folder_is_started_beside_the_demonstration(first_start: Path) -> None:
    assert main(["init", "--kind", "real"]) == 0
    assert Ledger.open(first_start).kind is DataKind.REAL
    assert Ledger.open(first_start / "demo").kind is DataKind.DEMONSTRATION
    assert data_dir() == first_start


def test_a_backup_goes_back_where_its_kind_belongs(
    kept: Office, first_start: Path, tmp_path: Path
) -> None:
    back_up(kept.folder / "data", tmp_path / "real")
    back_up(first_start / "demo", tmp_path / "demo")
    assert main(["restore", str(tmp_path / "real")]) == 0
    assert files(first_start / "ledger") == files(kept.folder / "data" / "ledger")
    shutil.rmtree(first_start / "demo")
    assert main(["restore", str(tmp_path / "demo")]) == 0
    assert Ledger.open(first_start / "demo").kind is DataKind.DEMONSTRATION


def test_nothing_is_ever_overwritten(kept: Office, tmp_path: Path) -> None:
    data, copy = kept.folder / "data", tmp_path / "copy"
    back_up(data, copy)
    before = files(copy)
    with pytest.raises(UnusableBackup, match="đã có"):
        back_up(data, copy)
    with pytest.raises(UnusableBackup, match="không ghi đè"):
        restore(copy, data)
    other = tmp_path / "other"
    (other / "overlay").mkdir(parents=True)
    (other / "overlay" / "targets.yaml").write_text("targets: []\n", encoding="utf-8")
    with pytest.raises(UnusableBackup, match=r"targets\.yaml"):
        restore(copy, other)
    with pytest.raises(UnusableBackup, match="trong chính thư mục"):
        back_up(data, data / "copy")
    assert files(copy) == before


@pytest.mark.parametrize("how", ["cut", "gone", "list"])
def test_a_damaged_backup_is_refused_and_nothing_is_put_in_place(
    kept: Office, tmp_path: Path, how: str
) -> None:
    copy, new = tmp_path / "copy", tmp_path / "new"
    back_up(kept.folder / "data", copy)
    path = copy / "ledger" / "batches" / "00000001" / "observations.parquet"
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif how == "gone":
        path.unlink()
    else:
        (copy / LIST).write_bytes((copy / LIST).read_bytes()[:-9])
    with pytest.raises(UnusableBackup):
        restore(copy, new)
    assert not new.exists() or list(new.iterdir()) == []


def test_a_damaged_ledger_is_not_passed_on_as_a_backup(kept: Office, tmp_path: Path) -> None:
    (event, _) = kept.ledger.events()
    kept.ledger.file_path(event.files["indicators.yaml"]).write_bytes(b"")
    with pytest.raises(LedgerDamaged):
        back_up(kept.folder / "data", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert list(tmp_path.glob(".draft-*")) == []


def test_a_copy_taken_while_loads_run_is_one_that_stood(kept: Office, tmp_path: Path) -> None:
    taken: list[Path] = []
    stop = threading.Event()

    def copy() -> None:
        while not stop.is_set():
            target = tmp_path / f"copy-{len(taken)}"
            back_up(kept.folder / "data", target)
            taken.append(target)

    worker = threading.Thread(target=copy)
    worker.start()
    for step in range(3):
        kept.send(f"b{step}.xlsx", form(48 - step), RECEIVED + timedelta(days=2 + step))
    stop.set()
    worker.join()
    assert taken
    for target in taken:
        verify_ledger(Ledger.open(target))
    # The last one was begun before or after the last load; either way it restores whole.
    new = tmp_path / "new"
    restore(taken[-1], new)
    assert Ledger.open(new).last_batch() in (1, 2, 3, 4)
    shutil.rmtree(new)
