"""Questions about breakdowns that pages ask, answered once for a snapshot and audience."""

from __future__ import annotations

import streamlit as st

from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.carried import carried_pairs, carries
from childrights.evaluate.evaluate import UNIT, Question
from childrights.figures.cross import Axis, Cross, axis_of, cross, unit_axis
from childrights.judgement.parts import adds_up
from childrights.like_parts import LikeParts, parts_against_last_year
from childrights.periods import Period
from childrights.places.model import Level
from childrights.view import OpenDesk, Sight
from pages._shared import provinces
from pages._shared.ask import stamp


@st.cache_resource(max_entries=2_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _values(
    opened: OpenDesk, indicator: str, by: tuple[str, ...], token: str, periods: tuple[str, ...],
    audience: str,
) -> list[DisclosedValue]:  # fmt: skip
    question = Question(indicator, tuple(map(Period.parse, periods)), by)
    return opened.desk.values(question, token, Audience(audience))


def values(
    sight: Sight, indicator: str, by: tuple[str, ...], *periods: Period
) -> list[DisclosedValue]:
    """One indicator of the area, broken down, in some periods."""
    view = sight.view
    return _values(
        sight.opened, indicator, by, view.area_token, tuple(map(str, periods)),
        view.audience.value,
    )  # fmt: skip


def may_cross(sight: Sight) -> bool:
    """Whether this viewer may see two breakdowns at once.

    To the public one at a time: the door refuses children by two dimensions (docs/decisions/0026),
    so the page does not offer them.
    """
    return sight.view.audience is Audience.INTERNAL


def pairs(sight: Sight, indicator: str, period: Period) -> list[tuple[str, str]]:
    """Pairs of dimensions that this viewer may see crossed."""
    found = carried_pairs(sight.desk.catalogue, indicator, period)
    return found if may_cross(sight) else []


def has_units(sight: Sight, indicator: str) -> bool:
    """Whether the figure means something for the units of the area, and they can be listed."""
    levels = sight.desk.catalogue.indicators[indicator].levels
    if provinces.is_great(sight.area):
        return False
    if sight.area.level is not Level.COMMUNE:
        return Level.COMMUNE in levels
    unit = sight.area.locality
    hamlets = sight.desk.registry.hamlets(unit.key, sight.area.as_of) if unit else ()
    return bool(hamlets) and Level.HAMLET in levels


def axis(sight: Sight, indicator: str, name: str, period: Period) -> Axis:
    """A dimension of an indicator, or the units of the area."""
    if name == UNIT:
        return unit_axis(values(sight, indicator, (UNIT,), period))
    catalogue = sight.desk.catalogue
    return axis_of(catalogue, catalogue.definition(indicator, period), name)


def is_additive(sight: Sight, indicator: str, names: tuple[str, ...], period: Period) -> bool:
    """Whether the parts divide the figure without overlap along every one of the ways."""
    catalogue = sight.desk.catalogue
    return all(adds_up(catalogue, indicator, name, period) for name in names if name != UNIT)


def is_carried(sight: Sight, indicator: str, names: tuple[str, ...], period: Period) -> bool:
    """Whether the forms of the period carry these ways at once."""
    ways = tuple(name for name in names if name != UNIT)
    return carries(sight.desk.catalogue, indicator, ways, period)


def crossed(
    sight: Sight, indicator: str, rows: str, columns: tuple[str, ...], period: Period
) -> Cross:
    """An indicator by rows and columns, with the totals of each."""
    asked = ((), (rows,), columns, (rows, *columns))
    whole = sight.desk.catalogue.definition(indicator, period)
    return cross(
        whole,
        axis(sight, indicator, rows, period),
        tuple(axis(sight, indicator, name, period) for name in columns),
        {by: values(sight, indicator, by, period) for by in asked},
        adds_up=whole.denominator is None
        and is_additive(sight, indicator, (rows, *columns), period),
    )


@st.cache_resource(max_entries=1_000, show_spinner=False, hash_funcs={OpenDesk: stamp})
def _like(
    opened: OpenDesk, indicator: str, dimension: str, token: str, period: str, audience: str
) -> LikeParts | None:
    return parts_against_last_year(
        opened.desk, indicator, dimension, token, Period.parse(period), Audience(audience)
    )


def like_parts(sight: Sight, indicator: str, dimension: str, period: Period) -> LikeParts | None:
    """A breakdown beside cùng kỳ over like units."""
    view = sight.view
    return _like(
        sight.opened, indicator, dimension, view.area_token, str(period), view.audience.value
    )
