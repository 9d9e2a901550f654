"""``sign-off``: approve submissions (duyệt) or close figures (chốt)."""

from __future__ import annotations

import argparse
from typing import Any

from etl.commands.decisions import add_decision, decision_of, told
from etl.decide import sign_off


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = add_decision(
        commands, "sign-off", _sign_off, "approve submissions or close their figures"
    )
    command.add_argument(
        "--close", action="store_true",
        help="close the figures (chốt): what is sent later waits for a reopening",
    )  # fmt: skip
    command.add_argument("--reason", help="a remark, for example the number of the minutes")


def _sign_off(arguments: argparse.Namespace) -> int:
    return told(sign_off(*decision_of(arguments), close=arguments.close))
