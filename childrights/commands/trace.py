"""``trace``: the cells behind a figure."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from childrights.commands.common import (
    OK,
    UnusableCall,
    add_selectors,
    desk_for,
    known_indicator,
    plain,
)
from childrights.desk import OFFICE_TIME, Units
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.provenance.account import Wanted, account
from childrights.provenance.trace import AppliedCorrection, TracedCell
from childrights.warehouse.history import STATE_WORDS, State


def add(commands: Any) -> None:
    """Add the command to the parser."""
    traced = commands.add_parser("trace", help="the cells behind a figure")
    add_selectors(traced)
    traced.add_argument(
        "--units", choices=[u.value for u in Units], default=Units.THEN.value,
        help="units of the period's own day, or today's",
    )  # fmt: skip
    traced.add_argument("--json", action="store_true", help="one JSON document on stdout")
    traced.set_defaults(run=_trace)


def _trace(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    period = Period.parse(arguments.period)
    audience = Audience(arguments.audience)
    if audience is Audience.PUBLIC and desk.is_protected(indicator):
        raise UnusableCall(
            "Chỉ tiêu này không công bố theo từng đơn vị (bảo vệ thông tin trẻ em), "
            "nên không truy nguồn cho chế độ công khai."
        )
    wanted = Wanted(indicator, arguments.locality, period, units=Units(arguments.units))
    rows = [_cell_json(line.cell, line.weight) for line in account(desk, wanted, audience).lines]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            mark = "" if row["in_force"] else f" ({STATE_WORDS[State(row['state'])].lower()})"
            mark += _said(row)
            print(
                f"{row['term']} {row['locality']} {row['name']}: {row['text']} - "
                f"{row['file']} › “{row['sheet']}” › {row['cell']}{mark}"
            )
    return OK


def _said(row: dict[str, Any]) -> str:
    correction, explanation = row["correction"], row["explanation"]
    said = ""
    if correction:
        said += f" [đính chính: {row['reported']} → {row['value']}, {correction['document']}]"
    if explanation:
        said += f" [giải trình: {explanation}]"
    if row["weight"] != 1:
        said += " [một phần đơn vị]"
    return said


def _correction_json(correction: AppliedCorrection | None) -> dict[str, Any] | None:
    if correction is None:
        return None
    return {**asdict(correction), "reviewed": correction.reviewed.isoformat()}


def _cell_json(cell: TracedCell, weight: Decimal | None) -> dict[str, Any]:
    return {
        "term": cell.term,
        "locality": cell.locality.code,
        "valid_from": cell.locality.valid_from.isoformat(),
        "name": cell.name,
        "measure": cell.measure,
        "period": str(cell.period),
        "breakdown": dict(cell.codes),
        "file": cell.file,
        "sha256": cell.sha256,
        "sheet": cell.sheet,
        "cell": cell.cell,
        "text": cell.text,
        "value": plain(cell.value),
        "status": cell.status,
        "form": cell.form,
        "received_at": cell.received_at.astimezone(OFFICE_TIME).isoformat(),
        "letter_number": cell.letter_number,
        "letter_date": cell.letter_date.isoformat() if cell.letter_date else None,
        "cut_off": cell.cut_off.isoformat(),
        "in_force": cell.in_force,
        "state": cell.state,
        "reported": plain(cell.reported),
        "correction": _correction_json(cell.correction),
        "explanation": cell.explanation or None,
        "weight": plain(weight),
    }
