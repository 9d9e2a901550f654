"""A thousands point was not taken for a decimal comma.

Số liệu không bị lệch một nghìn lần do dấu ngăn hàng nghìn (“1.826” bị hiểu là 1,826 rồi làm tròn
thành 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.catalogue.relations import Relation, RelationKind, relations
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, FieldReading, Setting
from etl.thousandfold import is_thousandfold, slipped_parts


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Where parts and total disagree by about a thousand, name the cells that slipped, once."""
    seen: set[str] = set()
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        if relation.kind is RelationKind.SUM:
            for entry in _slipped(draft, relation):
                if entry.cell not in seen:
                    seen.add(entry.cell)
                    yield _finding(draft, entry)


def _slipped(draft: Draft, relation: Relation) -> list[FieldReading]:
    whole = draft.readings.get(relation.whole)
    parts = [draft.readings.get(part) for part in relation.parts]
    if whole is None or whole.reading.value is None:
        return []
    known = [part for part in parts if part is not None]
    values = [part.reading.value for part in known if part.reading.value is not None]
    if len(values) < len(relation.parts):
        return []
    if is_thousandfold(whole.reading.value, sum(values, start=whole.reading.value * 0)):
        return [whole]
    return [known[index] for index in slipped_parts(whole.reading.value, values)]


def _finding(draft: Draft, entry: FieldReading) -> Finding:
    assert entry.reading.value is not None
    message = (
        f"{entry.cell} ({draft.label(entry.field)}) ghi {format_number(entry.reading.value)}, lệch "
        "khoảng một nghìn lần so với các ô cùng nhóm. Dấu ngăn hàng nghìn có thể đã bị hiểu là dấu "
        "thập phân: gõ lại số liền, không gõ dấu chấm."
    )
    return draft.finding(Severity.ERROR, "thousandfold_slip", message, entry.cell)
