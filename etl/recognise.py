"""Finds the form in a sheet: which version, where its columns and rows stand, what its frame says.

Nothing is taken from file names or hidden sheets; only what stands in the sheet counts, because
officers copy, rename and retype.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from childrights.catalogue.forms import FormRow, FormVersion, Layout
from childrights.vietnamese.text import clean, fold
from etl.cells import as_text, looks_like_figure
from etl.frame import Frame
from etl.grid import Grid

HEADER_SEARCH_ROWS = 40
_INDEX_CELL = re.compile(r"^([A-Z]|\(?\d{1,2}\)?)$")
_UNIT_HEADERS = (
    "đơn vị", "tên đơn vị", "xã, phường", "xã, phường, thị trấn", "thôn", "thôn, tổ dân phố",
    "tổ dân phố", "tiểu khu",
)  # fmt: skip
_CODE_HEADERS = ("mã đơn vị", "mã đvhc", "mã số")
_TOTAL_ROW = re.compile(r"^(tổng cộng|tổng số|chung|cộng|tổng xã)\b")


@dataclass(frozen=True)
class HeaderMatch:
    """Where a form version's columns stand. Missing columns are named in ``missing``."""

    version: FormVersion
    layout: Layout
    first_row: int
    depth: int
    columns: tuple[int | None, ...]
    number_column: int | None
    label_column: int | None
    code_column: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Headings that the sheet lacks, levels joined by ›."""
        return tuple(
            " › ".join(column.header)
            for column, position in zip(self.version.columns, self.columns, strict=True)
            if position is None
        )

    @property
    def found(self) -> int:
        """Number of the version's columns that stand in the sheet."""
        return sum(position is not None for position in self.columns)


FoldedRows = list[list[str]]
"""The head of a sheet, every cell folded once."""


def fold_head(grid: Grid) -> FoldedRows:
    """Fold every cell of the rows in which titles and headings may stand."""
    return [
        [fold(as_text(cell)) if cell != "" else "" for cell in row]
        for row in grid.rows[: HEADER_SEARCH_ROWS + 3]
    ]


def candidates(head: FoldedRows, versions: Iterable[FormVersion]) -> list[FormVersion]:
    """Versions whose name stands in the title lines of the sheet."""
    text = " ".join(cell for row in head for cell in row if cell)
    return [v for v in versions if any(fold(phrase) in text for phrase in v.recognise)]


def match_header(grid: Grid, head: FoldedRows, version: FormVersion) -> HeaderMatch | None:
    """The best place for the version's headings, or ``None`` when not one of them is found."""
    depth = max(len(column.header) for column in version.columns)
    tops = {_folded(column.header)[0] for column in version.columns}
    best: HeaderMatch | None = None
    for first_row, cells in enumerate(head[:HEADER_SEARCH_ROWS]):
        if tops.isdisjoint(cells):
            continue
        paths = _heading_paths(grid, head, first_row, depth)
        for layout in version.layouts:
            match = _match_at(version, layout, first_row, depth, paths)
            if match is not None and (best is None or match.found > best.found):
                best = match
    return best


def _match_at(
    version: FormVersion,
    layout: Layout,
    first_row: int,
    depth: int,
    paths: Sequence[tuple[str, ...]],
) -> HeaderMatch | None:
    positions = {path: index for index, path in reversed(list(enumerate(paths)))}
    if layout is Layout.UNIT:
        label = _single(positions, [s.header for s in version.stub if s.role == "label"])
        code = None
    else:
        label = _single(positions, [version.unit_header, *_UNIT_HEADERS])
        code = _single(positions, _CODE_HEADERS)
    if label is None:
        return None
    columns = tuple(positions.get(_folded(column.header)) for column in version.columns)
    number = _single(positions, [s.header for s in version.stub if s.role == "number"])
    match = HeaderMatch(version, layout, first_row, depth, columns, number, label, code)
    return match if match.found else None


def _single(positions: dict[tuple[str, ...], int], headers: Iterable[str]) -> int | None:
    for header in headers:
        if (fold(header),) in positions:
            return positions[(fold(header),)]
    return None


@lru_cache(maxsize=4096)
def _folded(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(level) for level in header)


def _heading_paths(
    grid: Grid, head: FoldedRows, first_row: int, depth: int
) -> list[tuple[str, ...]]:
    """For each column its headings from top to bottom, merged cells spread out."""
    rows = head[first_row : first_row + depth]
    width = max(len(row) for row in rows)
    block = [[*row, *[""] * (width - len(row))] for row in rows]
    _spread_merged(block, grid, first_row)
    _spread_unmerged(block)
    return [_path([level[column] for level in block]) for column in range(width)]


def _spread_merged(block: list[list[str]], grid: Grid, first_row: int) -> None:
    for (top, left), (bottom, right) in grid.merged:
        if top < first_row or top >= first_row + len(block):
            continue
        text = block[top - first_row][left] if left < len(block[0]) else ""
        for row in range(top, min(bottom, first_row + len(block) - 1) + 1):
            for column in range(left, min(right, len(block[0]) - 1) + 1):
                block[row - first_row][column] = text


