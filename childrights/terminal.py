"""How both commands speak to the terminal. The standard library alone: it works where that does."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_NOT_INSTALLED = ("", "childrights", "etl")
"""What comes with the program: where it is missing, the program is broken."""
_UNUSABLE = 2


def speak_utf8() -> None:
    """Write UTF-8, whatever the system would have chosen.

    Redirected or piped, Python on Windows writes cp1252 or cp1258, and Vietnamese ends it there.
    What cannot be written at all still ends it on standard output, whose reader needs all of it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "replace" if stream is sys.stderr else stream.errors
            stream.reconfigure(encoding="utf-8", errors=errors)


@contextmanager
def with_packages(module: str) -> Iterator[None]:
    """Import within this what ``python -m MODULE`` needs, and a Python without it says so.

    Most often that is the system's own Python, or an older one: the packages are in ``.venv``.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - an old Python must reach this line and say so
        _refuse(module, "quá cũ")
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in _NOT_INSTALLED or package in sys.stdlib_module_names:
            raise
        _refuse(module, f"không có thư viện “{package}”")


def _refuse(module: str, why: str) -> NoReturn:
    speak_utf8()
    python = r".venv\Scripts\python" if os.name == "nt" else ".venv/bin/python"
    print(
        f"Python này ({sys.executable}) {why}. Mở cửa sổ dòng lệnh ở thư mục chương trình, chạy:\n"
        f"    {python} -m {module} …\n"
        "Chưa có thư mục .venv, hoặc vẫn thiếu: chạy python3 run.py một lần (Windows: Chay.bat).",
        file=sys.stderr,
    )
    raise SystemExit(_UNUSABLE)
