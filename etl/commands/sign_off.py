"""``sign-off``: approve submissions (duyệt) or close figures (chốt)."""

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
from etl.decide import sign_off


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(
        commands, "sign-off", _sign_off, "approve submissions or close their figures", _arguments
    )


def _arguments(command: argparse.ArgumentParser) -> None:
    scope_arguments(command)
    said_arguments(command)
    command.add_argument(
        "--close", action="store_true",
        help="close the figures (chốt): what is sent later waits for a reopening",
    )  # fmt: skip
    command.add_argument("--reason", help="a remark, for example the number of the minutes")


def _sign_off(arguments: argparse.Namespace) -> int:
    ledger, setting = opened()
    scope, said = scope_of(arguments), said_of(arguments)
    return told(sign_off(ledger, setting, scope, said, close=arguments.close))
