"""Báo cáo HĐND: the papers for the People's Council, read here first and taken away as files."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import papers
from pages._shared.counter import current_sight
from pages._shared.languages import say_official_language


def render() -> None:
    """Choose the paper and what it holds, make it, read it, take it away."""
    sight = current_sight()
    st.title(say("Báo cáo HĐND"))
    say_official_language()
    paper = papers.choose_paper(sight)
    making = papers.choose_content(sight)
    papers.make(sight, paper, making)
    papers.summary_form(sight, making.order.scope.audience)
