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
    numbers = draft.numbers
    for relation in relations(draft.version, draft.layout, setting.catalogue):
        if relation.kind is not RelationKind.AT_MOST:
            continue
        (part,), whole = relation.parts, relation.whole
        number, most = numbers.get(part), numbers.get(whole)
        if number is not None and most is not None and number > most:
            cell = draft.readings[part].cell
            message = (
                f"{cell} ({draft.label(part)}) ghi {format_number(number)}, lớn hơn "
                f"{draft.readings[whole].cell} ({draft.label(whole)}) ghi {format_number(most)}. "
                "Kiểm tra lại hai ô này."
            )
            yield draft.finding(Severity.ERROR, "part_within_whole", message, cell)
