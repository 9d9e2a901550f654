"""A dashboard served on a free port, and what a page did that it should not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]


PATIENCE_MS = 90_000
"""How long a browser waits for what must come: machines that test are slow and shared."""

OFFICIAL = ("dashboard.py",)
BY_HAND = ("-m", "streamlit", "run", "dashboard.py")


@contextmanager
def serving(
    folder: Path, how: tuple[str, ...] = OFFICIAL, audience: str = "", log: Path | None = None
) -> Iterator[str]:
    """Run the dashboard on a data folder; give its address.

    ``audience`` is the most that the server shows; what it prints goes to ``log``.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *how, f"--server.port={port}"]
    environment = {**os.environ, "CHILDRIGHTS_DATA": str(folder), "PYTHONUTF8": "1"}
    environment.pop("CHILDRIGHTS_AUDIENCE", None)
    if audience:
        environment["CHILDRIGHTS_AUDIENCE"] = audience
    with (
        (log or Path(os.devnull)).open("wb") as printed,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=printed,
            stderr=subprocess.STDOUT if log else None,
        ) as server,
    ):  # fmt: skip
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode}.")
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not answer within 90 seconds.")


class Watch:
    """What a page did that it should not: errors in the console, requests that leave."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: Any) -> None:
        # Streamlit looks for its own endpoints below the path of a page before it finds them
        # at the root; Chromium reports each such 404 as an error.
        looks_for_root = "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not looks_for_root:
            self.errors.append(f"{message.text} {message.location}")

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.outside.append(url)
