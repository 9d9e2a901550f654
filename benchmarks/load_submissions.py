"""Reading, checking and loading submissions, against merely opening them.

    python benchmarks/load_submissions.py [--files 2000] [--from FOLDER]

One run, the same files, one after the other: (a) openpyxl opens each and walks its cells;
(b) python-calamine opens each and makes Python values; (c) ``etl.load`` reads, recognises, checks,
keeps and publishes. Without ``--from`` the demonstration makes the files: the form on injuries,
45 rows of 18 figures under a heading and a frame, about 60 rows a sheet.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import python_calamine  # noqa: E402 - run as a script, from anywhere
from openpyxl import load_workbook  # noqa: E402

from childrights.places.areas import load_selections  # noqa: E402
from childrights.warehouse.ledger import DataKind, Ledger  # noqa: E402
from etl.commands.common import progress, setting_of  # noqa: E402
from etl.demo import DEFAULT_FIRST_START, generate, write_overlay  # noqa: E402
from etl.drafts import Setting  # noqa: E402
from etl.load import load  # noqa: E402

FORM = "tai_nan_thuong_tich"


def main() -> None:
    """Make the files, take the three times, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--from", dest="folder", type=Path, help="folder of demonstration files")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        ledger = Ledger.create(data, DataKind.DEMONSTRATION)
        write_overlay(data)
        setting = setting_of(data)
        files = made(data, setting, chosen.folder)[: chosen.files]
        report(files, ledger, setting)


def made(data: Path, setting: Setting, folder: Path | None) -> list[Path]:
    """Files of the form, one ward each."""
    if folder is None:
        folder = data / "submissions"
        places, years = DEFAULT_FIRST_START
        generate(
            folder, setting.catalogue, setting.registry, load_selections(data),
            places, years, 2026, 2, progress("Tạo biểu"),
        )  # fmt: skip
    return sorted(folder.rglob(f"{FORM}_[0-9]*.xlsx"))


def report(files: Sequence[Path], ledger: Ledger, setting: Setting) -> None:
    """Run the three and say how they compare."""
    size = sum(path.stat().st_size for path in files) / len(files) / 1024
    rows = len(list(load_workbook(files[0]).worksheets[0].iter_rows()))
    print(f"{len(files)} files of {size:.0f} kB, {rows} rows on the first sheet")
    openpyxl = timed("(a) openpyxl, opening alone", lambda: [with_openpyxl(f) for f in files])
    calamine = timed(
        "(b) python-calamine, reading alone", lambda: [with_calamine(f) for f in files]
    )
    now = datetime.now(UTC)
    verdicts: Counter[str] = Counter()

    def whole() -> None:
        receipts = load([(path, now) for path in files], ledger, setting)
        verdicts.update(receipt.verdict.value for receipt in receipts)

    ours = timed("(c) etl load, whole", whole)
    print(f"verdicts: {dict(verdicts)}")
    print(f"(a) / (c) = {openpyxl / ours:.2f}   (c) / (b) = {ours / calamine:.1f}")


def timed(label: str, work: Callable[[], object]) -> float:
    """Seconds by the clock, printed in all and for each file."""
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"{label:36} {seconds:7.1f} s")
    return seconds


def with_openpyxl(path: Path) -> int:
    """How many cells openpyxl finds."""
    book = load_workbook(path, data_only=True)
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def with_calamine(path: Path) -> int:
    """How many cells python-calamine finds."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return sum(len(row) for name in book.sheet_names
               for row in book.get_sheet_by_name(name).to_python())  # fmt: skip


if __name__ == "__main__":
    main()
