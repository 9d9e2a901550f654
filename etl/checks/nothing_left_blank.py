"""Blank is not zero.

Không để trống ô số liệu; không phát sinh thì ghi 0. Ô tổng để trống thì biểu bị trả lại.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting

_LISTED = 6


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """An empty grand total is an error; other empty cells are named in one warning."""
    del setting
    blank = [item for item in draft.readings.values() if item.reading.is_blank]
    for item in blank:
        if not item.field.where:
            message = (
                f"{item.cell} ({draft.label(item.field)}) để trống. "
                "Ghi số tổng; không phát sinh thì ghi 0."
            )
            yield draft.finding(Severity.ERROR, "nothing_left_blank", message, item.cell)
    cells = list(dict.fromkeys(item.cell for item in blank if item.field.where))
    if cells:
        listed = ", ".join(cells[:_LISTED])
        more = f" và {len(cells) - _LISTED} ô khác" if len(cells) > _LISTED else ""
        message = (
            f"Để trống {len(cells)} ô ({listed}{more}); được hiểu là chưa có số liệu, "
            "không phải số 0. Không phát sinh thì ghi 0."
        )
        yield draft.finding(Severity.WARNING, "nothing_left_blank", message, cells[0])
