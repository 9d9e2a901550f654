"""Accidents and injuries: counts, rates, cùng kỳ by cause, one count crossed, units."""

from __future__ import annotations

import streamlit as st

from childrights.catalogue.model import Indicator
from childrights.evaluate.evaluate import UNIT
from childrights.figures.attainment import headline_card
from childrights.figures.html import cards_html
from childrights.figures.injury import CAUSE, SHOWN, Injuries, injuries_of, ways_of
from childrights.figures.markdown import plain
from childrights.figures.matrix import describe_cross
from childrights.figures.notes import Notes, notes_for
from childrights.figures.panels import PanelOf, describe_panels, say_panels
from childrights.figures.parts_table import (
    counts_table,
    cross_table,
    like_table,
    say_cross,
    say_like_units,
)
from childrights.figures.words import lower_first, say_coverage
from childrights.language import say
from childrights.like_parts import LikeParts
from childrights.periods import Period
from childrights.places.model import Level
from childrights.view import Sight, inside
from pages._shared import ask, ask_cross, choose, draw, panels, provinces, table_files


def known(sight: Sight) -> Injuries:
    """The catalogue's indicators of injuries that this place can have, the gravest first."""
    found = injuries_of(sight.desk.catalogue)
    return Injuries(
        tuple(name for name in found.counts if _has(sight, name)),
        tuple(name for name in found.whole if _has(sight, name)),
        tuple(name for name in found.rates if ask.is_there(sight, name)),
    )


def say_none(sight: Sight) -> None:
    """There is nothing to show: say whether the catalogue or the place is why."""
    absent = _absent(sight)
    if absent:
        choose.is_there(sight, absent[0])
        return
    st.markdown(say("Danh mục chưa có chỉ tiêu nào phân tổ theo loại tai nạn, thương tích."))


def _has(sight: Sight, name: str) -> bool:
    return _applies(sight, name) and ask.is_there(sight, name)


def _absent(sight: Sight) -> list[str]:
    """What this level can have, but not in the period shown, in which the place did not stand."""
    listed = [name for name in injuries_of(sight.desk.catalogue).counts if _applies(sight, name)]
    return [name for name in listed if not ask.is_there(sight, name)]


def _applies(sight: Sight, name: str) -> bool:
    return sight.area.level in sight.desk.catalogue.indicators[name].levels


def _facts(sight: Sight, name: str) -> tuple[Indicator, Period]:
    period = ask.shown_period(sight, name)
    return sight.desk.catalogue.definition(name, period), period


# ── Figures at a glance ───────────────────────────────────────────────────────────────────


def cards(sight: Sight, found: Injuries) -> None:
    """A card for each count, with its change in cases; what the place cannot have is said."""
    _cards(sight, found.counts)
    choose.left_out(sight, _absent(sight))


def _cards(sight: Sight, names: tuple[str, ...]) -> None:
    items = [ask.progress(sight, name, _facts(sight, name)[1]) for name in names]
    st.html(
        cards_html(
            headline_card(item, ask.against_last_year(sight, item), sight.view.period, sight.noun)
            for item in items
        )
    )


def rates(sight: Sight, found: Injuries) -> None:
    """Rates where they mean something; elsewhere words why there are none."""
    shown = tuple(name for name in found.rates if _applies(sight, name))
    if shown:
        _cards(sight, shown)
        return
    if found.rates:
        listed = [sight.desk.catalogue.indicators[name] for name in found.rates]
        names = "; ".join(lower_first(item.short_name) for item in listed)
        st.caption(
            say(
                "Không tính {names} ({unit}) cho {label}: số trẻ em ở cấp này quá ít "
                "để một tỷ suất có nghĩa. Xem số trường hợp.",
                names=names,
                unit=listed[0].unit,
                label=sight.area.label,
            )
        )


def like_last_year(sight: Sight, found: Injuries) -> None:
    """Cause by cause beside cùng kỳ, in cases."""
    names = [name for name in found.whole if CAUSE in _facts(sight, name)[0].breakdowns]
    if not names:
        return
    heading = say("Theo loại tai nạn, so với cùng kỳ")
    st.header(heading)
    listed = _like_parts(sight, names)
    if not listed:
        st.markdown(
            say(
                "Không có đơn vị nào báo cáo cả kỳ này và cùng kỳ năm trước trên cùng một địa "
                "bàn, nên không so sánh."
            )
        )
        return
    _, period = _facts(sight, names[0])
    now = listed[0][1].whole[0]
    notes = _notes(sight, names[0], heading, "")
    axis = ask_cross.axis(sight, names[0], CAUSE, period)
    over = say_like_units(now, sight.noun)
    caption = _caption(heading, sight.area.label, period)
    table = like_table(caption, axis, listed, over)
    draw.table(table, 20)
    table_files.offer(sight, table, notes, period, "like", has_hidden=now.is_suppressed)


def _like_parts(sight: Sight, names: list[str]) -> list[tuple[Indicator, LikeParts]]:
    """Counts over like units, those of the first one's period and causes alone."""
    first, when = _facts(sight, names[0])
    listed = []
    for name in names:
        indicator, period = _facts(sight, name)
        is_alike = indicator.breakdowns[CAUSE] == first.breakdowns[CAUSE] and period == when
        like = ask_cross.like_parts(sight, name, CAUSE, period) if is_alike else None
        if like is not None:
            listed.append((indicator, like))
    return listed


