"""What the questions share that only the office may put: one indicator of an area in a period."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from childrights.commands.common import UnusableCall, add_selectors, desk_for, known_indicator
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.periods import Period


@dataclass(frozen=True)
class Asked:
    """The question, and the desk that answers it."""

    desk: Desk
    indicator: str
    token: str
    period: Period


def add_internal(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> None:
    """Add a command with the selectors and ``--json``; its help says that it is internal."""
    command = commands.add_parser(name, help=f"{summary}, internal only")
    add_selectors(command)
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    command.set_defaults(run=run)


def asked(arguments: argparse.Namespace, what: str) -> Asked:
    """The question of a call; ``what`` names the answer where the public asks for it.

    Raises :class:`UnusableCall` for the public, and for an indicator that is not known.
    """
    if Audience(arguments.audience) is Audience.PUBLIC:
        raise UnusableCall(f"{what} chỉ xem nội bộ, không có chế độ công khai.")
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    return Asked(desk, indicator, arguments.locality, Period.parse(arguments.period))
