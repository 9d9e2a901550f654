"""“Tải biểu đồ”: a chart as a file for paper or a slide, drawn only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from childrights.figures.charts import TrendChart
from childrights.figures.notes import Notes
from childrights.figures.pictures import Picture, file_name
from childrights.figures.print.caption import Caption
from childrights.figures.print.press import MIME, Chart, Format, fits, print_chart
from childrights.figures.print.sheet import SIZE_WORDS, Size
from childrights.language import as_now, say
from childrights.periods import Period
from childrights.places.model import Area
from childrights.view import Sight, cut_off
from pages._shared.languages import in_viewers_language


def offer(sight: Sight, chart: Chart, notes: Notes, area: Area, period: Period, key: str) -> None:
    """A small button under a chart. ``notes`` are those on the screen; the file says them too."""
    is_series = isinstance(chart, TrendChart)
    covered = None if is_series else cut_off(sight.desk, area, period)
    caption = Caption(notes, sight.today, covered, sight.desk.is_demonstration)
    _choice(Picture(chart, caption), area, period, key)


@st.fragment
@in_viewers_language
def _choice(shown: Picture, area: Area, period: Period, key: str) -> None:
    """Sizes and formats, listed only once the button was pressed: a page holds many charts."""
    menu = st.popover(
        say("Tải biểu đồ"), icon=":material/download:", type="tertiary", key=f"tai-{key}",
        on_change="rerun",
    )  # fmt: skip
    if menu.open:
        with menu:
            for size in Size:
                name = partial(file_name, shown.caption.notes, area, period, size)
                _files(shown, size, name, f"tai-{key}-{size.value}")


def _files(shown: Picture, size: Size, name: Callable[[Format], str], key: str) -> None:
    st.caption(say(SIZE_WORDS[size]))
    if not fits(shown.chart, shown.caption, size):
        st.markdown(say("Quá nhiều dòng để đọc được ở khổ này."))
        return
    # Keyed, so that a press is never taken for the same format of another size: the page may
    # still be drawing around the open menu.
    with st.container(horizontal=True, key=key):
        for form in Format:
            make = as_now(partial(print_chart, shown.chart, shown.caption, size, form))
            st.download_button(
                form.value.upper(), make, name(form), MIME[form],
                on_click="ignore", key=f"{key}-{form.value}",
            )  # fmt: skip
