"""Each file of tests/broken_catalogues holds one fault; `catalogue check` names where it stands.

A file says in its first line which file of the sound catalogue it takes the place of, and in a
comment “# ← entry” on the line where the refusal must point.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from childrights.__main__ import main

FOLDER = Path(__file__).resolve().parents[1] / "broken_catalogues"
SOUND = FOLDER / "sound"
FAULTS = sorted(FOLDER.glob("*.yaml"))
_PLACE = re.compile(r"^# In place of (\S+)$")
_MARK = re.compile(r"# ← (.+)$")


def catalogue_with(fault: Path, folder: Path) -> str:
    """Copy the sound catalogue with the faulty file in its place; returns that file's name."""
    shutil.copytree(SOUND, folder, dirs_exist_ok=True)
    place = _PLACE.match(fault.read_text(encoding="utf-8").splitlines()[0])
    assert place, fault.name
    replaced = folder / place[1]
    assert replaced.exists(), place[1]
    shutil.copy(fault, replaced)
    return replaced.name


def expected(fault: Path) -> tuple[int, str]:
    """The marked line and the entry that the mark names."""
    lines = fault.read_text(encoding="utf-8").splitlines()
    marked = [(n, found[1]) for n, line in enumerate(lines, 1) if (found := _MARK.search(line))]
    assert len(marked) == 1, fault.name
    return marked[0]


def test_the_sound_catalogue_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", str(SOUND)]) == 0
    assert capsys.readouterr().err.endswith("OK\n")


def test_there_are_enough_faults() -> None:
    assert len(FAULTS) >= 40


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.stem)
def test_a_fault_is_refused_where_it_stands(
    fault: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = catalogue_with(fault, tmp_path)
    line, entry = expected(fault)
    assert main(["catalogue", "check", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    first, *others = told.err.splitlines()
    where, _, message = first.partition(f": {entry}: ")
    assert where == f"{name}:{line}", first
    assert len(message) > 10 and not message.isascii(), first
    # One fault, one line: what follows from it elsewhere is not reported as a fault of its own.
    assert all(other.startswith(f"{name}:{line}: ") for other in others), others
