"""What a unit is made of: the units of 2021 and the share of each that lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from childrights.places.model import LocalityKey, Relation
from childrights.places.registry import Registry

FLOOR = date(2021, 1, 1)
"""Units that stood on this day are the ground from which later ones are made."""


@dataclass(frozen=True)
class Piece:
    """The part [low, high) of a unit of 2021; ``ground`` is the code of its district."""

    code: str
    valid_from: date
    ground: str
    low: float
    high: float


@dataclass(frozen=True)
class Territory:
    """A reporting unit as the sum of its pieces.

    ``same`` says that it is the whole of one earlier unit, so that what was awarded to that
    unit still holds.
    """

    code: str
    valid_from: date
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether it is the whole of one unit of 2021."""
        return len(self.pieces) == 1 and (self.pieces[0].low, self.pieces[0].high) == (0.0, 1.0)


class Territories:
    """Works out territories from the registry's record of mergers and divisions."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.of = cache(self._of)

    def _of(self, key: LocalityKey) -> Territory:
        return Territory(key.code, key.valid_from, tuple(self._pieces(key, 0.0, 1.0)))

    def _pieces(self, key: LocalityKey, low: float, high: float) -> list[Piece]:
        before = self._registry.predecessors(key)
        if key.valid_from <= FLOOR or not before:
            unit = self._registry.get(key)
            return [Piece(key.code, key.valid_from, unit.parent_code, low, high)]
        pieces = []
        for earlier, relation in before:
            start, end = self._slice(earlier, key, relation)
            # A slice of a slice: the second is counted within the first.
            pieces += self._pieces(
                earlier, start + low * (end - start), start + high * (end - start)
            )
        return pieces

    def _slice(
        self, earlier: LocalityKey, key: LocalityKey, relation: Relation
    ) -> tuple[float, float]:
        """Share a divided unit out: most of it to the unit that kept its code, if one did."""
        if relation is Relation.FULL:
            return 0.0, 1.0
        heirs = [heir for heir, _ in self._registry.successors(earlier)]
        weights = [3.0 if heir.code == earlier.code else 1.0 for heir in heirs]
        position = heirs.index(key)
        total = sum(weights)
        return sum(weights[:position]) / total, sum(weights[: position + 1]) / total
