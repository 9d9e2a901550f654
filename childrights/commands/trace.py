"""``trace``: the cells behind a figure."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import (
    OK,
    UnusableCall,
    add_selectors,
    desk_for,
    known_indicator,
    plain,
)
from childrights.desk import OFFICE_TIME
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.provenance.trace import TracedCell, trace


def add(commands: Any) -> None:
    """Add the command to the parser."""
    traced = commands.add_parser("trace", help="the cells behind a figure")
    add_selectors(traced)
    traced.add_argument("--json", action="store_true", help="one JSON document on stdout")
    traced.set_defaults(run=_trace)


def _trace(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    period = Period.parse(arguments.period)
    audience = Audience(arguments.audience)
    if audience is Audience.PUBLIC and desk.catalogue.is_sensitive(indicator):
        raise UnusableCall(
            "Chỉ tiêu này không công bố theo từng đơn vị (bảo vệ thông tin trẻ em), "
            "nên không truy nguồn cho chế độ công khai."
        )
    units = desk.expected_units(desk.area(arguments.locality, period), period)
    value = desk.value(indicator, arguments.locality, period, audience)
    # The upper level's own submission, where that is the source and not the sum of the units.
    above = sorted(value.reporting_units - set(units))
    cells = trace(desk.snapshot, desk.catalogue, indicator, period, above or units, value.borrowed)
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
    }
