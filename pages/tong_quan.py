"""Tổng quan: are we on the way to our targets, who needs a call, how much has been reported?"""

from __future__ import annotations

import streamlit as st

from childrights.places.model import Level
from pages._shared import ask, commune, draw, source
from pages._shared.counter import current_sight


def render() -> None:
    """A minute's reading: the sentence, the headline figures, the units to call, the reports."""
    sight = current_sight()
    st.title("Tổng quan")
    draw.sentence(sight)
    draw.headline_cards(sight)
    source.links(sight, list(ask.headline(sight)))
    if sight.area.level is Level.COMMUNE:
        commune.beside_peers(sight)
        commune.over_the_years(sight)
        commune.hamlets(sight)
        draw.reporting(sight)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw.calls(sight)
    with right:
        draw.reporting(sight)
