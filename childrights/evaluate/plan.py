"""Compiles a question about an indicator into the cells that answer it.

For every form version and layout (a *shape*) and every code asked for (a *bucket*) the plan lists
the cells whose sum is the numerator and the denominator. The plan is data: one portable SQL join
with grouped sums answers it, whatever the indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import TOTAL, Indicator, Term
from childrights.evaluate.cover import cover
from childrights.periods import Period

NUMERATOR = "numerator"
DENOMINATOR = "denominator"

Bucket = tuple[tuple[str, str], ...]
"""Codes of a breakdown in the order asked for; empty for the total."""


@dataclass(frozen=True)
class Selector:
    """One cell to add: in submissions of ``shape``, measure and codes (totals as ``_T``).

    ``needed`` is the number of cells that the term adds up, so that a missing one is seen.
    """

    shape: str
    term: str
    bucket: int
    measure: str
    codes: tuple[str, ...]
    needed: int


@dataclass(frozen=True)
class Plan:
    """Everything the query needs. ``measures`` bounds the scan."""

    buckets: tuple[Bucket, ...]
    selectors: tuple[Selector, ...]
    measures: tuple[str, ...]
    has_denominator: bool


def plan(
    catalogue: Catalogue, indicator_id: str, by: Sequence[str], period: Period | None = None
) -> Plan:
    """Plan one indicator broken down by dimensions; raise ``KeyError`` for one it lacks.

    By the definition in force at ``period``; by that of the indicator's entry without one.
    """
    indicator = catalogue.indicators[indicator_id]
    definition = (indicator.at(period) if period else None) or indicator
    return _plan(_Hashed(catalogue), indicator_id, indicator.versions.index(definition), tuple(by))


def joined_plan(plans: Sequence[Plan], starts: Sequence[int]) -> Plan:
    """One plan for the cells of several, the buckets of each beginning at its own number."""
    selectors = tuple(
        replace(selector, bucket=start + selector.bucket)
        for one, start in zip(plans, starts, strict=False)
        for selector in one.selectors
    )
    measures = tuple(dict.fromkeys(measure for one in plans for measure in one.measures))
    return Plan(
        tuple(bucket for one in plans for bucket in one.buckets), selectors, measures,
        any(one.has_denominator for one in plans),
    )  # fmt: skip


@dataclass(frozen=True)
class _Hashed:
    """A catalogue hashed by its digest, so that plans are worked out once per version."""

    catalogue: Catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.catalogue.digest == self.catalogue.digest


@lru_cache(maxsize=1024)
def _plan(hashed: _Hashed, indicator_id: str, version_index: int, by: tuple[str, ...]) -> Plan:
    catalogue = hashed.catalogue
    indicator = catalogue.indicators[indicator_id].versions[version_index]
    buckets = _buckets(indicator, by)
    terms = _terms(indicator)
    selectors = tuple(
        selector
        for version in catalogue.forms.values()
        for layout in version.layouts
        for index, bucket in enumerate(buckets)
        for name, term in terms.items()
        for selector in _selectors(catalogue, version, layout, name, term, index, bucket)
    )
    measures = tuple(dict.fromkeys(term.measure for term in terms.values()))
    return Plan(buckets, selectors, measures, DENOMINATOR in terms)


def _terms(indicator: Indicator) -> dict[str, Term]:
    named = ((NUMERATOR, indicator.numerator), (DENOMINATOR, indicator.denominator))
    return {name: term for name, term in named if isinstance(term, Term)}


def _buckets(indicator: Indicator, by: tuple[str, ...]) -> tuple[Bucket, ...]:
    axes = [[(name, code) for code in indicator.breakdowns[name]] for name in by]
    return tuple(product(*axes))


def _selectors(
    catalogue: Catalogue,
    version: FormVersion,
    layout: Layout,
    name: str,
    term: Term,
    index: int,
    bucket: Bucket,
) -> list[Selector]:
    cells = _cells(version, layout, term.measure)
    if not cells or term.form not in (None, version.form):
        return []
    measure = catalogue.measures[term.measure]
    wanted = {**term.where, **dict(bucket)}
    found = cover(wanted, cells, measure.additive, catalogue.dimensions)
    return [
        Selector(
            shape=f"{version.key}/{layout.value}",
            term=name,
            bucket=index,
            measure=term.measure,
            codes=tuple(codes.get(dim, TOTAL) for dim in catalogue.dimension_names),
            needed=len(found or ()),
        )
        for codes in found or ()
    ]


def _cells(version: FormVersion, layout: Layout, measure: str) -> list[Mapping[str, str]]:
    return [item.where for item in version.fields(layout) if item.measure == measure]
