"""Percentages that officers put beside a form's own columns: not loaded, but worked out again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from childrights.catalogue.forms import FormField
from childrights.vietnamese.text import fold
from etl.drafts import FieldReading, PrintedShare
from etl.grid import address
from etl.recognise import HeaderMatch

_SHARE_HEADING = re.compile(r"%|\b(?:tỷ lệ|tỉ lệ|phần trăm)\b")
_ROW_NUMBER = re.compile(r"\d+$")


def printed_shares(
    match: HeaderMatch, readings: Mapping[FormField, FieldReading]
) -> Iterator[PrintedShare]:
    """Filled cells of these readings' rows, in columns headed as a share that the form lacks.

    None in a turned table, whose rows are columns of the sheet.
    """
    columns = _share_columns(match)
    if not columns or match.table.turned:
        return
    rows: dict[int, list[FieldReading]] = defaultdict(list)
    for item in readings.values():
        found = _ROW_NUMBER.search(item.cell)
        if found:
            rows[int(found[0]) - 1].append(item)
    for row, figures in rows.items():
        for column in columns:
            raw = match.table.at(row, column)
            if isinstance(raw, str | float | int) and not isinstance(raw, bool) and raw != "":
                yield PrintedShare(address(row, column), raw, tuple(figures))


def _share_columns(match: HeaderMatch) -> list[int]:
    own = {*match.figure_columns, match.label_column, match.number_column, match.measure_column}
    return [
        column
        for column, path in enumerate(match.paths)
        if column not in own and any(_SHARE_HEADING.search(fold(level)) for level in path)
    ]
