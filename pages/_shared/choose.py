"""Choosing an indicator, kept in the address like the filter."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from childrights.places.model import UnknownPlace
from childrights.view import (
    INDICATOR,
    OWN_UNITS,
    UNITS,
    UNITS_WORDS,
    Notice,
    Sight,
    read_indicator,
)
from pages._shared.filter_bar import keep
from pages._shared.frame import tell


def indicator(sight: Sight) -> str:
    """The indicator chosen; an empty text when the address names none that exists."""
    asked = st.query_params.get(INDICATOR, "")
    chosen, notice = read_indicator(sight.desk, asked)
    names = _names(sight)
    options = names if chosen else {asked: f"“{asked}”", **names}
    st.session_state["choose-indicator"] = chosen or asked
    st.selectbox(
        say("Chỉ tiêu"),
        list(options),
        format_func=lambda name: options.get(name, name),
        key="choose-indicator",
        on_change=_changed,
    )
    if notice:
        tell(notice)
        return ""
    st.query_params[INDICATOR] = chosen
    keep()
    return chosen


def units(sight: Sight) -> str:
    """Địa giới as the filter and the address have it: each period's own units, or today's.

    A place that no longer stands has no units of today; then, and where the address means
    nothing, the page says so and shows each period's own.
    """
    asked = st.query_params.get(UNITS, OWN_UNITS)
    if asked not in UNITS_WORDS:
        tell(
            Notice(
                say("Không hiểu địa giới “{asked}” trong địa chỉ.", asked=asked),
                {UNITS: OWN_UNITS},
                say("Bỏ"),
            )
        )
        return OWN_UNITS
    keep()
    try:
        sight.desk.area_today(sight.view.area_token)
    except UnknownPlace as error:
        if asked != OWN_UNITS:
            st.caption(
                say("{error} Đang hiển thị theo địa giới tại thời điểm báo cáo.", error=error)
            )
        return OWN_UNITS
    return asked


def _names(sight: Sight) -> dict[str, str]:
    """“Nhóm · tên chỉ tiêu” of every indicator, group by group."""
    catalogue = sight.desk.catalogue
    order = list(catalogue.themes)
    listed = sorted(catalogue.indicators.items(), key=lambda pair: order.index(pair[1].theme))
    return {name: f"{catalogue.themes[item.theme]} · {item.name}" for name, item in listed}


def _changed() -> None:
    st.query_params[INDICATOR] = st.session_state["choose-indicator"]
