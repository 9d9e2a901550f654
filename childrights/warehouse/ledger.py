"""The ledger: files as received and what was read from them. Nothing in it is ever changed.

Layout under ``<data folder>/ledger``::

    KIND                          demonstration | real
    files/ab/<sha256>             every file as received, but those that may not be kept
    batches/00000001/             one load: receipts.jsonl, observations.parquet, SEAL.json
    events/00000001.json          one decision, or a new version of the definitions

Texts of the definitions (catalogue, forms, targets, places, corrections) lie in ``files`` as well;
an event lists them. A batch becomes part of the ledger when its folder is renamed into place, an
event when its file is; until then it does not exist for any reader. A load that dies before that
leaves only drafts, which the next one sweeps. ``SEAL.json`` holds the hashes of a batch's files,
so that damage is told instead of read.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from childrights.catalogue.model import TOTAL
from childrights.warehouse.assignments import assignment_json
from childrights.warehouse.durable import (
    DRAFT_MARK,
    draft_beside,
    put_in_place,
    settle,
    write_whole,
)
from childrights.warehouse.events import Event, event_json, read_event
from childrights.warehouse.lock import LockHeld, held
from childrights.warehouse.records import Finding, Observation, Receipt, Submission

LOCK_WAIT_SECONDS = 60
SEAL = "SEAL.json"


class DataKind(StrEnum):
    """A data folder holds demonstration or real submissions, never both."""

    DEMONSTRATION = "demonstration"
    REAL = "real"


class LedgerError(RuntimeError):
    """The data folder cannot be used as asked; the message says what to do."""


class LedgerDamaged(LedgerError):
    """A file of the ledger is not what was written; the message names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp {path} trong sổ số liệu bị hỏng hoặc bị cắt cụt. Không sửa tay: khôi phục thư "
            "mục từ bản sao lưu (python -m etl restore), rồi nạp lại các tệp gửi sau bản đó."
        )


