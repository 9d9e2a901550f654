"""``corrections``: which reviewed corrections fit the figures in force."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.settings import data_dir
from childrights.warehouse.corrections import load_corrections
from childrights.warehouse.ledger import Ledger
from childrights.warehouse.snapshot import check_corrections
from etl.commands.common import OK, SOME_REJECTED, add_command, json_argument, setting_of


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(
        commands,
        "corrections",
        _corrections,
        "check reviewed corrections of figures",
        json_argument,
    )


def _corrections(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    dimensions = setting_of(folder).catalogue.dimension_names
    corrections = load_corrections(folder)
    problems = {
        problem.entry: problem
        for problem in check_corrections(Ledger.open(folder), dimensions, corrections)
    }
    rows = []
    for item in corrections:
        problem = problems.get(item.problem("").entry)
        rows.append(
            {
                "id": item.entry.id,
                "file": item.document.file,
                "line": item.problem("").line,
                "document": item.entry.document,
                "expected": item.entry.expected,
                "corrected": item.entry.corrected,
                "fits": problem is None,
                "problem": str(problem) if problem else None,
            }
        )
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(row["problem"] or f"{row['file']}:{row['line']}: {row['id']}: khớp")
    return SOME_REJECTED if problems else OK
