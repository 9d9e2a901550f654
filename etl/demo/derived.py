"""Figures of every measure that no module of its own invents: each follows from another.

A measure is a share of what it is part of, or of the children, or so many a commune
(:mod:`etl.demo.habits`), cell by cell of the breakdowns in which the forms ask for it. Parts are
taken out of their whole in the same cell, so none exceeds it; identities share their whole out;
a flow is its year's number times the part of the year that is over, so it only grows. All of it
is worked out for one piece of ground at a time and then added.
"""

from __future__ import annotations

import hashlib
import math
import struct
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise, product

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Code, StockOrFlow
from etl.demo.chance import share
from etl.demo.habits import COMMUNE, Habit, Weights, habit_of
from etl.demo.territory import Piece, Territory

Where = tuple[tuple[str, str], ...]
Series = tuple[str, Where]
Leaves = Mapping[Where, float]
"""Numbers in cells that never overlap; ages are written as months, “0-72”."""

Known = Callable[[Piece, int, date, date], Mapping[str, Leaves]]
"""Leaves of the measures that are invented elsewhere: piece, year, day of stocks, cut-off."""

Extra = tuple[tuple[str, str], Where]
"""A second group of some children, and the rest of the cell that they are in."""

Intervals = tuple[tuple[Where, float, float], ...]
"""Cells of new dimensions and the part of [0, 1) that each takes up."""

Wider = Callable[[Where], tuple[Where, ...]]

_FIRST_DAY = date(2021, 1, 1)
_SPAN_DAYS = 6 * 365.25
_REFORM_YEAR = 2025
_AGE = "age"
_ETHNICITY = "ethnicity"
_MINORITY = {"008": 0.02, "397": 0.05, "392": 0.02, "608": 0.34}
_MINORITY_ELSEWHERE = 0.09
_ANY_AGE = (0, 12 * 200)
_GOLDEN = (math.sqrt(5) - 1) / 2
_YEARLY_NOISE = 0.18
_IN_ANOTHER_TOO = 0.08
_SIXTEEN_NUMBERS = struct.Struct(">16I")
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Shape:
    """In which cells a measure is kept.

    ``codes`` are the codes of each dimension; in the ``overlapping`` ones a child may be counted
    under a second code, though once in the total.
    """

    codes: Mapping[str, tuple[str, ...]]
    overlapping: tuple[str, ...]


@dataclass(frozen=True)
class Moment:
    """A piece of ground at the cut-off of a year's report."""

    piece: Piece
    year: int
    cut_off: date

    @property
    def new_year(self) -> date:
        """First day of the year, by which flows are measured."""
        return date(self.year, 1, 1)

    def elapsed(self, season: tuple[float, float]) -> float:
        """Part of a season that is over, from 0 to 1."""
        start, end = season
        now = (self.cut_off - self.new_year).days / 365
        return min(1.0, max(0.0, (now - start) / (end - start)))


@dataclass(frozen=True)
class Recipe:
    """How a measure is worked out, as far as it is the same everywhere.

    ``cells`` are those that it shares with its ``base``, ``further`` the dimensions that the base
    lacks. ``is_part`` says that the base is the whole of which it is a part; ``within`` names a
    whole that is not its base.
    """

    habit: Habit
    base: str
    is_flow: bool
    of_a_flow: bool
    is_part: bool
    within: str | None
    axes: tuple[str, ...]
    ages: tuple[str, ...]
    cells: tuple[Where, ...]
    further: Mapping[str, tuple[str, ...]]


class _Draws:
    """Numbers in [0, 1) that belong to a name; adding a measure moves nobody else's."""

    def __init__(self, *names: object) -> None:
        self._name = "|".join(map(str, names))
        self._turn = 0
        self._numbers: Iterator[int] = iter(())

    def next(self) -> float:
        number = next(self._numbers, None)
        if number is None:
            digest = hashlib.blake2b(f"{self._name}|{self._turn}".encode()).digest()
            self._numbers = iter(_SIXTEEN_NUMBERS.unpack(digest))
            self._turn += 1
            number = next(self._numbers)
        return number / 2**32


