"""Xã, phường phù hợp với trẻ em: criteria by unit, what is short of recognition, the years."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from childrights.places.model import Level
from pages._shared import recognition, source
from pages._shared.counter import current_sight


def render() -> None:
    """How many are recognised; the matrix; why each stands where it does; the years before."""
    sight = current_sight()
    st.title(say("Xã, phường phù hợp với trẻ em"))
    round_ = recognition.latest(sight)
    if round_ is None:
        recognition.say_none(sight)
        return
    recognition.summary(sight, round_)
    if sight.area.level is Level.COMMUNE:
        recognition.own_years(sight, round_)
    else:
        recognition.criteria(sight, round_)
        recognition.years(sight, round_)
    recognition.reasons(sight, round_)
    source.links(sight, recognition.named(round_))
