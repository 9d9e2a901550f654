"""``restore``: put a backup back into an empty data folder, and rebuild the snapshot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.warehouse.ledger import Ledger
from etl.commands.common import OK, add_command, folder_to_start, setting_of
from etl.load import publish_if_behind
from etl.safekeeping import kind_of, restore


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "restore", _restore, "put a backup back", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SRC", type=Path, help="a folder made by backup")


def _restore(arguments: argparse.Namespace) -> int:
    folder = folder_to_start(kind_of(arguments.source))
    count = restore(arguments.source, folder)
    ledger = Ledger.open(folder)
    with ledger.writing():
        publish_if_behind(ledger, setting_of(folder))
    print(f"{folder}: {count} tệp, đã đối chiếu và dựng lại", file=sys.stderr)
    return OK
