"""The ledger: files as received and what was read from them. Nothing in it is ever changed.

Layout under ``<data folder>/ledger``::

    KIND                          demonstration | real
    files/ab/<sha256>             every file as received
    definitions/<digest>.json     every catalogue that judged a file, with the texts of its files
    batches/00000001/             one load: receipts.jsonl, observations.parquet

A batch becomes part of the ledger when its folder is renamed into place; until then it does not
exist for any reader. A load that dies before that leaves only orphans, which the next one sweeps.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from childrights.catalogue.model import TOTAL
from childrights.warehouse.assignments import assignment_json
from childrights.warehouse.records import Finding, Receipt, Submission

LOCK_WAIT_SECONDS = 60


class DataKind(StrEnum):
    """A data folder holds demonstration or real submissions, never both."""

    DEMONSTRATION = "demonstration"
    REAL = "real"


class LedgerError(RuntimeError):
    """The data folder cannot be used as asked; the message says what to do."""


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
        for name in ("files", "definitions", "batches"):
            (marker.parent / name).mkdir(parents=True, exist_ok=True)
        _write_whole(marker, kind.value.encode())
        return cls(data_dir, kind)

    @classmethod
    def open(cls, data_dir: Path) -> Ledger:
        """Open the ledger of a data folder; :class:`LedgerError` when there is none."""
        marker = data_dir / "ledger" / "KIND"
        if not marker.exists():
            raise LedgerError(
                f"Thư mục {data_dir} chưa có sổ số liệu. Chạy “python -m etl init” để tạo."
            )
        return cls(data_dir, DataKind(marker.read_text(encoding="utf-8").strip()))

    @property
    def root(self) -> Path:
        """The ledger's own folder."""
        return self.data_dir / "ledger"

    def batches(self) -> list[Path]:
        """Folders of all batches, oldest first."""
        return sorted(p for p in (self.root / "batches").iterdir() if p.name.isdigit())

    def last_batch(self) -> int:
        """Number of the newest batch, 0 when there is none."""
        batches = self.batches()
        return int(batches[-1].name) if batches else 0

    def receipts(self) -> Iterator[dict[str, Any]]:
        """Every receipt as written, oldest batch first, with its ``batch`` number."""
        for batch in self.batches():
            with (batch / "receipts.jsonl").open(encoding="utf-8") as lines:
                for line in lines:
                    yield {"batch": int(batch.name), **json.loads(line)}

    def known_files(self) -> set[str]:
        """SHA-256 of every file that was accepted whole."""
        return {
            receipt["sha256"] for receipt in self.receipts() if receipt["verdict"] == "accepted"
        }

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the ledger for writing; a second loader waits, then gives up with words."""
        lock = FileLock(self.root / "LOCK")
        try:
            with lock.acquire(timeout=LOCK_WAIT_SECONDS):
                self._sweep()
                yield
        except Timeout as error:
            raise LedgerError(
                "Đang có một lượt nạp số liệu khác chạy. Đợi lượt đó xong rồi nạp lại."
            ) from error

    def keep_file(self, content: bytes) -> str:
        """Keep a file as received, under its SHA-256; return the hash."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.file_path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)
        return digest

    def file_path(self, sha256: str) -> Path:
        """Where a received file lies."""
        return self.root / "files" / sha256[:2] / sha256

    def keep_definitions(self, digest: str, sources: Mapping[str, str]) -> None:
        """Keep the texts of a catalogue version, once."""
        path = self.root / "definitions" / f"{digest}.json"
        if not path.exists():
            text = json.dumps(dict(sources), ensure_ascii=False, indent=1, sort_keys=True)
            _write_whole(path, text.encode())

    def append(self, receipts: Sequence[Receipt], dimensions: Sequence[str]) -> int:
        """Add one batch; return its number. Call it inside :meth:`writing`.

        Raises ``ValueError`` for a batch without receipts, which would say nothing.
        """
        if not receipts:
            raise ValueError("a batch holds at least one receipt")
        number = self.last_batch() + 1
        draft = self.root / "batches" / f".draft-{uuid.uuid4().hex}"
        draft.mkdir(parents=True)
        lines = [json.dumps(_receipt_json(item), ensure_ascii=False) for item in receipts]
        _write_whole(draft / "receipts.jsonl", ("\n".join(lines) + "\n").encode())
        pq.write_table(
            _observation_table(receipts, dimensions),
            draft / "observations.parquet",
            compression="zstd",
        )
        draft.replace(self.root / "batches" / f"{number:08d}")
        return number

    def _sweep(self) -> None:
        for leftover in (self.root / "batches").glob(".draft-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _kind_words(kind: DataKind) -> str:
    return "dữ liệu minh họa" if kind is DataKind.DEMONSTRATION else "số liệu thật"


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees half of it."""
    draft = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    with draft.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)


def _finding_json(finding: Finding) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
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
    schema = observation_schema(dimensions)
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for receipt in receipts:
        for number, submission in enumerate(receipt.submissions):
            for item in submission.observations:
                columns["sha256"].append(receipt.sha256)
                columns["number"].append(number)
                columns["measure"].append(item.measure)
                for name in dimensions:
                    columns[name].append(item.codes.get(name, TOTAL))
                columns["value"].append(item.value)
                columns["status"].append(item.status.value)
                columns["text"].append(item.text)
                columns["sheet"].append(item.sheet)
                columns["cell"].append(item.cell)
    arrays = [
        pa.array(columns[entry.name], type=entry.type)
        if not pa.types.is_dictionary(entry.type)
        else pa.array(columns[entry.name], type=pa.string()).dictionary_encode()
        for entry in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
