"""``python -m childrights``: ask the data folder for figures, and where they come from."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from childrights.catalogue.loader import load_catalogue
from childrights.catalogue.schema import indicators_schema
from childrights.desk import OFFICE_TIME, Desk, Units, open_desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question, UnknownBreakdown
from childrights.periods import Period, UnknownPeriod
from childrights.places.model import BadReference, UnknownPlace
from childrights.places.registry import load_registry
from childrights.provenance.trace import TracedCell, trace
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.snapshot import NoSnapshot, UnreadableSnapshot, replay

OK, REFUSED, UNUSABLE = 0, 1, 2


class UnusableCall(ValueError):
    """The command was called in a way that cannot be carried out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when answered, 1 when a check refuses, 2 for a call that cannot be."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except (
        BadReference, UnusableCall, UnknownPeriod, UnknownPlace, UnknownBreakdown, NoSnapshot,
        UnreadableSnapshot, LedgerError,
    ) as error:  # fmt: skip
        print(error.args[0], file=sys.stderr)
        return UNUSABLE
    except CatalogueError as error:
        print(str(error), file=sys.stderr)
        return REFUSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m childrights", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    values = commands.add_parser("values", help="figures of an indicator")
    _selectors(values)
    values.add_argument("--by", default="", help="unit, sex, age, cause…; several with commas")
    values.add_argument(
        "--units", choices=[u.value for u in Units], default=Units.THEN.value,
        help="units of the period's own day, or today's",
    )  # fmt: skip
    form = values.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document on stdout")
    form.add_argument("--csv", action="store_true", help="CSV on stdout")
    values.set_defaults(run=_values)
    traced = commands.add_parser("trace", help="the cells behind a figure")
    _selectors(traced)
    traced.add_argument("--json", action="store_true", help="one JSON document on stdout")
    traced.set_defaults(run=_trace)
    catalogue = commands.add_parser("catalogue", help="check the catalogue, print its JSON Schema")
    catalogue.add_argument("action", choices=["check", "schema"])
    catalogue.add_argument("file", nargs="?", type=Path, help="default: indicators.yaml")
    catalogue.set_defaults(run=_catalogue)
    return parser


def _selectors(command: argparse.ArgumentParser) -> None:
    command.add_argument("--indicator", required=True)
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2024-6M, 2024-9M or 2024-12M")
    command.add_argument("--as-of", dest="as_of", help="as known at the end of that day")
    command.add_argument(
        "--audience", choices=[a.value for a in Audience], default=Audience.INTERNAL.value
    )


def _desk(arguments: argparse.Namespace) -> Desk:
    folder = data_dir()
    if arguments.as_of is None:
        return open_desk(folder)
    try:
        day = date.fromisoformat(arguments.as_of)
    except ValueError as error:
        raise UnusableCall(f"Không hiểu --as-of “{arguments.as_of}”. Ghi 2024-12-31.") from error
    moment = datetime.combine(day, time.max, OFFICE_TIME)
    catalogue = load_catalogue(data_dir=folder)
    localities = load_registry(folder).all_localities()
    snapshot = replay(Ledger.open(folder), localities, catalogue.dimension_names, moment)
    return open_desk(folder, snapshot)


def _indicator(desk: Desk, name: str) -> str:
    if name not in desk.catalogue.indicators:
        known = ", ".join(desk.catalogue.indicators)
        raise UnusableCall(f"Không có chỉ tiêu “{name}”. Các chỉ tiêu có: {known}.")
    return name


def _values(arguments: argparse.Namespace) -> int:
    desk = _desk(arguments)
    by = tuple(part for part in arguments.by.split(",") if part)
    period = Period.parse(arguments.period)
    question = Question(_indicator(desk, arguments.indicator), (period,), by)
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
        "numerator": _plain(value.numerator),
        "denominator": _plain(value.denominator),
        "value": _plain(value.value),
        "status": value.status,
        "confidentiality": value.confidentiality.value,
        "target": f"{target.comparator.value}{target.value}" if target else None,
        "target_id": target.id if target else None,
        "units_reported": value.units_reported,
        "units_expected": value.units_expected,
        "lower": _plain(value.lower),
        "upper": _plain(value.upper),
        "conversion": value.conversion or None,
        "note": value.note or None,
    }


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "breakdown": json.dumps(row["breakdown"], ensure_ascii=False)})


def _trace(arguments: argparse.Namespace) -> int:
    desk = _desk(arguments)
    indicator = _indicator(desk, arguments.indicator)
    period = Period.parse(arguments.period)
    audience = Audience(arguments.audience)
    if audience is Audience.PUBLIC and desk.catalogue.is_sensitive(indicator):
        raise UnusableCall(
            "Chỉ tiêu này không công bố theo từng đơn vị (bảo vệ thông tin trẻ em), "
            "nên không truy nguồn cho chế độ công khai."
        )
    units = desk.expected_units(desk.area(arguments.locality, period), period)
    cells = trace(desk.snapshot, desk.catalogue, indicator, period, units)
    rows = [_cell_json(cell) for cell in cells]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            mark = "" if row["in_force"] else " (đã thay thế)"
            print(
                f"{row['term']} {row['locality']} {row['name']}: {row['text']} - "
                f"{row['file']} › “{row['sheet']}” › {row['cell']}{mark}"
            )
    return OK


def _cell_json(cell: TracedCell) -> dict[str, Any]:
    return {
        "term": cell.term,
        "locality": cell.locality.code,
        "valid_from": cell.locality.valid_from.isoformat(),
        "name": cell.name,
        "measure": cell.measure,
        "breakdown": dict(cell.codes),
        "file": cell.file,
        "sha256": cell.sha256,
        "sheet": cell.sheet,
        "cell": cell.cell,
        "text": cell.text,
        "value": _plain(cell.value),
        "status": cell.status,
        "form": cell.form,
        "received_at": cell.received_at.astimezone(OFFICE_TIME).isoformat(),
        "letter_number": cell.letter_number,
        "letter_date": cell.letter_date.isoformat() if cell.letter_date else None,
        "cut_off": cell.cut_off.isoformat(),
        "in_force": cell.in_force,
    }


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


if __name__ == "__main__":
    sys.exit(main())
