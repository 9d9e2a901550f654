"""Kết quả thực hiện chỉ tiêu: one indicator over time, by unit, broken down, and what it means."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import choose, detail, source
from pages._shared.counter import current_sight


def render() -> None:
    """From all indicators at a glance to everything about one of them."""
    sight = current_sight()
    st.title(say("Kết quả thực hiện chỉ tiêu"))
    name = choose.indicator(sight)
    if not name:
        return
    is_there = choose.is_there(sight, name)
    if is_there:
        detail.verdict(sight, name)
        source.links(sight, [name])
    detail.over_time(sight, name)
    if is_there:
        detail.by_unit(sight, name)
        detail.broken_down(sight, name)
    detail.definition(sight, name)
    detail.same_theme(sight, name)
