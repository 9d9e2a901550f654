"""``publish``: rebuild the snapshot from the ledger."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Any

from childrights.settings import data_dir
from childrights.warehouse.definitions import definitions_of, record
from childrights.warehouse.ledger import Ledger
from childrights.warehouse.snapshot import publish
from etl.commands.common import OK, add_command, no_arguments, setting_of


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "publish", _publish, "rebuild the snapshot from the ledger", no_arguments)


def _publish(arguments: argparse.Namespace) -> int:
    del arguments
    folder = data_dir()
    setting = setting_of(folder)
    localities = setting.registry.all_localities()
    ledger = Ledger.open(folder)
    with ledger.writing():
        record(ledger, definitions_of(setting.catalogue, folder), datetime.now().astimezone())
        name = publish(ledger, localities, setting.catalogue.dimension_names)
    print(name, file=sys.stderr)
    return OK
