"""Công văn đôn đốc: a letter to the units whose reports are missing or were sent back.

Always the office's own paper: it names units and what is wrong in their files (where, never what
figure stands there).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from childrights.briefing.content import Briefing, Paragraph, Prompt, Sentence
from childrights.briefing.datatable import Cell, Column, DataTable, Kind
from childrights.briefing.report import Order, marks_of_paper
from childrights.briefing.senders import sender_of
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.figures.reporting import State, state_of
from childrights.figures.words import lower_first
from childrights.periods import Period
from childrights.places.calendars import deadline
from childrights.places.model import LocalityKey
from childrights.reported import UnitReport
from childrights.vietnamese.dates import format_date
from childrights.warehouse.records import Severity

_CELLS_NAMED = 6
_LACKING = (State.OVERDUE, State.RETURNED, State.WAITING)


class NothingToRemind(LookupError):
    """Every unit has reported; the message says so."""


@dataclass(frozen=True)
class Rejection:
    """Why a report was not taken: a decision's reason and new deadline, the cells in error."""

    reason: str
    deadline: date | None
    cells: tuple[str, ...]

    def words(self) -> str:
        """“3 ô cần sửa: Biểu!D5, …”, and the reason that an officer gave."""
        named = ", ".join(self.cells[:_CELLS_NAMED])
        more = ", …" if len(self.cells) > _CELLS_NAMED else ""
        found = f"{len(self.cells)} chỗ cần sửa: {named}{more}" if self.cells else ""
        return "; ".join(filter(None, (self.reason, found)))


def compose_reminder(desk: Desk, order: Order) -> Briefing:
    """The letter; raises :class:`NothingToRemind` when every report was accepted."""
    scope = order.scope
    reports = desk.reporting(scope.token, scope.period, scope.day)
    lacking = [item for item in reports if state_of(item, scope.day) in _LACKING]
    if not lacking:
        raise NothingToRemind(
            f"{scope.area.label}: mọi báo cáo {lower_first(scope.period.label)} đến hạn đã được "
            "tiếp nhận, không có đơn vị nào cần đôn đốc."
        )
    names = list(dict.fromkeys(item.name for item in lacking))
    rejected = rejections(desk, scope.period)
    blocks = (
        Paragraph((_demand(desk, order, lacking), _count(reports, names, scope.noun, scope.day))),
        _table(lacking, rejected, scope.day),
        Prompt(
            "[Đơn vị ghi thời hạn gửi lại] Đề nghị các đơn vị có tên nêu trên hoàn thiện, gửi báo "
            "cáo theo đúng biểu mẫu và thời hạn; khó khăn, vướng mắc đề nghị phản ánh kịp thời."
        ),
    )
    subject = f"Đôn đốc báo cáo số liệu về trẻ em {lower_first(scope.period.label)}"
    sender = replace(
        sender_of(desk, scope.area, order.office), recipients=("- Như trên;", "- Lưu: VT.")
    )
    return Briefing(
        "", "", subject, sender, (), blocks, (),
        marks_of_paper(desk, Audience.INTERNAL), Audience.INTERNAL, order.dated,
        tuple(f"Ủy ban nhân dân {lower_first(name)}" for name in names),
    )  # fmt: skip


def _demand(desk: Desk, order: Order, lacking: Sequence[UnitReport]) -> Sentence:
    """Which document asks for the report, and by when."""
    limit = deadline(desk.registry, lacking[0].unit.code, order.scope.period, desk.calendars)
    due = format_date(min(item.due for item in lacking))
    source = f"Theo {limit.source}" if limit else "Theo chế độ báo cáo"
    period = lower_first(order.scope.period.label)
    return Sentence(f"{source}, các đơn vị gửi báo cáo số liệu {period} chậm nhất ngày {due}.")


def _count(reports: Sequence[UnitReport], names: Sequence[str], noun: str, day: date) -> Sentence:
    units = len({item.unit for item in reports})
    return Sentence(
        f"Đến ngày {format_date(day)}, còn {len(names)}/{units} {noun} chưa có đủ báo cáo được "
        "tiếp nhận, cụ thể như sau:"
    )


def _table(
    lacking: Sequence[UnitReport],
    rejected: dict[tuple[LocalityKey, str], Rejection],
    day: date,
) -> DataTable:
    columns = (
        Column("TT", Kind.INTEGER, width=7),
        Column("Đơn vị", width=18),
        Column("Biểu còn thiếu", width=24),
        Column("Tình trạng", width=14),
        Column("Hạn gửi", Kind.DATE, width=15),
        Column("Nội dung cần hoàn thiện", width=30),
    )
    rows = tuple(
        _row(at, item, rejected.get((item.unit, item.form)), day)
        for at, item in enumerate(lacking, 1)
    )
    return DataTable("", columns, rows, name="Báo cáo còn thiếu")


def _row(at: int, item: UnitReport, found: Rejection | None, day: date) -> tuple[Cell, ...]:
    state = state_of(item, day)
    due = found.deadline if found and found.deadline else item.due
    wanted = found.words() if state is State.RETURNED and found else ""
    return at, item.name, item.form_name, state.value, due, wanted or "Gửi biểu đã hoàn thành"


def rejections(desk: Desk, period: Period) -> dict[tuple[LocalityKey, str], Rejection]:
    """Reports of a period that were rejected or sent back, by unit and form, the last."""
    rows = desk.snapshot.rows(
        """SELECT s.locality, s.valid_from, s.form, s.return_reason, s.return_deadline,
                  list(DISTINCT f.sheet || '!' || f.cell ORDER BY f.sheet || '!' || f.cell)
                      FILTER (f.cell <> '')
           FROM submission s
           LEFT JOIN finding f ON f.sha256 = s.sha256 AND f.number = s.number
                AND f.batch = s.batch AND f.severity = ?
           WHERE s.state IN ('rejected', 'returned') AND s.period = ?
           GROUP BY ALL ORDER BY max(s.received_at)""",
        [Severity.ERROR.value, str(period)],
    )
    return {
        (LocalityKey(code, since), form): Rejection(reason or "", limit, tuple(cells or ()))
        for code, since, form, reason, limit, cells in rows
    }
