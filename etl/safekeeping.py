"""Backup and restore of a data folder, verified by hashes.

A backup is a folder: the whole ledger, the operator's overlay and boundaries, the releases, and a
list of every file with its hash, written last. Snapshots are rebuilt and not kept. Ledger and
releases are only ever added to, so they are copied while a loader or a dashboard runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from childrights.disclosure.release import releases
from childrights.settings import has_ledger
from childrights.warehouse.durable import DRAFT_MARK, draft_beside, put_in_place, write_whole
from childrights.warehouse.ledger import DataKind, Ledger, LedgerError
from childrights.warehouse.records import may_be_kept

LIST = "BACKUP.json"
KEPT_WITH_THE_LEDGER = ("overlay", "boundaries", "releases")
_ATTEMPTS = 20


class UnusableBackup(ValueError):
    """The backup cannot be made or restored; the message says why and what to do."""


def back_up(data_dir: Path, destination: Path) -> int:
    """Copy a data folder to a new folder; return the number of files.

    Raises :class:`UnusableBackup` when the destination exists, lies in the data folder, or a file
    of the ledger or of a release is damaged (``LedgerDamaged``, ``DamagedRelease``).
    """
    if destination.exists():
        raise UnusableBackup(f"{destination} đã có. Chọn một tên chưa dùng.")
    if destination.resolve().is_relative_to(data_dir.resolve()):
        raise UnusableBackup("Không để bản sao lưu ở trong chính thư mục dữ liệu.")
    ledger = Ledger.open(data_dir)
    destination.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_beside(destination)
    try:
        copied = _copy(data_dir, _consistent(ledger), draft)
        verify_ledger(Ledger.open(draft))
        verify_releases(draft)
        write_whole(draft / LIST, json.dumps(copied, indent=1, ensure_ascii=False).encode())
        put_in_place(draft, destination)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(copied)


def kind_of(source: Path) -> DataKind:
    """Which submissions a backup holds; raises :class:`UnusableBackup`."""
    _listed(source)
    try:
        return Ledger.open(source).kind
    except LedgerError as error:
        raise UnusableBackup(
            f"{source} bị hỏng ở tệp ledger/KIND; dùng bản sao lưu khác."
        ) from error


def restore(source: Path, data_dir: Path) -> int:
    """Put a backup back into a data folder without a ledger; return the number of files.

    Every file is checked against its hash before anything is put in place; the ledger comes last.
    Raises :class:`UnusableBackup`.
    """
    hashes = _listed(source)
    if has_ledger(data_dir):
        raise UnusableBackup(
            f"{data_dir} đã có sổ số liệu; không ghi đè. Đặt CHILDRIGHTS_DATA vào thư mục khác."
        )
    for folder in (*KEPT_WITH_THE_LEDGER, "ledger"):
        for path in _files(data_dir / folder):
            name = path.relative_to(data_dir).as_posix()
            if hashes.get(name) != hashlib.sha256(path.read_bytes()).hexdigest():
                raise UnusableBackup(f"{path} đã có và khác bản sao lưu; không ghi đè.")
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = draft_beside(data_dir / "restore")
    try:
        copied = _copy(source, [source / name for name in hashes], draft)
        _require_same(hashes, copied)
        verify_ledger(Ledger.open(draft))
        for name in (*KEPT_WITH_THE_LEDGER, "ledger"):
            _move(draft / name, data_dir / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(copied)


def verify_ledger(ledger: Ledger) -> None:
    """Read everything that the ledger holds; raises ``LedgerDamaged`` at the first damage.

    A file that was refused and never kept (a list of children, a bundle) has left its receipt
    alone.
    """
    for receipt in ledger.receipts():
        if may_be_kept(receipt["name"], (finding["rule"] for finding in receipt["findings"])):
            ledger.kept_file(receipt["sha256"])
    ledger.observation_files()
    for event in ledger.events():
        for sha256 in event.files.values():
            ledger.kept_file(sha256)


def verify_releases(data_dir: Path) -> None:
    """Read every release; raises ``DamagedRelease`` at one that is not as it was published."""
    for release in releases(data_dir):
        for name in release.facts["files"]:
            release.check(name)


def _consistent(ledger: Ledger) -> list[Path]:
    """The ledger's files at one moment, and what is kept with it.

    Events name the batch they came after, so a copy must not hold a batch that a decision it
    lacks was about: the list is taken between two looks at the events that see the same.
    """
    for _ in range(_ATTEMPTS):
        before = ledger.revision()[1]
        named = list(_files(ledger.root))
        if ledger.revision()[1] == before:
            break
    else:
        raise UnusableBackup("Sổ đang được ghi liên tục. Chạy lại lệnh sao lưu sau ít phút.")
    # What batches speak of was kept before them; a second look finds all of it.
    received = list(_files(ledger.root / "files"))
    # A release is renamed into place whole, after those it follows, and listed last here: it may be
    # newer than the ledger's copy, which hides no less than before. One too few would open cells.
    others = [path for name in KEPT_WITH_THE_LEDGER for path in _files(ledger.data_dir / name)]
    return list(dict.fromkeys([*named, *received, *others]))


def _files(folder: Path) -> Iterator[Path]:
    # A loader may finish or sweep a draft while this walks; os.walk goes on without it.
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(DRAFT_MARK))
        for name in sorted(names):
            if not name.startswith((DRAFT_MARK, "LOCK")):
                yield Path(parent) / name


def _copy(root: Path, files: list[Path], destination: Path) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for path in files:
        relative = path.relative_to(root)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise UnusableBackup(f"Thiếu tệp {path}.") from error
        target = destination / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
        hashes[relative.as_posix()] = hashlib.sha256(target.read_bytes()).hexdigest()
    return hashes


def _listed(source: Path) -> Mapping[str, str]:
    try:
        listed = json.loads((source / LIST).read_bytes())
    except FileNotFoundError as error:
        raise UnusableBackup(f"{source} không phải bản sao lưu trọn vẹn: thiếu {LIST}.") from error
    except ValueError as error:
        raise UnusableBackup(f"{source / LIST} bị hỏng; dùng bản sao lưu khác.") from error
    if not isinstance(listed, dict):
        raise UnusableBackup(f"{source / LIST} bị hỏng; dùng bản sao lưu khác.")
    return listed


def _require_same(expected: Mapping[str, str], found: Mapping[str, str]) -> None:
    damaged = [name for name, sha256 in expected.items() if found.get(name) != sha256]
    if damaged:
        raise UnusableBackup(
            f"Bản sao lưu bị hỏng ở {len(damaged)} tệp ({', '.join(damaged[:3])}…); "
            "dùng bản sao lưu khác."
        )


def _move(source: Path, target: Path) -> None:
    if not source.exists():
        return
    if target.exists():
        shutil.rmtree(target)
    put_in_place(source, target)
