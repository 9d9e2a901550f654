"""``demo``: write demonstration submissions, and load them if asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from childrights.places.areas import load_selections
from childrights.settings import demonstration_dir
from childrights.warehouse.ledger import DataKind, Ledger
from etl.commands.answers import say
from etl.commands.common import OK, UnusableCall, add_command, progress, setting_of
from etl.demo import DEFAULT_FIRST_START, DEFAULT_PLACES, generate, write_overlay
from etl.load import load
from etl.workers import prepare


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_command(commands, "demo", _demo, "write demonstration submissions", _demo_arguments)


def _demo_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", type=Path, help="folder for the workbooks")
    command.add_argument(
        "--places", nargs="+", help=f"selections or codes (default: {' '.join(DEFAULT_PLACES)})"
    )
    command.add_argument("--years", help="for example 2021-2026 (the default) or 2024")
    command.add_argument("--seed", type=int, default=2026)
    command.add_argument("--scale", type=int, default=1, help="N times as many units a place")
    command.add_argument(
        "--load", action="store_true",
        help="also load them into the data folder, each at the time it is said to have come",
    )  # fmt: skip


def _demo(arguments: argparse.Namespace) -> int:
    # What writers and, later, readers import, in one process that all of them are copies of.
    prepare("etl.demo", "etl.readers")
    folder = demonstration_dir()
    ledger = Ledger.create(folder, DataKind.DEMONSTRATION)
    write_overlay(folder)
    setting = setting_of(folder)
    first_places, first_years = DEFAULT_FIRST_START
    places = arguments.places or (first_places if arguments.load else DEFAULT_PLACES)
    years = _years(arguments.years) if arguments.years else first_years
    files = generate(
        arguments.out or folder / "submissions",
        setting.catalogue, setting.registry, load_selections(folder),
        places, years, arguments.seed, arguments.scale, progress("Tạo biểu minh họa"),
    )  # fmt: skip
    print(f"{len(files)} tệp minh họa", file=sys.stderr)
    if arguments.load:
        pairs = [(item.path, item.received_at) for item in files]
        receipts = load(pairs, ledger, setting, progress("Nạp biểu minh họa"))
        say(receipts, brief=True)
    return OK


def _years(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise UnusableCall(f"Không hiểu --years “{text}”. Ghi 2024 hoặc 2021-2026.")
    return list(range(int(first), int(last or first) + 1))
