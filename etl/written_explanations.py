"""Explanations (“Giải trình”) that officers write in the workbook itself.

A template has a sheet “Giải trình”, and a marked copy the column “Giải trình” of its result sheet.
Both name a sheet and a cell and say why the figure there is right; a text is bound to that cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from childrights.vietnamese.text import clean
from childrights.warehouse.records import Finding, Severity
from etl.cells import as_text
from etl.drafts import Draft
from etl.grid import Grid
from etl.result_sheet import CELL_HEADING, EXPLANATION_HEADING, RESULT_SHEET, SHEET_HEADING
from etl.workbook_model import EXPLANATION_SHEET

EXPLANATION_SHEETS = (EXPLANATION_SHEET, RESULT_SHEET)
_EXPLAINABLE = (Severity.NEEDS_EXPLANATION, Severity.WARNING)
EXPLAINED = "explained_in_workbook"
_LEAST_LETTERS = 5
"""“x” or “ok” is no reason."""

Place = tuple[str, str]
"""Sheet and cell."""


@dataclass(frozen=True)
class Written:
    """One explanation: where it stands, and its words."""

    sheet: str
    row: int
    text: str


def written_explanations(grids: Sequence[Grid]) -> dict[Place, Written]:
    """What a workbook's own sheets explain, by the cell that it is about.

    Where both sheets explain one cell, the sheet “Giải trình” counts: it is the officer's own.
    """
    found: dict[Place, Written] = {}
    for name in reversed(EXPLANATION_SHEETS):
        for grid in grids:
            if grid.name == name:
                found |= dict(_read(grid))
    return found


def notes_of(draft: Draft, written: Mapping[Place, Written], *, alone: bool) -> Iterator[Finding]:
    """What was written about a draft's cells, as notes that stay beside their figures.

    A line that names no sheet means the only one, where the draft's is ``alone``.
    """
    cells = {item.cell for item in draft.readings.values()}
    for (sheet, cell), said in written.items():
        if cell in cells and (sheet == draft.sheet or (alone and not sheet)):
            note = draft.finding(Severity.NOTE, EXPLAINED, f"Đơn vị giải trình ô {cell}.", cell)
            yield replace(note, explanation=said.text)


def unbound(drafts: Sequence[Draft], written: Mapping[Place, Written]) -> Iterator[Finding]:
    """Warn of explanations that name no cell of any form in the file."""
    sheets = {draft.sheet for draft in drafts}
    known = {(draft.sheet, item.cell) for draft in drafts for item in draft.readings.values()}
    if len(sheets) == 1:
        known |= {("", cell) for _, cell in known}
    for (sheet, cell), said in written.items() if drafts else ():
        if (sheet, cell) not in known:
            message = (
                f"Dòng {said.row} trang “{said.sheet}” giải trình ô {cell} trang “{sheet}”, nhưng "
                "không biểu nào có số liệu ở ô đó. Ghi đúng tên trang tính và ô."
            )
            yield Finding(Severity.WARNING, "explanation_bound", message, said.sheet)


def answered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each with what a note among them says about its cell.

    A warning may be explained as well; an error may not. A note that answers something is told
    with it and not again.
    """
    notes = {(item.sheet, item.cell): item for item in findings if item.rule == EXPLAINED}
    asked = [item for item in findings if item.severity in _EXPLAINABLE and item.cell]
    used = {(item.sheet, item.cell) for item in asked} & notes.keys()
    return tuple(
        replace(item, explanation=notes[item.sheet, item.cell].explanation)
        if (item.sheet, item.cell) in used and item.severity in _EXPLAINABLE
        else item
        for item in findings
        if item.rule != EXPLAINED or (item.sheet, item.cell) not in used
    )


def _read(grid: Grid) -> Iterator[tuple[Place, Written]]:
    head = next((n for n, row in enumerate(grid.rows) if _columns(row)), None)
    if head is None:
        return
    sheet_at, cell_at, text_at = _columns(grid.rows[head])
    for row in range(head + 1, len(grid.rows)):
        text = clean(as_text(grid.at(row, text_at)))
        sheet = as_text(grid.at(row, sheet_at)).strip()
        cell = as_text(grid.at(row, cell_at)).strip().upper().replace("$", "")
        if cell and sum(letter.isalpha() for letter in text) >= _LEAST_LETTERS:
            yield (sheet, cell), Written(grid.name, row + 1, text)


def _columns(row: Sequence[object]) -> tuple[int, ...]:
    texts = [clean(cell) if isinstance(cell, str) else "" for cell in row]
    wanted = (SHEET_HEADING, CELL_HEADING, EXPLANATION_HEADING)
    return tuple(texts.index(text) for text in wanted) if set(wanted) <= set(texts) else ()
