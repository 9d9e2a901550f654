"""Questions that pages ask, answered once for a snapshot, catalogue, view and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import streamlit as st

from childrights.catalogue.model import Indicator, Kind, Measure, Term
from childrights.desk import Units
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question
from childrights.figures.attention import UnitToCall, units_to_call
from childrights.figures.change import Compared
from childrights.figures.reporting import UnitState, unit_states
from childrights.figures.series import (
    like_periods,
    period_for,
    periods_beside,
    same_place,
    series_break,
)
from childrights.judgement.targets import Progress, is_flow
from childrights.language import language
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
from pages._shared.counter import limit


def stamp(opened: OpenDesk) -> str:
    """What an answer stays true for: the snapshot, the catalogue, the overlays, the language."""
    return f"{opened.stamp} {language().value}"


def _seen(sight: Sight) -> tuple[str, ...]:
    """What an answer to a page stays true for: the same, for one view, on one day."""
    view = sight.view
    # What may be seen here at most shows in links: they name the audience where it is lower.
    audience = f"{view.audience.value} of {limit().value}"
    return stamp(sight.opened), view.area_token, str(view.period), audience, str(sight.today)


def keys() -> dict[str | type[Any], Callable[[Any], Any]]:
    """By what the arguments of a question are told apart: keys, never contents."""
    return {OpenDesk: stamp, Sight: _seen, Period: str, Audience: str}


# ── What can be asked for ─────────────────────────────────────────────────────────────────


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=keys())
def _reading(opened: OpenDesk, query: tuple[tuple[str, str], ...], limit: Audience) -> Reading:
    return read_view(opened.desk, dict(query), limit)


def reading(opened: OpenDesk, query: Mapping[str, str], limit: Audience) -> Reading:
    """An address, read."""
    return _reading(opened, tuple(sorted(query.items())), limit)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs=keys())
def place_choices(opened: OpenDesk, period: str) -> list[Choice]:
    """Địa bàn to choose from in a period (as text, empty for none)."""
    return choices(opened.desk, Period.parse(period) if period else None)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=keys())
def span_choices(opened: OpenDesk, place: str, year: str, span: str) -> list[str]:
    """Spans to choose from for a place and a year."""
    return spans(opened.desk, Asked(place, year, span))


# ── Figures of the area ───────────────────────────────────────────────────────────────────


@st.cache_resource(max_entries=5_000, show_spinner=False, hash_funcs=keys())
def _over(sight: Sight, indicator: str, token: str, periods: tuple[Period, ...]) -> list[Progress]:
    """One question for several periods: it costs what one period costs."""
    return sight.desk.progress_over(indicator, token, periods, sight.view.audience)


def progress(sight: Sight, indicator: str, period: Period) -> Progress:
    """One indicator of the area beside its target."""
    return _over(sight, indicator, sight.view.area_token, (period,))[0]


def pooled(sight: Sight, indicator: str, token: str, period: Period) -> DisclosedValue:
    """One indicator of another area, such as the one that a commune's peers stand in."""
    return _over(sight, indicator, token, (period,))[0].value


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs=keys())
def _like_periods(sight: Sight, period: Period) -> list[Period]:
    return like_periods(sight.desk, sight.area, period)


def series(sight: Sight, indicator: str, period: Period) -> list[Progress]:
    """One indicator of the same place over the periods of like span, oldest first."""
    periods = tuple(_like_periods(sight, period))
    return _over(sight, indicator, sight.view.area_token, periods)


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs=keys())
def series_today(sight: Sight, indicator: str, period: Period) -> list[Progress]:
    """One indicator over the periods of like span, in today's units throughout."""
    view, known = sight.view, sight.desk.periods()
    periods = tuple(each for each in known if each.span is period.span)
    return sight.desk.progress_over(indicator, view.area_token, periods, view.audience, Units.NOW)


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs=keys())
def course(sight: Sight, indicator: str, period: Period) -> list[DisclosedValue]:
    """The figures of like periods up to one, since the territory last changed; not judged."""
    periods = [each for each in _like_periods(sight, period) if each <= period]
    starts = [
        later
        for earlier, later in pairwise(periods)
        if series_break(sight.desk, sight.area, (earlier, later))
    ]
    since = starts[-1] if starts else period
    listed = tuple(each for each in periods if not starts or each >= since)
    question = Question(indicator, listed or (period,))
    return sight.desk.values(question, sight.view.area_token, sight.view.audience)


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs=keys())
def broken_down(
    sight: Sight, indicator: str, dimension: str, period: Period
) -> list[DisclosedValue]:
    """One indicator of the area by the codes of a dimension."""
    question = Question(indicator, (period,), (dimension,))
    return sight.desk.values(question, sight.view.area_token, sight.view.audience)


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs=keys())
def exists(sight: Sight, period: Period) -> bool:
    """Whether the view's place was the same place in another period."""
    return same_place(sight.desk, sight.area, period) is not None


