"""The unit is one that reports for this period.

Đơn vị báo cáo là xã, phường, thị trấn, đặc khu hoặc thôn, tổ dân phố, và lịch báo cáo của địa
phương có kỳ này. Tổng do cấp trên gửi được nhận để đối chiếu, không thay số của các đơn vị.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.places.calendars import deadline
from childrights.places.model import Level
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """A total of a province or district is a warning, as is an unscheduled span."""
    if draft.locality.level not in (Level.COMMUNE, Level.HAMLET):
        message = (
            f"“{draft.locality.name}” không phải xã, phường: số tổng của cấp trên được nhận để đối "
            "chiếu, không cộng vào và không thay số của các xã, phường. Để nộp thay các xã, "
            "phường, gửi bảng nhiều đơn vị, mỗi đơn vị một dòng."
        )
        yield draft.finding(Severity.WARNING, "unit_reports_in_period", message)
        return
    code = draft.locality.code
    if draft.locality.level is Level.HAMLET:
        code = draft.locality.parent_code
    if deadline(setting.registry, code, draft.period) is None:
        message = (
            f"Lịch báo cáo của {draft.locality.name} không có kỳ “{draft.period.label}”; "
            "số liệu vẫn được nhận."
        )
        yield draft.finding(Severity.WARNING, "unit_reports_in_period", message, draft.period_cell)
