"""Small multiples and matrices on the screen, each with its files."""

from __future__ import annotations

import streamlit as st

from childrights.figures.matrix import MatrixChart, matrix_html
from childrights.figures.notes import Notes
from childrights.figures.panels import PanelsChart, panels_html
from childrights.figures.table import Table
from childrights.periods import Period
from childrights.view import Sight
from pages._shared import download, table_files


def show(sight: Sight, chart: PanelsChart, notes: Notes, period: Period, key: str) -> None:
    """Small multiples under their title, above their source and files."""
    st.header(notes.title)
    st.caption(notes.subtitle)
    st.html(panels_html(chart, notes.alt))
    st.caption(notes.source)
    download.offer(sight, chart, notes, sight.area, period, key)


def matrix(
    sight: Sight,
    chart: MatrixChart,
    notes: Notes,
    period: Period,
    key: str,
    *,
    table: Table | None = None,
    said: str = "",
) -> None:
    """A matrix with its key and what is ``said`` of it, above its source and files.

    The title is the caller's. ``table`` is the same as a table for a workbook.
    """
    st.html(matrix_html(chart, notes.title))
    st.caption(" ".join(filter(None, (said, notes.source))))
    with st.container(horizontal=True):
        download.offer(sight, chart, notes, sight.area, period, key)
        if table is not None:
            table_files.buttons(sight, table, notes, period, key, has_hidden=chart.has_hidden)
