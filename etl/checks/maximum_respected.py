"""No figure is above the most that it can be.

Điểm không vượt điểm tối đa đã biết; ô chỉ nhận 0 hoặc 1 không ghi số khác.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from childrights.catalogue.forms import Layout
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, FieldReading, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Compare each figure with its row's maximum, else with its measure's."""
    for item in draft.readings.values():
        most = _maximum(draft, item, setting)
        value = item.reading.value
        if most is not None and value is not None and value > most:
            message = (
                f"{item.cell} ({draft.label(item.field)}) ghi {format_number(value)}, vượt mức "
                f"tối đa {format_number(most)}. Kiểm tra lại ô này."
            )
            yield draft.finding(Severity.ERROR, "maximum_respected", message, item.cell)


def _maximum(draft: Draft, item: FieldReading, setting: Setting) -> Decimal | None:
    most = None
    if draft.layout is Layout.UNIT:
        most = draft.version.rows[item.field.row].maximum
    if most is None:
        most = setting.catalogue.measures[item.field.measure].maximum
    return None if most is None else Decimal(most)
