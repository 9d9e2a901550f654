"""What the commands of ``python -m etl`` share: setting, progress, answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from childrights.catalogue.loader import load_catalogue
from childrights.places.registry import load_registry
from childrights.settings import demonstration_dir, real_dir
from childrights.warehouse.ledger import DataKind
from etl.drafts import Setting

OK, SOME_REJECTED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
_YEAR = timedelta(days=366)


class UnusableCall(ValueError):
    """The command was called in a way that cannot be carried out."""


def add_command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    arguments: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add one command: its name, what it runs, a line of help, its arguments."""
    command = commands.add_parser(name, help=summary, description=summary)
    arguments(command)
    command.set_defaults(run=run)


def json_argument(command: argparse.ArgumentParser) -> None:
    """``--json``."""
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")


def no_arguments(command: argparse.ArgumentParser) -> None:
    """Of a command that takes none."""
    del command


def folder_to_start(kind: DataKind) -> Path:
    """Where a folder of that kind is started, whatever other folder is already in use."""
    return real_dir() if kind is DataKind.REAL else demonstration_dir()


def setting_of(folder: Path) -> Setting:
    """Catalogue and places of a data folder, with its overlay."""
    return Setting(load_catalogue(data_dir=folder), load_registry(folder))


def say_passed_over(name: str) -> None:
    """Tell on standard error that a file in a folder is nobody's submission."""
    print(f"Bỏ qua “{name}”: tệp của hệ điều hành hoặc tệp khóa tạm.", file=sys.stderr)


def moment_of(text: str | None, option: str) -> datetime:
    """A moment given on the command line, in this machine's zone unless it says; else now.

    Raises :class:`UnusableCall` for what is no moment, and for one more than a year ahead.
    """
    if text is None:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableCall(
            f"Không hiểu {option} “{text}”. Ghi ISO 8601, ví dụ 2026-11-15T09:30:00+07:00."
        ) from error
    moment = moment if moment.tzinfo else moment.astimezone()
    if moment - datetime.now().astimezone() > _YEAR:
        # A mistyped year would keep every later correction from taking its place.
        raise UnusableCall(f"{option} “{text}” còn hơn một năm nữa mới tới. Kiểm tra lại năm.")
    return moment


def progress(label: str) -> Callable[[int, int], None]:
    """Tell done and total on standard error, a line for each tenth."""
    step = {"last": -1}

    def show(done: int, total: int) -> None:
        tenth = done * 10 // max(total, 1)
        if tenth != step["last"]:
            step["last"] = tenth
            print(f"{label}: {done}/{total}", file=sys.stderr, flush=True)

    return show
