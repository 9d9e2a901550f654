"""Worker processes in which a hostile file can do no harm, and that never outlive their caller.

Each worker has a pipe of its own and a limit on memory; the caller holds the clock. Whatever
happens to a worker (it hangs, crashes, is killed, runs out of memory, dies halfway through its
answer) ends as :class:`Ended` for the one job it had, and the next job gets a new worker.

Why by hand: docs/decisions/0011-reading-processes.md.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Generic, TypeVar

try:
    import resource
except ImportError:  # Windows has no such limits; time is still limited there
    resource = None  # type: ignore[assignment]

Job = TypeVar("Job")
Answer = TypeVar("Answer")

_READY, _DONE, _LEAVING = "ready", "done", "leaving"
_START_SECONDS = 120.0
_JOBS_AHEAD = 8
_STATM = Path("/proc/self/statm")
_STDERR_TAIL_BYTES = 4_096
_STARTING = threading.Lock()


class How(Enum):
    """Why a job has no answer."""

    TOO_LONG = "time"
    TOO_MUCH_MEMORY = "memory"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Ended:
    """A job that ended its worker; ``detail`` is one line for whoever runs the system."""

    how: How
    detail: str = ""


@dataclass(frozen=True)
class Limits:
    """What one worker may use.

    ``seconds`` for one job; ``memory_bytes`` beyond what the worker has when it starts (Linux
    alone enforces it); after ``jobs`` jobs, or when ``growth_bytes`` stay occupied between two
    jobs, the worker makes room for a fresh one.
    """

    seconds: float
    memory_bytes: int
    jobs: int
    growth_bytes: int


class WorkersUnavailable(RuntimeError):
    """No worker can be started, or do its work, whatever the job."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"Tiến trình con không chạy được ({detail}). Đóng bớt chương trình khác cho đủ bộ "
            "nhớ rồi chạy lại."
        )


def prepare(*modules: str) -> None:
    """Begin importing what workers need, beside what the caller does meanwhile."""
    context = _context()
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 - Windows has none

        context.set_forkserver_preload(list(modules))
        forkserver.ensure_running()


def run_all(
    work: Callable[[Job, Any], Answer],
    jobs: Sequence[Job],
    shared: object,
    workers: int,
    limits: Limits,
) -> Iterator[Answer | Ended]:
    """``work(job, shared)`` for each job, in order. ``work`` must be found by import.

    Raises :class:`WorkersUnavailable` when a worker dies before it can take a job.
    """
    with _Crew(work, pickle.dumps(shared, pickle.HIGHEST_PROTOCOL), workers, limits) as crew:
        waiting = deque(enumerate(jobs))
        answers: dict[int, Answer | Ended] = {}
        for expected in range(len(jobs)):
            while expected not in answers:
                while (
                    waiting and crew.has_room and waiting[0][0] < expected + _JOBS_AHEAD * workers
                ):
                    crew.give(*waiting.popleft())
                answers |= crew.collect()
            yield answers.pop(expected)


# ── In the caller ─────────────────────────────────────────────────────────────────────────


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    stderr: Path
    deadline: float
    job: int | None = None
    is_ready: bool = False


