"""Text damaged on its way: old fonts, escapes that were stored as letters."""

from __future__ import annotations

import re
from dataclasses import replace

from childrights.vietnamese.legacy import Encoding, decode, detect_encoding
from childrights.warehouse.records import Finding, Severity
from etl.grid import Grid, RawCell

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_LINE_BREAK = re.compile(r"\\r\\n|\\n|\\r(?![a-zà-ỹ])")
_WRITTEN_LATER = re.compile("[\u0100-\u010f\u0112-\u02ff\u0300-\u036f\u1ea0-\u1ef9]")
_JUDGED = 400
_NAMES = {Encoding.TCVN3: "TCVN3 (ABC)", Encoding.VNI: "VNI"}


def repair_text(grid: Grid) -> tuple[Grid, list[Finding]]:
    """The sheet with its words in Unicode, and a note where they were not.

    The font is judged over all the words of the sheet that could be of an old one.
    """
    encoding = detect_encoding(_suspects(grid))
    has_escapes = any(isinstance(cell, str) and "\\" in cell for row in grid.rows for cell in row)
    if encoding is Encoding.UNICODE and not has_escapes:
        return grid, []
    rows = [[_repaired(cell, encoding) for cell in row] for row in grid.rows]
    if encoding is Encoding.UNICODE:
        return replace(grid, rows=rows), []
    message = (
        f"Chữ trong trang “{grid.name}” theo phông {_NAMES[encoding]}; đã đổi sang Unicode để đọc. "
        "Kỳ sau dùng phông Unicode (Times New Roman)."
    )
    note = Finding(Severity.NOTE, "text_repaired", message, grid.name)
    return replace(grid, rows=rows), [note]


def _suspects(grid: Grid) -> list[str]:
    """Accented words of the sheet that hold no letter which only Unicode has."""
    found = []
    for row in grid.rows:
        for cell in row:
            if isinstance(cell, str) and not cell.isascii() and not _WRITTEN_LATER.search(cell):
                found.append(cell)
                if len(found) == _JUDGED:
                    return found
    return found


def _repaired(cell: RawCell, encoding: Encoding) -> RawCell:
    if not isinstance(cell, str) or not cell:
        return cell
    text = cell
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = _LINE_BREAK.sub(" ", text)
    if encoding is not Encoding.UNICODE and not text.isascii() and not _WRITTEN_LATER.search(text):
        text = decode(text, encoding)
    return text
