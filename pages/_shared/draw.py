"""How figures, cards and tables are put on the screen."""

from __future__ import annotations

import streamlit as st
from plotly.io import templates
from streamlit.delta_generator import DeltaGenerator

from childrights.disclosure.door import DisclosedValue
from childrights.figures.charts import BreakdownChart, FunnelChart, TrendChart, UnitsChart
from childrights.figures.html import states_html, table_html
from childrights.figures.night import by_night
from childrights.figures.notes import Notes
from childrights.figures.plot import CONFIG
from childrights.figures.reporting import count_words, reported_words
from childrights.figures.screen import screen_figure
from childrights.figures.table import Table
from childrights.language import say
from childrights.periods import Period
from childrights.view import Sight
from pages._shared import ask, download
from pages._shared.filter_bar import link_to


def reporting(sight: Sight) -> None:
    """How much has been reported, and who has not."""
    st.header(say("Tình hình báo cáo"))
    found = ask.states(sight)
    if not found:
        st.markdown(say("Kỳ này không có báo cáo nào đến hạn theo lịch báo cáo của địa bàn."))
        return
    words = reported_words(found, sight.noun)
    st.html(f"<p><strong>{words[:1].upper()}{words[1:]}</strong></p>")
    details = states_html(count_words(found), found)
    if details:
        st.html(details)


def chart(
    sight: Sight,
    shown: TrendChart | UnitsChart | BreakdownChart,
    notes: Notes,
    period: Period,
    key: str,
) -> None:
    """A chart under its title and subtitle, above its source and its files."""
    st.header(notes.title)
    st.caption(notes.subtitle)
    plot(shown, notes, key)
    st.caption(notes.source)
    download.offer(sight, shown, notes, sight.area, period, key)


def plot(
    shown: TrendChart | UnitsChart | BreakdownChart | FunnelChart, notes: Notes, key: str
) -> None:
    """A chart alone, in the colours of the viewer's theme."""
    figure = screen_figure(shown)
    if st.context.theme.type == "dark":
        figure = by_night(figure)
    without_template()
    st.plotly_chart(figure, theme=None, config=CONFIG, alt=notes.alt, key=key)


def without_template() -> None:
    """Keep Streamlit's template out of the next figure, which says itself how it looks.

    The template is 7 kB a chart, and plotly takes every copy of one for a change and draws anew.
    """
    templates.default = None


def beside() -> list[DeltaGenerator]:
    """Columns for a chart and the table of its figures: at 1440 px every column is seen."""
    return st.columns([5, 6], gap="medium")


def table(found: Table, rows_shown: int = 15) -> None:
    """A table; one of many rows scrolls inside its own box."""
    long = len(found.rows) > rows_shown
    st.html(f'<div class="{"te-long" if long else "te-short"}">{table_html(found)}</div>')


def unit_link(sight: Sight, value: DisclosedValue, path: str, indicator: str = "") -> str:
    """Address of a page for one unit; hamlets have no view of their own yet."""
    is_commune = value.locality is not None and len(value.locality.code) == 5
    if not is_commune:
        return ""
    return link_to(path, sight.view, value.area_token, indicator)


def indicator_link(sight: Sight, indicator: str) -> str:
    """Address of the page of one indicator in this view."""
    return link_to("ket-qua", sight.view, sight.view.area_token, indicator)
