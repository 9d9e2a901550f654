"""A figure that is cumulative from 1 January never falls within the year.

Số phát sinh cộng dồn từ đầu năm không giảm: 9 tháng không nhỏ hơn 6 tháng, cả năm không nhỏ hơn 9
tháng. Nếu kỳ trước ghi thừa thì giải trình hoặc gửi lại báo cáo kỳ trước.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.catalogue.model import StockOrFlow
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Setting
from etl.known import Known, Told
from etl.reports import Report


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Compare totals with the same form's other spans of the year; a fall needs an explanation."""
    del setting
    mine = report.submission
    for told in known.of(mine.locality):
        if (
            told.form == mine.form
            and told.period.year == mine.period.year
            and told.period != mine.period
        ):
            yield from _fallen(report, told)


def _fallen(report: Report, told: Told) -> Iterator[Finding]:
    is_earlier = told.period < report.submission.period
    for series, measure, stated in report.totals():
        other = told.figures.get(series)
        if other is None or measure.stock_flow is not StockOrFlow.FLOW:
            continue
        if stated.value < other if is_earlier else stated.value > other:
            word = "ít hơn" if is_earlier else "nhiều hơn"
            message = (
                f"{report.says(series, stated)}, {word} {format_number(other)} đã báo cáo cho "
                f"“{told.period.label}”. Số cộng dồn từ đầu năm không giảm. Sửa ô này; nếu báo cáo "
                f"“{told.period.label}” sai thì gửi lại báo cáo đó, hoặc ghi giải trình."
            )
            yield report.finding(
                Severity.NEEDS_EXPLANATION, "flow_never_falls", message, stated.cell
            )
