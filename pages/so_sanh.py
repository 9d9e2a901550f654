"""So sánh giữa các địa phương: who differs from the mean, and who only seems to?"""

from __future__ import annotations

import streamlit as st

from childrights.figures.series import period_for
from childrights.language import say
from childrights.places.model import Level
from pages._shared import ask, ask_units, choose, side_by_side, source
from pages._shared.counter import current_sight


def render() -> None:
    """The sentence; dots with intervals and the funnel; the list with all its words."""
    sight = current_sight()
    st.title(say("So sánh giữa các địa phương"))
    name = choose.indicator(sight)
    if not name:
        return
    indicator = sight.desk.catalogue.indicators[name]
    period = period_for(indicator.spans, sight.view.period)
    area = ask.map_area(sight, period)
    if area is None or Level.COMMUNE not in indicator.levels:
        side_by_side.nothing(period)
        return
    side_by_side.explain(sight, area)
    found = ask_units.compared(sight, name, area.token, period)
    side_by_side.sentences(found, area)
    by = side_by_side.order()
    side_by_side.charts(sight, found, area, by)
    side_by_side.listing(sight, found, area, by)
    source.links(sight, [name])
