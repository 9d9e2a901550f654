"""Data quality after WHO's framework (WHO. Data quality review: a toolkit for facility data quality
assessment, 2017): completeness, timeliness, internal consistency, outliers, external consistency.
The score never stands without the parts it is the mean of, and a part that could not be checked is
left out and said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, median

from childrights.judgement.funnel import ALARM
from childrights.judgement.intervals import wilson
from childrights.language import say, translatable
from childrights.vietnamese.numbers import round_half_up

LARGEST_Z = 3.5
"""Iglewicz B, Hoaglin DC. How to detect and handle outliers, 1993."""
FEWEST_FOR_Z = 5
FEWEST_YEARS = 2
LARGEST_CHANGE = 1 / 3
"""WHO's toolkit: a year that differs by more than 33% from the mean of those before."""


class Aspect(StrEnum):
    """What is asked of the data, in words for their reader."""

    COMPLETENESS = translatable("Đầy đủ: đơn vị đã báo cáo trên đơn vị phải báo cáo")
    TIMELINESS = translatable("Đúng hạn: báo cáo nhận đúng hạn trên báo cáo đến hạn")
    CONSISTENCY = translatable("Nhất quán: số cộng dồn không giảm giữa các kỳ trong năm")
    PLAUSIBILITY = translatable("Không bất thường: số của đơn vị so với các năm trước")
    EXTERNAL = translatable(
        "Khớp nguồn bên ngoài: số trẻ em so với tổng điều tra, dân số đã công bố"
    )

    @property
    def unchecked(self) -> str:
        """What is said where nothing could be checked: never that it is sound."""
        if self is Aspect.EXTERNAL:
            return say("chưa có số liệu đối chiếu")
        return say("chưa có gì để kiểm tra")


@dataclass(frozen=True)
class Part:
    """One aspect: how many were checked, and how many of these were sound."""

    aspect: Aspect
    sound: int
    checked: int

    @property
    def share(self) -> Decimal | None:
        """Sound of checked in percent, to one decimal; ``None`` where nothing could be checked."""
        if not self.checked:
            return None
        return round_half_up(Decimal(100 * self.sound) / self.checked, 1)


@dataclass(frozen=True)
class Quality:
    """Every part, checked or not."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> Decimal | None:
        """The plain mean of the parts that could be checked, 0 to 100; ``None`` without any."""
        shares = [part.share for part in self.parts if part.share is not None]
        return round_half_up(sum(shares, Decimal(0)) / len(shares), 1) if shares else None


@dataclass(frozen=True)
class Counted:
    """Events over a size (1 for a plain count) of one year."""

    events: float
    size: float = 1.0


@dataclass(frozen=True)
class Band:
    """How much of another source's figure a reported one may be, in percent, both ends included."""

    from_pct: int
    to_pct: int

    def holds(self, reported: Decimal, known: Decimal) -> bool:
        """Whether a reported count lies within, by exact arithmetic."""
        return known * self.from_pct <= 100 * reported <= known * self.to_pct


SAME_THING = Band(67, 133)
"""WHO's toolkit: two sources' figures of one thing differ by no more than 33%."""


def never_falls(cumulative: Sequence[Decimal]) -> bool:
    """Whether figures that run from 1 January only grow, in the order of the periods."""
    return all(earlier <= later for earlier, later in pairwise(cumulative))


def modified_z(value: float, others: Sequence[float]) -> float | None:
    """The modified z score by median and median absolute deviation; ``None`` under five others.

    Where more than half of the others are equal the mean absolute deviation stands in; where all
    are equal a different value is infinitely far.
    """
    if len(others) < FEWEST_FOR_Z:
        return None
    centre = median(others)
    distances = [abs(other - centre) for other in others]
    distance = value - centre
    if (spread := median(distances)) > 0:
        return 0.6745 * distance / spread
    if (spread := fmean(distances)) > 0:
        return distance / (1.253314 * spread)
    return 0.0 if distance == 0 else float("inf") if distance > 0 else float("-inf")


def is_jump(latest: Counted, before: Sequence[Counted]) -> bool | None:
    """Whether a year's count leaves the level of the years before by more than chance and a third.

    Given the total, the latest count is binomial with its share of the size; it jumps when the
    Wilson interval at 99.8% leaves that share out and the rate differs by more than 33%. ``None``
    with fewer than two earlier years. Suits the few periods that there are, where a z score would
    have nothing to measure by.
    """
    if len(before) < FEWEST_YEARS:
        return None
    events, size = sum(item.events for item in before), sum(item.size for item in before)
    total = latest.events + events
    if total == 0 or size <= 0 or latest.size <= 0:
        return False
    share = latest.size / (latest.size + size)
    found = wilson(latest.events, total, ALARM)
    by_chance = found.lower <= share <= found.upper
    expected = events / size * latest.size
    return not by_chance and abs(latest.events - expected) > LARGEST_CHANGE * expected
