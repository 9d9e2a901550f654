"""Choosing an indicator, kept in the address like the filter."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from childrights.figures.markdown import plain
from childrights.language import say, say_many
from childrights.places.model import UnknownPlace
from childrights.view import (
    INDICATOR,
    OWN_UNITS,
    UNITS,
    UNITS_WORDS,
    Notice,
    Sight,
    another_place,
    read_indicator,
)
from pages._shared import ask
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


def is_there(sight: Sight, name: str) -> bool:
    """Whether the place can have the indicator in the period shown; where not, say why.

    Pages ask it before they show a figure, for an indicator may go back to a period in which
    the code of the place was another place's.
    """
    if ask.is_there(sight, name):
        return True
    tell(another_place(sight.desk, sight.area, name, ask.shown_period(sight, name)))
    return False


def left_out(sight: Sight, names: Sequence[str]) -> None:
    """Say how many indicators a page leaves out: the place did not stand in their period."""
    if names:
        st.caption(
            say_many(
                "Không hiển thị {count} chỉ tiêu có kỳ số liệu trước khi {place} thành lập.",
                len(names),
                count=len(names),
                place=sight.area.label,
            )
        )


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
                say(
                    "{error} Đang hiển thị theo địa giới tại thời điểm báo cáo.", error=plain(error)
                )
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
