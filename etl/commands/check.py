"""``check``: judge files without keeping them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from childrights.settings import data_dir
from etl.commands.answers import answer
from etl.commands.common import add_command, json_argument, setting_of
from etl.judge import check_file
from etl.load import find_files


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "check", _check, "judge files without keeping them", paths_arguments)


def paths_arguments(command: argparse.ArgumentParser) -> None:
    """Files or folders, and ``--json``."""
    command.add_argument("paths", nargs="+", type=Path, help="workbooks or folders of them")
    json_argument(command)


def _check(arguments: argparse.Namespace) -> int:
    setting = setting_of(data_dir())
    now = datetime.now(UTC)
    receipts = [
        check_file(path.name, path.read_bytes(), now, setting)
        for path in find_files(arguments.paths)
    ]
    return answer(receipts, arguments.json)
