"""Phân tổ số liệu: one indicator by any of its breakdowns, two at once where forms carry them."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import choose, parts, source
from pages._shared.counter import current_sight


def render() -> None:
    """The indicator, by what, by what else; small multiples beside their table."""
    sight = current_sight()
    st.title(say("Phân tổ số liệu"))
    name = choose.indicator(sight)
    if not name or not choose.is_there(sight, name):
        return
    asked = parts.choose_ways(sight, name)
    if asked is None:
        parts.say_none(sight, name)
        return
    if asked.other:
        parts.crossed(sight, asked)
    else:
        parts.single(sight, asked)
        parts.over_years(sight, asked)
    source.links(sight, [name])
