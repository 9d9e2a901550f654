"""A figure's way back: the link to it, its working, its cells, its files."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from urllib.parse import urlencode

import streamlit as st

from childrights.briefing import workbook
from childrights.disclosure.door import Audience
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR
from childrights.figures.html import facts_html
from childrights.figures.source import (
    BREAKDOWN,
    PATH,
    UNIT,
    lines_file,
    lines_table,
    parts_table,
    say_breakdown,
    working,
)
from childrights.figures.source_choice import write_breakdown
from childrights.language import as_now, say
from childrights.periods import Period
from childrights.provenance.account import Account, files_of
from childrights.settings import data_dir
from childrights.view import Sight, inside, period_query
from childrights.warehouse.ledger import Ledger, LedgerError
from pages._shared import draw
from pages._shared.filter_bar import link_to

# ── The way here ──────────────────────────────────────────────────────────────────────────


def link(
    sight: Sight,
    indicator: str,
    period: Period | None = None,
    unit: str = "",
    breakdown: dict[str, str] | None = None,
) -> str:
    """Address of the account of a figure of the view's place, or of one of its units."""
    address = link_to(PATH, sight.view, sight.view.area_token, indicator)
    more = {
        **(period_query(period) if period else {}),
        UNIT: unit,
        BREAKDOWN: write_breakdown(breakdown),
    }
    added = {name: text for name, text in more.items() if text}
    return f"{address}&{urlencode(added)}" if added else address


# ── What is shown ─────────────────────────────────────────────────────────────────────────


def working_of(sight: Sight, found: Account) -> None:
    """The figure and how it was worked out."""
    breakdown = say_breakdown(sight.desk.catalogue, found.value.breakdown)
    about = [found.value.name, found.value.period.label, breakdown]
    st.header(found.indicator.name)
    st.caption(" · ".join(filter(None, about)))
    st.html(facts_html(working(sight.desk.catalogue, found)))


def is_shut(found: Account) -> bool:
    """Say that the cells are not for this audience, where they are not."""
    if found.is_shut:
        st.markdown(
            say(
                "Chỉ tiêu này không cho xem từng ô ở chế độ công khai (bảo vệ thông tin trẻ em). "
                "Người có quyền xem nội bộ chọn **Chế độ xem: Nội bộ** để truy nguồn."
            )
        )
    return found.is_shut


def parts_of(sight: Sight, found: Account) -> None:
    """Components of a composite, each a way to its own cells."""
    if not found.parts:
        return
    links = [link(sight, part.indicator) for part in found.parts]
    title = say("Chỉ số tổng hợp từ các thành phần; chọn một thành phần để xem từng ô")
    draw.table(parts_table(sight.desk.catalogue, title, found.value.period, found.parts, links), 40)


def cells_of(sight: Sight, found: Account) -> None:
    """Cells of the numerator, of the denominator, and those that do not count."""
    catalogue = sight.desk.catalogue
    sections = {
        say("Các ô của tử số"): found.counted(NUMERATOR),
        say("Các ô của mẫu số"): found.counted(DENOMINATOR),
        say("Các ô không được tính"): found.left_out,
    }
    if not found.parts and not found.lines:
        st.markdown(say("Chưa có ô nào: chưa đơn vị nào gửi số liệu của chỉ tiêu này cho kỳ này."))
    for caption, lines in sections.items():
        if lines:
            draw.table(lines_table(catalogue, caption, lines), 12)


def files(sight: Sight, found: Account) -> None:
    """The list of cells as a workbook; to the office, each file as it was received."""
    if not found.lines:
        return
    title = say(
        "Nguồn số liệu: {name}, {name_2}", name=found.indicator.name, name_2=found.value.name
    )
    table = lines_file(sight.desk.catalogue, f"{title}, {inside(found.value.period.label)}", found)
    name = f"nguon-so-lieu_{found.value.indicator}_{found.value.area_token}_{found.value.period}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            say("Tải danh sách ô (Excel)"),
            as_now(partial(workbook.workbook_bytes, [table], title=title)),
            f"{name}.xlsx",
            workbook.MIME,
            on_click="ignore",
        )
        if sight.view.audience is Audience.INTERNAL:
            _original(found)


def _original(found: Account) -> None:
    known = files_of(found.lines)
    chosen = st.selectbox(
        say("Tệp gốc như khi nhận"), list(known), format_func=lambda sha: known[sha]
    )
    try:
        content = Ledger.open(data_dir()).kept_file(chosen)
    except LedgerError as error:
        st.warning(str(error))
        return
    name = PurePath(known[chosen].rpartition(" › ")[2]).name
    st.download_button(say("Tải tệp gốc"), content, name, on_click="ignore")


def links(sight: Sight, names: list[str]) -> None:
    """A line of ways to the accounts of several figures."""
    catalogue = sight.desk.catalogue
    ways = [f"[{catalogue.indicators[each].short_name}]({link(sight, each)})" for each in names]
    st.caption(say("Nguồn số liệu: {ways}", ways=" · ".join(ways)))
