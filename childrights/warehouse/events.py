"""What people decide about submissions, and which definitions were in force: added, never changed.

An event is one small file of the ledger. It says what was decided, by whom (a role, not a
person's name), when, and about which figures or submissions (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from childrights.language import translatable
from childrights.places.model import LocalityKey


class EventKind(StrEnum):
    """What an event says."""

    DEFINITIONS = "definitions"
    APPROVED = "approved"
    CLOSED = "closed"
    REOPENED = "reopened"
    RETURNED = "returned"
    EXPLAINED = "explained"


EVENT_WORDS = {
    EventKind.DEFINITIONS: translatable("Thay đổi danh mục"),
    EventKind.APPROVED: translatable("Duyệt"),
    EventKind.CLOSED: translatable("Chốt"),
    EventKind.REOPENED: translatable("Mở lại"),
    EventKind.RETURNED: translatable("Trả lại để hoàn thiện"),
    EventKind.EXPLAINED: translatable("Giải trình"),
}


class FigureKey(NamedTuple):
    """What one form says of one unit for one period; a period is text such as ``2024-6M``."""

    form: str
    locality: LocalityKey
    period: str


class SubmissionKey(NamedTuple):
    """A submission by its content: the file's SHA-256 and its place in the file."""

    sha256: str
    number: int


@dataclass(frozen=True)
class Event:
    """One decision.

    ``figures`` are what was closed or reopened, ``submissions`` what was approved, returned or
    explained. ``deadline`` goes with a return; ``rule``, ``sheet`` and ``cell`` with an
    explanation; ``files`` (name to SHA-256) with definitions. ``number`` and ``after_batch``
    give its place in the ledger, after that many batches; the ledger sets them.
    """

    kind: EventKind
    at: datetime
    by: str = ""
    reason: str = ""
    scope: str = ""
    figures: tuple[FigureKey, ...] = ()
    submissions: tuple[SubmissionKey, ...] = ()
    deadline: date | None = None
    rule: str = ""
    sheet: str = ""
    cell: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    after_batch: int = 0


def event_json(event: Event) -> dict[str, Any]:
    """The event as it is kept."""
    return {
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "by": event.by,
        "reason": event.reason,
        "scope": event.scope,
        "figures": [
            [key.form, key.locality.code, key.locality.valid_from.isoformat(), key.period]
            for key in event.figures
        ],
        "submissions": [list(key) for key in event.submissions],
        "deadline": event.deadline.isoformat() if event.deadline else None,
        "rule": event.rule,
        "sheet": event.sheet,
        "cell": event.cell,
        "files": dict(event.files),
        "number": event.number,
        "after_batch": event.after_batch,
    }


def read_event(said: Mapping[str, Any]) -> Event:
    """An event as kept; raises ``KeyError`` or ``ValueError`` for anything else."""
    return Event(
        kind=EventKind(said["kind"]),
        at=datetime.fromisoformat(said["at"]),
        by=said["by"],
        reason=said["reason"],
        scope=said["scope"],
        figures=tuple(
            FigureKey(form, LocalityKey(code, date.fromisoformat(since)), period)
            for form, code, since, period in said["figures"]
        ),
        submissions=tuple(SubmissionKey(sha256, number) for sha256, number in said["submissions"]),
        deadline=date.fromisoformat(said["deadline"]) if said["deadline"] else None,
        rule=said["rule"],
        sheet=said["sheet"],
        cell=said["cell"],
        files=said["files"],
        number=said["number"],
        after_batch=said["after_batch"],
    )


def closings(events: Iterable[Event]) -> dict[FigureKey, Event]:
    """For each figure that is closed, the event that closed it.

    Closing what is closed already changes nothing: what counts is what the ledger held at the
    first closing since the figure was last open.
    """
    closed: dict[FigureKey, Event] = {}
    for event in events:
        for key in event.figures:
            if event.kind is EventKind.CLOSED:
                closed.setdefault(key, event)
            elif event.kind is EventKind.REOPENED:
                closed.pop(key, None)
    return closed


def latest(events: Iterable[Event], kind: EventKind) -> dict[SubmissionKey, Event]:
    """The last event of a kind about each submission."""
    return {key: event for event in events if event.kind is kind for key in event.submissions}


ExplanationKey = tuple[str, str, str, str]
"""SHA-256 of the file, rule, sheet, cell."""


def explanations(events: Iterable[Event]) -> dict[ExplanationKey, Event]:
    """Explanations by the finding that they answer; a later one replaces an earlier one."""
    return {
        (key.sha256, event.rule, event.sheet, event.cell): event
        for event in events
        if event.kind is EventKind.EXPLAINED
        for key in event.submissions
    }
