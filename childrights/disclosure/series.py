"""Which counts must be protected: series of cells, not indicators.

A series is what a cell counts: a measure at given codes. Several indicators share one, a rate as
well as a count, so protection is decided here once and every indicator that touches a hidden
cell is hidden with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Kind, Sensitivity, Term

Codes = tuple[tuple[str, str], ...]
"""Dimension and code, in the order of the dimensions' names; empty for the total."""


CHILDREN = frozenset({"trẻ em", "học sinh"})
"""Units in which one more is one more child."""


@dataclass(frozen=True, order=True)
class Series:
    """A measure at given codes of its dimensions."""

    measure: str
    codes: Codes = ()

    def __str__(self) -> str:
        return "|".join([self.measure, ",".join(f"{name}={code}" for name, code in self.codes)])


def series_of(term: Term, breakdown: Mapping[str, str]) -> Series:
    """What a term of a formula counts, broken down."""
    return Series(term.measure, tuple(sorted({**term.where, **breakdown}.items())))


@dataclass(frozen=True)
class Classes:
    """How strictly each series of a catalogue is protected.

    Protected are the measures above the line of an indicator marked ``sensitive`` or ``strict``,
    and those below it that no ordinary indicator uses. So is what an unmarked share shows of a
    protected whole: of children with disabilities those who were rehabilitated, and those who
    were not, are children with disabilities. What an ordinary count shows as its own figure (all
    children in special circumstances) is open: the catalogue says so.
    """

    catalogue: Catalogue
    _measures: dict[str, Sensitivity] = field(init=False, repr=False)
    _open: frozenset[Series] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        marked = _protected_measures(self.catalogue)
        object.__setattr__(self, "_measures", marked)
        object.__setattr__(self, "_open", frozenset(_open_counts(self.catalogue)))
        object.__setattr__(self, "_measures", marked | self._parts_of_protected())

    def of(self, series: Series) -> Sensitivity:
        """How strictly a series is protected; ``ORDINARY`` when it is open."""
        if series in self._open:
            return Sensitivity.ORDINARY
        return self._measures.get(series.measure, Sensitivity.ORDINARY)

    def _parts_of_protected(self) -> dict[str, Sensitivity]:
        """What shares count of a protected whole, as strictly as the whole."""
        found: dict[str, Sensitivity] = {}
        for indicator in self.catalogue.indicators.values():
            if indicator.unit != "%" or len(terms(indicator)) != 2:
                continue
            above, below = (series_of(term, {}) for term in terms(indicator))
            is_settled = above.measure in self._measures or above in self._open
            if is_settled or self.of(below) is Sensitivity.ORDINARY:
                continue
            is_strict = Sensitivity.STRICT in (self.of(below), found.get(above.measure))
            found[above.measure] = Sensitivity.STRICT if is_strict else Sensitivity.SENSITIVE
        return found

    def touched(self, name: str, breakdown: Mapping[str, str]) -> tuple[Series, ...]:
        """Protected series that a figure of an indicator is made of."""
        indicator = self.catalogue.indicators[name]
        found = [series_of(term, breakdown) for term in terms(indicator)]
        return tuple(s for s in found if self.of(s) is not Sensitivity.ORDINARY)

    def is_crossed(self, name: str, breakdown: Mapping[str, str]) -> bool:
        """Whether a broken-down figure counts children at the codes of two dimensions or more.

        What the formula fixes is one of them: drowned children by sex are deaths by cause and sex.
        """
        above = self.catalogue.indicators[name].numerator
        if above is None or not breakdown:
            return False
        is_of_children = self.catalogue.measures[above.measure].unit in CHILDREN
        return is_of_children and len({**above.where, **breakdown}) > 1

    def protected_indicators(self) -> list[str]:
        """Indicators any of whose figures is made of a protected series, in catalogue order."""
        return [name for name in self.catalogue.indicators if self.touches(name)]

    def sharing(self, name: str) -> tuple[str, ...]:
        """Other indicators whose totals are made of a protected series that this one's is of."""
        own = set(self.touched(name, {}))
        others = (other for other in self.catalogue.indicators if other != name)
        return tuple(other for other in others if own & set(self.touched(other, {})))

    def touches(self, name: str) -> bool:
        """Whether any figure of the indicator, broken down or not, touches a protected series."""
        indicator = self.catalogue.indicators[name]
        return any(self.touched(name, breakdown) for breakdown in single_breakdowns(indicator))


def terms(indicator: Indicator) -> list[Term]:
    """What stands above and below the line of the formula."""
    return list(indicator.terms)


def single_breakdowns(indicator: Indicator) -> Iterator[dict[str, str]]:
    """The total, then each code of each breakdown."""
    yield {}
    for dimension, codes in indicator.breakdowns.items():
        yield from ({dimension: code} for code in codes)


def _protected_measures(catalogue: Catalogue) -> dict[str, Sensitivity]:
    # A composite has no cells of its own, and never leaves the office.
    plain = [i for i in catalogue.indicators.values() if i.kind is not Kind.COMPOSITE]
    marked = [i for i in plain if i.sensitivity is not Sensitivity.ORDINARY]
    ordinary = {
        name
        for indicator in plain
        if indicator.sensitivity is Sensitivity.ORDINARY
        for name in catalogue.measures_of(indicator)
    }
    found: dict[str, Sensitivity] = {}
    for indicator in marked:
        above, *below = catalogue.measures_of(indicator)
        for name in (above, *(name for name in below if name not in ordinary)):
            is_strict = Sensitivity.STRICT in (indicator.sensitivity, found.get(name))
            found[name] = Sensitivity.STRICT if is_strict else Sensitivity.SENSITIVE
    return found


def _open_counts(catalogue: Catalogue) -> Iterator[Series]:
    """What ordinary counts show as their own figures."""
    for indicator in catalogue.indicators.values():
        if indicator.sensitivity is Sensitivity.ORDINARY and indicator.kind is Kind.COUNT:
            for breakdown in single_breakdowns(indicator):
                yield series_of(indicator.terms[0], breakdown)
