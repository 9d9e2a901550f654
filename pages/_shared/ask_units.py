"""Questions about units side by side, answered once for a snapshot, catalogue, audience and day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from childrights.catalogue.model import Indicator, Kind
from childrights.comparing import Comparison, compare
from childrights.disclosure.door import Audience
from childrights.figures.charts import FunnelChart
from childrights.figures.funnel import describe_funnel, size_label
from childrights.judgement.ranking import Ranking
from childrights.language import Spoken
from childrights.periods import Period
from childrights.view import OpenDesk, Sight
from pages._shared.ask import stamp


@st.cache_resource(
    max_entries=500, show_spinner=Spoken("Đang so sánh các đơn vị…"), hash_funcs={OpenDesk: stamp}
)
def _compared(
    opened: OpenDesk, indicator: str, token: str, period: str, audience: str, today: date
) -> Comparison:
    # The day is part of the question: a target of the year stays open until the year is over.
    return compare(opened.desk, indicator, token, Period.parse(period), Audience(audience), today)


def compared(sight: Sight, indicator: str, token: str, period: Period) -> Comparison:
    """The units of an area beside mean, cùng kỳ and plan."""
    audience = sight.view.audience.value
    return _compared(sight.opened, indicator, token, str(period), audience, sight.today)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _funnel(
    opened: OpenDesk, indicator: str, token: str, period: str, audience: str, today: date
) -> FunnelChart | None:
    found = _compared(opened, indicator, token, period, audience, today)
    definition, units = found.mean.indicator, [unit.beside for unit in found.units]
    label = size_label(opened.desk.catalogue, definition)
    return describe_funnel(definition, units, found.mean.value, label)


def funnel(sight: Sight, indicator: str, token: str, period: Period) -> FunnelChart | None:
    """The funnel of an area's units; ``None`` where chance has no limits."""
    audience = sight.view.audience.value
    return _funnel(sight.opened, indicator, token, str(period), audience, sight.today)


def composites(sight: Sight) -> dict[str, Indicator]:
    """Indicators that units may be ranked by."""
    known = sight.desk.catalogue.indicators
    return {name: item for name, item in known.items() if item.kind is Kind.COMPOSITE}


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _ranking(opened: OpenDesk, indicator: str, token: str, period: str) -> Ranking:
    return opened.desk.ranking(indicator, token, Period.parse(period))


def ranking(sight: Sight, indicator: str, token: str, period: Period) -> Ranking | None:
    """Units ranked by a composite; ``None`` for the public, who are never asked for."""
    if sight.view.audience is not Audience.INTERNAL:
        return None
    return _ranking(sight.opened, indicator, token, str(period))