def _spread_unmerged(block: list[list[str]]) -> None:
    """A group heading typed only over its first column, with a sub-heading under each."""
    for level in range(len(block) - 1):
        for column in range(1, len(block[level])):
            is_covered = any(row[column] for row in block[:level])
            same_parent = all(row[column] == row[column - 1] for row in block[:level])
            if (
                not block[level][column]
                and block[level + 1][column]
                and (same_parent or not is_covered)
            ):
                block[level][column] = block[level][column - 1]


def _path(levels: Sequence[str]) -> tuple[str, ...]:
    path: list[str] = []
    for level in levels:
        if level and (not path or path[-1] != level):
            path.append(level)
    return tuple(path)


def body_start(grid: Grid, match: HeaderMatch) -> int:
    """First row under the headings, past an index row such as “A B 1 2 3”."""
    row = match.first_row + match.depth
    cells = [as_text(cell) for cell in (grid.rows[row] if row < len(grid.rows) else [])]
    filled = [cell for cell in cells if cell]
    is_index = len(filled) >= 2 and all(_INDEX_CELL.match(cell) for cell in filled)
    starts_like_index = bool(filled) and filled[0].strip("()") in ("A", "1")
    return row + 1 if is_index and starts_like_index else row


@dataclass(frozen=True)
class RowMatch:
    """Which sheet row holds which row of the form; ``strange`` rows hold figures but no row."""

    rows: dict[int, int]
    strange: tuple[int, ...]
    repeated: tuple[int, ...]


def match_rows(grid: Grid, match: HeaderMatch) -> RowMatch:
    """Find every row of the form by its label, then its number, in the order they come."""
    keys = [_row_labels(row) for row in match.version.rows]
    found: dict[int, int] = {}
    strange: list[int] = []
    repeated: list[int] = []
    last = -1
    for row in range(body_start(grid, match), len(grid.rows)):
        index = _find_row(grid, match, row, keys, last)
        if index is None:
            if _holds_figures(grid, match, row) and not _is_heading_again(grid, match, row):
                strange.append(row)
            continue
        if index in found:
            repeated.append(row)
            continue
        found[index] = row
        last = index
    return RowMatch(found, tuple(strange), tuple(repeated))


def _row_labels(row: FormRow) -> set[str]:
    return {_label_key(label) for label in (row.label, *row.aliases)}


def _label_key(label: str) -> str:
    return fold(label).lstrip("-–+• ").strip()


def _find_row(
    grid: Grid, match: HeaderMatch, row: int, keys: Sequence[set[str]], last: int
) -> int | None:
    assert match.label_column is not None
    label = _label_key(as_text(grid.at(row, match.label_column)))
    if not label:
        return None
    same = [index for index, labels in enumerate(keys) if label in labels]
    if not same:
        return None
    if match.number_column is not None:
        number = as_text(grid.at(row, match.number_column)).strip(". ")
        numbered = [i for i in same if number and match.version.rows[i].code == number]
        if numbered:
            return numbered[0]
    following = [index for index in same if index > last]
    return (following or same)[0]


def _holds_figures(grid: Grid, match: HeaderMatch, row: int) -> bool:
    return any(
        position is not None and looks_like_figure(grid.at(row, position))
        for position in match.columns
    )


def _is_heading_again(grid: Grid, match: HeaderMatch, row: int) -> bool:
    """A heading or index row printed again at the top of a page."""
    texts = [fold(as_text(grid.at(row, p))) for p in match.columns if p is not None]
    headings = {level for column in match.version.columns for level in _folded(column.header)}
    return all(not text or text in headings or _INDEX_CELL.match(text) for text in texts)


def is_total_label(text: str) -> bool:
    """Whether a row label in a table of units means the total of the units above."""
    return bool(_TOTAL_ROW.match(fold(text)))


@dataclass(frozen=True)
class FrameText:
    """What a frame line says, and where."""

    text: str
    row: int
    column: int


def read_frame(grid: Grid, frame: Frame, until_row: int) -> dict[str, FrameText]:
    """The frame lines above the table; a line that is absent or empty is left out."""
    phrases = sorted(
        ((fold(phrase), name) for name, item in frame.fields.items()
         for phrase in (item.label, *item.also)),
        key=lambda pair: -len(pair[0]),
    )  # fmt: skip
    found: dict[str, FrameText] = {}
    for row in range(min(until_row, len(grid.rows))):
        for column, cell in enumerate(grid.rows[row]):
            if not isinstance(cell, str) or not cell.strip():
                continue
            name = _frame_field(cell, phrases)
            if name is None or name in found:
                continue
            value = _frame_value(grid, row, column)
            if value is not None:
                found[name] = value
    return found


def _frame_field(cell: str, phrases: Sequence[tuple[str, str]]) -> str | None:
    label = fold(clean(cell).split(":", 1)[0])
    return next((name for phrase, name in phrases if label == phrase), None)


def _frame_value(grid: Grid, row: int, column: int) -> FrameText | None:
    _, _, rest = clean(str(grid.at(row, column))).partition(":")
    if rest.strip():
        return FrameText(rest.strip(), row, column)
    for right in range(column + 1, len(grid.rows[row])):
        text = as_text(grid.at(row, right))
        if text:
            return FrameText(text, row, right)
    return None


def carries_mark(grid: Grid, mark: str) -> bool:
    """Whether a sheet says that its figures are a demonstration."""
    wanted = fold(mark)
    return any(
        isinstance(cell, str) and wanted in fold(cell) for row in grid.rows[:10] for cell in row
    )
