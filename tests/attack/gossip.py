"""What gossip tells an outsider of a whole data folder: which unit reported which count, and it.

One scan of a snapshot; the evaluation is not asked, so what was published is checked as well: every
shown count must be the sum that gossip makes of it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import TOTAL, Denominator, MeasuredAt, Term
from childrights.periods import Period
from childrights.places.areas import Selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import LocalityKey, UnknownPlace
from childrights.places.registry import Registry
from childrights.warehouse.snapshot import Snapshot
from tests.attack.reader import Codes, Count, Row, Units

_Told = dict[LocalityKey, Decimal]
"""Unit to its count."""


class Gossip:
    """What the offices knew on one day of some measures."""

    def __init__(
        self,
        catalogue: Catalogue,
        registry: Registry,
        selections: Selections,
        snapshot: Snapshot,
        measures: Iterable[str],
    ) -> None:
        self.catalogue = catalogue
        self.told = _scan(catalogue, snapshot, measures)

        @cache
        def inside(token: str, period: Period) -> Units:
            try:
                area = resolve_area(registry, token, as_of(period), selections)
            except UnknownPlace:
                return frozenset()
            return frozenset(unit.key for unit in area.units)

        self.inside = inside
        self._alike: dict[Units, Units] = {}

    def reported(self, row: Row) -> Units:
        """Units of the place that gave every count of the figure."""
        units = set(self.inside(row.locality, row.period))
        for term in needed(self.catalogue, row.indicator):
            codes = frozenset({**term.where, **row.breakdown}.items())
            units &= self.told.get((term.measure, codes, row.period), {}).keys()
        found = frozenset(units)
        return self._alike.setdefault(found, found)

    def truth(self, count: Count) -> float:
        """The sum over the units; not a number where one has not told its own."""
        told = self.told.get((count.measure, count.codes, count.period), {})
        try:
            return float(sum(told[unit] for unit in count.units))
        except KeyError:
            return math.nan

    def wrongly_told(self, rows: Iterable[Row]) -> list[Row]:
        """Shown figures whose count is not the sum of what their units gave."""
        return [
            row
            for row in rows
            if row.numerator is not None and not self._fits(row, self.reported(row))
        ]

    def _fits(self, row: Row, units: Units) -> bool:
        counts = zip(needed(self.catalogue, row.indicator), row.counts, strict=False)
        return row.units_reported == len(units) and all(
            number == self.truth(Count(term.measure, _codes(term, row), units, row.period))
            for term, number in counts
        )


def needed(catalogue: Catalogue, name: str) -> list[Term]:
    """Counts of the row's own day and unit: a denominator of another year is no part of it."""
    return [
        term
        for term in catalogue.indicators[name].terms
        if not isinstance(term, Denominator)
        or (term.at is MeasuredAt.CUT_OFF and not term.carried_forward)
    ]


def _codes(term: Term, row: Row) -> Codes:
    return frozenset({**term.where, **row.breakdown}.items())


def _scan(
    catalogue: Catalogue, snapshot: Snapshot, measures: Iterable[str]
) -> dict[tuple[str, Codes, Period], _Told]:
    names = list(catalogue.dimension_names)
    broken = " + ".join(f"CAST({name} <> '{TOTAL}' AS INTEGER)" for name in names)
    rows = snapshot.rows(
        f"SELECT measure, code, valid_from, period, value, {', '.join(names)} FROM observation "
        f"WHERE in_force AND value IS NOT NULL AND {broken} <= 2 "
        "AND measure IN (SELECT unnest(?))",
        [sorted(measures)],
    )
    found: dict[tuple[str, Codes, Period], _Told] = defaultdict(dict)
    period, key = cache(Period.parse), cache(LocalityKey)
    for measure, code, since, when, value, *coded in rows:
        pairs = zip(names, coded, strict=True)
        codes = frozenset((name, one) for name, one in pairs if one != TOTAL)
        found[measure, codes, period(when)][key(code, since)] = value
    return dict(found)
