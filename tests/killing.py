"""Kill a load at random moments, and look at what is left (run by tests/unit/test_faults.py).

    python -m tests.killing FOLDER KILLS SEED

FOLDER holds ``base`` (a data folder) and ``incoming`` (workbooks). The loads are processes of
their own that run the real command, forked from this one, which has already imported everything:
so the moments fall on the load and not on the start of Python. Prints one JSON document.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pandas  # noqa: F401  (DuckDB imports it at the first table it is handed)

from childrights.warehouse.ledger import Ledger
from childrights.warehouse.snapshot import current_name, open_current, published_revision
from etl.__main__ import main
from etl.commands.common import setting_of
from etl.safekeeping import verify_ledger


def fingerprint(data_dir: Path) -> str:
    """Every figure in force with where it stands, to the digit."""
    snapshot = open_current(data_dir)
    rows = snapshot.rows(
        """SELECT * EXCLUDE (submission) FROM observation WHERE in_force
           ORDER BY code, period, measure, sheet, cell"""
    )
    snapshot.connection.close()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def in_child(task: Callable[[], int], kill_after: float | None = None) -> int:
    """Run a task in a process of its own, killed after some seconds; its wait status."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = task()
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def loading(data_dir: Path, incoming: Path, said: Path) -> Callable[[], int]:
    """The real command, its answer written to a file."""

    def task() -> int:
        os.environ["CHILDRIGHTS_DATA"] = str(data_dir)
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        code = main(["load", str(incoming), "--json"])
        sys.stdout.flush()
        return code

    return task


def telling(tell: Callable[[], str], said: Path) -> str:
    """What a function says, asked in a process of its own: this one never opens a database."""

    def task() -> int:
        said.write_text(tell(), encoding="utf-8")
        return 0

    assert in_child(task) == 0
    return said.read_text(encoding="utf-8")


def after_a_kill(data_dir: Path, answer: Path, before: str, whole: str) -> str:
    """How far the load had come; raises ``AssertionError`` when anything is lost or half."""
    ledger = Ledger.open(data_dir)
    verify_ledger(ledger)
    seen = fingerprint(data_dir)
    assert seen in (before, whole), "half a load is shown"
    assert current_name(data_dir)
    text = answer.read_text(encoding="utf-8") if answer.exists() else ""
    if text.endswith("]\n"):
        assert seen == whole, "reported accepted and not shown"
    batches = len(ledger.batches())
    if batches == 1:
        assert seen == before
        return "before the batch"
    return "published" if published_revision(data_dir) == ledger.revision() else "batch alone"


def run(folder: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill, look, load again, compare; as many times as asked."""
    chance = random.Random(seed)
    base, incoming, said = folder / "base", folder / "incoming", folder / "said"
    setting_of(base)
    before = telling(lambda: fingerprint(base), said)
    calm = folder / "calm"
    shutil.copytree(base, calm)
    started = time.monotonic()
    assert in_child(loading(calm, incoming, folder / "answer")) == 0
    lasts = time.monotonic() - started
    whole = telling(lambda: fingerprint(calm), said)
    stages: dict[str, int] = {}
    for number in range(kills):
        data = folder / f"killed-{number}"
        answer = folder / "answer"
        answer.unlink(missing_ok=True)
        shutil.copytree(base, data)
        # Staggered over the load's whole length, and random within each step.
        moment = lasts * 1.05 * (number + chance.random()) / kills
        in_child(loading(data, incoming, answer), moment)
        stage = telling(lambda at=data, to=answer: after_a_kill(at, to, before, whole), said)
        stages[stage] = stages.get(stage, 0) + 1
        assert in_child(loading(data, incoming, answer)) == 0
        assert telling(lambda at=data: fingerprint(at), said) == whole, f"kill {number}"
        drafts = list(data.rglob(".draft-*"))
        assert drafts == []
        shutil.rmtree(data)
    return {"kills": kills, "load_seconds": round(lasts, 3), "stages": stages}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
