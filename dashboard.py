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

PAGES: tuple[tuple[str, ModuleType, str, str], ...] = (
    # For whom, the page, its name in the menu, its address; in the order of the menu.
    (translatable("Lãnh đạo"), tong_quan, translatable("Tổng quan"), ""),
    (translatable("Lãnh đạo"), ho_so, translatable("Hồ sơ địa phương"), "ho-so"),
    (translatable("Phân tích"), ket_qua, translatable("Kết quả thực hiện chỉ tiêu"), "ket-qua"),
    (translatable("Phân tích"), ban_do, translatable("Bản đồ"), "ban-do"),
    (translatable("Phân tích"), phan_to, translatable("Phân tổ số liệu"), "phan-to"),
    (translatable("Phân tích"), so_sanh, translatable("So sánh giữa các địa phương"), "so-sanh"),
    (translatable("Phân tích"), tai_nan, translatable("Tai nạn, thương tích"), "tai-nan"),
    (
        translatable("Phân tích"),
        xa_phuong,
        translatable("Xã, phường phù hợp với trẻ em"),
        "xa-phuong",
    ),
    (translatable("Phân tích"), xep_hang, translatable("Xếp hạng"), "xep-hang"),
    (translatable("Số liệu"), nop_bao_cao, translatable("Nộp báo cáo"), "nop-bao-cao"),
    (
        translatable("Số liệu"),
        tinh_hinh_bao_cao,
        translatable("Tình hình báo cáo"),
        "tinh-hinh-bao-cao",
    ),
    (translatable("Số liệu"), nguon_so_lieu, translatable("Nguồn số liệu"), "nguon-so-lieu"),
    (translatable("Số liệu"), danh_muc, translatable("Danh mục chỉ tiêu"), "danh-muc"),
    (translatable("Báo cáo"), bao_cao, translatable("Báo cáo HĐND"), "bao-cao"),
)


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
    found: dict[str, list[StreamlitPage]] = {}
    for group, module, title, path in PAGES:
        page = st.Page(module.render, title=say(title), url_path=path, default=not path)
        found.setdefault(say(group), []).append(page)
    # The default page answers at the root alone; a typed /tong-quan must work too.
    typed = st.Page(
        tong_quan.render, title=say("Tổng quan"), url_path="tong-quan", visibility="hidden"
    )
    found[say("Lãnh đạo")].append(typed)
    return found


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
