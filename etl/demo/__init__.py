"""Demonstration submissions: synthetic, seeded, plausible, real .xlsx files.

They are written by the same code as the templates and loaded through the same door as anyone's.
Every sheet carries the mark of the frame, so that nobody takes them for real figures.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from childrights.catalogue.loader import Catalogue
from childrights.places.areas import Selections
from childrights.places.registry import Registry
from etl.demo.fill import Filler
from etl.demo.overlay import write_overlay
from etl.demo.plan import DEFAULT_PLACES, NOW, FileJob, Planner
from etl.demo.truth import World
from etl.frame import load_frame
from etl.workbook import write_workbook
from etl.workers import Ended, Limits, WorkersUnavailable, run_all

__all__ = [
    "DEFAULT_FIRST_START",
    "DEFAULT_PLACES",
    "DEFAULT_YEARS",
    "NOW",
    "DemoFile",
    "generate",
    "write_overlay",
]

DEFAULT_YEARS = tuple(range(2021, 2027))
DEFAULT_FIRST_START = (DEFAULT_PLACES, DEFAULT_YEARS)
"""Places and years of the first start: all of them.

To keep it short, Bình Thuận's 124 communes send the two forms that take a sheet each (bộ chỉ
tiêu, tai nạn thương tích) from 2023 on and half-yearly from 2025, and the eleven forms that are not
mandatory are sent from 2024 on (half-yearly ones from 2025, in Bình Thuận yearly only). The rest is
complete.
"""
DEFAULT_SEED = 2026

_MOST_WORKERS = 4
_OBJECTS_BETWEEN_COLLECTIONS = 200_000
_LIMITS = Limits(seconds=3_600, memory_bytes=2 * 1024**3, jobs=10_000, growth_bytes=2 * 1024**3)
"""None that a writer of our own comes near: a worker is to live as long as the caller."""


@dataclass(frozen=True)
class DemoFile:
    """A written file and when it was received (Vietnamese time)."""

    path: Path
    received_at: datetime


def generate(
    out: Path,
    catalogue: Catalogue,
    registry: Registry,
    selections: Selections,
    places: Sequence[str],
    years: Sequence[int],
    seed: int,
    scale: int,
    progress: Callable[[int, int], None],
) -> list[DemoFile]:
    """Write the demonstration submissions below ``out``; give them in the order of receipt.

    The same arguments give the same bytes, with any number of processes. ``scale`` reports N
    times as many units in each place. ``progress`` is told files done and files in all.
    Raises :class:`~childrights.places.model.UnknownPlace` for a place that is none.
    """
    jobs = Planner(catalogue, registry, selections, seed).plan(places, years, scale)
    for folder in {(out / job.path).parent for job in jobs}:
        folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for written in _write_all(out, jobs, catalogue, seed):
        done += written
        progress(done, len(jobs))
    files = [DemoFile(out / job.path, job.letter.received_at) for job in jobs]
    return sorted(files, key=lambda file: (file.received_at, file.path))


def _write_all(
    out: Path, jobs: Sequence[FileJob], catalogue: Catalogue, seed: int
) -> Iterator[int]:
    chunks = list(_chunks(jobs))
    workers = min(_MOST_WORKERS, os.cpu_count() or 1, len(chunks))
    if workers < 2:
        writer = _Writer(out, catalogue, seed)
        yield from (writer.write(chunk) for chunk in chunks)
        return
    for written in run_all(_write_chunk, chunks, (out, catalogue, seed), workers, _LIMITS):
        if isinstance(written, Ended):
            raise WorkersUnavailable(written.detail)
        if isinstance(written, OSError):
            raise written
        yield written


def _chunks(jobs: Sequence[FileJob]) -> Iterator[list[FileJob]]:
    """Jobs of one place and period together, since their forms ask for the same figures."""
    grouped = groupby(jobs, key=lambda job: job.path.rsplit("/", 1)[0])
    # The largest first, so that no process is left alone with one at the end.
    yield from sorted((list(chunk) for _, chunk in grouped), key=_sheets, reverse=True)


def _sheets(jobs: Sequence[FileJob]) -> int:
    return sum(len(job.reports) for job in jobs)


class _Writer:
    """Writes planned files; keeps the invented world of one seed."""

    def __init__(self, out: Path, catalogue: Catalogue, seed: int) -> None:
        self._out = out
        self._catalogue = catalogue
        self._frame = load_frame()
        self._filler = Filler(World(seed, catalogue), catalogue, self._frame)

    def write(self, jobs: Sequence[FileJob]) -> int:
        for job in jobs:
            write_workbook(
                self._out / job.path,
                self._filler.sheets(job),
                self._frame,
                guide=False,
                catalogue=self._catalogue,
            )
        return len(jobs)


# ── In a worker ───────────────────────────────────────────────────────────────────────────

_writer: list[_Writer] = []


def _write_chunk(jobs: Sequence[FileJob], setting: tuple[Path, Catalogue, int]) -> int | OSError:
    """How many files were written, or why the disk took no more."""
    if not _writer:
        # A workbook is a hundred thousand small objects, none in a cycle until it is closed:
        # looking for garbage among them all the time costs a fifth of the run.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        _writer.append(_Writer(*setting))
    try:
        return _writer[0].write(jobs)
    except OSError as error:
        return error
