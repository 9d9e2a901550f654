"""Files dropped on the page Nộp báo cáo: opened, and judged once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from childrights.language import as_now, in_vietnamese, say, say_many
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.ledger import LedgerError
from etl.reception import Counter, look_over, open_uploads
from etl.workers import WorkersUnavailable
from pages._shared import receiving


def uploaded() -> Counter | None:
    """The files dropped, each judged once; ``None`` while there are none."""
    dropped = st.file_uploader(
        say("Tệp báo cáo (Excel, ODS, CSV, hoặc một tệp .zip gồm nhiều biểu)"),
        accept_multiple_files=True,
        key=f"drop-{st.session_state.get('drop-round', 0)}",
    )
    if not dropped:
        st.caption(
            say(
                "Thả tệp vào ô trên. Hệ thống kiểm tra ngay và chỉ rõ trang, ô cần sửa; chưa có gì "
                "vào sổ cho đến khi bấm “Nhận vào sổ”."
            )
        )
        st.session_state.pop("counter", None)
        return None
    key = tuple(item.file_id for item in dropped)
    kept = st.session_state.get("counter")
    if isinstance(kept, Counter) and kept.key == key:
        return kept
    return _judge(key, [(item.name, item.getvalue()) for item in dropped])


def _judge(key: tuple[str, ...], uploads: list[tuple[str, bytes]]) -> Counter | None:
    files = open_uploads(uploads)
    bar = st.progress(0.0, say_many("Đang kiểm tra {count} tệp…", len(files), count=len(files)))
    advance = partial(receiving.advance, bar, say("Đã kiểm tra"))
    try:
        receipts = in_vietnamese(look_over)(
            files, data_dir(), receiving.setting(), receiving.now(), as_now(advance)
        )
    except (WorkersUnavailable, LedgerError, CatalogueError) as error:
        st.error(str(error))
        return None
    finally:
        bar.empty()
    judged = Counter(key, tuple(files), tuple(receipts))
    st.session_state["counter"] = judged
    return judged