class Derived:
    """Works out the measures that ``known`` does not give, for one seed.

    ``wider`` gives every cell that a leaf belongs to. ``totals(territory, year, cut_off,
    measure)`` gives every figure that a form may ask of a measure.
    """

    def __init__(
        self, seed: int, catalogue: Catalogue, given: frozenset[str], known: Known, wider: Wider
    ) -> None:
        self._seed = seed
        self._measures = catalogue.measures
        self._given = given
        self._wider = wider
        self._habits = {name: habit_of(name, item) for name, item in self._measures.items()}
        self._shapes = shapes(catalogue)
        self._identities = {
            part: identity for identity in catalogue.identities for part in identity.parts
        }
        self._steady = self._find_steady()
        self._recipe = cache(self._make_recipe)
        self._intervals = lru_cache(_REMEMBERED)(self._make_intervals)
        self._leaves = lru_cache(_REMEMBERED)(self._make_leaves)
        self._given_leaves = lru_cache(_REMEMBERED)(known)

    def gives(self, measure: str) -> bool:
        """Whether a measure is worked out here."""
        return measure not in self._given

    def totals(
        self, territory: Territory, year: int, cut_off: date, measure: str
    ) -> dict[Where, int]:
        """Every figure of a measure over a territory at the cut-off of a year's report."""
        extras: Counter[Extra] = Counter()
        if self._measures[measure].travels:
            leaves, extras = self._counted(territory, year, cut_off, measure)
        else:
            leaves = self._assessed(territory, year, cut_off, measure)
        sums: dict[Where, int] = {}
        for where, number in leaves.items():
            for wider in self._wider(where):
                sums[wider] = sums.get(wider, 0) + number
        for (pinned, rest), number in extras.items():
            for wider in self._wider(rest):
                key = tuple(sorted((*wider, pinned)))
                sums[key] = sums.get(key, 0) + number
        return sums

    def _counted(
        self, territory: Territory, year: int, cut_off: date, measure: str
    ) -> tuple[Counter[Where], Counter[Extra]]:
        leaves: Counter[Where] = Counter()
        extras: Counter[Extra] = Counter()
        for piece in territory.pieces:
            moment = Moment(piece, year, cut_off)
            leaves.update(self._leaves(moment, measure))
            for name in self._shapes[measure].overlapping:
                extras.update(dict(self._second_group(moment, measure, name)))
        return leaves, extras

    # What is assessed unit by unit: a merged unit does not inherit it.

    def _assessed(
        self, territory: Territory, year: int, cut_off: date, measure: str
    ) -> Counter[Where]:
        habit = self._habits[measure]
        if habit.whether is not None:
            leaves, _ = self._counted(territory, year, cut_off, habit.whether)
            return Counter({(): int(leaves.total() > 0)})
        origin = territory.pieces[0] if territory.same else territory
        draws = _Draws(self._seed, origin.code, origin.valid_from, measure)
        likely = _between(habit.rate, _progress(date(year, 7, 1)))
        most = self._measures[measure].maximum or 1
        if most == 1:
            return Counter({(): int(draws.next() < likely)})
        cells = list(product(*self._axes(measure).values()))
        names = tuple(self._axes(measure))
        return Counter(
            {
                tuple(zip(names, cell, strict=True)): math.floor(
                    most * min(1.0, likely * (0.9 + 0.2 * draws.next())) / len(cells)
                )
                for cell in cells
            }
        )

    # What is counted, piece by piece.

    def _make_leaves(self, moment: Moment, measure: str) -> Leaves:
        identity = self._identities.get(measure)
        if identity is not None:
            return self._share_of_identity(moment, measure, identity.whole, identity.parts)
        recipe = self._recipe(measure)
        by = recipe.habit.by
        rate = self._rate(moment, measure, recipe)
        draws = self._draws(moment, measure)
        parts = self._intervals(moment.piece, measure)
        below = _summed(self._base(moment, measure, recipe.base), recipe)
        found: dict[Where, int] = {}
        for where in recipe.cells:
            # Drawn for every cell, so that one that is empty yet moves none of the others.
            offset, spot = draws.next(), draws.next()
            whole = below.get(where, 0)
            count = math.floor(whole * rate * _factor(by, where) + offset) if whole else 0
            if recipe.is_part:
                count = min(count, math.floor(whole))
            for extra, part in _split(count, parts, spot, recipe.is_flow) if count else ():
                found[tuple(sorted((*where, *extra)))] = part
        return self._kept_within(moment, measure, recipe.within, found)

    def _kept_within(
        self, moment: Moment, measure: str, whole: str | None, found: dict[Where, int]
    ) -> Leaves:
        """Cut what exceeds a whole from which it was not worked out."""
        if whole is None:
            return {where: count for where, count in found.items() if count}
        leaves, axes = self._base(moment, measure, whole), self._axes(whole)
        most = {
            where: _within(leaves, tuple(item for item in where if item[0] in axes))
            for where in found
        }
        return {
            where: min(count, math.floor(most[where])) for where, count in found.items() if count
        }

    def _share_of_identity(
        self, moment: Moment, measure: str, whole: str, parts: Sequence[str]
    ) -> Leaves:
        progress = _progress(date(moment.year, 7, 1))
        sizes = [_between(self._habits[part].rate, progress) for part in parts]
        at = parts.index(measure)
        low = sum(sizes[:at]) / sum(sizes)
        high = 1.0 if at == len(parts) - 1 else sum(sizes[: at + 1]) / sum(sizes)
        leaves = self._base(moment, measure, whole)
        return {
            where: share(int(number), low, high, self._offset(moment, whole, where))
            for where, number in leaves.items()
        }

    def _second_group(self, moment: Moment, measure: str, name: str) -> Iterator[tuple[Extra, int]]:
        """Children who are in a second group: more in the group, none more in the total."""
        shape, leaves = self._shapes[measure], self._leaves(moment, measure)
        plain = {
            axis: codes for axis, codes in shape.codes.items() if axis not in shape.overlapping
        }
        for cell in product(*plain.values()):
            where = tuple(zip(plain, cell, strict=True))
            whole = _within(leaves, where)
            for code in shape.codes[name] if whole else ():
                first = _within(leaves, tuple(sorted((*where, (name, code)))))
                chance = self._offset(moment, measure, (*where, (name, code)))
                also = math.floor(whole * _IN_ANOTHER_TOO + chance / 2)
                yield ((name, code), where), int(min(whole - first, also))

    # What it is worked out from.

    def _make_recipe(self, measure: str) -> Recipe:
        habit, whole = self._habits[measure], self._measures[measure].part_of
        base = self._base_name(measure)
        axes, above = self._axes(measure), self._axes(base)
        common = {name: codes for name, codes in axes.items() if name in above}
        return Recipe(
            habit=habit,
            base=base,
            is_flow=self._is_flow(measure),
            of_a_flow=self._is_flow(base),
            is_part=whole == base,
            within=whole if whole != base else None,
            axes=tuple(common),
            ages=common.get(_AGE, ()),
            cells=tuple(
                tuple(zip(common, cell, strict=True)) for cell in product(*common.values())
            ),
            further={name: codes for name, codes in axes.items() if name not in above},
        )

    def _base_name(self, measure: str) -> str:
        return self._habits[measure].of or self._measures[measure].part_of or COMMUNE

    def _base(self, moment: Moment, measure: str, base: str) -> Leaves:
        if base == COMMUNE:
            return {(): moment.piece.high - moment.piece.low}
        if base not in self._given:
            return self._leaves(moment, base)
        steady = self._is_flow(measure) or measure in self._steady
        day = moment.new_year if steady else moment.cut_off
        given = self._given_leaves(moment.piece, moment.year, day, moment.cut_off)
        return given.get(base, {})

    def _rate(self, moment: Moment, measure: str, recipe: Recipe) -> float:
        habit = recipe.habit
        lean = 2 * _Draws(self._seed, *_names(moment.piece), measure).next() - 1
        day = date(moment.year, 7, 1) if recipe.is_flow else moment.cut_off
        mean = _between(habit.rate, _progress(day))
        if recipe.is_part:
            rate = mean + habit.spread * lean * min(mean, 1 - mean)
        else:
            rate = mean * math.exp(habit.spread * lean)
        if recipe.is_flow and not recipe.of_a_flow:
            rate *= moment.elapsed(habit.season) * self._noise(moment, measure, habit)
        return min(rate, 1.0) if mean <= 1 else rate

    def _noise(self, moment: Moment, measure: str, habit: Habit) -> float:
        if not habit.spread:
            return 1.0
        lean = 2 * self._offset(moment, measure, "noise") - 1
        return math.exp(min(_YEARLY_NOISE, habit.spread) * lean)

    def _draws(self, moment: Moment, measure: str, *names: object) -> _Draws:
        year = moment.year if self._is_flow(measure) else "always"
        return _Draws(self._seed, *_names(moment.piece), measure, year, *names)

    def _offset(self, moment: Moment, measure: str, *names: object) -> float:
        return self._draws(moment, measure, *names).next()

    def _make_intervals(self, piece: Piece, measure: str) -> Intervals:
        """Parts of [0, 1) that the cells of new dimensions take up."""
        recipe = self._recipe(measure)
        if not recipe.further:
            return (((), 0.0, 1.0),)
        habit, further = recipe.habit, recipe.further
        sizes = {
            tuple(zip(further, cell, strict=True)): math.prod(
                _weight(piece, habit, name, code) for name, code in zip(further, cell, strict=True)
            )
            for cell in product(*further.values())
        }
        total, at, found = sum(sizes.values()), 0.0, []
        for where, size in sizes.items():
            found.append((where, at / total, (at + size) / total))
            at += size
        return (*found[:-1], (found[-1][0], found[-1][1], 1.0))

    def _axes(self, measure: str) -> Mapping[str, tuple[str, ...]]:
        return {} if measure == COMMUNE else self._shapes[measure].codes

    def _is_flow(self, measure: str) -> bool:
        known = self._measures.get(measure)
        return known is not None and known.stock_flow is StockOrFlow.FLOW

    def _find_steady(self) -> frozenset[str]:
        """Stocks that stay the same within a year, because flows are shares of them."""
        found = set()
        for name in self._measures:
            if self._is_flow(name) and name not in self._given:
                above = self._base_name(name)
                while above != COMMUNE and above not in self._given:
                    found.add(above)
                    above = self._base_name(above)
        return frozenset(found)


