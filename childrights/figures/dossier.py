"""Each report that is due or was sent: unit × form, what became of it, by whose deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape

from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable, Kind, in_language
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, Tone
from childrights.language import say, say_many, translatable
from childrights.places.model import LocalityKey
from childrights.reported import UnitReport
from childrights.vietnamese.dates import VIETNAM_TIME, format_date, format_datetime
from childrights.warehouse.history import Kept, State

FORM, STAGE = "bieu", "trang-thai"
"""Parameters of the address that narrow the list."""


class Stage(StrEnum):
    """Where one report stands, what needs a call first."""

    OVERDUE = translatable("Quá hạn")
    RETURNED = translatable("Trả lại để hoàn thiện")
    REJECTED = translatable("Không tiếp nhận")
    HELD = translatable("Chờ mở lại")
    WAITING = translatable("Chưa báo cáo")
    LATE = translatable("Đã tiếp nhận, nộp muộn")
    RECEIVED = translatable("Đã tiếp nhận")
    APPROVED = translatable("Đã duyệt")
    CLOSED = translatable("Đã chốt")


# Told apart in grey print too; all from the shapes that Windows fonts have had since Windows 98.
SHAPES = {
    Stage.OVERDUE: "■",
    Stage.RETURNED: "◄",
    Stage.REJECTED: "▼",
    Stage.HELD: "□",
    Stage.WAITING: "○",
    Stage.LATE: "◘",
    Stage.RECEIVED: "●",
    Stage.APPROVED: "▲",
    Stage.CLOSED: "♦",
}
TO_CALL = (Stage.OVERDUE, Stage.RETURNED, Stage.REJECTED, Stage.HELD)
"""Stages in which somebody has to act."""

_TONES = {
    Stage.OVERDUE: Tone.BAD,
    Stage.RETURNED: Tone.OPEN,
    Stage.REJECTED: Tone.BAD,
    Stage.HELD: Tone.OPEN,
    Stage.WAITING: Tone.NONE,
    Stage.LATE: Tone.GOOD,
    Stage.RECEIVED: Tone.GOOD,
    Stage.APPROVED: Tone.GOOD,
    Stage.CLOSED: Tone.GOOD,
}
_IN_FORCE = {
    State.RECEIVED: Stage.RECEIVED,
    State.APPROVED: Stage.APPROVED,
    State.CLOSED: Stage.CLOSED,
}
_WAITING = {
    State.RETURNED: Stage.RETURNED,
    State.REJECTED: Stage.REJECTED,
    State.HELD: Stage.HELD,
}


@dataclass(frozen=True)
class Slot:
    """One form of one unit for one period, and what has been sent for it.

    ``due`` is ``None`` for a form that nobody is obliged to send. ``sent`` are its submissions
    in the order received, ``days_late`` counts from the due day to the first acceptance, or to
    today while there is none.
    """

    unit: LocalityKey
    name: str
    form: str
    form_name: str
    due: date | None
    days_late: int
    stage: Stage
    sent: tuple[Kept, ...] = ()

    @property
    def in_force(self) -> Kept | None:
        """The submission whose figures count."""
        return next((item for item in reversed(self.sent) if item.in_force), None)

    @property
    def newest(self) -> Kept | None:
        """The last one sent, whatever became of it."""
        return self.sent[-1] if self.sent else None

    @property
    def times_superseded(self) -> int:
        """How many submissions a later one has replaced."""
        return sum(item.state is State.SUPERSEDED for item in self.sent)


def slots(
    reports: Iterable[UnitReport],
    sent: Iterable[Kept],
    names: Mapping[LocalityKey, str],
    forms: Mapping[str, str],
    today: date,
) -> list[Slot]:
    """Every report due of the units, then what was sent beyond that, unit by unit.

    ``names`` gives the units of the area in their order, ``forms`` the name of each form.
    """
    received: dict[tuple[LocalityKey, str], list[Kept]] = {}
    for item in sorted(sent, key=lambda kept: kept.received_at):
        received.setdefault((item.locality, item.form), []).append(item)
    found = [_due(item, received.pop((item.unit, item.form), []), today) for item in reports]
    found += [
        _unasked(mine, names[unit], forms.get(form, form))
        for (unit, form), mine in received.items()
        if unit in names
    ]
    order = list(names)
    return sorted(found, key=lambda slot: (order.index(slot.unit), slot.due is None))


def _due(report: UnitReport, sent: list[Kept], today: date) -> Slot:
    stage = _stage(sent, is_late=report.days_late > 0, is_over=today > report.due)
    return Slot(
        report.unit, report.name, report.form, report.form_name, report.due,
        report.days_late, stage, tuple(sent),
    )  # fmt: skip


def _unasked(sent: list[Kept], name: str, form_name: str) -> Slot:
    first = sent[0]
    stage = _stage(sent, is_late=False, is_over=False)
    return Slot(first.locality, name, first.form, form_name, None, 0, stage, tuple(sent))


def _stage(sent: Sequence[Kept], *, is_late: bool, is_over: bool) -> Stage:
    for item in reversed(sent):
        if item.state in _IN_FORCE:
            stage = _IN_FORCE[item.state]
            return Stage.LATE if is_late and stage is Stage.RECEIVED else stage
    for item in reversed(sent):
        if item.state in _WAITING:
            return _WAITING[item.state]
    return Stage.OVERDUE if is_over else Stage.WAITING


def remarks(slot: Slot, *, in_full: bool) -> str:
    """What must be known beside the stage; without ``in_full`` nobody's words are told."""
    newest = slot.newest
    said = [
        say_many(
            "đã thay thế {times_superseded} bản",
            slot.times_superseded,
            times_superseded=slot.times_superseded,
        )
        if slot.times_superseded
        else ""
    ]
    if newest is not None and newest.nature != "A":
        said.append({"P": say("số sơ bộ"), "E": say("ước thực hiện")}.get(newest.nature, ""))
    if newest is not None and slot.in_force is not None and not newest.in_force:
        said.append({
            State.HELD: say("có bản gửi sau khi chốt, chờ mở lại"),
            State.REJECTED: say("bản gửi sau không được tiếp nhận"),
            State.RETURNED: say("bản gửi sau đã trả lại"),
        }.get(newest.state, ""))  # fmt: skip
    if newest is not None and newest.state is State.RETURNED:
        said.append(
            say("gửi lại trước ngày {deadline}", deadline=format_date(newest.deadline))
            if newest.deadline
            else ""
        )
        said.append(
            say("lý do: {reason}", reason=newest.reason) if in_full and newest.reason else ""
        )
    if slot.stage in (Stage.LATE, Stage.OVERDUE) and slot.days_late:
        said.append(say_many("muộn {days_late} ngày", slot.days_late, days_late=slot.days_late))
    return "; ".join(filter(None, said))


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def count_stages(found: Iterable[Slot]) -> list[tuple[Stage, int]]:
    """How many reports are in each stage, what needs a call first, leaving out empty ones."""
    listed = list(found)
    counts = [(stage, sum(slot.stage is stage for slot in listed)) for stage in Stage]
    return [(stage, count) for stage, count in counts if count]


