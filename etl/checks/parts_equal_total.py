"""Parts add up to their total.

Các phần (nam và nữ, các nhóm tuổi, các loại, các địa điểm) cộng lại bằng số tổng.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting
from etl.sums import wrong_sums


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Compare each total with the sum of its parts where all of them are numbers."""
    for wrong in wrong_sums(draft, setting):
        relation, cell = wrong.relation, wrong.whole.cell
        cells = dict.fromkeys(draft.readings[part].cell for part in relation.parts)
        message = (
            f"{cell} ({draft.label(relation.whole)}) ghi {format_number(wrong.stated)}, nhưng cộng "
            f"các ô {', '.join(cells)} được {format_number(wrong.total)}. {relation.reason} "
            "Kiểm tra lại các ô này."
        )
        yield draft.finding(Severity.ERROR, "parts_equal_total", message, cell)