def shapes(catalogue: Catalogue) -> dict[str, Shape]:
    """In which cells the forms ask for each measure; a whole is kept as finely as its parts."""
    asked: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in catalogue.measures}
    for version in catalogue.forms.values():
        for layout in version.layouts:
            for item in version.fields(layout):
                for name, code in item.where.items():
                    asked[item.measure][name].add(code)
    for name in catalogue.measures:
        part, whole = name, catalogue.measures[name].part_of
        while whole is not None:
            for axis in asked[part]:
                if axis in catalogue.measures[whole].additive:
                    asked[whole][axis] |= asked[part][axis]
            part, whole = whole, catalogue.measures[whole].part_of
    return {name: _shape(catalogue, name, axes) for name, axes in asked.items()}


def _shape(catalogue: Catalogue, measure: str, axes: Mapping[str, set[str]]) -> Shape:
    additive = catalogue.measures[measure].additive
    codes: dict[str, tuple[str, ...]] = {}
    for name in sorted(axes):
        known = catalogue.dimensions[name].codes
        asked = {code: known[code] for code in known if code in axes[name]}
        codes[name] = _cut_up(asked.values()) if name == _AGE else tuple(asked)
    return Shape(codes, tuple(name for name in codes if name not in additive))


def _cut_up(bands: Iterable[Code]) -> tuple[str, ...]:
    """Cut ages at every end of every band: “0-72”, “72-132”, …"""
    ends = {end for band in bands for end in (band.from_months, band.to_months) if end is not None}
    return tuple(f"{low}-{high}" for low, high in pairwise(sorted(ends)))


