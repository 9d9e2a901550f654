"""Hồ sơ địa phương: everything about one locality that its leader is asked about."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import profile, source
from pages._shared.counter import current_sight


def render() -> None:
    """The sentence; headline indicators; what stands out; past; reports; the place itself."""
    sight = current_sight()
    st.title(say("Hồ sơ địa phương"))
    main = profile.main_facets(sight)
    profile.sentence(sight, main)
    profile.headline(sight, main)
    whole = [*main, *profile.aimed_facets(sight)]
    profile.what_stands_out(sight, whole)
    profile.files(sight, whole)
    profile.past(sight)
    profile.reported(sight)
    profile.facts(sight)
    source.links(sight, profile.names_of(main))