@dataclass(frozen=True)
class Ledger:
    """A ledger in a data folder. Make one with :meth:`create` or :meth:`open`."""

    data_dir: Path
    kind: DataKind

    @classmethod
    def create(cls, data_dir: Path, kind: DataKind) -> Ledger:
        """Start a ledger of that kind, or open the one that is there.

        Raises :class:`LedgerError` when the folder already holds the other kind.
        """
        marker = data_dir / "ledger" / "KIND"
        if marker.exists():
            ledger = cls.open(data_dir)
            if ledger.kind is not kind:
                raise LedgerError(
                    f"Thư mục {data_dir} đang chứa {_kind_words(ledger.kind)}; không trộn với "
                    f"{_kind_words(kind)}. Chọn thư mục khác (biến CHILDRIGHTS_DATA)."
                )
            return ledger
        for name in ("files", "batches", "events"):
            (marker.parent / name).mkdir(parents=True, exist_ok=True)
        write_whole(marker, kind.value.encode())
        return cls(data_dir, kind)

    @classmethod
    def open(cls, data_dir: Path) -> Ledger:
        """Open the ledger of a data folder; :class:`LedgerError` when there is none."""
        marker = data_dir / "ledger" / "KIND"
        if not marker.exists():
            raise LedgerError(
                f"Thư mục {data_dir} chưa có sổ số liệu. Chạy “python -m etl init” để tạo."
            )
        try:
            kind = DataKind(marker.read_text(encoding="utf-8").strip())
        except ValueError as error:
            raise LedgerDamaged(marker) from error
        return cls(data_dir, kind)

    @property
    def root(self) -> Path:
        """The ledger's own folder."""
        return self.data_dir / "ledger"

    def batches(self) -> list[Path]:
        """Folders of all batches, oldest first; raises :class:`LedgerDamaged` where one lacks."""
        return _numbered(self.root / "batches", "")

    def last_batch(self) -> int:
        """Number of the newest batch, 0 when there is none."""
        batches = self.batches()
        return int(batches[-1].name) if batches else 0

    def revision(self) -> tuple[int, int]:
        """Numbers of the newest batch and the newest event: what a snapshot was made of."""
        return self.last_batch(), len(_numbered(self.root / "events", ".json"))

    def receipts(self) -> Iterator[dict[str, Any]]:
        """Every receipt as written, oldest batch first, with its ``batch`` number.

        Raises :class:`LedgerDamaged` for a batch that is not what was written.
        """
        for batch in self.batches():
            content = _sealed(batch, "receipts.jsonl")
            try:
                lines = [json.loads(line) for line in content.decode().split("\n") if line]
            except ValueError as error:
                raise LedgerDamaged(batch / "receipts.jsonl") from error
            for receipt in lines:
                yield {"batch": int(batch.name), **receipt}

    def observation_files(self) -> list[Path]:
        """The observations of all batches, each verified; raises :class:`LedgerDamaged`."""
        for batch in self.batches():
            _sealed(batch, "observations.parquet")
        return [batch / "observations.parquet" for batch in self.batches()]

    def events(self) -> list[Event]:
        """Every event, oldest first; raises :class:`LedgerDamaged`."""
        found = []
        for path in _numbered(self.root / "events", ".json"):
            try:
                found.append(read_event(json.loads(path.read_bytes())))
            except (ValueError, KeyError, TypeError) as error:
                raise LedgerDamaged(path) from error
        return found

    def newest_moment(self) -> datetime | None:
        """The latest moment that anything in the ledger speaks of; ``None`` when it is empty."""
        moments = [datetime.fromisoformat(item["received_at"]) for item in self.receipts()]
        moments += [event.at for event in self.events()]
        return max(moments, default=None)

    def known_files(self) -> set[str]:
        """SHA-256 of every file that was accepted whole."""
        return {
            receipt["sha256"] for receipt in self.receipts() if receipt["verdict"] == "accepted"
        }

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the ledger for writing; a second writer waits, then is told who holds it."""
        try:
            with held(self.root / "LOCK", LOCK_WAIT_SECONDS):
                self._sweep()
                yield
        except LockHeld as error:
            raise LedgerError(str(error)) from error

    def keep_file(self, content: bytes) -> str:
        """Keep a file as received, under its SHA-256; return the hash.

        A kept file that has since been damaged is replaced.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.file_path(digest)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        return digest

    def kept_file(self, sha256: str) -> bytes:
        """A kept file as it was received; raises :class:`LedgerDamaged`."""
        path = self.file_path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise LedgerDamaged(path) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise LedgerDamaged(path)
        return content

    def file_path(self, sha256: str) -> Path:
        """Where a received file lies."""
        return self.root / "files" / sha256[:2] / sha256

    def append(self, receipts: Sequence[Receipt], dimensions: Sequence[str]) -> int:
        """Add one batch; return its number. Call it inside :meth:`writing`.

        Raises ``ValueError`` for a batch without receipts, which would say nothing.
        """
        if not receipts:
            raise ValueError("a batch holds at least one receipt")
        number = self.last_batch() + 1
        folder = self.root / "batches" / f"{number:08d}"
        draft = draft_beside(folder)
        try:
            draft.mkdir(parents=True)
            _write_batch(draft, receipts, dimensions)
            put_in_place(draft, folder)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return number

    def add_event(self, event: Event) -> Event:
        """Add one event, numbered; call it inside :meth:`writing`."""
        batch, last = self.revision()
        placed = replace(event, number=last + 1, after_batch=batch)
        path = self.root / "events" / f"{placed.number:08d}.json"
        path.parent.mkdir(exist_ok=True)
        text = json.dumps(event_json(placed), ensure_ascii=False, indent=1)
        write_whole(path, text.encode())
        return placed

    def _sweep(self) -> None:
        for leftover in self.root.rglob(f"{DRAFT_MARK}*"):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _write_batch(draft: Path, receipts: Sequence[Receipt], dimensions: Sequence[str]) -> None:
    lines = [json.dumps(_receipt_json(item), ensure_ascii=False) for item in receipts]
    write_whole(draft / "receipts.jsonl", ("\n".join(lines) + "\n").encode())
    observations = draft / "observations.parquet"
    pq.write_table(_observation_table(receipts, dimensions), observations, compression="zstd")
    settle(observations)
    hashes = {path.name: _hash(path) for path in sorted(draft.iterdir())}
    write_whole(draft / SEAL, json.dumps(hashes, indent=1).encode())


def _numbered(folder: Path, suffix: str) -> list[Path]:
    """What is numbered 1, 2, 3… in a folder; raises :class:`LedgerDamaged` for a gap."""
    if not folder.exists():
        return []
    found = sorted(
        path for path in folder.iterdir() if path.stem.isdigit() and path.suffix == suffix
    )
    for number, path in enumerate(found, start=1):
        if int(path.stem) != number:
            raise LedgerDamaged(folder / f"{number:08d}{suffix}")
    return found


