"""Long work behind a bar: one waits one's turn, sees how far it is, and can cancel it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.briefing.accounts import Tell
from childrights.briefing.turns import AT_ONCE, Turns


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    return Turns(AT_ONCE)


def made(work: Callable[[Tell], bytes]) -> bytes:
    """What the work made; a click on anything ends it at its next word of progress."""
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, "Đang chờ đến lượt…")
        st.button("Hủy lập tệp", icon=":material/close:", on_click=_cancel)
    with _turns().turn(lambda before: _waits(bar, before)):
        content = work(lambda fraction: bar.progress(fraction, f"Đang lập tệp… {fraction:.0%}"))
    place.empty()
    return content


def _waits(bar: st.delta_generator.DeltaGenerator, before: int) -> None:
    bar.progress(0.0, f"Đang chờ đến lượt: còn {before} tệp được lập trước.")


def _cancel() -> None:
    st.session_state["export-cancelled"] = True


def say_cancelled() -> None:
    """That nothing was made, once, after the button was pressed."""
    if st.session_state.pop("export-cancelled", False):
        st.info("Đã hủy, chưa lập tệp nào.")
