"""Bản đồ: one indicator over the units, on the boundaries of its period or as a schematic."""

from __future__ import annotations

import streamlit as st

from childrights.figures.series import period_for
from childrights.language import say
from pages import ho_so
from pages._shared import ask, choose, draw, maps, source, tiles
from pages._shared.counter import current_sight
from pages._shared.filter_bar import query_for
from pages._shared.ground import survey


def render() -> None:
    """The map, or tiles where no boundaries are known; its legend; the same as a table."""
    sight = current_sight()
    st.title(say("Bản đồ"))
    name = choose.indicator(sight)
    if not name:
        return
    period = period_for(sight.desk.catalogue.indicators[name].spans, sight.view.period)
    area = ask.map_area(sight, period)
    units = ask.map_units(sight, area, name, period) if area else []
    if area is None or not units:
        st.markdown(say("Chỉ tiêu này không có số liệu theo đơn vị ở kỳ này để đưa lên bản đồ."))
        return
    surveyed = survey(sight, area, period)
    what, part = (say("bản đồ"), say("vùng")) if surveyed.ground else (say("sơ đồ"), say("ô"))
    tiles.explain(sight, area, what, part)
    left, right = draw.beside()
    with left:
        if surveyed.ground:
            clicked = maps.figure(sight, area, units, surveyed, surveyed.ground)
            if clicked:
                page = st.Page(ho_so.render, title=say("Hồ sơ địa phương"), url_path="ho-so")
                st.switch_page(page, query_params=query_for(sight.view, clicked))
        else:
            tiles.figure(sight, area, units)
    with right:
        draw.table(tiles.table(sight, maps.listed(sight, units), what))
        source.links(sight, [name])
