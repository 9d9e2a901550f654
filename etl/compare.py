"""Comparing what was judged with what is in force of the same units (docs/decisions/0020).

Runs where the ledger is known, never in the readers: a hostile file sees no other office's
figures. Files are taken in their order, a handful at a time, so that the snapshot is asked once
for all their units and each file is compared with those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from childrights.catalogue.loader import Catalogue
from childrights.warehouse.records import Finding, Receipt, Severity, Submission, Verdict
from childrights.warehouse.snapshot import (
    NoSnapshot,
    UnreadableSnapshot,
    open_current,
    require_dimensions,
)
from etl.checks import run_comparisons
from etl.checks.upper_total_equals_units import units_below
from etl.drafts import Setting
from etl.known import Arrival, Known
from etl.reports import Report
from etl.written_explanations import answered

_HANDFUL = 50


def known_of(folder: Path, catalogue: Catalogue) -> Known:
    """What a data folder's snapshot in force says; nothing where there is none yet."""
    try:
        snapshot = open_current(folder)
        require_dimensions(snapshot, catalogue.dimension_names)
    except NoSnapshot:
        return Known(catalogue)
    except UnreadableSnapshot as error:
        doubt = f"Chưa đối chiếu được với số liệu đã nhận: {error}"
        return Known(catalogue, doubt=doubt)
    return Known(catalogue, snapshot)


def compared(
    judged: Iterator[Receipt],
    setting: Setting,
    known: Known,
    settled: Callable[[Receipt], Receipt],
) -> Iterator[Receipt]:
    """The receipts with what the comparisons say, each settled before the next is looked at.

    ``settled`` gives the receipt its last word (explanations, kinds of data); what it leaves
    accepted is known to the receipts after it.
    """
    while handful := list(islice(judged, _HANDFUL)):
        known.fetch(
            (unit, year)
            for receipt in handful
            for item in receipt.submissions
            for unit in (item.locality, *units_below(item, setting.registry))
            for year in (item.period.year, item.period.year - 1)
        )
        for receipt in handful:
            final = settled(_with_comparisons(receipt, setting, known))
            if final.verdict is Verdict.ACCEPTED:
                for item in final.submissions:
                    known.learn(item, _arrival(final))
            yield final


def _with_comparisons(receipt: Receipt, setting: Setting, known: Known) -> Receipt:
    arrival = _arrival(receipt)
    submissions = tuple(_compared(item, arrival, setting, known) for item in receipt.submissions)
    notes = receipt.findings
    if known.doubt and submissions:
        notes = (*notes, Finding(Severity.NOTE, "compared", known.doubt))
    return replace(receipt, submissions=submissions, findings=notes)


def _arrival(receipt: Receipt) -> Arrival:
    return Arrival(receipt.name, receipt.sha256, receipt.received_at)


def _compared(
    submission: Submission, arrival: Arrival, setting: Setting, known: Known
) -> Submission:
    """With what the comparisons say, and what the workbook itself says in answer.

    A submission that contradicts itself holds no figures, so nothing is compared with it.
    """
    report = Report(submission, setting.catalogue, arrival)
    found = tuple(run_comparisons(report, setting, known))
    return replace(submission, findings=answered((*submission.findings, *found)))
