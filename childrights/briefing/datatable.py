"""A table of typed cells, ready to be written as a workbook sheet, as CSV or into a document.

Whoever fills one with figures takes them from the door (law 7); words such as “Chưa báo cáo” may
stand in a column of numbers, so that nothing is left blank in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from childrights.language import say
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.numbers import format_number, format_percent

Cell = str | int | Decimal | date | None
"""``None`` is an empty cell; text in a column of numbers stands as text."""


class Kind(StrEnum):
    """What a column holds. A percentage is given in percent: ``Decimal("98.5")`` is 98,5%.

    In a column of mixed numbers each keeps the decimals it has: every row has a unit of its own.
    """

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    MIXED = "mixed"


NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.MIXED})


@dataclass(frozen=True)
class Column:
    """A column; ``width`` in characters, else what its content asks for."""

    heading: str
    kind: Kind = Kind.TEXT
    decimals: int = 1
    width: int | None = None

    @property
    def places(self) -> int:
        """Decimal places shown."""
        return 0 if self.kind in (Kind.INTEGER, Kind.TEXT, Kind.DATE) else self.decimals


def in_language(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Columns with headings in the language of the work at hand."""
    return tuple(replace(column, heading=say(column.heading)) for column in columns)


@dataclass(frozen=True)
class DataTable:
    """A table with its title, and lines to stand above (``subtitle``) and below (``notes``).

    ``name`` is what a sheet or file of it is called, the title where it is empty.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        uneven = [number for number, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if uneven:
            raise ValueError(f"“{self.title}”: row {uneven[0]} has not {len(self.columns)} cells")


def say_cell(column: Column, cell: Cell) -> str:
    """A cell as officials write it: “12.345,6”, “98,5%”, “15/11/2026”; empty for ``None``."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, date):
        return format_date(cell)
    if column.kind is Kind.PERCENT:
        return format_percent(Decimal(cell), column.places)
    if column.kind is Kind.MIXED:
        return format_number(cell)
    return format_number(cell, column.places)


def fitting_widths(table: DataTable, narrowest: int = 6, widest: int = 48) -> tuple[int, ...]:
    """Characters that each column asks for: its longest line, between two bounds.

    A heading asks for its longest word only, since headings wrap.
    """
    return tuple(
        column.width or _fitting(column, [row[at] for row in table.rows], narrowest, widest)
        for at, column in enumerate(table.columns)
    )


def _fitting(column: Column, cells: Sequence[Cell], narrowest: int, widest: int) -> int:
    words = max((len(word) for word in column.heading.split()), default=0)
    lines = (line for cell in cells for line in say_cell(column, cell).splitlines())
    content = max((len(line) for line in lines), default=0)
    return min(widest, max(narrowest, words, content) + 1)
