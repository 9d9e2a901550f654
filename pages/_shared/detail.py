"""Everything about one indicator: verdict, trend, units, breakdowns, definition."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from childrights.breaking_down import Ways
from childrights.catalogue.model import Indicator
from childrights.disclosure.door import DisclosedValue
from childrights.figures.attainment import headline_card
from childrights.figures.breakdown import describe_breakdown
from childrights.figures.html import cards_html
from childrights.figures.notes import UNCONFIRMED, Notes, notes_for, span_words
from childrights.figures.pace_words import say_pace
from childrights.figures.series import series_break
from childrights.figures.table import breakdown_table, overview_table, trend_table, unit_table
from childrights.figures.trend import describe_trend, intervals_by_year, trend_keys
from childrights.figures.units import Order, describe_units, intervals_by_unit, ordered, units_keys
from childrights.figures.words import say_coverage, say_document
from childrights.judgement.targets import Progress, Verdict
from childrights.language import say
from childrights.periods import Period
from childrights.places.model import Level
from childrights.view import Sight, inside
from pages._shared import ask, ask_units, choose, draw, parts, side_by_side
from pages._shared.languages import say_translated


def _facts(sight: Sight, name: str) -> tuple[Indicator, Period]:
    period = ask.shown_period(sight, name)
    return sight.desk.catalogue.definition(name, period), period


def verdict(sight: Sight, name: str) -> None:
    """The figure, its target and the verdict."""
    _, period = _facts(sight, name)
    item = ask.progress(sight, name, period)
    compared = ask.against_last_year(sight, item)
    st.html(cards_html([headline_card(item, compared, sight.view.period, sight.noun)]))
    if pace := say_pace(item):
        st.caption(pace)


def over_time(sight: Sight, name: str) -> None:
    """The trend beside its table, in the units of each period or in today's."""
    indicator, period = _facts(sight, name)
    is_today = choose.units(sight) == "hien-nay"
    found = (ask.series_today if is_today else ask.series)(sight, name, period)
    if not any(_is_drawn(item.value) for item in found):
        st.header(say("Diễn biến"))
        st.markdown(say("Chưa có số liệu ở kỳ nào cùng loại để vẽ diễn biến."))
        return
    periods = tuple(item.value.period for item in found)
    breaks = not is_today and series_break(sight.desk, sight.area, periods)
    drawn = describe_trend(found, breaks, intervals_by_year(found))
    place = sight.desk.area_today(sight.view.area_token).label if is_today else sight.area.label
    when = span_words(periods, is_today=is_today)
    notes = notes_for(indicator, say("Diễn biến"), place, when, "", drawn.finding)
    left, right = draw.beside()
    with left:
        draw.chart(sight, drawn, notes, period, "trend")
        st.caption(trend_keys(drawn))
    with right:
        measures = ask.measures(sight, indicator)
        draw.table(trend_table(say("Số liệu của biểu đồ diễn biến"), found, sight.noun, measures))


def _is_drawn(value: DisclosedValue) -> bool:
    return value.is_known or value.is_suppressed or value.lower is not None


def by_unit(sight: Sight, name: str) -> None:
    """Units side by side, beside their table; hamlets for a commune."""
    indicator, period = _facts(sight, name)
    units = ask.unit_progress(sight, name, period)
    is_commune = sight.area.level is Level.COMMUNE
    what = say("So sánh theo thôn, tổ dân phố") if is_commune else say("So sánh theo đơn vị")
    if not any(item.value.is_known or item.value.is_suppressed for item in units):
        st.header(what)
        st.markdown(say("Chưa có số liệu theo đơn vị cho kỳ {label}.", label=inside(period.label)))
        return
    order = st.segmented_control(
        say("Sắp xếp đơn vị"), list(Order), default=Order.VALUE, format_func=say, required=True
    )
    listed = ordered(units, order or Order.VALUE)
    whole = ask.progress(sight, name, period).value
    coverage = say_coverage(whole, sight.noun)
    notes = notes_for(
        indicator, what, sight.area.label, period.label, coverage, say("Xem bảng bên cạnh.")
    )
    left, right = draw.beside()
    with left:
        _drawn(sight, listed, whole, notes)
    with right:
        measures = ask.measures(sight, indicator)
        draw.table(
            unit_table(say("Số liệu của biểu đồ"), indicator, listed, measures, _link(sight, name)),
            20,
        )


def _drawn(sight: Sight, listed: list[Progress], whole: DisclosedValue, notes: Notes) -> None:
    """Each unit with its interval, and the funnel where chance has limits; not for hamlets."""
    name, period = whole.indicator, whole.period
    area = None if sight.area.level is Level.COMMUNE else ask.map_area(sight, period)
    if area is None or ask_units.funnel(sight, name, area.token, period) is None:
        _dots(sight, listed, whole, notes)
        return
    each, together = st.tabs([say("Từng đơn vị"), say("So với bình quân")])
    with each:
        _dots(sight, listed, whole, notes)
    with together:
        side_by_side.funnel(sight, name, area, period)


