"""``check``: judge files without keeping them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from childrights.settings import data_dir
from etl.commands.answers import answer
from etl.commands.common import add_command, json_argument, say_passed_over, setting_of
from etl.load import find_files
from etl.readers import get_ready, judge_all


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "check", _check, "judge files without keeping them", paths_arguments)


def paths_arguments(command: argparse.ArgumentParser) -> None:
    """Files or folders, and ``--json``."""
    command.add_argument("paths", nargs="+", type=Path, help="workbooks or folders of them")
    json_argument(command)


def _check(arguments: argparse.Namespace) -> int:
    files = find_files(arguments.paths, say_passed_over)
    get_ready()
    now = datetime.now(UTC)
    receipts = list(judge_all([(item, now) for item in files], setting_of(data_dir())))
    return answer(receipts, arguments.json)
