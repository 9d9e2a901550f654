"""The cut-off lies inside the period that it closes.

Ngày chốt số liệu phải nằm trong kỳ báo cáo.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from childrights.vietnamese.dates import format_date
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """A cut-off before the period's year or after its last day is an error."""
    del setting
    first, last = date(draft.period.year, 1, 1), draft.period.last_day
    if not first <= draft.cut_off <= last:
        message = (
            f"Ngày chốt số liệu {format_date(draft.cut_off)} nằm ngoài kỳ “{draft.period.label}” "
            f"({format_date(first)} đến {format_date(last)}). Sửa ngày chốt hoặc kỳ báo cáo."
        )
        yield draft.finding(Severity.ERROR, "cut_off_plausible", message, draft.cut_off_cell)
