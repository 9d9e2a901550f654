"""Units ranked by a composite: the sentence, the scores with their intervals, the list."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from childrights.figures.notes import notes_for
from childrights.figures.ranking import (
    SPREAD_WORDS,
    component_table,
    intervals_of,
    ranking_file,
    ranking_sentence,
    ranking_table,
)
from childrights.figures.units import describe_units
from childrights.figures.words import unit_noun
from childrights.judgement.ranking import Ranking
from childrights.language import say
from childrights.periods import Period
from childrights.places.model import Area
from childrights.view import INDICATOR, Sight, inside
from pages._shared import ask, ask_units, download, draw, side_by_side, table_files, wrapped


def choose(sight: Sight) -> str:
    """The composite that the address names, else the first; empty where there is none."""
    known = ask_units.composites(sight)
    if not known:
        return ""
    asked = st.query_params.get(INDICATOR, "")
    first = asked if asked in known else next(iter(known))
    if len(known) == 1:
        return first
    names = list(known)
    chosen = st.selectbox(
        say("Chỉ số tổng hợp"), names, names.index(first), format_func=lambda name: known[name].name
    )
    return chosen or first


def sentence(found: Ranking, area: Area) -> None:
    """How many have a score and what the ranks can bear."""
    noun = unit_noun(unit.name for unit in area.units)
    wrapped.units_style()
    st.html(f'<p class="te-sentence">{escape(ranking_sentence(found, noun))}</p>')


def chart(sight: Sight, name: str, found: Ranking, area: Area, period: Period) -> None:
    """Scores with their intervals, highest first."""
    if not found.ranked:
        return
    composite = sight.desk.catalogue.indicators[name]
    by_key = {
        item.value.locality: item for item in ask.unit_progress(sight, name, period, area.token)
    }
    units = [by_key[item.value.locality] for item in found.ranked]
    whole = ask.pooled(sight, name, area.token, period)
    own = side_by_side.own_key(sight, area)
    shown = describe_units(units, whole, intervals_of(found), own, say(SPREAD_WORDS))
    said = "; ".join(f"{row.name}: {row.text}" for row in shown.rows)
    notes = notes_for(composite, say("Xếp hạng"), area.label, period.label, "", f"{said}.")
    st.header(notes.title)
    st.caption(notes.subtitle)
    draw.plot(shown, notes, "chart-ranking")
    st.caption(
        say(
            "Vạch ngang: {spread}. {source}",
            spread=inside(say(SPREAD_WORDS)),
            source=notes.source,
        )
    )
    download.offer(sight, shown, notes, area, period, "ranking")


def listing(sight: Sight, name: str, found: Ranking, area: Area, period: Period) -> None:
    """The list with every component, and its files."""
    known = sight.desk.catalogue.indicators
    title = f"{known[name].name}, {area.label}, {inside(period.label)}"
    link, own = side_by_side.profile_link(sight), side_by_side.own_key(sight, area)
    wrapped.table(ranking_table(title, known[name], found, known, link, own))
    make = partial(ranking_file, title, known[name], found, known)
    table_files.offer_made(make, f"xep-hang_{area.token}_{period}", "ranking", frozen=2)


def components(sight: Sight, name: str) -> None:
    """What the score is made of."""
    known = sight.desk.catalogue.indicators
    draw.table(component_table(known[name], known))
