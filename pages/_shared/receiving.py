"""What receiving asks for: permission, setting, figures that are the ledger's, a bar, the time."""

from __future__ import annotations

import os
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from childrights.catalogue.loader import load_catalogue
from childrights.disclosure.door import Audience
from childrights.language import in_vietnamese, say
from childrights.permission import may_receive
from childrights.places.registry import load_registry
from childrights.settings import data_dir, has_ledger
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import VIETNAM_TIME
from childrights.view import Sight
from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.snapshot import published_revision
from etl.drafts import Setting
from etl.load import publish_if_behind
from etl.reception import share


def is_allowed(sight: Sight | None) -> bool:
    """Whether the viewer may load and decide: by the server's setting, in the internal view."""
    is_internal = sight is None or sight.view.audience is Audience.INTERNAL
    return is_internal and may_receive(os.environ)


def say_not_allowed() -> None:
    """Say in a sentence why there is nothing to do here, and who can change it."""
    st.markdown(
        say(
            "Trang này dành cho cán bộ được giao nhận báo cáo, ở chế độ xem nội bộ. Máy đang "
            "dùng không có quyền đó: gửi tệp cho nơi nhận, hoặc đề nghị người vận hành bật quyền "
            "nhận báo cáo cho máy chủ (biến `CHILDRIGHTS_RECEIVE=yes`)."
        )
    )


def setting() -> Setting:
    """Catalogue and places of the data folder; raises ``CatalogueError``."""
    folder = data_dir()
    return Setting(load_catalogue(data_dir=folder), load_registry(folder))


def form_names() -> dict[str, str]:
    """What each form is called; raises ``CatalogueError``."""
    known = load_catalogue(data_dir=data_dir()).forms.values()
    return {version.form: say(version.name) for version in known}


def say_stale() -> None:
    """Where the ledger holds more than the snapshot shows, say so, and how to mend it."""
    folder = data_dir()
    if not has_ledger(folder):
        return
    ledger = Ledger.open(folder)
    if published_revision(folder) == ledger.revision():
        return
    with st.container(border=True):
        st.markdown(
            say(
                ":orange[**Lưu ý.**] Sổ đã có báo cáo hoặc quyết định mới hơn bản số liệu đang "
                "hiển thị. Bấm nút dưới đây, hoặc chạy `python -m etl publish`, để cập nhật."
            )
        )
        if is_allowed(None) and st.button(say("Cập nhật bản số liệu")):
            _publish(ledger)


def _publish(ledger: Ledger) -> None:
    try:
        with st.spinner(say("Đang dựng bản số liệu…")), ledger.writing():
            in_vietnamese(publish_if_behind)(ledger, setting())
    except (CatalogueError, LedgerError) as error:
        st.error(str(error))
    else:
        st.rerun()


def advance(bar: DeltaGenerator, what: str, done: int, total: int) -> None:
    """Move a bar on: so many files of so many."""
    bar.progress(
        share(done, total), say("{what} {done}/{total} tệp", what=what, done=done, total=total)
    )


def now() -> datetime:
    """The moment, in the time of the office."""
    return datetime.now(VIETNAM_TIME)
