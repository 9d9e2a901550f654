"""A breakdown beside that of cùng kỳ, over the units that reported in both periods (law 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question

if TYPE_CHECKING:
    from childrights.desk import Desk
    from childrights.periods import Period


@dataclass(frozen=True)
class LikeParts:
    """A figure and its parts now and a year before, over like units; parts in the same order."""

    whole: tuple[DisclosedValue, DisclosedValue]
    parts: tuple[tuple[DisclosedValue, DisclosedValue], ...]


def parts_against_last_year(
    desk: Desk, indicator: str, dimension: str, token: str, period: Period, audience: Audience
) -> LikeParts | None:
    """Each code of a breakdown now and a year before; ``None`` where no unit reported both.

    Units are followed by territory, and left out only where they may be, as in
    ``Desk.against_last_year``, whose totals these add up to.
    """
    earlier = period.same_period_last_year()
    if not desk.resolves(token, earlier):
        return None
    now, before = (desk.value(indicator, token, when, audience) for when in (period, earlier))
    if before.method_since != now.method_since:
        return None
    like = desk.like_units(now, before)
    if like is None:
        return None
    later_units, earlier_units = like
    asked = ((period, later_units), (earlier, earlier_units))
    pairs = [
        desk.values_over(Question(indicator, (when,), by), token, units, audience)
        for by in ((), (dimension,))
        for when, units in asked
    ]
    (whole_now,), (whole_before,), parts_now, parts_before = pairs
    return LikeParts((whole_now, whole_before), tuple(zip(parts_now, parts_before, strict=True)))
