"""``explain``: write why a finding that may be true is true, and load the file again."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any

from etl.commands.answers import answer
from etl.commands.common import add_command, json_argument
from etl.commands.decisions import opened, said_arguments, said_of, told
from etl.decide import explain
from etl.load import find_files, load


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(
        commands,
        "explain",
        _explain,
        "answer a finding that may be true, and load again",
        _arguments,
    )


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="the workbook that was sent")
    command.add_argument("--rule", required=True, help="the rule, as the finding names it")
    command.add_argument("--cell", required=True, help="the cell, for example D14")
    command.add_argument("--sheet", default="", help="where several sheets have that cell")
    said_arguments(command, reason="the explanation, in the sender's words")
    json_argument(command)


def _explain(arguments: argparse.Namespace) -> int:
    (path,) = find_files([arguments.file])
    ledger, setting = opened()
    said = said_of(arguments)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    told(explain(ledger, setting, sha256, arguments.rule, arguments.cell, said, arguments.sheet))
    return answer(load([(path, said.at)], ledger, setting), arguments.json)
