"""Made-up figures for the golden workbook: every cell of a form is a count of made-up things.

A measure is a handful of things (children, cases, half-millions of đồng), each with one code in
every breakdown of its form; a part is a subset of its whole. So sheets add up as on paper, without
any formula being asked. Only the forms' cells are read from the catalogue, no indicator is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import Catalogue

Thing = Mapping[str, str]
SEED = "golden"
DEFAULT_SIZE = (24, 90)
SIZES: Mapping[str, tuple[int, int]] = {
    "children": (1500, 3200),
    "special_circumstances": (60, 140),
    "bhyt_children": (420, 800),
    "injury_cases": (40, 90),
    "cfc_points": (700, 1000),
    "average_population": (4_000, 7_000),
    "school_age_children": (900, 1600),
    "pupils": (900, 1600),
    "funds_planned": (300, 900),
    "funds_realised": (200, 800),
}
HALVES = ("cfc_points", "administrative_fines", "funds_planned", "funds_realised", "funds_spent")
"""Measures that are no whole numbers: each thing is worth a half."""


@dataclass(frozen=True)
class Occasion:
    """One unit in one period: what is exceptional about it.

    ``sizes`` fixes how many things a measure has, zero among them; ``without`` names the forms
    (by number) that it never sent; ``nature`` the forms that it marked E or P; ``ellipsis`` the
    rows (by key) in which it wrote “…”.
    """

    period: str
    code: str
    sizes: Mapping[str, int]
    without: tuple[str, ...] = ()
    nature: Mapping[str, str] | None = None
    ellipsis: tuple[str, ...] = ()


class MadeUp:
    """The things of one occasion, measure by measure."""

    def __init__(self, occasion: Occasion, catalogue: Catalogue) -> None:
        self.occasion = occasion
        self.catalogue = catalogue
        self.things: dict[str, list[Thing]] = {}
        self.wholes = {identity.whole: identity.parts for identity in catalogue.identities}

    def figure(self, version: FormVersion, item: FormField) -> Decimal:
        """What a cell of the form says."""
        wanted = {name: code for name, code in item.where.items() if code != "_T"}
        found = sum(
            all(_has(thing, name, code, self.catalogue) for name, code in wanted.items())
            for thing in self.of(item.measure, version)
        )
        return Decimal(found) / (2 if item.measure in HALVES else 1)

    def of(self, measure: str, version: FormVersion) -> list[Thing]:
        """The things of a measure, made once."""
        if measure not in self.things:
            random = Random(f"{SEED}/{self.occasion.period}/{self.occasion.code}/{measure}")
            siblings = next((parts for parts in self.wholes.values() if measure in parts), ())
            whole = self.catalogue.measures[measure].part_of
            if siblings:
                self._share_out(siblings, random, version)
            elif whole is not None:
                self.things[measure] = self._part(measure, self.of(whole, version), random)
            else:
                size = self._size(measure, random)
                self.things[measure] = [self._thing(version, random) for _ in range(size)]
        return self.things[measure]

    def _size(self, measure: str, random: Random) -> int:
        if self.catalogue.measures[measure].maximum == 1:
            return self.occasion.sizes.get(measure, random.randint(0, 1))
        low, high = SIZES.get(measure, DEFAULT_SIZE)
        return self.occasion.sizes.get(measure, random.randint(low, high))

    def _part(self, measure: str, whole: list[Thing], random: Random) -> list[Thing]:
        share = random.uniform(0.15, 0.98)
        size = self.occasion.sizes.get(measure, int(len(whole) * share))
        return random.sample(whole, size)

    def _share_out(self, parts: tuple[str, ...], random: Random, version: FormVersion) -> None:
        whole = next(name for name, names in self.wholes.items() if names == parts)
        for name in parts:
            self.things[name] = []
        weights = [0.8, *[0.2] * (len(parts) - 1)]
        for thing in self.of(whole, version):
            self.things[random.choices(parts, weights)[0]].append(thing)

    def _thing(self, version: FormVersion, random: Random) -> Thing:
        return {name: choose(random) for name, choose in _chances(version, self.catalogue).items()}


Choose = Callable[[Random], str]


def _chances(version: FormVersion, catalogue: Catalogue) -> dict[str, Choose]:
    """For each breakdown of the form, how to pick a code; an age is a number of months."""
    codes: dict[str, list[str]] = {}
    for item in version.fields(Layout.UNIT):
        for name, code in item.where.items():
            if code not in codes.setdefault(name, []):
                codes[name].append(code)
    return {name: _chance(name, known, catalogue) for name, known in codes.items()}


def _chance(name: str, codes: list[str], catalogue: Catalogue) -> Choose:
    if name != "age":
        return lambda random: random.choice(codes)
    bands = [catalogue.dimensions[name].codes[code] for code in codes]
    low = min(band.from_months or 0 for band in bands)
    high = max(band.to_months or 0 for band in bands)
    return lambda random: str(random.randrange(low, high))


def _has(thing: Thing, name: str, code: str, catalogue: Catalogue) -> bool:
    if name != "age":
        return thing[name] == code
    band = catalogue.dimensions[name].codes[code]
    return (band.from_months or 0) <= int(thing[name]) < (band.to_months or 0)


def cells(version: FormVersion) -> Iterator[tuple[str, str, str, FormField]]:
    """Each figure of a form: number of its row, label, heading of its column, and the cell."""
    for item in version.fields(Layout.UNIT):
        row, column = version.rows[item.row], version.columns[item.column]
        yield row.code, row.label, " › ".join(column.header), item
