"""One writer at a time, and the others are told who it is.

The lock belongs to the operating system and ends with the program that holds it, so a killed
loader leaves no stale one. Who holds it stands in a file beside it, for people to read.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from childrights.vietnamese.dates import format_date


class LockHeld(RuntimeError):
    """Another program is writing; the message says which, and since when."""


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    process: int
    machine: str
    since: datetime

    def __str__(self) -> str:
        day = format_date(self.since.date())
        return (
            f"tiến trình số {self.process} trên máy {self.machine}, "
            f"từ {self.since:%H:%M:%S} ngày {day}"
        )


@contextmanager
def held(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock at ``path``; raise :class:`LockHeld` when it is not free in time."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        holder = read_holder(path)
        who = f" ({holder})" if holder else ""
        raise LockHeld(
            f"Đang có một lượt ghi số liệu khác chạy{who}. Đợi lượt đó xong rồi chạy lại."
        ) from error
    note = _note(path)
    try:
        note.write_text(_written(), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def read_holder(path: Path) -> Holder | None:
    """Who says to hold the lock at ``path``; ``None`` when nothing readable is said."""
    try:
        said = json.loads(_note(path).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(said["since"])
        return Holder(int(said["process"]), str(said["machine"]), since)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}-HOLDER")


def _written() -> str:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    said = {"process": os.getpid(), "machine": socket.gethostname(), "since": since}
    return json.dumps(said, ensure_ascii=False)
