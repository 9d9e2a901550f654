"""Child-friendly communes on the screen: the year's assessment of each unit, and the years."""

from __future__ import annotations

from html import escape

import streamlit as st

from childrights.assessing import (
    Asking,
    Round,
    Scored,
    criteria_of,
    history,
    is_reformed,
    own_history,
    round_of,
    years_of,
)
from childrights.disclosure.door import Audience
from childrights.figures.attainment import headline_card
from childrights.figures.html import cards_html, table_html
from childrights.figures.matrix import MatrixChart
from childrights.figures.notes import Notes, notes_for, span_words
from childrights.figures.recognition import (
    UnitAssessed,
    YearScore,
    describe_criteria,
    describe_history,
    describe_own_years,
    recognition_table,
    say_doubt,
    say_summary,
)
from childrights.figures.series import period_for, same_place
from childrights.figures.words import unit_noun
from childrights.judgement.recognition import Assessed, assessment_of
from childrights.language import say
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.view import OpenDesk, Sight, inside
from pages._shared import ask, draw, panels, provinces, table_files


def latest(sight: Sight) -> Round | None:
    """The assessment of the latest year at or before the view's period.

    ``None`` where the catalogue has none, or the place did not stand then.
    """
    catalogue = sight.desk.catalogue
    about = assessment_of(catalogue)
    if about is None:
        return None
    period = period_for(catalogue.indicators[about.score].spans, sight.view.period)
    area = same_place(sight.desk, sight.area, period)
    if area is None:
        return None
    if provinces.is_great(area):
        area = sight.desk.area(provinces.chosen(sight, area, "recognition-province"), period)
    scored = _round(sight.opened, about, area.token, str(period), sight.view.audience.value)
    units = tuple(_named(sight, item) for item in scored)
    criteria_then = criteria_of(sight.desk, about, period)
    return Round(area.token, area.label, about, criteria_then, period, units)


def _named(sight: Sight, item: Scored) -> UnitAssessed:
    total = item.score.total
    is_own = total.area_token == sight.view.area_token
    link = "" if is_own else draw.unit_link(sight, total, "xa-phuong")
    return UnitAssessed(total.name, item.score, item.found, link)


