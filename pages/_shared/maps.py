"""The map of units on their own boundaries: how it is classed, drawn, explained and followed."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from childrights.figures.html import map_legend_html
from childrights.figures.map import AROUND, MAP_CONFIG, Ground, unit_map
from childrights.figures.map_classes import (
    MARKS,
    SCHEME,
    SCHEME_WORDS,
    Classified,
    MapClass,
    Scheme,
    UnreadableMarks,
    classify,
    read_marks,
    schemes_for,
)
from childrights.figures.map_geometry import INLINE_MOST
from childrights.figures.notes import Notes, notes_for
from childrights.figures.survey import Surveyed
from childrights.figures.words import say_coverage, unit_noun
from childrights.judgement.targets import Progress
from childrights.language import say, say_many
from childrights.places.calendars import as_of
from childrights.places.model import Area
from childrights.view import Sight
from pages._shared import ask, draw


def figure(
    sight: Sight, area: Area, units: list[Progress], surveyed: Surveyed, ground: Ground
) -> str:
    """The map with its legend in words; the code of the unit that was clicked, or empty."""
    drawn = [item for item in units if surveyed.has(item.value.locality)]
    classified = _classes(drawn)
    notes = _notes(sight, area, drawn, classified)
    st.header(notes.title)
    st.caption(notes.subtitle)
    own = sight.area.locality.code if sight.area.locality else ""
    draw.without_template()
    event = st.plotly_chart(
        unit_map(drawn, classified, ground, own),
        theme=None,
        config=MAP_CONFIG,
        alt=notes.alt,
        key=f"map-{area.token}-{notes.title}-{notes.subtitle}",
        on_select="rerun",
        selection_mode="points",
    )
    around = MapClass(say("Ngoài địa bàn"), AROUND, "", len(ground.around))
    st.html(map_legend_html([*classified.classes, *([around] if ground.around else [])]))
    st.caption(f"{surveyed.words} {notes.source}")
    st.caption(say("Chọn một vùng trên bản đồ, hoặc một tên trong bảng, để mở Hồ sơ của đơn vị."))
    return _clicked(event, {item.value.locality.code for item in drawn if item.value.locality})


def listed(sight: Sight, units: list[Progress]) -> list[Progress]:
    """Units for the table beside the map: all, or those of one province of a great many."""
    if len(units) <= INLINE_MOST:
        return units
    homes = {
        item.value.locality: sight.desk.registry.get(item.value.locality).province_code
        for item in units
        if item.value.locality
    }
    day = as_of(units[0].value.period)
    names = {code: sight.desk.registry.at(code, day).name for code in sorted(set(homes.values()))}
    chosen = st.selectbox(say("Bảng của"), list(names), format_func=lambda code: names[code])
    return [item for item in units if item.value.locality and homes[item.value.locality] == chosen]


def _clicked(event: object, codes: set[str]) -> str:
    points = getattr(getattr(event, "selection", None), "points", [])
    found = [str(point.get("location", "")) for point in points]
    return next((code for code in found if code in codes), "")


def _classes(units: list[Progress]) -> Classified:
    offered = schemes_for(units)
    asked = st.query_params.get(SCHEME, "")
    default = Scheme(asked) if asked in {scheme.value for scheme in offered} else offered[0]
    chosen = st.segmented_control(
        say("Chia nhóm theo"),
        offered,
        default=default,
        format_func=lambda scheme: say(SCHEME_WORDS[scheme]),
        required=True,
        key="choose-classes",
    )
    scheme = Scheme(chosen or default)
    st.query_params[SCHEME] = scheme.value
    return classify(units, scheme, _marks() if scheme is Scheme.HAND else ())


def _marks() -> tuple[Decimal, ...]:
    """Marks typed by the viewer, kept in the address; none while they cannot be read."""
    typed = st.text_input(
        say("Các mốc"),
        st.query_params.get(MARKS, ""),
        key="choose-marks",
        placeholder="80; 90; 95,5",
    )
    if not typed:
        st.caption(say("Viết các mốc cách nhau bằng dấu chấm phẩy; chưa có mốc thì chia đều."))
        return ()
    try:
        marks = read_marks(typed)
    except UnreadableMarks as error:
        st.warning(str(error))
        return ()
    st.query_params[MARKS] = typed
    return marks


def _notes(sight: Sight, area: Area, units: list[Progress], classified: Classified) -> Notes:
    name, period = units[0].value.indicator, units[0].value.period
    noun = unit_noun(unit.name for unit in area.units)
    coverage = say_coverage(ask.pooled(sight, name, area.token, period), noun)
    finding = "; ".join(
        say_many("{text}: {count} đơn vị", step.count, text=step.text, count=step.count)
        for step in classified.classes
    )
    return notes_for(units[0].indicator, say("Bản đồ"), area.label, period.label, coverage, finding)
