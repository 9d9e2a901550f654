"""Choosing an indicator, kept in the address like the filter."""

from __future__ import annotations

import streamlit as st

from childrights.places.model import UnknownPlace
from childrights.view import INDICATOR, UNITS, UNITS_WORDS, Sight, read_indicator
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


def units(sight: Sight) -> str:
    """Địa giới: in the units of each period's day or in today's; kept in the address.

    A place that no longer stands has no units of today, and is not asked.
    """
    try:
        sight.desk.area_today(sight.view.area_token)
    except UnknownPlace:
        return "luc-bao-cao"
    asked = st.query_params.get(UNITS, "luc-bao-cao")
    chosen = st.segmented_control(
        "Địa giới",
        list(UNITS_WORDS),
        default=asked if asked in UNITS_WORDS else "luc-bao-cao",
        format_func=lambda word: UNITS_WORDS[word],
        required=True,
        key="choose-units",
    )
    st.query_params[UNITS] = chosen or "luc-bao-cao"
    keep()
    return chosen or "luc-bao-cao"


def _names(sight: Sight) -> dict[str, str]:
    """“Nhóm · tên chỉ tiêu” of every indicator, group by group."""
    catalogue = sight.desk.catalogue
    order = list(catalogue.themes)
    listed = sorted(catalogue.indicators.items(), key=lambda pair: order.index(pair[1].theme))
    return {name: f"{catalogue.themes[item.theme]} · {item.name}" for name, item in listed}


def _changed() -> None:
    st.query_params[INDICATOR] = st.session_state["choose-indicator"]
