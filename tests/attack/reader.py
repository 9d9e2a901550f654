"""What an outsider makes of published tables: facts about counts, and what must hold between.

Reads the CSV files of releases, the public catalogue and the public register of places. Told
besides, as gossip, who had reported what, and which older figures are still true: a worse
neighbour than any release will meet. Shares no code with what it attacks.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import StockOrFlow, Term
from childrights.periods import Period
from childrights.places.model import LocalityKey, Relation
from childrights.places.registry import Registry
from tests.attack.outsider import Outsider

Units = frozenset[LocalityKey]
Codes = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Count:
    """A measure at codes, summed over some units, in one period."""

    measure: str
    codes: Codes
    units: Units
    period: Period


@dataclass(frozen=True)
class Row:
    """A row of a published table; numbers are ``None`` where it says Q."""

    indicator: str
    locality: str
    valid_from: str
    period: Period
    breakdown: dict[str, str]
    numerator: float | None
    denominator: float | None
    value: float | None
    status: str


def read_table(path: Path) -> list[Row]:
    """Rows of one release's CSV."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [
            Row(
                row["indicator"], row["locality"], row["valid_from"], Period.parse(row["period"]),
                json.loads(row["breakdown"]), number(row["numerator"]),
                number(row["denominator"]), number(row["value"]), row["status"],
            )
            for row in csv.DictReader(handle)
        ]  # fmt: skip


Truth = Callable[[Count], int]
Reported = Callable[[Row], Units]


