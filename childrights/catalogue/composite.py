"""What must hold of a composite's components, checked when the catalogue is read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from childrights.catalogue.model import (
    CatalogueFile,
    Component,
    Direction,
    Indicator,
    Kind,
    Term,
)


def composite_faults(indicator: Indicator, file: CatalogueFile) -> Iterator[tuple[int, str]]:
    """Position of each component that does not hold, and why."""
    for index, item in enumerate(indicator.components):
        part = file.indicators.get(item.indicator)
        if part is None:
            yield index, f"không có chỉ tiêu “{item.indicator}”"
            continue
        for message in _faults(indicator, item, part, file):
            yield index, f"“{item.indicator}” {message}"


def _faults(
    whole: Indicator, item: Component, part: Indicator, file: CatalogueFile
) -> Iterator[str]:
    if part.kind is Kind.COMPOSITE:
        yield "cũng là chỉ số tổng hợp; chỉ số tổng hợp không lồng nhau"
    if not set(whole.levels) <= set(part.levels):
        yield "không có ý nghĩa ở mọi cấp (levels) của chỉ số tổng hợp"
    if not set(whole.spans) <= set(part.spans):
        yield "không báo cáo ở mọi kỳ (spans) của chỉ số tổng hợp"
    rises = Decimal(item.goal) > Decimal(item.floor)
    if part.direction is not Direction.NEUTRAL and rises != (part.direction is Direction.UP):
        yield "có goal ngược với chiều tốt của chỉ tiêu (direction)"
    if part.kind is Kind.PERCENTAGE and not _is_proportion(part, file):
        yield "là tỷ lệ mà tử số không nằm trong mẫu số, nên không có khoảng tin cậy"


def _is_proportion(part: Indicator, file: CatalogueFile) -> bool:
    """Whether the numerator counts some of those whom the denominator counts."""
    if not isinstance(part.denominator, Term) or part.numerator is None:
        return True
    name: str | None = part.numerator.measure
    while name is not None and name != part.denominator.measure:
        measure = file.measures.get(name)
        name = measure.part_of if measure else None
    return name is not None
