"""How figures, cards and tables are put on the screen."""

from __future__ import annotations

from html import escape

import streamlit as st

from childrights.disclosure.door import DisclosedValue
from childrights.figures.attainment import headline_card, summary_sentence
from childrights.figures.attention import RULE, UnitToCall
from childrights.figures.charts import BreakdownChart, TrendChart, UnitsChart
from childrights.figures.html import calls_html, cards_html, states_html, table_html
from childrights.figures.notes import Notes
from childrights.figures.plot import CONFIG
from childrights.figures.reporting import count_words, reported_words
from childrights.figures.screen import screen_figure
from childrights.figures.table import Table
from childrights.periods import Period
from childrights.view import Sight
from pages._shared import ask, download
from pages._shared.filter_bar import link_to


def sentence(sight: Sight) -> None:
    """The whole page in one sentence."""
    found = list(ask.headline(sight).values())
    reported = reported_words(ask.states(sight), sight.noun)
    to_call = len(ask.calls(sight))
    said = summary_sentence(
        sight.area.label, sight.view.period, found, to_call, reported, sight.noun
    )
    st.html(f'<p class="te-sentence">{escape(said)}</p>')


def headline_cards(sight: Sight) -> None:
    """A card for each headline indicator."""
    cards = [
        headline_card(item, ask.against_last_year(sight, item), sight.view.period, sight.noun)
        for item in ask.headline(sight).values()
    ]
    st.html(cards_html(cards))


def calls(sight: Sight) -> None:
    """Units that need a call: the first five at once, the rest on demand."""
    found = ask.calls(sight)
    st.subheader(f"Địa phương cần quan tâm ({len(found)})")
    if not found:
        st.markdown("Không có đơn vị nào cần nêu tên trong kỳ này.")
        st.caption(RULE)
        return
    st.caption(RULE)
    _calls(sight, found[:5])
    if found[5:]:
        with st.expander(f"Xem cả {len(found)} đơn vị"):
            _calls(sight, found[5:])


def _calls(sight: Sight, found: list[UnitToCall]) -> None:
    links = {unit.unit.code: link_to("./", sight.view, unit.unit.code) for unit in found}
    st.html(calls_html(found, links))


def reporting(sight: Sight) -> None:
    """How much has been reported, and who has not."""
    st.subheader("Tình hình báo cáo")
    found = ask.states(sight)
    if not found:
        st.markdown("Kỳ này không có báo cáo nào đến hạn theo lịch báo cáo của địa bàn.")
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
    st.subheader(notes.title)
    st.caption(notes.subtitle)
    st.plotly_chart(screen_figure(shown), theme=None, config=CONFIG, alt=notes.alt, key=key)
    st.caption(notes.source)
    download.offer(sight, shown, notes, sight.area, period, key)


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
