"""Reading and judging one file: a pure function of its bytes and the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from childrights.warehouse.records import (
    NO_HIDDEN_BUNDLE,
    Finding,
    Receipt,
    Severity,
    Submission,
    is_bundle,
)
from etl.assignments.read import is_assignment, read_assignments
from etl.checks import run_checks
from etl.drafts import Draft, Setting, to_submission
from etl.extract import read_sheet
from etl.frame import Frame, load_frame
from etl.frame_lines import carries_mark
from etl.grid import Grid, UnreadableFile, read_workbook
from etl.hidden import hidden_grids
from etl.personal import personal_finding
from etl.refusals import Refusal
from etl.sources import bundle_faults
from etl.workbook_model import CHECK_SHEET, GUIDE_SHEET
from etl.written_explanations import (
    EXPLANATION_SHEETS,
    Place,
    Written,
    notes_of,
    unbound,
    written_explanations,
)

GUIDE_SHEETS = (CHECK_SHEET, GUIDE_SHEET, *EXPLANATION_SHEETS)


def check_file(name: str, content: bytes, received_at: datetime, setting: Setting) -> Receipt:
    """Read and judge one file without keeping anything.

    What strangers sent goes through :func:`etl.readers.judge_all`, which survives any content.
    """
    frame = load_frame()
    receipt = blank_receipt(name, content, received_at, setting)
    if is_bundle(name):
        faults = tuple(file_finding(Severity.ERROR, text) for text in bundle_faults(content))
        return replace(receipt, findings=faults)
    try:
        book = read_workbook(name, content)
    except UnreadableFile as error:
        return replace(receipt, findings=(_unreadable(error),))
    remarks = [file_finding(Severity.NOTE, text) for text in book.remarks]
    sheets = (*book.grids, *hidden_grids(content))
    private = tuple(found for grid in sheets if (found := personal_finding(grid)))
    if private:
        return replace(receipt, findings=private)
    tables = [grid for grid in book.grids if is_assignment(grid)]
    forms = [grid for grid in book.grids if not is_assignment(grid)]
    submissions, findings = _judge(name, forms, setting, frame, alone=not tables)
    assignments, doubts = read_assignments(tables, setting)
    return replace(
        receipt,
        demonstration=any(carries_mark(grid, frame.mark.demonstration) for grid in book.grids),
        submissions=tuple(submissions),
        assignments=assignments,
        findings=(*remarks, *findings, *doubts),
    )


def blank_receipt(name: str, content: bytes, received_at: datetime, setting: Setting) -> Receipt:
    """What is known of a file before anything is read."""
    return Receipt(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        received_at=received_at,
        demonstration=False,
        definitions=setting.catalogue.digest,
        submissions=(),
        findings=(),
    )


def file_finding(severity: Severity, message: str) -> Finding:
    """A finding about the file as a whole."""
    return Finding(severity, "file_readable", message)


def _unreadable(error: UnreadableFile) -> Finding:
    if error.refusal is Refusal.BUNDLE_HERE:
        return Finding(Severity.ERROR, NO_HIDDEN_BUNDLE, str(error))
    return file_finding(Severity.ERROR, str(error))


def _judge(
    name: str, grids: Sequence[Grid], setting: Setting, frame: Frame, *, alone: bool
) -> tuple[list[Submission], list[Finding]]:
    drafts: list[Draft] = []
    findings: list[Finding] = []
    for grid in grids:
        if grid.name in GUIDE_SHEETS:
            continue
        reading = read_sheet(grid, setting, frame, name)
        drafts += reading.drafts
        findings += reading.findings
    if alone and not drafts and not any(item.severity is Severity.ERROR for item in findings):
        findings.append(_no_form(setting))
    written = written_explanations(grids)
    findings += unbound(drafts, written)
    return [_submission(draft, drafts, setting, written) for draft in drafts], findings


def _no_form(setting: Setting) -> Finding:
    names = sorted({version.name for version in setting.catalogue.forms.values()})
    return Finding(
        Severity.ERROR, "form_recognised",
        "Không trang tính nào mang tên và tiêu đề cột của một biểu đã biết. Các biểu đang nhận: "
        f"{'; '.join(names)}. Dùng biểu mẫu tải từ hệ thống.",
    )  # fmt: skip


def _submission(
    draft: Draft,
    all_drafts: Sequence[Draft],
    setting: Setting,
    written: Mapping[Place, Written],
) -> Submission:
    alone = all(other.sheet == draft.sheet for other in all_drafts)
    findings = [
        *run_checks(draft, setting),
        *_told_twice(draft, all_drafts),
        *notes_of(draft, written, alone=alone),
    ]
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
