"""What a place is: a code together with the day from which it means this territory.

On 2025-07-01, 3,316 of the 3,321 new communes took over the code of an old one, most of them
under another name. A code alone therefore names two places, and so does a name; only
``(code, valid_from)`` names one (law 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

RECORD_START = date(1900, 1, 1)
"""``valid_from`` of a unit that is older than the record of changes we hold."""


class Level(StrEnum):
    """Administrative level. Districts exist until 2025-06-30 only."""

    HAMLET = "hamlet"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"


@dataclass(frozen=True, order=True)
class LocalityKey:
    """The identity of a place."""

    code: str
    valid_from: date


@dataclass(frozen=True)
class Locality:
    """One administrative unit over one span of days.

    ``name`` is the full official name with its type (“Phường Hoàng Mai”). ``parent_code`` is
    the unit directly above it on ``valid_from``: a district (3 digits) or, since 2025-07-01, a
    province (2 digits); a hamlet's parent is its commune. ``latitude`` and ``longitude`` are
    degrees (WGS 84) of a point in or near the unit, for schematics only, or ``None``.
    """

    key: LocalityKey
    name: str
    level: Level
    parent_code: str
    province_code: str
    valid_to: date | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def code(self) -> str:
        """Official code, text with its leading zeros."""
        return self.key.code

    @property
    def valid_from(self) -> date:
        """First day on which the code meant this unit."""
        return self.key.valid_from

    def exists_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Area:
    """A địa bàn: what a viewer chooses to look at, as it stood for one period.

    ``token`` is what the address and the command line carry: a code or the name of a saved
    selection. ``units`` are the communes that belong to it on ``as_of``, in the official order
    of codes. For a single commune ``units`` holds just that commune.
    """

    token: str
    label: str
    level: Level
    as_of: date
    locality: Locality | None
    units: tuple[Locality, ...]
    note: str = ""


class UnknownPlace(LookupError):
    """No such code or saved selection on that day; the message says what is near."""


class AmbiguousPlace(UnknownPlace):
    """The text fits several places on that day; the message lists them with their codes."""


class Relation(StrEnum):
    """How much of an earlier unit's territory went to one later unit."""

    FULL = "full"
    PARTIAL = "partial"


class BadReference(ValueError):
    """A table of places, changes, hamlets or shares is wrong; the message says where and how.

    Base of the errors of every such table, so that a command or a page can say any of them.
    """
