"""Nguồn số liệu: from a displayed number to its formula, and to each cell it was made of."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import choose, source, source_choice
from pages._shared.counter import current_sight


def render() -> None:
    """Which figure, how it was worked out, the cells inside it, and those that were left out."""
    sight = current_sight()
    st.title(say("Nguồn số liệu"))
    name = choose.indicator(sight)
    if not name:
        return
    found = source_choice.chosen_account(sight, name)
    if found is None:
        return
    source.working_of(sight, found)
    if source.is_shut(found):
        return
    source.parts_of(sight, found)
    source.cells_of(sight, found)
    source.files(sight, found)
