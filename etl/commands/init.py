"""``init``: start an empty data folder."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from childrights.warehouse.ledger import DataKind, Ledger
from etl.commands.common import OK, add_command, folder_to_start


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "init", _init, "start an empty data folder", _init_arguments)


def _init_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--kind", choices=[k.value for k in DataKind], default=DataKind.REAL.value)


def _init(arguments: argparse.Namespace) -> int:
    kind = DataKind(arguments.kind)
    folder = folder_to_start(kind)
    ledger = Ledger.create(folder, kind)
    print(f"{folder}: {ledger.kind.value}", file=sys.stderr)
    return OK
