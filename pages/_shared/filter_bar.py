"""The one filter of all pages: địa bàn, năm, kỳ, chế độ xem, địa giới.

The address is what counts.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from childrights.disclosure.door import Audience
from childrights.language import PARAMETER, address_of_language, say
from childrights.view import (
    INDICATOR,
    MODE,
    OWN_UNITS,
    PLACE,
    SPAN,
    SPAN_LABELS,
    UNITS,
    UNITS_WORDS,
    YEAR,
    OpenDesk,
    Reading,
    View,
    asked_period,
    years,
)
from pages._shared import ask
from pages._shared.counter import limit


def read_address() -> dict[str, str]:
    """Parameters of the address; those of the last page where the address says nothing.

    Streamlit empties the address when a viewer changes page by the menu.
    """
    kept = st.session_state.get("address", {})
    written = {name: st.query_params[name] for name in _names() if name in st.query_params}
    if not written and kept:
        st.query_params.update(kept)
        written = dict(kept)
    return {name: text for name, text in written.items() if name != INDICATOR}


def _names() -> tuple[str, ...]:
    return (PLACE, YEAR, SPAN, MODE, INDICATOR, UNITS, PARAMETER)


def remember(view: View) -> None:
    """Write the view into the address, and keep it for the next page."""
    for name, text in view.query(limit()).items():
        if st.query_params.get(name) != text:
            st.query_params[name] = text
    keep()


def keep() -> None:
    """Keep the address as it stands for the next page of this viewer."""
    st.session_state["address"] = {
        name: st.query_params[name] for name in _names() if name in st.query_params
    }


def follow(query: dict[str, str]) -> None:
    """Change the address to another view; what the query does not name stays."""
    st.query_params.update(query)


def show_filter(opened: OpenDesk, reading: Reading, *, has_units: bool) -> DeltaGenerator:
    """Draw the filter as the address stands, a value that means nothing included.

    ``has_units`` is for pages that can show the past in today's units. Gives the place of the
    link, which is filled when the page has written its own choices into the address.
    """
    asked, desk = reading.asked, opened.desk
    wanted = asked_period(asked)
    period = str(wanted) if wanted else ""
    places = {choice.token: choice.label for choice in ask.place_choices(opened, period)}
    if reading.area:
        places.setdefault(asked.place, reading.area.label)
    spans = ask.span_choices(opened, asked.place, asked.year, asked.span)
    full = {PLACE: asked.place, YEAR: asked.year, SPAN: asked.span}
    with st.container(horizontal=True, key="filter", vertical_alignment="bottom"):
        _select(say("Địa bàn"), PLACE, {asked.place: f"“{asked.place}”", **places}, full)
        _select(say("Năm"), YEAR, {year: year for year in years(desk, asked.year)}, full, 104)
        labels = {
            span: say(SPAN_LABELS[span]) if span in SPAN_LABELS else f"“{span}”" for span in spans
        }
        _select(say("Kỳ báo cáo"), SPAN, labels, full, 136)
        if limit() is Audience.INTERNAL:
            word = "cong-khai" if reading.audience is Audience.PUBLIC else "noi-bo"
            modes = {"noi-bo": say("Nội bộ"), "cong-khai": say("Công khai")}
            _select(say("Chế độ xem"), MODE, modes, {**full, MODE: word}, 136)
        if has_units:
            asked_units = st.query_params.get(UNITS, OWN_UNITS)
            labels = {
                asked_units: f"“{asked_units}”",
                **{word: say(text) for word, text in UNITS_WORDS.items()},
            }
            _select(say("Địa giới"), UNITS, labels, {**full, UNITS: asked_units}, 200)
        return st.container(width="content", key="link")


def show_reports_link() -> None:
    """A way to Tình hình báo cáo, in the language of the page that it stands on."""
    query = urlencode(address_of_language())
    address = f"tinh-hinh-bao-cao?{query}" if query else "tinh-hinh-bao-cao"
    st.html(f'<p><a href="{address}">{say("Xem tình hình báo cáo")}</a></p>')


def show_link(slot: DeltaGenerator) -> None:
    """Offer the address of what stands on the screen, to be sent to somebody else."""
    base = (st.context.url or "").partition("?")[0].rstrip("/")
    with slot.popover(say("Sao chép liên kết"), icon=":material/link:"):
        st.caption(say("Người nhận mở đúng địa bàn, kỳ và lựa chọn này, nếu được phép xem."))
        st.code(f"{base}/?{urlencode(st.query_params.to_dict())}", language=None, wrap_lines=True)


def _select(
    label: str, name: str, options: dict[str, str], full: dict[str, str], width: int | None = None
) -> None:
    st.session_state[f"filter-{name}"] = full[name]
    st.selectbox(
        label,
        list(options),
        format_func=lambda token: options.get(token, token),
        key=f"filter-{name}",
        on_change=_changed,
        args=(name, full),
        width=width or "stretch",
    )


def _changed(name: str, full: dict[str, str]) -> None:
    chosen = st.session_state[f"filter-{name}"]
    st.query_params.update({**full, name: chosen})


def link_to(path: str, view: View, token: str, indicator: str = "") -> str:
    """Address of a page for another place in this view, relative to any page."""
    chosen = {INDICATOR: indicator} if indicator else {}
    return f"{path}?{urlencode({**query_for(view, token), **chosen})}"


def query_for(view: View, token: str) -> dict[str, str]:
    """Parameters of the address of another place in this view."""
    return replace(view, area_token=token).query(limit())
