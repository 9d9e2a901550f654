"""The catalogue on the screen: searching, one indicator in full, templates and the glossary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from childrights.briefing import document, workbook
from childrights.briefing.glossary import (
    FORM,
    NO,
    NO_TARGET,
    SENSITIVITY,
    TARGET,
    TEXT,
    THEME,
    YES,
    Entry,
    FormUse,
    Search,
    entries,
    search,
)
from childrights.briefing.glossary_files import glossary_document, glossary_workbook
from childrights.briefing.glossary_screen import aims_table, entries_table
from childrights.figures.html import facts_html, table_html
from childrights.figures.table import Table
from childrights.figures.words import say_target, whose
from childrights.periods import Period
from childrights.view import INDICATOR, OpenDesk, Sight, inside, read_indicator
from etl.template import TemplateError, form_version, template_bytes
from pages._shared import ask, draw
from pages._shared.filter_bar import keep
from pages._shared.frame import say


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _entries(opened: OpenDesk) -> tuple[Entry, ...]:
    return entries(opened.desk.catalogue)


# ── The glossary as files ─────────────────────────────────────────────────────────────────


def files(opened: OpenDesk) -> None:
    """How large the catalogue is, and the whole of it as a workbook or a document."""
    found = _entries(opened)
    aimed = len([entry for entry in found if entry.aims])
    st.markdown(
        f"{len(found)} chỉ tiêu, {aimed} chỉ tiêu có mức được giao. Chọn một chỉ tiêu để xem định "
        "nghĩa, công thức, nguồn, và tải biểu trống."
    )
    catalogue = opened.desk.catalogue
    with st.container(horizontal=True):
        _download(
            "Tải danh mục (Excel)", partial(glossary_workbook, catalogue), "xlsx", workbook.MIME
        )
        _download(
            "Tải danh mục (Word)", partial(glossary_document, catalogue), "docx", document.MIME
        )


def _download(label: str, make: Callable[[], bytes], ending: str, mime: str) -> None:
    st.download_button(label, make, f"danh-muc-chi-tieu.{ending}", mime, on_click="ignore")


# ── One indicator ─────────────────────────────────────────────────────────────────────────


def chosen(opened: OpenDesk, sight: Sight | None) -> None:
    """The indicator that the address names, in full; nothing where it names none."""
    asked = st.query_params.get(INDICATOR, "")
    if not asked:
        return
    name, notice = read_indicator(opened.desk, asked)
    if notice:
        say(notice)
        return
    keep()
    entry = next(entry for entry in _entries(opened) if entry.indicator == name)
    with st.container(border=True):
        st.subheader(entry.name)
        st.caption(entry.theme_label)
        _result_link(sight, entry)
        st.html(facts_html(entry.meaning()))
        _aims(entry)
        _forms(sight, entry)
        st.button("Đóng", on_click=_close)


def _close() -> None:
    del st.query_params[INDICATOR]


def _result_link(sight: Sight | None, entry: Entry) -> None:
    if sight is None:
        return
    link = escape(draw.indicator_link(sight, entry.indicator))
    st.html(f'<p><a href="{link}">Xem kết quả thực hiện: {escape(_where(sight))}</a></p>')


def _where(sight: Sight) -> str:
    return f"{sight.area.label}, {inside(sight.view.period.label)}"


def _aims(entry: Entry) -> None:
    st.markdown("**Chỉ tiêu được giao**")
    if entry.aims:
        table = aims_table(f"{len(entry.aims)} mức được giao, năm mới nhất trước", entry.aims)
        _wrapped(table, "te-long te-aims")
    else:
        st.markdown(f"{NO_TARGET}.")


def _wrapped(table: Table, kind: str = "") -> None:
    st.html(f'<div class="te-wrap {kind}">{table_html(table)}</div>')


def _forms(sight: Sight | None, entry: Entry) -> None:
    st.markdown("**Biểu mẫu mang số liệu**")
    for form in entry.forms:
        with st.container(horizontal=True, vertical_alignment="center"):
            try:
                _form(sight, form)
            except TemplateError as error:
                st.markdown(f"{_about(form, form.receiver)}  \n{error}")


def _about(form: FormUse, receiver: str) -> str:
    return (
        f"{form.symbol}, {form.name}  \n"
        f":gray[Đơn vị lập biểu: {inside(form.filled_by)}. Gửi: {receiver}. "
        f"Kỳ: {inside(form.spans)}.]"
    )


def _form(sight: Sight | None, form: FormUse) -> None:
    """A form and its blank for the view's place and period; ``TemplateError`` if it has none."""
    if sight is None:
        st.markdown(_about(form, form.receiver))
        st.markdown("Chọn địa bàn và kỳ báo cáo để tải biểu trống.")
        return
    view = sight.view
    version = form_version(form.form, view.period, sight.desk.catalogue)
    st.markdown(_about(form, version.receiver))
    st.download_button(
        f"Tải biểu trống: {_where(sight)}",
        partial(blank_form, sight, form.form),
        f"{form.form}_{view.area_token}_{view.period}.xlsx",
        workbook.MIME,
        key=f"template-{form.form}",
        on_click="ignore",
    )


