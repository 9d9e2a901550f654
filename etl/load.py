"""The way in: read → recognise → check → load → publish.

Checking is a pure function of a file's bytes and the catalogue; only :func:`load` writes, one
batch a call, and publishes one snapshot for what was accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from childrights.strict_yaml import CatalogueError
from childrights.warehouse.definitions import definitions_of, record
from childrights.warehouse.events import explanations
from childrights.warehouse.history import replaced_by
from childrights.warehouse.ledger import DataKind, Ledger, LedgerError
from childrights.warehouse.records import Finding, Receipt, Severity
from childrights.warehouse.snapshot import Snapshot, publish, published_revision
from etl.compare import compared, known_of
from etl.drafts import Setting
from etl.explained import explained
from etl.readers import Incoming, judge_all
from etl.sources import Sent, UnusablePath, find_files

__all__ = ["KeptUnpublished", "UnusablePath", "find_files", "keep_kinds_apart", "load"]

BATCH_OBSERVATIONS = 200_000

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


class KeptUnpublished(LedgerError):
    """Files were kept in the ledger, but no snapshot of them could be published.

    ``receipts`` say what became of the files; the message says what stands in the way.
    """

    def __init__(self, receipts: Sequence[Receipt], cause: Exception) -> None:
        self.receipts = tuple(receipts)
        super().__init__(
            "Các tệp đã được giữ trong sổ nhưng chưa hiện lên bảng số liệu; người xem vẫn thấy "
            f"bản trước.\n{cause}\nXử lý xong thì chạy “python -m etl publish”."
        )


def load(
    files: Sequence[Incoming],
    ledger: Ledger,
    setting: Setting,
    progress: Progress | None = None,
) -> list[Receipt]:
    """Check files and keep them all, accepted or not.

    Accepted submissions come with their observations, rejected ones as receipts with findings;
    what is returned holds the verdicts without the figures. Each file comes with the moment it
    was received (with a time zone). One snapshot is published for the whole call. Raises
    :class:`~childrights.warehouse.ledger.LedgerError` when another load is running or the ledger
    is damaged, and :class:`KeptUnpublished` when the files were kept and could not be shown.
    """
    with ledger.writing():
        receipts = keep(files, ledger, setting, progress)
        show(receipts, ledger, setting)
    return receipts


def keep(
    files: Sequence[Incoming],
    ledger: Ledger,
    setting: Setting,
    progress: Progress | None = None,
) -> list[Receipt]:
    """As :func:`load`, and publish nothing; call it inside ``ledger.writing()``."""
    if files:
        definitions = definitions_of(setting.catalogue, ledger.data_dir)
        record(ledger, definitions, min(received_at for _, received_at in files))
    receipts: list[Receipt] = []
    pending: list[Receipt] = []
    figures = 0
    for index, receipt in enumerate(_received(files, ledger, setting)):
        # What stays in hand are the verdicts; the figures go to the ledger batch by batch.
        receipts.append(_without_observations(receipt))
        if not receipt.duplicate:
            pending.append(receipt)
            figures += sum(len(item.observations) for item in receipt.submissions)
        if figures > BATCH_OBSERVATIONS:
            _append(pending, ledger, setting)
            pending, figures = [], 0
        if progress is not None:
            progress(index + 1, len(files))
    _append(pending, ledger, setting)
    return receipts


def show(receipts: Sequence[Receipt], ledger: Ledger, setting: Setting) -> None:
    """Publish what was kept; call it inside ``ledger.writing()``.

    Raises :class:`KeptUnpublished` with the receipts when no snapshot can be made of it.
    """
    try:
        publish_if_behind(ledger, setting)
    except (CatalogueError, LedgerError) as error:
        raise KeptUnpublished(receipts, error) from error


def _without_observations(receipt: Receipt) -> Receipt:
    bare = tuple(replace(item, observations=()) for item in receipt.submissions)
    return replace(receipt, submissions=bare)


def _received(files: Sequence[Incoming], ledger: Ledger, setting: Setting) -> Iterator[Receipt]:
    """Receipts in the order of the files; a file received before is not judged again."""
    digests = [_digest(path) for path, _ in files]
    known = ledger.known_files()
    answers = explanations(ledger.events())
    fresh: dict[str, Incoming] = {}
    for digest, incoming in zip(digests, files, strict=True):
        if digest not in known:
            fresh.setdefault(digest, incoming)
    in_force = known_of(ledger.data_dir, setting.catalogue)
    judged = compared(
        judge_all(list(fresh.values()), setting),
        setting,
        in_force,
        lambda receipt: keep_kinds_apart(explained(receipt, answers), ledger.kind),
    )
    waiting = set(fresh)
    for digest, (path, received_at) in zip(digests, files, strict=True):
        if digest not in waiting:
            receipt = _receipt_of(path, digest, received_at, setting)
            yield received_before(receipt, in_force.snapshot)
            continue
        waiting.remove(digest)
        receipt = next(judged)
        if receipt.may_be_kept:
            ledger.keep_file(path.read_bytes())
        yield receipt


def _digest(path: Sent) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _receipt_of(path: Sent, digest: str, received_at: datetime, setting: Setting) -> Receipt:
    return Receipt(
        name=path.name,
        sha256=digest,
        size_bytes=len(path.read_bytes()),
        received_at=received_at,
        demonstration=False,
        definitions=setting.catalogue.digest,
        submissions=(),
        findings=(),
    )


def received_before(receipt: Receipt, snapshot: Snapshot | None) -> Receipt:
    """The receipt of a file that the ledger already holds: nothing changes."""
    message = "Tệp này giống hệt tệp đã nhận trước đây; không có gì thay đổi."
    later = replaced_by(snapshot, receipt.sha256) if snapshot is not None else []
    if later:
        message += (
            f" Số liệu đang dùng là của tệp nhận sau nó: {', '.join(later)}. Nếu tệp này mới đúng, "
            "ghi lại ngày văn bản trong tệp rồi gửi lại."
        )
    finding = Finding(Severity.NOTE, "received_before", message)
    return replace(receipt, submissions=(), assignments=(), findings=(finding,), duplicate=True)


def keep_kinds_apart(receipt: Receipt, kind: DataKind) -> Receipt:
    """Refuse a demonstration file in a real folder, and a real file in a demonstration one."""
    if not receipt.held or receipt.demonstration == (kind is DataKind.DEMONSTRATION):
        return receipt
    if receipt.demonstration:
        message = (
            "Tệp mang dấu “Dữ liệu minh họa”, không nạp vào thư mục số liệu thật. "
            "Nếu là số liệu thật, xóa dòng dấu ở đầu các trang tính rồi gửi lại."
        )
    else:
        message = (
            "Thư mục này chứa dữ liệu minh họa, không nhận số liệu thật. "
            "Chạy “python3 run.py real” để mở thư mục số liệu thật."
        )
    finding = Finding(Severity.ERROR, "kinds_apart", message)
    refused = tuple(
        replace(item, observations=(), findings=(*item.findings, finding))
        for item in receipt.submissions
    )
    unassigned = tuple(
        replace(item, figures=(), findings=(*item.findings, finding))
        for item in receipt.assignments
    )
    return replace(
        receipt,
        submissions=refused,
        assignments=unassigned,
        findings=(*receipt.findings, finding),
    )


def _append(receipts: Sequence[Receipt], ledger: Ledger, setting: Setting) -> None:
    if receipts:
        ledger.append(receipts, setting.catalogue.dimension_names)


def publish_if_behind(ledger: Ledger, setting: Setting) -> None:
    """Publish after new batches or events, and when an earlier load died before it could.

    Also when the snapshot in force is damaged. Raises ``StaleCorrection`` and ``NotPublished``.
    """
    if published_revision(ledger.data_dir) != ledger.revision():
        localities = setting.registry.all_localities()
        publish(ledger, localities, setting.catalogue.dimension_names)
