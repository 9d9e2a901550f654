"""Choosing a paper, making it behind a progress bar, and handing it over."""

from __future__ import annotations

from datetime import date

import streamlit as st

from childrights.briefing.accounts import scope_of
from childrights.briefing.papers import (
    AUDIENCE_LABELS,
    FILE_LABELS,
    MIMES,
    OFFICE_LABELS,
    PAPERS,
    Making,
)
from childrights.briefing.reminder import NothingToRemind
from childrights.briefing.report import Order
from childrights.briefing.senders import Office
from childrights.briefing.templates import Template, default_template, load_templates
from childrights.disclosure.door import Audience
from childrights.language import in_vietnamese, say
from childrights.places.model import Level
from childrights.settings import data_dir
from childrights.view import (
    FOR_WHOM,
    INDICATORS,
    MODE_WORDS,
    OFFICE,
    PAPER,
    TEMPLATE,
    OpenDesk,
    Sight,
    inside,
)
from etl.summary import summary_bytes
from pages._shared import ask, asked, exports
from pages._shared.counter import official_sight


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _templates(opened: OpenDesk) -> dict[str, Template]:
    return dict(load_templates(opened.desk.catalogue, data_dir()))


def choose_paper(sight: Sight) -> str:
    """Which paper; says what it will be about."""
    st.markdown(f"**{sight.area.label}, {inside(sight.view.period.label)}**")
    is_internal = sight.view.audience is Audience.INTERNAL
    offered = {
        name: say(kind.label)
        for name, kind in PAPERS.items()
        if is_internal or not kind.internal_only
    }
    return asked.one_of(say("Loại văn bản"), PAPER, offered, next(iter(offered)), in_sight=True)


def choose_content(sight: Sight) -> Making:
    """Template, indicators in order, who signs, for whom; the day stays blank unless chosen.

    All but the day stand in the address: a link kept is a report to be made again next period.
    """
    templates = _templates(sight.opened)
    usual = default_template(templates, sight.view.period)
    left, right = st.columns(2)
    with left:
        names = {name: say(template.name) for name, template in templates.items()}
        chosen = asked.one_of(
            say("Mẫu báo cáo"), TEMPLATE, names, usual.token, starts_anew=[INDICATORS]
        )
        offices = {office.value: say(label) for office, label in OFFICE_LABELS.items()}
        office = Office(asked.one_of(say("Đơn vị ký"), OFFICE, offices, Office.COMMITTEE.value))
    with right:
        audience = _audience(sight)
        dated = st.date_input(say("Ngày văn bản (để trống nếu chưa ký)"), None, format="DD/MM/YYYY")
    known = sight.desk.catalogue.indicators
    picked = asked.several_of(
        say("Chỉ tiêu, theo thứ tự trình bày"),
        INDICATORS,
        {name: item.name for name, item in known.items()},
        templates[chosen].indicators,
    )
    view = sight.view
    desk = official_sight(sight).desk
    scope = in_vietnamese(scope_of)(desk, view.area_token, view.period, audience, sight.today)
    day = dated if isinstance(dated, date) else None
    return Making(desk, Order(scope, templates[chosen], picked, office, day))


def _audience(sight: Sight) -> Audience:
    """Public unless chosen otherwise; the office's own only where the viewer may see it."""
    is_internal = sight.view.audience is Audience.INTERNAL
    words = {audience: word for word, audience in MODE_WORDS.items()}
    offered = {
        words[audience]: say(label)
        for audience, label in AUDIENCE_LABELS.items()
        if is_internal or audience is Audience.PUBLIC
    }
    return MODE_WORDS[asked.one_of(say("Dùng cho"), FOR_WHOM, offered, next(iter(offered)))]


def make(sight: Sight, paper: str, making: Making) -> None:
    """A button for the file, then the file: nothing is worked out before it is asked for."""
    kind = PAPERS[paper]
    endings = list(kind.writers)
    ending = st.selectbox(
        say("Loại tệp"), endings, format_func=lambda ending: say(FILE_LABELS[ending])
    )
    choice = (paper, ending, making.order, sight.opened.stamp)
    if st.button(say("Lập tệp"), type="primary"):
        try:
            write = in_vietnamese(kind.writers[ending])
            content = exports.made(lambda tell: write(making.told(tell)))
            st.session_state["paper"] = (choice, content)
        except NothingToRemind as error:
            st.info(str(error))
    exports.say_cancelled()
    kept = st.session_state.get("paper")
    if kept and kept[0] == choice:
        name = f"{paper}-{making.order.scope.token}-{making.order.scope.period}{ending}"
        st.download_button(
            say("Tải {name}", name=name), kept[1], name, MIMES[ending], on_click="ignore"
        )


def summary_form(sight: Sight, audience: Audience) -> None:
    """Biểu tổng hợp: an official form filled with every unit and the total."""
    if sight.area.level in (Level.COMMUNE, Level.HAMLET):
        return
    period = sight.view.period
    forms = {
        item.form: f"{item.symbol}, {item.name}"
        for item in sight.desk.catalogue.forms.values()
        if item.in_force(period.last_day) and period.span in item.spans
    }
    st.header(say("Biểu tổng hợp"))
    form = st.selectbox(say("Biểu mẫu"), list(forms), format_func=forms.__getitem__)
    choice = (form, sight.view, audience, sight.opened.stamp)
    if st.button(say("Lập biểu tổng hợp")):
        token = sight.view.area_token
        desk, fill = official_sight(sight).desk, in_vietnamese(summary_bytes)
        content = exports.made(
            lambda tell: fill(desk, form, token, period, audience)  # noqa: ARG005
        )
        st.session_state["summary"] = (choice, content)
    kept = st.session_state.get("summary")
    if kept and kept[0] == choice:
        name = f"tong-hop-{form}-{sight.view.area_token}-{period}.xlsx"
        st.download_button(
            say("Tải {name}", name=name), kept[1], name, MIMES[".xlsx"], on_click="ignore"
        )
