"""``localities``: official lists of places."""

from __future__ import annotations

import argparse
from typing import Any

from childrights.settings import data_dir
from etl import localities
from etl.commands.common import add_command


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(
        commands, "localities", _localities, "official lists of places", localities.add_arguments
    )


def _localities(arguments: argparse.Namespace) -> int:
    return localities.run(arguments, data_dir())
