"""``diff``: every figure that two snapshots, or two days, disagree on."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from childrights.catalogue.model import Target
from childrights.commands.common import OK, end_of_day, plain
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import DisclosedValue
from childrights.provenance.diff import Difference, Why, differences
from childrights.replay import desk_as_known, desk_of
from childrights.settings import data_dir

CURRENT = "current"

WHY_WORDS = {
    Why.SUBMISSION: "báo cáo khác",
    Why.CORRECTION: "đính chính",
    Why.DEFINITION: "định nghĩa chỉ tiêu",
    Why.TARGET: "chỉ tiêu giao",
    Why.PLACE: "địa bàn",
}


def add(commands: Any) -> None:
    """Add the command to the parser."""
    diff = commands.add_parser("diff", help="every figure that two snapshots disagree on")
    described = "a snapshot's name, a day (2026-11-15: as known at its end), or “current”"
    diff.add_argument("old", metavar="A", help=described)
    diff.add_argument("new", metavar="B", help=described)
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document on stdout")
    form.add_argument("--csv", action="store_true", help="CSV on stdout")
    diff.set_defaults(run=_diff)


def _diff(arguments: argparse.Namespace) -> int:
    folder = data_dir()
    found = differences(_side(folder, arguments.old), _side(folder, arguments.new))
    rows = [_row(item) for item in found]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    elif arguments.csv:
        _print_csv(rows)
    else:
        for row in rows:
            print(_line(row))
    print(f"{len(rows)} số liệu khác nhau", file=sys.stderr)
    return OK


def _side(folder: Path, named: str) -> Desk:
    if named == CURRENT:
        return open_desk(folder)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", named):
        desk = desk_as_known(folder, end_of_day(named))
    else:
        desk = desk_of(folder, named)
    if desk.snapshot.warning:
        print(f"{named}: {desk.snapshot.warning}", file=sys.stderr)
    return desk


def _row(item: Difference) -> dict[str, Any]:
    return {
        "indicator": item.indicator,
        "locality": item.token,
        "valid_from": item.valid_from.isoformat() if item.valid_from else None,
        "name": item.name,
        "period": str(item.period),
        "breakdown": {},
        "old": _figure(item.old, item.old_target),
        "new": _figure(item.new, item.new_target),
        "why": [why.value for why in item.why],
    }


def _figure(value: DisclosedValue | None, target: Target | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "value": plain(value.value),
        "status": value.status,
        "units_reported": value.units_reported,
        "units_expected": value.units_expected,
        "target": f"{target.comparator.value}{target.value}" if target else None,
    }


def _print_csv(rows: Iterable[dict[str, Any]]) -> None:
    figures = (
        "numerator", "denominator", "value", "status", "units_reported", "units_expected", "target",
    )  # fmt: skip
    names = ["indicator", "locality", "valid_from", "name", "period"]
    columns = [*names, *(f"{side}_{name}" for side in ("old", "new") for name in figures), "why"]
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        sides = [(row[side] or {}).get(name) for side in ("old", "new") for name in figures]
        writer.writerow([*(row[name] for name in names), *sides, " ".join(row["why"])])


def _line(row: dict[str, Any]) -> str:
    why = ", ".join(WHY_WORDS[Why(item)] for item in row["why"]) or "chưa rõ"
    old, new = _text(row["old"]), _text(row["new"])
    return f"{row['indicator']} | {row['name']} | {row['period']} | {old} → {new} | {why}"


def _text(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return "không có"
    ratio = f"{figure['numerator']}/{figure['denominator']}"
    target = f", chỉ tiêu {figure['target']}" if figure["target"] else ""
    return f"{figure['value']} ({ratio}, {figure['status']}{target})"
