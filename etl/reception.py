"""Receiving files that came by the page: look them over, tell what they would do, take them in.

The same readers, rules and ledger as ``check`` and ``load``; what differs is only that the bytes
come from a browser and never lie in a folder. A file that lists individual children is thus
nowhere but in memory.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

from childrights.language import say
from childrights.settings import demonstration_dir, has_ledger
from childrights.warehouse.events import ExplanationKey, FigureKey, closings, explanations
from childrights.warehouse.history import Kept, State, submissions
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.questions import questions
from childrights.warehouse.records import Receipt, Severity, Submission, is_bundle
from childrights.warehouse.snapshot import Snapshot
from etl.compare import compared, known_of
from etl.decide import Said, add_explanations
from etl.drafts import Setting
from etl.explained import explained
from etl.formats import is_litter
from etl.load import Progress, keep, keep_kinds_apart, received_before, show
from etl.readers import judge_all
from etl.refusals import UnreadableFile
from etl.sources import INSIDE, Sent, look_into_bundle
from etl.weigh import shown


@dataclass(frozen=True)
class UploadedFile:
    """A file from a browser."""

    name: str
    content: bytes = field(repr=False)

    def read_bytes(self) -> bytes:
        """The content."""
        return self.content


@dataclass(frozen=True)
class UploadedMember:
    """A member of an uploaded bundle, unpacked only while it is read."""

    bundle_name: str
    bundle: bytes = field(repr=False)
    member: str

    @property
    def name(self) -> str:
        """Bundle and member."""
        return f"{shown(self.bundle_name)}{INSIDE}{shown(self.member)}"

    def read_bytes(self) -> bytes:
        """The unpacked content; it was unpacked once before, so that its size is known."""
        with zipfile.ZipFile(BytesIO(self.bundle)) as archive:
            return archive.read(self.member)

    def __reduce__(self) -> tuple[type[UploadedFile], tuple[str, bytes]]:
        """To a reading process goes the member alone, not the whole bundle."""
        return UploadedFile, (self.name, self.read_bytes())


@dataclass(frozen=True)
class Counter:
    """Files on the counter: judged, not yet in the ledger."""

    key: tuple[str, ...]
    files: tuple[Sent, ...] = field(repr=False)
    receipts: tuple[Receipt, ...] = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of the files last taken in; ``trouble`` where the figures do not show yet."""

    receipts: tuple[Receipt, ...]
    trouble: str = ""


def share(done: int, total: int) -> float:
    """How much of the work is done, from 0 to 1."""
    return min(1.0, done / max(total, 1))


def open_uploads(uploads: Sequence[tuple[str, bytes]]) -> list[Sent]:
    """Files to judge, bundles opened, in order; what a system left behind is passed over."""
    return [
        item for name, content in uploads if not is_litter(name) for item in _opened(name, content)
    ]


def _opened(name: str, content: bytes) -> Iterator[Sent]:
    whole = UploadedFile(shown(name), content)
    if not is_bundle(whole.name):
        yield whole
        return
    try:
        bundle = look_into_bundle(BytesIO(content))
    except UnreadableFile:
        yield whole
        return
    yield from (UploadedMember(name, content, member) for member in bundle.members)
    if bundle.refused:
        yield whole


def look_over(
    files: Sequence[Sent],
    folder: Path,
    setting: Setting,
    at: datetime,
    progress: Progress,
) -> list[Receipt]:
    """What would become of the files if they were taken in now; nothing is kept.

    Raises ``WorkersUnavailable`` when no reader can be started and ``LedgerError`` for a damaged
    ledger.
    """
    ledger = Ledger.open(folder) if has_ledger(folder) else None
    known = ledger.known_files() if ledger else set()
    answers = explanations(ledger.events()) if ledger else {}
    in_force = known_of(folder, setting.catalogue)

    def settled(receipt: Receipt) -> Receipt:
        if receipt.sha256 in known:
            return received_before(receipt, in_force.snapshot)
        told = explained(receipt, answers)
        return keep_kinds_apart(told, ledger.kind) if ledger else told

    judged = judge_all([(item, at) for item in files], setting)
    receipts: list[Receipt] = []
    for receipt in compared(judged, setting, in_force, settled):
        receipts.append(receipt)
        progress(len(receipts), len(files))
    return receipts


