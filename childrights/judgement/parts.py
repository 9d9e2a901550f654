"""How a figure divides among the codes of a breakdown: shares that add up, or why there are none.

Shares are of the numerators, which add up where the catalogue says that a measure's parts do
(``additive``). They are rounded by largest remainders (Hamilton's method; Balinski ML, Young HP.
Fair Representation, 1982), so that the printed shares add up to 100 exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from itertools import pairwise

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Dimension, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.language import translatable
from childrights.periods import Period

HUNDRED = Decimal(100)


class NoShares(StrEnum):
    """Why a breakdown has no shares, in the words of the page."""

    OVERLAP = translatable("Các nhóm có thể trùng nhau nên không cộng lại và không tính cơ cấu.")
    HIDDEN = translatable("Có nhóm không công bố nên không cộng lại và không tính cơ cấu.")
    MISSING = translatable("Có nhóm chưa báo cáo nên không cộng lại và không tính cơ cấu.")
    NOTHING = translatable("Không phát sinh nên không có cơ cấu.")
    MORE = translatable("Các nhóm cộng lại lớn hơn số chung; không tính cơ cấu.")


@dataclass(frozen=True)
class Split:
    """A figure's numerator divided among codes, in their order.

    ``shares`` are percentages to one decimal and, with ``rest_share``, add up to 100; empty where
    ``why_not`` says why. ``rest`` is what the whole holds and no code does (units that sent the
    total alone), ``None`` where that cannot be told.
    """

    shares: tuple[Decimal, ...] = ()
    rest: Decimal | None = None
    rest_share: Decimal = Decimal(0)
    why_not: NoShares | None = None


def adds_up(catalogue: Catalogue, name: str, dimension: str, period: Period) -> bool:
    """Whether the codes of a breakdown divide the numerator without overlap."""
    definition = catalogue.definition(name, period)
    if definition.kind in (Kind.STATUS, Kind.COMPOSITE) or definition.numerator is None:
        return False
    measure = catalogue.measures[definition.numerator.measure]
    codes = definition.breakdowns.get(dimension, ())
    is_additive = dimension in measure.additive
    return is_additive and not _overlap(catalogue.dimensions[dimension], codes)


def _overlap(dimension: Dimension, codes: Sequence[str]) -> bool:
    bands = sorted(
        (code.from_months, code.to_months)
        for code in (dimension.codes[name] for name in codes)
        if code.from_months is not None and code.to_months is not None
    )
    return any(later[0] < earlier[1] for earlier, later in pairwise(bands))


def split(
    parts: Sequence[DisclosedValue], whole: DisclosedValue, *, is_additive: bool = True
) -> Split:
    """Divide a figure among its parts. Raises ``NotDisclosed``."""
    require_disclosed([*parts, whole])
    if not is_additive:
        return Split(why_not=NoShares.OVERLAP)
    if any(value.is_suppressed for value in (*parts, whole)):
        return Split(why_not=NoShares.HIDDEN)
    counts = [value.numerator for value in parts if value.numerator is not None]
    if len(counts) < len(parts) or whole.numerator is None or not parts:
        return Split(why_not=NoShares.MISSING)
    rest = whole.numerator - sum(counts, Decimal(0))
    if rest < 0:
        return Split(why_not=NoShares.MORE)
    if whole.numerator == 0:
        return Split(rest=rest, why_not=NoShares.NOTHING)
    *found, last = shares_of([*counts, rest])
    return Split(tuple(found), rest, last)


def shares_of(counts: Sequence[Decimal], decimals: int = 1) -> list[Decimal]:
    """Percentages of a sum, rounded so that they add up to 100; a zero stays zero.

    Raises ``ValueError`` where the counts add up to nothing, or one is negative.
    """
    total = sum(counts, Decimal(0))
    if total <= 0 or min(counts) < 0:
        raise ValueError("shares need counts from zero on, and not all zero")
    step = Decimal(1).scaleb(-decimals)
    exact = [HUNDRED * count / total for count in counts]
    floors = [share.quantize(step, rounding=ROUND_FLOOR) for share in exact]
    lacking = int((HUNDRED - sum(floors, Decimal(0))) / step)
    # Of equal remainders the earlier code gets the step, so that the same counts print alike.
    order = sorted(range(len(counts)), key=lambda at: (floors[at] - exact[at], at))
    for at in order[:lacking]:
        floors[at] += step
    return floors
