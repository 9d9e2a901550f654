"""Sums of a sheet that do not come out: what two checks look into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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


@lru_cache(maxsize=1)  # two rules ask, one after the other
def wrong_sums(draft: Draft, setting: Setting) -> tuple[WrongSum, ...]:
    """Every sum whose whole and parts are all numbers, and which does not come out."""
    return tuple(_wrong_sums(draft, setting))


def _wrong_sums(draft: Draft, setting: Setting) -> Iterator[WrongSum]:
    numbers = draft.numbers
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        stated = numbers.get(relation.whole)
        if relation.kind is not RelationKind.SUM or stated is None:
            continue
        told = (numbers.get(part) for part in relation.parts)
        values = tuple(number for number in told if number is not None)
        total = sum(values, start=Decimal(0))
        if len(values) == len(relation.parts) and total != stated:
            yield WrongSum(relation, draft.readings[relation.whole], stated, values, total)
