"""Blank forms of the place and period in view."""

from __future__ import annotations

from functools import partial

import streamlit as st

from childrights.briefing import workbook
from childrights.catalogue.forms import FormVersion
from childrights.language import in_vietnamese, say
from childrights.places.calendars import as_of
from childrights.view import Sight, inside
from etl.template import template_bytes
from pages._shared.counter import official_sight
from pages._shared.languages import say_official_language


def due_forms(sight: Sight | None) -> None:
    """The forms of the period, those that are due first, each to be fetched blank."""
    st.header(say("Biểu trống"))
    say_official_language()
    if sight is None:
        st.markdown(say("Chọn địa bàn và kỳ báo cáo để tải biểu trống."))
        return
    where = f"{sight.area.label}, {inside(sight.view.period.label)}"
    forms = _forms(sight)
    if not forms:
        st.markdown(say("Không có biểu nào cho {where}.", where=where))
        return
    labels = {item.form: f"{_when(item)} · {item.symbol}, {item.name}" for item in forms}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(
            say("Biểu của {where}", where=where),
            list(labels),
            format_func=lambda name: labels.get(name, name),
            key="blank-form",
        )
        st.download_button(
            say("Tải biểu trống"),
            in_vietnamese(partial(_blank, official_sight(sight), form)),
            f"{form}_{sight.view.area_token}_{sight.view.period}.xlsx",
            workbook.MIME,
            on_click="ignore",
        )


def _when(form: FormVersion) -> str:
    return say("Bắt buộc") if form.mandatory else say("Khi có")


def _forms(sight: Sight) -> list[FormVersion]:
    """Versions in force in the period, mandatory ones first."""
    period = sight.view.period
    found = [
        item
        for item in sight.desk.catalogue.forms.values()
        if item.in_force(as_of(period)) and period.span in item.spans
    ]
    return sorted(found, key=lambda item: not item.mandatory)


def _blank(sight: Sight, form: str) -> bytes:
    desk, view = sight.desk, sight.view
    return template_bytes(
        form, view.area_token, view.period, desk.catalogue, desk.registry, desk.selections
    )
