"""A form's own cells as figures: each series of a form summed over an area or read by unit.

For Biểu tổng hợp, where a form goes up a level filled with every unit and the total. The sums are
made by ``evaluate`` and leave by the door like any other figure: each series becomes a count of the
catalogue for the time of the question. It is as sensitive as the most sensitive indicator that uses
its measure, and as whatever it is part of: children whose parents died of AIDS are children
affected by HIV, though no indicator counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from childrights.disclosure.series import Classes, series_of
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
    classes = Classes(catalogue)
    made = {
        name: _count(classes, version, group, [f for f in listed if group_of(f) == group])
        for name, group in groups(listed).items()
    }
    return replace(catalogue, indicators={**catalogue.indicators, **made})


def _codes(fields: Sequence[FormField], group: Group) -> Mapping[str, tuple[str, ...]]:
    return {
        dimension: tuple(dict.fromkeys(field.where[dimension] for field in fields))
        for dimension in group[1]
    }


def _count(
    classes: Classes, version: FormVersion, group: Group, fields: Sequence[FormField]
) -> Indicator:
    catalogue = classes.catalogue
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
        breakdowns=dict(_codes(fields, group)),
        levels=tuple(Level),
        sensitivity=_sensitivity(classes, fields),
        responsible=version.provider,
        source=Source(document=version.legal_basis or version.name, definition_confirmed=False),
    )


def _sensitivity(classes: Classes, fields: Sequence[FormField]) -> Sensitivity:
    """Of all cells of a group together, the strictest."""
    rising = (Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.STRICT)
    found = (
        sensitivity
        for field in fields
        for measure in _whole_of(classes.catalogue, field.measure)
        for sensitivity in (
            classes.of(series_of(Term(measure=measure), field.where)),
            *_uses(classes.catalogue, field.measure),
        )
    )
    return max(found, key=rising.index, default=Sensitivity.ORDINARY)


def _whole_of(catalogue: Catalogue, measure: str | None) -> Iterator[str]:
    """A measure, what it is part of, and so on."""
    while measure:
        yield measure
        measure = catalogue.measures[measure].part_of


def _uses(catalogue: Catalogue, measure: str) -> Iterator[Sensitivity]:
    for item in catalogue.indicators.values():
        if any(term.measure == measure for term in item.terms):
            yield item.sensitivity
