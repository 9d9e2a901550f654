"""A printed figure beside the one its own numerator and denominator give.

Half-up is the rule of Vietnamese statistics, but offices also cut digits off (26/29 → 89,65), and
some print a figure that no rounding explains (1456/18.622 → 7,28). A printed figure is therefore
compared at its own number of decimals, and passes within one unit of its last digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

_PRINTED = re.compile(r"^(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:[,.](?P<part>\d+))?$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")


class Agreement(StrEnum):
    """How a printed figure stands to the recomputed one, in words for its reader."""

    HALF_UP = "đúng"
    TRUNCATED = "làm tròn xuống (cắt)"
    WITHIN_ONE_UNIT = "lệch một đơn vị ở chữ số cuối"
    WRONG = "sai"
    NOT_COMPARABLE = "không so được"

    @property
    def is_tolerated(self) -> bool:
        """Whether rounding may explain the difference."""
        return self in (Agreement.HALF_UP, Agreement.TRUNCATED, Agreement.WITHIN_ONE_UNIT)


@dataclass(frozen=True)
class Reconciliation:
    """What a printed figure is worth.

    ``printed`` is the figure as read and ``recomputed`` the half-up one at the same number of
    decimals, both in the printed unit; they are ``None`` where there is none.
    """

    agreement: Agreement
    printed: Decimal | None
    recomputed: Decimal | None


def reconcile(
    printed: str | Decimal,
    numerator: Decimal,
    denominator: Decimal | None,
    multiplier: int = 1,
) -> Reconciliation:
    """Compare a printed figure with ``multiplier`` × numerator ÷ denominator.

    ``printed`` is text as printed (“89,65”, “79.31 %”) or a number whose places count as printed
    (``Decimal("78.20")`` has two). ``denominator`` is ``None`` for a sum that stands by itself.
    NOT_COMPARABLE: the text is no plain number (“hơn 360.000”), or there is nothing to divide by.
    A figure that is right half-up is HALF_UP even where cutting off gives the same.
    """
    figure = printed if isinstance(printed, Decimal) else read_printed(printed)
    if figure is None or not figure.is_finite() or denominator == 0:
        return Reconciliation(Agreement.NOT_COMPARABLE, None, None)
    exact = Fraction(numerator) * multiplier / (1 if denominator is None else Fraction(denominator))
    unit = Decimal(1).scaleb(_exponent(figure))
    rounded = _rounded(exact, unit, ROUND_HALF_UP)
    if figure == rounded:
        agreement = Agreement.HALF_UP
    elif figure == _rounded(exact, unit, ROUND_DOWN):
        agreement = Agreement.TRUNCATED
    elif abs(Fraction(figure) - exact) <= Fraction(unit):
        agreement = Agreement.WITHIN_ONE_UNIT
    else:
        agreement = Agreement.WRONG
    return Reconciliation(agreement, figure, rounded)


def read_printed(text: str) -> Decimal | None:
    """A figure as printed, its decimals kept; ``None`` where words make it inexact.

    A point before three digits groups thousands; otherwise point and comma both begin the
    decimals, because offices use both in one sentence. A zero before a point groups nothing.
    """
    bare = text.replace("\N{NO-BREAK SPACE}", " ").strip().removesuffix("%").rstrip()
    match = _PRINTED.match(bare)
    if match is None:
        return None
    if _THOUSANDS.match(bare) and not bare.startswith("0"):
        return Decimal(bare.replace(".", ""))
    whole, part = match["whole"], match["part"]
    if whole.startswith("0.") and part is None:
        return Decimal(whole)
    return Decimal(whole.replace(".", "") + ("." + part if part else ""))


def _exponent(figure: Decimal) -> int:
    """Power of ten of the last printed digit, never above the units."""
    return min(0, int(figure.as_tuple().exponent))


def _rounded(exact: Fraction, unit: Decimal, rounding: str) -> Decimal:
    """Round a fraction, exactly: only its whole units and its remainder decide."""
    units = exact / Fraction(unit)
    sign = -1 if units < 0 else 1
    whole, rest = divmod(abs(units.numerator), units.denominator)
    if rounding == ROUND_HALF_UP and 2 * rest >= units.denominator:
        whole += 1
    return sign * whole * unit
