"""What a target asks of the figure itself, in the indicator's own unit.

Most targets say it at once (“từ 98% trở lên”). A change against a base year (“giảm 10% so với năm
2020”, “giảm 5-10% mỗi năm”) becomes a bound once the base is known: base × (1 ∓ percent ÷ 100).
Of nothing, nothing can be taken away: a base of zero asks a reduction to stay at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Change, Comparator, Direction, Target

_CEILINGS = (Comparator.AT_MOST, Comparator.BELOW)


@dataclass(frozen=True)
class Required:
    """A bound on the figure. “<9” is never taken for “≤9”.

    ``level`` is the bound itself. ``beyond`` is the far end of a range, past which the target is
    exceeded; without it whatever lies past ``level`` exceeds a target that names a least or a most.
    """

    comparator: Comparator
    level: Decimal
    beyond: Decimal | None = None

    @property
    def is_ceiling(self) -> bool:
        """Whether less is what is asked for."""
        return self.comparator in _CEILINGS

    def is_met_by(self, exact: Decimal) -> bool:
        """Whether an unrounded figure does what is asked."""
        if self.comparator is Comparator.BETWEEN:
            return self.beyond is not None and self.level <= exact <= self.beyond
        return {
            Comparator.AT_LEAST: exact >= self.level,
            Comparator.ABOVE: exact > self.level,
            Comparator.AT_MOST: exact <= self.level,
            Comparator.BELOW: exact < self.level,
            Comparator.EQUAL: exact == self.level,
        }[self.comparator]

    def is_exceeded_by(self, exact: Decimal) -> bool:
        """Whether a figure does more than is asked; a strict bound is met and never exceeded."""
        limit = self.level if self.beyond is None else self.beyond
        if self.comparator is Comparator.AT_LEAST:
            return exact > limit
        return self.comparator is Comparator.AT_MOST and exact < limit


def required(target: Target, direction: Direction, base: Decimal | None) -> Required | None:
    """The bound that a target sets, or ``None`` where its base year's figure is not known.

    ``direction`` says which end of a plain range is the better one: an indicator that should rise
    must reach the lower end and exceeds the range past the upper. An increase of nothing has no
    meaning, so a base of zero gives ``None`` there.
    """
    value = Decimal(target.value)
    far = None if target.value_to is None else Decimal(target.value_to)
    if target.change is None:
        return _plain(target.comparator, value, far, direction)
    if base is None or (base == 0 and target.change is Change.INCREASE):
        return None
    sign = -1 if target.change is Change.REDUCTION else 1
    beyond = None if far is None else _moved(base, sign * far)
    is_strict = target.comparator is Comparator.ABOVE
    if target.change is Change.REDUCTION:
        comparator = Comparator.BELOW if is_strict else Comparator.AT_MOST
    else:
        comparator = Comparator.ABOVE if is_strict else Comparator.AT_LEAST
    return Required(comparator, _moved(base, sign * value), beyond)


def _moved(base: Decimal, percent: Decimal) -> Decimal:
    return base * (100 + percent) / 100


def _plain(
    comparator: Comparator, value: Decimal, far: Decimal | None, direction: Direction
) -> Required:
    if far is None or direction is Direction.NEUTRAL:
        return Required(comparator, value, far)
    if direction is Direction.UP:
        return Required(Comparator.AT_LEAST, value, far)
    return Required(Comparator.AT_MOST, far, value)
