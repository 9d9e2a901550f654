"""How much has been reported, and who is to be called about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from childrights.language import say, say_many, translatable
from childrights.places.model import LocalityKey
from childrights.reported import UnitReport
from childrights.vietnamese.dates import format_date


class State(StrEnum):
    """State of a unit's reports of a period, worst first."""

    OVERDUE = translatable("Quá hạn")
    RETURNED = translatable("Trả lại để hoàn thiện")
    WAITING = translatable("Chưa báo cáo")
    LATE = translatable("Đã tiếp nhận, nộp muộn")
    RECEIVED = translatable("Đã tiếp nhận")


_ORDER = list(State)


@dataclass(frozen=True)
class UnitState:
    """One unit's reports of a period taken together; ``detail`` names the forms."""

    unit: LocalityKey
    name: str
    state: State
    detail: str

    @property
    def is_complete(self) -> bool:
        """Whether every form that was due has been accepted."""
        return self.state in (State.RECEIVED, State.LATE)


def state_of(report: UnitReport, today: date) -> State:
    """State of one report on a day."""
    if report.received_at is not None:
        return State.LATE if report.days_late else State.RECEIVED
    if report.returned:
        return State.RETURNED
    return State.OVERDUE if today > report.due else State.WAITING


def unit_states(reports: Iterable[UnitReport], today: date) -> list[UnitState]:
    """Each unit's worst state, in the order in which the units come."""
    grouped: dict[LocalityKey, list[UnitReport]] = {}
    for report in reports:
        grouped.setdefault(report.unit, []).append(report)
    return [_unit_state(key, mine, today) for key, mine in grouped.items()]


def _unit_state(key: LocalityKey, reports: list[UnitReport], today: date) -> UnitState:
    states = {report.form: state_of(report, today) for report in reports}
    worst = min(states.values(), key=_ORDER.index)
    concerned = [report for report in reports if states[report.form] is worst]
    return UnitState(key, reports[0].name, worst, _detail(worst, concerned, len(reports)))


def _detail(state: State, concerned: list[UnitReport], due: int) -> str:
    if state is State.RECEIVED:
        return say_many("đủ {due} biểu", due, due=due)
    if state is State.LATE:
        return say_many(
            "chậm nhất {max} ngày",
            max(report.days_late for report in concerned),
            max=max(report.days_late for report in concerned),
        )
    names = "; ".join(report.form_name for report in concerned)
    if state is State.OVERDUE:
        return say(
            "{names} (hạn {min})",
            names=names,
            min=format_date(min(report.due for report in concerned)),
        )
    if state is State.WAITING:
        return say(
            "{names} (đến hạn {max})",
            names=names,
            max=format_date(max(report.due for report in concerned)),
        )
    return names


_WORDS = {
    State.OVERDUE: translatable("quá hạn báo cáo"),
    State.RETURNED: translatable("báo cáo bị trả lại để hoàn thiện"),
    State.WAITING: translatable("chưa báo cáo đủ"),
}


def reported_words(states: Iterable[UnitState], noun: str) -> str:
    """“13/14 phường đã báo cáo đủ”; an empty text where nothing is due."""
    listed = list(states)
    if not listed:
        return ""
    complete = sum(state.is_complete for state in listed)
    if len(listed) == 1:
        return say("đã báo cáo đủ") if complete else say(_WORDS[listed[0].state])
    return say(
        "{complete}/{count} {noun} đã báo cáo đủ", complete=complete, count=len(listed), noun=noun
    )


def count_words(states: Iterable[UnitState]) -> list[tuple[State, int]]:
    """How many units are in each state, best first, leaving out empty ones."""
    listed = list(states)
    counts = [(state, sum(item.state is state for item in listed)) for state in reversed(_ORDER)]
    return [(state, count) for state, count in counts if count]
