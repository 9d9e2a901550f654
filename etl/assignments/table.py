"""Where the table of a “Bảng giao chỉ tiêu” stands: its columns, one for all or one a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.vietnamese.text import fold
from etl.assignments.layout import AssignmentLayout
from etl.cells import as_text, looks_like_figure
from etl.grid import Grid
from etl.recognise import HEADER_SEARCH_ROWS

_CODE = re.compile(r"^\d{2,5}$")
NEEDED = ("name", "value", "comparator")


@dataclass(frozen=True)
class ValueColumn:
    """A column of targets; ``unit`` and ``code`` name its unit, empty when there is one for all."""

    column: int
    unit: str = ""
    code: str = ""
    row: int = 0


@dataclass(frozen=True)
class Table:
    """The columns found, counted from 0; ``body`` is the first row under the headings."""

    header: int
    at: dict[str, int]
    values: tuple[ValueColumn, ...]
    body: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed columns that the sheet lacks."""
        return tuple(name for name in NEEDED if name not in self.at)


def find_table(grid: Grid, layout: AssignmentLayout) -> Table | None:
    """The row whose cells are most of the headings; ``None`` where there are not two of them."""
    found = [
        (row, _headings(grid.rows[row], layout))
        for row in range(min(HEADER_SEARCH_ROWS, len(grid.rows)))
    ]
    row, at = max(found, key=lambda pair: len(pair[1]), default=(0, {}))
    if len(at) < 2:
        return None
    values, depth = _value_columns(grid, row, at) if "value" in at else ((), 1)
    return Table(row, at, values, row + depth)


def _headings(cells: Sequence[object], layout: AssignmentLayout) -> dict[str, int]:
    known = {fold(text): name for name, texts in layout.headings.items() for text in texts}
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        name = _heading(fold(cell), known) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, column)
    return found


def _heading(text: str, known: dict[str, str]) -> str | None:
    if text in known:
        return known[text]
    # “Chỉ tiêu giao năm 2026” says its year in the heading.
    return next((n for k, n in known.items() if n == "value" and text.startswith(f"{k} năm")), None)


def _value_columns(
    grid: Grid, header: int, at: dict[str, int]
) -> tuple[tuple[ValueColumn, ...], int]:
    """The columns of targets and how many rows the headings take."""
    first = at["value"]
    after = [column for column in at.values() if column > first]
    width = max((len(row) for row in grid.rows[header : header + 3]), default=0)
    columns = range(first, min(after, default=max(width, first + 1)))
    names = {c: as_text(grid.at(header + 1, c)) for c in columns}
    is_by_unit = any(n and not looks_like_figure(n) for n in names.values()) and not as_text(
        grid.at(header + 1, at.get("name", 0))
    )
    if not is_by_unit:
        return (ValueColumn(first),), 1
    codes = {c: as_text(grid.at(header + 2, c)) for c in columns if names[c]}
    has_codes = bool(codes) and all(not t or _CODE.match(t) for t in codes.values())
    has_codes = has_codes and any(codes.values()) and not as_text(grid.at(header + 2, at["name"]))
    units = tuple(
        ValueColumn(c, names[c], codes[c] if has_codes else "", header + 1) for c in codes
    )
    return units, 3 if has_codes else 2
