"""Lists of many columns: words wrap, so that a list fits its page before it has to scroll."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from childrights.figures.html import table_html
from childrights.figures.table import Table


def units_style() -> None:
    """The look of pages about units, beside the one that all pages share."""
    st.html(Path(__file__).with_name("units.css"))


def table(found: Table, rows_shown: int = 40) -> None:
    """A table whose words wrap; one of many rows scrolls inside its own box."""
    kind = "te-long" if len(found.rows) > rows_shown else "te-short"
    st.html(f'<div class="te-units {kind}">{table_html(found)}</div>')
