"""``template``: write a blank form."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.settings import data_dir
from etl.commands.common import OK, add_command, setting_of
from etl.template import write_template


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "template", _template, "write a blank form", _template_arguments)


def _template_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", help="form name, for example bhyt_duoi_6_tuoi")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2026-6M, 2026-9M or 2026-12M")
    command.add_argument("--out", required=True, type=Path)


def _template(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    setting = setting_of(folder)
    write_template(
        arguments.form, arguments.locality, Period.parse(arguments.period), arguments.out,
        setting.catalogue, setting.registry, load_selections(folder),
    )  # fmt: skip
    print(arguments.out, file=sys.stderr)
    return OK