def stages_html(counts: Iterable[tuple[Stage, int]]) -> str:
    """The stages with shape, word and number: the legend of the matrix."""
    listed = "".join(
        f'<li><span class="te-{_TONES[stage].value}" aria-hidden="true">{SHAPES[stage]}</span> '
        f"{escape(say(stage.value))}: <strong>{count}</strong></li>"
        for stage, count in counts
    )
    return f'<ul class="te-legend">{listed}</ul>'


def matrix(caption: str, found: Sequence[Slot]) -> Table:
    """Units down, forms across; each cell says its stage in words and by its shape."""
    forms = list(dict.fromkeys((slot.form, slot.form_name) for slot in found))
    units = dict.fromkeys((slot.unit, slot.name) for slot in found)
    at = {(slot.unit, slot.form): slot for slot in found}
    columns = (Column(say("Đơn vị")), *(Column(name) for _, name in forms))
    rows = tuple(
        (Cell(name), *(_stage_cell(at.get((unit, form))) for form, _ in forms))
        for unit, name in units
    )
    return Table(caption, columns, rows)


def _stage_cell(slot: Slot | None) -> Cell:
    if slot is None:
        return Cell("–", Look.NOT_APPLICABLE, say("không phải gửi"))
    kept = slot.in_force or slot.newest
    day = format_datetime(kept.received_at) if kept else ""
    due = say("hạn {due}", due=format_date(slot.due)) if slot.due and kept is None else ""
    return Cell(
        say(slot.stage.value), note=day or due, shape=SHAPES[slot.stage], tone=_TONES[slot.stage]
    )


