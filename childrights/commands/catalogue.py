"""``catalogue``: check the catalogue, or print its JSON Schema."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from childrights.catalogue.loader import load_catalogue
from childrights.catalogue.schema import indicators_schema
from childrights.commands.common import OK
from childrights.settings import data_dir


def add(commands: Any) -> None:
    """Add the command to the parser."""
    catalogue = commands.add_parser("catalogue", help="check the catalogue, print its JSON Schema")
    catalogue.add_argument("action", choices=["check", "schema"])
    catalogue.add_argument("file", nargs="?", type=Path, help="default: indicators.yaml")
    catalogue.set_defaults(run=_catalogue)


def _catalogue(arguments: argparse.Namespace) -> int:
    if arguments.action == "schema":
        print(json.dumps(indicators_schema(), ensure_ascii=False, indent=2))
        return OK
    catalogue = load_catalogue(data_dir=data_dir(), indicators=arguments.file)
    print(
        f"{len(catalogue.indicators)} indicators, {len(catalogue.forms)} form versions, "
        f"{len(catalogue.targets)} targets: OK",
        file=sys.stderr,
    )
    return OK
