"""What an outsider can calculate with: cells, and the equations that hold between them.

Every relation is written as *whole = sum of parts* over counts that are never negative. Where a
catalogue or a calendar only says that one count cannot exceed another, what is left is a part of
its own that no table shows: the children not supported, the cases since the last report, the rest
of a province outside a selection. Such a remainder of 1 to 4 children needs as much protection as
a cell of a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import StockOrFlow, Term
from childrights.disclosure.series import Series
from childrights.disclosure.tables import CellKey, TableCell, Tables
from childrights.places.model import LocalityKey, Relation
from childrights.places.registry import Registry


@dataclass(frozen=True)
class Equation:
    """``whole`` is the sum of ``parts``; all are names of cells."""

    whole: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell of the equation, the whole first."""
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class System:
    """Counts by name of cell, and the equations between them.

    ``shown_last`` ranks the cells that a table may show: 0 for a unit's, 1 for a part of an
    area, 2 for an area's total; the higher the longer it is kept. ``given`` are areas' counts of
    earlier releases over other units than today's, which everyone knows. Other names are
    remainders, which no table shows.
    """

    values: Mapping[str, Decimal]
    equations: tuple[Equation, ...]
    shown_last: Mapping[str, int]
    unsafe: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


def make_system(
    tables: Tables,
    catalogue: Catalogue,
    registry: Registry,
    given: Mapping[CellKey, TableCell] | None = None,
) -> System:
    """Every equation that an outsider could write down about the cells of the tables.

    ``given`` are an area's counts in earlier releases, over the units that had reported then: when
    a late unit comes in, the new total less the old one is that unit's figure.
    """
    older = given or {}
    builder = _Builder({**tables.cells, **older}, catalogue, registry)
    builder.build()
    ranks = {str(key): _rank(cell) for key, cell in tables.cells.items()}
    unsafe = frozenset(str(key) for key in tables.unsafe if key in tables.cells)
    equations = tuple(dict.fromkeys(builder.equations))
    return System(builder.values, equations, ranks, unsafe, frozenset(map(str, older)))


def _rank(cell: TableCell) -> int:
    if cell.is_unit:
        return 0
    return 1 if cell.key.series.codes else 2


