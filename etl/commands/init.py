"""``init``: start an empty data folder."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from childrights.settings import data_dir
from childrights.warehouse.ledger import DataKind, Ledger
from etl.commands.common import OK, add_command


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "init", _init, "start an empty data folder", _init_arguments)


def _init_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--kind", choices=[k.value for k in DataKind], default=DataKind.REAL.value)


def _init(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    ledger = Ledger.create(folder, DataKind(arguments.kind))
    print(f"{folder}: {ledger.kind.value}", file=sys.stderr)
    return OK
