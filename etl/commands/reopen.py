"""``reopen``: open closed figures again, with a reason."""

from __future__ import annotations

import argparse
from typing import Any

from etl.commands.common import add_command
from etl.commands.decisions import (
    opened,
    said_arguments,
    said_of,
    scope_arguments,
    scope_of,
    told,
)
from etl.decide import reopen


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "reopen", _reopen, "open closed figures again", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    scope_arguments(command)
    said_arguments(command, reason="why the figures are opened again")


def _reopen(arguments: argparse.Namespace) -> int:
    ledger, setting = opened()
    return told(reopen(ledger, setting, scope_of(arguments), said_of(arguments)))
