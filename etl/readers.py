"""Judging files in processes of their own, within limits on time and memory.

Judging is a pure function of a file and the catalogue, so it runs beside the writing of the
ledger; and a file that hangs, crashes or starves its reader costs that one file its verdict and
nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from childrights.warehouse.records import FILE_AT_HAND, Finding, Receipt, Severity
from etl.drafts import Setting
from etl.judge import blank_receipt, check_file, file_finding
from etl.refusals import Refusal
from etl.sources import Sent
from etl.workers import Ended, How, Limits, prepare, run_all

LIMITS = Limits(
    # The largest demonstration file (124 sheets) takes 1 s; an old, busy machine, ten times that.
    seconds=30.0,
    # A workbook of MAX_CELLS texts needs 250 MB; two readers and the loader stay under 1.5 GB.
    memory_bytes=448 * 1024 * 1024,
    # A fresh reader costs 0.8 s with the first names and forms it looks up: 2% of 1,000 files.
    jobs=1_000,
    growth_bytes=128 * 1024 * 1024,
)
MOST_WORKERS = 4
_FILES_A_WORKER = 20
"""Fewer files than this are judged sooner by one reader than after starting another."""

Incoming = tuple[Sent, datetime]


def get_ready() -> None:
    """Let the readers' process import its modules while the caller loads the catalogue."""
    prepare("etl.readers")


def judge_all(
    files: Sequence[Incoming], setting: Setting, limits: Limits = LIMITS
) -> Iterator[Receipt]:
    """Receipts of the files, in their order."""
    get_ready()
    wanted = -(-len(files) // _FILES_A_WORKER)
    workers = max(1, min(MOST_WORKERS, os.cpu_count() or 1, wanted))
    answers = run_all(_judge, files, setting, workers, limits)
    for (sent, received_at), answer in zip(files, answers, strict=True):
        if isinstance(answer, Ended):
            yield _cut_off(sent, received_at, setting, answer, limits)
        else:
            yield answer


def _judge(incoming: Incoming, setting: Setting) -> Receipt:
    """In the reading process."""
    sent, received_at = incoming
    try:
        content = sent.read_bytes()
    except OSError as error:
        return not_readable(incoming, setting, error)
    return check_file(sent.name, content, received_at, setting)


def not_readable(incoming: Incoming, setting: Setting, error: OSError) -> Receipt:
    """The receipt of a file that the system does not let us read."""
    sent, received_at = incoming
    blank = blank_receipt(sent.name, b"", received_at, setting)
    sentence = Refusal.NOT_READABLE_ON_DISK.format(detail=error.strerror or "OSError")
    return not_at_hand(blank, sentence)


def not_at_hand(receipt: Receipt, sentence: str) -> Receipt:
    """The receipt of a file of which nothing is judged and nothing kept, for that reason alone."""
    finding = Finding(Severity.ERROR, FILE_AT_HAND, sentence)
    return replace(receipt, submissions=(), assignments=(), findings=(finding,))


def _cut_off(
    sent: Sent, received_at: datetime, setting: Setting, ended: Ended, limits: Limits
) -> Receipt:
    """The receipt of a file that ended its reader."""
    sentences = {
        How.TOO_LONG: Refusal.TOOK_TOO_LONG.format(seconds=round(limits.seconds)),
        How.TOO_MUCH_MEMORY: Refusal.NEEDED_TOO_MUCH_MEMORY.value,
        How.STOPPED: Refusal.READER_STOPPED.format(detail=ended.detail),
    }
    try:
        content = sent.read_bytes()
    except OSError as error:
        return not_readable((sent, received_at), setting, error)
    receipt = blank_receipt(sent.name, content, received_at, setting)
    finding = file_finding(Severity.ERROR, sentences[ended.how])
    return replace(receipt, findings=(finding,))