class _Builder:
    """Collects equations; a remainder gets a name, and a value, when it is first needed."""

    def __init__(
        self, cells: Mapping[CellKey, TableCell], catalogue: Catalogue, registry: Registry
    ) -> None:
        self.cells = cells
        self.catalogue = catalogue
        self.registry = registry
        self.values: dict[str, Decimal] = {str(key): cell.value for key, cell in cells.items()}
        self.equations: list[Equation] = []

    def build(self) -> None:
        self.sums_over_units()
        self.parts_of_areas()
        self.breakdowns()
        self.shares()
        self.identities()
        self.rises()

    def add(self, whole: TableCell, parts: Iterable[TableCell], remainder: str = "") -> None:
        """Add an equation; one that the figures themselves contradict is nobody's knowledge."""
        listed = list(parts)
        left = whole.value - sum((part.value for part in listed), Decimal(0))
        names = tuple(sorted(str(part.key) for part in listed))
        if remainder and left >= 0:
            name = f"{remainder}|{whole.key}|{' '.join(names)}"
            self.values[name] = left
            self.equations.append(Equation(str(whole.key), (*names, name)))
        elif left == 0:
            self.equations.append(Equation(str(whole.key), names))

    def grouped(
        self, key_of: Callable[[TableCell], object], *, is_unit: bool | None = None
    ) -> list[list[TableCell]]:
        groups: dict[object, list[TableCell]] = defaultdict(list)
        for cell in self.cells.values():
            if is_unit is None or cell.is_unit is is_unit:
                groups[key_of(cell)].append(cell)
        return list(groups.values())

    def sums_over_units(self) -> None:
        """An area's total is the sum of its units'; with fewer known, the others are the rest.

        A unit may stand behind an area's figure and have none of its own: where one indicator
        counts what another divides by, it gave the one and not the other.
        """
        units = {
            (cell.key.series, cell.key.period, key): cell
            for cell in self.cells.values()
            if cell.is_unit
            for key in cell.units
        }
        for cell in self.cells.values():
            keys = [(cell.key.series, cell.key.period, unit) for unit in sorted(cell.units)]
            known = [units[key] for key in keys if key in units]
            if not cell.is_unit and known:
                self.add(cell, known, "" if len(known) == len(keys) else "rest")

    def parts_of_areas(self) -> None:
        """An area is another that lies in it, or several, and the rest if there is any."""
        for areas in self.grouped(lambda c: (c.key.series, c.key.period), is_unit=False):
            areas.sort(key=lambda cell: (-len(cell.units), str(cell.key)))
            for position, whole in enumerate(areas):
                inside = [part for part in areas[position + 1 :] if part.units <= whole.units]
                for first in inside:
                    self.add_parts(whole, [first])
                    self.add_parts(whole, _apart([first, *inside]))

    def add_parts(self, whole: TableCell, parts: list[TableCell]) -> None:
        covered = frozenset(unit for part in parts for unit in part.units)
        self.add(whole, parts, "" if covered == whole.units else "rest")

    def breakdowns(self) -> None:
        """Parts add up to the total where the catalogue says so; else none exceeds it."""
        for cell in self.cells.values():
            key = cell.key
            parts: dict[str, list[TableCell]] = defaultdict(list)
            for dimension in self.catalogue.dimensions:
                if dimension in dict(key.series.codes):
                    continue
                for code in self.catalogue.dimensions[dimension].codes:
                    codes = tuple(sorted((*key.series.codes, (dimension, code))))
                    finer = CellKey(Series(key.series.measure, codes), key.place, key.period)
                    if finer in self.cells:
                        parts[dimension].append(self.cells[finer])
            for dimension, found in parts.items():
                self.partition(cell, dimension, found)

    def partition(self, whole: TableCell, dimension: str, parts: list[TableCell]) -> None:
        measure = self.catalogue.measures[whole.key.series.measure]
        total = sum((part.value for part in parts), Decimal(0))
        if dimension in measure.additive and total == whole.value:
            self.add(whole, parts)
            return
        for part in parts:
            self.add(whole, [part], "others")

    def shares(self) -> None:
        """A part never exceeds what it is part of: what is left is the complement."""
        for part, whole in self.pairs():
            for cell in self.cells.values():
                if cell.key.series.measure != part.measure:
                    continue
                codes = tuple(pair for pair in cell.key.series.codes if pair not in set(part.codes))
                if len(codes) != len(cell.key.series.codes) - len(part.codes):
                    continue
                above = Series(whole.measure, tuple(sorted((*codes, *whole.codes))))
                found = self.cells.get(CellKey(above, cell.key.place, cell.key.period))
                if found is not None and cell.units <= found.units:
                    self.add(found, [cell], "less")

    def pairs(self) -> list[tuple[Series, Series]]:
        """Numerators and what they are part of: by ``part_of``, and by every percentage."""
        found = [
            (Series(name), Series(measure.part_of))
            for name, measure in self.catalogue.measures.items()
            if measure.part_of is not None
        ]
        for indicator in self.catalogue.indicators.values():
            over, under = indicator.numerator, indicator.denominator
            if over is not None and isinstance(under, Term) and indicator.unit == "%":
                part = tuple(sorted(over.where.items()))
                whole = tuple(sorted(under.where.items()))
                found.append((Series(over.measure, part), Series(under.measure, whole)))
        return [(part, whole) for part, whole in dict.fromkeys(found) if part != whole]

    def identities(self) -> None:
        """Measures that the catalogue says add up to another."""
        for identity in self.catalogue.identities:
            for cell in self.cells.values():
                if cell.key.series.measure != identity.whole:
                    continue
                parts = [
                    self.cells.get(
                        CellKey(
                            Series(name, cell.key.series.codes), cell.key.place, cell.key.period
                        )
                    )
                    for name in identity.parts
                ]
                known = [part for part in parts if part is not None]
                if len(known) == len(parts):
                    self.add(cell, known)

    def rises(self) -> None:
        """A flow runs from 1 January: what was counted in June is part of December's count.

        Across the reform a merged unit goes on where those that became it had stopped.
        """
        flows = [
            cell
            for cell in self.cells.values()
            if self.catalogue.measures[cell.key.series.measure].stock_flow is StockOrFlow.FLOW
        ]
        years: dict[tuple[Series, int], list[TableCell]] = defaultdict(list)
        for cell in flows:
            years[cell.key.series, cell.key.period.year].append(cell)
        for cells in years.values():
            periods = sorted({cell.key.period for cell in cells})
            for earlier, later in combinations(periods, 2):
                before = [cell for cell in cells if cell.key.period == earlier]
                after = [cell for cell in cells if cell.key.period == later]
                self.rise_of_units(before, after)
                self.rise_of_areas(before, after)

    def rise_of_units(self, before: list[TableCell], after: list[TableCell]) -> None:
        known = {next(iter(cell.units)): cell for cell in before if cell.is_unit}
        for cell in after:
            if not cell.is_unit:
                continue
            line = self.line(next(iter(cell.units)), known)
            if line:
                self.add(cell, [known[key] for key in line], "rise")

    def line(
        self, unit: LocalityKey, known: Mapping[LocalityKey, TableCell]
    ) -> tuple[LocalityKey, ...]:
        """Return the unit itself, or the units that became it whole; those that reported."""
        if unit in known:
            return (unit,)
        return tuple(
            key
            for key, relation in self.registry.predecessors(unit)
            if relation is Relation.FULL and key in known
        )

    def rise_of_areas(self, before: list[TableCell], after: list[TableCell]) -> None:
        """Since the area itself, and since the areas that together became it."""
        areas = sorted(
            (cell for cell in before if not cell.is_unit),
            key=lambda cell: (-len(cell.units), str(cell.key)),
        )
        for cell in after:
            if cell.is_unit:
                continue
            ground = cell.units | set(self.whole_predecessors(cell.units))
            inside = [area for area in areas if area.units <= ground]
            itself = [area for area in inside if area.key.place.token == cell.key.place.token]
            for earlier in dict.fromkeys((*((area,) for area in itself), tuple(_apart(inside)))):
                if earlier:
                    self.add(cell, earlier, "rise")

    def whole_predecessors(self, units: Iterable[LocalityKey]) -> Iterator[LocalityKey]:
        for unit in units:
            for key, relation in self.registry.predecessors(unit):
                if relation is Relation.FULL:
                    yield key


def _apart(areas: Iterable[TableCell]) -> list[TableCell]:
    """Areas that share no unit, taken in order."""
    found: list[TableCell] = []
    taken: set[LocalityKey] = set()
    for area in areas:
        if not taken & area.units:
            found.append(area)
            taken |= area.units
    return found
