"""The period as officers write it: on its own line, in the title, or in the name of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from childrights.periods import Period, Span, UnknownPeriod
from childrights.vietnamese.text import fold, loose
from etl.frame_lines import FrameText
from etl.grid import Grid

_YEAR = r"(?P<year>20\d\d)"
_PATTERNS = (
    (re.compile(rf"^(?:0?6|sau) thang(?: dau)?(?: nam)? {_YEAR}$"), Span.M6),
    (re.compile(rf"^(?:0?9|chin) thang(?: dau)?(?: nam)? {_YEAR}$"), Span.M9),
    (re.compile(rf"^(?:ca )?nam {_YEAR}$"), Span.M12),
    (re.compile(rf"^12 thang(?: nam)? {_YEAR}$"), Span.M12),
)
_BEFORE = re.compile(r"^(?:bao cao|so lieu|ky(?: bao cao)?)\s+")
_IN_FILE_NAMES = (
    (re.compile(rf"(?<!\d)0?6 ?(?:thang|t)(?: dau)?(?: nam)? ?{_YEAR}"), Span.M6),
    (re.compile(rf"(?<!\d)0?9 ?(?:thang|t)(?: dau)?(?: nam)? ?{_YEAR}"), Span.M9),
    (re.compile(rf"(?<!\d)12 ?(?:thang|t)(?: nam)? ?{_YEAR}"), Span.M12),
    (re.compile(rf"(?<![a-z])nam ?{_YEAR}"), Span.M12),
)
_FILE_CODE = re.compile(r"(?<!\d)(20\d\d-(?:6|9|12)M)(?![a-z\d])", re.IGNORECASE)


def parse_told_period(text: str) -> Period | None:
    """The period that a text is, as a whole: “Báo cáo 6 tháng đầu năm 2024”, “2024-6M”."""
    plain = " ".join(re.sub(r"[/.,()_]+", " ", loose(text)).split())
    plain = _BEFORE.sub("", _BEFORE.sub("", plain))
    for pattern, span in _PATTERNS:
        match = pattern.match(plain)
        if match:
            return Period(int(match["year"]), span)
    try:
        return Period.parse(fold(text).upper())
    except UnknownPeriod:
        return None


def periods_in_title(grid: Grid, until_row: int) -> Iterator[tuple[Period, FrameText]]:
    """Cells above the table that are a period and nothing else, as a title's last line is."""
    for row in range(min(until_row, len(grid.rows))):
        for column, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and cell.strip() and ":" not in cell:
                period = parse_told_period(cell)
                if period is not None:
                    yield period, FrameText(cell.strip(), row, column)


def period_in_file_name(name: str) -> Period | None:
    """The one period that a file's name tells, or ``None``."""
    code = _FILE_CODE.search(name)
    if code:
        return Period.parse(code[1].upper())
    plain = " ".join(re.sub(r"[\W_]+", " ", loose(name)).split())
    for pattern, span in _IN_FILE_NAMES:
        match = pattern.search(plain)
        if match:
            return Period(int(match["year"]), span)
    return None
