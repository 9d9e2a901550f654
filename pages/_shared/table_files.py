"""“Tải bảng”: a list as a workbook or as CSV, made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.briefing import csv_file, workbook
from childrights.briefing.datatable import DataTable


def offer(make: Callable[[], DataTable], stem: str) -> None:
    """Two buttons under a list; ``make`` is asked when one of them is pressed."""

    def as_workbook() -> bytes:
        table = make()
        return workbook.workbook_bytes([table], title=table.title, frozen=2)

    def as_csv() -> bytes:
        return csv_file.csv_bytes(make())

    with st.container(horizontal=True):
        st.download_button(
            "Tải bảng (Excel)",
            as_workbook,
            f"{stem}.xlsx",
            workbook.MIME,
            on_click="ignore",
        )
        st.download_button(
            "Tải bảng (CSV)",
            as_csv,
            f"{stem}.csv",
            "text/csv",
            on_click="ignore",
        )