def blank_form(sight: Sight, form: str) -> bytes:
    """The blank form of the view's place and period, as a workbook."""
    desk, view = sight.desk, sight.view
    return template_bytes(
        form, view.area_token, view.period, desk.catalogue, desk.registry, desk.selections
    )


# ── Searching ─────────────────────────────────────────────────────────────────────────────


def search_bar(opened: OpenDesk) -> list[Entry]:
    """The entries that the reader looks for; the search stands in the address."""
    found = _entries(opened)
    themes = {entry.theme: entry.theme_label for entry in found}
    forms = {form.form: form.name for entry in found for form in entry.forms}
    st.subheader("Tìm trong danh mục")
    text = _typed()
    with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
        theme = _one_of("Nhóm", THEME, themes)
        form = _one_of("Biểu mẫu", FORM, forms)
        sensitive = {YES: "Nhạy cảm", NO: "Thông thường"}
        sensitivity = _one_of("Mức độ nhạy cảm", SENSITIVITY, sensitive)
        target = _one_of("Mức được giao", TARGET, {YES: "Có", NO: "Chưa giao"})
    return search(found, Search(text, theme, form, sensitivity, target))


def _typed() -> str:
    st.session_state[f"search-{TEXT}"] = st.query_params.get(TEXT, "")
    typed = st.text_input(
        "Tên, định nghĩa, mã",
        key=f"search-{TEXT}",
        placeholder="Ví dụ: đuối nước, hoặc duoi nuoc",
        on_change=_changed,
        args=(TEXT,),
    )
    return typed or ""


def _one_of(label: str, name: str, options: dict[str, str]) -> str:
    """One of the options or all; what the address says and we do not know finds nothing."""
    asked = st.query_params.get(name, "")
    known = {"": "Tất cả", **({asked: f"“{asked}”"} if asked else {}), **options}
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
    known = opened.desk.catalogue.indicators
    return {
        name: (say_target(known[name], target), whose(target))
        for name, target in opened.desk.targets_of(token, Period.parse(period)).items()
    }


def listing(found: list[Entry], sight: Sight | None) -> None:
    """The entries found, a table a theme, each name a way to the whole of it."""
    if not found:
        st.markdown("Không có chỉ tiêu nào khớp với điều kiện tìm.")
        st.button("Bỏ điều kiện tìm", on_click=_everything)
        return
    address = st.query_params.to_dict()
    where = f"; chỉ tiêu được giao: {_where(sight)}" if sight else ""
    st.caption(f"{len(found)} chỉ tiêu{where}")
    view = sight.view if sight else None
    targets = _in_force(sight.opened, view.area_token, str(view.period)) if sight and view else {}
    for theme, group in groupby(found, key=lambda entry: entry.theme_label):
        listed = list(group)
        caption = f"{theme} ({len(listed)})"
        links = [f"danh-muc?{urlencode({**address, INDICATOR: e.indicator})}" for e in listed]
        _wrapped(entries_table(caption, listed, links, targets), "te-list")
