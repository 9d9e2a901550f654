"""A figure is not a thousand times that of the same period last year.

Số tổng không lệch khoảng một nghìn lần so với cùng kỳ năm trước (dấu ngăn hàng nghìn bị hiểu là dấu
thập phân, hoặc ghi theo đơn vị nghìn).
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Setting
from etl.known import Known
from etl.reports import Report
from etl.thousandfold import is_thousandfold


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Compare totals with last year's; a slip needs correcting or explaining."""
    del setting
    mine = report.submission
    last = known.report(mine.locality, mine.form, mine.period.same_period_last_year())
    if last is None:
        return
    for series, _, stated in report.totals():
        before = last.figures.get(series)
        if before is not None and is_thousandfold(stated.value, before):
            message = (
                f"{report.says(series, stated)}, lệch khoảng một nghìn lần so với "
                f"{format_number(before)} của cùng kỳ năm trước. Kiểm tra dấu ngăn hàng nghìn và "
                "đơn vị tính; gõ lại số liền, hoặc ghi giải trình nếu số đúng."
            )
            yield report.finding(
                Severity.NEEDS_EXPLANATION, "thousandfold_on_last_year", message, stated.cell
            )
