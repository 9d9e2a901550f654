"""One indicator crossed by dimensions: rows by columns with their totals, all disclosed.

A cross is what matrix, panels and table are made of, so that the three say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.evaluate.evaluate import UNIT
from childrights.figures.words import Look, look_of, lower_first
from childrights.language import say

Tables = Mapping[tuple[str, ...], Sequence[DisclosedValue]]
"""Answers by what they are broken down by; the empty tuple is the area's own figure."""


@dataclass(frozen=True)
class Axis:
    """One way to break down: its name (a dimension or ``unit``), heading, codes and their words."""

    name: str
    heading: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]

    def code_of(self, value: DisclosedValue) -> str:
        """The code at which a value stands on this axis."""
        return value.area_token if self.name == UNIT else value.breakdown[self.name]


@dataclass(frozen=True)
class Cross:
    """An indicator by ``rows`` and by one or two ``columns`` (the first groups the second).

    ``cells`` hold a value for each row and each column, ``row_totals`` and ``column_totals`` the
    figures of the single breakdowns, ``whole`` the area's own. ``adds_up`` tells that the cells
    divide the whole without overlap.
    """

    indicator: Indicator
    rows: Axis
    columns: tuple[Axis, ...]
    cells: tuple[tuple[DisclosedValue, ...], ...]
    row_totals: tuple[DisclosedValue, ...]
    column_totals: tuple[DisclosedValue, ...]
    whole: DisclosedValue
    adds_up: bool

    @property
    def column_labels(self) -> tuple[str, ...]:
        """Words of each column, those of its group left out."""
        inner = self.columns[-1].labels
        groups = len(self.columns[0].labels) if len(self.columns) > 1 else 1
        return inner * groups

    @property
    def full_labels(self) -> tuple[str, ...]:
        """Words of each column with those of its group: “Nam, dưới 6 tuổi”."""
        inner = self.column_labels
        outer = [label for label, span in self.groups for _ in range(span)] or [""] * len(inner)
        return tuple(
            f"{group}, {lower_first(label)}" if group else label
            for group, label in zip(outer, inner, strict=True)
        )

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Words of each group of columns and how many it spans; none for one dimension."""
        if len(self.columns) < 2:
            return ()
        return tuple((label, len(self.columns[1].labels)) for label in self.columns[0].labels)

    @property
    def total_label(self) -> str:
        """What the totals are called: a sum only where the parts are one."""
        return say("Tổng số") if self.adds_up else say("Chung")

    @property
    def values(self) -> list[DisclosedValue]:
        """Every figure of it."""
        cells = [value for row in self.cells for value in row]
        return [*cells, *self.row_totals, *self.column_totals, self.whole]

    @property
    def absent(self) -> tuple[str, ...]:
        """Rows that have not reported at all."""
        named = zip(self.rows.labels, self.row_totals, strict=True)
        return tuple(label for label, total in named if look_of(total) is Look.MISSING)

    @property
    def unplaced(self) -> Decimal | None:
        """Count of the whole that stands in no cell; ``None`` where that cannot be told.

        A row without a figure of its own (a unit that has not reported) is not in the whole.
        """
        inside = [
            value.numerator
            for row, total in zip(self.cells, self.row_totals, strict=True)
            for value in row
            if total.is_known or total.is_suppressed
        ]
        known = [count for count in inside if count is not None]
        if not self.adds_up or len(known) < len(inside) or self.whole.numerator is None:
            return None
        return self.whole.numerator - sum(known, Decimal(0))


def axis_of(catalogue: Catalogue, indicator: Indicator, name: str) -> Axis:
    """A dimension of an indicator, with the codes that the catalogue lists for it."""
    dimension, codes = catalogue.dimensions[name], indicator.breakdowns[name]
    return Axis(name, dimension.label, codes, tuple(dimension.label_of(code) for code in codes))


def unit_axis(values: Sequence[DisclosedValue], heading: str = "") -> Axis:
    """The units that values are of, in their order."""
    names = {value.area_token: value.name for value in values}
    return Axis(UNIT, heading or say("Đơn vị"), tuple(names), tuple(names.values()))


def cross(
    indicator: Indicator, rows: Axis, columns: tuple[Axis, ...], tables: Tables, *, adds_up: bool
) -> Cross:
    """Put answers into rows and columns. Raises ``NotDisclosed``; ``KeyError`` if one lacks.

    ``tables`` holds the answers broken down by rows and columns, by rows, by columns, and whole.
    """
    require_disclosed(value for found in tables.values() for value in found)
    names = tuple(axis.name for axis in columns)
    both = _by_codes(tables[(rows.name, *names)], (rows, *columns))
    across = list(product(*(axis.codes for axis in columns)))
    below = _by_codes(tables[names], columns)
    beside = _by_codes(tables[(rows.name,)], (rows,))
    return Cross(
        indicator=indicator,
        rows=rows,
        columns=columns,
        cells=tuple(tuple(both[(row, *codes)] for codes in across) for row in rows.codes),
        row_totals=tuple(beside[(row,)] for row in rows.codes),
        column_totals=tuple(below[codes] for codes in across),
        whole=tables[()][0],
        adds_up=adds_up,
    )


def _by_codes(
    values: Sequence[DisclosedValue], axes: Sequence[Axis]
) -> dict[tuple[str, ...], DisclosedValue]:
    return {tuple(axis.code_of(value) for axis in axes): value for value in values}
