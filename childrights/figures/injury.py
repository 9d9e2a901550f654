"""Which indicators are about accidents and injuries, as the catalogue tells it.

An indicator is one where its measure is broken down by cause somewhere in the catalogue. The
gravest comes first: the deaths are a part of the cases (``part_of``). Indicators of one cause
(drowning) stand apart, and so do those of one place (schools).
"""

from __future__ import annotations

from dataclasses import dataclass

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Kind

CAUSE = "cause"
"""The dimension by which an injury is told from any other count."""
SHOWN = "so-lieu"
"""Parameter of the address: which count is crossed."""


@dataclass(frozen=True)
class Injuries:
    """Counts of injuries in the order of reading, those over all causes, and the rates.

    The gravest come first; among equals the count of everything, then one cause or place each.
    """

    counts: tuple[str, ...]
    whole: tuple[str, ...]
    rates: tuple[str, ...]


def injuries_of(catalogue: Catalogue) -> Injuries:
    """The catalogue's indicators of injuries, in the order in which they are read."""
    known = catalogue.indicators
    measures = {_measure(item) for item in known.values() if CAUSE in item.breakdowns}
    about = {name: item for name, item in known.items() if _measure(item) in measures}

    def order(name: str) -> tuple[int, bool]:
        return -_depth(catalogue, name), _is_apart(about[name])

    counts = sorted((name for name in about if about[name].kind is Kind.COUNT), key=order)
    rates = sorted((name for name in about if about[name].kind is Kind.RATE), key=order)
    whole = tuple(name for name in counts if not _is_apart(about[name]))
    return Injuries(tuple(counts), whole, tuple(rates))


def _measure(item: Indicator) -> str:
    return item.numerator.measure if item.numerator else ""


def _is_apart(item: Indicator) -> bool:
    """Whether it counts one cause or one place alone."""
    return item.numerator is not None and bool(item.numerator.where)


def _depth(catalogue: Catalogue, name: str) -> int:
    """How many measures hold this one: deaths lie inside cases."""
    depth, measure = 0, catalogue.measures[_measure(catalogue.indicators[name])]
    while measure.part_of is not None:
        depth, measure = depth + 1, catalogue.measures[measure.part_of]
    return depth


def ways_of(indicator: Indicator) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How an injury indicator is crossed: (rows, columns) of each matrix.

    Cause, or else the last dimension, makes the rows; the first two others stand together as
    groups of columns (sex, then age), each further one in a matrix of its own.
    """
    names = list(indicator.breakdowns)
    if len(names) < 2:
        return ()
    rows = CAUSE if CAUSE in names else names[-1]
    others = [name for name in names if name != rows]
    return ((rows, tuple(others[:2])), *((rows, (name,)) for name in others[2:]))
