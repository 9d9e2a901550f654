"""Danh mục chỉ tiêu: what each indicator means, who reports it, what is aimed at."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import glossary, glossary_search
from pages._shared.counter import open_counter, possible_sight


def render() -> None:
    """The whole catalogue to search, one indicator in full, and both as files."""
    opened = open_counter()
    sight = possible_sight()
    st.title(say("Danh mục chỉ tiêu"))
    glossary.files(opened)
    glossary.chosen(opened, sight)
    found = glossary_search.search_bar(opened)
    glossary_search.listing(found, sight)
