"""Bản đồ: the units of the area as equal tiles near where they lie; not boundaries."""

from __future__ import annotations

import streamlit as st

from childrights.figures.series import period_for
from pages._shared import ask, choose, draw, tiles
from pages._shared.counter import current_sight


def render() -> None:
    """One indicator over the units: tiles, their legend in words, the same as a table."""
    sight = current_sight()
    st.title("Bản đồ")
    name = choose.indicator(sight)
    if not name:
        return
    period = period_for(sight.desk.catalogue.indicators[name].spans, sight.view.period)
    area = ask.map_area(sight, period)
    units = ask.map_units(sight, area, name, period) if area else []
    if area is None or not units:
        st.markdown("Chỉ tiêu này không có số liệu theo đơn vị ở kỳ này để đưa lên sơ đồ.")
        return
    tiles.explain(sight, area)
    left, right = st.columns(2, gap="medium")
    with left:
        tiles.figure(sight, area, units)
    with right:
        draw.table(tiles.table(sight, units))
