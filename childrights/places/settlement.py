"""Urban and rural, inner and outer city: what a target may name inside its jurisdiction.

Official statistics call phường and thị trấn urban and xã rural; an đặc khu holds both, and no
source says which it is. “Nội thành” is the quận of a city and “ngoại thành” its huyện and thị xã
(Luật Thủ đô số 25/2012/QH13, Điều 3), so neither says anything of units after 2025-06-30, when
districts ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from childrights.places.model import Level, Locality
from childrights.places.registry import Registry


class Settlement(StrEnum):
    """The kind of territory that a target may be limited to."""

    URBAN = "urban"
    RURAL = "rural"
    INNER_CITY = "inner_city"
    OUTER_CITY = "outer_city"


_BY_TYPE = {
    (Level.COMMUNE, "phường "): Settlement.URBAN,
    (Level.COMMUNE, "thị trấn "): Settlement.URBAN,
    (Level.COMMUNE, "xã "): Settlement.RURAL,
    (Level.DISTRICT, "quận "): Settlement.INNER_CITY,
    (Level.DISTRICT, "huyện "): Settlement.OUTER_CITY,
    (Level.DISTRICT, "thị xã "): Settlement.OUTER_CITY,
}


def settlements(registry: Registry, units: Iterable[Locality]) -> frozenset[Settlement]:
    """The kinds that every one of the units is; empty where they differ or nothing is known."""
    kinds = [_kinds(registry, unit) for unit in units]
    return frozenset.intersection(*kinds) if kinds else frozenset()


def _kinds(registry: Registry, unit: Locality) -> frozenset[Settlement]:
    return frozenset(
        kind
        for place in (unit, *registry.ancestors(unit))
        for (level, prefix), kind in _BY_TYPE.items()
        if place.level is level and place.name.casefold().startswith(prefix)
    )
