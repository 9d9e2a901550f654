"""The schematic of units and the table that says the same."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.disclosure.door import DisclosedValue
from childrights.figures.html import schematic_html
from childrights.figures.notes import Notes, notes_for
from childrights.figures.schematic import LABEL, schematic
from childrights.figures.table import Table, unit_table
from childrights.figures.units import shape_words
from childrights.figures.words import say_coverage, unit_noun
from childrights.judgement.targets import Progress
from childrights.language import say
from childrights.places.model import Area
from childrights.view import Sight
from pages._shared import ask, download, draw


def explain(sight: Sight, area: Area, figure: str = "", part: str = "") -> None:
    """For a single commune the figure shows its neighbours, in parts: say so."""
    if area.token != sight.area.token:
        st.markdown(
            say(
                "{label} là một đơn vị cấp xã, nên {figure} hiển thị các đơn vị của "
                "**{label_2}**; {part} viền đậm là {label}.",
                label=sight.area.label,
                figure=figure,
                label_2=area.label,
                part=part,
            )
        )


def figure(sight: Sight, area: Area, units: list[Progress]) -> None:
    """The tiles with their legend."""
    notes = _notes(sight, area, units)
    st.header(notes.title)
    st.caption(notes.subtitle)
    st.html(f'<p class="te-honest">{say(LABEL)}</p>')
    own = sight.area.locality.key if sight.area.locality else None
    shown = schematic(units, area.units, notes, _link(sight), own)
    st.html(schematic_html(shown))
    st.caption(shape_words(units))
    st.caption(
        say(
            "Chọn một ô, hoặc một tên trong bảng, để mở Hồ sơ của đơn vị. {source}",
            source=notes.source,
        )
    )
    download.offer(sight, shown, notes, area, units[0].value.period, "map")


def _notes(sight: Sight, area: Area, units: list[Progress]) -> Notes:
    name, period = units[0].value.indicator, units[0].value.period
    noun = unit_noun(unit.name for unit in area.units)
    coverage = say_coverage(ask.pooled(sight, name, area.token, period), noun)
    return notes_for(
        units[0].indicator, say("Sơ đồ"), area.label, period.label, coverage, say(LABEL)
    )


def table(sight: Sight, units: list[Progress], figure: str = "") -> Table:
    """The same figures as a table; its numbers are those in the tiles of a large area."""
    indicator = units[0].indicator
    measures = ask.measures(sight, indicator)
    return unit_table(
        say("Số liệu của {figure}", figure=figure), indicator, units, measures, _link(sight)
    )


def _link(sight: Sight) -> Callable[[DisclosedValue], str]:
    return lambda value: draw.unit_link(sight, value, "ho-so")
