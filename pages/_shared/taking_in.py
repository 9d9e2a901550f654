"""Files handed in on the page: upload, verdicts, explanations, into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from childrights.briefing import csv_file, workbook
from childrights.figures.html import table_html
from childrights.figures.table import Cell, Column, Table
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import VIETNAM_TIME
from childrights.warehouse.events import ExplanationKey
from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.records import Finding, Receipt, Verdict
from childrights.warehouse.snapshot import (
    NoSnapshot,
    Snapshot,
    UnreadableSnapshot,
    open_current,
)
from etl.decide import Said, Undecidable
from etl.hand_back import marked_content
from etl.load import KeptUnpublished
from etl.reception import (
    CHECKED_WORDS,
    OPENED_AT_ONCE,
    SEVERITY_SHAPES,
    SEVERITY_WORDS,
    TAKEN_WORDS,
    VERDICT_SHAPES,
    Counter,
    Taken,
    by_severity,
    effects,
    findings_file,
    look_over,
    only_questions,
    open_uploads,
    questions,
    share,
)
from etl.reception import take_in as load_files
from etl.workers import WorkersUnavailable
from pages._shared import receiving

# ── Files in ──────────────────────────────────────────────────────────────────────────────


def uploaded() -> Counter | None:
    """The files dropped, each judged once; ``None`` while there are none."""
    dropped = st.file_uploader(
        "Tệp báo cáo (Excel, ODS, CSV, hoặc một tệp .zip gồm nhiều biểu)",
        accept_multiple_files=True,
        key=f"drop-{st.session_state.get('drop-round', 0)}",
    )
    if not dropped:
        st.caption(
            "Thả tệp vào ô trên. Hệ thống kiểm tra ngay và chỉ rõ trang, ô cần sửa; chưa có gì "
            "vào sổ cho đến khi bấm “Nhận vào sổ”."
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
    bar = st.progress(0.0, f"Đang kiểm tra {len(files)} tệp…")
    try:
        receipts = look_over(
            files, data_dir(), receiving.setting(), _now(), partial(_advance, bar, "Đã kiểm tra")
        )
    except (WorkersUnavailable, LedgerError, CatalogueError) as error:
        st.error(str(error))
        return None
    finally:
        bar.empty()
    judged = Counter(key, tuple(files), tuple(receipts))
    st.session_state["counter"] = judged
    return judged


def _advance(bar: DeltaGenerator, what: str, done: int, total: int) -> None:
    bar.progress(share(done, total), f"{what} {done}/{total} tệp")


def _now() -> datetime:
    return datetime.now(VIETNAM_TIME)


# ── Verdicts ──────────────────────────────────────────────────────────────────────────────


def verdicts(counter: Counter) -> None:
    """Each file with its verdict, what it holds and what was found, cell by cell."""
    st.subheader(f"Kết quả kiểm tra ({len(counter.receipts)} tệp)")
    if not counter.receipts:
        st.markdown("Không có tệp nào để kiểm tra: chỉ có tệp tạm của hệ điều hành.")
        return
    st.markdown(_counted(counter.receipts, CHECKED_WORDS))
    known, ledger = _known()
    with_findings = [item.sha256 for item in counter.receipts if item.all_findings()]
    opened = set(with_findings[:OPENED_AT_ONCE])
    for number, receipt in enumerate(counter.receipts):
        with st.expander(_title(receipt, CHECKED_WORDS), expanded=receipt.sha256 in opened):
            _one(number, receipt, effects(receipt, known, ledger))
    _hand_back(counter)


def _known() -> tuple[Snapshot | None, Ledger | None]:
    """What is in force now; nothing in an empty folder."""
    folder = data_dir()
    try:
        return open_current(folder), Ledger.open(folder)
    except (NoSnapshot, UnreadableSnapshot, LedgerError):
        return None, None


def _title(receipt: Receipt, words: Mapping[Verdict, str]) -> str:
    verdict = "Cần giải trình" if only_questions(receipt) else words[receipt.verdict]
    return f"{VERDICT_SHAPES[receipt.verdict]} **{verdict}** · {_plain(receipt.name)}"


def _plain(text: str) -> str:
    """A file's name between code marks: what looks like Markdown in it stays as it is."""
    return f"`{text.replace('`', '’')}`"


def _counted(receipts: Sequence[Receipt], words: Mapping[Verdict, str]) -> str:
    counts = {
        verdict: len([item for item in receipts if item.verdict is verdict]) for verdict in Verdict
    }
    said = [f"{words[verdict]}: **{count}**" for verdict, count in counts.items() if count]
    return " · ".join(said)


def _one(number: int, receipt: Receipt, will_do: Sequence[str]) -> None:
    names = receiving.form_names()
    for item in receipt.submissions:
        form = names.get(item.form, item.form)
        st.html(f"<p>{escape(f'{form}, {item.name}, {item.period.label}')}</p>")
    for each in receipt.assignments:
        st.html(f"<p>{escape(f'Bảng giao chỉ tiêu {each.year}, {each.assigner_name}')}</p>")
    for text in will_do:
        st.html(f"<p>{escape(text)}</p>")
    if not receipt.all_findings():
        st.markdown("Không có lỗi nào.")
        return
    st.html(f'<div class="te-wrap te-findings">{table_html(_findings_table(receipt))}</div>')
    for rank, key in enumerate(questions(receipt)):
        _answer(number, rank, key)


