"""A decision as a receiver fills it in: what, about which reports, by whom, why, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from childrights.language import translatable
from childrights.warehouse.events import Event
from childrights.warehouse.ledger import Ledger
from etl.decide import Said, Scope, Undecidable, reopen, send_back, sign_off
from etl.drafts import Setting


class Action(StrEnum):
    """What can be decided about reports that were sent."""

    RETURN = translatable("Trả lại để hoàn thiện")
    APPROVE = translatable("Duyệt")
    CLOSE = translatable("Chốt số liệu")
    REOPEN = translatable("Mở lại số liệu đã chốt")

    @property
    def needs_reason(self) -> bool:
        """Whether it is refused without a reason."""
        return self in (Action.RETURN, Action.REOPEN)


@dataclass(frozen=True)
class Decision:
    """A decision as it was filled in; ``deadline`` goes with a return."""

    action: Action
    scope: Scope
    by: str
    reason: str
    deadline: date | None


def carry_out(decision: Decision, ledger: Ledger, setting: Setting, at: datetime) -> Event:
    """Write the decision; raises :class:`~etl.decide.Undecidable` and as those decisions do."""
    said, scope = Said(decision.by, at, decision.reason), decision.scope
    if decision.action is Action.RETURN:
        if decision.deadline is None:
            raise Undecidable("Chọn hạn gửi lại.")
        return send_back(ledger, setting, scope, said, decision.deadline)
    if decision.action is Action.REOPEN:
        return reopen(ledger, setting, scope, said)
    close = decision.action is Action.CLOSE
    return sign_off(ledger, setting, scope, said, close=close)
