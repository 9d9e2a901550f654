"""“Tải bảng”: a table of the page as a workbook or as CSV, made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.briefing import csv_file, workbook
from childrights.briefing.datatable import DataTable
from childrights.briefing.table_file import data_table
from childrights.disclosure.door import Audience
from childrights.figures.notes import Notes
from childrights.figures.print.caption import Caption
from childrights.figures.table import Table
from childrights.language import as_now, say
from childrights.periods import Period
from childrights.view import Sight, cut_off


def offer(
    sight: Sight, table: Table, notes: Notes, period: Period, key: str, *, has_hidden: bool = False
) -> None:
    """Two buttons in a row under a table; ``notes`` are the words around it on the screen."""
    with st.container(horizontal=True):
        buttons(sight, table, notes, period, key, has_hidden=has_hidden)


def buttons(
    sight: Sight, table: Table, notes: Notes, period: Period, key: str, *, has_hidden: bool
) -> None:
    """The two buttons, where the caller puts them."""
    audience = sight.view.audience

    def make() -> DataTable:
        covered = cut_off(sight.desk, sight.area, period)
        caption = Caption(notes, sight.today, covered, sight.desk.is_demonstration)
        foot = caption.footer(audience, has_hidden=has_hidden)
        if sight.desk.is_demonstration:
            foot = [say("Dữ liệu minh họa, không phải số liệu thật."), *foot]
        return data_table(table, notes.subtitle, tuple(foot))

    suffix = "noi-bo" if audience is Audience.INTERNAL else "cong-khai"
    _both(make, f"{notes.stem}_{sight.view.area_token}_{period}_{suffix}", key, frozen=1)


def offer_made(make: Callable[[], DataTable], stem: str, key: str, *, frozen: int = 1) -> None:
    """Two buttons in a row; ``make`` is asked when one is pressed. ``frozen`` columns stay."""
    with st.container(horizontal=True):
        _both(make, stem, key, frozen)


def _both(make: Callable[[], DataTable], stem: str, key: str, frozen: int) -> None:
    def as_workbook() -> bytes:
        table = make()
        return workbook.workbook_bytes([table], title=table.title, frozen=frozen)

    def as_csv() -> bytes:
        return csv_file.csv_bytes(make())

    _button(
        say("Tải bảng (Excel)"), as_now(as_workbook), f"{stem}.xlsx", workbook.MIME, f"xlsx-{key}"
    )
    _button(say("Tải bảng (CSV)"), as_now(as_csv), f"{stem}.csv", "text/csv", f"csv-{key}")


def _button(label: str, make: Callable[[], bytes], name: str, mime: str, key: str) -> None:
    st.download_button(
        label,
        make,
        name,
        mime,
        on_click="ignore",
        key=key,
        type="tertiary",
        icon=":material/download:",
    )
