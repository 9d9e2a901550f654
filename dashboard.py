"""The front door: names the pages, then shows the chosen one inside its frame.

`st.navigation` comes before anything else: until it has run, Streamlit would serve the files of
`pages/` by their own addresses, past everything that stands here. They only define `render`, so
nothing shows even then (tests/e2e opens each of them cold).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages import ban_do, ket_qua, tong_quan
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
            ],
            "Phân tích": [
                st.Page(ket_qua.render, title="Kết quả thực hiện chỉ tiêu", url_path="ket-qua"),
                st.Page(ban_do.render, title="Bản đồ", url_path="ban-do"),
            ],
        }
    )
    show(page)


main()
