"""Xếp hạng: units by a composite whose parts and doubts stay in sight, for the office alone."""

from __future__ import annotations

import streamlit as st

from childrights.figures.ranking import NOT_PUBLIC
from childrights.figures.series import period_for
from childrights.language import say
from pages._shared import ask, ask_units, side_by_side, source, standings
from pages._shared.counter import current_sight


def render() -> None:
    """What ranks can bear, in a sentence; scores with intervals; the list; the components."""
    sight = current_sight()
    st.title(say("Xếp hạng"))
    name = standings.choose(sight)
    if not name:
        st.markdown(say("Danh mục chưa có chỉ số tổng hợp nào để xếp hạng."))
        return
    period = period_for(sight.desk.catalogue.indicators[name].spans, sight.view.period)
    area = ask.map_area(sight, period)
    if area is None:
        side_by_side.nothing(period)
        return
    found = ask_units.ranking(sight, name, area.token, period)
    if found is None:
        st.markdown(say(NOT_PUBLIC))
        return
    side_by_side.explain(sight, area)
    standings.sentence(found, area)
    standings.chart(sight, name, found, area, period)
    standings.listing(sight, name, found, area, period)
    standings.components(sight, name)
    source.links(sight, [name])
