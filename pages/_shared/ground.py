"""Boundaries for the map of a page, made ready once for a period and a set of files."""

from __future__ import annotations

import streamlit as st

from childrights.figures.survey import Surveyed
from childrights.figures.survey import survey as surveyed
from childrights.language import Spoken
from childrights.periods import Period
from childrights.places.boundaries import boundaries_stamp, load_boundaries
from childrights.places.model import Area
from childrights.settings import data_dir
from childrights.view import OpenDesk, Sight
from pages._shared.ask import stamp


def survey(sight: Sight, area: Area, period: Period) -> Surveyed:
    """Boundaries of an area's units in a period; no ground where most have none."""
    return _survey(sight.opened, area.token, str(period), boundaries_stamp(data_dir()))


@st.cache_resource(
    max_entries=60, show_spinner=Spoken("Đang chuẩn bị ranh giới…"), hash_funcs={OpenDesk: stamp}
)
def _survey(opened: OpenDesk, token: str, period: str, kept: str) -> Surveyed:
    del kept  # part of the key: another import is another answer
    area = opened.desk.area(token, Period.parse(period))
    return surveyed(load_boundaries(data_dir()), opened.desk.registry, area)
