"""Questions that pages ask, answered once for a snapshot, catalogue and audience."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from childrights.catalogue.model import Indicator, Measure, Term
from childrights.desk import Units
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question
from childrights.figures.attention import UnitToCall, units_to_call
from childrights.figures.change import Compared
from childrights.figures.reporting import UnitState, unit_states
from childrights.figures.series import like_periods, period_for, same_place
from childrights.judgement.targets import Progress
from childrights.periods import Period
from childrights.places.model import Area, Level
from childrights.view import (
    Asked,
    Choice,
    OpenDesk,
    Reading,
    Sight,
    choices,
    parent_of,
    read_view,
    spans,
)


def stamp(opened: OpenDesk) -> str:
    """What an answer stays true for: the snapshot, the catalogue and the overlays."""
    return opened.stamp


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _reading(opened: OpenDesk, query: tuple[tuple[str, str], ...], limit: str) -> Reading:
    return read_view(opened.desk, dict(query), Audience(limit))


def reading(opened: OpenDesk, query: Mapping[str, str], limit: Audience) -> Reading:
    """An address, read."""
    return _reading(opened, tuple(sorted(query.items())), limit.value)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={OpenDesk: stamp})
def place_choices(opened: OpenDesk, period: str) -> list[Choice]:
    """Địa bàn to choose from in a period (as text, empty for none)."""
    return choices(opened.desk, Period.parse(period) if period else None)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs={OpenDesk: stamp})
def span_choices(opened: OpenDesk, place: str, year: str, span: str) -> list[str]:
    """Spans to choose from for a place and a year."""
    return spans(opened.desk, Asked(place, year, span))


@st.cache_resource(max_entries=5_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _progress(
    opened: OpenDesk, indicator: str, token: str, periods: tuple[str, ...], audience: str
) -> list[Progress]:
    """One question for several periods: it costs what one period costs."""
    listed = tuple(Period.parse(period) for period in periods)
    return opened.desk.progress_over(indicator, token, listed, Audience(audience))


def progress(sight: Sight, indicator: str, period: Period) -> Progress:
    """One indicator of the area beside its target."""
    return _over(sight, indicator, [period])[0]


def _over(sight: Sight, indicator: str, periods: list[Period]) -> list[Progress]:
    view, texts = sight.view, tuple(str(period) for period in periods)
    return _progress(sight.opened, indicator, view.area_token, texts, view.audience.value)


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _unit_progress(
    opened: OpenDesk, indicator: str, token: str, period: str, audience: str
) -> list[Progress]:
    return opened.desk.unit_progress(indicator, token, Period.parse(period), Audience(audience))


def unit_progress(sight: Sight, indicator: str, period: Period, token: str = "") -> list[Progress]:
    """Each unit of the area, or of another (each hamlet of a commune), beside its target."""
    view = sight.view
    place = token or view.area_token
    return _unit_progress(sight.opened, indicator, place, str(period), view.audience.value)


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _by(
    opened: OpenDesk, indicator: str, dimension: str, token: str, period: str, audience: str
) -> list[DisclosedValue]:
    question = Question(indicator, (Period.parse(period),), (dimension,))
    return opened.desk.values(question, token, Audience(audience))


def broken_down(
    sight: Sight, indicator: str, dimension: str, period: Period
) -> list[DisclosedValue]:
    """One indicator of the area by the codes of a dimension."""
    view = sight.view
    return _by(
        sight.opened, indicator, dimension, view.area_token, str(period),
        view.audience.value,
    )  # fmt: skip


def pooled(sight: Sight, indicator: str, token: str, period: Period) -> DisclosedValue:
    """One indicator of another area, such as the one that a commune's peers stand in."""
    audience = sight.view.audience.value
    return _progress(sight.opened, indicator, token, (str(period),), audience)[0].value


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _like_periods(opened: OpenDesk, token: str, view_period: str, period: str) -> list[Period]:
    area = opened.desk.area(token, Period.parse(view_period))
    return like_periods(opened.desk, area, Period.parse(period))


