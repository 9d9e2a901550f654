"""What the commands that decide about submissions share: scope, who, when, why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from childrights.periods import Period
from childrights.settings import data_dir
from childrights.vietnamese.dates import format_datetime
from childrights.warehouse.events import EVENT_WORDS, Event
from childrights.warehouse.ledger import Ledger
from etl.commands.common import OK, moment_of, setting_of
from etl.decide import Said, Scope
from etl.drafts import Setting


def add_decision(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    *,
    reason: str = "",
) -> argparse.ArgumentParser:
    """Add a command that decides about the figures of a scope; ``reason`` says what it asks for.

    Gives the command, for arguments of its own.
    """
    command: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    command.add_argument("--form", required=True, help="form name, for example bhyt_duoi_6_tuoi")
    command.add_argument("--period", required=True, help="2026-6M, 2026-9M or 2026-12M")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    said_arguments(command, reason=reason)
    command.set_defaults(run=run)
    return command


def said_arguments(command: argparse.ArgumentParser, *, reason: str = "") -> None:
    """``--by``, ``--at`` and, where a reason is asked, ``--reason``."""
    command.add_argument("--by", required=True, help="who decides: a role, not a person's name")
    command.add_argument("--at", help="when, ISO 8601 (default: now)")
    if reason:
        command.add_argument("--reason", required=True, help=reason)


def said_of(arguments: argparse.Namespace) -> Said:
    """Who, when and why, as the call says."""
    at = moment_of(arguments.at, "--at")
    return Said(arguments.by, at, getattr(arguments, "reason", None) or "")


def decision_of(arguments: argparse.Namespace) -> tuple[Ledger, Setting, Scope, Said]:
    """What is decided in, about what, and by whom, when and why, as the call says."""
    scope = Scope(arguments.form, Period.parse(arguments.period), arguments.locality)
    return *opened(), scope, said_of(arguments)


def opened() -> tuple[Ledger, Setting]:
    """The ledger of the data folder, and its catalogue and places."""
    folder = data_dir()
    return Ledger.open(folder), setting_of(folder)


def told(event: Event) -> int:
    """Say what was decided."""
    count = len(event.figures) or len(event.submissions)
    print(
        f"{EVENT_WORDS[event.kind]}: {event.scope or event.cell}, {count} mục, {event.by}, "
        f"{format_datetime(event.at)}",
        file=sys.stderr,
    )
    return OK
