"""Workers that hang, crash, starve or die halfway cost the one job they had."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from etl.workers import Ended, How, Limits, WorkersUnavailable, run_all

LIMITS = Limits(seconds=2.0, memory_bytes=256 * 1024**2, jobs=50, growth_bytes=64 * 1024**2)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux limits memory")


class DiesWhileAnswering:
    """Pickles to many bytes, and takes its process along after the first of them went out."""

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        os.write(2, b"dying\n")
        os.kill(os.getpid(), signal.SIGKILL)
        return str, ("",)


class Unspeakable(BaseException):
    """As a native reader's panic: no ``Exception``."""


def work(job: str, shared: str) -> object:
    """One job; its name says how it goes wrong."""
    if job == "sleep":
        time.sleep(600)
    if job == "told sleep":
        os.write(1, b"begun\n")
        time.sleep(600)
    if job == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    if job == "segfault":
        ctypes.string_at(0)
    if job == "abort":
        os.abort()
    if job == "leave":
        os._exit(0)
    if job == "panic":
        raise Unspeakable("panicked at 'index out of bounds'")
    if job == "key":
        raise KeyError("khoá")
    if job == "memory":
        return len(bytearray(10**10))
    if job == "answer":
        return DiesWhileAnswering()
    if job == "pid":
        return os.getpid()
    if job == "main":
        return sorted(sys.modules.keys() & {"streamlit", "etl.workers"})
    return f"{shared}:{job}"


ENDINGS = {
    "sleep": How.TOO_LONG,
    "deaf": How.TOO_LONG,
    "segfault": How.STOPPED,
    "leave": How.STOPPED,
    "panic": How.STOPPED,
    "key": How.STOPPED,
    "abort": How.TOO_MUCH_MEMORY,
    "answer": How.TOO_MUCH_MEMORY,
}


def test_every_ending_costs_one_job_and_the_answers_come_in_order() -> None:
    jobs = [job for ending in ENDINGS for job in (f"trước-{ending}", ending, f"sau-{ending}")]
    answers = list(run_all(work, jobs, "s", 2, LIMITS))
    for job, answer in zip(jobs, answers, strict=True):
        if job in ENDINGS:
            assert isinstance(answer, Ended), job
            assert answer.how is ENDINGS[job], (job, answer)
        else:
            assert answer == f"s:{job}"


def test_what_it_said_last_is_kept_for_the_operator() -> None:
    panic, key = run_all(work, ["panic", "key"], None, 1, LIMITS)
    assert isinstance(panic, Ended)
    assert isinstance(key, Ended)
    assert "index out of bounds" in panic.detail
    assert key.detail == "KeyError: 'khoá'"


@on_linux
def test_memory_ends_at_its_limit() -> None:
    (answer,) = run_all(work, ["memory"], None, 1, LIMITS)
    assert isinstance(answer, Ended)
    assert answer.how is How.TOO_MUCH_MEMORY


def test_a_worker_is_replaced_after_so_many_jobs() -> None:
    often = Limits(seconds=30, memory_bytes=LIMITS.memory_bytes, jobs=3, growth_bytes=10**9)
    pids = list(run_all(work, ["pid"] * 7, None, 1, often))
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_leaving_early_leaves_no_worker_behind() -> None:
    answers = run_all(work, ["pid", "sleep", "sleep"], None, 2, LIMITS)
    pid = next(answers)
    assert isinstance(pid, int)
    answers.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


ALONE = """
from tests.unit.test_workers import Limits, run_all, work
list(run_all(work, ["told sleep"], None, 1, Limits(600, 2**30, 1, 2**30)))
"""


def test_a_worker_that_hangs_ends_with_the_process_that_held_its_clock() -> None:
    with subprocess.Popen([sys.executable, "-c", ALONE], stdout=subprocess.PIPE) as caller:
        assert caller.stdout is not None and caller.stdout.readline() == b"begun\n"
        caller.kill()
        # Every process of it holds the pipe open: the pipe ends when the last of them does.
        assert caller.communicate(timeout=60)[0] == b""


def test_a_worker_does_not_run_the_program_that_started_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a running dashboard, whose script is the main module and imports Streamlit."""
    script = tmp_path / "dashboard.py"
    script.write_text("import streamlit\n", encoding="utf-8")
    dashboard = ModuleType("__main__")
    dashboard.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", dashboard)
    assert list(run_all(work, ["main"], None, 1, LIMITS)) == [["etl.workers"]]
    assert sys.modules["__main__"] is dashboard


class Unreadable:
    """What no worker can unpack."""

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("không phải số",)


def test_workers_that_cannot_start_are_told_once_and_not_tried_forever() -> None:
    with pytest.raises(WorkersUnavailable, match="ValueError"):
        list(run_all(work, ["a", "b"], Unreadable(), 1, LIMITS))


def test_nothing_to_do_starts_nothing() -> None:
    assert list(run_all(work, [], None, 2, LIMITS)) == []
