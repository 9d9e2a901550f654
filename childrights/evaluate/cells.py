"""A form's own cells as figures: each series of a form summed over an area or read by unit.

For Biểu tổng hợp, where a form goes up a level filled with every unit and the total. The sums are
made by ``evaluate`` and leave by the door like any other figure: each series becomes a count of the
catalogue for the time of the question, as sensitive as the most sensitive indicator that uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from childrights.catalogue.forms import FormField, FormVersion
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import (
    Direction,
    Indicator,
    Kind,
    Sensitivity,
    Source,
    Term,
)
from childrights.places.model import Level

Group = tuple[str, tuple[str, ...]]
"""A measure and the dimensions in which cells of the form break it down."""


def group_of(field: FormField) -> Group:
    """The group that a cell belongs to; all cells of one are answered by one question."""
    return field.measure, tuple(sorted(field.where))


def groups(fields: Iterable[FormField]) -> dict[str, Group]:
    """Each group once, by the name that its question has."""
    return {name_of(group): group for group in dict.fromkeys(map(group_of, fields))}


def name_of(group: Group) -> str:
    """Name of a group's indicator; no entry of the catalogue can have it."""
    measure, dimensions = group
    return f"form:{measure}:{'+'.join(dimensions)}"


def with_cells(
    catalogue: Catalogue, version: FormVersion, fields: Iterable[FormField]
) -> Catalogue:
    """The catalogue with one count a group of the form's cells."""
    listed = list(fields)
    made = {
        name: _count(catalogue, version, group, _codes(listed, group))
        for name, group in groups(listed).items()
    }
    return replace(catalogue, indicators={**catalogue.indicators, **made})


def _codes(fields: Iterable[FormField], group: Group) -> Mapping[str, tuple[str, ...]]:
    mine = [field for field in fields if group_of(field) == group]
    return {
        dimension: tuple(dict.fromkeys(field.where[dimension] for field in mine))
        for dimension in group[1]
    }


def _count(
    catalogue: Catalogue,
    version: FormVersion,
    group: Group,
    codes: Mapping[str, tuple[str, ...]],
) -> Indicator:
    measure = catalogue.measures[group[0]]
    return Indicator(
        name=measure.label,
        short_name=measure.label,
        theme=next(iter(catalogue.themes)),
        definition=measure.label,
        formula=measure.label,
        unit=measure.unit,
        kind=Kind.COUNT,
        direction=Direction.NEUTRAL,
        numerator=Term(measure=group[0], form=version.form),
        decimals=0 if measure.integer else 1,
        breakdowns=dict(codes),
        levels=tuple(Level),
        sensitivity=_sensitivity(catalogue, group[0]),
        responsible=version.provider,
        source=Source(document=version.legal_basis or version.name, definition_confirmed=False),
    )


def _sensitivity(catalogue: Catalogue, measure: str) -> Sensitivity:
    uses = (
        item.sensitivity
        for item in catalogue.indicators.values()
        if any(term.measure == measure for term in item.terms)
    )
    rising = (Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.STRICT)
    return max(uses, key=rising.index, default=Sensitivity.ORDINARY)
