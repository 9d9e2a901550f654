"""``return``: send submissions back to be completed, with reason and deadline."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from etl.commands.common import UnusableCall
from etl.commands.decisions import add_decision, decision_of, told
from etl.decide import send_back


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = add_decision(
        commands, "return", _return, "send submissions back to be completed",
        reason="what has to be completed",
    )  # fmt: skip
    command.add_argument("--deadline", required=True, help="last day, for example 2026-11-30")


def _return(arguments: argparse.Namespace) -> int:
    try:
        deadline = date.fromisoformat(arguments.deadline)
    except ValueError as error:
        raise UnusableCall(
            f"Không hiểu --deadline “{arguments.deadline}”. Ghi 2026-11-30."
        ) from error
    return told(send_back(*decision_of(arguments), deadline))
