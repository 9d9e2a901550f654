"""``summary``: an official form filled with every unit of an area and the total."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.settings import data_dir
from etl.commands.common import OK, UnusableCall, add_command
from etl.summary import summary_bytes


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "summary", _summary, "fill a form with every unit", _arguments)


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", help="form name, for example bhyt_duoi_6_tuoi")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2026-6M, 2026-9M or 2026-12M")
    command.add_argument("--out", required=True, type=Path)
    command.add_argument(
        "--audience", choices=[a.value for a in Audience], default=Audience.PUBLIC.value
    )


def _summary(arguments: argparse.Namespace) -> int:
    if not arguments.out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{arguments.out.parent}” để ghi biểu.")
    period, audience = Period.parse(arguments.period), Audience(arguments.audience)
    desk = open_desk(data_dir())
    arguments.out.write_bytes(
        summary_bytes(desk, arguments.form, arguments.locality, period, audience)
    )
    print(arguments.out, file=sys.stderr)
    return OK
