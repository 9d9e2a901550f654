"""Files that were judged: taken into the ledger, and what became of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from childrights.figures.verdicts import TAKEN_WORDS, counted, headline
from childrights.language import as_now, in_vietnamese, say, say_many
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.warehouse.events import ExplanationKey
from childrights.warehouse.ledger import LedgerError
from childrights.warehouse.questions import questions
from etl.decide import Said, Undecidable
from etl.load import KeptUnpublished
from etl.reception import Counter, Taken
from etl.reception import take_in as load_files
from etl.workers import WorkersUnavailable
from pages._shared import receiving
from pages._shared.filter_bar import show_reports_link
from pages._shared.verdicts import answers_to


def take_in(counter: Counter) -> None:
    """The button that loads what lies on the counter, and who answers for it."""
    fresh = [item for item in counter.receipts if not item.duplicate]
    if not fresh:
        st.markdown(say("Không có gì mới để nhận: các tệp này đã có trong sổ."))
        return
    asks = any(questions(item) for item in counter.receipts)
    by = _who() if asks else ""
    st.caption(
        say(
            "Tệp đạt được tính vào số liệu ngay. Tệp còn lỗi được giữ lại làm biên nhận, không "
            "tính vào số liệu; sửa xong gửi lại. Tệp có danh sách từng trẻ em không được lưu."
        )
    )
    if st.button(say("Nhận vào sổ"), type="primary"):
        answers = answers_to(counter)
        if answers and not by.strip():
            st.error(say("Ghi ai giải trình (chức vụ, đơn vị) rồi bấm lại."))
            return
        _load(counter, answers, Said(by, receiving.now()))


def _who() -> str:
    return st.text_input(
        say("Người giải trình (chức vụ, đơn vị; không ghi họ tên)"),
        key="answer-by",
        placeholder=say("Ví dụ: Công chức Văn hóa - Xã hội phường Định Công"),
    )


def _load(counter: Counter, answers: dict[ExplanationKey, str], said: Said) -> None:
    bar = st.progress(0.0, say("Đang nhận vào sổ…"))
    advance = partial(receiving.advance, bar, say("Đã nhận"))
    try:
        receipts = in_vietnamese(load_files)(
            counter.files, answers, data_dir(), receiving.setting(), said, as_now(advance)
        )
        taken = Taken(tuple(receipts))
    except KeptUnpublished as error:
        taken = Taken(error.receipts, str(error))
    except (LedgerError, Undecidable, WorkersUnavailable, CatalogueError, OSError) as error:
        st.error(str(error))
        return
    finally:
        bar.empty()
    st.session_state["taken"] = taken
    st.session_state.pop("counter", None)
    # A new key empties the box: what lay in it is in the ledger now.
    st.session_state["drop-round"] = said.at.isoformat()
    st.rerun()


def last_result() -> None:
    """What became of the files last taken in, until the next ones are dropped."""
    taken = st.session_state.get("taken")
    if not isinstance(taken, Taken):
        return
    with st.container(border=True):
        st.markdown(
            say_many(
                "**Đã ghi vào sổ {count} tệp.** {counted}",
                len(taken.receipts),
                count=len(taken.receipts),
                counted=counted(taken.receipts, TAKEN_WORDS),
            )
        )
        for receipt in taken.receipts:
            st.markdown(headline(receipt, TAKEN_WORDS))
        if taken.trouble:
            st.error(taken.trouble)
        show_reports_link()
        st.button(say("Đóng"), on_click=_forget)


def _forget() -> None:
    st.session_state.pop("taken", None)