def _sealed(batch: Path, name: str) -> bytes:
    """The content of a batch's file, if it is what its seal says.

    Batches of the first ledgers have no seal.
    """
    seal = batch / SEAL
    try:
        content = (batch / name).read_bytes()
        if not seal.exists():
            return content
        expected = json.loads(seal.read_bytes())[name]
    except (FileNotFoundError, ValueError, KeyError) as error:
        raise LedgerDamaged(batch / name) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise LedgerDamaged(batch / name)
    return content


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _kind_words(kind: DataKind) -> str:
    return "dữ liệu minh họa" if kind is DataKind.DEMONSTRATION else "số liệu thật"


def _finding_json(finding: Finding) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
        "explanation": finding.explanation,
    }


def _submission_json(number: int, submission: Submission) -> dict[str, Any]:
    return {
        "number": number,
        "form": submission.form,
        "version": submission.version,
        "layout": submission.layout.value,
        "locality": submission.locality.code,
        "valid_from": submission.locality.valid_from.isoformat(),
        "name": submission.name,
        "period": str(submission.period),
        "cut_off": submission.cut_off.isoformat(),
        "nature": submission.nature.value,
        "letter_number": submission.letter_number,
        "letter_date": submission.letter_date.isoformat() if submission.letter_date else None,
        "signed_off": submission.signed_off,
        "sheet": submission.sheet,
        "verdict": submission.verdict.value,
        "findings": [_finding_json(item) for item in submission.findings],
    }


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "name": receipt.name,
        "sha256": receipt.sha256,
        "size_bytes": receipt.size_bytes,
        "received_at": _utc(receipt.received_at),
        "demonstration": receipt.demonstration,
        "definitions": receipt.definitions,
        "verdict": receipt.verdict.value,
        "submissions": [_submission_json(i, s) for i, s in enumerate(receipt.submissions)],
        "assignments": [
            {**assignment_json(item), "findings": [_finding_json(f) for f in item.findings]}
            for item in receipt.assignments
        ],
        "findings": [_finding_json(item) for item in receipt.findings],
    }


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("received_at must carry a time zone")
    return moment.isoformat()


def observation_schema(dimensions: Iterable[str]) -> pa.Schema:
    """Columns of ``observations.parquet``: where from, what, for which codes, how much."""
    label = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            ("sha256", label),
            ("number", pa.int32()),
            ("measure", label),
            *[(name, label) for name in dimensions],
            ("value", pa.decimal128(18, 4)),
            ("status", label),
            ("text", pa.string()),
            ("sheet", label),
            ("cell", pa.string()),
        ]
    )


def _observation_table(receipts: Sequence[Receipt], dimensions: Sequence[str]) -> pa.Table:
    items = [
        item
        for receipt in receipts
        for submission in receipt.submissions
        for item in submission.observations
    ]
    fields = zip(*items, strict=True) if items else ((),) * len(Observation._fields)
    measures, places, values, statuses, texts, sheets, cells = fields
    columns = {
        **_whence(receipts),
        "measure": pa.array(measures, pa.string()),
        **_codes(places, dimensions),
        "value": pa.array(values, pa.decimal128(18, 4)),
        "status": pa.array(statuses, pa.string()),
        "text": pa.array(texts, pa.string()),
        "sheet": pa.array(sheets, pa.string()),
        "cell": pa.array(cells, pa.string()),
    }
    schema = observation_schema(dimensions)
    arrays = [
        columns[entry.name].dictionary_encode()
        if pa.types.is_dictionary(entry.type)
        else columns[entry.name]
        for entry in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _whence(receipts: Sequence[Receipt]) -> dict[str, pa.Array]:
    """File and number of the submission of each observation, in their order."""
    runs = [
        (receipt.sha256, number, len(submission.observations))
        for receipt in receipts
        for number, submission in enumerate(receipt.submissions)
    ]
    which = [index for index, (_, _, length) in enumerate(runs) for _ in range(length)]
    taken = pa.array(which, pa.int32())
    return {
        "sha256": pa.array([sha256 for sha256, _, _ in runs], pa.string()).take(taken),
        "number": pa.array([number for _, number, _ in runs], pa.int32()).take(taken),
    }


def _codes(places: Sequence[Mapping[str, str]], dimensions: Sequence[str]) -> dict[str, pa.Array]:
    """A column a dimension. Most figures share their codes, so each set is looked at once."""
    known: dict[tuple[tuple[str, str], ...], int] = {}
    which = [known.setdefault(tuple(codes.items()), len(known)) for codes in places]
    taken, distinct = pa.array(which, pa.int32()), [dict(items) for items in known]
    return {
        name: pa.array([codes.get(name, TOTAL) for codes in distinct], pa.string()).take(taken)
        for name in dimensions
    }
