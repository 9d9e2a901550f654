"""Where the figures of an area's units and the total sent by the level above them disagree.

The rule (docs/decisions/0007): the figure of an area is the sum of its own units' submissions. A
total that the district or the province sent itself is never added to it and never takes its
place; where it differs, the figure names both. An indicator that has no meaning for a commune is
the exception: there the upper level's own submission, if there is one, is the source. A share of
units is always counted over the units.
"""

from __future__ import annotations

from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind, UnitsTerm
from childrights.language import say
from childrights.places.model import Level
from childrights.vietnamese.numbers import format_number

Totals = tuple[Decimal | None, Decimal | None]
"""Numerator and denominator; no numerator when there is no figure, no denominator for counts."""

_REPORTING_LEVELS = frozenset({Level.COMMUNE, Level.HAMLET})


def has_upper_total(indicator: Indicator) -> bool:
    """Whether a total sent by the level above the units can be set beside their sum."""
    return indicator.kind is not Kind.STATUS and not isinstance(indicator.denominator, UnitsTerm)


def upper_is_source(indicator: Indicator) -> bool:
    """Whether the upper level's own submission comes before the sum of its units."""
    return has_upper_total(indicator) and not _REPORTING_LEVELS & set(indicator.levels)


def say_difference(name: str, upper: Totals, units: Totals, *, is_source: bool) -> str:
    """Name both totals where they differ, and whose is shown; empty when there is nothing to say.

    ``upper`` is the total that ``name`` sent, ``units`` the sum of its units.
    """
    if upper[0] is None:
        return ""
    own = say("do {name} báo cáo", name=name)
    if units[0] is None:
        return (
            say("Số {own}", own=own)
            if is_source
            else say("Tổng {own}: {say}; chưa cộng được các đơn vị", own=own, say=_say(upper))
        )
    if upper == units:
        return say("Số {own}, bằng tổng các đơn vị cấp xã", own=own) if is_source else ""
    head = say("Số") if is_source else say("Tổng")
    return say(
        "{head} {own}: {say}; cộng các đơn vị cấp xã: {say_2}",
        head=head,
        own=own,
        say=_say(upper),
        say_2=_say(units),
    )


def _say(totals: Totals) -> str:
    return "/".join(format_number(_plain(part)) for part in totals if part is not None)


def _plain(number: Decimal) -> Decimal:
    """The number without the zeros that the store keeps behind the point."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
