"""Every figure is a number of the right kind.

Mỗi ô số liệu phải đọc được thành số không âm; số đếm là số nguyên.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Report each cell whose content could not be read, once per cell."""
    del setting
    seen: set[str] = set()
    for item in draft.readings.values():
        if item.reading.problem and item.cell not in seen:
            seen.add(item.cell)
            message = f"{item.cell} ({draft.label(item.field)}): {item.reading.problem}."
            yield draft.finding(Severity.ERROR, "figure_readable", message, item.cell)
