"""What stands on Tổng quan: the sentence, a line for each headline indicator, whom to call."""

from __future__ import annotations

from html import escape

import streamlit as st

from childrights.figures.attainment import headline_card, summary_sentence
from childrights.figures.attention import FIRST, FIRST_RULE, RULE, shortlist
from childrights.figures.html import calls_html
from childrights.figures.overview import Line, first_calls_html, overview_html, overview_line
from childrights.figures.reporting import reported_words
from childrights.figures.spark import describe_spark
from childrights.judgement.targets import Progress
from childrights.language import counting, say, say_many
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
    st.html(_written(sight))


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=ask.keys())
def _written(sight: Sight) -> str:
    """The lines as text, kept: to look up each figure anew was half of what a rerun cost."""
    return overview_html([_line(sight, item) for item in ask.headline(sight).values()])


def _line(sight: Sight, item: Progress) -> Line:
    value = item.value
    course = ask.course(sight, value.indicator, value.period)
    compared = ask.against_last_year(sight, item)
    return overview_line(
        headline_card(item, compared, sight.view.period, sight.noun),
        item,
        compared,
        ask.against_period_before(sight, item),
        describe_spark(item.indicator, course),
        draw.indicator_link(sight, value.indicator),
        source.link(sight, value.indicator),
    )


def calls(sight: Sight) -> None:
    """Units to call first, and in words how many more there are; those on demand."""
    found = shortlist(ask.calls(sight))
    st.header(say("Cần đôn đốc trước"))
    links = {
        unit.unit.code: link_to("./", sight.view, unit.unit.code)
        for unit in (*found.first, *found.others)
    }
    if found.first:
        st.html(first_calls_html(found.first, links))
    else:
        st.markdown(say("Không {noun} nào khác biệt rõ với các {noun} còn lại.", noun=sight.noun))
    more = (
        say_many(
            "Còn {count} {noun} cần theo dõi",
            len(found.others),
            count=len(found.others),
            noun=counting(sight.noun, len(found.others)),
        )
        if found.others
        else say("Cách chọn")
    )
    with st.expander(more):
        st.html(calls_html(found.others, links))
        st.caption(say(FIRST_RULE, first=FIRST))
        st.caption(say(RULE))
