"""Verdicts on files handed in: cell by cell, with room to explain, and what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from childrights.briefing import csv_file, workbook
from childrights.figures.html import table_html
from childrights.figures.verdicts import (
    CHECKED_WORDS,
    OPENED_AT_ONCE,
    counted,
    findings_file,
    findings_table,
    headline,
)
from childrights.language import in_vietnamese, say, say_many
from childrights.settings import data_dir
from childrights.warehouse.events import ExplanationKey
from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.questions import questions
from childrights.warehouse.records import Receipt
from childrights.warehouse.snapshot import (
    NoSnapshot,
    Snapshot,
    UnreadableSnapshot,
    open_current,
)
from etl.hand_back import marked_content
from etl.reception import Counter, effects
from pages._shared import receiving


def verdicts(counter: Counter) -> None:
    """Each file with its verdict, what it holds and what was found, cell by cell."""
    st.header(
        say_many(
            "Kết quả kiểm tra ({count} tệp)", len(counter.receipts), count=len(counter.receipts)
        )
    )
    if not counter.receipts:
        st.markdown(say("Không có tệp nào để kiểm tra: chỉ có tệp tạm của hệ điều hành."))
        return
    st.markdown(counted(counter.receipts, CHECKED_WORDS))
    known, ledger = _known()
    with_findings = [item.sha256 for item in counter.receipts if item.all_findings()]
    opened = set(with_findings[:OPENED_AT_ONCE])
    for number, receipt in enumerate(counter.receipts):
        with st.expander(headline(receipt, CHECKED_WORDS), expanded=receipt.sha256 in opened):
            _one(number, receipt, effects(receipt, known, ledger))
    _hand_back(counter)


def _known() -> tuple[Snapshot | None, Ledger | None]:
    """What is in force now; nothing in an empty folder."""
    folder = data_dir()
    try:
        return open_current(folder), Ledger.open(folder)
    except (NoSnapshot, UnreadableSnapshot, LedgerError):
        return None, None


def _one(number: int, receipt: Receipt, will_do: Sequence[str]) -> None:
    names = receiving.form_names()
    for item in receipt.submissions:
        form = names.get(item.form, item.form)
        st.html(f"<p>{escape(f'{form}, {item.name}, {item.period.label}')}</p>")
    for each in receipt.assignments:
        text = say(
            "Bảng giao chỉ tiêu {year}, {assigner}", year=each.year, assigner=each.assigner_name
        )
        st.html(f"<p>{escape(text)}</p>")
    for text in will_do:
        st.html(f"<p>{escape(text)}</p>")
    if not receipt.all_findings():
        st.markdown(say("Không có lỗi nào."))
        return
    st.html(f'<div class="te-wrap te-findings">{table_html(findings_table(receipt))}</div>')
    for rank, key in enumerate(questions(receipt)):
        _answer(number, rank, key)


def _answer(number: int, rank: int, key: ExplanationKey) -> None:
    _, _, sheet, cell = key
    st.text_area(
        say("Giải trình cho “{sheet}” › {cell}", sheet=sheet, cell=cell),
        key=f"answer-{number}-{rank}",
        placeholder=say("Vì sao số này đúng; để trống nếu sẽ sửa tệp rồi gửi lại."),
        height=80,
    )


def _hand_back(counter: Counter) -> None:
    """What goes back to the sender: own workbooks with cells marked, and the list of findings."""
    pairs = zip(counter.files, counter.receipts, strict=True)
    marked = [(sent, receipt) for sent, receipt in pairs if receipt.all_findings()]
    if not marked:
        return
    files, found = [sent for sent, _ in marked], [receipt for _, receipt in marked]
    table = in_vietnamese(findings_file)(found, receiving.now().date())
    with st.container(horizontal=True):
        name = "tep-da-danh-dau.xlsx" if len(files) == 1 else "tep-da-danh-dau.zip"
        make_marked = in_vietnamese(lambda: marked_content(files, found, receiving.form_names()))
        st.download_button(say("Tải tệp đã đánh dấu chỗ sai"), make_marked, name, on_click="ignore")
        make = partial(workbook.workbook_bytes, [table], title=table.title)
        st.download_button(
            say("Tải kết quả kiểm tra (Excel)"), make, "ket-qua-kiem-tra.xlsx", workbook.MIME,
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            say("Tải kết quả kiểm tra (CSV)"), partial(csv_file.csv_bytes, table),
            "ket-qua-kiem-tra.csv", "text/csv", on_click="ignore",
        )  # fmt: skip


def answers_to(counter: Counter) -> dict[ExplanationKey, str]:
    """What was written in answer to findings."""
    found = {
        key: str(st.session_state.get(f"answer-{number}-{rank}", ""))
        for number, receipt in enumerate(counter.receipts)
        for rank, key in enumerate(questions(receipt))
    }
    return {key: text for key, text in found.items() if text.strip()}
