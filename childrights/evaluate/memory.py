"""Sums of cells that were read once, kept for one piece of work on one snapshot.

A report asks of the same units the area's figure, each unit's, cùng kỳ, and the years of a trend:
they overlap, and a query costs far more than looking up what an earlier one found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from childrights.evaluate.plan import Plan
from childrights.places.model import LocalityKey

Terms = Mapping[str, tuple[Any, ...]]
Cells = Mapping[tuple[str, int], Mapping[LocalityKey, Terms]]
"""(period, bucket) → unit → term → sum and statuses; complete terms only."""

Asked = tuple[str, LocalityKey]
"""A period, as text, and a unit."""

Read = Callable[[Plan, Sequence[Asked]], Cells]


@dataclass
class _Known:
    """What is known of one plan: what was asked, and what was found."""

    plan: Plan
    asked: set[Asked] = field(default_factory=set)
    found: dict[tuple[str, int], dict[LocalityKey, Terms]] = field(default_factory=dict)


@dataclass
class Memory:
    """What was read so far. One thread's, and true of one snapshot and one catalogue."""

    _known: dict[int, _Known] = field(default_factory=dict)

    def cells(self, plan: Plan, asked: Sequence[Asked], read: Read) -> Cells:
        """At least the cells asked for; ``read`` is asked only for what is not yet known."""
        # By identity: plans are made once each, and comparing long ones costs as much as reading.
        known = self._known.setdefault(id(plan), _Known(plan))
        new = [item for item in asked if item not in known.asked]
        if new:
            for at, places in read(plan, new).items():
                known.found.setdefault(at, {}).update(places)
            known.asked.update(new)
        return known.found