def _split(count: int, parts: Intervals, spot: float, is_flow: bool) -> Iterator[tuple[Where, int]]:
    """Share a count out among new cells; those of a flow only grow with it."""
    if len(parts) == 1:
        yield parts[0][0], count
    elif is_flow:
        ends = [high for _, _, high in parts]
        fallen = Counter(bisect(ends, (spot + index * _GOLDEN) % 1.0) for index in range(count))
        for position, number in fallen.items():
            yield parts[position][0], number
    else:
        for extra, low, high in parts:
            yield extra, share(count, low, high, spot)


def _summed(leaves: Leaves, recipe: Recipe) -> Leaves:
    """Add leaves up to the cells that a measure shares with its base."""
    habit = recipe.habit
    if recipe.base == COMMUNE or not (habit.where or habit.ages or recipe.axes):
        return {(): sum(leaves.values())}
    sums: dict[Where, float] = {}
    for where, number in leaves.items():
        codes = dict(where)
        if all(codes.get(name) in among for name, among in habit.where.items()):
            for age, part in _ages_of(codes.get(_AGE), recipe.ages, habit.ages):
                cell = tuple((name, age if name == _AGE else codes[name]) for name in recipe.axes)
                sums[cell] = sums.get(cell, 0) + number * part
    return sums


