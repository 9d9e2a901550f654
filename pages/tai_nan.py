"""Tai nạn, thương tích: deaths first, drowning apart; cause, age, sex and place of each."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import injuries, source
from pages._shared.counter import current_sight


def render() -> None:
    """The counts and rates, cùng kỳ by cause, one of them in detail, and the units."""
    sight = current_sight()
    st.title(say("Tai nạn, thương tích"))
    found = injuries.known(sight)
    if not found.counts:
        injuries.say_none(sight)
        return
    injuries.cards(sight, found)
    injuries.rates(sight, found)
    injuries.like_last_year(sight, found)
    injuries.detail(sight, found)
    injuries.by_unit(sight, found)
    source.links(sight, list(found.counts))