def _caption(heading: str, label: str, period: Period) -> str:
    """“Theo đơn vị: Quận Hoàng Mai, 6 tháng đầu năm 2024”: no two tables of a page alike."""
    return f"{heading}: {label}, {inside(period.label)}"


def _notes(sight: Sight, name: str, what: str, finding: str) -> Notes:
    indicator, period = _facts(sight, name)
    (whole,) = ask_cross.values(sight, name, (), period)
    coverage = say_coverage(whole, sight.noun)
    return notes_for(indicator, what, sight.area.label, period.label, coverage, finding)


# ── One count in detail ───────────────────────────────────────────────────────────────────


def detail(sight: Sight, found: Injuries) -> None:
    """The chosen count by cause, sex, age and place; the gravest unless another is asked for."""
    st.header(say("Chi tiết theo loại, giới tính, độ tuổi, địa điểm"))
    name = _chosen(sight, found)
    indicator, period = _facts(sight, name)
    (whole,) = ask_cross.values(sight, name, (), period)
    if whole.value == 0:
        st.markdown(
            say(
                "**Không phát sinh**: {name} của {label}, {label_2}, là 0 ({value}).",
                name=lower_first(indicator.name),
                label=sight.area.label,
                label_2=inside(period.label),
                value=say_coverage(whole, sight.noun) or say("đã báo cáo"),
            )
        )
        return
    if ask_cross.may_cross(sight):
        _matrices(sight, name, indicator, period)
    else:
        _one_at_a_time(sight, name, indicator, period)


def _chosen(sight: Sight, found: Injuries) -> str:
    labels = {name: sight.desk.catalogue.indicators[name].short_name for name in found.counts}
    asked = st.query_params.get(SHOWN, "")
    first = asked if asked in labels else found.counts[0]
    if asked and asked not in labels:
        st.caption(say("Không có số liệu “{asked}” ở trang này.", asked=plain(asked)))
    picked = st.segmented_control(
        say("Số liệu"),
        list(labels),
        default=first,
        format_func=lambda name: labels[name],
        required=True,
        key="injury-shown",
    )
    if picked and picked != asked:
        st.query_params[SHOWN] = picked
    return picked or first


def _matrices(sight: Sight, name: str, indicator: Indicator, period: Period) -> None:
    for rows, columns in ways_of(indicator):
        if not ask_cross.is_carried(sight, name, (rows, *columns), period):
            continue
        found = ask_cross.crossed(sight, name, rows, columns, period)
        heads = [lower_first(axis.heading) for axis in (found.rows, *found.columns)]
        chart = describe_cross(found)
        notes = _notes(
            sight, name, say("Theo {heading}", heading=", ".join(heads)), say_cross(found)
        )
        st.markdown(f"**{notes.title}**")
        key = f"{name}-{rows}-{'-'.join(columns)}"
        table = cross_table(notes.title, found)
        panels.matrix(sight, chart, notes, period, key, table=table, said=say_cross(found))


def _one_at_a_time(sight: Sight, name: str, indicator: Indicator, period: Period) -> None:
    """To the public, each breakdown by itself."""
    shown = []
    for dimension in indicator.breakdowns:
        axis = ask_cross.axis(sight, name, dimension, period)
        values = ask_cross.values(sight, name, (dimension,), period)
        shown.append(PanelOf(axis.heading, None, tuple(zip(axis.labels, values, strict=True))))
    chart = describe_panels(indicator, shown)
    notes = _notes(sight, name, say("Theo từng cách phân tổ"), say_panels(chart))
    panels.show(sight, chart, notes, period, f"{name}-single")
    st.caption(
        say("Chế độ công khai chỉ hiển thị từng cách phân tổ một, để bảo vệ thông tin trẻ em.")
    )


# ── Units ─────────────────────────────────────────────────────────────────────────────────


def by_unit(sight: Sight, found: Injuries) -> None:
    """Every count of each unit of the area, deaths first; none for a commune without hamlets."""
    if provinces.is_great(sight.area):
        st.caption(
            say(
                "{label} có {count} đơn vị: chọn một tỉnh ở ô Địa bàn để xem từng đơn vị.",
                label=sight.area.label,
                count=len(sight.area.units),
            )
        )
        return
    listed = [name for name in found.counts if ask_cross.has_units(sight, name)]
    if not listed:
        return
    _, period = _facts(sight, listed[0])
    # A count of another period may be of other units, which share no rows with these.
    names = tuple(name for name in listed if _facts(sight, name)[1] == period)
    columns = [
        (_facts(sight, name)[0], ask_cross.values(sight, name, (UNIT,), period)) for name in names
    ]
    is_commune = sight.area.level is Level.COMMUNE
    heading = say("Theo thôn, tổ dân phố") if is_commune else say("Theo đơn vị")
    st.header(heading)
    table = counts_table(
        _caption(heading, sight.area.label, period),
        columns,
        lambda value: draw.unit_link(sight, value, "tai-nan"),
    )
    draw.table(table, 20)
    notes = _notes(sight, names[0], say("Theo đơn vị"), "")
    hidden = any(value.is_suppressed for _, listed in columns for value in listed)
    table_files.offer(sight, table, notes, period, "units", has_hidden=hidden)
