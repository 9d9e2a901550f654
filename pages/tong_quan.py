"""Tổng quan: are we on the way to our targets, who needs a call, how much has been reported?"""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from childrights.places.model import Level
from pages._shared import commune, draw, overview
from pages._shared.counter import current_sight


def render() -> None:
    """A minute's reading: the sentence, the headline figures, the units to call, the reports."""
    sight = current_sight()
    st.title(say("Tổng quan"))
    overview.sentence(sight)
    left, right = st.columns([8, 5], gap="medium")
    is_commune = sight.area.level is Level.COMMUNE
    with left:
        overview.indicators(sight)
        if is_commune:
            commune.beside_peers(sight)
    with right:
        if is_commune:
            commune.hamlets(sight)
        else:
            overview.calls(sight)
        draw.reporting(sight)
        if is_commune:
            commune.over_the_years(sight)
