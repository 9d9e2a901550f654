"""Choices that stand in the address: a link, or a bookmark, opens a page with all of them made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from childrights.figures.markdown import plain
from childrights.language import say


def one_of(
    label: str,
    name: str,
    options: Mapping[str, str],
    usual: str,
    *,
    in_sight: bool = False,
    starts_anew: Sequence[str] = (),
) -> str:
    """One of some options, by what stands in the address and its label, or the usual one.

    What the address asks for and is not among them is said, and the usual one taken. ``in_sight``
    shows all options at once; ``starts_anew`` names the choices that end with this one.
    """
    chosen = st.query_params.get(name, usual)
    if chosen not in options:
        _say_unknown([chosen])
        chosen = usual
    st.session_state[_key(name)] = chosen
    ask = partial(st.radio, horizontal=True) if in_sight else st.selectbox
    ask(
        label,
        list(options),
        format_func=lambda option: options.get(option, option),
        key=_key(name),
        on_change=_one_changed,
        args=(name, usual, tuple(starts_anew)),
    )
    return chosen


def several_of(
    label: str, name: str, options: Mapping[str, str], usual: Sequence[str]
) -> tuple[str, ...]:
    """Several of some options, in the order of the address, or the usual ones; maybe none."""
    written = st.query_params.get(name)
    wanted = list(usual) if written is None else [each for each in written.split(",") if each]
    unknown = [each for each in wanted if each not in options]
    if unknown:
        _say_unknown(unknown)
    chosen = [each for each in dict.fromkeys(wanted) if each in options]
    st.session_state[_key(name)] = chosen
    st.multiselect(
        label,
        list(options),
        format_func=lambda option: options.get(option, option),
        key=_key(name),
        on_change=_several_changed,
        args=(name, tuple(usual)),
    )
    return tuple(chosen)


def _key(name: str) -> str:
    return f"asked-{name}"


def _say_unknown(found: Sequence[str]) -> None:
    words = ", ".join(f"“{plain(each)}”" for each in found)
    st.caption(say("Địa chỉ hỏi {words}, không có trong danh sách.", words=words))


def _one_changed(name: str, usual: str, starts_anew: tuple[str, ...]) -> None:
    chosen = st.session_state[_key(name)]
    _write(name, chosen, is_usual=chosen == usual)
    for each in starts_anew:
        st.query_params.pop(each, None)


def _several_changed(name: str, usual: tuple[str, ...]) -> None:
    chosen = tuple(st.session_state[_key(name)])
    _write(name, ",".join(chosen), is_usual=chosen == usual)


def _write(name: str, text: str, *, is_usual: bool) -> None:
    """What is usual stays out of the address, so that links are short and follow a new usual."""
    if is_usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = text
