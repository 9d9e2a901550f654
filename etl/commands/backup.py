"""``backup``: copy ledger, overlay, boundaries and releases to a new folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.settings import data_dir
from etl.commands.common import OK, add_command
from etl.safekeeping import back_up


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "backup", _backup, "copy the data folder, verified", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("destination", metavar="DEST", type=Path, help="a folder not yet there")


def _backup(arguments: argparse.Namespace) -> int:
    count = back_up(data_dir(), arguments.destination)
    print(f"{arguments.destination}: {count} tệp, đã đối chiếu", file=sys.stderr)
    return OK
