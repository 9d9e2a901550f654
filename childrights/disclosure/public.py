"""What the public may see of protected figures: those of the newest release, and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from childrights.catalogue.loader import Catalogue
from childrights.disclosure.release import TABLES, Release, parse_unit, releases
from childrights.disclosure.series import Classes
from childrights.disclosure.tables import CellKey, place_of
from childrights.evaluate.value import Value
from childrights.places.model import LocalityKey
from childrights.sdmx import ObservationStatus

_Key = tuple[str, str, str, str, str]
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class PublicTables:
    """The newest release, asked figure by figure."""

    release: Release
    classes: Classes

    def shown(self, value: Value) -> Value | None:
        """The figure as it was released, or ``None`` when the public may not see it.

        A figure that touches nothing protected passes as it is. A merged unit's figure over
        the units that became it is shown when each of theirs is: anyone can add them up.
        """
        cells = self.classes.touched(value.indicator, value.breakdown)
        if not cells:
            return value
        names = [str(CellKey(series, place_of(value), value.period)) for series in cells]
        row = self._rows.get(_key_of(value))
        if row is not None and row["cells"] == names and _same_units(row, value.reporting_units):
            return _released(without_words(value), row)
        return without_words(value) if self._adds_up(value) else None

    def _adds_up(self, value: Value) -> bool:
        """Whether a figure is no more than the sum of its units' released figures."""
        known = value.locality is not None or value.area_token in self.release.facts["places"]
        is_whole = value.lower is None and not value.conversion and not value.breakdown
        if not known or not is_whole or value.numerator is None:
            return False
        rows = [self._of_unit(value, unit) for unit in value.reporting_units]
        found = [row for row in rows if row is not None]
        if len(found) != len(rows) or not found:
            return False
        return _sum(found, "numerator") == value.numerator and (
            value.denominator is None or _sum(found, "denominator") == value.denominator
        )

    def _of_unit(self, value: Value, unit: LocalityKey) -> _Row | None:
        since = unit.valid_from.isoformat()
        row = self._rows.get((value.indicator, unit.code, since, str(value.period), "{}"))
        return row if row is not None and _same_units(row, frozenset({unit})) else None

    @cached_property
    def _rows(self) -> dict[_Key, _Row]:
        return {
            (
                row["indicator"],
                row["locality"],
                row["valid_from"],
                row["period"],
                row["breakdown"],
            ): row
            for row in self.release.rows(TABLES)
            if row["numerator"] is not None
        }


def load_public_tables(data_dir: Path, catalogue: Catalogue) -> PublicTables | None:
    """The newest release of a data folder, ``None`` when nothing was released yet.

    Raises :class:`~childrights.disclosure.release.DamagedRelease`.
    """
    found = releases(data_dir)
    if found:
        found[-1].check(TABLES)
    return PublicTables(found[-1], Classes(catalogue)) if found else None


def _key_of(value: Value) -> _Key:
    place = place_of(value)
    breakdown = json.dumps(dict(value.breakdown), ensure_ascii=False, sort_keys=True)
    return value.indicator, place.token, place.since, str(value.period), breakdown


def _sum(rows: Sequence[_Row], name: str) -> Decimal:
    return sum((row[name] or Decimal(0) for row in rows), Decimal(0))


def _same_units(row: _Row, units: frozenset[LocalityKey]) -> bool:
    return set(map(parse_unit, row["units"])) == units


def without_words(value: Value) -> Value:
    """Without what was said beside it: a note may tell other figures, of upper levels or years."""
    return replace(value, note="", borrowed=())


def _released(value: Value, row: _Row) -> Value:
    """The value with the released numbers in it, as exact as they were published."""
    return replace(
        value,
        numerator=_plain(row["numerator"]),
        denominator=_plain(row["denominator"]),
        value=_plain(row["value"]),
        statuses=frozenset(ObservationStatus(mark) for mark in row["status"].split("+")),
        units_reported=row["units_reported"],
    )


def _plain(number: Decimal | None) -> Decimal | None:
    """Without the zeros that the column's type adds, but never as 1E+2."""
    if number is None:
        return None
    return (
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    )
