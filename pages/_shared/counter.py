"""The open desk, shared by all viewers and opened again when anything behind it changes."""

from __future__ import annotations

import os

import streamlit as st

from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.settings import data_dir
from childrights.view import OpenDesk, Sight, stamp_of, viewer_limit
from childrights.warehouse.snapshot import NoSnapshot


def is_current(opened: OpenDesk) -> bool:
    """Whether the desk still stands on the snapshot, catalogue and overlays in force."""
    try:
        return opened.stamp == stamp_of(data_dir())
    except NoSnapshot:
        return False


@st.cache_resource(validate=is_current, show_spinner="Đang mở số liệu…")
def open_counter() -> OpenDesk:
    """Open the data folder; raises ``NoSnapshot``, ``CatalogueError`` and their like."""
    stamp = stamp_of(data_dir())
    return OpenDesk(open_desk(data_dir()), stamp)


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
