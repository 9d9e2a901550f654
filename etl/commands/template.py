"""``template``: write a blank form."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.settings import data_dir
from etl.assignments.layout import FORM
from etl.assignments.write import write_assignment
from etl.commands.common import OK, UnusableCall, add_command, setting_of
from etl.template import write_template


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "template", _template, "write a blank form", _template_arguments)


def _template_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", help=f"form name, for example bhyt_duoi_6_tuoi or {FORM}")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2026-6M, 2026-9M or 2026-12M")
    command.add_argument("--out", required=True, type=Path)
    command.add_argument(
        "--by", choices=["unit"], help=f"{FORM} alone: a column of targets for each commune"
    )


def _template(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    setting = setting_of(folder)
    period, selections = Period.parse(arguments.period), load_selections(folder)
    if arguments.form == FORM:
        write_assignment(
            arguments.locality, period, arguments.out, setting.catalogue, setting.registry,
            selections, by_unit=arguments.by == "unit",
        )  # fmt: skip
    elif arguments.by:
        raise UnusableCall(f"--by unit chỉ dùng cho {FORM}.")
    else:
        write_template(
            arguments.form, arguments.locality, period, arguments.out,
            setting.catalogue, setting.registry, selections,
        )  # fmt: skip
    print(arguments.out, file=sys.stderr)
    return OK
