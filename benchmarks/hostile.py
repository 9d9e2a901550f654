"""Hostile workbooks by the hundred: every one answered, in how long, in how much memory.

    python benchmarks/hostile.py [--files 300] [--mutants 0]

Makes the cases of ``tests/hostile.py`` and mutations of a real form, gives them to
``etl check --json`` in one call, and watches the memory of the call with its readers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import hostile  # noqa: E402 - run as a script, from anywhere

MEGABYTE = 1024 * 1024


def main() -> None:
    """Make, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300, help="hostile workbooks")
    parser.add_argument("--mutants", type=int, default=0, help="mutated forms besides")
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = make(folder, chosen.files, chosen.mutants, chosen.seed)
        seconds, peak, code, answers = run(folder)
    verdicts = Counter(item["verdict"] for item in answers)
    silent = [i["file"] for i in answers if i["verdict"] == "rejected" and not i["findings"]]
    print(f"files            {count}, answered {len(answers)} ({dict(verdicts)}), exit code {code}")
    print(f"without a word   {silent or 0}")
    print(f"time             {seconds:.1f} s, {seconds / count * 1000:.0f} ms a file")
    print(f"peak memory      {peak / MEGABYTE:.0f} MB, readers included")
    for message, times in sentences(answers).most_common():
        print(f"{times:6}  {message}")
    if len(answers) != count or silent:
        sys.exit("some files were not answered")


def make(folder: Path, files: int, mutants: int, seed: int) -> int:
    """Every case at least once where ``files`` allows, again with another name, then mutants."""
    chance = random.Random(seed)
    cases = hostile.all_cases()
    for number in range(files):
        case = cases[number % len(cases)]
        # The same bytes twice would be a duplicate; a tail changes no case's nature for long.
        again = case.content if number < len(cases) else hostile.mutated(hostile.good(), chance)
        suffix = Path(case.name).suffix if number < len(cases) else ".xlsx"
        (folder / f"{number:05}{suffix}").write_bytes(again)
    for number in range(files, files + mutants):
        (folder / f"{number:05}.xlsx").write_bytes(hostile.mutated(hostile.good(), chance))
    return files + mutants


def run(folder: Path) -> tuple[float, int, int, list[dict[str, object]]]:
    """Seconds, peak bytes, exit code and answers of one ``etl check``."""
    environment = {**os.environ, "CHILDRIGHTS_DATA": str(folder / "data")}
    paths = sorted(map(str, folder.iterdir()))
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "etl", "check", "--json", *paths],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        watch = PeakMemory(process.pid)
        watch.start()
        answer = process.communicate()[0]
        watch.done.set()
    watch.join()
    return time.perf_counter() - started, watch.peak_bytes, process.returncode, json.loads(answer)


class PeakMemory(threading.Thread):
    """The most memory that a process and all below it held at once (Linux)."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak_bytes, self.done = root, 0, threading.Event()

    def run(self) -> None:
        """Sample every 20 ms."""
        while not self.done.wait(0.02):
            self.peak_bytes = max(self.peak_bytes, sum(map(_resident, _family(self.root))))


def _family(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
    family = {root}
    while True:
        children = {pid for pid, parent in parents.items() if parent in family} - family
        if not children:
            return family
        family |= children


def _resident(pid: int) -> int:
    """Proportional set size, so that pages shared after a fork count once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def sentences(answers: list[dict[str, object]]) -> Counter[str]:
    """How often each first sentence was said, cut where names are filled in."""
    said: Counter[str] = Counter()
    for item in answers:
        findings = item["findings"]
        first = findings[0]["message"] if isinstance(findings, list) and findings else "(nhận)"
        said[first.partition("“")[0][:60]] += 1
    return said


if __name__ == "__main__":
    main()
