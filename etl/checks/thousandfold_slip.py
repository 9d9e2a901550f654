"""A thousands point was not taken for a decimal comma.

Số liệu không bị lệch một nghìn lần do dấu ngăn hàng nghìn (“1.826” bị hiểu là 1,826 rồi làm tròn
thành 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, FieldReading, Setting
from etl.sums import WrongSum, wrong_sums
from etl.thousandfold import is_thousandfold, slipped_parts


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Where parts and total disagree by about a thousand, name the cells that slipped, once."""
    seen: set[str] = set()
    for wrong in wrong_sums(draft, setting):
        for entry in _slipped(draft, wrong):
            if entry.cell not in seen:
                seen.add(entry.cell)
                yield _finding(draft, entry)


def _slipped(draft: Draft, wrong: WrongSum) -> list[FieldReading]:
    if is_thousandfold(wrong.stated, wrong.total):
        return [wrong.whole]
    parts = wrong.relation.parts
    return [draft.readings[parts[i]] for i in slipped_parts(wrong.stated, wrong.values)]


def _finding(draft: Draft, entry: FieldReading) -> Finding:
    assert entry.reading.value is not None
    message = (
        f"{entry.cell} ({draft.label(entry.field)}) ghi {format_number(entry.reading.value)}, lệch "
        "khoảng một nghìn lần so với các ô cùng nhóm. Dấu ngăn hàng nghìn có thể đã bị hiểu là dấu "
        "thập phân: gõ lại số liền, không gõ dấu chấm."
    )
    return draft.finding(Severity.ERROR, "thousandfold_slip", message, entry.cell)
