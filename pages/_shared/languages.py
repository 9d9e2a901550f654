"""The viewer's language: read from the address, kept from page to page, changed by a switch."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from childrights.language import (
    NAMES,
    PARAMETER,
    Language,
    P,
    R,
    address_of_language,
    in_language,
    is_english,
    language,
    language_of,
    say,
)


def read_language() -> Language:
    """The language that the address names, else that of the last page."""
    kept = st.session_state.get("address", {})
    return language_of(st.query_params.get(PARAMETER) or kept.get(PARAMETER))


def in_viewers_language(work: Callable[P, R]) -> Callable[P, R]:
    """What Streamlit runs by itself, a page or a fragment, in the language of who looks.

    Each such run begins in a context of its own, which knows nothing of the page around it.
    """

    @wraps(work)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        with in_language(read_language()):
            return work(*args, **kwargs)

    return spoken


def show_language() -> None:
    """The switch, each language under its own name; everything else stays as it is."""
    st.session_state["language"] = language()
    st.segmented_control(
        say("Ngôn ngữ"), list(Language), format_func=NAMES.__getitem__, key="language",
        on_change=_change_language, label_visibility="collapsed", required=True,
    )  # fmt: skip


def _change_language() -> None:
    with in_language(st.session_state["language"]):
        address = address_of_language()
    st.query_params.pop(PARAMETER, None)
    st.query_params.update(address)
    kept = st.session_state.get("address", {})
    others = {name: text for name, text in kept.items() if name != PARAMETER}
    st.session_state["address"] = {**others, **address}


def say_official_language() -> None:
    """Before an English reader downloads a paper that is Vietnamese by its nature, say so."""
    if is_english():
        st.caption(say("Tệp tải về ở đây là văn bản, biểu mẫu chính thức, bằng tiếng Việt."))


def say_translated() -> None:
    """Beside a definition in English: which wording counts."""
    if is_english():
        st.caption(
            say("Phần giải nghĩa là bản dịch để tham khảo; lời tiếng Việt của văn bản có giá trị.")
        )
