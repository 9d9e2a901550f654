"""Reviewed changes of administrative units: what, when, by which decree.

The packaged lists know two moments, mid-2025 and 2025-07-01. Events dated before the reform
are applied backward from the first, later ones forward from the second, so that every day in
between reads as it was. Every event starts a new identity for the units it leaves behind,
also when code and name stay: the territory, or the name, is another one from that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from childrights.places.model import RECORD_START, BadReference, Relation
from childrights.places.reference import Entry, read_reference
from childrights.places.sources import REFORM_DAY, SourceUnit
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.text import fold

CommuneCode = Annotated[str, Field(pattern=r"^\d{5}$")]


PLACEHOLDER = "[Bổ sung số nghị quyết]"
"""Decree of a proposed event; an event that still has it is not reviewed and is refused."""


class BadEvent(BadReference):
    """An event does not fit the units of its day; the message says which and why."""


class EventType(StrEnum):
    """What happened. Only the last three change territory."""

    RENAME = "rename"
    UPGRADE = "upgrade"
    MERGER = "merger"
    DIVISION = "division"
    TRANSFER = "transfer"


class EventUnit(Entry):
    """A unit before or after an event.

    ``parent`` is needed only where it differs from the unit on the other side. ``into`` lists
    the codes that received this unit's territory where that is not all of the event's.
    """

    code: CommuneCode
    name: str
    parent: str | None = None
    into: tuple[CommuneCode, ...] = ()


class Event(Entry):
    """One change: the units of the day before (``before``) and of its ``date`` (``after``)."""

    date: date
    type: EventType
    decree: str
    source: str = ""
    before: tuple[EventUnit, ...] = Field(alias="from", min_length=1)
    after: tuple[EventUnit, ...] = Field(alias="to", min_length=1)

    @field_validator("decree")
    @classmethod
    def _is_reviewed(cls, decree: str) -> str:
        if not decree or decree == PLACEHOLDER:
            raise ValueError("ghi số nghị quyết sau khi đã đối chiếu")
        return decree

    @model_validator(mode="after")
    def _is_no_reform(self) -> Event:
        if self.date == REFORM_DAY:
            raise ValueError("sắp xếp ngày 01/7/2025 lấy từ danh mục, không ghi thành sự kiện")
        return self

    @model_validator(mode="after")
    def _counts_fit_type(self) -> Event:
        many_before, many_after = len(self.before) > 1, len(self.after) > 1
        expected = {
            EventType.RENAME: (False, False),
            EventType.UPGRADE: (False, False),
            EventType.MERGER: (True, False),
            EventType.DIVISION: (False, True),
        }
        if (many_before, many_after) != expected.get(self.type, (many_before, many_after)):
            raise ValueError(f"số đơn vị trước và sau không khớp với loại “{self.type.value}”")
        unknown = {code for unit in self.before for code in unit.into}
        unknown -= {unit.code for unit in self.after}
        if unknown:
            raise ValueError(f"“into” có mã không nằm trong “to”: {', '.join(sorted(unknown))}")
        return self


class ReviewedSpan(Entry):
    """A province or district whose changes are all entered from a day on."""

    code: str
    since: date


class EventFile(Entry):
    """The file `data/reference/events.yaml`, or an operator's overlay of it."""

    reviewed: tuple[ReviewedSpan, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(eq=False)
class Draft:
    """A unit whose span of days is final only once all events are applied."""

    unit: SourceUnit
    valid_from: date
    valid_to: date | None


Link = tuple[Draft, Draft, Relation]


@dataclass
class History:
    """All units of all days, and which became which."""

    drafts: list[Draft] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def load_events(path: Path) -> EventFile:
    """Read a file of events; raise ``CatalogueError`` with file, line and entry."""
    return read_reference(path, EventFile)


def apply_events(
    old: Iterable[SourceUnit], new: Iterable[SourceUnit], events: Iterable[Event]
) -> tuple[History, dict[str, Draft], dict[str, Draft]]:
    """Date all communes; also give the drafts of 2025-06-30 and of 2025-07-01, by code.

    Raises :class:`BadEvent` when an event names a unit that was not there on its day.
    """
    reform_eve = REFORM_DAY - timedelta(days=1)
    last_old = {unit.code: Draft(unit, RECORD_START, reform_eve) for unit in old}
    first_new = {unit.code: Draft(unit, REFORM_DAY, None) for unit in new}
    history = History([*last_old.values(), *first_new.values()])
    ordered = sorted(events, key=lambda event: event.date)
    standing = dict(last_old)
    for event in reversed([event for event in ordered if event.date < REFORM_DAY]):
        _apply_backward(event, standing, history)
    standing = dict(first_new)
    for event in (event for event in ordered if event.date > REFORM_DAY):
        _apply_forward(event, standing, history)
    return history, last_old, first_new


def _apply_backward(event: Event, standing: dict[str, Draft], history: History) -> None:
    after = {unit.code: _take(event, unit, standing) for unit in event.after}
    for draft in after.values():
        draft.valid_from = event.date
    for unit in event.before:
        target = after.get(unit.code) or after[_targets(event, unit)[0]]
        draft = Draft(_unit_at(unit, target.unit), RECORD_START, event.date - timedelta(days=1))
        _put(event, draft, standing)
        history.drafts.append(draft)
        _link(event, unit, draft, after, history)


def _apply_forward(event: Event, standing: dict[str, Draft], history: History) -> None:
    before = {unit.code: _take(event, unit, standing) for unit in event.before}
    after: dict[str, Draft] = {}
    for unit in event.after:
        origin = before.get(unit.code) or next(iter(before.values()))
        after[unit.code] = Draft(_unit_at(unit, origin.unit), event.date, None)
        _put(event, after[unit.code], standing)
    history.drafts.extend(after.values())
    for unit in event.before:
        before[unit.code].valid_to = event.date - timedelta(days=1)
        _link(event, unit, before[unit.code], after, history)


def _link(
    event: Event, unit: EventUnit, draft: Draft, after: dict[str, Draft], history: History
) -> None:
    targets = _targets(event, unit)
    relation = Relation.FULL if len(targets) == 1 else Relation.PARTIAL
    history.links.extend((draft, after[code], relation) for code in targets)


def _targets(event: Event, unit: EventUnit) -> tuple[str, ...]:
    return unit.into or tuple(target.code for target in event.after)


def _take(event: Event, unit: EventUnit, standing: dict[str, Draft]) -> Draft:
    draft = standing.pop(unit.code, None)
    if draft is None:
        raise BadEvent(f"{_cite(event)}: mã {unit.code} ({unit.name}) không có vào ngày đó.")
    if fold(draft.unit.name) != fold(unit.name):
        raise BadEvent(
            f"{_cite(event)}: mã {unit.code} vào ngày đó là “{draft.unit.name}”, "
            f"không phải “{unit.name}”. Sửa tên hoặc mã, hoặc bổ sung sự kiện còn thiếu."
        )
    return draft


def _put(event: Event, draft: Draft, standing: dict[str, Draft]) -> None:
    if draft.unit.code in standing:
        raise BadEvent(
            f"{_cite(event)}: mã {draft.unit.code} ({draft.unit.name}) đang là của đơn vị "
            f"“{standing[draft.unit.code].unit.name}”."
        )
    standing[draft.unit.code] = draft


def _unit_at(unit: EventUnit, neighbour: SourceUnit) -> SourceUnit:
    same = unit.code == neighbour.code
    return neighbour._replace(
        code=unit.code,
        name=unit.name,
        parent_code=unit.parent or neighbour.parent_code,
        # A point is known for the packaged units only; another unit's point would be a guess.
        latitude=neighbour.latitude if same else None,
        longitude=neighbour.longitude if same else None,
    )


def _cite(event: Event) -> str:
    return f"Sự kiện ngày {format_date(event.date)} theo {event.decree}"
