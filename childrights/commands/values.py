"""``values``: figures of an indicator."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

from childrights.catalogue.model import AssignedTarget, Comparator, Target
from childrights.commands.common import OK, add_selectors, desk_for, known_indicator, plain
from childrights.desk import OFFICE_TIME, Desk, Units
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question
from childrights.evaluate.value import Part
from childrights.periods import Period

_NESTED = ("breakdown", "components", "target_source")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    values = commands.add_parser("values", help="figures of an indicator")
    add_selectors(values)
    values.add_argument("--by", default="", help="unit, sex, age, cause…; several with commas")
    values.add_argument(
        "--units", choices=[u.value for u in Units], default=Units.THEN.value,
        help="units of the period's own day, or today's",
    )  # fmt: skip
    form = values.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document on stdout")
    form.add_argument("--csv", action="store_true", help="CSV on stdout")
    values.set_defaults(run=_values)


def _values(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    by = tuple(part for part in arguments.by.split(",") if part)
    period = Period.parse(arguments.period)
    question = Question(known_indicator(desk, arguments.indicator), (period,), by)
    units = Units(arguments.units)
    values = desk.values(question, arguments.locality, Audience(arguments.audience), units)
    rows = [_value_json(desk, arguments.locality, units, value) for value in values]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _print_table(rows)
    return OK


def _value_json(desk: Desk, token: str, units: Units, value: DisclosedValue) -> dict[str, Any]:
    target = desk.target(value, token, units)
    return {
        "indicator": value.indicator,
        "locality": value.locality.code if value.locality else value.area_token,
        "valid_from": value.locality.valid_from.isoformat() if value.locality else None,
        "name": value.name,
        "period": str(value.period),
        "breakdown": dict(value.breakdown),
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "value": plain(value.value),
        "status": value.status,
        "confidentiality": value.confidentiality.value,
        "target": say_bound(target) if target else None,
        "target_id": target.id if target else None,
        "target_document": target.document if target else None,
        "target_source": _source_json(target),
        "units_reported": value.units_reported,
        "units_expected": value.units_expected,
        "lower": plain(value.lower),
        "upper": plain(value.upper),
        "conversion": value.conversion or None,
        "note": value.note or None,
        "components": [part_json(part) for part in value.parts] or None,
    }


def _source_json(target: Target | None) -> dict[str, str] | None:
    """Where an assigned target stands; one of the catalogue stands in its YAML alone."""
    if not isinstance(target, AssignedTarget):
        return None
    received = target.received_at.astimezone(OFFICE_TIME).isoformat()
    return {
        "file": target.file, "sha256": target.sha256, "sheet": target.sheet, "cell": target.cell,
        "text": target.text, "received_at": received,
    }  # fmt: skip


def part_json(part: Part) -> dict[str, Any]:
    """One component of a composite, with its points and weight."""
    return {
        "indicator": part.indicator,
        "weight": plain(part.weight),
        "numerator": plain(part.numerator),
        "denominator": plain(part.denominator),
        "value": plain(part.value),
        "points": plain(part.points),
    }


def say_bound(target: Target) -> str:
    """A target for machines: “>=98”; a change names its base, “reduction 5..10% of 2020”."""
    number = target.value if target.value_to is None else f"{target.value}..{target.value_to}"
    sign = "" if target.comparator is Comparator.BETWEEN else target.comparator.value
    if target.change is None:
        return f"{sign}{number}"
    return f"{target.change.value} {sign}{number}% of {target.baseline_year}"


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        nested = {name: json.dumps(row[name], ensure_ascii=False) for name in _NESTED if row[name]}
        writer.writerow({**row, "breakdown": "{}", **nested})
