"""One locality on one page: sentence, headline indicators, what stands out, past, reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from childrights.briefing.datatable import DataTable
from childrights.disclosure.door import Audience
from childrights.figures.attainment import summary_sentence
from childrights.figures.charts import TrendChart
from childrights.figures.dossier import Slot, slot_table
from childrights.figures.html import facts_html
from childrights.figures.locality_facts import place_facts, record_table
from childrights.figures.profile import (
    LAGGARDS,
    RULE,
    SHOWN,
    STRENGTHS,
    Facet,
    Remark,
    laggards,
    profile_file,
    strengths,
)
from childrights.figures.profile_html import profile_html, remarks_html
from childrights.figures.reporting import reported_words
from childrights.figures.series import like_periods, same_place, series_break
from childrights.figures.trend import describe_trend
from childrights.language import say, say_many
from childrights.periods import Period
from childrights.places.model import Area
from childrights.reported import UnitReport
from childrights.view import OpenDesk, Sight, inside, parent_of
from pages._shared import ask, commune, draw, reports, table_files
from pages._shared.filter_bar import link_to
from pages._shared.wrapped import units_style

# ── What is asked ─────────────────────────────────────────────────────────────────────────


def _peers(sight: Sight, period: Period) -> Area | None:
    """The area whose communes are the peers of the one in view; none for larger areas."""
    area = same_place(sight.desk, sight.area, period)
    unit = area.locality if area else None
    return parent_of(sight.desk, unit, period) if unit else None


def _facet(sight: Sight, name: str, period: Period) -> Facet:
    item = ask.progress(sight, name, period)
    compared = ask.against_last_year(sight, item) if item.indicator.headline else None
    peers = _peers(sight, period)
    if peers is None:
        return Facet(item, compared, None)
    return Facet(item, compared, ask.pooled(sight, name, peers.token, period), _short(peers))


def _short(area: Area) -> str:
    """“Quận Hoàng Mai” of “Quận Hoàng Mai (đến 30/6/2025)”: the period is said above."""
    return area.label.partition(" (")[0]


def _facets(sight: Sight, names: Iterable[str]) -> list[Facet]:
    """Those of the indicators that this level and place can have, each for its latest period."""
    known = sight.desk.catalogue.indicators
    found = []
    for name in names:
        if sight.area.level in known[name].levels and ask.is_there(sight, name):
            found.append(_facet(sight, name, ask.shown_period(sight, name)))
    return found


def main_facets(sight: Sight) -> list[Facet]:
    """Headline indicators."""
    known = sight.desk.catalogue.indicators
    return _facets(sight, [name for name, item in known.items() if item.headline])


def aimed_facets(sight: Sight) -> list[Facet]:
    """The other indicators that have a target here; many questions, so the page asks them last."""
    known = sight.desk.catalogue.indicators
    aimed = sight.desk.targets_of(sight.view.area_token, sight.view.period)
    names = [name for name, item in known.items() if name in aimed and not item.headline]
    with st.spinner(say("Đang xét các chỉ tiêu được giao…")):
        return _facets(sight, names)


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _course(opened: OpenDesk, token: str, key: tuple[str, str, str, str]) -> TrendChart:
    indicator, view_period, period, audience = key
    area = opened.desk.area(token, Period.parse(view_period))
    periods = tuple(like_periods(opened.desk, area, Period.parse(period)))
    found = opened.desk.progress_over(indicator, token, periods, Audience(audience))
    return describe_trend(found, series_break(opened.desk, area, periods))


def course(sight: Sight, facet: Facet) -> TrendChart:
    """The figure over the periods of like span, as the large chart describes it."""
    value, view = facet.progress.value, sight.view
    key = (value.indicator, str(view.period), str(value.period), view.audience.value)
    return _course(sight.opened, view.area_token, key)


def names_of(found: list[Facet]) -> list[str]:
    """The indicators of some facets."""
    return [facet.progress.value.indicator for facet in found]


# ── What is shown ─────────────────────────────────────────────────────────────────────────


def sentence(sight: Sight, found: list[Facet]) -> None:
    """The locality in one sentence."""
    items = [facet.progress for facet in found]
    reported = reported_words(ask.states(sight), sight.noun)
    view = sight.view
    said = summary_sentence(sight.area.label, view.period, items, 0, reported, sight.noun)
    units_style()
    st.html(f'<p class="te-sentence">{escape(said)}</p>')


def headline(sight: Sight, found: list[Facet]) -> None:
    """A row for each headline indicator, with its course over the years."""
    rows = [
        (facet, course(sight, facet), draw.indicator_link(sight, facet.progress.value.indicator))
        for facet in found
    ]
    st.html(profile_html(rows, sight.view.period, sight.noun))


def what_stands_out(sight: Sight, found: list[Facet]) -> None:
    """Strengths and laggards, in words, of all indicators that are headline or have a target."""
    left, right = st.columns(2, gap="large")
    with left:
        _remarks(sight, say(LAGGARDS), laggards(found))
    with right:
        _remarks(sight, say(STRENGTHS), strengths(found))
    st.caption(
        say(
            "Xét {count} chỉ tiêu: chỉ tiêu chính và chỉ tiêu được giao. {rule}",
            count=len(found),
            rule=say(RULE),
        )
    )


def _remarks(sight: Sight, title: str, remarks: list[Remark]) -> None:
    st.header(f"{title} ({len(remarks)})")
    if not remarks:
        st.markdown(say("Không có chỉ tiêu nào."))
        return
    links = {remark.indicator: draw.indicator_link(sight, remark.indicator) for remark in remarks}
    st.html(remarks_html(remarks[:SHOWN], links))
    if remarks[SHOWN:]:
        with st.expander(
            say_many("Xem thêm {count} chỉ tiêu", len(remarks[SHOWN:]), count=len(remarks[SHOWN:]))
        ):
            st.html(remarks_html(remarks[SHOWN:], links))


def files(sight: Sight, found: list[Facet]) -> None:
    """All indicators of the profile as a file."""
    stem = f"ho-so_{sight.view.area_token}_{sight.view.period}"
    table_files.offer_made(partial(_file, sight, found), stem, "history", frozen=2)


def _file(sight: Sight, found: list[Facet]) -> DataTable:
    """Made when asked for; only then is cùng kỳ of every indicator needed."""
    title = say(
        "Hồ sơ {label}, {label_2}", label=sight.area.label, label_2=inside(sight.view.period.label)
    )
    token, desk = sight.view.area_token, sight.desk
    whole = [
        replace(item, compared=desk.against_last_year(item.progress.value, token)) for item in found
    ]
    return profile_file(title, whole)


def past(sight: Sight) -> None:
    """The same indicators over the years."""
    commune.over_the_years(sight)


def reported(sight: Sight) -> None:
    """What was sent for this period, and how punctual the locality has been before."""
    st.header(say("Đã báo cáo những gì, khi nào"))
    sent = reports.slots_of(sight)
    where = f"{sight.area.label}, {inside(sight.view.period.label)}"
    if not sent:
        st.markdown(say("Kỳ này không có báo cáo nào đến hạn theo lịch báo cáo của địa bàn."))
    elif len({slot.unit for slot in sent}) == 1:
        _sent_by_one(sight, where, sent)
    else:
        reports.summary(sight, sent)
        way = link_to("tinh-hinh-bao-cao", sight.view, sight.view.area_token)
        st.markdown(say("[Xem từng đơn vị ở trang Tình hình báo cáo]({way})", way=way))
    with st.expander(say("Các kỳ trước")):
        draw.table(
            record_table(say("Báo cáo bắt buộc, {label}", label=sight.area.label), record(sight)),
            20,
        )


def _sent_by_one(sight: Sight, where: str, sent: list[Slot]) -> None:
    """Reports that were due; those sent beyond that only where asked for."""
    in_full = sight.view.audience is Audience.INTERNAL
    due = [slot for slot in sent if slot.due is not None]
    more = [slot for slot in sent if slot.due is None]
    if due:
        draw.table(slot_table(where, due, in_full=in_full))
    if more:
        with st.expander(say("Biểu khác đã gửi ({count})", count=len(more))):
            draw.table(
                slot_table(
                    say("{where}, biểu không quy định hạn", where=where), more, in_full=in_full
                ),
                20,
            )


@st.cache_resource(max_entries=300, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _record(
    opened: OpenDesk, token: str, view_period: str, today: date
) -> list[tuple[Period, list[UnitReport]]]:
    desk = opened.desk
    area = desk.area(token, Period.parse(view_period))
    periods = [period for period in desk.periods(sent=True) if same_place(desk, area, period)]
    found = [(period, desk.reporting(token, period, today)) for period in reversed(periods)]
    return [(period, listed) for period, listed in found if listed]


def record(sight: Sight) -> list[tuple[Period, list[UnitReport]]]:
    """Reports due in each period of the same place, newest first."""
    view = sight.view
    return _record(sight.opened, view.area_token, str(view.period), sight.today)


def facts(sight: Sight) -> None:
    """What the locality is, and the ways to other pages about it."""
    st.header(say("Về địa bàn"))
    st.html(facts_html(place_facts(sight.desk.registry, sight.area)))
    ways = {
        say("Kết quả thực hiện chỉ tiêu"): "ket-qua",
        say("So sánh giữa các địa phương"): "so-sanh",
        say("Bản đồ"): "ban-do",
    }
    listed = [
        f"[{title}]({link_to(path, sight.view, sight.view.area_token)})"
        for title, path in ways.items()
    ]
    st.caption(say("Xem tiếp: {listed}", listed=" · ".join(listed)))