@dataclass
class _Crew(Generic[Job, Answer]):
    work: Callable[[Job, Any], Answer]
    shared: bytes
    size: int
    limits: Limits
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> _Crew[Job, Answer]:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in list(self._workers):
            self._dismiss(worker)
        self._folder.cleanup()

    @property
    def has_room(self) -> bool:
        """Whether a job can be given at once."""
        return len(self._workers) < self.size or any(w.job is None for w in self._workers)

    def give(self, number: int, job: Job) -> None:
        """Hand a job to an idle worker, or to a new one."""
        idle = next((worker for worker in self._workers if worker.job is None), None)
        worker = idle or self._hire()
        worker.job = number
        if worker.is_ready:
            worker.deadline = time.monotonic() + self.limits.seconds
        try:
            worker.pipe.send(job)
        except OSError as error:  # it died while idle, which no job can be blamed for
            self._dismiss(worker)
            if not worker.is_ready:
                raise WorkersUnavailable(self._last_words(worker)) from error
            self.give(number, job)

    def collect(self) -> dict[int, Answer | Ended]:
        """Wait until something happens; the answers that came, and the jobs that ended."""
        busy = [worker for worker in self._workers if worker.job is not None]
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        handles: list[Any] = [handle for w in busy for handle in (w.pipe, w.process.sentinel)]
        happened = set(wait(handles, timeout=max(patience, 0)))
        answers: dict[int, Answer | Ended] = {}
        for worker in busy:
            if worker.pipe in happened or worker.process.sentinel in happened:
                self._hear(worker, answers)
            elif time.monotonic() > worker.deadline:
                self._end(worker, How.TOO_LONG, answers)
        return answers

    def _hear(self, worker: _Worker, answers: dict[int, Answer | Ended]) -> None:
        word, answer = _received(worker.pipe)
        if word == _READY:
            worker.is_ready = True
            worker.deadline = time.monotonic() + self.limits.seconds
        elif word and worker.job is not None:
            answers[worker.job] = answer
            worker.job = None
            if word == _LEAVING:
                self._dismiss(worker)
        else:
            self._end(worker, How.STOPPED, answers)

    def _end(self, worker: _Worker, how: How, answers: dict[int, Answer | Ended]) -> None:
        """Account for a worker that died, or that must."""
        if how is How.STOPPED:
            worker.process.join(timeout=self.limits.seconds)
        code = worker.process.exitcode
        self._dismiss(worker)
        words = self._last_words(worker)
        if not worker.is_ready:
            raise WorkersUnavailable(words or f"exit code {code}")
        # A reader that gets no memory aborts; the system kills what takes too much.
        aborted = code == -signal.SIGABRT and "panicked" not in words
        starved = how is How.STOPPED and (aborted or "memory" in words.lower())
        killed = how is How.STOPPED and os.name == "posix" and code == -signal.SIGKILL
        told = How.TOO_MUCH_MEMORY if starved or killed else how
        if worker.job is not None:
            answers[worker.job] = Ended(told, words or f"exit code {code}")

    def _hire(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        handle, name = tempfile.mkstemp(dir=self._folder.name)
        os.close(handle)
        process = _context().Process(
            target=_serve, args=(theirs, name, self.work, self.shared, self.limits), daemon=True
        )
        with _without_main():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, Path(name), time.monotonic() + _START_SECONDS)
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()

    @staticmethod
    def _last_words(worker: _Worker) -> str:
        """The last line of a traceback, or the first of a panic."""
        tail = worker.stderr.read_bytes()[-_STDERR_TAIL_BYTES:].decode("utf-8", "replace")
        lines = [line.strip() for line in tail.splitlines() if line.strip()]
        panics = [line for line in lines if "panicked" in line or "memory allocation" in line]
        return (panics or lines[-1:] or [""])[0][:200]


def _received(pipe: Connection) -> tuple[str, Any]:
    """One message of a worker; no word when it died before or within it."""
    try:
        word, answer = pipe.recv() if pipe.poll() else ("", None)
    except (EOFError, OSError, pickle.UnpicklingError):
        return "", None
    return word, answer


@contextmanager
def _without_main() -> Iterator[None]:
    """Start a worker that does not run the caller's main script again, as Python would have it.

    For a page of the dashboard that script is the dashboard: every worker would import Streamlit
    and all pages before its first file. Workers find what they run by import.
    """
    bare = ModuleType("__main__")
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = bare
        try:
            yield
        finally:
            # Streamlit puts one in place for every run of a script; the newest stays.
            if sys.modules["__main__"] is bare:
                sys.modules["__main__"] = main


def _context() -> Any:
    """Forkserver on Linux: a fresh, single-threaded copy in 10 ms. Elsewhere spawn."""
    return multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


# ── In the worker ─────────────────────────────────────────────────────────────────────────


def _serve(
    pipe: Connection,
    stderr: str,
    work: Callable[[Job, Any], Answer],
    shared: bytes,
    limits: Limits,
) -> None:
    """Answer jobs until told to leave. What goes wrong ends the process, and the caller tells."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    _write_errors_to(stderr)
    state = _unpacked(shared)
    _limit_memory(limits.memory_bytes)
    at_start = _resident_bytes()
    pipe.send((_READY, None))
    for done in range(1, limits.jobs + 1):
        try:
            job = pipe.recv()
        except EOFError:
            return
        answer = work(job, state)
        outgrown = _resident_bytes() - at_start > limits.growth_bytes
        word = _LEAVING if outgrown or done == limits.jobs else _DONE
        pipe.send((word, answer))


def _end_with_parent() -> None:
    """End this process as soon as the one that started it ends, however that came about.

    A caller that is killed outright dismisses nobody: its workers would finish what they are at,
    and one that hangs would never end.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _unpacked(shared: bytes) -> object:
    """What all jobs share; thousands of objects that stay, so nothing to look for among them."""
    gc.disable()
    state: object = pickle.loads(shared)
    gc.freeze()
    gc.enable()
    return state


def _write_errors_to(path: str) -> None:
    """A native reader writes its panics past Python, straight to descriptor 2."""
    target = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.dup2(target, 2)
    os.close(target)


def _limit_memory(beyond_bytes: int) -> None:
    """Let allocations fail beyond what this process has now."""
    if resource is not None and _STATM.exists():
        limit = _statm_pages(0) * resource.getpagesize() + beyond_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident_bytes() -> int:
    """What this process occupies; 0 where the system does not tell cheaply."""
    if resource is None or not _STATM.exists():
        return 0
    return _statm_pages(1) * resource.getpagesize()


def _statm_pages(column: int) -> int:
    return int(_STATM.read_text().split()[column])
