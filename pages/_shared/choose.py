"""Choosing an indicator, kept in the address like the filter."""

from __future__ import annotations

import streamlit as st

from childrights.view import INDICATOR, Sight, read_indicator
from pages._shared.filter_bar import keep
from pages._shared.frame import say


def indicator(sight: Sight) -> str:
    """The indicator chosen; an empty text when the address names none that exists."""
    asked = st.query_params.get(INDICATOR, "")
    chosen, notice = read_indicator(sight.desk, asked)
    names = _names(sight)
    options = names if chosen else {asked: f"“{asked}”", **names}
    st.session_state["choose-indicator"] = chosen or asked
    st.selectbox(
        "Chỉ tiêu",
        list(options),
        format_func=lambda name: options.get(name, name),
        key="choose-indicator",
        on_change=_changed,
    )
    if notice:
        say(notice)
        return ""
    st.query_params[INDICATOR] = chosen
    keep()
    return chosen


def _names(sight: Sight) -> dict[str, str]:
    """“Nhóm · tên chỉ tiêu” of every indicator, group by group."""
    catalogue = sight.desk.catalogue
    order = list(catalogue.themes)
    listed = sorted(catalogue.indicators.items(), key=lambda pair: order.index(pair[1].theme))
    return {name: f"{catalogue.themes[item.theme]} · {item.name}" for name, item in listed}


def _changed() -> None:
    st.query_params[INDICATOR] = st.session_state["choose-indicator"]
