"""``explain``: write why a finding that may be true is true, and load the file again."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any

from childrights.warehouse.records import Receipt
from etl.commands.answers import answer
from etl.commands.common import UnusableCall, add_command, json_argument
from etl.commands.decisions import opened, said_arguments, said_of, told
from etl.decide import add_explanations
from etl.load import find_files, keep, show
from etl.sources import Sent


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


def _the_file(path: Path) -> Sent:
    """The one file at a path; raises ``UnusableCall`` for a folder or bundle of several or none."""
    found = find_files([path])
    if len(found) != 1:
        raise UnusableCall(
            f"{path} có {len(found)} tệp; lời giải trình gắn với một tệp. Ghi rõ tệp có phát hiện "
            "đó (giải nén trước nếu là .zip) rồi chạy lại."
        )
    return found[0]


def _explain(arguments: argparse.Namespace) -> int:
    path = _the_file(arguments.file)
    ledger, setting = opened()
    said = said_of(arguments)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    asked = (sha256, arguments.rule, arguments.sheet, arguments.cell)
    receipts: list[Receipt] = []
    with ledger.writing():
        (event,) = add_explanations(ledger, setting, {asked: said.reason}, said)
        told(event)
        try:
            receipts = keep([(path, said.at)], ledger, setting)
        finally:
            # The explanation is in the ledger, whatever became of the file.
            show(receipts, ledger, setting)
    return answer(receipts, arguments.json)
