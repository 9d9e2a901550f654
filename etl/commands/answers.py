"""How ``check`` and ``load`` answer: in words, or as one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from childrights.periods import Period, Span
from childrights.warehouse.records import Assignment, Receipt, Submission, Verdict
from etl.assignments.layout import FORM, VERSION
from etl.commands.common import OK, SOME_REJECTED
from etl.result_sheet import VERDICT_WORDS


def answer(receipts: Sequence[Receipt], as_json: bool) -> int:
    """Print what became of the files; give the exit code."""
    if as_json:
        print(json.dumps([receipt_json(item) for item in receipts], ensure_ascii=False))
    else:
        say(receipts, brief=False)
    rejected = any(item.verdict is Verdict.REJECTED for item in receipts)
    return SOME_REJECTED if rejected else OK


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """One file of the ``check`` and ``load`` answers."""
    return {
        "file": receipt.name,
        "sha256": receipt.sha256,
        "verdict": receipt.verdict.value,
        "submissions": [
            *(_submission_json(item) for item in receipt.submissions),
            *(_assignment_json(item) for item in receipt.assignments),
        ],
        "findings": [asdict(item) for item in receipt.all_findings()],
    }


def _submission_json(submission: Submission) -> dict[str, Any]:
    return {
        "form": submission.form,
        "version": submission.version,
        "locality": submission.locality.code,
        "valid_from": submission.locality.valid_from.isoformat(),
        "name": submission.name,
        "period": str(submission.period),
        "verdict": submission.verdict.value,
    }


def _assignment_json(assignment: Assignment) -> dict[str, Any]:
    return {
        "form": FORM,
        "version": VERSION,
        "locality": assignment.assigner.code,
        "valid_from": assignment.assigner.valid_from.isoformat(),
        "name": assignment.assigner_name,
        "period": str(Period(assignment.year, Span.M12)),
        "verdict": assignment.verdict.value,
    }


def say(receipts: Sequence[Receipt], *, brief: bool) -> None:
    """Print each file's verdict and findings, and one line of counts."""
    for receipt in [] if brief else receipts:
        print(f"{receipt.name}: {VERDICT_WORDS[receipt.verdict]}")
        for item in receipt.all_findings():
            where = f"“{item.sheet}” › " if item.sheet else ""
            print(f"  [{item.severity.value}] {where}{item.message}")
    counts = {v: sum(r.verdict is v for r in receipts) for v in Verdict}
    summary = ", ".join(f"{VERDICT_WORDS[v].lower()} {n}" for v, n in counts.items() if n)
    print(f"{len(receipts)} tệp: {summary or 'không có tệp nào'}", file=sys.stderr)
