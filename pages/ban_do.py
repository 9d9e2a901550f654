"""Bản đồ: the units of the area as equal tiles near where they lie; not boundaries."""

from __future__ import annotations

import streamlit as st

from childrights.disclosure.door import DisclosedValue
from childrights.figures.html import schematic_html
from childrights.figures.notes import notes_for
from childrights.figures.schematic import LABEL, schematic
from childrights.figures.series import period_for
from childrights.figures.table import unit_table
from childrights.figures.words import say_coverage
from pages._shared import ask, choose, draw
from pages._shared.counter import current_sight


def render() -> None:
    """One indicator over the units: tiles, their legend in words, the same as a table."""
    sight = current_sight()
    st.title("Bản đồ")
    name = choose.indicator(sight)
    if not name:
        return
    indicator = sight.desk.catalogue.indicators[name]
    period = period_for(indicator.spans, sight.view.period)
    units = ask.map_units(sight, name, period)
    if not units:
        st.markdown("Chỉ tiêu này không có số liệu theo đơn vị để đưa lên sơ đồ.")
        return
    whole = ask.progress(sight, name, period).value
    coverage = say_coverage(whole, sight.noun)
    notes = notes_for(indicator, "Sơ đồ", sight.area.label, period.label, coverage, LABEL)

    def link(value: DisclosedValue) -> str:
        return draw.unit_link(sight, value, "./")

    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader(notes.title)
        st.caption(notes.subtitle)
        st.html(f'<p class="te-honest">{LABEL}</p>')
        st.html(schematic_html(schematic(units, sight.area.units, notes, link)))
        st.caption("Chọn một ô, hoặc một tên trong bảng, để mở Tổng quan của đơn vị đó.")
        st.caption(notes.source)
    with right:
        draw.table(unit_table(notes.title, indicator, units, ask.measures(sight, indicator), link))
