"""Sums of a sheet that do not come out: what two checks look into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.relations import Relation, RelationKind, relations
from etl.drafts import Draft, FieldReading, Setting


@dataclass(frozen=True)
class WrongSum:
    """A whole that is not what its parts make together. ``values`` are those of the parts."""

    relation: Relation
    whole: FieldReading
    stated: Decimal
    values: tuple[Decimal, ...]
    total: Decimal


def wrong_sums(draft: Draft, setting: Setting) -> Iterator[WrongSum]:
    """Every sum whose whole and parts are all numbers, and which does not come out."""
    numbers = draft.numbers
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        if relation.kind is not RelationKind.SUM or relation.whole not in numbers:
            continue
        values = tuple(numbers[part] for part in relation.parts if part in numbers)
        stated, total = numbers[relation.whole], sum(values, start=Decimal(0))
        if len(values) == len(relation.parts) and total != stated:
            yield WrongSum(relation, draft.readings[relation.whole], stated, values, total)
