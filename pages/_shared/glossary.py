"""The catalogue on the screen: the whole of it as files, one indicator in full, blank forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from childrights.briefing import document, workbook
from childrights.briefing.glossary import NO_TARGET, Entry, FormUse, entries
from childrights.briefing.glossary_files import glossary_document, glossary_workbook
from childrights.briefing.glossary_screen import about_form, aims_table, place_and_period
from childrights.figures.html import facts_html, table_html
from childrights.figures.table import Table
from childrights.language import in_vietnamese, say, say_many
from childrights.view import INDICATOR, OpenDesk, Sight, read_indicator
from etl.template import TemplateError, form_version, template_bytes
from pages._shared import ask, draw
from pages._shared.counter import official_desk, official_sight
from pages._shared.filter_bar import keep
from pages._shared.frame import tell
from pages._shared.languages import say_official_language, say_translated


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def all_entries(opened: OpenDesk) -> tuple[Entry, ...]:
    """Every indicator of the catalogue, in its words."""
    return entries(opened.desk.catalogue)


# ── The glossary as files ─────────────────────────────────────────────────────────────────


def files(opened: OpenDesk) -> None:
    """How large the catalogue is, and the whole of it as a workbook or a document."""
    found = all_entries(opened)
    aimed = len([entry for entry in found if entry.aims])
    st.markdown(
        say(
            "{count} chỉ tiêu, {aimed} chỉ tiêu có mức được giao. Chọn một chỉ tiêu "
            "để xem định nghĩa, công thức, nguồn, và tải biểu trống.",
            count=len(found),
            aimed=aimed,
        )
    )
    catalogue = official_desk().catalogue
    as_table = in_vietnamese(partial(glossary_workbook, catalogue))
    as_text = in_vietnamese(partial(glossary_document, catalogue))
    with st.container(horizontal=True):
        _download(say("Tải danh mục (Excel)"), as_table, "xlsx", workbook.MIME)
        _download(say("Tải danh mục (Word)"), as_text, "docx", document.MIME)
    say_official_language()


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
        tell(notice)
        return
    keep()
    entry = next(entry for entry in all_entries(opened) if entry.indicator == name)
    with st.container(border=True):
        st.header(entry.name)
        st.caption(entry.theme_label)
        _result_link(sight, entry)
        st.html(facts_html(entry.meaning()))
        say_translated()
        _aims(entry)
        _forms(sight, entry)
        st.button(say("Đóng"), on_click=_close)


def _close() -> None:
    del st.query_params[INDICATOR]


def _result_link(sight: Sight | None, entry: Entry) -> None:
    if sight is None:
        return
    link = escape(draw.indicator_link(sight, entry.indicator))
    label = say("Xem kết quả thực hiện: {where}", where=place_and_period(sight))
    st.html(f'<p><a href="{link}">{escape(label)}</a></p>')


def _aims(entry: Entry) -> None:
    st.markdown(say("**Chỉ tiêu được giao**"))
    if entry.aims:
        table = aims_table(
            say_many(
                "{count} mức được giao, năm mới nhất trước", len(entry.aims), count=len(entry.aims)
            ),
            entry.aims,
        )
        wide_table(table, "te-long te-aims")
    else:
        st.markdown(f"{say(NO_TARGET)}.")


def wide_table(found: Table, kind: str = "") -> None:
    """A table that scrolls inside its own box where it is wider than the page."""
    st.html(f'<div class="te-wrap {kind}">{table_html(found)}</div>')


def _forms(sight: Sight | None, entry: Entry) -> None:
    st.markdown(say("**Biểu mẫu mang số liệu**"))
    for form in entry.forms:
        with st.container(horizontal=True, vertical_alignment="center"):
            try:
                _form(sight, form)
            except TemplateError as error:
                st.markdown(f"{about_form(form, form.receiver)}  \n{error}")


def _form(sight: Sight | None, form: FormUse) -> None:
    """A form and its blank for the view's place and period; ``TemplateError`` if it has none."""
    if sight is None:
        st.markdown(about_form(form, form.receiver))
        st.markdown(say("Chọn địa bàn và kỳ báo cáo để tải biểu trống."))
        return
    view = sight.view
    version = form_version(form.form, view.period, sight.desk.catalogue)
    st.markdown(about_form(form, version.receiver))
    st.download_button(
        say("Tải biểu trống: {place_and_period}", place_and_period=place_and_period(sight)),
        in_vietnamese(partial(blank_form, official_sight(sight), form.form)),
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
