"""``load``: judge files and keep them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from childrights.settings import data_dir, demonstration_dir, has_ledger
from childrights.warehouse.ledger import DataKind, Ledger
from etl.commands.answers import answer
from etl.commands.check import paths_arguments
from etl.commands.common import add_command, moment_of, progress, say_passed_over, setting_of
from etl.drafts import Setting
from etl.load import KeptUnpublished, find_files, load
from etl.readers import Incoming, get_ready, judge_all


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
    files = [(item, received_at) for item in find_files(arguments.paths, say_passed_over)]
    ledger = _ledger_for(folder, files, setting)
    try:
        receipts = load(files, ledger, setting, progress("Nạp"))
    except KeptUnpublished as error:
        answer(error.receipts, arguments.json)
        raise
    return answer(receipts, arguments.json)


def _ledger_for(folder: Path, files: Sequence[Incoming], setting: Setting) -> Ledger:
    """The folder's ledger; a new one takes the kind of the first file that can be read."""
    if has_ledger(folder):
        return Ledger.open(folder)
    for receipt in judge_all(files, setting):
        if receipt.held and receipt.demonstration:
            return Ledger.create(demonstration_dir(), DataKind.DEMONSTRATION)
        if receipt.held:
            break
    return Ledger.create(folder, DataKind.REAL)
