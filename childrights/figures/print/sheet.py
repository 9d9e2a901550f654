"""Sizes that charts are printed in. Lengths are points (1/72 inch) unless a name says mm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from childrights.language import translatable

_MM = 72 / 25.4


class Size(StrEnum):
    """Where a chart will stand: half an A4 page, an A4 page on its side, a 16:9 slide."""

    A4 = "a4"
    A4_LANDSCAPE = "a4-ngang"
    SLIDE = "slide"


SIZE_WORDS = {
    Size.A4: translatable("Trang A4 dọc"),
    Size.A4_LANDSCAPE: translatable("Trang A4 ngang"),
    Size.SLIDE: translatable("Trang chiếu 16:9"),
}


@dataclass(frozen=True)
class Sheet:
    """One size: the chart's width and usual height, how tall it may grow, its text size.

    ``smallest`` is the least text that is still read where the chart is shown.
    """

    width: float
    height: float
    tallest: float
    text: float
    smallest: float
    margin: float

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin


# A4 less the margins of Nghị định 30/2020/NĐ-CP (30 mm left, 20 mm right, 20 mm top and bottom).
SHEETS = {
    Size.A4: Sheet(160 * _MM, 115 * _MM, 245 * _MM, 8.5, 6.0, 6),
    Size.A4_LANDSCAPE: Sheet(247 * _MM, 158 * _MM, 158 * _MM, 9.5, 6.0, 8),
    Size.SLIDE: Sheet(960, 540, 540, 14, 9.0, 28),
}
