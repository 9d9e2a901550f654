"""The open desk, shared by all viewers and opened again when anything behind it changes."""

from __future__ import annotations

import os
from dataclasses import replace

import streamlit as st

from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.language import Language, Spoken, in_language, language
from childrights.settings import data_dir
from childrights.view import OpenDesk, Sight, stamp_of, viewer_limit
from childrights.warehouse.snapshot import NoSnapshot


def is_current(opened: OpenDesk) -> bool:
    """Whether the desk still stands on the snapshot, catalogue and overlays in force."""
    try:
        return opened.stamp == stamp_of(data_dir())
    except NoSnapshot:
        return False


@st.cache_resource(validate=is_current, show_spinner=Spoken("Đang mở số liệu…"))
def _opened() -> OpenDesk:
    stamp = stamp_of(data_dir())
    return OpenDesk(open_desk(data_dir()), stamp)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={OpenDesk: lambda it: it.stamp})
def _in_language(opened: OpenDesk, chosen: Language) -> OpenDesk:
    with in_language(chosen):
        return opened.in_language()


def open_counter() -> OpenDesk:
    """Open the data folder, in the viewer's language.

    Raises ``NoSnapshot``, ``CatalogueError`` and their like.
    """
    return _in_language(_opened(), language())


def official_desk() -> Desk:
    """The desk as it is, Vietnamese, for official papers and forms."""
    return _opened().desk


def official_sight(sight: Sight) -> Sight:
    """The same place and period for an official paper: Vietnamese, whoever looks."""
    with in_language(Language.VIETNAMESE):
        opened = _opened()
        area = opened.desk.area(sight.view.area_token, sight.view.period)
    return replace(sight, opened=opened, area=area)


def limit() -> Audience:
    """The most that viewers of this server may see."""
    return viewer_limit(os.environ)


def put_sight(sight: Sight | None) -> None:
    """Keep what the page about to run stands on; ``None`` where the address names no place."""
    st.session_state["sight"] = sight


def current_sight() -> Sight:
    """What the running page stands on."""
    sight = possible_sight()
    assert sight is not None
    return sight


def possible_sight() -> Sight | None:
    """What the running page stands on, or ``None``: only for pages that need no place."""
    sight = st.session_state["sight"]
    assert sight is None or isinstance(sight, Sight)
    return sight
