"""Deciding about submissions: duyệt, chốt, mở lại, trả lại, giải trình (docs/decisions/0013).

Each decision is one event in the ledger; what it refuses, it refuses before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from childrights.periods import Period
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import LocalityKey
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import format_date
from childrights.warehouse.definitions import definitions_of, record
from childrights.warehouse.events import (
    EVENT_WORDS,
    Event,
    EventKind,
    ExplanationKey,
    FigureKey,
    SubmissionKey,
    closings,
)
from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.records import Severity
from childrights.warehouse.snapshot import Snapshot, submissions_known
from etl.drafts import Setting
from etl.load import publish_if_behind

_Deciding = Callable[[Snapshot], Event]
"""Makes the event from what the ledger knows, or refuses."""


class Undecidable(ValueError):
    """The decision cannot be taken; the message says why and what can be done."""


class DecisionUnpublished(LedgerError):
    """The decision is in the ledger, but no snapshot could be made of it."""


@dataclass(frozen=True)
class Scope:
    """The figures decided about: a form for a period, over the units of an area."""

    form: str
    period: Period
    token: str

    def __str__(self) -> str:
        return f"{self.form} × {self.period} × {self.token}"


@dataclass(frozen=True)
class Said:
    """Who decides (a role), when, and why."""

    by: str
    at: datetime
    reason: str = ""


def sign_off(ledger: Ledger, setting: Setting, scope: Scope, said: Said, *, close: bool) -> Event:
    """Approve (duyệt) the submissions in force, or close (chốt) the figures of a scope.

    Closing also closes figures of units that have not reported: what comes later needs a
    reopening. Raises :class:`Undecidable` when no unit has reported, or all is closed already.
    """
    kind = EventKind.CLOSED if close else EventKind.APPROVED

    def decided(known: Snapshot) -> Event:
        figures = figures_of(ledger, setting, scope)
        submissions = _in_force(known, figures)
        if not submissions:
            raise Undecidable(f"Chưa có báo cáo nào đang hiệu lực trong phạm vi {scope}.")
        if close and set(figures) <= set(closings(ledger.events())):
            raise Undecidable(f"Số liệu trong phạm vi {scope} đã chốt rồi.")
        return _event(kind, said, scope, submissions, figures if close else ())

    return _decide(ledger, setting, said.at, decided)


def reopen(ledger: Ledger, setting: Setting, scope: Scope, said: Said) -> Event:
    """Open closed figures again (mở lại); what was sent meanwhile takes force.

    Raises :class:`Undecidable` without a reason, or when nothing in the scope is closed.
    """
    _require_reason(said)

    def decided(known: Snapshot) -> Event:
        del known
        closed = closings(ledger.events())
        figures = [key for key in figures_of(ledger, setting, scope) if key in closed]
        if not figures:
            raise Undecidable(f"Trong phạm vi {scope} chưa có số liệu nào chốt.")
        return _event(EventKind.REOPENED, said, scope, (), figures)

    return _decide(ledger, setting, said.at, decided)


def send_back(ledger: Ledger, setting: Setting, scope: Scope, said: Said, deadline: date) -> Event:
    """Return the submissions in force to their senders (trả lại để hoàn thiện).

    Their figures count no more, and none before them comes back: the sender had withdrawn those.
    Raises :class:`Undecidable` without a reason, for a closed figure, or when there is none.
    """
    _require_reason(said)

    def decided(known: Snapshot) -> Event:
        figures = figures_of(ledger, setting, scope)
        closed = set(figures) & set(closings(ledger.events()))
        if closed:
            raise Undecidable(
                f"Số liệu trong phạm vi {scope} đã chốt. Mở lại (python -m etl reopen) trước."
            )
        submissions = _in_force(known, figures)
        if not submissions:
            raise Undecidable(f"Chưa có báo cáo nào đang hiệu lực trong phạm vi {scope}.")
        return _event(EventKind.RETURNED, said, scope, submissions, (), deadline)

    return _decide(ledger, setting, said.at, decided)


def add_explanations(
    ledger: Ledger, setting: Setting, answers: Mapping[ExplanationKey, str], said: Said
) -> list[Event]:
    """Write why findings that may be true are true (giải trình), all or none; publish nothing.

    Each binds a finding of its file alone; the file is accepted when the caller loads it again.
    Call it inside ``ledger.writing()``. Raises :class:`Undecidable` without words, or for a finding
    that the file does not have.
    """

    def decided(known: Snapshot) -> list[Event]:
        return [
            _explanation(known, key, replace(said, reason=text)) for key, text in answers.items()
        ]

    return _added(ledger, setting, said.at, decided)


def _explanation(known: Snapshot, key: ExplanationKey, said: Said) -> Event:
    """The event that answers one finding; without a sheet, of the only one that has the cell."""
    _require_reason(said)
    sha256, rule, sheet, cell = key
    asked = _explainable(known, sha256)
    same = [item for item in asked if item[1] == rule and item[3] == cell]
    same = [item for item in same if sheet in ("", item[2])]
    if len(same) != 1:
        listed = "; ".join(f"{r} “{s}” › {c}" for _, r, s, c in asked) or "không có"
        raise Undecidable(
            f"Tệp này không có đúng một phát hiện “{rule}” ở ô {cell} cần giải trình. "
            f"Cần giải trình: {listed}."
        )
    number, _, found, _ = same[0]
    return Event(
        EventKind.EXPLAINED, said.at, said.by, said.reason,
        submissions=(SubmissionKey(sha256, number),), rule=rule, sheet=found, cell=cell,
    )  # fmt: skip


def figures_of(ledger: Ledger, setting: Setting, scope: Scope) -> list[FigureKey]:
    """Every figure of a scope: its units as they stood for the period.

    Raises :class:`Undecidable` for an unknown form and ``UnknownPlace``.
    """
    forms = {version.form for version in setting.catalogue.forms.values()}
    if scope.form not in forms:
        raise Undecidable(f"Không có biểu “{scope.form}”. Các biểu có: {', '.join(sorted(forms))}.")
    selections = load_selections(ledger.data_dir)
    area = resolve_area(setting.registry, scope.token, as_of(scope.period), selections)
    period = str(scope.period)
    return [FigureKey(scope.form, unit.key, period) for unit in area.units]


def _decide(ledger: Ledger, setting: Setting, at: datetime, decided: _Deciding) -> Event:
    with ledger.writing():
        (placed,) = _added(ledger, setting, at, lambda known: [decided(known)])
        try:
            publish_if_behind(ledger, setting)
        except (CatalogueError, LedgerError) as error:
            raise DecisionUnpublished(
                f"Đã ghi quyết định vào sổ ({EVENT_WORDS[placed.kind]}), nhưng chưa hiện lên bảng "
                f"số liệu; người xem vẫn thấy bản trước.\n{error}\n"
                "Xử lý xong thì chạy “python -m etl publish”."
            ) from error
    return placed


def _added(
    ledger: Ledger,
    setting: Setting,
    at: datetime,
    decided: Callable[[Snapshot], Sequence[Event]],
) -> list[Event]:
    """The events, placed in the ledger, once all of them were decided."""
    record(ledger, definitions_of(setting.catalogue, ledger.data_dir), at)
    events = decided(submissions_known(ledger))
    for event in events:
        _require_order(ledger, event)
    return [ledger.add_event(event) for event in events]


def _require_order(ledger: Ledger, event: Event) -> None:
    """A decision dated before an earlier one would change what was shown on that day."""
    earlier = [item for item in ledger.events() if item.kind is not EventKind.DEFINITIONS]
    if earlier and event.at < earlier[-1].at:
        last = earlier[-1]
        raise Undecidable(
            f"Thời điểm ghi trước quyết định gần nhất ({EVENT_WORDS[last.kind]}, "
            f"{format_date(last.at.date())}). Ghi thời điểm sau đó."
        )


def _require_reason(said: Said) -> None:
    if not said.reason.strip():
        raise Undecidable("Phải ghi lý do.")


def _event(
    kind: EventKind,
    said: Said,
    scope: Scope,
    submissions: Sequence[SubmissionKey],
    figures: Sequence[FigureKey],
    deadline: date | None = None,
) -> Event:
    if not said.by.strip():
        raise Undecidable("Phải ghi ai quyết định (chức vụ, ví dụ “Phó Chủ tịch UBND”).")
    return Event(
        kind,
        said.at,
        said.by,
        said.reason,
        str(scope),
        tuple(figures),
        tuple(submissions),
        deadline,
    )


def _in_force(known: Snapshot, figures: Sequence[FigureKey]) -> list[SubmissionKey]:
    wanted = set(figures)
    rows = known.rows(
        """SELECT form, locality, valid_from, period, sha256, number
           FROM submission WHERE in_force ORDER BY id"""
    )
    return [
        SubmissionKey(sha256, number)
        for form, code, since, period, sha256, number in rows
        if FigureKey(form, LocalityKey(code, since), period) in wanted
    ]


def _explainable(known: Snapshot, sha256: str) -> list[tuple[int, str, str, str]]:
    rows = known.rows(
        """SELECT DISTINCT number, rule, sheet, cell FROM finding
           WHERE sha256 = ? AND severity = ? AND number IS NOT NULL ORDER BY ALL""",
        [sha256, Severity.NEEDS_EXPLANATION.value],
    )
    return [(number, rule, sheet, cell) for number, rule, sheet, cell in rows]
