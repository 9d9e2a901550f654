"""Numbers as Vietnamese officials write them: 12.345,6 and 98,5%."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round to ``decimals`` places, a half going away from zero (0,25 → 0,3)."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number with a point between thousands and a comma before decimals.

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
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def format_percent(value: Decimal, decimals: int = 1) -> str:
    """Write a percentage that is already in percent: ``Decimal("98.5")`` → “98,5%”."""
    return f"{format_number(value, decimals)}%"


def format_points(delta: Decimal) -> str:
    """Say a difference of two percentages, in percentage points, to one decimal.

    “tăng 1,4 điểm phần trăm”, “giảm …”; “không thay đổi” when it rounds to nothing.
    """
    rounded = round_half_up(delta, 1)
    if rounded == 0:
        return "không thay đổi"
    verb = "tăng" if rounded > 0 else "giảm"
    return f"{verb} {format_number(abs(rounded))} điểm phần trăm"
