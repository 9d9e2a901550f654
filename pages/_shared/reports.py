"""The state of reports on the screen: counts, matrix, list, file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from childrights.briefing import csv_file, workbook
from childrights.disclosure.door import Audience
from childrights.figures.dossier import (
    FORM,
    STAGE,
    TO_CALL,
    Slot,
    count_stages,
    matrix,
    slot_table,
    slots,
    slots_file,
    stages_html,
)
from childrights.figures.reporting import reported_words
from childrights.language import as_now, say, say_many
from childrights.periods import Period
from childrights.view import OpenDesk, Sight, inside
from childrights.warehouse.history import submissions
from pages._shared import ask, draw


@st.cache_resource(max_entries=300, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _slots(opened: OpenDesk, token: str, period: str, today: date) -> list[Slot]:
    desk, when = opened.desk, Period.parse(period)
    names = {unit.key: unit.name for unit in desk.area(token, when).units}
    forms = {version.form: version.name for version in desk.catalogue.forms.values()}
    reports = desk.reporting(token, when, today)
    return slots(reports, submissions(desk.snapshot, period=period), names, forms, today)


def slots_of(sight: Sight) -> list[Slot]:
    """Every report due or sent in the view's place and period."""
    view = sight.view
    return _slots(sight.opened, view.area_token, str(view.period), sight.today)


def summary(sight: Sight, found: Sequence[Slot]) -> None:
    """How many units are complete, and how many reports are in each stage."""
    said = reported_words(ask.states(sight), sight.noun)
    if said:
        st.html(f"<p><strong>{said[:1].upper()}{said[1:]}</strong></p>")
    st.html(stages_html(count_stages(found)))


def filtered(found: Sequence[Slot]) -> list[Slot]:
    """The reports of the form and the stage that the address names."""
    forms = {slot.form: slot.form_name for slot in found}
    stages = {stage.name.lower(): say(stage.value) for stage, _ in count_stages(found)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="reports"):
        form = _one_of(say("Biểu"), FORM, forms)
        stage = _one_of(say("Trạng thái"), STAGE, stages)
    return [
        slot for slot in found if form in ("", slot.form) and stage in ("", slot.stage.name.lower())
    ]


def _one_of(label: str, name: str, options: dict[str, str]) -> str:
    """One of the options or all; what the address says and we do not know finds nothing."""
    asked = st.query_params.get(name, "")
    unknown = {asked: f"“{asked}”"} if asked and asked not in options else {}
    known = {"": say("Tất cả"), **unknown, **options}
    st.session_state[f"reports-{name}"] = asked
    picked = st.selectbox(
        label,
        list(known),
        format_func=lambda option: known.get(option, option),
        key=f"reports-{name}",
        on_change=_changed,
        args=(name,),
    )
    return picked or ""


def _changed(name: str) -> None:
    wanted = st.session_state[f"reports-{name}"]
    if wanted:
        st.query_params[name] = wanted
    else:
        st.query_params.pop(name, None)


def _everything() -> None:
    for name in (FORM, STAGE):
        st.query_params.pop(name, None)


def listing(sight: Sight, chosen: Sequence[Slot]) -> None:
    """The matrix of all forms; a list with every detail once something is chosen."""
    if not chosen:
        st.markdown(say("Không có báo cáo nào khớp với điều kiện lọc."))
        st.button(say("Bỏ điều kiện lọc"), on_click=_everything)
        return
    caption = f"{sight.area.label}, {inside(sight.view.period.label)}"
    is_narrowed = FORM in st.query_params or STAGE in st.query_params
    if is_narrowed:
        draw.table(
            slot_table(
                say_many(
                    "{caption} ({count} báo cáo)", len(chosen), caption=caption, count=len(chosen)
                ),
                chosen,
                in_full=_full(sight),
            )
        )
        return
    draw.table(matrix(caption, chosen))
    troubled = [slot for slot in chosen if slot.stage in TO_CALL]
    if troubled:
        st.header(say("Cần đôn đốc ({count})", count=len(troubled)))
        draw.table(slot_table(say("Quá hạn, trả lại, chờ mở lại"), troubled, in_full=_full(sight)))


def _full(sight: Sight) -> bool:
    return sight.view.audience is Audience.INTERNAL


def files(sight: Sight, chosen: Sequence[Slot]) -> None:
    """The list as it is filtered, as a workbook or as CSV."""
    if not chosen:
        return
    title = say(
        "Tình hình báo cáo, {label}, {label_2}",
        label=sight.area.label,
        label_2=inside(sight.view.period.label),
    )
    table = slots_file(title, chosen, sight.today, in_full=_full(sight))
    name = f"tinh-hinh-bao-cao_{sight.view.area_token}_{sight.view.period}"
    with st.container(horizontal=True):
        make = as_now(partial(workbook.workbook_bytes, [table], title=title, frozen=2))
        st.download_button(
            say("Tải danh sách (Excel)"), make, f"{name}.xlsx", workbook.MIME, on_click="ignore"
        )
        st.download_button(
            say("Tải danh sách (CSV)"), as_now(partial(csv_file.csv_bytes, table)), f"{name}.csv",
            "text/csv",
            on_click="ignore",
        )  # fmt: skip
