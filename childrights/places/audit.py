"""What must hold of the register of places on every day, checked; and what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from childrights.places.areas import Selection, Selections, SelectionSpan, resolve_area
from childrights.places.calendars import Calendar
from childrights.places.model import RECORD_START, Level, Locality, Relation, UnknownPlace
from childrights.places.registry import Registry
from childrights.places.sources import COUNTRY_CODE, LIST_SINCE
from childrights.vietnamese.dates import format_date


@dataclass(frozen=True)
class Count:
    """Number of communes of a selection over some days, none of which changes it."""

    label: str
    valid_from: date
    valid_to: date | None
    units: int


def counts_by_date(registry: Registry, selections: Selections) -> list[Count]:
    """Count the communes of each selection, and of the country, on all days that are reviewed.

    For a place whose changes are not entered, and for the country, that is from 2025-03-01.
    """
    found: list[Count] = []
    for selection in selections.values():
        for span in selection.spans:
            counted = [
                (day, len(resolve_area(registry, selection.token, day, selections).units))
                for day in _days_of(registry, span, _reviewed_from(registry, span))
            ]
            found += _merged(span.label, counted, span.valid_to)
    days = [LIST_SINCE, *(day for day in change_days(registry) if day > LIST_SINCE)]
    country = [(day, len(registry.units(COUNTRY_CODE, day))) for day in days]
    return [*found, *_merged("Cả nước", country, None)]


def change_days(registry: Registry) -> list[date]:
    """Days on which any unit begins, earliest first; the start of the record among them."""
    return sorted({unit.valid_from for unit in registry.all_localities()})


def problems(
    registry: Registry, selections: Selections, calendars: Sequence[Calendar]
) -> Iterator[str]:
    """Say, in Vietnamese, everything that is wrong; nothing when all is well."""
    yield from _overlaps(registry)
    yield from _orphans(registry)
    yield from _open_changes(registry)
    for selection in selections.values():
        yield from _unresolved(registry, selection, selections)
    yield from _calendar_gaps(registry, calendars)


def _overlaps(registry: Registry) -> Iterator[str]:
    for code in sorted({unit.code for unit in registry.all_localities()}):
        for one, other in pairwise(registry.spans(code)):
            if one.valid_to is None or one.valid_to >= other.valid_from:
                yield f"Mã {code}: {_dated(one)} và {_dated(other)} chồng ngày."


def _orphans(registry: Registry) -> Iterator[str]:
    for unit in registry.all_localities():
        if unit.level is Level.COUNTRY:
            continue
        uncovered = unit.valid_from
        for parent in registry.spans(unit.parent_code):
            if parent.exists_on(uncovered):
                if parent.valid_to is None or (unit.valid_to and unit.valid_to <= parent.valid_to):
                    break
                uncovered = parent.valid_to + timedelta(days=1)
        else:
            yield (
                f"{_dated(unit)}: đơn vị cấp trên mã {unit.parent_code} không có vào ngày "
                f"{format_date(uncovered)}."
            )


def _open_changes(registry: Registry) -> Iterator[str]:
    """Communes that end in nothing, come from nothing, or are divided into one."""
    for unit in registry.all_localities():
        if unit.level is not Level.COMMUNE:
            continue
        after = registry.successors(unit.key)
        if unit.valid_to is not None:
            next_day = unit.valid_to + timedelta(days=1)
            if not after or any(key.valid_from != next_day for key, _ in after):
                yield f"{_dated(unit)}: không rõ trở thành đơn vị nào từ {format_date(next_day)}."
        whole = sum(relation is Relation.FULL for _, relation in after)
        if whole and len(after) > 1:
            yield f"{_dated(unit)}: vừa nhập nguyên vẹn vừa chia cho {len(after)} đơn vị."
        if after and not whole and len(after) < 2:
            yield f"{_dated(unit)}: ghi là bị chia nhưng chỉ có một đơn vị nhận."
        if unit.valid_from > RECORD_START and not registry.predecessors(unit.key):
            yield f"{_dated(unit)}: không rõ hình thành từ đơn vị nào."


def _unresolved(registry: Registry, selection: Selection, selections: Selections) -> Iterator[str]:
    for span in selection.spans:
        for day in _days_of(registry, span):
            try:
                resolve_area(registry, selection.token, day, selections)
            except UnknownPlace as error:
                yield f"Địa bàn {selection.token}: {error}"
    for one, other in pairwise(selection.spans):
        if one.valid_to is None or one.valid_to + timedelta(days=1) != other.valid_from:
            yield (
                f"Địa bàn {selection.token}: “{one.label}” và “{other.label}” không nối tiếp ngày."
            )


def _calendar_gaps(registry: Registry, calendars: Sequence[Calendar]) -> Iterator[str]:
    for calendar in calendars:
        spans = registry.spans(calendar.jurisdiction)
        if not any(_meet(calendar, unit) for unit in spans):
            yield f"Lịch báo cáo của mã {calendar.jurisdiction}: không có đơn vị nào mang mã này."
    of_country = [calendar for calendar in calendars if calendar.jurisdiction == COUNTRY_CODE]
    for day in change_days(registry):
        if not any(calendar.covers(day) for calendar in of_country):
            yield f"Không có lịch báo cáo chung (VN) cho ngày {format_date(day)}."


def _meet(calendar: Calendar, unit: Locality) -> bool:
    first = max(calendar.valid_from, unit.valid_from)
    return calendar.covers(first) and unit.exists_on(first)


def _days_of(registry: Registry, span: SelectionSpan, start: date | None = None) -> list[date]:
    """First day of a span, and those on which its units may be others than the day before."""
    first = start or span.valid_from
    return [first, *(day for day in change_days(registry) if day > first and span.covers(day))]


def _reviewed_from(registry: Registry, span: SelectionSpan) -> date:
    """First day of a span from which all changes of its unit are entered."""
    days = {span.valid_from, LIST_SINCE, *(reviewed.since for reviewed in registry.reviewed)}
    units = registry.spans(span.under)
    known = [
        day
        for day in days
        if span.covers(day)
        and any(unit.exists_on(day) and registry.is_reviewed(unit, day) for unit in units)
    ]
    return min(known, default=span.valid_from)


def _merged(label: str, counted: list[tuple[date, int]], last: date | None) -> Iterator[Count]:
    """Join days between which the count does not change."""
    starts = [
        (day, number)
        for i, (day, number) in enumerate(counted)
        if i == 0 or counted[i - 1][1] != number
    ]
    for i, (day, number) in enumerate(starts):
        until = starts[i + 1][0] - timedelta(days=1) if i + 1 < len(starts) else last
        yield Count(label, day, until, number)


def _dated(unit: Locality) -> str:
    start = "" if unit.valid_from == RECORD_START else f" từ {format_date(unit.valid_from)}"
    end = f" đến {format_date(unit.valid_to)}" if unit.valid_to else ""
    return f"{unit.name} ({unit.code}{start}{end})"
