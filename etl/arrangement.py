"""How a sheet may carry a form: which headings it must then have, and over which figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from childrights.catalogue.forms import FormField, FormVersion, Layout
from etl.headings import Path


class Arrangement(StrEnum):
    """What stands down the side and across the top.

    ``OWN``: the form's rows and columns, one unit a sheet. ``UNITS``: a unit a row under the
    columns of a form that has that layout. ``INDICATORS``: a unit a row under the form's row
    labels, as communes tabulate their hamlets.
    """

    OWN = "own"
    UNITS = "units"
    INDICATORS = "indicators"

    @property
    def layout(self) -> Layout:
        """The layout of the form whose figures are read."""
        return Layout.ROWS if self is Arrangement.UNITS else Layout.UNIT


@dataclass(frozen=True)
class Slots:
    """The headings that a sheet of this arrangement needs, each with its aliases.

    ``of_field`` says over which of them each figure of the form stands.
    """

    headers: tuple[tuple[Path, ...], ...]
    of_field: dict[tuple[int, int], int]
    depths: tuple[int, ...]


def possible(version: FormVersion) -> tuple[Arrangement, ...]:
    """Arrangements in which this form may come."""
    own = (Arrangement.OWN,) if Layout.UNIT in version.layouts else ()
    units = (Arrangement.UNITS,) if Layout.ROWS in version.layouts else ()
    return (*own, *units, *((Arrangement.INDICATORS,) if own else ()))


_CACHE: dict[tuple[str, Arrangement], tuple[FormVersion, Slots]] = {}


def slots(version: FormVersion, arrangement: Arrangement) -> Slots:
    """The headings of a version in an arrangement."""
    known = _CACHE.get((version.key, arrangement))
    if known is not None and known[0] is version:
        return known[1]
    made = _by_indicator(version) if arrangement is Arrangement.INDICATORS else _by_column(version)
    _CACHE[version.key, arrangement] = (version, made)
    return made


def _by_column(version: FormVersion) -> Slots:
    leaves = [column.header[-1] for column in version.columns]
    headers = tuple(
        # “Nam” alone is enough where the form has one such column.
        (column.header, column.header[-1:])
        if leaves.count(column.header[-1]) == 1
        else (column.header,)
        for column in version.columns
    )
    rows = range(max(len(version.rows), 1))
    of_field = {(row, column): column for row in rows for column in range(len(headers))}
    return Slots(headers, of_field, (max(len(column.header) for column in version.columns),))


def _by_indicator(version: FormVersion) -> Slots:
    headers: list[tuple[Path, ...]] = []
    of_field: dict[tuple[int, int], int] = {}
    for item in version.fields(Layout.UNIT):
        place = (item.row, item.column)
        if place not in of_field:
            of_field[place] = len(headers)
            headers.append(_indicator_headings(version, item))
    return Slots(tuple(headers), of_field, (1,) if len(version.columns) == 1 else (2, 3))


def _indicator_headings(version: FormVersion, item: FormField) -> tuple[Path, ...]:
    row, column = version.rows[item.row], version.columns[item.column].header
    labels = [label.lstrip("-+ ") for label in (row.label, *row.aliases)]
    if len(version.columns) == 1:
        return tuple((label,) for label in labels)
    ways = [(label, *column) for label in labels]
    return tuple(dict.fromkeys([*ways, *((label, column[-1]) for label in labels)]))
