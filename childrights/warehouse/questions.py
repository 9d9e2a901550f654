"""Findings that wait for somebody's word: what may be true, and has not been explained."""

from __future__ import annotations

from childrights.warehouse.events import ExplanationKey
from childrights.warehouse.records import Receipt, Severity


def questions(receipt: Receipt) -> list[ExplanationKey]:
    """Findings that wait for an explanation."""
    return [
        (receipt.sha256, item.rule, item.sheet, item.cell)
        for item in receipt.all_findings()
        if item.severity is Severity.NEEDS_EXPLANATION and not item.explanation
    ]


def only_questions(receipt: Receipt) -> bool:
    """Whether explanations are all that stands between the file and its acceptance."""
    return bool(questions(receipt)) and not any(
        item.severity is Severity.ERROR for item in receipt.all_findings()
    )
