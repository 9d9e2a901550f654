"""Of an area with a great many units, the one province whose units a page lists."""

from __future__ import annotations

import streamlit as st

from childrights.figures.map_geometry import INLINE_MOST
from childrights.language import say
from childrights.places.model import Area
from childrights.view import Sight


def is_great(area: Area) -> bool:
    """Whether the area has too many units to list them all on one page."""
    return len(area.units) > INLINE_MOST


def chosen(sight: Sight, area: Area, key: str) -> str:
    """The code of the province to list."""
    codes = sorted({unit.province_code for unit in area.units})
    names = {code: sight.desk.registry.at(code, area.as_of).name for code in codes}
    label = say(
        "{label} có {count} đơn vị; xem từng đơn vị của", label=area.label, count=len(area.units)
    )
    return st.selectbox(label, codes, format_func=lambda code: names[code], key=key)
