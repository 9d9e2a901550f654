"""Whose figures a place's figure is made of: its units of the day, or those that became it.

A holding lists the reporting units behind one place for one period. Seen in the units of their
day every unit counts whole. Seen in today's units, an earlier unit that was divided counts by its
share where a sourced table gives one, and otherwise only bounds the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from childrights.places.crosswalk import weighted_ancestors
from childrights.places.model import Area, Level, Locality, LocalityKey
from childrights.places.registry import Registry
from childrights.places.shares import Shares

UPPER_LEVELS = frozenset({Level.DISTRICT, Level.PROVINCE, Level.COUNTRY})
"""Levels that hold reporting units and may send a total of their own."""

Reports = Callable[[LocalityKey], bool]
"""Whether a unit's calendar has the period in question."""


@dataclass(frozen=True)
class Member:
    """A reporting unit behind a place.

    ``weight`` is 1 for a whole unit, its share for an estimated part, and ``None`` for a part of
    unknown size.
    """

    key: LocalityKey
    weight: Decimal | None = Decimal(1)

    @property
    def is_whole(self) -> bool:
        """Whether all of the unit lies in the place."""
        return self.weight == 1


@dataclass(frozen=True)
class Holding:
    """A place, and the units whose figures it holds for one period.

    ``is_same_unit`` tells that the place is the one unit that reported, unchanged in territory;
    only then do scores and recognitions carry over. ``conversion`` says by what shares are.
    ``upper`` is the district or province itself, whose own total may have been sent beside the
    figures of its units.
    """

    key: LocalityKey | None
    token: str
    name: str
    level: Level
    members: Sequence[Member]
    is_same_unit: bool = True
    conversion: str = ""
    upper: LocalityKey | None = None


def of_the_day(area: Area, reports: Reports, *, by_unit: bool) -> list[Holding]:
    """The area in the units of the period's own day; hamlets when a commune is broken down."""
    if by_unit:
        hamlets = area.level is Level.COMMUNE
        return [
            Holding(unit.key, unit.code, unit.name, unit.level, (Member(unit.key),))
            for unit in area.units
            if hamlets or reports(unit.key)
        ]
    members = tuple(Member(unit.key) for unit in area.units if reports(unit.key))
    key = area.locality.key if area.locality else None
    upper = key if area.level in UPPER_LEVELS else None
    return [Holding(key, area.token, area.label, area.level, members, upper=upper)]


def of_today(
    area: Area, registry: Registry, day: date, shares: Shares, reports: Reports, *, by_unit: bool
) -> list[Holding]:
    """The area in today's units, made of the units that stood on an earlier day.

    ``area`` is the area of today. A unit divided among the area's own units is whole for the
    area, though not for each of them.
    """
    if by_unit:
        return [
            _converted((unit,), unit.key, unit.code, unit.name, registry, day, shares, reports)
            for unit in area.units
        ]
    key = area.locality.key if area.locality else None
    return [
        _converted(
            area.units, key, area.token, area.label, registry, day, shares, reports, area.level
        )
    ]


def _converted(
    units: Sequence[Locality],
    key: LocalityKey | None,
    token: str,
    name: str,
    registry: Registry,
    day: date,
    shares: Shares,
    reports: Reports,
    level: Level = Level.COMMUNE,
) -> Holding:
    keys = [unit.key for unit in units]
    weighted = weighted_ancestors(registry, keys, day, shares)
    members = tuple(Member(old, weight) for old, weight in weighted.weights if reports(old))
    same = {old for old, weight in weighted.weights if weight == 1} == set(keys)
    upper = key if level in UPPER_LEVELS else None
    return Holding(key, token, name, level, members, same, weighted.basis, upper)
