"""The invented truth behind the demonstration: how many children, cards, injuries, and so on.

Sizes follow the census of 2019 in order of magnitude (6 to 9 thousand people in a commune of
Triệu Sơn, some tens of thousands in a ward of Hoàng Mai; 22 to 30 % under 16), injury rates the
national programme (about 550 injured and 16 dead of 100,000 children a year), the rest is
plausible and nothing more. Everything is kept in the smallest parts that never overlap, so every
total is a sum, a merged unit is exactly the sum of its parts, and a year's figures only grow.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from itertools import pairwise, product
from random import Random

from childrights.catalogue.forms import FormField
from childrights.catalogue.loader import Catalogue
from etl.demo.chance import poisson, rng, share
from etl.demo.derived import Derived
from etl.demo.territory import Piece, Territory

Where = tuple[tuple[str, str], ...]
Series = tuple[str, Where]

_PEOPLE = {
    # former district: people in one of its communes
    "008": (20_000, 56_000),
    "397": (4_000, 9_000),
    "392": (3_500, 8_500),
    "608": (4_000, 20_000),
}
_PEOPLE_ELSEWHERE = (5_000, 18_000)
_FIRST_DAY = date(2021, 1, 1)
_YEARS = 6.0
_REFORM_YEAR = 2025
_SEXES = {"M": 0.525, "F": 0.475}
_AGE_CUTS = (0, 12, 24, 36, 48, 60, 72, 84, 132, 192)
_CARD_AGE = 72
_INJURY_RATE = 0.0055
_INJURY_AGES = {"0-72": 0.34, "72-120": 0.28, "120-168": 0.25, "168-192": 0.13}
_INJURY_SEXES = {"M": 0.62, "F": 0.38}
_SETTINGS = {"HOME": 0.45, "SCHOOL": 0.2, "COMMUNITY": 0.35}
_OUTDOORS = {"03": {"COMMUNITY": 1.0}, "08": {"HOME": 0.25, "COMMUNITY": 0.75}}
_CAUSES = {
    # cause: (share of injuries, share of those that die)
    "01": (0.36, 0.003),
    "02": (0.09, 0.004),
    "03": (0.24, 0.045),
    "04": (0.05, 0.01),
    "05": (0.08, 0.001),
    "06": (0.02, 0.12),
    "07": (0.07, 0.001),
    "08": (0.03, 0.5),
    "09": (0.002, 0.2),
    "10": (0.008, 0.15),
    "11": (0.05, 0.004),
}
_MONTHS = (5, 6, 7, 9, 12, 14, 13, 11, 8, 6, 5, 4)
_DROWNING = "08"
_DROWNING_MONTHS = (1, 2, 4, 9, 17, 22, 19, 13, 7, 3, 2, 1)
_CIRCUMSTANCES = {
    # group: (share of the children concerned, share of all of them who are in it as well)
    "a": (0.05, 0.0),
    "b": (0.04, 0.0),
    "c": (0.06, 0.01),
    "d": (0.42, 0.04),
    "đ": (0.02, 0.01),
    "e": (0.03, 0.005),
    "g": (0.005, 0.005),
    "h": (0.06, 0.02),
    "i": (0.01, 0.005),
    "k": (0.005, 0.002),
    "l": (0.012, 0.004),
    "m": (0.001, 0.0),
    "n": (0.267, 0.06),
    "o": (0.02, 0.01),
}
_REASONS = {
    "NO_BIRTH_CERTIFICATE": (0.0, 0.2),
    "TEMPORARY_RESIDENT": (0.2, 0.6),
    "IN_PROGRESS": (0.6, 0.9),
    "OTHER": (0.9, 1.0),
}
_CRITERION_MAXIMA = {
    # Confirmed for 1, 6 and 7; the others are invented so that all make 1,000.
    **{f"C{number:02d}": 75 for number in range(1, 14)},
    "C01": 100,
    "C04": 50,
    "C06": 125,
    "C07": 50,
}
_RECOGNISED_FROM = 850
_REMEMBERED = 300

# Parts that only exist here: they are turned into what the forms ask for.
_ALSO_IN_GROUP = "_also_in_group"
_UNSUPPORTED = "_unsupported"
_PARTS = {
    "bhyt_card_holders": ("bhyt_children", "children"),
    "bhyt_without_card": ("bhyt_children", "children"),
    "special_circumstances_supported": ("special_circumstances",),
    _UNSUPPORTED: ("special_circumstances",),
}


GIVEN = frozenset(
    {
        "children",
        "special_circumstances",
        "special_circumstances_supported",
        "bhyt_children",
        "bhyt_card_holders",
        "bhyt_without_card",
        "injury_cases",
        "injury_deaths",
        "cfc_points",
        "cfc_recognised",
    }
)
"""Measures that are invented here; all others follow from them (:mod:`etl.demo.derived`)."""


@dataclass(frozen=True)
class Injury:
    """One injured child; ``spot`` in [0, 1) says in which part of a divided unit."""

    day: date
    where: Where
    fatal: bool
    spot: float


class Figures:
    """Every figure of one report; what is worked out from others, when it is first asked for."""

    def __init__(
        self, totals: Mapping[Series, int], derive: Callable[[str], Mapping[Where, int]]
    ) -> None:
        self.totals = totals
        self._derived = cache(derive)

    def value(self, item: FormField) -> int:
        """Give the figure that a form asks for."""
        measure, where = item.series
        if measure in GIVEN:
            return self.totals.get(item.series, 0)
        return self._derived(measure).get(where, 0)


class World:
    """Answers what was true of a territory on a day, for one seed.

    ``figures(territory, year, cut_off)`` gives the :class:`Figures` of a year's report.
    """

    def __init__(self, seed: int, catalogue: Catalogue) -> None:
        self._seed = seed
        self._ages = {
            name: (code.from_months, code.to_months)
            for name, code in catalogue.dimensions["age"].codes.items()
            if code.from_months is not None and code.to_months is not None
        }
        self._ground = cache(self._make_ground)
        self._injuries = cache(self._make_injuries)
        self._totals_of = cache(self._make_totals)
        self._stocks = lru_cache(_REMEMBERED)(self._make_stocks)
        self._derived = Derived(seed, catalogue, GIVEN, self._known, self._totals_of)
        # The forms of one period are written one after another, each for all units.
        self.figures = lru_cache(_REMEMBERED)(self._figures)

    def _figures(self, territory: Territory, year: int, cut_off: date) -> Figures:
        """Give the figures of a territory at a cut-off of a year's report."""
        leaves: Counter[Series] = Counter()
        for piece in territory.pieces:
            leaves.update(self._stocks(piece, cut_off))
            leaves.update(self._flows(piece, year, cut_off))
        leaves.update(self._scores(territory, year))
        totals = self._roll_up(leaves)
        _settle_groups(totals)
        return Figures(totals, partial(self._derived.totals, territory, year, cut_off))

    def _known(
        self, piece: Piece, year: int, day: date, cut_off: date
    ) -> dict[str, dict[Where, int]]:
        """Give the leaves from which other measures are worked out, by measure."""
        found: dict[str, dict[Where, int]] = {}
        counts = self._stocks(piece, day) + self._flows(piece, year, cut_off)
        for (measure, where), number in counts.items():
            found.setdefault(measure, {})[where] = number
        return found

    def _make_stocks(self, piece: Piece, day: date) -> Counter[Series]:
        whole = self._ground(piece.code, piece.valid_from, piece.ground).stocks(day)
        offsets = rng(self._seed, piece.code, piece.valid_from, "offsets")
        counts: Counter[Series] = Counter()
        for (measure, where), number in whole:
            part = share(number, piece.low, piece.high, offsets.random())
            counts[measure, where] += part
            for wider in _PARTS.get(measure, ()):
                kept = tuple(item for item in where if item[0] != "reason")
                counts[wider, kept] += part
        return counts

    def _flows(self, piece: Piece, year: int, cut_off: date) -> Counter[Series]:
        counts: Counter[Series] = Counter()
        for injury in self._injuries(piece.code, piece.valid_from, piece.ground, year):
            if injury.day <= cut_off and piece.low <= injury.spot < piece.high:
                counts["injury_cases", injury.where] += 1
                counts["injury_deaths", injury.where] += int(injury.fatal)
        return counts

    def _make_ground(self, code: str, valid_from: date, district: str) -> Ground:
        return Ground(rng(self._seed, code, valid_from, "ground"), district)

    def _make_injuries(
        self, code: str, valid_from: date, district: str, year: int
    ) -> tuple[Injury, ...]:
        ground = self._ground(code, valid_from, district)
        generator = rng(self._seed, code, valid_from, "injuries", year)
        trend = 0.94 ** (year - _FIRST_DAY.year)
        expected = ground.children(date(year, 7, 1)) * _INJURY_RATE * ground.danger * trend
        return tuple(_injury(generator, year) for _ in range(poisson(generator, expected)))

    def _scores(self, territory: Territory, year: int) -> Counter[Series]:
        origin = territory.pieces[0] if territory.same else territory
        generator = rng(self._seed, origin.code, origin.valid_from, "scores")
        level = generator.uniform(0.8, 0.93) + 0.012 * (year - _FIRST_DAY.year)
        points = {
            code: max(1, min(maximum, round(maximum * (level + generator.uniform(-0.08, 0.08)))))
            for code, maximum in _CRITERION_MAXIMA.items()
        }
        # Recognition is a decision of its own, and a merged unit does not inherit it.
        patience = generator.random()
        assessed = territory.same or (year > _REFORM_YEAR and patience < 0.4)
        enough = sum(points.values()) >= _RECOGNISED_FROM and patience < 0.9
        recognised = int(assessed and enough)
        counts: Counter[Series] = Counter()
        for code, number in points.items():
            counts["cfc_points", (("criterion", code),)] = number
        counts["cfc_recognised", ()] = recognised
        return counts

    def _roll_up(self, leaves: Mapping[Series, int]) -> dict[Series, int]:
        """Add every leaf to all totals that it belongs to."""
        totals: dict[Series, int] = {}
        for (measure, where), count in leaves.items():
            if count:
                for wider in self._totals_of(where):
                    series = (measure, wider)
                    totals[series] = totals.get(series, 0) + count
        return totals

    def _make_totals(self, where: Where) -> tuple[Where, ...]:
        choices: list[list[Where]] = []
        for name, code in where:
            codes = self._bands_around(code) if name == "age" else [code]
            choices.append([(), *(((name, wider),) for wider in codes)])
        return tuple(
            tuple(sorted(item for chosen in combination for item in chosen))
            for combination in product(*choices)
        )

    def _bands_around(self, months: str) -> list[str]:
        low, high = (int(end) for end in months.split("-"))
        return [name for name, (start, end) in self._ages.items() if start <= low and high <= end]