def take_in(
    files: Sequence[Sent],
    answers: Mapping[ExplanationKey, str],
    folder: Path,
    setting: Setting,
    said: Said,
    progress: Progress,
) -> list[Receipt]:
    """Load the files, all of them: those with errors leave a receipt.

    ``answers`` explain findings that may be true; those files are loaded once more with the
    explanations beside them. One snapshot shows the whole of it, also where the explanations are
    refused. Raises as :func:`etl.load.load` and :func:`etl.decide.add_explanations` do.
    """
    ledger = ledger_for(folder, files, setting, said.at)
    with ledger.writing():
        receipts = keep([(item, said.at) for item in files], ledger, setting, progress)
        open_keys = {key for receipt in receipts for key in questions(receipt)}
        written = {key: text.strip() for key, text in answers.items() if key in open_keys}
        answered = {key: text for key, text in written.items() if text}
        try:
            if answered:
                add_explanations(ledger, setting, answered, said)
                again = [item for item in files if _digest(item) in {key[0] for key in answered}]
                renewed = keep([(item, said.at) for item in again], ledger, setting, progress)
                by_hash = {receipt.sha256: receipt for receipt in renewed}
                receipts = [by_hash.get(receipt.sha256, receipt) for receipt in receipts]
        finally:
            show(receipts, ledger, setting)
    return receipts


def _digest(item: Sent) -> str:
    return hashlib.sha256(item.read_bytes()).hexdigest()


def ledger_for(folder: Path, files: Sequence[Sent], setting: Setting, at: datetime) -> Ledger:
    """The folder's ledger; a new one takes the kind of the first file that can be read."""
    if has_ledger(folder):
        return Ledger.open(folder)
    for receipt in judge_all([(item, at) for item in files], setting):
        if receipt.held and receipt.demonstration:
            return Ledger.create(demonstration_dir(), DataKind.DEMONSTRATION)
        if receipt.held:
            break
    return Ledger.create(folder, DataKind.REAL)


# ── What taking in would do ───────────────────────────────────────────────────────────────


def effects(receipt: Receipt, known: Snapshot | None, ledger: Ledger | None) -> list[str]:
    """For each submission without errors, what it would replace or wait for, in a sentence."""
    if known is None or ledger is None:
        return []
    closed = closings(ledger.events()).keys()
    hopeful = [item for item in receipt.submissions if not _has_error(item)]
    said = [_effect(item, known, closed) for item in hopeful]
    return [text for text in said if text]


def _effect(item: Submission, known: Snapshot, closed: Set[FigureKey]) -> str:
    where = f"{item.name}, {item.period.label.lower()}"
    if FigureKey(item.form, item.locality, str(item.period)) in closed:
        return say(
            "{where}: số liệu đã chốt, biểu này sẽ chờ mở lại rồi mới được tính.", where=where
        )
    sent = submissions(known, item.locality.code, str(item.period), item.form)
    mine = [kept for kept in sent if kept.locality == item.locality]
    current = next((kept for kept in mine if kept.in_force), None)
    if current is not None:
        return say(
            "{where}: sẽ thay bản đã nhận ({file}); bản cũ vẫn giữ trong sổ.",
            where=where,
            file=current.file,
        )
    return say("{where}: gửi lại bản đã bị trả lại.", where=where) if _was_returned(mine) else ""


def _has_error(item: Submission) -> bool:
    return any(found.severity is Severity.ERROR for found in item.findings)


def _was_returned(sent: Sequence[Kept]) -> bool:
    return bool(sent) and sent[-1].state in (State.RETURNED, State.REJECTED)
