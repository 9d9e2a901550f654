"""How much of a target has been reached, in percent of it."""

from __future__ import annotations

from decimal import Decimal

from childrights.judgement.targets import Progress, exact_value
from childrights.vietnamese.numbers import round_half_up


def attainment(item: Progress) -> Decimal | None:
    """The figure in percent of its target, to one decimal; of a ceiling, how much of it is used.

    ``None`` while either is unknown, and for a target of zero, of which there is no percentage.
    """
    if item.required is None or item.value.value is None or item.required.level == 0:
        return None
    return round_half_up(100 * exact_value(item.indicator, item.value) / item.required.level, 1)