class Ground:
    """One commune of 2021: its size, its habits and how they change."""

    def __init__(self, generator: Random, district: str) -> None:
        low, high = _PEOPLE.get(district, _PEOPLE_ELSEWHERE)
        self._under_16 = generator.uniform(low, high) * generator.uniform(0.22, 0.3)
        self._growth = generator.uniform(-0.008, 0.014)
        self.danger = generator.lognormvariate(0.0, 0.3)
        self._coverage = generator.uniform(0.9, 0.96), generator.uniform(0.975, 0.998)
        self._special = generator.uniform(0.008, 0.03)
        self._supported = generator.uniform(0.76, 0.9), generator.uniform(0.9, 0.99)
        self._restless = generator.randrange(2**32)
        self._cells = [
            (sex, low, high, generator.uniform(0.93, 1.07), generator.random())
            for sex in _SEXES
            for low, high in pairwise(_AGE_CUTS)
        ]
        self._groups = [
            (sex, group, generator.uniform(0.6, 1.4), generator.random(), generator.random())
            for sex in _SEXES
            for group in _CIRCUMSTANCES
        ]

    def children(self, day: date) -> float:
        """Children under 16 on a day, before rounding to whole children."""
        return float(self._under_16 * (1 + self._growth) ** _years(day))

    def stocks(self, day: date) -> Iterator[tuple[Series, int]]:
        """Give the smallest parts of every stock on a day, always in the same order."""
        children = self.children(day)
        unrest = Random(self._restless + day.year * 12 + day.month).uniform(-0.008, 0.006)
        for sex, low, high, factor, offset in self._cells:
            expected = children * _SEXES[sex] * (high - low) / _AGE_CUTS[-1] * factor
            count = math.floor(expected + offset)
            where = (("age", f"{low}-{high}"), ("sex", sex))
            if high > _CARD_AGE:
                yield ("children", where), count
            else:
                yield from self._cards(where, count, day, unrest, offset)
        yield from self._special_circumstances(children, day)

    def _cards(
        self, where: Where, count: int, day: date, unrest: float, offset: float
    ) -> Iterator[tuple[Series, int]]:
        newborn = 0.02 if where[0][1] == "0-12" else 0.0
        coverage = min(1.0, _towards(self._coverage, day) + unrest - newborn)
        without = min(count, math.floor(count * (1 - coverage) + offset))
        yield ("bhyt_card_holders", where), count - without
        for reason, (low, high) in _REASONS.items():
            part = share(without, low, high, offset)
            yield ("bhyt_without_card", (*where, ("reason", reason))), part

    def _special_circumstances(self, children: float, day: date) -> Iterator[tuple[Series, int]]:
        rate = _towards(self._supported, day)
        for sex, group, factor, offset, second_offset in self._groups:
            where = (("circumstance", group), ("sex", sex))
            concerned = children * self._special * _SEXES[sex]
            first, also = _CIRCUMSTANCES[group]
            count = math.floor(concerned * first * factor + offset)
            supported = min(count, math.floor(count * rate + second_offset))
            yield ("special_circumstances_supported", where), supported
            yield (_UNSUPPORTED, where), count - supported
            yield (_ALSO_IN_GROUP, where), math.floor(concerned * also + second_offset)


