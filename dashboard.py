"""The front door: names the pages, then shows the chosen one inside its frame.

    python dashboard.py [--server.port=8501 …]        options are those of `streamlit run`

Until `st.navigation` has run once, Streamlit serves the files of `pages/` by their own addresses,
past everything that stands here, and answers a link to a page's real address with “Page not
found”. Started as above it never does. Started by `streamlit run dashboard.py` it does until the
first visit; the files only define `render`, so nothing shows even then (tests/e2e opens each).
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import streamlit as st
from streamlit import runtime
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from childrights.language import say, translatable
from pages import (
    ban_do,
    bao_cao,
    danh_muc,
    ho_so,
    ket_qua,
    nguon_so_lieu,
    nop_bao_cao,
    phan_to,
    so_sanh,
    tai_nan,
    tinh_hinh_bao_cao,
    tong_quan,
    xa_phuong,
    xep_hang,
)
from pages._shared.frame import show
from pages._shared.languages import in_viewers_language, show_language


class Entry(NamedTuple):
    """A page of the menu: what it defines, its name there, its address."""

    page: ModuleType
    title: str
    path: str


MENU: dict[str, tuple[Entry, ...]] = {
    # For whom, and the pages in the order of the menu.
    translatable("Lãnh đạo"): (
        Entry(tong_quan, translatable("Tổng quan"), ""),
        Entry(ho_so, translatable("Hồ sơ địa phương"), "ho-so"),
    ),
    translatable("Phân tích"): (
        Entry(ket_qua, translatable("Kết quả thực hiện chỉ tiêu"), "ket-qua"),
        Entry(ban_do, translatable("Bản đồ"), "ban-do"),
        Entry(phan_to, translatable("Phân tổ số liệu"), "phan-to"),
        Entry(so_sanh, translatable("So sánh giữa các địa phương"), "so-sanh"),
        Entry(tai_nan, translatable("Tai nạn, thương tích"), "tai-nan"),
        Entry(xa_phuong, translatable("Xã, phường phù hợp với trẻ em"), "xa-phuong"),
        Entry(xep_hang, translatable("Xếp hạng"), "xep-hang"),
    ),
    translatable("Số liệu"): (
        Entry(nop_bao_cao, translatable("Nộp báo cáo"), "nop-bao-cao"),
        Entry(tinh_hinh_bao_cao, translatable("Tình hình báo cáo"), "tinh-hinh-bao-cao"),
        Entry(nguon_so_lieu, translatable("Nguồn số liệu"), "nguon-so-lieu"),
        Entry(danh_muc, translatable("Danh mục chỉ tiêu"), "danh-muc"),
    ),
    translatable("Báo cáo"): (Entry(bao_cao, translatable("Báo cáo HĐND"), "bao-cao"),),
}


@in_viewers_language
def main() -> None:
    """Run the chosen page."""
    st.set_page_config(
        page_title=say("Thực hiện quyền trẻ em"),
        page_icon=str(Path(__file__).with_name("static") / "bieu-tuong.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    pages = menu()
    page = st.navigation(pages, position="hidden")
    show_menu(pages)
    show(page)


def menu() -> dict[str, list[StreamlitPage]]:
    """The pages by audience."""
    found = {say(group): [_page(entry) for entry in listed] for group, listed in MENU.items()}
    # The default page answers at the root alone; a typed /tong-quan must work too.
    typed = st.Page(
        tong_quan.render, title=say("Tổng quan"), url_path="tong-quan", visibility="hidden"
    )
    found[say("Lãnh đạo")].append(typed)
    return found


def _page(entry: Entry) -> StreamlitPage:
    render, is_default = entry.page.render, not entry.path
    return st.Page(render, title=say(entry.title), url_path=entry.path, default=is_default)


def show_menu(pages: dict[str, list[StreamlitPage]]) -> None:
    """The menu, under a heading for each audience; Streamlit's is no list to a screen reader."""
    with st.sidebar.container(key="menu"):
        for group, listed in pages.items():
            st.html(f'<h2 class="te-menu">{group}</h2>')
            for page in listed:
                if page.visibility == "visible":
                    st.page_link(page)
        show_language()


def serve() -> None:
    """Start the server, with the files of `pages/` shut from the first request on."""
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", __file__, *sys.argv[1:]]
    cli.main()


if runtime.exists():
    main()
elif __name__ == "__main__":
    serve()
