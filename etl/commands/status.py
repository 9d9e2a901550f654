"""``status``: what the data folder holds."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.periods import Period
from childrights.settings import data_dir
from childrights.warehouse.snapshot import open_current
from etl.commands.common import OK, add_command, json_argument


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "status", _status, "what the data folder holds", json_argument)


def _status(arguments: argparse.Namespace) -> int:
    snapshot = open_current(data_dir())
    meta = snapshot.meta()
    counts = snapshot.rows(
        """SELECT count(*), count(DISTINCT (locality, valid_from)) FROM submission WHERE in_force"""
    )[0]
    periods = [row[0] for row in snapshot.rows(
        "SELECT DISTINCT period FROM submission WHERE in_force"
    )]  # fmt: skip
    answer = {
        "snapshot": snapshot.name,
        "built_at": meta["built_at"],
        "kind": meta["kind"],
        "submissions": counts[0],
        "localities": counts[1],
        "periods": [str(p) for p in sorted(Period.parse(text) for text in periods)],
    }
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for key, value in answer.items():
            print(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
    return OK