def _settle_groups(totals: dict[Series, int]) -> None:
    """Add children who are in a second group; a group is never larger than all of them."""
    measure = "special_circumstances"
    for group in _CIRCUMSTANCES:
        both = 0
        for sex in _SEXES:
            where = (("circumstance", group), ("sex", sex))
            count = totals.get((measure, where), 0) + totals.get((_ALSO_IN_GROUP, where), 0)
            totals[measure, where] = min(count, totals.get((measure, (("sex", sex),)), 0))
            both += totals[measure, where]
        totals[measure, (("circumstance", group),)] = both


def _injury(generator: Random, year: int) -> Injury:
    cause = generator.choices(list(_CAUSES), [often for often, _ in _CAUSES.values()])[0]
    months = _DROWNING_MONTHS if cause == _DROWNING else _MONTHS
    month = generator.choices(range(1, 13), months)[0]
    settings = _OUTDOORS.get(cause, _SETTINGS)
    where = (
        ("age", _pick(generator, _INJURY_AGES)),
        ("cause", cause),
        ("setting", _pick(generator, settings)),
        ("sex", _pick(generator, _INJURY_SEXES)),
    )
    day = date(year, month, generator.randint(1, 28))
    fatal = generator.random() < _CAUSES[cause][1]
    return Injury(day, where, fatal, generator.random())


def _pick(generator: Random, weights: Mapping[str, float]) -> str:
    return generator.choices(list(weights), list(weights.values()))[0]


def _towards(ends: tuple[float, float], day: date) -> float:
    start, end = ends
    return start + (end - start) * min(1.0, _years(day) / _YEARS)


def _years(day: date) -> float:
    return (day - _FIRST_DAY).days / 365.25
