"""One indicator by its breakdowns: chosen, drawn, put in a table, told over the years."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from childrights.breaking_down import BESIDE, MOST_PANELS, NOTHING_MORE, OTHER, WAY, Ways
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT
from childrights.figures.breakdown import describe_breakdown
from childrights.figures.cross import Cross
from childrights.figures.markdown import plain
from childrights.figures.matrix import describe_cross
from childrights.figures.notes import TWO_TERRITORIES, Notes, notes_for, span_words
from childrights.figures.panels import PanelOf, describe_panels, panels_of, say_panels
from childrights.figures.parts_table import cross_table, parts_table, say_cross
from childrights.figures.series import series_break
from childrights.figures.words import lower_first, say_coverage
from childrights.judgement.parts import split
from childrights.language import say
from childrights.periods import Period
from childrights.view import Sight
from pages._shared import ask, ask_cross, draw, panels, table_files


def choose_ways(sight: Sight, name: str) -> Ways | None:
    """The breakdown and the second one, kept in the address; ``None`` where there is none."""
    catalogue = sight.desk.catalogue
    period = ask.shown_period(sight, name)
    indicator = catalogue.definition(name, period)
    labels = {each: catalogue.dimensions[each].label for each in indicator.breakdowns}
    if not labels:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = _one_of(sight, say("Phân tổ theo"), WAY, labels)
        other = _one_of(sight, say("và theo"), OTHER, _others(sight, name, period, way, labels))
    if not ask_cross.may_cross(sight):
        st.caption(
            say("Chế độ công khai chỉ hiển thị từng cách phân tổ một, để bảo vệ thông tin trẻ em.")
        )
    return Ways(name, indicator, period, way, "" if other == NOTHING_MORE else other)


def _others(
    sight: Sight, name: str, period: Period, way: str, labels: Mapping[str, str]
) -> dict[str, str]:
    found = {NOTHING_MORE: say("Không phân tổ thêm")}
    for first, second in ask_cross.pairs(sight, name, period):
        if way in (first, second):
            each = second if way == first else first
            found[each] = labels[each]
    if ask_cross.may_cross(sight) and ask_cross.has_units(sight, name):
        found[UNIT] = say("Đơn vị")
    return found


def _one_of(sight: Sight, label: str, param: str, options: Mapping[str, str]) -> str:
    """One of the options; what the address asks for and is not among them is told."""
    asked = st.query_params.get(param, "")
    first = next(iter(options))
    st.session_state[f"parts-{param}"] = asked if asked in options else first
    picked = st.selectbox(
        label,
        list(options),
        format_func=lambda option: options.get(option, option),
        key=f"parts-{param}",
        on_change=_changed,
        args=(param,),
    )
    if asked and asked not in options:
        known = sight.desk.catalogue.dimensions.get(asked)
        words = known.label if known else plain(asked)
        st.caption(
            say("Không phân tổ được theo “{words}” ở đây: biểu mẫu của kỳ không có.", words=words)
        )
    elif picked:
        st.query_params[param] = picked
    return picked or first


def _changed(param: str) -> None:
    st.query_params[param] = st.session_state[f"parts-{param}"]


def say_none(sight: Sight, name: str) -> None:
    """The chosen indicator has no breakdown: say so, and how many have."""
    known = sight.desk.catalogue.indicators
    with_parts = [item for item in known.values() if item.breakdowns]
    st.markdown(
        say(
            "Chỉ tiêu “{name}” không có phân tổ: biểu mẫu chỉ thu số chung. Chọn một "
            "trong {count} chỉ tiêu có phân tổ ở ô **Chỉ tiêu**.",
            name=known[name].name,
            count=len(with_parts),
        )
    )


def _notes(sight: Sight, asked: Ways, what: str, when: str, finding: str) -> Notes:
    return notes_for(asked.indicator, what, sight.area.label, when, "", finding)


# ── One way ───────────────────────────────────────────────────────────────────────────────


def single(sight: Sight, asked: Ways) -> None:
    """Bars of one breakdown beside their table, which adds up or says why not."""
    dimension = sight.desk.catalogue.dimensions[asked.way]
    values = ask_cross.values(sight, asked.name, (asked.way,), asked.period)
    (whole,) = ask_cross.values(sight, asked.name, (), asked.period)
    chart = describe_breakdown(asked.indicator, dimension, asked.way, values)
    fewest = min(values, key=lambda value: value.units_reported)
    notes = notes_for(
        asked.indicator, say("Theo {heading}", heading=lower_first(dimension.label)),
        sight.area.label, asked.period.label, say_coverage(fewest, sight.noun),
        f"{'; '.join(f'{row.label}: {row.text}' for row in chart.rows)}.",
    )  # fmt: skip
    additive = ask_cross.is_additive(sight, asked.name, (asked.way,), asked.period)
    table = parts_table(
        notes.title,
        asked.indicator,
        ask_cross.axis(sight, asked.name, asked.way, asked.period),
        values,
        whole,
        split(values, whole, is_additive=additive),
        ask.measures(sight, asked.indicator),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        draw.chart(sight, chart, notes, asked.period, "single")
    with right:
        draw.table(table, 20)
        table_files.offer(sight, table, notes, asked.period, "single", has_hidden=chart.has_hidden)


def over_years(sight: Sight, asked: Ways) -> None:
    """A small chart for each code, its years as bars."""
    series = [item.value.period for item in ask.series(sight, asked.name, asked.period)]
    if len(series) < 2:
        return
    values = ask_cross.values(sight, asked.name, (asked.way,), *series)
    if not any(value.is_known for value in values):
        return
    axis = ask_cross.axis(sight, asked.name, asked.way, asked.period)
    by_code = {
        code: [value for value in values if value.breakdown[asked.way] == code]
        for code in axis.codes
    }
    shown = [
        PanelOf(label, None, tuple((_year(value), value) for value in by_code[code]))
        for code, label in zip(axis.codes, axis.labels, strict=True)
    ]
    chart = describe_panels(asked.indicator, shown)
    when = span_words(tuple(series))
    what = say("Từng nhóm qua các năm, theo {heading}", heading=lower_first(axis.heading))
    notes = _notes(sight, asked, what, when, say_panels(chart))
    panels.show(sight, chart, notes, asked.period, f"years-{asked.way}")
    if series_break(sight.desk, sight.area, series):
        st.caption(say(TWO_TERRITORIES))


def _year(value: DisclosedValue) -> str:
    """“2024”, with how many units reported where not all did."""
    is_whole = value.units_reported == value.units_expected or not value.is_known
    year = str(value.period.year)
    return year if is_whole else f"{year} ({value.units_reported}/{value.units_expected})"


# ── Two ways ──────────────────────────────────────────────────────────────────────────────


def crossed(sight: Sight, asked: Ways) -> None:
    """Small multiples of one breakdown within another, beside their matrix with totals."""
    is_by_unit = asked.other == UNIT
    rows, columns = (UNIT, asked.way) if is_by_unit else (asked.way, asked.other)
    found = ask_cross.crossed(sight, asked.name, rows, (columns,), asked.period)
    what = say(
        "Theo {heading} và {heading_2}",
        heading=lower_first(found.rows.heading),
        heading_2=lower_first(found.columns[0].heading),
    )
    coverage = say_coverage(found.whole, sight.noun)
    chart = describe_panels(asked.indicator, panels_of(found))
    notes = notes_for(
        asked.indicator, what, sight.area.label, asked.period.label, coverage, say_panels(chart)
    )
    if len(chart.panels) > BESIDE:
        _cross_table(sight, asked, found, notes)
        if len(chart.panels) <= MOST_PANELS:
            panels.show(sight, chart, notes, asked.period, "cross")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        panels.show(sight, chart, notes, asked.period, "cross")
    with right:
        _cross_table(sight, asked, found, notes)


def _cross_table(sight: Sight, asked: Ways, found: Cross, notes: Notes) -> None:
    chart = describe_cross(found, _links(sight, found))
    st.header(say("Bảng hai chiều"))
    st.caption(notes.subtitle)
    panels.matrix(
        sight,
        chart,
        notes,
        asked.period,
        "cross-table",
        table=cross_table(notes.title, found),
        said=say_cross(found),
    )


def _links(sight: Sight, found: Cross) -> list[str]:
    if found.rows.name != UNIT:
        return []
    return [draw.unit_link(sight, total, "phan-to", total.indicator) for total in found.row_totals]
