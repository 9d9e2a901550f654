"""How an official list of a day differs from the register on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from childrights.places.lists import ListedUnit, UnitList
from childrights.places.model import Level, Locality
from childrights.places.names import TypedName, homonyms, split_type, variant
from childrights.places.registry import Registry, one_slip
from childrights.places.sources import COUNTRY_CODE, LIST_SINCE, REFORM_DAY
from childrights.vietnamese.text import fold, loose

_ROMAN = frozenset("ivxl")


class Change(StrEnum):
    """How a commune of a list differs from the register's."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    MOVED = "moved"
    RETYPED = "retyped"
    RENAMED = "renamed"
    RESPELLED = "respelled"


@dataclass(frozen=True)
class Side:
    """A commune as one of the two has it."""

    code: str
    name: str
    parent_code: str


@dataclass(frozen=True)
class Difference:
    """One commune that differs: ``ours`` is absent when unknown to the register."""

    change: Change
    ours: Side | None
    listed: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """What is there, ours first."""
        return tuple(side for side in (self.ours, self.listed) if side)

    @property
    def parent_code(self) -> str:
        """Parent under which the difference is reviewed."""
        return self.sides[0].parent_code


@dataclass(frozen=True)
class _Around:
    """What is known of the day and of the parents under which units appeared or vanished."""

    is_settled: bool
    churned: frozenset[str]


def is_settled(day: date) -> bool:
    """Whether the packaged lists hold on that day, so that no difference is an event."""
    return LIST_SINCE <= day <= REFORM_DAY


def differences(registry: Registry, units: UnitList) -> list[Difference]:
    """Compare the communes of the provinces that a list names, in the order of codes."""
    ours = {unit.code: unit for unit in _ours(registry, units)}
    listed = {unit.code: unit for unit in units.units if unit.level is Level.COMMUNE}
    lone = [(ours.get(code), listed.get(code)) for code in ours.keys() ^ listed.keys()]
    around = _Around(
        is_settled=is_settled(units.as_of),
        churned=frozenset(unit.parent_code for pair in lone for unit in pair if unit),
    )
    found = [
        Difference(Change.ABSENT, _side(unit), None)
        if unit
        else Difference(Change.UNKNOWN, None, _side(other))
        for unit, other in lone
    ]
    for code in ours.keys() & listed.keys():
        change = _change(ours[code], listed[code])
        if change is Change.RENAMED and _is_spelling(registry, ours[code], listed[code], around):
            change = Change.RESPELLED
        if change:
            found.append(Difference(change, _side(ours[code]), _side(listed[code])))
    return sorted(found, key=lambda difference: difference.sides[0].code)


def with_aliases(units: UnitList, found: list[Difference]) -> UnitList:
    """Mark in a list the names that are other spellings of the register's."""
    respelled = {item.sides[0].code for item in found if item.change is Change.RESPELLED}
    marked = (
        replace(unit, alias=unit.level is Level.COMMUNE and unit.code in respelled)
        for unit in units.units
    )
    return UnitList(units.as_of, tuple(marked))


def higher_levels(registry: Registry, units: UnitList) -> Iterator[str]:
    """Say which provinces and districts of a list the register lacks, or names otherwise."""
    for unit in units.units:
        if unit.level is Level.COMMUNE:
            continue
        known = [span for span in registry.spans(unit.code) if span.exists_on(units.as_of)]
        if not known:
            yield f"{unit.name} (mã {unit.code}) không có trong danh mục của hệ thống."
        elif fold(known[0].name) != fold(unit.name):
            yield f"Mã {unit.code}: tệp ghi “{unit.name}”, hệ thống ghi “{known[0].name}”."


def _ours(registry: Registry, units: UnitList) -> Iterator[Locality]:
    provinces = {unit.code for unit in units.units if unit.level is Level.PROVINCE}
    for province in registry.children(COUNTRY_CODE, units.as_of):
        if province.code in provinces:
            yield from registry.units(province.code, units.as_of)


def _side(unit: Locality | ListedUnit | None) -> Side | None:
    return Side(unit.code, unit.name, unit.parent_code) if unit else None


def _change(ours: Locality, listed: ListedUnit) -> Change | None:
    if ours.parent_code != listed.parent_code:
        return Change.MOVED
    if fold(ours.name) == fold(listed.name):
        return None
    known, written = split_type(ours.name), split_type(listed.name)
    if known.kind != written.kind and known.key == written.key:
        return Change.RETYPED
    return Change.RENAMED


def _is_spelling(registry: Registry, ours: Locality, listed: ListedUnit, around: _Around) -> bool:
    """Whether another name is only another spelling.

    Nothing was renamed on days on which the packaged lists hold. On others, where units appeared
    or vanished beside it, a name one letter off may be a new unit's.
    """
    known, written = split_type(ours.name), split_type(listed.name)
    if known.kind != written.kind or _is_taken(registry, ours, written):
        return False
    if around.is_settled or variant(known.key) == variant(written.key):
        return True
    return ours.parent_code not in around.churned and is_slip(known, written)


def is_slip(one: TypedName, other: TypedName) -> bool:
    """Whether two names differ by accents or by one letter; never by a number."""
    if _numbers(one.key) != _numbers(other.key):
        return False
    plain, written = loose(one.key), loose(other.key)
    return plain == written or one_slip(plain, written)


def _numbers(key: str) -> list[str]:
    return [word for word in key.split() if not word.isalpha() or set(word) <= _ROMAN]


def _is_taken(registry: Registry, ours: Locality, written: TypedName) -> bool:
    """Whether that is the name of another unit of the province on one of our unit's days."""
    spelled = replace(ours, name=f"{written.kind} {written.key}")
    return any(
        other.level is Level.COMMUNE
        and other.province_code == ours.province_code
        and other.valid_from <= (ours.valid_to or other.valid_from)
        and ours.valid_from <= (other.valid_to or ours.valid_from)
        for other in homonyms(registry, spelled)
    )
