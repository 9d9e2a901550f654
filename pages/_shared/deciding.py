"""Decisions about reports: duyệt, chốt, mở lại, trả lại để hoàn thiện."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import streamlit as st

from childrights.figures.dossier import Slot
from childrights.places.model import UnknownPlace
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import VIETNAM_TIME
from childrights.view import Sight, inside
from childrights.warehouse.ledger import Ledger, LedgerError
from etl.decide import Said, Scope, Undecidable, reopen, send_back, sign_off
from pages._shared import receiving


class Action(StrEnum):
    """What can be decided about reports that were sent."""

    RETURN = "Trả lại để hoàn thiện"
    APPROVE = "Duyệt"
    CLOSE = "Chốt số liệu"
    REOPEN = "Mở lại số liệu đã chốt"


_NEEDS_REASON = (Action.RETURN, Action.REOPEN)


@dataclass(frozen=True)
class Decision:
    """A decision as it was filled in."""

    action: Action
    scope: Scope
    by: str
    reason: str
    deadline: date | None


def decisions(sight: Sight, found: Sequence[Slot]) -> None:
    """The form in which a receiver decides; nothing for those who may not."""
    if not receiving.is_allowed(sight):
        return
    st.subheader("Quyết định về báo cáo")
    _say_done()
    sent = {slot.form: slot.form_name for slot in found if slot.sent}
    if not sent:
        st.markdown("Chưa có báo cáo nào được gửi trong kỳ này để duyệt, chốt hoặc trả lại.")
        return
    decision = _filled_in(sight, found, sent)
    if st.button("Ghi quyết định", type="primary"):
        _decide(sight, decision)


def _filled_in(sight: Sight, found: Sequence[Slot], sent: dict[str, str]) -> Decision:
    units = {slot.unit.code: slot.name for slot in found}
    places = {sight.view.area_token: f"Cả {sight.area.label}", **units}
    with st.container(horizontal=True, vertical_alignment="bottom", key="decision"):
        action = st.selectbox("Quyết định", list(Action), key="decide-action")
        form = st.selectbox(
            "Biểu cần quyết định", list(sent), format_func=lambda name: sent.get(name, name),
            key="decide-form",
        )  # fmt: skip
        token = st.selectbox(
            "Đơn vị", list(places), format_func=lambda code: places.get(code, code),
            key="decide-unit",
        )  # fmt: skip
    by = st.text_input("Người quyết định (chức vụ; không ghi họ tên)", key="decide-by")
    needs = "bắt buộc" if action in _NEEDS_REASON else "nếu có"
    reason = st.text_area(f"Lý do, số văn bản ({needs})", key="decide-reason", height=80)
    deadline = _deadline(sight) if action is Action.RETURN else None
    scope = Scope(form, sight.view.period, token)
    return Decision(action or Action.RETURN, scope, by, reason, deadline)


def _deadline(sight: Sight) -> date | None:
    chosen = st.date_input(
        "Hạn gửi lại", value=None, min_value=sight.today, format="DD/MM/YYYY", key="decide-deadline"
    )
    return chosen if isinstance(chosen, date) else None


def _decide(sight: Sight, decision: Decision) -> None:
    if decision.action is Action.RETURN and decision.deadline is None:
        st.error("Chọn hạn gửi lại.")
        return
    try:
        with st.spinner("Đang ghi quyết định…"):
            _write(decision)
    except (Undecidable, LedgerError, CatalogueError, UnknownPlace) as error:
        st.error(str(error))
        return
    period = inside(decision.scope.period.label)
    st.session_state["decided"] = f"Đã ghi: {decision.action.value}, {period}, {sight.area.label}."
    st.rerun()


def _write(decision: Decision) -> None:
    ledger, setting = Ledger.open(data_dir()), receiving.setting()
    said = Said(decision.by, datetime.now(VIETNAM_TIME), decision.reason)
    scope = decision.scope
    if decision.action is Action.RETURN and decision.deadline is not None:
        send_back(ledger, setting, scope, said, decision.deadline)
    elif decision.action is Action.REOPEN:
        reopen(ledger, setting, scope, said)
    else:
        close = decision.action is Action.CLOSE
        sign_off(ledger, setting, scope, said, close=close)


def _say_done() -> None:
    done = st.session_state.pop("decided", "")
    if done:
        st.success(done)