def shown_period(sight: Sight, indicator: str) -> Period:
    """The period that an indicator is shown for: the view's, or the latest before it."""
    return period_for(sight.desk.catalogue.indicators[indicator].spans, sight.view.period)


def is_there(sight: Sight, indicator: str) -> bool:
    """Whether the view's place was the same place in the period that an indicator is shown for.

    Where it was not, its code may have meant another place, whose figures are none of this one's.
    """
    return exists(sight, shown_period(sight, indicator))


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=keys())
def headline(sight: Sight) -> dict[str, Progress]:
    """Headline indicators that this level can have, each for its latest period."""
    there = {
        name: shown_period(sight, name)
        for name, item in sight.desk.catalogue.indicators.items()
        if item.headline and sight.area.level in item.levels and is_there(sight, name)
    }
    _foresee(sight, there)
    return {name: progress(sight, name, when) for name, when in there.items()}


def _foresee(sight: Sight, listed: Mapping[str, Period]) -> None:
    """Read at once what the headline indicators need: own past, cùng kỳ, the period before."""
    token = sight.view.area_token
    known = periods_beside(sight.desk.periods_of(token), sight.view.period)
    resolved = [period for period in known if sight.desk.resolves(token, period)]
    asked = {name: tuple(dict.fromkeys([*resolved, when])) for name, when in listed.items()}
    sight.desk.foresee(asked, token)


# ── Compared with another time ────────────────────────────────────────────────────────────


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs=keys())
def _against_last_year(sight: Sight, indicator: str, period: Period) -> Compared | None:
    desk, token = sight.desk, sight.view.area_token
    return desk.against_last_year(desk.value(indicator, token, period, sight.view.audience), token)


def against_last_year(sight: Sight, item: Progress) -> Compared | None:
    """The figure and cùng kỳ over like units, or ``None`` where there are none."""
    return _against_last_year(sight, item.value.indicator, item.value.period)


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs=keys())
def _against_period_before(sight: Sight, indicator: str, period: Period) -> Compared | None:
    desk, token = sight.desk, sight.view.area_token
    entry = desk.catalogue.definition(indicator, period)
    if is_flow(desk.catalogue, entry) or entry.kind in (Kind.STATUS, Kind.COMPOSITE):
        return None
    earlier = [p for p in desk.periods_of(token) if p < period and p.span in entry.spans]
    if not earlier or earlier[-1] == period.same_period_last_year():
        return None
    value = desk.value(indicator, token, period, sight.view.audience)
    return desk.against(value, token, earlier[-1])


def against_period_before(sight: Sight, item: Progress) -> Compared | None:
    """The figure and that of the period reported before, over like units.

    ``None`` where that is cùng kỳ, and for a figure that runs from 1 January.
    """
    return _against_period_before(sight, item.value.indicator, item.value.period)


# ── Units of the area ─────────────────────────────────────────────────────────────────────


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs=keys())
def unit_progress(sight: Sight, indicator: str, period: Period, token: str = "") -> list[Progress]:
    """Each unit of the area (or of another) beside its target."""
    view = sight.view
    return sight.desk.unit_progress(indicator, token or view.area_token, period, view.audience)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=keys())
def states(sight: Sight) -> list[UnitState]:
    """Whether each unit has reported for the view's period."""
    found = sight.desk.reporting(sight.view.area_token, sight.view.period, sight.today)
    return unit_states(found, sight.today)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs=keys())
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
