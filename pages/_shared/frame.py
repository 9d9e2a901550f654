"""What stands around every page: filter bar, marks, and words instead of a traceback."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from childrights.figures.markdown import plain
from childrights.figures.reporting import reported_words
from childrights.language import is_english, say
from childrights.places.model import BadReference, UnknownPlace
from childrights.places.sources import MissingSource
from childrights.settings import data_dir
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import VIETNAM_TIME, format_date
from childrights.view import Notice, OpenDesk, Reading, Sight, cut_off
from childrights.warehouse.snapshot import NoSnapshot, UnreadableSnapshot
from childrights.warehouse.staleness import is_behind
from pages._shared import ask
from pages._shared.counter import limit, open_counter, put_sight
from pages._shared.filter_bar import (
    follow,
    read_address,
    remember,
    show_filter,
    show_link,
    show_reports_link,
)


def show(page: StreamlitPage) -> None:
    """Show a page inside its frame, or say in words what stands in the way and what to do."""
    st.html(Path(__file__).with_name("style.css"))
    if is_english():
        _speak_style()
    try:
        opened = open_counter()
    except NoSnapshot:
        if _needs_no_figures(page):
            put_sight(None)
            page.run()
        else:
            say_empty()
    except CatalogueError as error:
        say_broken(say("Tệp cấu hình có lỗi"), [str(problem) for problem in error.problems])
    except (BadReference, MissingSource, UnreadableSnapshot) as error:
        say_broken(say("Chưa mở được số liệu"), [str(error)])
    else:
        _show_opened(page, opened)


def _speak_style() -> None:
    """The one sentence that the style sheet holds, in the viewer's language."""
    failed = say(
        "Phần này chưa hiển thị được do lỗi của chương trình. Tải lại trang; nếu vẫn vậy, báo "
        "người vận hành xem nhật ký máy chủ. Số liệu không bị ảnh hưởng."
    )
    st.html(f'<style>:root {{ --te-failed: "{failed}"; }}</style>')


def _show_opened(page: StreamlitPage, opened: OpenDesk) -> None:
    if opened.desk.is_demonstration:
        mark, why = say("DỮ LIỆU MINH HỌA"), say("không phải số liệu thật")
        st.html(f'<div class="te-demo" role="note"><strong>{mark}</strong> – {why}</div>')
    if opened.desk.snapshot.warning:
        st.warning(say(opened.desk.snapshot.warning))
    elif _is_stale(str(data_dir())):
        say_stale(opened)
    reading = ask.reading(opened, read_address(), limit())
    if not opened.desk.periods():
        if _needs_no_figures(page):
            put_sight(None)
            page.run()
            return
        if not _tells_what_was_sent(page) or reading.view is None:
            say_nothing_accepted()
            return
    slot = show_filter(opened, reading, has_units=_shows_todays_units(page))
    for notice in reading.notices:
        tell(notice)
    if reading.view is None or reading.area is None:
        put_sight(None)
        if _needs_no_place(page):
            page.run()
        return
    remember(reading.view)
    today = datetime.now(VIETNAM_TIME).date()
    sight = Sight(opened, reading.view, reading.area, today)
    put_sight(sight)
    try:
        page.run()
    except UnknownPlace as error:
        st.warning(plain(error))
    show_link(slot)
    _foot(sight, reading)


@st.cache_resource(ttl=20, show_spinner=False)
def _is_stale(folder: str) -> bool:
    """Asked every twenty seconds at most: it reads two folders of the ledger."""
    return is_behind(Path(folder))


def _shows_todays_units(page: StreamlitPage) -> bool:
    """Whether a page can show the past in today's units, and so asks for địa giới."""
    return page.url_path in ("ket-qua",)


def _needs_no_place(page: StreamlitPage) -> bool:
    """Whether a page has something to say even where the address names no place that exists."""
    return page.url_path in ("danh-muc", "nop-bao-cao")


def _needs_no_figures(page: StreamlitPage) -> bool:
    """Whether a page is of use before anything was accepted: the one that takes files in."""
    return page.url_path == "nop-bao-cao"


def _tells_what_was_sent(page: StreamlitPage) -> bool:
    """Whether a page has something to say where reports came and none of them counts."""
    return page.url_path == "tinh-hinh-bao-cao"


def tell(notice: Notice) -> None:
    """Say what happened, with a way to the nearest thing that can be shown."""
    with st.container(border=True):
        st.markdown(say(":orange[**Lưu ý.**] {text}", text=plain(notice.text)))
        if notice.nearest:
            st.button(notice.label, on_click=follow, args=(dict(notice.nearest),), type="primary")


def say_empty() -> None:
    """The folder holds no snapshot: say what to do next."""
    st.title(say("Chưa có số liệu"))
    st.markdown(
        say(
            "Thư mục dữ liệu này chưa nạp báo cáo nào. Chọn một trong hai cách:\n\n"
            "1. **Nạp báo cáo của đơn vị** (tệp Excel theo mẫu):"
        )
    )
    st.code(say("python -m etl load <tệp hoặc thư mục>"), language=None)
    st.markdown(
        say("2. **Xem thử với dữ liệu minh họa**: chạy lại chương trình không chọn thư mục:")
    )
    st.code("python3 run.py", language=None)
    st.markdown(say("Nạp xong, tải lại trang này; không cần khởi động lại máy chủ."))


def say_nothing_accepted() -> None:
    """A snapshot in which nothing was accepted: say what to do next."""
    st.title(say("Chưa có báo cáo nào được tiếp nhận"))
    st.markdown(
        say(
            "Các tệp đã gửi đều bị trả lại để hoàn thiện, hoặc chưa có tệp nào. Xem lỗi từng ô "
            "bằng lệnh dưới đây, sửa trong tệp Excel rồi nạp lại:"
        )
    )
    st.code(say("python -m etl check <tệp>\npython -m etl load <tệp>"), language=None)
    show_reports_link()


def say_stale(opened: OpenDesk) -> None:
    """The ledger holds more than what is shown: say since when, and what to do if it stays so."""
    built = datetime.fromisoformat(opened.desk.snapshot.meta()["built_at"]).astimezone(VIETNAM_TIME)
    st.warning(
        say(
            "Đã tiếp nhận thêm báo cáo sau khi dựng số liệu đang hiển thị ({built} "
            "ngày {date}). Tải lại trang sau ít phút; nếu dòng này còn, người vận "
            "hành chạy “python -m etl publish”.",
            built=f"{built:%H:%M}",
            date=format_date(built.date()),
        )
    )


def say_broken(title: str, problems: list[str]) -> None:
    """Something the operator must mend: each problem with its file and line."""
    st.title(title)
    st.markdown(say("Trang sẽ hiển thị lại ngay sau khi sửa các chỗ sau:"))
    st.code("\n".join(problems), language=None, wrap_lines=True)


def _foot(sight: Sight, reading: Reading) -> None:
    ends = cut_off(sight.desk, sight.area, sight.view.period)
    reported = reported_words(ask.states(sight), sight.noun)
    said = [
        say("Số liệu tính đến {ends}", ends=format_date(ends)) if ends else "",
        sight.area.note,
        reported,
    ]
    mode = say("công khai") if reading.audience.value == "public" else say("nội bộ")
    said.append(say("Chế độ xem: {mode}", mode=mode))
    st.caption(" · ".join(filter(None, said)))
