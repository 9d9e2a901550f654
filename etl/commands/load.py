"""``load``: judge files and keep them."""

from __future__ import annotations

import argparse
from typing import Any

from childrights.settings import data_dir
from etl.commands.answers import answer
from etl.commands.check import paths_arguments
from etl.commands.common import add_command, moment_of, progress, say_passed_over, setting_of
from etl.load import KeptUnpublished, find_files, load
from etl.readers import get_ready
from etl.reception import ledger_for


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "load", _load, "judge files and keep them", _load_arguments)


def _load_arguments(command: argparse.ArgumentParser) -> None:
    paths_arguments(command)
    command.add_argument("--received", help="when the files were received, ISO 8601 (default: now)")


def _load(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    get_ready()
    setting = setting_of(folder)
    received_at = moment_of(arguments.received, "--received")
    found = find_files(arguments.paths, say_passed_over)
    ledger = ledger_for(folder, found, setting, received_at)
    try:
        receipts = load([(item, received_at) for item in found], ledger, setting, progress("Nạp"))
    except KeptUnpublished as error:
        answer(error.receipts, arguments.json)
        raise
    return answer(receipts, arguments.json)
