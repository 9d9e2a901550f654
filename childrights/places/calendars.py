"""Reporting calendars: which periods a place reports, to what cut-off, and when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from childrights.periods import Period, Span
from childrights.places.model import RECORD_START, Locality
from childrights.places.reference import (
    REFERENCE_DIR,
    Entry,
    overlay_file,
    read_reference,
    reference_stamp,
)
from childrights.places.registry import Registry
from childrights.places.sources import COUNTRY_CODE


def _in_year(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")


def _day_of_every_year(text: str) -> str:
    try:
        _in_year(2023, text)
    except ValueError:
        raise ValueError(f"“{text}” không phải tháng-ngày, ví dụ 05-20") from None
    return text


MonthDay = Annotated[str, AfterValidator(_day_of_every_year)]

_MEMBERSHIP_DAY = {Span.M6: (5, 15), Span.M9: (9, 15), Span.M12: (11, 15)}


class SpanDates(Entry):
    """Due day of one span, and the cut-off when it is not the day before."""

    due: MonthDay
    cut_off: MonthDay | None = None


class Calendar(Entry):
    """What one jurisdiction (a code, or VN) asks of its units, over some days."""

    jurisdiction: str
    valid_from: date = RECORD_START
    valid_to: date | None = None
    source: str
    spans: dict[Span, SpanDates]

    def covers(self, day: date) -> bool:
        """Whether the calendar was in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CalendarFile(Entry):
    """The file `data/reference/calendars.yaml`, or an operator's overlay of it."""

    calendars: tuple[Calendar, ...]


@dataclass(frozen=True)
class Deadline:
    """Last day the figures cover, the day the report is due, and who says so."""

    cut_off: date
    due: date
    source: str


def as_of(period: Period) -> date:
    """Return the day on which a period reads which units there are.

    15 May, 15 September and 15 November: when reports are made, not when the months end. So
    Bình Thuận still has 124 communes for 2024-12M (121 from 2024-12-01), and 2025-6M is
    reported by the units from before the reform.
    """
    month, day = _MEMBERSHIP_DAY[period.span]
    return date(period.year, month, day)


def load_calendars(
    data_dir: Path | None = None, reference: Path = REFERENCE_DIR
) -> tuple[Calendar, ...]:
    """Calendars in order of precedence: the operator's overlay, then the project's.

    Raises ``CatalogueError`` naming file, line and entry.
    """
    overlay = overlay_file(data_dir, "calendars.yaml")
    return _load(reference, overlay, reference_stamp((overlay,)))


@lru_cache(maxsize=4)
def _load(
    reference: Path, overlay: Path | None, _stamp: tuple[object, ...]
) -> tuple[Calendar, ...]:
    paths = [*([overlay] if overlay else []), reference / "calendars.yaml"]
    return tuple(
        calendar for path in paths for calendar in read_reference(path, CalendarFile).calendars
    )


def deadline(
    registry: Registry,
    locality_code: str,
    period: Period,
    calendars: Sequence[Calendar] | None = None,
) -> Deadline | None:
    """When a place's report for a period is due; ``None`` where that span is not reported.

    The nearest calendar decides: the place's own, then those of the units above it, then the
    country's. Without ``calendars`` the project's are used. Raises
    :class:`~childrights.places.model.UnknownPlace` for a code that did not exist then.
    """
    day = as_of(period)
    locality = registry.at(locality_code, day)
    known = load_calendars() if calendars is None else calendars
    for code in _jurisdictions(registry, locality):
        for calendar in known:
            if calendar.jurisdiction == code and calendar.covers(day):
                return _deadline(calendar, period)
    return None


def _jurisdictions(registry: Registry, locality: Locality) -> list[str]:
    return [locality.code, *(unit.code for unit in registry.ancestors(locality)), COUNTRY_CODE]


def _deadline(calendar: Calendar, period: Period) -> Deadline | None:
    dates = calendar.spans.get(period.span)
    if dates is None:
        return None
    due = _in_year(period.year, dates.due)
    cut_off = due - timedelta(days=1)
    if dates.cut_off is not None:
        cut_off = _in_year(period.year, dates.cut_off)
    return Deadline(cut_off, due, calendar.source)
