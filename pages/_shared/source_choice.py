"""Which figure is asked for, in selectors and in the address, and its account."""

from __future__ import annotations

import streamlit as st

from childrights.desk import Units
from childrights.disclosure.door import Audience
from childrights.figures.markdown import plain
from childrights.figures.source import BREAKDOWN, UNIT
from childrights.figures.source_choice import breakdowns_of, read_breakdown, units_of
from childrights.language import Spoken, say
from childrights.periods import Period
from childrights.places.model import Level
from childrights.provenance.account import Account, NoSuchFigure, Wanted, account
from childrights.view import OpenDesk, Sight
from pages._shared import ask, choose


@st.cache_resource(
    max_entries=500, show_spinner=Spoken("Đang tìm các ô…"), hash_funcs={OpenDesk: ask.stamp}
)
def _account(opened: OpenDesk, indicator: str, at: tuple[str, ...], audience: str) -> Account:
    token, period, unit, breakdown, units = at
    wanted = Wanted(
        indicator, token, Period.parse(period), unit, read_breakdown(breakdown), Units(units)
    )
    return account(opened.desk, wanted, Audience(audience))


def chosen_account(sight: Sight, name: str) -> Account | None:
    """The account of the figure that the selectors and the address name; else words why not."""
    period = ask.shown_period(sight, name)
    today = choose.units(sight) == "hien-nay"
    # Today's units have a past, by their territory; what had the code before them is not it.
    if not today and not choose.is_there(sight, name):
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="source"):
        unit = _choose_unit(sight, period)
        breakdown = _choose_breakdown(sight, name, period)
    units = Units.NOW if today else Units.THEN
    at = (sight.view.area_token, str(period), unit, breakdown, units.value)
    try:
        return _account(sight.opened, name, at, sight.view.audience.value)
    except NoSuchFigure as error:
        st.warning(plain(error))
        st.button(say("Xem con số chung của địa bàn"), on_click=_whole)
        return None


def _whole() -> None:
    for name in (UNIT, BREAKDOWN):
        st.query_params.pop(name, None)


def _choose_unit(sight: Sight, period: Period) -> str:
    is_commune = sight.area.level is Level.COMMUNE
    label = say("Thôn, tổ dân phố") if is_commune else say("Đơn vị")
    is_same = ask.exists(sight, period)
    units = units_of(sight.desk, sight.view.area_token, period) if is_same else {}
    return _one_of(label, UNIT, {"": say("Cả địa bàn"), **units})


def _choose_breakdown(sight: Sight, name: str, period: Period) -> str:
    offered = breakdowns_of(sight.desk.catalogue, name, period)
    return _one_of(say("Phân tổ"), BREAKDOWN, {"": say("Chung"), **offered})


def _one_of(label: str, name: str, options: dict[str, str]) -> str:
    """One of the options; what the address says and is none of them stays, to be answered."""
    asked = st.query_params.get(name, "")
    known = options if asked in options else {asked: f"“{asked}”", **options}
    st.session_state[f"source-{name}"] = asked
    picked = st.selectbox(
        label,
        list(known),
        format_func=lambda option: known.get(option, option),
        key=f"source-{name}",
        on_change=_changed,
        args=(name,),
    )
    return picked or ""


def _changed(name: str) -> None:
    wanted = st.session_state[f"source-{name}"]
    if wanted:
        st.query_params[name] = wanted
    else:
        st.query_params.pop(name, None)
