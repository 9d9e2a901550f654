"""Binding written explanations (Giải trình) to the findings that they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from childrights.warehouse.events import Event, ExplanationKey
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict


def explained(receipt: Receipt, answers: Mapping[ExplanationKey, Event]) -> Receipt:
    """The receipt with what was written in answer to its findings.

    A submission that is rejected all the same keeps no figures.
    """
    submissions = [
        replace(
            item,
            findings=tuple(
                _answered(finding, receipt.sha256, answers) for finding in item.findings
            ),
        )
        for item in receipt.submissions
    ]
    kept = [
        replace(item, observations=()) if item.verdict is Verdict.REJECTED else item
        for item in submissions
    ]
    return replace(receipt, submissions=tuple(kept))


def _answered(finding: Finding, sha256: str, answers: Mapping[ExplanationKey, Event]) -> Finding:
    answer = answers.get((sha256, finding.rule, finding.sheet, finding.cell))
    if finding.severity is not Severity.NEEDS_EXPLANATION or answer is None:
        return finding
    return replace(finding, explanation=answer.reason)