class Reader:
    """Turns tables into facts. ``truth`` is used only to drop what is no longer true."""

    def __init__(self, catalogue: Catalogue, registry: Registry, truth: Truth) -> None:
        self.catalogue, self.registry, self.truth = catalogue, registry, truth
        self.outsider = Outsider()
        self.counts: dict[Count, None] = {}
        self.remainders: list[tuple[Count, tuple[Count, ...]]] = []
        self.hidden: dict[Count, None] = {}
        self.rows_shown = 0

    def read(self, rows: Iterable[Row], reported: Reported) -> None:
        """Read one release; ``reported`` tells which units stand behind a row."""
        for row in rows:
            units = reported(row)
            if not units:
                assert row.status == "Q" or row.numerator == 0, row
                continue
            indicator = self.catalogue.indicators[row.indicator]
            terms = [indicator.numerator]
            if isinstance(indicator.denominator, Term):
                terms.append(indicator.denominator)
            for term, number in zip(terms, (row.numerator, row.denominator), strict=False):
                codes = frozenset({**term.where, **row.breakdown}.items())
                count = Count(term.measure, codes, units, row.period)
                self.counts[count] = None
                if number is None:
                    self.hidden[count] = None
                elif self.truth(count) == number:
                    self.outsider.read(count, number)
            if row.value is not None and row.denominator:
                self.rows_shown += 1
                self.rate(row, indicator.multiplier, indicator.decimals)
            elif row.value is not None:
                self.rows_shown += 1

    def rate(self, row: Row, multiplier: int, decimals: int) -> None:
        """A printed rate, within its rounding, must agree with the counts beside it."""
        assert row.numerator is not None and row.denominator and row.value is not None
        exact = row.numerator * multiplier / row.denominator
        assert abs(exact - row.value) <= 0.5 * 10**-decimals + 1e-9, row

    def relate(self) -> None:
        """Write down everything that must hold and, as far as is known, does."""
        groups: dict[Hashable, list[Count]] = defaultdict(list)
        for count in self.counts:
            groups[count.measure, count.codes, count.period].append(count)
        for counts in groups.values():
            self.over_places(counts)
        for count in list(self.counts):
            self.over_codes(count)
            self.over_measures(count)
        self.over_periods()

    def equal(self, whole: Count, parts: list[Count]) -> None:
        if parts and self.truth(whole) == sum(map(self.truth, parts)):
            self.outsider.equal(whole, parts)

    def at_least(self, greater: Count, lesser: list[Count], *, asked: bool = True) -> None:
        """Relate; what is left is asked for where it counts the children of one thing.

        A sum over several places, of cells that are each hidden, is no one's figure.
        """
        left = self.truth(greater) - sum(map(self.truth, lesser))
        if lesser and left >= 0:
            self.outsider.at_least(greater, lesser)
            if asked:
                self.remainders.append((greater, tuple(lesser)))

    def over_places(self, counts: list[Count]) -> None:
        single = {next(iter(c.units)): c for c in counts if len(c.units) == 1}
        many = [c for c in counts if len(c.units) > 1]
        for count in many:
            if count.units <= single.keys():
                self.equal(count, [single[unit] for unit in sorted(count.units)])
        for one, other in combinations(many, 2):
            small, large = sorted((one, other), key=lambda c: len(c.units))
            if small.units < large.units:
                self.at_least(large, [small])
                late = large.units - small.units
                if late <= single.keys():
                    self.equal(large, [small, *(single[unit] for unit in sorted(late))])
            elif not one.units & other.units:
                for third in many:
                    if third.units == one.units | other.units:
                        self.equal(third, [one, other])

    def over_codes(self, whole: Count) -> None:
        measure = self.catalogue.measures[whole.measure]
        taken = {name for name, _ in whole.codes}
        for name, dimension in self.catalogue.dimensions.items():
            finer = [
                Count(whole.measure, whole.codes | {(name, code)}, whole.units, whole.period)
                for code in dimension.codes
            ]
            known = [count for count in finer if count in self.counts]
            if name in taken or not known:
                continue
            if name in measure.additive and self.truth(whole) == sum(map(self.truth, known)):
                self.equal(whole, known)
            else:
                for count in known:
                    self.at_least(whole, [count])

    def over_measures(self, part: Count) -> None:
        above = {self.catalogue.measures[part.measure].part_of}
        above |= {
            item.denominator.measure
            for item in self.catalogue.indicators.values()
            if item.unit == "%" and isinstance(item.denominator, Term)
            and item.numerator.measure == part.measure and not item.numerator.where
        }  # fmt: skip
        for measure in sorted(filter(None, above - {part.measure})):
            whole = Count(measure, part.codes, part.units, part.period)
            if whole in self.counts:
                self.at_least(whole, [part])

    def over_periods(self) -> None:
        series: dict[Hashable, dict[Period, list[Count]]] = defaultdict(lambda: defaultdict(list))
        for count in self.counts:
            if self.catalogue.measures[count.measure].stock_flow is StockOrFlow.FLOW:
                series[count.measure, count.codes, count.period.year][count.period].append(count)
        for periods in series.values():
            for earlier, later in pairwise(sorted(periods)):
                for after in periods[later]:
                    self.rise(after, periods[earlier])

    def rise(self, after: Count, before: list[Count]) -> None:
        ground = after.units | {
            old
            for unit in after.units
            for old, relation in self.registry.predecessors(unit)
            if relation is Relation.FULL
        }
        inside = [count for count in before if count.units <= ground]
        widest = max((len(count.units) for count in inside), default=0)
        for count in inside:
            self.at_least(
                after,
                [count],
                asked=len(count.units) == widest and (widest > 1 or len(inside) == 1),
            )
        single = [count for count in inside if len(count.units) == 1]
        self.at_least(after, single)

    def narrowest(self, smallest_shown: int) -> tuple[float, Hashable]:
        """How well the best-known hidden count or small remainder can be worked out."""
        # A share may hide what a count beside it shows: that one is public.
        wanted: list[Hashable] = [c for c in self.hidden if c not in self.outsider.fixed]
        wanted += [count for count in self.counts if 0 < self.truth(count) < smallest_shown]
        for greater, lesser in self.remainders:
            left = self.truth(greater) - sum(map(self.truth, lesser))
            if 0 < left < smallest_shown:
                wanted.append(("left", greater, *lesser))
        return self.outsider.narrowest(dict.fromkeys(wanted))
