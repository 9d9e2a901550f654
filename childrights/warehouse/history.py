"""Every submission of a figure in the order received, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from childrights.language import translatable
from childrights.places.model import LocalityKey
from childrights.warehouse.snapshot import Snapshot


class State(StrEnum):
    """What a submission is now; the wording is the officials' own."""

    RECEIVED = "received"
    APPROVED = "approved"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    HELD = "held"
    RETURNED = "returned"
    REJECTED = "rejected"


STATE_WORDS = {
    State.RECEIVED: translatable("Đã tiếp nhận"),
    State.APPROVED: translatable("Đã duyệt"),
    State.CLOSED: translatable("Đã chốt"),
    State.SUPERSEDED: translatable("Đã thay thế"),
    State.HELD: translatable("Chờ mở lại (gửi sau khi chốt)"),
    State.RETURNED: translatable("Trả lại để hoàn thiện"),
    State.REJECTED: translatable("Không tiếp nhận (kiểm tra có lỗi)"),
}


@dataclass(frozen=True)
class Kept:
    """One submission and its state. ``nature`` is A (final), P (provisional) or E (estimated).

    ``reason`` and ``deadline`` go with one that was returned.
    """

    form: str
    version: str
    locality: LocalityKey
    name: str
    period: str
    nature: str
    received_at: datetime
    file: str
    sha256: str
    number: int
    state: State
    reason: str = ""
    deadline: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether its figures count."""
        return self.state in (State.RECEIVED, State.APPROVED, State.CLOSED)


def submissions(
    snapshot: Snapshot, locality: str = "", period: str = "", form: str = ""
) -> list[Kept]:
    """Submissions of a unit, a period or a form (empty: any), in the order received."""
    wanted = {"locality": locality, "period": period, "form": form}
    chosen = {column: text for column, text in wanted.items() if text}
    conditions = " AND ".join([f"{column} = ?" for column in chosen] or ["true"])
    rows = snapshot.rows(
        f"""SELECT form, version, locality, valid_from, name, period, nature, epoch(received_at),
                   file_name, sha256, number, state, return_reason, return_deadline
            FROM submission WHERE {conditions}
            ORDER BY locality, valid_from, form, period, received_at, batch, id""",
        list(chosen.values()),
    )
    return [_kept(row) for row in rows]


def _kept(row: tuple[Any, ...]) -> Kept:
    return Kept(
        form=row[0],
        version=row[1],
        locality=LocalityKey(row[2], row[3]),
        name=row[4],
        period=row[5],
        nature=row[6],
        received_at=datetime.fromtimestamp(row[7], UTC),
        file=row[8],
        sha256=row[9],
        number=row[10],
        state=State(row[11]),
        reason=row[12] or "",
        deadline=row[13],
    )


def replaced_by(snapshot: Snapshot, sha256: str) -> list[str]:
    """Names of the files in force in the place of a file's submissions, if they were replaced."""
    rows = snapshot.rows(
        """SELECT DISTINCT later.file_name
           FROM submission AS mine
           JOIN submission AS later USING (form, locality, valid_from, period)
           WHERE mine.sha256 = ? AND mine.state = ? AND later.in_force AND later.sha256 <> ?
           ORDER BY later.file_name""",
        [sha256, State.SUPERSEDED.value, sha256],
    )
    return [name for (name,) in rows]


def counts(snapshot: Snapshot) -> dict[str, int]:
    """Number of submissions in each state that occurs."""
    return dict(snapshot.rows("SELECT state, count(*) FROM submission GROUP BY state ORDER BY ALL"))
