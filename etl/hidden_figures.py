"""Figures in hidden rows and columns: they are read, and the sender is told which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from childrights.warehouse.records import Finding, Severity
from etl.drafts import Draft
from etl.grid import Grid, address

_SHOWN = 6
_CELL = re.compile(r"^([A-Z]+)([0-9]+)$")


def hidden_figures(grid: Grid, drafts: Sequence[Draft]) -> Iterator[Finding]:
    """A note that names the hidden rows and columns of which figures were read."""
    if not grid.hidden_rows and not grid.hidden_columns:
        return
    columns = {address(0, column).rstrip("1") for column in grid.hidden_columns}
    rows = {str(row + 1) for row in grid.hidden_rows}
    hidden_rows: dict[str, str] = {}
    hidden_columns: dict[str, str] = {}
    for cell in _filled(drafts):
        match = _CELL.match(cell)
        assert match is not None
        if match[2] in rows:
            hidden_rows.setdefault(match[2], cell)
        if match[1] in columns:
            hidden_columns.setdefault(match[1], cell)
    for word, found in (("Dòng", hidden_rows), ("Cột", hidden_columns)):
        if found:
            message = (
                f"{word} {_listed(list(found))} đang bị ẩn mà có số liệu; số liệu ở đó vẫn được "
                "đọc. Bỏ ẩn để kiểm tra lại; số không muốn gửi thì xóa."
            )
            cell = next(iter(found.values()))
            yield Finding(Severity.NOTE, "hidden_read", message, grid.name, cell)


def _filled(drafts: Sequence[Draft]) -> Iterator[str]:
    return (
        entry.cell
        for draft in drafts
        for entry in draft.readings.values()
        if not entry.reading.is_blank
    )


def _listed(names: Sequence[str]) -> str:
    more = f" (và {len(names) - _SHOWN} nữa)" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
