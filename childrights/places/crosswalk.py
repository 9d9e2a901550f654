"""Figures across changes of territory: what an earlier unit's figure says of a later one.

A merger of whole units adds up exactly. A divided unit has bounds: none of its figure may lie
in the later unit, or all of it. An estimate in between needs an imported table of shares.
Additive, non-negative measures only: counts, numerators, denominators, never percentages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from childrights.places.model import LocalityKey, Relation
from childrights.places.registry import Registry
from childrights.places.shares import NO_SHARES, Basis, Shares

Sums = Mapping[LocalityKey, Decimal]


@dataclass(frozen=True)
class Converted:
    """What earlier figures say of later units.

    ``lower`` holds the earlier units that went in whole, ``upper`` also those of which only a
    part may have. ``exact`` when no earlier unit was divided; then both are equal.
    ``estimate`` is there only when every divided unit has a share, or nothing was divided;
    ``basis`` says by what the shares are (“dân số”, “diện tích”, both), empty without shares.
    ``missing`` lists earlier units without a figure: the numbers leave them out.
    """

    lower: Decimal
    upper: Decimal
    exact: bool
    estimate: Decimal | None
    basis: str
    missing: tuple[LocalityKey, ...] = ()
    sources: tuple[str, ...] = ()


def ancestors_of(
    registry: Registry, key: LocalityKey, day: date
) -> list[tuple[LocalityKey, Relation]]:
    """Units of an earlier day whose territory a unit holds, all of it or part; code order.

    Follows every event in between: the 8 communes of Triệu Sơn lead back to 36 units of 2019.
    On a day of the unit's own span it is its own ancestor. Raises
    :class:`~childrights.places.model.UnknownPlace` for an unknown key.
    """
    return ancestors_of_all(registry, [key], day)


def ancestors_of_all(
    registry: Registry, keys: Collection[LocalityKey], day: date
) -> list[tuple[LocalityKey, Relation]]:
    """Units of an earlier day whose territory some later units hold together.

    A unit divided among these units alone counts as whole. What is ``PARTIAL`` here is what a
    selection of these units cuts through. The units must all stand on one day.
    """
    targets, until = frozenset(keys), _standing_since(keys)
    found = sorted({old for key in targets for old in _back(registry, key, day)})
    return [
        (old, Relation.FULL if _forward(registry, old, until) <= targets else Relation.PARTIAL)
        for old in found
    ]


def converted(
    registry: Registry,
    units_sums: Sums,
    target: LocalityKey,
    day: date,
    shares: Shares = NO_SHARES,
) -> Converted:
    """Convert figures of an earlier day's units (by key) into one later unit."""
    return converted_together(registry, units_sums, [target], day, shares)


def converted_together(
    registry: Registry,
    units_sums: Sums,
    targets: Collection[LocalityKey],
    day: date,
    shares: Shares = NO_SHARES,
) -> Converted:
    """Convert figures of an earlier day's units into the total of some later units.

    Not the sum of the conversions one by one: a unit divided among the targets is whole here,
    so the bounds are narrower. ``units_sums`` may hold other units too; they are left out.
    """
    ancestors = ancestors_of_all(registry, targets, day)
    known = [(old, relation) for old, relation in ancestors if old in units_sums]
    lower = _total(units_sums[old] for old, relation in known if relation is Relation.FULL)
    partial = [old for old, relation in known if relation is Relation.PARTIAL]
    parts = _Parts(registry, frozenset(targets), shares)
    weights = {old: parts.share_of(old) for old in partial}
    estimate = lower
    for old, weight in weights.items():
        estimate += units_sums[old] * (weight or 0)
    is_estimated = None not in weights.values()
    return Converted(
        lower=lower,
        upper=lower + _total(units_sums[old] for old in partial),
        exact=all(relation is Relation.FULL for _, relation in ancestors),
        estimate=estimate if is_estimated else None,
        basis=parts.basis if is_estimated else "",
        missing=tuple(old for old, _ in ancestors if old not in units_sums),
        sources=tuple(sorted(parts.sources)) if is_estimated else (),
    )


@dataclass(frozen=True)
class WeightedAncestors:
    """Units of an earlier day behind some later units, each with the share that lies inside.

    The share is 1 for a whole unit and ``None`` where no table says how a divided one was split;
    ``basis`` says by what the shares are, empty without any.
    """

    weights: tuple[tuple[LocalityKey, Decimal | None], ...]
    basis: str


def weighted_ancestors(
    registry: Registry, keys: Collection[LocalityKey], day: date, shares: Shares = NO_SHARES
) -> WeightedAncestors:
    """Ancestors of some later units on an earlier day, with their shares; code order."""
    parts = _Parts(registry, frozenset(keys), shares)
    weights = tuple(
        (old, Decimal(1) if relation is Relation.FULL else parts.share_of(old))
        for old, relation in ancestors_of_all(registry, keys, day)
    )
    return WeightedAncestors(weights, parts.basis)


class _Parts:
    """Shares of earlier units in some later ones, through every event in between."""

    def __init__(self, registry: Registry, targets: frozenset[LocalityKey], shares: Shares) -> None:
        self._registry = registry
        self._targets = targets
        self._until = _standing_since(targets)
        self._shares = shares
        self._bases: set[Basis] = set()
        self.sources: set[str] = set()

    @property
    def basis(self) -> str:
        """By what the shares used so far are."""
        return ", ".join(basis.value for basis in Basis if basis in self._bases)

    def share_of(self, old: LocalityKey) -> Decimal | None:
        """Share of the unit that lies in the targets; ``None`` where a needed one is unknown."""
        reached = _forward(self._registry, old, self._until)
        if reached <= self._targets:
            return Decimal(1)
        if not reached & self._targets:
            return Decimal(0)
        after = self._registry.successors(old)
        if len(after) == 1:
            return self.share_of(after[0][0])
        split = self._shares.get(old)
        if split is None:
            return None
        self._bases.add(split.basis)
        self.sources.add(split.source)
        total = Decimal(0)
        for key, _ in after:
            further = self.share_of(key)
            if further is None:
                return None
            total += split.shares.get(key, Decimal(0)) * further
        return total


def _standing_since(keys: Collection[LocalityKey]) -> date:
    """First day on which all these units, which stand together, stood."""
    return max((key.valid_from for key in keys), default=date.max)


def _back(registry: Registry, key: LocalityKey, day: date) -> set[LocalityKey]:
    """Units of the day that the unit came from, itself when it already stood."""
    unit = registry.get(key)
    if unit.valid_from <= day:
        return {key} if unit.exists_on(day) else set()
    return {old for before, _ in registry.predecessors(key) for old in _back(registry, before, day)}


def _forward(registry: Registry, key: LocalityKey, day: date) -> set[LocalityKey]:
    """Units of a later day that the unit went into, itself while it stands."""
    last = registry.get(key).valid_to
    if last is None or day <= last:
        return {key}
    return {new for after, _ in registry.successors(key) for new in _forward(registry, after, day)}


def _total(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))
