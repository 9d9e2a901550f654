"""A part never exceeds the whole it is part of.

Số có thẻ không lớn hơn số trẻ em, số tử vong không lớn hơn số mắc, và tương tự.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.catalogue.relations import RelationKind, relations
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft, Setting


def check(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Compare each part with its whole at the same codes, where both are numbers."""
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        if relation.kind is not RelationKind.AT_MOST:
            continue
        whole = draft.readings.get(relation.whole)
        part = draft.readings.get(relation.parts[0])
        if whole is None or part is None:
            continue
        if whole.reading.value is None or part.reading.value is None:
            continue
        if part.reading.value > whole.reading.value:
            message = (
                f"{part.cell} ({draft.label(relation.parts[0])}) ghi "
                f"{format_number(part.reading.value)}, lớn hơn {whole.cell} "
                f"({draft.label(relation.whole)}) ghi {format_number(whole.reading.value)}. "
                f"Kiểm tra lại hai ô này."
            )
            yield draft.finding(Severity.ERROR, "part_within_whole", message, part.cell)
