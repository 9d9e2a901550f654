"""Change against cùng kỳ: like units only, and in words why not where they are unlike."""

from __future__ import annotations

from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.places.sources import REFORM_DAY
from childrights.vietnamese.numbers import format_number, format_points


def say_change(indicator: Indicator, now: DisclosedValue, before: DisclosedValue | None) -> str:
    """“Tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023”, or why that cannot be said.

    Two figures are compared only when the same units stand behind both (law 3). ``before`` is
    ``None`` where the place did not exist a year earlier.
    """
    require_disclosed([now, *([before] if before else [])])
    if now.value is None or indicator.kind is Kind.STATUS:
        return ""
    last_year = now.period.year - 1
    if before is None or before.value is None:
        return f"Chưa có số liệu cùng kỳ năm {last_year} để so sánh"
    why_not = _why_unlike(now, before)
    if why_not:
        return f"Không so sánh được với cùng kỳ năm {last_year}: {why_not}"
    said = _difference(indicator, now.value - before.value)
    return f"{said[0].upper()}{said[1:]} so với cùng kỳ năm {last_year}"


def _why_unlike(now: DisclosedValue, before: DisclosedValue) -> str:
    if now.reporting_units == before.reporting_units:
        return ""
    newest = max((key.valid_from for key in now.reporting_units), default=REFORM_DAY)
    oldest = max((key.valid_from for key in before.reporting_units), default=REFORM_DAY)
    if oldest < REFORM_DAY <= newest:
        return "địa giới đã sắp xếp lại từ 01/7/2025"
    return (
        f"khác đơn vị báo cáo ({before.units_reported} đơn vị năm trước, "
        f"{now.units_reported} đơn vị năm nay)"
    )


def _difference(indicator: Indicator, delta: Decimal) -> str:
    if indicator.kind is Kind.PERCENTAGE:
        return format_points(delta)
    if delta == 0:
        return "không thay đổi"
    verb = "tăng" if delta > 0 else "giảm"
    unit = "điểm" if indicator.kind is Kind.SCORE else "trường hợp"
    return f"{verb} {format_number(abs(delta), indicator.decimals)} {unit}"
