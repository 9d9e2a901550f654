"""A printed percentage is what its own numerator and denominator give.

Tỷ lệ ghi trong biểu bằng tử số chia mẫu số của chính dòng đó, sai lệch không quá một đơn vị ở chữ
số cuối (làm tròn hay cắt bớt đều được).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from childrights.judgement.reconcile import Agreement, Reconciliation, read_printed, reconcile
from childrights.vietnamese.numbers import format_number, format_percent
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, FieldReading, PrintedShare, Setting

_PLACES = 6
"""Excel stores 99.56772334293948 where 691/694 was worked out; no office prints more places."""

Pair = tuple[FieldReading, FieldReading]
"""Numerator and denominator."""


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """A share that no pair of its row explains is a warning: the counts are what is loaded."""
    for share in draft.shares:
        pairs = _pairs(share, setting)
        if pairs and not _is_explained(share, pairs):
            message = _message(share, pairs[0])
            yield draft.finding(Severity.WARNING, "printed_share_recomputed", message, share.cell)


def _is_explained(share: PrintedShare, pairs: list[Pair]) -> bool:
    """Whether a pair gives what is printed, or nothing printed can be compared.

    The row's totals are meant unless its heading says otherwise; the share of boys alone has to
    be exact, so that it does not excuse a total that is nearly the same.
    """
    fewest = min(len(part.field.where) for part, _ in pairs)
    for part, whole in pairs:
        agreement = _reconciled(share, part, whole).agreement
        is_exact = agreement in (Agreement.HALF_UP, Agreement.TRUNCATED)
        is_total = len(part.field.where) == fewest
        if is_exact or (is_total and agreement is not Agreement.WRONG):
            return True
    return False


def _pairs(share: PrintedShare, setting: Setting) -> list[Pair]:
    """Every part of the row with the whole it is part of, at the same codes."""
    wholes = {(item.field.measure, item.field.series[1]): item for item in share.row}
    measures = setting.catalogue.measures
    found = (
        (part, wholes.get((measures[part.field.measure].part_of or "", part.field.series[1])))
        for part in share.row
    )
    return [
        (part, whole)
        for part, whole in found
        if whole is not None and part.reading.value is not None and whole.reading.value
    ]


def _reconciled(share: PrintedShare, part: FieldReading, whole: FieldReading) -> Reconciliation:
    """As printed; a number up to one may be a share that the cell shows as a percentage."""
    assert part.reading.value is not None
    numerator, denominator = part.reading.value, whole.reading.value
    if isinstance(share.raw, str):
        return reconcile(share.raw, numerator, denominator, 100)
    as_share = reconcile(_decimal(share.raw * 100), numerator, denominator, 100)
    if share.raw <= 1 and as_share.agreement.is_tolerated:
        return as_share
    return reconcile(_decimal(share.raw), numerator, denominator, 100)


def _decimal(number: float) -> Decimal:
    return Decimal(str(round(number, _PLACES)))


def _message(share: PrintedShare, pair: Pair) -> str:
    part, whole = pair
    assert part.reading.value is not None
    assert whole.reading.value is not None
    right = 100 * part.reading.value / whole.reading.value
    written = share.raw if isinstance(share.raw, str) else format_number(_decimal(share.raw))
    places = read_printed(share.raw) if isinstance(share.raw, str) else _decimal(share.raw)
    decimals = max(1, -int(places.as_tuple().exponent)) if places is not None else 1
    return (
        f"{share.cell} ghi tỷ lệ {written}, nhưng {part.cell}/{whole.cell} "
        f"({format_number(part.reading.value)}/{format_number(whole.reading.value)}) bằng "
        f"{format_percent(right, decimals)}. Hệ thống tính lại tỷ lệ từ hai số này: kiểm tra lại "
        "tử số, mẫu số và tỷ lệ."
    )
