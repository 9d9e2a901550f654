"""What an outsider makes of published tables: facts about counts, and what must hold between.

Reads the CSV files of releases, the public catalogue and the public register of places. Told
besides, as gossip, who had reported what, and which older figures are still true: a worse
neighbour than any release will meet. Shares no code with what it attacks.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import StockOrFlow
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
    units_reported: int = 0

    @property
    def counts(self) -> tuple[float | None, float | None]:
        """What stands above and below the line."""
        return self.numerator, self.denominator


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
                int(row["units_reported"]),
            )
            for row in csv.DictReader(handle)
        ]  # fmt: skip


Truth = Callable[[Count], float]
"""What a count is; not a number where that is not known."""
Reported = Callable[[Row], Units]


class Reader:
    """Turns tables into facts. ``truth`` is used only to drop what is no longer true.

    ``open_series`` are measures at codes that public pages show of every place.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        registry: Registry,
        truth: Truth,
        open_series: Collection[tuple[str, Codes]] = (),
    ) -> None:
        self.catalogue, self.registry = catalogue, registry
        self.truth = cache(truth)
        self.open_series = frozenset(open_series)
        self.outsider = Outsider()
        self.counts: dict[Count, None] = {}
        self.remainders: list[tuple[Count, tuple[Count, ...]]] = []
        self.hidden: dict[Count, None] = {}
        self.withheld: dict[tuple[Count, ...], None] = {}
        self.rows_shown = 0
        self._above: dict[tuple[str, Codes], list[tuple[str, Codes]]] = {}

    def read(self, rows: Iterable[Row], reported: Reported) -> None:
        """Read one release; ``reported`` tells which units stand behind a row."""
        for row in rows:
            units = reported(row)
            if not units:
                assert row.status == "Q" or row.numerator == 0, row
                continue
            indicator = self.catalogue.indicators[row.indicator]
            counts = [
                Count(
                    term.measure, frozenset({**term.where, **row.breakdown}.items()), units,
                    row.period,
                )
                for term in indicator.terms
            ]  # fmt: skip
            for count, number in zip(counts, row.counts, strict=False):
                self.counts[count] = None
                if number is None:
                    self.hidden[count] = None
                elif self.truth(count) == number:
                    self.outsider.read(count, number)
            if row.numerator is None:
                self.withheld[tuple(counts)] = None
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
        self.look_around()
        places: dict[Hashable, list[Count]] = defaultdict(list)
        tables: dict[Hashable, list[Count]] = defaultdict(list)
        for count in self.counts:
            places[count.measure, count.codes, count.period].append(count)
            tables[count.measure, count.units, count.period].append(count)
        for counts in places.values():
            self.over_places(counts)
        for counts in tables.values():
            for whole in counts:
                self.over_codes(whole, [c for c in counts if c.codes > whole.codes])
        for count in list(self.counts):
            self.over_measures(count, places)
        self.over_identities()
        self.over_periods()

    def look_around(self) -> None:
        """Read on public pages the open counts that something in the tables is part of."""
        for part in list(self.counts):
            fewer = [part.codes - {pair} for pair in part.codes]
            for measure, codes in [*self.above(part.measure, part.codes),
                                   *((part.measure, codes) for codes in fewer)]:  # fmt: skip
                count = Count(measure, codes, part.units, part.period)
                number = self.truth(count)
                if (measure, codes) in self.open_series and number >= 0:
                    self.counts[count] = None
                    self.outsider.read(count, number)

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
            known = [single[unit] for unit in sorted(count.units & single.keys())]
            if len(known) == len(count.units):
                self.equal(count, known)
            else:
                self.at_least(count, known)
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

    def over_codes(self, whole: Count, finer: list[Count]) -> None:
        measure = self.catalogue.measures[whole.measure]
        parts: dict[str, list[Count]] = defaultdict(list)
        for count in finer:
            (name, _), *others = count.codes - whole.codes
            if not others:
                parts[name].append(count)
        for name, known in parts.items():
            if name in measure.additive and self.truth(whole) == sum(map(self.truth, known)):
                self.equal(whole, known)
            else:
                for count in known:
                    self.at_least(whole, [count])

    def above(self, measure: str, codes: Codes) -> list[tuple[str, Codes]]:
        """What a count cannot exceed: what its measure is part of, and what shares divide it by."""
        if (measure, codes) not in self._above:
            whole = self.catalogue.measures[measure].part_of
            found = {(whole, codes)} if whole else set()
            found |= set(self.divided(measure, codes))
            self._above[measure, codes] = sorted(found - {(measure, codes)}, key=str)
        return self._above[measure, codes]

    def divided(self, measure: str, codes: Codes) -> Iterator[tuple[str, Codes]]:
        """What percentages divide a count by."""
        for item in self.catalogue.indicators.values():
            if item.unit != "%" or len(item.terms) < 2 or item.terms[0].measure != measure:
                continue
            over, under = (frozenset(term.where.items()) for term in item.terms)
            if over <= codes:
                yield item.terms[1].measure, (codes - over) | under

    def over_measures(self, part: Count, places: Mapping[Hashable, list[Count]]) -> None:
        for measure, codes in self.above(part.measure, part.codes):
            whole = Count(measure, codes, part.units, part.period)
            if whole in self.counts:
                self.at_least(whole, [part])
            elif len(part.units) > 1:
                for wider in places.get((measure, codes, part.period), []):
                    if wider.units > part.units:
                        self.at_least(wider, [part], asked=False)

    def over_identities(self) -> None:
        for identity in self.catalogue.identities:
            for whole in [count for count in self.counts if count.measure == identity.whole]:
                parts = [replace(whole, measure=measure) for measure in identity.parts]
                if self.counts.keys() >= set(parts):
                    self.equal(whole, parts)

    def over_periods(self) -> None:
        series: dict[Hashable, dict[Period, list[Count]]] = defaultdict(lambda: defaultdict(list))
        for count in self.counts:
            if self.catalogue.measures[count.measure].stock_flow is StockOrFlow.FLOW:
                series[count.measure, count.codes, count.period.year][count.period].append(count)
        for periods in series.values():
            for earlier, later in combinations(sorted(periods), 2):
                for after in periods[later]:
                    self.rise(after, periods[earlier])

    def ground(self, units: Units) -> Units:
        """The units, and those that became part of them whole."""
        return units | {
            old
            for unit in units
            for old, relation in self.registry.predecessors(unit)
            if relation is Relation.FULL
        }

    def rise(self, after: Count, before: list[Count]) -> None:
        ground = self.ground(after.units)
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
        self.at_least(after, apart(inside))

    def narrowest(self, smallest_shown: int) -> tuple[float, Hashable]:
        """How well the best-known hidden count or small remainder can be worked out."""
        return self.outsider.narrowest(self.wanted(smallest_shown))

    def wanted(self, smallest_shown: int) -> list[Hashable]:
        """Counts and remainders that nobody may be able to work out.

        A figure that is withheld for a small count may have another count that is no secret: no
        child reoffended in the whole district.
        """
        small = {
            count: None
            for count in self.counts
            if 0 < self.truth(count) < smallest_shown
            and (count.measure, count.codes) not in self.open_series
        }
        wanted: list[Hashable] = list(small)
        for counts in self.withheld:
            if not small.keys() & set(counts):
                wanted += [count for count in counts if not self.is_public(count)]
        for greater, lesser in self.remainders:
            left = self.truth(greater) - sum(map(self.truth, lesser))
            if 0 < left < smallest_shown:
                wanted.append(("left", greater, *lesser))
        return list(dict.fromkeys(wanted))

    def is_public(self, count: Count) -> bool:
        """Whether a count hidden in one figure is shown in another, or the sum of what is shown."""
        fixed = self.outsider.fixed
        return count in fixed or (
            len(count.units) > 1
            and all(replace(count, units=frozenset({unit})) in fixed for unit in count.units)
        )


def apart(counts: Iterable[Count]) -> list[Count]:
    """The widest that share no unit."""
    found: list[Count] = []
    for count in sorted(counts, key=lambda c: (-len(c.units), sorted(c.units))):
        if not any(count.units & other.units for other in found):
            found.append(count)
    return found
