"""The rows of a table: which row of the form each one is, where the table begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.catalogue.forms import FormVersion
from etl.cells import looks_like_figure
from etl.headings import LabelIndex, Repair, leading_code, tidy
from etl.table import Roles, Table
from etl.table_end import Below, is_signature, table_below

_INDEX_CELL = re.compile(r"^([A-Z]|\(?\d{1,2}\)?)$")


@dataclass(frozen=True)
class RowMatch:
    """Which row of the table holds which row of the form.

    ``strange`` rows hold figures and are no row of the form; ``repeated`` are one again;
    ``below`` is what stands under the signatures.
    """

    rows: dict[int, int]
    strange: tuple[int, ...]
    repeated: tuple[int, ...]
    repairs: tuple[Repair, ...]
    below: Below | None = None


def body_start(table: Table, row: int) -> int:
    """First row under the headings, past an index row such as “A B 1 2 3”."""
    while row < len(table.rows) and not any(cell != "" for cell in table.rows[row]):
        row += 1
    return row + 1 if is_index_row(table, row) else row


def is_index_row(table: Table, row: int) -> bool:
    """Whether a row only numbers the columns: “A B 1 2 3”, “(1) (2) (3)”, “1 2 3 4”."""
    if row >= len(table.rows):
        return False
    cells = [table.text(row, column) for column in range(len(table.rows[row]))]
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not all(_INDEX_CELL.match(cell) for cell in filled):
        return False
    numbers = [int(cell.strip("()")) for cell in filled if cell.strip("()").isdigit()]
    return numbers == list(range(1, len(numbers) + 1)) and filled[0].strip("()") in ("A", "1")


def count_labels(table: Table, version: FormVersion, first_row: int, column: int) -> int:
    """How many cells of a column are row labels of the form."""
    labels = _labels(version)
    rows = range(first_row, len(table.rows))
    return sum(bool(labels.find(table.text(row, column))[0]) for row in rows)


def match_rows(table: Table, version: FormVersion, body: int, roles: Roles) -> RowMatch:
    """Find every row of the form by its label, then its number, in the order they come."""
    labels = _labels(version)
    found: dict[int, int] = {}
    strange: list[int] = []
    repeated: list[int] = []
    repairs: dict[str, Repair] = {}
    last = -1
    below: Below | None = None
    for row in range(body, len(table.rows)):
        written = table.text(row, roles.label)
        same, repair = labels.find(written) if written else ([], None)
        has_figures = holds_figures(table, row, roles.figures)
        if not same:
            if not has_figures and is_signature(table, row, roles, labels.knows):
                below = table_below(table, row + 1, roles, labels.knows)
                break
            if has_figures and not is_heading_again(table, version, row, roles.figures):
                strange.append(row)
            continue
        number = table.text(row, roles.number) if roles.number is not None else ""
        index = _which(version, same, number or leading_code(written), last, found)
        if index in found:
            if has_figures:
                repeated.append(row)
            continue
        found[index] = row
        last = index
        if repair is not None:
            repairs.setdefault(repair.written, repair)
    return RowMatch(found, tuple(strange), tuple(repeated), tuple(repairs.values()), below)


_LABELS: dict[str, tuple[FormVersion, LabelIndex]] = {}


def _labels(version: FormVersion) -> LabelIndex:
    known = _LABELS.get(version.key)
    if known is not None and known[0] is version:
        return known[1]
    labels = LabelIndex((row.label, *row.aliases) for row in version.rows)
    _LABELS[version.key] = (version, labels)
    return labels


def _which(
    version: FormVersion, same: Sequence[int], number: str, last: int, found: dict[int, int]
) -> int:
    """Of rows with one label (“- Nam”): by the number typed, else the next in the form's order."""
    plain = number.strip(". ()")
    numbered = [i for i in same if plain and version.rows[i].code == plain]
    if numbered:
        return numbered[0]
    following = [index for index in same if index > last and index not in found]
    return (following or same)[0]


def holds_figures(table: Table, row: int, columns: Sequence[int]) -> bool:
    """Whether a row holds a number, or a text of digits, in one of the columns."""
    return any(looks_like_figure(table.at(row, column)) for column in columns)


def is_heading_again(table: Table, version: FormVersion, row: int, columns: Sequence[int]) -> bool:
    """A heading or index row printed again at the top of a page."""
    texts = [text for column in columns if (text := table.text(row, column))]
    if not texts:
        return False
    if texts[0][0].isdigit():
        return is_index_row(table, row)
    headings = {tidy(level) for column in version.columns for level in column.header}
    headings |= {tidy(item.label) for item in version.rows}
    return all(tidy(text) in headings for text in texts)
