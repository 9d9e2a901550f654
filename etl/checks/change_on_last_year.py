"""A count stays within the limits for counts around that of the same period last year.

Số đếm không tăng, giảm quá giới hạn biến động của số đếm so với cùng kỳ năm trước (ba độ lệch chuẩn
Poisson, cộng 5% biến động thật; không dùng một tỷ lệ phần trăm cố định).
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.catalogue.model import Measure
from childrights.judgement.limits import limits_after
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Setting
from etl.known import Known
from etl.reports import Report
from etl.thousandfold import is_thousandfold


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Compare totals with last year's; one outside the limits is a warning."""
    del setting
    mine = report.submission
    last = known.report(mine.locality, mine.form, mine.period.same_period_last_year())
    if last is None:
        return
    for series, measure, stated in report.totals():
        before = last.figures.get(series)
        if before is None or not _is_count(measure) or is_thousandfold(stated.value, before):
            continue
        limits = limits_after(before)
        if not limits.hold(stated.value):
            message = (
                f"{report.says(series, stated)}, cùng kỳ năm trước {format_number(before)}: ngoài "
                f"khoảng biến động thường gặp ({format_number(limits.lower)} đến "
                f"{format_number(limits.upper)}). Kiểm tra lại; nếu đúng, nên ghi giải trình."
            )
            yield report.finding(Severity.WARNING, "change_on_last_year", message, stated.cell)


def _is_count(measure: Measure) -> bool:
    """Whether chance acts on it as on a count: not on money, points or yes and no."""
    return measure.integer and measure.maximum is None and "đồng" not in measure.unit
