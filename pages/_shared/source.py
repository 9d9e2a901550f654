"""A figure's way back: which one is asked for, its working, its cells, its files."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from urllib.parse import urlencode

import streamlit as st

from childrights.briefing import workbook
from childrights.desk import Units
from childrights.disclosure.door import Audience
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR
from childrights.figures.html import facts_html
from childrights.figures.series import period_for
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
from childrights.periods import Period
from childrights.places.model import Level
from childrights.provenance.account import Account, NoSuchFigure, Wanted, account, files_of
from childrights.settings import data_dir
from childrights.view import OpenDesk, Sight, inside, period_query
from childrights.warehouse.ledger import Ledger, LedgerError
from pages._shared import ask, choose, draw
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
    more = {**(period_query(period) if period else {}), UNIT: unit, BREAKDOWN: _said(breakdown)}
    added = {name: text for name, text in more.items() if text}
    return f"{address}&{urlencode(added)}" if added else address


def _said(breakdown: dict[str, str] | None) -> str:
    return ",".join(f"{name}:{code}" for name, code in (breakdown or {}).items())


def _breakdown(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(",") if part)
    return {name: code for name, _, code in pairs}


# ── Which figure ──────────────────────────────────────────────────────────────────────────


@st.cache_resource(
    max_entries=500, show_spinner="Đang tìm các ô…", hash_funcs={OpenDesk: ask.stamp}
)
def _account(opened: OpenDesk, indicator: str, at: tuple[str, ...], audience: str) -> Account:
    token, period, unit, breakdown, units = at
    wanted = Wanted(
        indicator, token, Period.parse(period), unit, _breakdown(breakdown), Units(units)
    )
    return account(opened.desk, wanted, Audience(audience))


def chosen_account(sight: Sight, name: str) -> Account | None:
    """The account of the figure that the selectors and the address name; else words why not."""
    indicator = sight.desk.catalogue.indicators[name]
    period = period_for(indicator.spans, sight.view.period)
    with st.container(horizontal=True, vertical_alignment="bottom", key="source"):
        unit = _choose_unit(sight, period)
        breakdown = _choose_breakdown(sight, name, period)
        today = choose.units(sight) == "hien-nay"
    units = Units.NOW if today else Units.THEN
    at = (sight.view.area_token, str(period), unit, breakdown, units.value)
    try:
        return _account(sight.opened, name, at, sight.view.audience.value)
    except NoSuchFigure as error:
        st.warning(str(error))
        st.button("Xem con số chung của địa bàn", on_click=_whole)
        return None


def _whole() -> None:
    for name in (UNIT, BREAKDOWN):
        st.query_params.pop(name, None)


def _choose_unit(sight: Sight, period: Period) -> str:
    is_commune = sight.area.level is Level.COMMUNE
    label = "Thôn, tổ dân phố" if is_commune else "Đơn vị"
    return _one_of(label, UNIT, {"": "Cả địa bàn", **_units(sight, period)})


def _units(sight: Sight, period: Period) -> dict[str, str]:
    """Code and name of each unit that the view's place consists of."""
    found = sight.desk.holdings(sight.view.area_token, period, by_unit=True)
    return {item.token: item.name for item in found}


def _choose_breakdown(sight: Sight, name: str, period: Period) -> str:
    catalogue = sight.desk.catalogue
    offered = {
        _said({each: code}): say_breakdown(catalogue, {each: code})
        for each, codes in catalogue.definition(name, period).breakdowns.items()
        for code in codes
    }
    return _one_of("Phân tổ", BREAKDOWN, {"": "Chung", **offered})


def _one_of(label: str, name: str, options: dict[str, str]) -> str:
    """One of the options; what the address says and is none of them stays, to be answered."""
    asked = st.query_params.get(name, "")
    known = options if asked in options else {asked: f"“{asked}”", **options}
    st.session_state[f"source-{name}"] = asked
    picked = st.selectbox(
        label,
        list(known),
        format_func=lambda option: known.get(option, option),
        key=f"source-{name}",
        on_change=_changed,
        args=(name,),
    )
    return picked or ""


def _changed(name: str) -> None:
    wanted = st.session_state[f"source-{name}"]
    if wanted:
        st.query_params[name] = wanted
    else:
        st.query_params.pop(name, None)


# ── What is shown ─────────────────────────────────────────────────────────────────────────


def working_of(sight: Sight, found: Account) -> None:
    """The figure and how it was worked out."""
    breakdown = say_breakdown(sight.desk.catalogue, found.value.breakdown)
    about = [found.value.name, found.value.period.label, breakdown]
    st.subheader(found.indicator.name)
    st.caption(" · ".join(filter(None, about)))
    st.html(facts_html(working(sight.desk.catalogue, found)))


def is_shut(found: Account) -> bool:
    """Say that the cells are not for this audience, where they are not."""
    if found.is_shut:
        st.markdown(
            "Chỉ tiêu này không cho xem từng ô ở chế độ công khai (bảo vệ thông tin trẻ em). "
            "Người có quyền xem nội bộ chọn **Chế độ xem: Nội bộ** để truy nguồn."
        )
    return found.is_shut


def parts_of(sight: Sight, found: Account) -> None:
    """Components of a composite, each a way to its own cells."""
    if not found.parts:
        return
    links = [link(sight, part.indicator) for part in found.parts]
    title = "Chỉ số tổng hợp từ các thành phần; chọn một thành phần để xem từng ô"
    draw.table(parts_table(sight.desk.catalogue, title, found.value.period, found.parts, links), 40)


def cells_of(sight: Sight, found: Account) -> None:
    """Cells of the numerator, of the denominator, and those that do not count."""
    catalogue = sight.desk.catalogue
    sections = {
        "Các ô của tử số": found.counted(NUMERATOR),
        "Các ô của mẫu số": found.counted(DENOMINATOR),
        "Các ô không được tính": found.left_out,
    }
    if not found.parts and not found.lines:
        st.markdown("Chưa có ô nào: chưa đơn vị nào gửi số liệu của chỉ tiêu này cho kỳ này.")
    for caption, lines in sections.items():
        if lines:
            draw.table(lines_table(catalogue, caption, lines), 12)


def files(sight: Sight, found: Account) -> None:
    """The list of cells as a workbook; to the office, each file as it was received."""
    if not found.lines:
        return
    title = f"Nguồn số liệu: {found.indicator.name}, {found.value.name}"
    table = lines_file(sight.desk.catalogue, f"{title}, {inside(found.value.period.label)}", found)
    name = f"nguon-so-lieu_{found.value.indicator}_{found.value.area_token}_{found.value.period}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Tải danh sách ô (Excel)",
            partial(workbook.workbook_bytes, [table], title=title),
            f"{name}.xlsx",
            workbook.MIME,
            on_click="ignore",
        )
        if sight.view.audience is Audience.INTERNAL:
            _original(found)


def _original(found: Account) -> None:
    known = files_of(found.lines)
    chosen = st.selectbox("Tệp gốc như khi nhận", list(known), format_func=lambda sha: known[sha])
    try:
        content = Ledger.open(data_dir()).kept_file(chosen)
    except LedgerError as error:
        st.warning(str(error))
        return
    name = PurePath(known[chosen].rpartition(" › ")[2]).name
    st.download_button("Tải tệp gốc", content, name, on_click="ignore")


def links(sight: Sight, names: list[str]) -> None:
    """A line of ways to the accounts of several figures."""
    catalogue = sight.desk.catalogue
    ways = [f"[{catalogue.indicators[each].short_name}]({link(sight, each)})" for each in names]
    st.caption(f"Nguồn số liệu: {' · '.join(ways)}")
