"""The way in: read → recognise → check → load → publish.

Checking is a pure function of a file's bytes and the catalogue; only :func:`load` writes, one
batch a call, and publishes one snapshot for what was accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from childrights.strict_yaml import CatalogueError
from childrights.warehouse.definitions import definitions_of, record
from childrights.warehouse.events import explanations
from childrights.warehouse.history import replaced_by
from childrights.warehouse.ledger import DataKind, Ledger, LedgerError
from childrights.warehouse.records import FILE_AT_HAND, Finding, Receipt, Severity
from childrights.warehouse.snapshot import Snapshot, publish, published_revision
from etl.compare import compared, known_of
from etl.drafts import Setting
from etl.explained import explained
from etl.known import Known
from etl.readers import Incoming, judge_all, not_at_hand, not_readable
from etl.refusals import Refusal
from etl.sources import UnusablePath, find_files

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


class _Look(NamedTuple):
    """What a file was when the load began."""

    incoming: Incoming
    sha256: str
    size_bytes: int


def _received(files: Sequence[Incoming], ledger: Ledger, setting: Setting) -> Iterator[Receipt]:
    """Receipts in the order of the files; a file received before is not judged again."""
    looks = [_look(incoming, setting) for incoming in files]
    settled = ledger.known_files()
    fresh: dict[str, _Look] = {}
    for look in looks:
        if isinstance(look, _Look) and look.sha256 not in settled:
            fresh.setdefault(look.sha256, look)
    known = known_of(ledger.data_dir, setting.catalogue)
    judge = _judging(ledger, setting, known)
    judged = judge(list(fresh.values()))
    for look in looks:
        if isinstance(look, Receipt):
            yield look
        elif look.sha256 in settled:
            yield received_before(_blank(look, setting), known.snapshot)
        else:
            # Where an equal file before it changed meanwhile, this one is judged by itself.
            receipt = next(judged if fresh[look.sha256] is look else judge([look]))
            if receipt.sha256 == look.sha256 and _was_at_hand(receipt):
                settled.add(look.sha256)
            yield receipt


def _look(incoming: Incoming, setting: Setting) -> _Look | Receipt:
    """What a file is now, or its receipt where it cannot be read; nothing of it stays in memory."""
    try:
        content = incoming[0].read_bytes()
    except OSError as error:
        return not_readable(incoming, setting, error)
    return _Look(incoming, hashlib.sha256(content).hexdigest(), len(content))


def _judging(
    ledger: Ledger, setting: Setting, known: Known
) -> Callable[[Sequence[_Look]], Iterator[Receipt]]:
    """Judge files one after the other; each is compared with all that were judged before."""
    answers = explanations(ledger.events())

    def judge(looks: Sequence[_Look]) -> Iterator[Receipt]:
        receipts = judge_all([look.incoming for look in looks], setting)
        # Kept before it is compared: the files after it see no figures of one that is refused.
        kept = (
            _kept(receipt, look, ledger, setting)
            for receipt, look in zip(receipts, looks, strict=True)
        )
        return compared(
            kept,
            setting,
            known,
            lambda receipt: keep_kinds_apart(explained(receipt, answers), ledger.kind),
        )

    return judge


def _kept(receipt: Receipt, look: _Look, ledger: Ledger, setting: Setting) -> Receipt:
    """The receipt once the file is kept; a refusal where the file is not what was judged.

    Kept under another hash than its receipt's, a file could never be found again: the ledger
    would be damaged. Judged as another file than was looked up, it might count twice.
    """
    if not receipt.may_be_kept:
        return receipt
    try:
        content = look.incoming[0].read_bytes()
    except OSError as error:
        return not_readable(look.incoming, setting, error)
    if not look.sha256 == receipt.sha256 == hashlib.sha256(content).hexdigest():
        return not_at_hand(receipt, Refusal.CHANGED_MEANWHILE)
    ledger.keep_file(content)
    return receipt


def _was_at_hand(receipt: Receipt) -> bool:
    return all(item.rule != FILE_AT_HAND for item in receipt.findings)


def _blank(look: _Look, setting: Setting) -> Receipt:
    sent, received_at = look.incoming
    return Receipt(
        name=sent.name,
        sha256=look.sha256,
        size_bytes=look.size_bytes,
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
