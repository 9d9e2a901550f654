"""Searching the catalogue: what is looked for stands in the address, and what was found."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from childrights.briefing.glossary import (
    FORM,
    SENSITIVITY,
    TARGET,
    TEXT,
    THEME,
    Entry,
    Search,
    search,
)
from childrights.briefing.glossary_screen import (
    AIMED,
    SENSITIVE,
    entries_table,
    forms_of,
    place_and_period,
    targets_told,
    themes_of,
)
from childrights.language import say, say_many
from childrights.periods import Period
from childrights.view import INDICATOR, OpenDesk, Sight
from pages._shared import ask
from pages._shared.glossary import all_entries, wide_table


def search_bar(opened: OpenDesk) -> list[Entry]:
    """The entries that the reader looks for; the search stands in the address."""
    found = all_entries(opened)
    st.header(say("Tìm trong danh mục"))
    text = _typed()
    with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
        theme = _one_of(say("Nhóm"), THEME, themes_of(found))
        form = _one_of(say("Biểu mẫu"), FORM, forms_of(found))
        sensitivity = _one_of(
            say("Mức độ nhạy cảm"), SENSITIVITY, {key: say(text) for key, text in SENSITIVE.items()}
        )
        target = _one_of(
            say("Mức được giao"), TARGET, {key: say(text) for key, text in AIMED.items()}
        )
    return search(found, Search(text, theme, form, sensitivity, target))


def _typed() -> str:
    st.session_state[f"search-{TEXT}"] = st.query_params.get(TEXT, "")
    typed = st.text_input(
        say("Tên, định nghĩa, mã"),
        key=f"search-{TEXT}",
        placeholder=say("Ví dụ: đuối nước, hoặc duoi nuoc"),
        on_change=_changed,
        args=(TEXT,),
    )
    return typed or ""


def _one_of(label: str, name: str, options: dict[str, str]) -> str:
    """One of the options or all; what the address says and we do not know finds nothing."""
    asked = st.query_params.get(name, "")
    known = {"": say("Tất cả"), **({asked: f"“{asked}”"} if asked else {}), **options}
    st.session_state[f"search-{name}"] = asked
    picked = st.selectbox(
        label,
        list(known),
        format_func=lambda option: known.get(option, option),
        key=f"search-{name}",
        on_change=_changed,
        args=(name,),
    )
    return picked or ""


def _changed(name: str) -> None:
    wanted = st.session_state[f"search-{name}"]
    if wanted:
        st.query_params[name] = wanted
    elif name in st.query_params:
        del st.query_params[name]


def _everything() -> None:
    for name in (TEXT, THEME, FORM, SENSITIVITY, TARGET):
        if name in st.query_params:
            del st.query_params[name]


@st.cache_resource(max_entries=200, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _in_force(opened: OpenDesk, token: str, period: str) -> dict[str, tuple[str, str]]:
    """The target in force of each indicator that has one, and whose it is."""
    targets = opened.desk.targets_of(token, Period.parse(period))
    return targets_told(opened.desk.catalogue, targets)


def listing(found: list[Entry], sight: Sight | None) -> None:
    """The entries found, a table a theme, each name a way to the whole of it."""
    if not found:
        st.markdown(say("Không có chỉ tiêu nào khớp với điều kiện tìm."))
        st.button(say("Bỏ điều kiện tìm"), on_click=_everything)
        return
    address = st.query_params.to_dict()
    where = (
        say("; chỉ tiêu được giao: {place_and_period}", place_and_period=place_and_period(sight))
        if sight
        else ""
    )
    st.caption(say_many("{count} chỉ tiêu{where}", len(found), count=len(found), where=where))
    view = sight.view if sight else None
    targets = _in_force(sight.opened, view.area_token, str(view.period)) if sight and view else {}
    for theme, group in groupby(found, key=lambda entry: entry.theme_label):
        listed = list(group)
        caption = f"{theme} ({len(listed)})"
        links = [f"danh-muc?{urlencode({**address, INDICATOR: e.indicator})}" for e in listed]
        wide_table(entries_table(caption, listed, links, targets), "te-list")
