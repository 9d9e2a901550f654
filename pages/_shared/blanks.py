"""Blank forms of the place and period in view."""

from __future__ import annotations

from functools import partial

import streamlit as st

from childrights.briefing import workbook
from childrights.catalogue.forms import FormVersion
from childrights.places.calendars import as_of
from childrights.view import Sight, inside
from etl.template import template_bytes


def due_forms(sight: Sight | None) -> None:
    """The forms of the period, those that are due first, each to be fetched blank."""
    st.subheader("Biểu trống")
    if sight is None:
        st.markdown("Chọn địa bàn và kỳ báo cáo để tải biểu trống.")
        return
    where = f"{sight.area.label}, {inside(sight.view.period.label)}"
    forms = _forms(sight)
    if not forms:
        st.markdown(f"Không có biểu nào cho {where}.")
        return
    labels = {
        item.form: f"{'Bắt buộc' if item.mandatory else 'Khi có'} · {item.symbol}, {item.name}"
        for item in forms
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(
            f"Biểu của {where}",
            list(labels),
            format_func=lambda name: labels.get(name, name),
            key="blank-form",
        )
        st.download_button(
            "Tải biểu trống",
            partial(_blank, sight, form),
            f"{form}_{sight.view.area_token}_{sight.view.period}.xlsx",
            workbook.MIME,
            on_click="ignore",
        )


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
