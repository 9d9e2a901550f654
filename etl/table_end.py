"""Where a table ends: at the signatures; and what is still written below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from childrights.warehouse.records import Finding, Severity
from etl.cells import as_text, looks_like_figure, says_none
from etl.grid import RawCell
from etl.headings import lost_letters_of, tidy, without_marks
from etl.table import Roles, Table

_SIGNATURES = (
    "người lập", "người tổng hợp", "người báo cáo", "cán bộ lập", "lập biểu", "thủ trưởng",
    "tm. ủy ban", "tm. uỷ ban", "tm. ubnd", "kt. chủ tịch", "chủ tịch", "phó chủ tịch", "giám đốc",
    "trưởng thôn", "tổ trưởng", "trưởng phòng", "trưởng ban", "trưởng trạm", "xác nhận của",
    "phụ trách", "kế toán", "nơi nhận",
)  # fmt: skip
_TELEPHONE = re.compile(r"^(?:\+?84|0)[\d .-]{8,13}$")
_LARGEST_COUNT = 10**8
"""A telephone number whose first zero Excel has dropped is larger; no count of a form is."""
_MANY = 3
"""So many figures in a row are no date, telephone number or page number beside a signature."""

Knows = Callable[[str], bool]
"""Whether a label is one of the table's: a row of the form, a unit, a total."""


@dataclass(frozen=True)
class Below:
    """The first row under the signatures that belongs to a table.

    ``is_known``: the form's own, by its headings or a label; other figures may be of anything.
    """

    row: int
    is_known: bool


def is_signature(table: Table, row: int, roles: Roles, knows: Knows) -> bool:
    """Whether a row begins the signatures: “Người lập biểu … TM. Ủy ban nhân dân”.

    “Kế toán nghỉ” in a column of notes signs nothing, nor does it beside the name of a unit.
    """
    signed = [
        column
        for column, cell in enumerate(_row(table, row))
        if isinstance(cell, str) and cell and _signs(cell) and column not in roles.notes
    ]
    return bool(signed) and (roles.label in signed or not knows(table.text(row, roles.label)))


@lru_cache(maxsize=4096)
def _signs(text: str) -> bool:
    plain = without_marks(text)
    return any(lost_letters_of(words).match(plain) for words in _SIGNATURES)


def table_below(table: Table, first_row: int, roles: Roles, knows: Knows) -> Below | None:
    """What stands under the signatures: more of the form, else many figures in one row."""
    other: Below | None = None
    for row in range(first_row, len(table.rows)):
        if _is_heading(table, row, roles):
            return Below(row, is_known=True)
        entered = sum(_is_entry(table.at(row, column)) for column in roles.figures)
        if entered:
            label = table.text(row, roles.label)
            if label and knows(label):
                return Below(row, is_known=True)
            # The numbers of the columns (“A B 1 2 3”) follow a heading, which was asked for above.
            if other is None and entered >= _MANY:
                other = Below(row, is_known=False)
    return other


def _is_heading(table: Table, row: int, roles: Roles) -> bool:
    texts = [cell for cell in _row(table, row) if isinstance(cell, str) and cell]
    return len(texts) > 1 and all(tidy(text) in roles.headings for text in texts)


def _is_entry(raw: RawCell) -> bool:
    if not looks_like_figure(raw):
        return says_none(raw)
    if isinstance(raw, str):
        return not _TELEPHONE.match(as_text(raw))
    return isinstance(raw, int | float) and raw < _LARGEST_COUNT


def _row(table: Table, row: int) -> Sequence[RawCell]:
    return table.rows[row] if row < len(table.rows) else ()


def below_finding(table: Table, roles: Roles, below: Below) -> Finding:
    """Tell where a table stands that was not read."""
    cell = table.address(below.row, roles.label)
    if below.is_known:
        message = f"Dưới phần ký còn bảng số liệu từ ô {cell}; tách mỗi biểu một trang tính."
        return Finding(Severity.ERROR, "one_table_a_sheet", message, table.grid.name, cell)
    message = (
        f"Dưới phần ký còn số liệu từ dòng có ô {cell}; không thuộc bảng ở trên nên không đọc. "
        "Nếu là một biểu khác, chép sang trang tính riêng."
    )
    return Finding(Severity.NOTE, "one_table_a_sheet", message, table.grid.name, cell)
