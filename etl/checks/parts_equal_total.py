"""Parts add up to their total.

Các phần (nam và nữ, các nhóm tuổi, các loại, các địa điểm) cộng lại bằng số tổng.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.catalogue.relations import RelationKind, relations
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Compare each total with the sum of its parts where all of them are numbers."""
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        if relation.kind is not RelationKind.SUM:
            continue
        whole = draft.readings.get(relation.whole)
        parts = [draft.readings.get(part) for part in relation.parts]
        if whole is None or whole.reading.value is None:
            continue
        values = [part.reading.value for part in parts if part is not None]
        if len(values) < len(parts) or any(value is None for value in values):
            continue
        total = sum(value for value in values if value is not None)
        if total != whole.reading.value:
            cells = list(dict.fromkeys(part.cell for part in parts if part is not None))
            message = (
                f"{whole.cell} ({draft.label(relation.whole)}) ghi "
                f"{format_number(whole.reading.value)}, nhưng cộng các ô {', '.join(cells)} được "
                f"{format_number(total)}. {relation.reason} Kiểm tra lại các ô này."
            )
            yield draft.finding(Severity.ERROR, "parts_equal_total", message, whole.cell)
