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

import streamlit as st
from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

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


def main() -> None:
    """Run the chosen page."""
    st.set_page_config(
        page_title="Thực hiện quyền trẻ em",
        page_icon=str(Path(__file__).with_name("static") / "bieu-tuong.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    page = st.navigation(
        {
            "Lãnh đạo": [
                st.Page(tong_quan.render, title="Tổng quan", url_path="", default=True),
                # The default page answers at the root alone; a typed /tong-quan must work too.
                st.Page(
                    tong_quan.render,
                    title="Tổng quan",
                    url_path="tong-quan",
                    visibility="hidden",
                ),
                st.Page(ho_so.render, title="Hồ sơ địa phương", url_path="ho-so"),
            ],
            "Phân tích": [
                st.Page(ket_qua.render, title="Kết quả thực hiện chỉ tiêu", url_path="ket-qua"),
                st.Page(ban_do.render, title="Bản đồ", url_path="ban-do"),
                st.Page(phan_to.render, title="Phân tổ số liệu", url_path="phan-to"),
                st.Page(tai_nan.render, title="Tai nạn, thương tích", url_path="tai-nan"),
                st.Page(
                    xa_phuong.render,
                    title="Xã, phường phù hợp với trẻ em",
                    url_path="xa-phuong",
                ),
                st.Page(so_sanh.render, title="So sánh giữa các địa phương", url_path="so-sanh"),
                st.Page(xep_hang.render, title="Xếp hạng", url_path="xep-hang"),
                st.Page(bao_cao.render, title="Báo cáo HĐND", url_path="bao-cao"),
            ],
            "Số liệu": [
                st.Page(nop_bao_cao.render, title="Nộp báo cáo", url_path="nop-bao-cao"),
                st.Page(
                    tinh_hinh_bao_cao.render,
                    title="Tình hình báo cáo",
                    url_path="tinh-hinh-bao-cao",
                ),
                st.Page(nguon_so_lieu.render, title="Nguồn số liệu", url_path="nguon-so-lieu"),
                st.Page(danh_muc.render, title="Danh mục chỉ tiêu", url_path="danh-muc"),
            ],
        }
    )
    show(page)


def serve() -> None:
    """Start the server, with the files of `pages/` shut from the first request on."""
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", __file__, *sys.argv[1:]]
    cli.main()


if runtime.exists():
    main()
elif __name__ == "__main__":
    serve()
