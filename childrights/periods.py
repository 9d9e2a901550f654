"""Reporting periods: the year, and how much of it a report covers.

Figures are cumulative from 1 January, so the 6, 9 and 12 month reports of one year
overlap and are never added together (law 3 of the project's design).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import total_ordering

from childrights.language import say

_PATTERN = re.compile(r"^(?P<year>\d{4})-(?P<span>6M|9M|12M)$")


class Span(StrEnum):
    """How many months of the year a report covers, counted from 1 January."""

    M6 = "6M"
    M9 = "9M"
    M12 = "12M"

    @property
    def months(self) -> int:
        """Number of months from 1 January."""
        return int(self.value[:-1])


class UnknownPeriod(ValueError):
    """A period was not written as ``2024-6M``, ``2024-9M`` or ``2024-12M``."""


@total_ordering
@dataclass(frozen=True)
class Period:
    """One reporting period, written ``2024-6M``, ``2024-9M`` or ``2024-12M``."""

    year: int
    span: Span

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2024-6M``; raise :class:`UnknownPeriod` on anything else."""
        match = _PATTERN.match(text.strip())
        if match is None:
            raise UnknownPeriod(
                say(
                    "Không hiểu kỳ báo cáo “{text}”. Viết 2024-6M, 2024-9M hoặc 2024-12M.",
                    text=text,
                )
            )
        return cls(int(match["year"]), Span(match["span"]))

    def __str__(self) -> str:
        return f"{self.year}-{self.span.value}"

    def __lt__(self, other: Period) -> bool:
        return (self.year, self.span.months) < (other.year, other.span.months)

    @property
    def label(self) -> str:
        """The period as officials write it: “6 tháng đầu năm 2024”, “Năm 2024”."""
        return {
            Span.M6: say("6 tháng đầu năm {year}", year=self.year),
            Span.M9: say("9 tháng năm {year}", year=self.year),
            Span.M12: say("Năm {year}", year=self.year),
        }[self.span]

    @property
    def last_day(self) -> date:
        """The last calendar day that the period covers."""
        return {
            Span.M6: date(self.year, 6, 30),
            Span.M9: date(self.year, 9, 30),
            Span.M12: date(self.year, 12, 31),
        }[self.span]

    def same_period_last_year(self) -> Period:
        """Cùng kỳ năm trước: the same months one year earlier."""
        return Period(self.year - 1, self.span)
