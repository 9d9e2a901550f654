"""Decisions about reports: duyệt, chốt, mở lại, trả lại để hoàn thiện."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from childrights.figures.dossier import Slot
from childrights.language import in_vietnamese, say
from childrights.places.model import UnknownPlace
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import VIETNAM_TIME
from childrights.view import Sight, inside
from childrights.warehouse.ledger import Ledger, LedgerError
from etl.decide import Scope, Undecidable
from etl.decision import Action, Decision, carry_out
from pages._shared import receiving


def decisions(sight: Sight, found: Sequence[Slot]) -> None:
    """The form in which a receiver decides; nothing for those who may not."""
    if not receiving.is_allowed(sight):
        return
    st.header(say("Quyết định về báo cáo"))
    _say_done()
    sent = {slot.form: slot.form_name for slot in found if slot.sent}
    if not sent:
        st.markdown(say("Chưa có báo cáo nào được gửi trong kỳ này để duyệt, chốt hoặc trả lại."))
        return
    decision = _filled_in(sight, found, sent)
    if st.button(say("Ghi quyết định"), type="primary"):
        _decide(sight, decision)


def _filled_in(sight: Sight, found: Sequence[Slot], sent: dict[str, str]) -> Decision:
    units = {slot.unit.code: slot.name for slot in found}
    places = {sight.view.area_token: say("Cả {label}", label=sight.area.label), **units}
    with st.container(horizontal=True, vertical_alignment="bottom", key="decision"):
        action = st.selectbox(say("Quyết định"), list(Action), format_func=say, key="decide-action")
        form = st.selectbox(
            say("Biểu cần quyết định"), list(sent), format_func=lambda name: sent.get(name, name),
            key="decide-form",
        )  # fmt: skip
        token = st.selectbox(
            say("Đơn vị"), list(places), format_func=lambda code: places.get(code, code),
            key="decide-unit",
        )  # fmt: skip
    by = st.text_input(say("Người quyết định (chức vụ; không ghi họ tên)"), key="decide-by")
    needs = say("bắt buộc") if action and action.needs_reason else say("nếu có")
    reason = st.text_area(
        say("Lý do, số văn bản ({needs})", needs=needs), key="decide-reason", height=80
    )
    deadline = _deadline(sight) if action is Action.RETURN else None
    scope = Scope(form, sight.view.period, token)
    return Decision(action or Action.RETURN, scope, by, reason, deadline)


def _deadline(sight: Sight) -> date | None:
    chosen = st.date_input(
        say("Hạn gửi lại"),
        value=None,
        min_value=sight.today,
        format="DD/MM/YYYY",
        key="decide-deadline",
    )
    return chosen if isinstance(chosen, date) else None


def _decide(sight: Sight, decision: Decision) -> None:
    try:
        with st.spinner(say("Đang ghi quyết định…")):
            ledger = Ledger.open(data_dir())
            in_vietnamese(carry_out)(
                decision, ledger, receiving.setting(), datetime.now(VIETNAM_TIME)
            )
    except (Undecidable, LedgerError, CatalogueError, UnknownPlace) as error:
        st.error(str(error))
        return
    period = inside(decision.scope.period.label)
    st.session_state["decided"] = say(
        "Đã ghi: {action}, {period}, {label}.",
        action=say(decision.action.value),
        period=period,
        label=sight.area.label,
    )
    st.rerun()


def _say_done() -> None:
    done = st.session_state.pop("decided", "")
    if done:
        st.success(done)
