"""“Tải biểu đồ”: a chart as a file for paper or a slide, drawn only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from childrights.figures.notes import Notes
from childrights.figures.pictures import file_name
from childrights.figures.print.caption import Caption
from childrights.figures.print.press import MIME, Chart, Format, fits, print_chart
from childrights.figures.print.sheet import SIZE_WORDS, Size
from childrights.periods import Period
from childrights.places.model import Area
from childrights.view import Sight, cut_off

LABEL = "Tải biểu đồ"


@dataclass(frozen=True)
class Offered:
    """A chart on the screen with what its files need: words, place and period."""

    chart: Chart
    caption: Caption
    area: Area
    period: Period


def offer(sight: Sight, chart: Chart, notes: Notes, period: Period, key: str) -> None:
    """A small button under a chart. ``notes`` are those on the screen; the file says them too."""
    covered = cut_off(sight.desk, sight.area, period)
    caption = Caption(notes, sight.today, covered, sight.desk.is_demonstration)
    _choice(Offered(chart, caption, sight.area, period), key)


@st.fragment
def _choice(offered: Offered, key: str) -> None:
    """Sizes and formats, listed only once the button was pressed: a page holds many charts."""
    menu = st.popover(
        LABEL, icon=":material/download:", type="tertiary", key=f"tai-{key}", on_change="rerun"
    )
    if menu.open:
        with menu:
            for size in Size:
                _files(offered, size, key)


def _files(offered: Offered, size: Size, key: str) -> None:
    st.caption(SIZE_WORDS[size])
    if not fits(offered.chart, offered.caption, size):
        st.markdown("Quá nhiều dòng để đọc được ở khổ này.")
        return
    with st.container(horizontal=True):
        for form in Format:
            st.download_button(
                form.value.upper(),
                partial(print_chart, offered.chart, offered.caption, size, form),
                file_name(offered.caption.notes, offered.area, offered.period, size, form),
                MIME[form],
                key=f"tai-{key}-{size.value}-{form.value}",
                on_click="ignore",
            )