def series(sight: Sight, indicator: str, period: Period) -> list[Progress]:
    """One indicator of the same place over the periods of like span, oldest first."""
    view = sight.view
    periods = _like_periods(sight.opened, view.area_token, str(view.period), str(period))
    return _over(sight, indicator, periods)


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _series_today(
    opened: OpenDesk, indicator: str, token: str, period: str, audience: str
) -> list[Progress]:
    desk, span = opened.desk, Period.parse(period).span
    periods = tuple(known for known in desk.periods() if known.span is span)
    return desk.progress_over(indicator, token, periods, Audience(audience), Units.NOW)


def series_today(sight: Sight, indicator: str, period: Period) -> list[Progress]:
    """One indicator over the periods of like span, in today's units throughout."""
    view = sight.view
    return _series_today(sight.opened, indicator, view.area_token, str(period), view.audience.value)


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _exists(opened: OpenDesk, token: str, view_period: str, period: str) -> bool:
    area = opened.desk.area(token, Period.parse(view_period))
    return same_place(opened.desk, area, Period.parse(period)) is not None


def exists(sight: Sight, period: Period) -> bool:
    """Whether the view's place was the same place in another period."""
    view = sight.view
    return _exists(sight.opened, view.area_token, str(view.period), str(period))


def headline(sight: Sight) -> dict[str, Progress]:
    """Headline indicators that this level can have, each for its latest period."""
    listed = {
        name: period_for(item.spans, sight.view.period)
        for name, item in sight.desk.catalogue.indicators.items()
        if item.headline and sight.area.level in item.levels
    }
    return {
        name: progress(sight, name, when) for name, when in listed.items() if exists(sight, when)
    }


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _against_last_year(
    opened: OpenDesk, indicator: str, token: str, period: str, audience: str
) -> Compared | None:
    desk = opened.desk
    value = desk.value(indicator, token, Period.parse(period), Audience(audience))
    return desk.against_last_year(value, token)


def against_last_year(sight: Sight, item: Progress) -> Compared | None:
    """The figure and cùng kỳ over like units, or ``None`` where there are none."""
    view, value = sight.view, item.value
    return _against_last_year(
        sight.opened, value.indicator, view.area_token, str(value.period), view.audience.value
    )


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _states(opened: OpenDesk, token: str, period: str, today: date) -> list[UnitState]:
    return unit_states(opened.desk.reporting(token, Period.parse(period), today), today)


def states(sight: Sight) -> list[UnitState]:
    """Whether each unit has reported for the view's period."""
    view = sight.view
    return _states(sight.opened, view.area_token, str(view.period), sight.today)


def calls(sight: Sight) -> list[UnitToCall]:
    """Units of the area that need a call, and why."""
    whole = headline(sight)
    units = [unit_progress(sight, name, item.value.period) for name, item in whole.items()]
    return units_to_call(units, {name: item.value for name, item in whole.items()}, states(sight))


def measures(sight: Sight, indicator: Indicator) -> tuple[Measure | None, Measure | None]:
    """What stands above and below the line of an indicator's formula; a composite has neither."""
    known = sight.desk.catalogue.measures
    over, under = indicator.numerator, indicator.denominator
    above = known[over.measure] if over is not None else None
    return above, known[under.measure] if isinstance(under, Term) else None


def map_area(sight: Sight, period: Period) -> Area | None:
    """The area whose units the map shows: for a single commune, the one it stands in."""
    area = same_place(sight.desk, sight.area, period)
    if area is None or area.locality is None or area.level is not Level.COMMUNE:
        return area
    return parent_of(sight.desk, area.locality, period)


def map_units(sight: Sight, area: Area, indicator: str, period: Period) -> list[Progress]:
    """Units to place on the map; none where the indicator means nothing for a unit."""
    if Level.COMMUNE not in sight.desk.catalogue.indicators[indicator].levels:
        return []
    return unit_progress(sight, indicator, period, area.token)