@cache
def _ages_of(
    leaf: str | None, cells: tuple[str, ...], wanted: tuple[int, int] | None
) -> tuple[tuple[str, float], ...]:
    """Age cells that a leaf lies in, and how much of it lies there."""
    if leaf is None or not (wanted or cells):
        return (("", 1.0),)
    parts = {cell: _overlap(leaf, [_months(cell), wanted or _ANY_AGE]) for cell in cells or (leaf,)}
    return tuple((cell, part) for cell, part in parts.items() if part)


def _overlap(leaf: str, windows: Sequence[tuple[int, int]]) -> float:
    low, high = _months(leaf)
    start = max(low, *(window[0] for window in windows))
    end = min(high, *(window[1] for window in windows))
    return max(0, end - start) / (high - low)


def _within(leaves: Leaves, cell: Where) -> float:
    """Add the leaves in a cell of some of their dimensions."""
    if cell in leaves:
        return leaves[cell]
    total = 0.0
    for where, number in leaves.items():
        codes = dict(where)
        parts = (
            _overlap(codes[name], [_months(code)] * 2) if name == _AGE else codes[name] == code
            for name, code in cell
        )
        total += number * math.prod(parts)
    return total


@cache
def _months(interval: str) -> tuple[int, int]:
    low, high = interval.split("-")
    return int(low), int(high)


def _factor(by: Mapping[str, Weights], cell: Where) -> float:
    return math.prod(by[name].get(code, 1.0) for name, code in cell if name in by)


def _weight(piece: Piece, habit: Habit, name: str, code: str) -> float:
    if name == _ETHNICITY:
        minority = _MINORITY.get(piece.ground, _MINORITY_ELSEWHERE)
        minority *= 0.5 + _Draws(*_names(piece), _ETHNICITY).next()
        return minority if code == "MINORITY" else 1 - minority
    if name == _AGE:
        low, high = _months(code)
        return float(high - low)
    return habit.by.get(name, {}).get(code, 1.0)


def _names(piece: Piece) -> tuple[object, ...]:
    return piece.code, piece.valid_from, round(piece.low, 9)


def _between(ends: tuple[float, float], progress: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * progress


def _progress(day: date) -> float:
    return min(1.0, max(0.0, (day - _FIRST_DAY).days / _SPAN_DAYS))
