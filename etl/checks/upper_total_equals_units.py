"""A total that the level above sends is the sum of its units' own reports.

Số tổng do cấp trên gửi bằng tổng các xã, phường đã báo cáo cùng biểu, cùng kỳ; khi chưa đủ đơn vị
báo cáo thì không nhỏ hơn tổng đã có.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from childrights.catalogue.model import Measure
from childrights.places.calendars import as_of
from childrights.places.model import Level, LocalityKey
from childrights.places.registry import Registry
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity, Submission
from etl.drafts import Setting
from etl.known import Known
from etl.reports import Report


def units_below(submission: Submission, registry: Registry) -> Sequence[LocalityKey]:
    """The communes whose reports an upper level's submission is the total of; none of a commune."""
    above, day = registry.get(submission.locality), as_of(submission.period)
    if above.level in (Level.COMMUNE, Level.HAMLET) or not above.exists_on(day):
        return ()
    return [unit.key for unit in registry.units(above.code, day)]


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Compare totals with the sum over the units; a difference is a warning."""
    mine = report.submission
    units = units_below(mine, setting.registry)
    told = [item for unit in units if (item := known.report(unit, mine.form, mine.period))]
    for series, measure, stated in report.totals() if told else ():
        parts = [item.figures[series] for item in told if series in item.figures]
        total = sum(parts, Decimal(0))
        is_whole = len(parts) == len(units)
        if not _adds_up(measure) or not parts:
            continue
        if stated.value < total or (is_whole and stated.value != total):
            message = (
                f"{report.says(series, stated)}, nhưng cộng {len(parts)}/{len(units)} xã, phường "
                f"đã báo cáo được {format_number(total)}. Rà soát lại số tổng hoặc báo cáo của các "
                "đơn vị; số hiển thị là tổng các đơn vị."
            )
            yield report.finding(Severity.WARNING, "upper_total_equals_units", message, stated.cell)


def _adds_up(measure: Measure) -> bool:
    return measure.travels and measure.maximum is None
