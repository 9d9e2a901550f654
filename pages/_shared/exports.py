"""Long work behind a bar: one waits one's turn, sees how far it is, and can cancel it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.briefing.accounts import Tell
from childrights.briefing.turns import AT_ONCE, Turns
from childrights.language import as_now, say


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    return Turns(AT_ONCE)


def made(work: Callable[[Tell], bytes]) -> bytes:
    """What the work made; a click on anything ends it at its next word of progress."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, say("Đang chờ đến lượt…"))
        st.button(say("Hủy lập tệp"), icon=":material/close:", on_click=_cancel)
    # The work may be Vietnamese, the bar is the viewer's.
    with _turns().turn(as_now(lambda before: _waits(bar, before))):
        content = work(as_now(lambda fraction: _moves(bar, fraction)))
    place.empty()
    return content


def _moves(bar: st.delta_generator.DeltaGenerator, fraction: float) -> None:
    bar.progress(fraction, say("Đang lập tệp… {fraction}", fraction=f"{fraction:.0%}"))


def _waits(bar: st.delta_generator.DeltaGenerator, before: int) -> None:
    bar.progress(0.0, say("Đang chờ đến lượt: còn {before} tệp được lập trước.", before=before))


def _cancel() -> None:
    st.session_state["export-cancelled"] = True


def say_cancelled() -> None:
    """That nothing was made, once, after the button was pressed."""
    if st.session_state.pop("export-cancelled", False):
        st.info(say("Đã hủy, chưa lập tệp nào."))