def _dots(sight: Sight, listed: list[Progress], whole: DisclosedValue, notes: Notes) -> None:
    shown = describe_units(listed, whole, intervals_by_unit(listed))
    draw.chart(sight, shown, notes, whole.period, "units")
    st.caption(units_keys(shown, listed))


def _link(sight: Sight, name: str) -> Callable[[DisclosedValue], str]:
    return lambda value: draw.unit_link(sight, value, "ket-qua", name)


def broken_down(sight: Sight, name: str) -> None:
    """For each breakdown of the indicator a chart, its table, and its groups over the years."""
    indicator, period = _facts(sight, name)
    if not indicator.breakdowns:
        return
    st.header(say("Phân tổ"))
    dimensions = sight.desk.catalogue.dimensions
    tabs = st.tabs([dimensions[each].label for each in indicator.breakdowns])
    for tab, each in zip(tabs, indicator.breakdowns, strict=True):
        with tab:
            _one_breakdown(sight, name, each, period)


def _one_breakdown(sight: Sight, name: str, each: str, period: Period) -> None:
    indicator, _ = _facts(sight, name)
    dimension = sight.desk.catalogue.dimensions[each]
    values = ask.broken_down(sight, name, each, period)
    what = say("Theo {heading}", heading=inside(dimension.label))
    notes = notes_for(
        indicator, what, sight.area.label, period.label, _fewest(values, sight.noun),
        say("Xem bảng bên cạnh."),
    )  # fmt: skip
    left, right = draw.beside()
    with left:
        draw.chart(
            sight, describe_breakdown(indicator, dimension, each, values), notes, period,
            f"by-{each}",
        )  # fmt: skip
    with right:
        measures = ask.measures(sight, indicator)
        draw.table(breakdown_table(notes.title, indicator, dimension, each, values, measures))
    parts.over_years(sight, Ways(name, indicator, period, each, ""))


def _fewest(values: list[DisclosedValue], noun: str) -> str:
    """Coverage of the code that fewest units reported."""
    fewest = min(values, key=lambda value: value.units_reported)
    return say_coverage(fewest, noun)


def definition(sight: Sight, name: str) -> None:
    """What the indicator means, how it is worked out, from what source, and who answers for it."""
    indicator, period = _facts(sight, name)
    source = indicator.source
    # What was assigned to the unit that had the code before does not bind this one.
    target = ask.progress(sight, name, period).target if ask.exists(sight, period) else None
    assigned = say_document(indicator, target) if target else say(Verdict.NO_TARGET.value)
    doubt = say("đã đối chiếu với văn bản gốc") if source.definition_confirmed else say(UNCONFIRMED)
    st.header(say("Định nghĩa và nguồn"))
    st.markdown(
        say(
            "**{name}**\n\n- **Định nghĩa:** {definition}\n- **Công thức:** {formula}\n- "
            "**Đơn vị tính:** {unit}\n- **Căn cứ:** {document}{value}\n- **Tình "
            "trạng:** {doubt}. {value_2}\n- **Chỉ tiêu được giao:** {assigned}\n- **Cơ "
            "quan chịu trách nhiệm:** {responsible}",
            name=indicator.name,
            definition=say(indicator.definition),
            formula=say(indicator.formula),
            unit=indicator.unit,
            document=source.document,
            value=f" ({source.article})" if source.article else "",
            doubt=doubt,
            value_2=source.note or "",
            assigned=assigned,
            responsible=indicator.responsible,
        )
    )
    say_translated()


def same_theme(sight: Sight, name: str) -> None:
    """The other indicators of the group in one table, each a way to its own page; on demand."""
    catalogue = sight.desk.catalogue
    theme = catalogue.indicators[name].theme
    if not st.toggle(say("Xem các chỉ tiêu cùng nhóm “{themes}”", themes=catalogue.themes[theme])):
        return
    listed = [
        each
        for each, item in catalogue.indicators.items()
        if item.theme == theme and sight.area.level in item.levels
    ]
    there = [each for each in listed if ask.is_there(sight, each)]
    found = [ask.progress(sight, each, ask.shown_period(sight, each)) for each in there]
    choose.left_out(sight, [each for each in listed if each not in there])
    if not found:
        return
    caption = f"{sight.area.label}, {inside(sight.view.period.label)}"
    draw.table(
        overview_table(caption, found, lambda value: draw.indicator_link(sight, value.indicator)),
        40,
    )
