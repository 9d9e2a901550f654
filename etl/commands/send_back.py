"""``return``: send submissions back to be completed, with reason and deadline."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from etl.commands.common import UnusableCall, add_command
from etl.commands.decisions import (
    opened,
    said_arguments,
    said_of,
    scope_arguments,
    scope_of,
    told,
)
from etl.decide import send_back


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "return", _return, "send submissions back to be completed", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    scope_arguments(command)
    said_arguments(command, reason="what has to be completed")
    command.add_argument("--deadline", required=True, help="last day, for example 2026-11-30")


def _return(arguments: argparse.Namespace) -> int:
    try:
        deadline = date.fromisoformat(arguments.deadline)
    except ValueError as error:
        raise UnusableCall(
            f"Không hiểu --deadline “{arguments.deadline}”. Ghi 2026-11-30."
        ) from error
    ledger, setting = opened()
    return told(send_back(ledger, setting, scope_of(arguments), said_of(arguments), deadline))
