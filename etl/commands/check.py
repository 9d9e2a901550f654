"""``check``: judge files without keeping them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from childrights.settings import data_dir, has_ledger
from childrights.warehouse.events import explanations
from childrights.warehouse.ledger import Ledger
from etl.commands.answers import answer
from etl.commands.common import add_command, json_argument, say_passed_over, setting_of
from etl.compare import compared, known_of
from etl.explained import explained
from etl.hand_back import form_names, hand_back
from etl.load import find_files
from etl.readers import get_ready, judge_all


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "check", _check, "judge files without keeping them", _check_arguments)


def paths_arguments(command: argparse.ArgumentParser) -> None:
    """Files or folders, and ``--json``."""
    command.add_argument("paths", nargs="+", type=Path, help="workbooks or folders of them")
    json_argument(command)


def _check_arguments(command: argparse.ArgumentParser) -> None:
    paths_arguments(command)
    command.add_argument(
        "--marked", type=Path, metavar="DIR", help="write each file there, its faults marked"
    )


def _check(arguments: argparse.Namespace) -> int:
    files = find_files(arguments.paths, say_passed_over)
    get_ready()
    now = datetime.now(UTC)
    setting = setting_of(data_dir())
    judged = judge_all([(item, now) for item in files], setting)
    answers = explanations(Ledger.open(data_dir()).events()) if has_ledger(data_dir()) else {}
    known = known_of(data_dir(), setting.catalogue)
    receipts = list(compared(judged, setting, known, lambda item: explained(item, answers)))
    if arguments.marked is not None:
        for path in hand_back(files, receipts, form_names(setting.catalogue), arguments.marked):
            print(f"Bản đánh dấu: {path}", file=sys.stderr)
    return answer(receipts, arguments.json)
