"""Giving marked workbooks back: made in supervised processes, written under safe names.

openpyxl may need minutes or hundreds of megabytes for a small file, and may fail in any way; so
each copy is made where reading is done, within its limits. A file of which no copy can be made
comes back as its cells alone, else as the result sheet alone; every file comes back as something.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from childrights.catalogue.loader import Catalogue
from childrights.warehouse.durable import write_whole
from childrights.warehouse.records import Receipt
from etl.marked import is_xlsx, marked_copy, result_alone, retyped_copy
from etl.readers import LIMITS
from etl.result_sheet import FormNames
from etl.sources import INSIDE, Sent
from etl.workers import Ended, run_all

_FORBIDDEN = re.compile(r"[<>:\"/\\|?*\x00-\x1f]")
_STEM_LIMIT = 60
_FILES_A_WORKER = 20
SUFFIX = " - ket qua kiem tra.xlsx"

Job = tuple[Sent, Receipt, bool]
"""A file, what became of it, and whether its styles are to be kept."""


def form_names(catalogue: Catalogue) -> FormNames:
    """Name of each form, as the result sheet shows it."""
    return {version.form: version.name for version in catalogue.forms.values()}


def marked_workbooks(
    files: Sequence[Sent], receipts: Sequence[Receipt], names: FormNames
) -> Iterator[bytes]:
    """The marked workbook of each file, in order.

    A file that lists individual children comes back as the result sheet alone.
    """
    jobs = [
        (sent, receipt, True)
        for sent, receipt in zip(files, receipts, strict=True)
        if _can_be_copied(receipt)
    ]
    workers = max(1, min(os.cpu_count() or 1, -(-len(jobs) // _FILES_A_WORKER)))
    copies = run_all(_make, jobs, names, workers, LIMITS)
    for sent, receipt in zip(files, receipts, strict=True):
        copy = next(copies) if _can_be_copied(receipt) else None
        if isinstance(copy, Ended):
            (copy,) = run_all(_make, [(sent, receipt, False)], names, 1, LIMITS)
        yield copy if isinstance(copy, bytes) else result_alone(receipt, names)


def hand_back(
    files: Sequence[Sent], receipts: Sequence[Receipt], names: FormNames, folder: Path
) -> list[Path]:
    """Write the marked workbook of each file into a folder; gives their paths, in order.

    Raises ``OSError`` when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for receipt, content in zip(receipts, marked_workbooks(files, receipts, names), strict=True):
        path = _free_path(folder, receipt.name, written)
        write_whole(path, content)
        written.append(path)
    return written


def marked_content(files: Sequence[Sent], receipts: Sequence[Receipt], names: FormNames) -> bytes:
    """What a sender fetches: the marked workbook, or a zip of several."""
    with TemporaryDirectory() as folder:
        paths = hand_back(files, receipts, names, Path(folder))
        if len(paths) == 1:
            return paths[0].read_bytes()
        content = BytesIO()
        with ZipFile(content, "w", ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
    return content.getvalue()


def _can_be_copied(receipt: Receipt) -> bool:
    return receipt.may_be_kept and (bool(receipt.held) or _was_read(receipt))


def _was_read(receipt: Receipt) -> bool:
    """Whether a finding speaks of a sheet: a file that nobody could open has none."""
    return any(item.sheet for item in receipt.findings)


def _make(job: Job, names: FormNames) -> bytes:
    """In the process of its own; any failure ends that process and nothing else."""
    sent, receipt, keeps_styles = job
    content = sent.read_bytes()
    if keeps_styles and is_xlsx(content):
        return marked_copy(content, receipt, names)
    return retyped_copy(sent.name.rpartition(INSIDE)[2], content, receipt, names)


def _free_path(folder: Path, name: str, taken: Sequence[Path]) -> Path:
    """A name that any system takes, kept apart from those of the same call."""
    stem = _FORBIDDEN.sub("_", PurePosixPath(name.replace(INSIDE, "_")).stem).strip(". ")
    stem = stem[:_STEM_LIMIT] or "tep"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path in taken:
        number += 1
        path = folder / f"{stem} ({number}){SUFFIX}"
    return path
