"""Dates as Vietnamese officials write and type them, in Vietnamese time (UTC+7)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from childrights.language import is_english, say
from childrights.vietnamese.text import clean

VIETNAM_TIME = timezone(timedelta(hours=7))
"""Vietnam keeps UTC+7 all year; no time-zone database is needed for it."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})$",
        r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})$",
        r"^(?:ngày )?(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})$",
    )
)


def format_date(day: date) -> str:
    """Write a date: “15/11/2026”, “01/7/2025”, “03/01/2019”.

    A zero goes before days under 10 and before months 1 and 2 only, as Nghị định số
    30/2020/NĐ-CP (Phụ lục I) asks of official papers. In English: “15 Nov 2026”.
    """
    if is_english():
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year:04d}"


def format_datetime(moment: datetime) -> str:
    """Write a moment in Vietnamese time: “15/11/2026 09:30”.

    Raises :class:`ValueError` when the moment does not say its time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("The moment has no time zone, so its time in Vietnam is unknown.")
    local = moment.astimezone(VIETNAM_TIME)
    return f"{format_date(local.date())} {local:%H:%M}"


def since_words(day: date) -> str:
    """From when something holds: “từ năm 2025” for a 1 January, else “từ ngày 01/7/2025”."""
    if (day.month, day.day) == (1, 1):
        return say("từ năm {year}", year=day.year)
    return say("từ ngày {day}", day=format_date(day))


def parse_date(text: str) -> date:
    """Read dd/mm/yyyy, d/m/yyyy, yyyy-mm-dd or “ngày 15 tháng 11 năm 2026”.

    Raises :class:`ValueError`, in Vietnamese, for anything else and for days that do not
    exist. The order is always day before month.
    """
    typed = clean(text).casefold()
    for pattern in _PATTERNS:
        match = pattern.match(typed)
        if match:
            return _real_date(text, int(match["year"]), int(match["month"]), int(match["day"]))
    raise ValueError(f"Không hiểu ngày “{text}”. Viết ngày/tháng/năm, ví dụ 15/11/2026.")


def _real_date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(
            f"Ngày “{text}” không có trong lịch. Viết ngày/tháng/năm, ví dụ 15/11/2026."
        ) from error
