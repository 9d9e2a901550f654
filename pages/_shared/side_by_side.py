"""Units of an area side by side: the sentence, both charts, the list and its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from childrights.comparing import Comparison
from childrights.disclosure.door import DisclosedValue
from childrights.figures.charts import FunnelChart, UnitsChart
from childrights.figures.comparison import (
    BY_WORDS,
    MANY,
    ORDER,
    By,
    charted,
    comparison_sentence,
    groups,
    intervals_of,
    rank_sentence,
    sorted_units,
)
from childrights.figures.comparison_html import groups_html
from childrights.figures.comparison_table import comparison_file, comparison_table
from childrights.figures.funnel import funnel_finding, funnel_keys
from childrights.figures.notes import notes_for
from childrights.figures.units import describe_units, units_keys
from childrights.figures.words import say_coverage, unit_noun
from childrights.judgement.targets import Progress
from childrights.language import say
from childrights.periods import Period
from childrights.places.model import Area, LocalityKey
from childrights.view import Sight, inside
from pages._shared import ask_units, download, draw, table_files, wrapped
from pages._shared.wrapped import units_style


def own_key(sight: Sight, area: Area) -> LocalityKey | None:
    """The commune that the viewer came from, where the area is the one above it."""
    own = sight.area.locality
    return own.key if own is not None and area.token != sight.area.token else None


def explain(sight: Sight, area: Area) -> None:
    """For a single commune its peers are shown: say so."""
    if area.token != sight.area.token:
        st.markdown(
            say(
                "{label} là một đơn vị cấp xã, nên trang này so sánh các đơn vị của "
                "**{label_2}**; tên in đậm là {label}.",
                label=sight.area.label,
                label_2=area.label,
            )
        )


def sentences(found: Comparison, area: Area) -> None:
    """What can be said of the units together, who differs, and whether they can be ranked."""
    units_style()
    st.html(f'<p class="te-sentence">{escape(comparison_sentence(found, _noun(area)))}</p>')
    if differing := groups(found):
        st.html(groups_html(differing))
    if said := rank_sentence(found):
        st.markdown(said)


def order() -> By:
    """The order of units, kept in the address."""
    words = [by.value for by in By]
    asked = st.query_params.get(ORDER, By.VALUE.value)
    chosen = st.segmented_control(
        say("Sắp xếp đơn vị theo"),
        words,
        default=asked if asked in words else By.VALUE.value,
        format_func=lambda word: say(BY_WORDS[By(word)]),
        required=True,
        key="choose-order",
    )
    by = By(chosen or By.VALUE.value)
    st.query_params[ORDER] = by.value
    return by


def charts(sight: Sight, found: Comparison, area: Area, by: By) -> None:
    """Dots with their intervals, and the funnel where chance has limits."""
    units = charted(sorted_units(found, by))
    name, period = found.mean.value.indicator, found.mean.value.period
    drawn = ask_units.funnel(sight, name, area.token, period)
    if drawn is None:
        _dots(sight, found, area, units)
        return
    if len(found.units) > MANY:
        _draw_funnel(sight, found, area, drawn)
        with st.expander(say("Xem từng đơn vị có số liệu ({count})", count=len(units))):
            _dots(sight, found, area, units)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _dots(sight, found, area, units)
    with right:
        _draw_funnel(sight, found, area, drawn)


def funnel(sight: Sight, name: str, area: Area, period: Period) -> None:
    """The funnel alone, where chance has limits."""
    drawn = ask_units.funnel(sight, name, area.token, period)
    if drawn is not None:
        _draw_funnel(sight, ask_units.compared(sight, name, area.token, period), area, drawn)


def _draw_funnel(sight: Sight, found: Comparison, area: Area, drawn: FunnelChart) -> None:
    _chart(sight, found, area, drawn, say("So với bình quân"), funnel_finding(drawn))
    st.caption(funnel_keys(drawn))


def _dots(sight: Sight, found: Comparison, area: Area, units: list[Progress]) -> None:
    shown = describe_units(units, found.mean.value, intervals_of(found), own_key(sight, area))
    said = "; ".join(f"{row.name}: {row.text}" for row in shown.rows)
    _chart(sight, found, area, shown, say("So sánh theo đơn vị"), f"{said}.")
    st.caption(units_keys(shown, units))


def _chart(
    sight: Sight,
    found: Comparison,
    area: Area,
    shown: UnitsChart | FunnelChart,
    what: str,
    finding: str,
) -> None:
    value = found.mean.value
    coverage = say_coverage(value, _noun(area))
    notes = notes_for(found.mean.indicator, what, area.label, value.period.label, coverage, finding)
    st.header(notes.title)
    st.caption(notes.subtitle)
    draw.plot(shown, notes, f"chart-{notes.stem}")
    st.caption(notes.source)
    download.offer(sight, shown, notes, area, value.period, notes.stem)


def listing(sight: Sight, found: Comparison, area: Area, by: By) -> None:
    """The list in the order chosen, and its files."""
    indicator, value = found.mean.indicator, found.mean.value
    units = sorted_units(found, by)
    title = f"{indicator.name}, {area.label}, {inside(value.period.label)}"
    own = own_key(sight, area)
    wrapped.table(comparison_table(title, found, units, profile_link(sight), own))
    stem = f"so-sanh_{value.indicator}_{area.token}_{value.period}"
    make = partial(comparison_file, title, found, units)
    table_files.offer_made(make, stem, "compared", frozen=2)


def profile_link(sight: Sight) -> Callable[[DisclosedValue], str]:
    """The way from a unit of a list to its profile."""
    return lambda value: draw.unit_link(sight, value, "ho-so")


def nothing(period: Period) -> None:
    """Units have no figures to compare: say why, and what to do."""
    st.markdown(
        say(
            "Chỉ tiêu này không có số liệu theo đơn vị ở kỳ {label} để so sánh. Chọn "
            "chỉ tiêu khác, hoặc kỳ khác.",
            label=inside(period.label),
        )
    )


def _noun(area: Area) -> str:
    return unit_noun(unit.name for unit in area.units)
