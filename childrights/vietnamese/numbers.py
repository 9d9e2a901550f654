"""Numbers as Vietnamese officials write them, 12.345,6 and 98,5%; 12,345.6 for English readers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from childrights.language import is_english, say

_SWAPPED = str.maketrans(",.", ".,")


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round to ``decimals`` places, a half going away from zero (0,25 → 0,3)."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number with a point between thousands and a comma before decimals.

    In English it is the other way round.

    ``decimals`` rounds half up to that many places; without it the number keeps the places
    it has. Raises :class:`ValueError` for NaN and infinity, which are no values here.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{value} không phải là một số có thể hiển thị.")
    if decimals is not None:
        exact = round_half_up(exact, decimals)
    if exact == 0:
        exact = abs(exact)
    written = f"{exact:,f}"
    return written if is_english() else written.translate(_SWAPPED)


def format_percent(value: Decimal, decimals: int = 1) -> str:
    """Write a percentage that is already in percent: ``Decimal("98.5")`` → “98,5%”."""
    return f"{format_number(value, decimals)}%"


def format_points(delta: Decimal) -> str:
    """Say a difference of two percentages, in percentage points, to one decimal.

    “tăng 1,4 điểm phần trăm”, “giảm …”; “không thay đổi” when it rounds to nothing.
    """
    rounded = round_half_up(delta, 1)
    if rounded == 0:
        return say("không thay đổi")
    size = format_number(abs(rounded))
    if rounded > 0:
        return say("tăng {size} điểm phần trăm", size=size)
    return say("giảm {size} điểm phần trăm", size=size)
