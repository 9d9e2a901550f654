"""The way in: read → recognise → check → load → publish.

Checking is a pure function of a file's bytes and the catalogue; only :func:`load` writes, one
batch a call, and publishes one snapshot for what was accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Finding, Receipt, Severity, Submission
from childrights.warehouse.snapshot import publish, published_batch
from etl.checks import run_checks
from etl.drafts import Draft, Setting, to_submission
from etl.extract import read_sheet
from etl.frame import Frame, load_frame
from etl.grid import READABLE_SUFFIXES, Grid, UnreadableFile, read_grids
from etl.recognise import carries_mark

BATCH_OBSERVATIONS = 200_000
GUIDE_SHEETS = ("Kiểm tra", "Hướng dẫn")


class UnusablePath(ValueError):
    """A path given to check or load does not exist."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Files to read, folders walked in order; temporary and hidden files are left out."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(item for item in path.rglob("*") if _is_submission(item))
        elif path.exists():
            files.append(path)
        else:
            raise UnusablePath(f"Không có tệp hoặc thư mục “{path}”.")
    return files


def _is_submission(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return path.is_file() and not hidden and path.suffix.lower() in READABLE_SUFFIXES


def check_file(name: str, content: bytes, received_at: datetime, setting: Setting) -> Receipt:
    """Read and judge one file without keeping anything."""
    frame = load_frame()
    receipt = Receipt(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        received_at=received_at,
        demonstration=False,
        definitions=setting.catalogue.digest,
        submissions=(),
        findings=(),
    )
    try:
        grids = read_grids(name, content)
    except UnreadableFile as error:
        finding = Finding(Severity.ERROR, "file_readable", str(error))
        return replace(receipt, findings=(finding,))
    submissions, findings = _judge(grids, setting, frame)
    return replace(
        receipt,
        demonstration=any(carries_mark(grid, frame.mark.demonstration) for grid in grids),
        submissions=tuple(submissions),
        findings=tuple(findings),
    )


def _judge(
    grids: Sequence[Grid], setting: Setting, frame: Frame
) -> tuple[list[Submission], list[Finding]]:
    drafts: list[Draft] = []
    findings: list[Finding] = []
    for grid in grids:
        if grid.name in GUIDE_SHEETS:
            continue
        reading = read_sheet(grid, setting, frame)
        drafts += reading.drafts
        findings += reading.findings
        if not reading.recognised:
            findings.append(_unrecognised(grid))
    if not drafts and not any(item.severity is Severity.ERROR for item in findings):
        findings.append(_no_form(setting))
    return [_submission(draft, drafts, setting) for draft in drafts], findings


def _unrecognised(grid: Grid) -> Finding:
    return Finding(
        Severity.NOTE, "form_recognised",
        f"Trang tính “{grid.name}” không phải biểu nào đã biết; không nạp gì từ trang này.",
        grid.name,
    )  # fmt: skip


def _no_form(setting: Setting) -> Finding:
    names = sorted({version.name for version in setting.catalogue.forms.values()})
    return Finding(
        Severity.ERROR, "form_recognised",
        "Không trang tính nào mang tên và tiêu đề cột của một biểu đã biết. Các biểu đang nhận: "
        f"{'; '.join(names)}. Dùng biểu mẫu tải từ hệ thống.",
    )  # fmt: skip


def _submission(draft: Draft, all_drafts: Sequence[Draft], setting: Setting) -> Submission:
    findings = [*run_checks(draft, setting), *_told_twice(draft, all_drafts)]
    return to_submission(draft, tuple(findings))


def _told_twice(draft: Draft, all_drafts: Sequence[Draft]) -> list[Finding]:
    same = [other for other in all_drafts if _key(other) == _key(draft)]
    if len(same) < 2:
        return []
    sheets = ", ".join(dict.fromkeys(f"“{other.sheet}”" for other in same))
    message = (
        f"{draft.locality.name} có {len(same)} báo cáo cùng biểu, cùng kỳ trong một tệp "
        f"(trang {sheets}). Giữ lại một báo cáo."
    )
    return [draft.finding(Severity.ERROR, "told_once", message)]


def _key(draft: Draft) -> tuple[object, ...]:
    return (draft.version.form, draft.locality.key, draft.period)


def load(
    files: Sequence[tuple[Path, datetime]],
    ledger: Ledger,
    setting: Setting,
    progress: Callable[[int, int], None] | None = None,
) -> list[Receipt]:
    """Check files and keep them all, accepted or not.

    Accepted submissions come with their observations, rejected ones as receipts with findings;
    what is returned holds the verdicts without the figures. Each file comes with the moment it
    was received (with a time zone). One snapshot is published for the whole call. Raises
    :class:`~childrights.warehouse.ledger.LedgerError` when another load is running.
    """
    with ledger.writing():
        known = ledger.known_files()
        receipts: list[Receipt] = []
        pending: list[Receipt] = []
        for index, (path, received_at) in enumerate(files):
            receipt = _receive(path, received_at, ledger, setting, known)
            # What stays in hand are the verdicts; the figures go to the ledger batch by batch.
            receipts.append(_without_observations(receipt))
            pending += [] if receipt.duplicate else [receipt]
            if _figures(pending) > BATCH_OBSERVATIONS:
                _append(pending, ledger, setting)
                pending = []
            if progress is not None:
                progress(index + 1, len(files))
        _append(pending, ledger, setting)
        _publish_if_behind(ledger, setting)
    return receipts


def _figures(receipts: Sequence[Receipt]) -> int:
    return sum(len(item.observations) for receipt in receipts for item in receipt.submissions)


def _without_observations(receipt: Receipt) -> Receipt:
    bare = tuple(replace(item, observations=()) for item in receipt.submissions)
    return replace(receipt, submissions=bare)


def _receive(
    path: Path, received_at: datetime, ledger: Ledger, setting: Setting, known: set[str]
) -> Receipt:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest in known:
        return _duplicate(path, content, digest, received_at, setting)
    receipt = keep_kinds_apart(check_file(path.name, content, received_at, setting), ledger.kind)
    ledger.keep_file(content)
    if receipt.verdict.value == "accepted":
        known.add(digest)
    return receipt


def _duplicate(
    path: Path, content: bytes, digest: str, received_at: datetime, setting: Setting
) -> Receipt:
    message = "Tệp này giống hệt tệp đã nhận trước đây; không có gì thay đổi."
    return Receipt(
        name=path.name,
        sha256=digest,
        size_bytes=len(content),
        received_at=received_at,
        demonstration=False,
        definitions=setting.catalogue.digest,
        submissions=(),
        findings=(Finding(Severity.NOTE, "received_before", message),),
        duplicate=True,
    )


def keep_kinds_apart(receipt: Receipt, kind: DataKind) -> Receipt:
    """Refuse a demonstration file in a real folder, and a real file in a demonstration one."""
    if not receipt.submissions or receipt.demonstration == (kind is DataKind.DEMONSTRATION):
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
    return replace(receipt, submissions=refused, findings=(*receipt.findings, finding))


def _append(receipts: Sequence[Receipt], ledger: Ledger, setting: Setting) -> None:
    if receipts:
        ledger.keep_definitions(setting.catalogue.digest, setting.catalogue.sources)
        ledger.append(receipts, setting.catalogue.dimension_names)


def _publish_if_behind(ledger: Ledger, setting: Setting) -> None:
    """Publish after new batches, and also when an earlier load died before it could."""
    if published_batch(ledger.data_dir) != ledger.last_batch():
        localities = setting.registry.all_localities()
        publish(ledger, localities, setting.catalogue.dimension_names)
