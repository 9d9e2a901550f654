"""``reopen``: open closed figures again, with a reason."""

from __future__ import annotations

import argparse
from typing import Any

from etl.commands.decisions import add_decision, decision_of, told
from etl.decide import reopen


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_decision(
        commands, "reopen", _reopen, "open closed figures again",
        reason="why the figures are opened again",
    )  # fmt: skip


def _reopen(arguments: argparse.Namespace) -> int:
    return told(reopen(*decision_of(arguments)))
