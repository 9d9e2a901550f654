"""Whether the forms of a period carry an indicator broken down by some dimensions at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from childrights.catalogue.loader import Catalogue
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR, plan
from childrights.periods import Period


def carries(catalogue: Catalogue, name: str, by: Sequence[str], period: Period) -> bool:
    """Whether every code, or pair of codes, has its cells in some form in force in the period.

    False for a dimension that the indicator's definition of the period does not have.
    """
    definition = catalogue.definition(name, period)
    if not definition.terms or not set(by) <= set(definition.breakdowns):
        return False
    compiled = plan(catalogue, name, tuple(by), period)
    in_force = {form.key for form in catalogue.forms.values() if form.in_force(period.last_day)}
    held = {
        (item.term, item.bucket)
        for item in compiled.selectors
        if item.shape.rpartition("/")[0] in in_force
    }
    terms = (NUMERATOR, DENOMINATOR) if compiled.has_denominator else (NUMERATOR,)
    return all((term, bucket) in held for bucket in range(len(compiled.buckets)) for term in terms)


def carried_pairs(catalogue: Catalogue, name: str, period: Period) -> list[tuple[str, str]]:
    """Pairs of an indicator's dimensions that the forms of a period carry at once."""
    known = catalogue.definition(name, period).breakdowns
    return [pair for pair in combinations(known, 2) if carries(catalogue, name, pair, period)]
