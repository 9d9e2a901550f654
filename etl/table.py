"""A sheet as the recogniser looks at it: as it stands, or turned so that columns are rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from etl.cells import as_text
from etl.grid import Grid, RawCell, address

Corner = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A sheet whose rows and columns may be exchanged; addresses are always the sheet's own."""

    grid: Grid
    turned: bool = False

    @cached_property
    def rows(self) -> Sequence[Sequence[RawCell]]:
        """Rows from the first on; the sheet's columns when turned."""
        if not self.turned:
            return self.grid.rows
        return [list(column) for column in zip_longest(*map(_cut, self.grid.rows), fillvalue="")]

    @cached_property
    def merged(self) -> Sequence[tuple[Corner, Corner]]:
        """Merged ranges as ((row, column), (row, column))."""
        if not self.turned:
            return self.grid.merged
        return [(first[::-1], last[::-1]) for first, last in self.grid.merged]

    def at(self, row: int, column: int) -> RawCell:
        """Content of a cell, ``""`` beyond the used area."""
        return self.grid.at(column, row) if self.turned else self.grid.at(row, column)

    def text(self, row: int, column: int) -> str:
        """Content of a cell as text."""
        return as_text(self.at(row, column))

    def address(self, row: int, column: int) -> str:
        """Name of the cell in the officer's sheet."""
        return address(column, row) if self.turned else address(row, column)

    def line_name(self, column: int) -> str:
        """How the officer would name a column of this table: “cột D”, or “dòng 7” when turned."""
        if self.turned:
            return f"dòng {column + 1}"
        return f"cột {address(0, column).rstrip('1')}"

    def top_row(self, row: int, column: int) -> int:
        """Row of the officer's sheet in which a cell of this table stands, from 0."""
        return column if self.turned else row

    def lacks_result(self, row: int, column: int) -> bool:
        """Whether the cell holds a formula whose result the file does not hold."""
        return ((column, row) if self.turned else (row, column)) in self.grid.uncalculated


@dataclass(frozen=True)
class Roles:
    """What the columns of a table hold. ``headings`` are the words over them, tidied."""

    label: int
    number: int | None
    figures: Sequence[int]
    notes: frozenset[int]
    headings: frozenset[str]


def trimmed(grid: Grid) -> Grid:
    """The sheet without what is empty at the ends of rows and below: officers format whole rows."""
    rows = [_cut(row) if len(row) and row[-1] == "" else row for row in grid.rows]
    while rows and not rows[-1]:
        rows.pop()
    return replace(grid, rows=rows)


def _cut(row: Sequence[RawCell]) -> list[RawCell]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return list(row[:end])
