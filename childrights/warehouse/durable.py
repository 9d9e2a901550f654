"""Writing files that are whole or absent, whatever stops the program or fills the disk."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

DRAFT_MARK = ".draft-"
"""How the name of everything unfinished begins; no reader looks at such a name."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees half of it, and settle it on the disk.

    Raises ``OSError`` (a full disk, no permission) and leaves nothing behind.
    """
    draft = draft_beside(path)
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        put_in_place(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def draft_beside(path: Path) -> Path:
    """A name nobody else uses, in the folder where the finished file or folder will stand."""
    return path.with_name(f"{DRAFT_MARK}{uuid.uuid4().hex}-{path.name}")


def put_in_place(draft: Path, path: Path) -> None:
    """Rename a finished draft to its name, and settle the rename."""
    draft.replace(path)
    settle(path.parent)


def settle(path: Path) -> None:
    """Make what a file or folder holds survive a power cut.

    Windows settles renames by itself and opens no folder.
    """
    if path.is_dir() and os.name != "posix":
        return
    mode = os.O_RDONLY if path.is_dir() else os.O_RDWR
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
