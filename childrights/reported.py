"""Who has reported what, as the submissions of one snapshot tell.

With ``sent``, questions are also about what was sent and then returned or rejected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.warehouse.snapshot import Snapshot

Sent = tuple[LocalityKey, str]
"""A unit and the form it sent."""


@dataclass(frozen=True)
class UnitReport:
    """Whether one unit has sent one form for one period.

    ``received_at`` is ``None`` while nothing was accepted; ``days_late`` counts from the due day
    (0 when on time); ``returned`` tells that the last file sent was rejected.
    """

    unit: LocalityKey
    name: str
    form: str
    form_name: str
    due: date
    received_at: datetime | None
    days_late: int
    returned: bool


_SENT = """(in_force OR (
    CAST(left(period, 4) AS INTEGER) <= year(received_at)
    AND sha256 NOT IN (SELECT sha256 FROM finding WHERE rule = 'kinds_apart')
))"""


def _which(sent: bool) -> str:
    """The submissions that make a period or a unit known, as a condition.

    Of those not in force a year still to come is a slip of the pen, and a demonstration file in a
    folder of real data says nothing about it.
    """
    return _SENT if sent else "in_force"


def periods(snapshot: Snapshot, *, sent: bool) -> list[Period]:
    """Periods for which anything was accepted, oldest first."""
    rows = snapshot.facts(f"SELECT DISTINCT period FROM submission WHERE {_which(sent)}")
    return sorted(Period.parse(row[0]) for row in rows)


def units(snapshot: Snapshot, *, sent: bool) -> list[LocalityKey]:
    """Every unit that has reported anything, in the order of codes."""
    rows = snapshot.facts(
        f"""SELECT DISTINCT locality, valid_from FROM submission WHERE {_which(sent)}
            ORDER BY ALL"""
    )
    return [LocalityKey(code, since) for code, since in rows]


def units_by_period(snapshot: Snapshot, *, sent: bool) -> Mapping[str, set[LocalityKey]]:
    """Units that have reported anything, by period; asked once where answers are kept."""
    kept, topic = snapshot.kept, f"units that reported, by period, {_which(sent)}"
    if kept is None:
        return _ask_units_by_period(snapshot, sent)
    found = kept.answers(
        UnitReport, (topic,), lambda _: {topic: _ask_units_by_period(snapshot, sent)}
    )
    known: Mapping[str, set[LocalityKey]] = found[topic]
    return known


def _ask_units_by_period(snapshot: Snapshot, sent: bool) -> dict[str, set[LocalityKey]]:
    rows = snapshot.rows(
        f"SELECT DISTINCT period, locality, valid_from FROM submission WHERE {_which(sent)}"
    )
    found: dict[str, set[LocalityKey]] = {}
    for period, code, valid_from in rows:
        found.setdefault(period, set()).add(LocalityKey(code, valid_from))
    return found


def first_received(snapshot: Snapshot, period: Period) -> dict[Sent, datetime]:
    """When the first accepted file of each unit and form came."""
    rows = snapshot.rows(
        """SELECT locality, valid_from, form, epoch(min(received_at)) FROM submission
           WHERE verdict = 'accepted' AND NOT returned AND period = ?
           GROUP BY locality, valid_from, form HAVING bool_or(in_force OR held)""",
        [str(period)],
    )
    return {
        (LocalityKey(code, valid_from), form): datetime.fromtimestamp(seconds, UTC)
        for code, valid_from, form, seconds in rows
    }


def sent_back(snapshot: Snapshot, period: Period) -> set[Sent]:
    """Units and forms of which a file was rejected or returned."""
    rows = snapshot.rows(
        """SELECT DISTINCT locality, valid_from, form FROM submission
           WHERE state IN ('rejected', 'returned') AND period = ?""",
        [str(period)],
    )
    return {(LocalityKey(code, valid_from), form) for code, valid_from, form in rows}
