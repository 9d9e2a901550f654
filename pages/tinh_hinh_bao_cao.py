"""Tình hình báo cáo: who has reported what, who is late, and what is decided about it."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import deciding, receiving, reports
from pages._shared.counter import current_sight


def render() -> None:
    """Counts, the matrix of units and forms or the list, its file, and the decisions."""
    sight = current_sight()
    st.title(say("Tình hình báo cáo"))
    receiving.say_stale()
    found = reports.slots_of(sight)
    if not found:
        st.markdown(say("Kỳ này không có báo cáo nào đến hạn theo lịch báo cáo của địa bàn."))
        return
    reports.summary(sight, found)
    chosen = reports.filtered(found)
    reports.listing(sight, chosen)
    reports.files(sight, chosen)
    deciding.decisions(sight, found)
