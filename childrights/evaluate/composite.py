"""A composite out of its components: Σ weight × points ÷ Σ weight, and nothing imputed.

A place that lacks a component has no score, and the note says which it lacks. The score never
leaves the office and never stands without its components: they travel in ``parts`` and in the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Component, Indicator, Kind
from childrights.evaluate.value import Part, Value
from childrights.language import say
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.vietnamese.numbers import format_number, format_percent, round_half_up

_NOT_ASKED = frozenset({ObservationStatus.NOT_APPLICABLE})


def combine(
    catalogue: Catalogue,
    indicator_id: str,
    by_component: Sequence[Sequence[Value]],
    applies: Sequence[bool],
) -> list[Value]:
    """The composite's values; ``by_component`` holds the same places in the same order for each.

    ``applies`` tells for each place whether the composite means anything at its level and period.
    Raises ``ValueError`` when the components were asked for different places.
    """
    return [
        _score(catalogue, indicator_id, values, is_asked=is_asked)
        for is_asked, *values in zip(applies, *by_component, strict=True)
    ]


def _score(
    catalogue: Catalogue, indicator_id: str, values: Sequence[Value], *, is_asked: bool
) -> Value:
    whole = catalogue.indicators[indicator_id]
    pairs = list(zip(whole.components, values, strict=True))
    parts = tuple(_part(catalogue, item, value) for item, value in pairs)
    weight = sum((part.weight for part in parts), Decimal(0))
    earned = [part.weight * part.points for part in parts if part.points is not None]
    is_whole = is_asked and len(earned) == len(parts)
    numerator = sum(earned, Decimal(0)) if is_whole else None
    units = [value.reporting_units for value in values]
    common = reduce(frozenset.__and__, units)
    return Value(
        indicator=indicator_id,
        locality=values[0].locality,
        area_token=values[0].area_token,
        name=values[0].name,
        period=values[0].period,
        breakdown={},
        numerator=numerator,
        denominator=weight if is_whole else None,
        value=None if numerator is None else round_half_up(numerator / weight, whole.decimals),
        statuses=_statuses(values, is_whole=is_whole) if is_asked else _NOT_ASKED,
        confidentiality=Confidentiality.INTERNAL,
        units_reported=min(len(common), *(value.units_reported for value in values)),
        units_expected=max(value.units_expected for value in values),
        reporting_units=common,
        conversion="; ".join(dict.fromkeys(v.conversion for v in values if v.conversion)),
        note=_note(catalogue, parts) if is_asked else "",
        parts=parts,
    )


def _part(catalogue: Catalogue, item: Component, value: Value) -> Part:
    part = catalogue.indicators[item.indicator]
    points = None if value.value is None else item.points(_exact(part, value))
    return Part(
        item.indicator,
        Decimal(item.weight),
        value.numerator,
        value.denominator,
        value.value,
        points,
    )


def _exact(part: Indicator, value: Value) -> Decimal:
    assert value.value is not None
    if value.numerator is None or not value.denominator:
        return value.value
    return value.numerator * part.multiplier / value.denominator


def _statuses(values: Sequence[Value], *, is_whole: bool) -> frozenset[ObservationStatus]:
    if not is_whole:
        lacking = [value.statuses for value in values if value.value is None]
        missing = any(ObservationStatus.MISSING in statuses for statuses in lacking)
        only = ObservationStatus.MISSING if missing else ObservationStatus.NOT_APPLICABLE
        return frozenset({only})
    marks = {mark for value in values for mark in value.statuses}
    return frozenset(marks - {ObservationStatus.NORMAL} or {ObservationStatus.NORMAL})


def _note(catalogue: Catalogue, parts: Sequence[Part]) -> str:
    lacking = [
        f"“{catalogue.indicators[part.indicator].short_name}”"
        for part in parts
        if part.points is None
    ]
    told = "; ".join(_said(catalogue.indicators[part.indicator], part) for part in parts)
    if not lacking:
        return say("Gồm: {told}.", told=told)
    return say(
        "Chưa tính điểm vì thiếu {lacking}. Gồm: {told}.", lacking=", ".join(lacking), told=told
    )


def _said(indicator: Indicator, part: Part) -> str:
    """“BHYT trẻ em dưới 6 tuổi 98,5%: 92,5 điểm, hệ số 2”."""
    weight = say("hệ số {normalize}", normalize=format_number(part.weight.normalize()))
    if part.value is None or part.points is None:
        return say(
            "{short_name}: chưa có số liệu, {weight}",
            short_name=indicator.short_name,
            weight=weight,
        )
    is_share = indicator.kind is Kind.PERCENTAGE
    value = (format_percent if is_share else format_number)(part.value, indicator.decimals)
    return say(
        "{short_name} {value}: {points} điểm, {weight}",
        short_name=indicator.short_name,
        value=value,
        points=format_number(part.points, 1),
        weight=weight,
    )
