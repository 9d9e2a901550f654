"""What stands on Tổng quan: the sentence, a line for each headline indicator, whom to call."""

from __future__ import annotations

from html import escape

import streamlit as st

from childrights.figures.attainment import headline_card, summary_sentence
from childrights.figures.attention import FIRST_RULE, RULE, shortlist
from childrights.figures.change import say_since
from childrights.figures.html import calls_html
from childrights.figures.overview import Line, first_calls_html, overview_html, overview_line
from childrights.figures.reporting import reported_words
from childrights.figures.spark import describe_spark
from childrights.judgement.targets import Progress
from childrights.view import Sight
from pages._shared import ask, draw, source
from pages._shared.filter_bar import link_to


def sentence(sight: Sight) -> None:
    """The whole page in one sentence."""
    found = list(ask.headline(sight).values())
    reported = reported_words(ask.states(sight), sight.noun)
    listed = shortlist(ask.calls(sight))
    said = summary_sentence(
        sight.area.label, sight.view.period, found, len(listed.first), reported, sight.noun,
        len(listed.others),
    )  # fmt: skip
    st.html(f'<p class="te-sentence">{escape(said)}</p>')


def indicators(sight: Sight) -> None:
    """A line for each headline indicator, those that are behind first."""
    lines = [_line(sight, item) for item in ask.headline(sight).values()]
    st.html(overview_html(lines))


def _line(sight: Sight, item: Progress) -> Line:
    value, indicator = item.value, item.indicator
    course = ask.course(sight, value.indicator, value.period)
    compared = ask.against_last_year(sight, item)
    return overview_line(
        headline_card(item, compared, sight.view.period, sight.noun),
        value,
        say_since(indicator, ask.against_period_before(sight, item)),
        describe_spark(indicator, course),
        draw.indicator_link(sight, value.indicator),
        source.link(sight, value.indicator),
    )


def calls(sight: Sight) -> None:
    """Units to call first, and in words how many more there are; those on demand."""
    found = shortlist(ask.calls(sight))
    st.subheader("Cần đôn đốc trước")
    links = {
        unit.unit.code: link_to("./", sight.view, unit.unit.code)
        for unit in (*found.first, *found.others)
    }
    if found.first:
        st.html(first_calls_html(found.first, links))
    else:
        st.markdown(f"Không {sight.noun} nào khác biệt rõ với các {sight.noun} còn lại.")
    more = f"Còn {len(found.others)} {sight.noun} cần theo dõi" if found.others else "Cách chọn"
    with st.expander(more):
        st.html(calls_html(found.others, links))
        st.caption(FIRST_RULE)
        st.caption(RULE)
