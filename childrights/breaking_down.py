"""What the page Phân tổ số liệu asks: an indicator by one breakdown, or by two at once."""

from __future__ import annotations

from dataclasses import dataclass

from childrights.catalogue.model import Indicator
from childrights.periods import Period

WAY, OTHER = "phan-to", "va-theo"
"""Parameters of the address: the breakdown, and the second one."""
NOTHING_MORE = "khong"
"""The second breakdown where only one is asked for."""
BESIDE, MOST_PANELS = 6, 24
"""Up to so many panels stand beside their table, up to so many below it; more are no picture."""


@dataclass(frozen=True)
class Ways:
    """An indicator in its period, broken down one way, and another way or none (empty)."""

    name: str
    indicator: Indicator
    period: Period
    way: str
    other: str
