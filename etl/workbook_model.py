"""What a sheet says, and where a written sheet holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.periods import Period
from childrights.places.model import Locality

CHECK_SHEET = "Kiểm tra"
GUIDE_SHEET = "Hướng dẫn"
EXPLANATION_SHEET = "Giải trình"
TOTAL_LABEL = "TỔNG CỘNG"

CellValue = int | Decimal | str | None
HeaderValue = str | date | None


@dataclass(frozen=True)
class UnitRow:
    """One locality's line in the layout ``rows``; values by column index of the form."""

    locality: Locality
    name: str
    values: Mapping[int, CellValue] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetContent:
    """What one sheet says.

    ``header`` maps fields of the frame to values. ``values`` are the figures of the layout
    ``unit`` by (row, column) of the form; ``rows``, ``totals`` and ``total_position`` belong to
    the layout ``rows``. ``place`` is the town named above the signatures.
    """

    version: FormVersion
    layout: Layout
    period: Period
    sheet_name: str
    header: Mapping[str, HeaderValue]
    values: Mapping[tuple[int, int], CellValue] = field(default_factory=dict)
    rows: Sequence[UnitRow] = ()
    totals: Mapping[int, CellValue] = field(default_factory=dict)
    total_position: Literal["first", "last"] | None = "last"
    demonstration: bool = False
    place: str = ""
    signatory: str = "TM. ỦY BAN NHÂN DÂN"


@dataclass(frozen=True)
class Grid:
    """Where a written sheet holds what; rows and columns count from 0.

    ``body_row`` is the first line below the index row, ``first_column`` the first column of
    figures.
    """

    content: SheetContent
    frame_cells: Mapping[str, tuple[int, int]]
    index_row: int
    first_column: int

    @property
    def body_row(self) -> int:
        """First line of the table."""
        return self.index_row + 1

    @property
    def total_row(self) -> int | None:
        """Sheet row of the total in the layout ``rows``, if there is one."""
        content = self.content
        if content.layout is Layout.UNIT or content.total_position is None:
            return None
        shift = len(content.rows) if content.total_position == "last" else 0
        return self.body_row + shift

    def row_of(self, index: int) -> int:
        """Sheet row of a form row, or of a locality in the layout ``rows``."""
        return self.body_row + index + int(self.total_row == self.body_row)

    def cell_of(self, item: FormField, unit_index: int = 0) -> tuple[int, int]:
        """Sheet cell of a figure; ``unit_index`` chooses the locality in the layout ``rows``."""
        index = item.row if self.content.layout is Layout.UNIT else unit_index
        return self.row_of(index), self.first_column + item.column
