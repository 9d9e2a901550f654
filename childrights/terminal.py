"""How both commands speak to the terminal. The standard library alone: it works where that does."""

from __future__ import annotations

import io
import sys


def speak_utf8() -> None:
    """Write UTF-8, whatever the system would have chosen.

    Redirected or piped, Python on Windows writes cp1252 or cp1258, and Vietnamese ends it there.
    What cannot be written at all still ends it on standard output, whose reader needs all of it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "replace" if stream is sys.stderr else stream.errors
            stream.reconfigure(encoding="utf-8", errors=errors)