@st.cache_resource(max_entries=300, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _round(
    opened: OpenDesk, about: Assessed, token: str, period: str, audience: str
) -> list[Scored]:
    asking = Asking(about, token, Audience(audience))
    return round_of(opened.desk, asking, Period.parse(period))


def say_none(sight: Sight) -> None:
    """There is nothing to show: say whether the catalogue or the place is why."""
    about = assessment_of(sight.desk.catalogue)
    if about is None:
        st.markdown(say("Danh mục chưa có bảng tự chấm điểm theo tiêu chí."))
        return
    spans = sight.desk.catalogue.indicators[about.score].spans
    period = period_for(spans, sight.view.period)
    st.markdown(
        say(
            "{label} chưa có đánh giá {label_2}: khi đó đơn vị chưa thành lập hoặc "
            "là một địa bàn khác. **Chưa đánh giá lại sau sắp xếp**.",
            label=sight.area.label,
            label_2=inside(period.label),
        )
    )


def named(found: Round) -> list[str]:
    """Indicators on the page, for the way to their cells."""
    return [name for name in (found.about.score, found.about.status) if name]


# ── The year ──────────────────────────────────────────────────────────────────────────────


def summary(sight: Sight, found: Round) -> None:
    """Which year, how many stand where, and the share recognised beside its target."""
    noun = unit_noun(unit.name for unit in found.units)
    where = "" if found.token == sight.view.area_token else f"{found.label}, "
    said = f"{where}{found.period.label}: {say_summary(found.units, noun)}"
    st.html(f'<p class="te-sentence">{escape(said)}</p>')
    if doubt := say_doubt(found.units, sight.desk.standard, found.criteria):
        st.caption(doubt)
    share = found.about.share
    if share and sight.area.level in sight.desk.catalogue.indicators[share].levels:
        item = ask.progress(sight, share, found.period)
        compared = ask.against_last_year(sight, item)
        st.html(cards_html([headline_card(item, compared, sight.view.period, sight.noun)]))


def criteria(sight: Sight, found: Round) -> None:
    """Units by criteria."""
    chart = describe_criteria(found.units, found.criteria, sight.desk.standard)
    notes = _notes(found, say("Điểm từng tiêu chí"), inside(found.period.label), found.units)
    _matrix(sight, chart, notes, found.period, "criteria")


def _notes(found: Round, what: str, when: str, units: tuple[UnitAssessed, ...]) -> Notes:
    finding = say_summary(units, say("đơn vị"))
    return notes_for(found.criteria.indicator, what, found.label, when, "", finding)


def _matrix(sight: Sight, chart: MatrixChart, notes: Notes, period: Period, key: str) -> None:
    st.header(notes.title)
    st.caption(notes.subtitle)
    panels.matrix(sight, chart, notes, period, key)


def reasons(sight: Sight, found: Round) -> None:
    """Each unit in words: its total, what is lacking, and why it stands where it does."""
    notes = _notes(found, say("Điều kiện công nhận"), inside(found.period.label), found.units)
    st.header(say("Còn thiếu gì để được công nhận"))
    caption = f"{found.label}, {inside(found.period.label)}"
    table = recognition_table(caption, found.units, found.criteria, sight.desk.standard)
    st.html(f'<div class="te-long te-wraps">{table_html(table)}</div>')
    table_files.offer(sight, table, notes, found.period, "recognition")


# ── The years ─────────────────────────────────────────────────────────────────────────────


@st.cache_resource(max_entries=300, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _history(
    opened: OpenDesk, about: Assessed, token: str, period: str, audience: str,
    keys: tuple[LocalityKey, ...],
) -> tuple[tuple[Period, ...], dict[LocalityKey, tuple[YearScore, ...]]]:  # fmt: skip
    periods = years_of(opened.desk, token, Period.parse(period))
    asking = Asking(about, token, Audience(audience))
    return periods, history(opened.desk, asking, list(keys), periods)


def years(sight: Sight, found: Round) -> None:
    """Total and recognition of each unit, year by year; a new unit begins anew."""
    keys = [unit.score.total.locality for unit in found.units]
    known = tuple(key for key in keys if key is not None)
    periods, by_unit = _history(
        sight.opened, found.about, found.token, str(found.period), sight.view.audience.value,
        known,
    )  # fmt: skip
    if len(periods) < 2:
        return
    rows = [
        (unit.name, unit.link, by_unit[key])
        for unit, key in zip(found.units, keys, strict=True)
        if key is not None
    ]
    chart = describe_history(rows, [period.year for period in periods], found.criteria.indicator)
    notes = _notes(found, say("Điểm và công nhận qua các năm"), span_words(periods), found.units)
    _matrix(sight, chart, notes, found.period, "years")
    _say_new(sight, found)


@st.cache_resource(max_entries=300, show_spinner=False, hash_funcs={OpenDesk: ask.stamp})
def _own_history(
    opened: OpenDesk, about: Assessed, token: str, period: str, audience: str
) -> list[tuple[Period, Scored | None]]:
    periods = years_of(opened.desk, token, Period.parse(period))
    return own_history(opened.desk, Asking(about, token, Audience(audience)), periods)


def _say_new(sight: Sight, found: Round) -> None:
    """Say that nothing passes from earlier units to those that came of them."""
    keys = [unit.score.total.locality for unit in found.units]
    if any(key is not None and is_reformed(sight.desk, key) for key in keys):
        st.caption(
            say(
                "Đơn vị hình thành sau sắp xếp không thừa hưởng điểm và kết quả công nhận của "
                "đơn vị cũ; chưa chấm lại thì ghi “Chưa đánh giá lại sau sắp xếp”. Muốn xem đơn "
                "vị cũ, chọn năm trước sắp xếp ở ô Năm."
            )
        )


def own_years(sight: Sight, found: Round) -> None:
    """One commune's criteria, year by year."""
    view = sight.view
    listed = _own_history(
        sight.opened, found.about, view.area_token, str(found.period), view.audience.value
    )
    rows = [(when.year, _named(sight, item) if item else None) for when, item in listed]
    chart = describe_own_years(found.criteria, sight.desk.standard, rows)
    when = span_words(tuple(period for period, _ in listed))
    notes = _notes(found, say("Điểm từng tiêu chí qua các năm"), when, found.units)
    _matrix(sight, chart, notes, found.period, "own-years")
    _say_new(sight, found)