def slot_table(caption: str, found: Sequence[Slot], *, in_full: bool) -> Table:
    """One line a report: deadline, receipt, delay, remarks, file."""
    columns = (
        Column(say("Đơn vị")),
        Column(say("Biểu")),
        Column(say("Trạng thái")),
        Column(say("Hạn nộp")),
        Column(say("Nhận lúc")),
        Column(say("Ghi chú")),
        *([Column(say("Tệp"), breaks=True)] if in_full else []),
    )
    rows = tuple(_slot_row(slot, in_full=in_full) for slot in found)
    return Table(caption, columns, rows)


def _slot_row(slot: Slot, *, in_full: bool) -> tuple[Cell, ...]:
    kept = slot.in_force or slot.newest
    return (
        Cell(slot.name),
        Cell(slot.form_name),
        Cell(say(slot.stage.value), shape=SHAPES[slot.stage], tone=_TONES[slot.stage]),
        Cell(format_date(slot.due) if slot.due else say("không quy định")),
        Cell(format_datetime(kept.received_at) if kept else "–"),
        Cell(remarks(slot, in_full=in_full)),
        *([Cell(kept.file if kept else "–")] if in_full else []),
    )


# ── As a file ─────────────────────────────────────────────────────────────────────────────

_FILE_COLUMNS = (
    FileColumn(translatable("Mã đơn vị")),
    FileColumn(translatable("Đơn vị")),
    FileColumn(translatable("Biểu")),
    FileColumn(translatable("Trạng thái")),
    FileColumn(translatable("Hạn nộp"), Kind.DATE),
    FileColumn(translatable("Nhận lúc")),
    FileColumn(translatable("Số ngày muộn"), Kind.INTEGER),
    FileColumn(translatable("Số lần gửi"), Kind.INTEGER),
    FileColumn(translatable("Hạn gửi lại"), Kind.DATE),
    FileColumn(translatable("Ghi chú")),
    FileColumn(translatable("Tệp")),
)


def slots_file(title: str, found: Sequence[Slot], today: date, *, in_full: bool) -> DataTable:
    """The list for a workbook; file names and reasons only where told ``in_full``."""
    rows = tuple(_file_row(slot, in_full=in_full) for slot in found)
    note = say("Tình hình tính đến ngày {today}.", today=format_date(today))
    return DataTable(
        title, in_language(_FILE_COLUMNS), rows, notes=(note,), name=say("Tình hình báo cáo")
    )


def _file_row(slot: Slot, *, in_full: bool) -> tuple[str | int | date | None, ...]:
    kept = slot.in_force or slot.newest
    returned = slot.newest if slot.stage is Stage.RETURNED else None
    return (
        slot.unit.code, slot.name, slot.form_name, say(slot.stage.value), slot.due,
        _written(kept.received_at) if kept else None, slot.days_late, len(slot.sent),
        returned.deadline if returned else None, remarks(slot, in_full=in_full),
        kept.file if kept and in_full else None,
    )  # fmt: skip


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM_TIME):%d/%m/%Y %H:%M}"
