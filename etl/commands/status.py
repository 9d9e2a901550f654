"""``status``: what the data folder holds, and what became of each submission."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from childrights.periods import Period
from childrights.settings import data_dir
from childrights.warehouse.definitions import are_recorded, definitions_of
from childrights.warehouse.history import STATE_WORDS, Kept, counts, submissions
from childrights.warehouse.ledger import Ledger
from childrights.warehouse.snapshot import (
    Snapshot,
    open_current,
    published_revision,
    require_dimensions,
)
from etl.commands.common import OK, add_command, json_argument, setting_of


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "status", _status, "what the data folder holds", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    json_argument(command)
    command.add_argument(
        "--submissions", action="store_true",
        help="each submission in the order received, and what became of it",
    )  # fmt: skip
    command.add_argument("--locality", default="", help="with --submissions: only this unit's code")
    command.add_argument("--period", default="", help="with --submissions: only this period")
    command.add_argument("--form", default="", help="with --submissions: only this form")


def _status(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    snapshot = open_current(folder)
    require_dimensions(snapshot, ())
    answer = _listed(snapshot, arguments) if arguments.submissions else _summary(folder, snapshot)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    elif isinstance(answer, dict):
        for key, value in answer.items():
            print(f"{key}: {_said(value)}")
    else:
        for row in answer:
            print(" | ".join(str(value) for value in row.values() if value not in (None, "")))
    return OK


def _summary(folder: Path, snapshot: Snapshot) -> dict[str, Any]:
    meta = snapshot.meta()
    in_force = snapshot.rows(
        """SELECT count(*), count(DISTINCT (locality, valid_from)) FROM submission WHERE in_force"""
    )[0]
    periods = [row[0] for row in snapshot.rows(
        "SELECT DISTINCT period FROM submission WHERE in_force"
    )]  # fmt: skip
    ledger = Ledger.open(folder)
    catalogue = setting_of(folder).catalogue
    return {
        "snapshot": snapshot.name,
        "built_at": meta["built_at"],
        "kind": meta["kind"],
        "submissions": in_force[0],
        "localities": in_force[1],
        "periods": [str(p) for p in sorted(Period.parse(text) for text in periods)],
        "states": counts(snapshot),
        "up_to_date": published_revision(folder) == ledger.revision(),
        "definitions_recorded": are_recorded(ledger, definitions_of(catalogue, folder)),
        "warning": snapshot.warning,
    }


def _listed(snapshot: Snapshot, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    found = submissions(snapshot, arguments.locality, arguments.period, arguments.form)
    return [_row(item) for item in found]


def _row(item: Kept) -> dict[str, Any]:
    return {
        "received_at": item.received_at.astimezone().isoformat(),
        "form": f"{item.form}@{item.version}",
        "locality": item.locality.code,
        "valid_from": item.locality.valid_from.isoformat(),
        "name": item.name,
        "period": item.period,
        "nature": item.nature,
        "state": item.state.value,
        "in_force": item.in_force,
        "label": STATE_WORDS[item.state],
        "file": item.file,
        "sha256": item.sha256,
        "reason": item.reason,
        "deadline": item.deadline.isoformat() if item.deadline else None,
    }


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items())
    return str(value)