def _findings_table(receipt: Receipt) -> Table:
    columns = (Column("Ô"), Column("Nội dung và cách sửa"))
    rows = tuple(
        (
            Cell(_where(item), note=_level(item)),
            Cell(item.message, note=item.explanation and f"Giải trình: {item.explanation}"),
        )
        for item in by_severity(receipt.all_findings())
    )
    return Table(f"Những điều cần biết ({len(rows)})", columns, rows)


def _where(item: Finding) -> str:
    if not item.sheet:
        return "Cả tệp"
    return f"“{item.sheet}” › {item.cell}" if item.cell else f"“{item.sheet}”"


def _level(item: Finding) -> str:
    return f"{SEVERITY_SHAPES[item.severity]} {SEVERITY_WORDS[item.severity]}"


def _answer(number: int, rank: int, key: ExplanationKey) -> None:
    _, _, sheet, cell = key
    st.text_area(
        f"Giải trình cho “{sheet}” › {cell}",
        key=f"answer-{number}-{rank}",
        placeholder="Vì sao số này đúng; để trống nếu sẽ sửa tệp rồi gửi lại.",
        height=80,
    )


def _hand_back(counter: Counter) -> None:
    """What goes back to the sender: own workbooks with cells marked, and the list of findings."""
    pairs = zip(counter.files, counter.receipts, strict=True)
    marked = [(sent, receipt) for sent, receipt in pairs if receipt.all_findings()]
    if not marked:
        return
    files, found = [sent for sent, _ in marked], [receipt for _, receipt in marked]
    table = findings_file(found, _now().date())
    with st.container(horizontal=True):
        name = "tep-da-danh-dau.xlsx" if len(files) == 1 else "tep-da-danh-dau.zip"
        make_marked = partial(marked_content, files, found, receiving.form_names())
        st.download_button("Tải tệp đã đánh dấu chỗ sai", make_marked, name, on_click="ignore")
        make = partial(workbook.workbook_bytes, [table], title=table.title)
        st.download_button(
            "Tải kết quả kiểm tra (Excel)", make, "ket-qua-kiem-tra.xlsx", workbook.MIME,
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Tải kết quả kiểm tra (CSV)", partial(csv_file.csv_bytes, table),
            "ket-qua-kiem-tra.csv", "text/csv", on_click="ignore",
        )  # fmt: skip


# ── Into the ledger ───────────────────────────────────────────────────────────────────────


def take_in(counter: Counter) -> None:
    """The button that loads what lies on the counter, and who answers for it."""
    fresh = [item for item in counter.receipts if not item.duplicate]
    if not fresh:
        st.markdown("Không có gì mới để nhận: các tệp này đã có trong sổ.")
        return
    asks = any(questions(item) for item in counter.receipts)
    by = _who() if asks else ""
    st.caption(
        "Tệp đạt được tính vào số liệu ngay. Tệp còn lỗi được giữ lại làm biên nhận, không tính "
        "vào số liệu; sửa xong gửi lại. Tệp có danh sách từng trẻ em không được lưu."
    )
    if st.button("Nhận vào sổ", type="primary"):
        answers = _answers(counter)
        if answers and not by.strip():
            st.error("Ghi ai giải trình (chức vụ, đơn vị) rồi bấm lại.")
            return
        _load(counter, answers, Said(by, _now()))


def _who() -> str:
    return st.text_input(
        "Người giải trình (chức vụ, đơn vị; không ghi họ tên)",
        key="answer-by",
        placeholder="Ví dụ: Công chức Văn hóa - Xã hội phường Định Công",
    )


def _answers(counter: Counter) -> dict[ExplanationKey, str]:
    """What was written in answer to findings."""
    found = {
        key: str(st.session_state.get(f"answer-{number}-{rank}", ""))
        for number, receipt in enumerate(counter.receipts)
        for rank, key in enumerate(questions(receipt))
    }
    return {key: text for key, text in found.items() if text.strip()}


def _load(counter: Counter, answers: dict[ExplanationKey, str], said: Said) -> None:
    bar = st.progress(0.0, "Đang nhận vào sổ…")
    advance = partial(_advance, bar, "Đã nhận")
    try:
        receipts = load_files(
            counter.files, answers, data_dir(), receiving.setting(), said, advance
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
            f"**Đã ghi vào sổ {len(taken.receipts)} tệp.** {_counted(taken.receipts, TAKEN_WORDS)}"
        )
        for receipt in taken.receipts:
            st.markdown(_title(receipt, TAKEN_WORDS))
        if taken.trouble:
            st.error(taken.trouble)
        st.html('<p><a href="tinh-hinh-bao-cao">Xem tình hình báo cáo</a></p>')
        st.button("Đóng", on_click=_forget)


def _forget() -> None:
    st.session_state.pop("taken", None)
