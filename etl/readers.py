"""Judging many files at once, in processes of their own.

Judging is a pure function of a file and the catalogue, so it runs beside the writing of the
ledger. Few files are judged in this process: starting others would take longer.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path

from childrights.warehouse.records import Receipt
from etl.drafts import Setting
from etl.judge import check_file

PARALLEL_FROM_FILES = 40
_FILES_A_TURN = 8
_MOST_WORKERS = 4

Incoming = tuple[Path, datetime]


def judge_all(files: Sequence[Incoming], setting: Setting) -> Iterator[Receipt]:
    """Receipts of the files, in their order."""
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    if len(files) < PARALLEL_FROM_FILES or workers < 2:
        for path, received_at in files:
            yield check_file(path.name, path.read_bytes(), received_at, setting)
        return
    # spawn: a forked copy of a process that has threads (a test run, a server) can hang.
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(setting,),
    ) as pool:
        yield from pool.map(_judge, files, chunksize=_FILES_A_TURN)


_setting: list[Setting] = []


def _start(setting: Setting) -> None:
    _setting[:] = [setting]


def _judge(incoming: Incoming) -> Receipt:
    path, received_at = incoming
    return check_file(path.name, path.read_bytes(), received_at, _setting[0])
