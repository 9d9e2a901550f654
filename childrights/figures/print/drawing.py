"""What a page needs of each kind of chart: its legend, the height it wants, and to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from childrights.figures.print.page import Box, Key, Page
from childrights.figures.print.sheet import Sheet
from childrights.language import say


class TooMuchForOnePage(ValueError):
    """The chart has more rows than one page of this size can hold in letters that can be read."""

    def __init__(self, count: int) -> None:
        super().__init__(
            say(
                "Biểu đồ có {count} dòng, không đủ chỗ trên một trang với cỡ chữ đọc "
                "được. Chọn khổ A4 dọc, chọn địa bàn nhỏ hơn, hoặc tải bảng số liệu.",
                count=count,
            )
        )


class Drawing(Protocol):
    """A chart about to be drawn."""

    def keys(self) -> Sequence[Key]:
        """Entries of the legend."""
        ...

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """Height wanted where ``usual`` is there for the taking and ``most`` the limit.

        Raises :class:`TooMuchForOnePage`.
        """
        ...

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Draw inside a box."""
        ...
