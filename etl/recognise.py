"""Finds where a form version's headings stand in a sheet, as it stands or turned.

Nothing is taken from hidden sheets; only what stands in the sheet counts, because officers copy,
rename and retype. How a form is chosen among several stands in :mod:`etl.choose`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.vietnamese.text import fold
from etl.arrangement import Arrangement, Slots, possible, slots
from etl.cells import as_text
from etl.grid import Grid
from etl.headings import (
    WIDEST_HEADING,
    Assignment,
    Key,
    Path,
    Repair,
    assign,
    heading_paths,
    key_of,
    lost_letters_of,
    tidy,
    without_marks,
)
from etl.rows import RowMatch, body_start, count_labels, match_rows
from etl.table import Roles, Table
from etl.unit_names import looks_like_unit

HEADER_SEARCH_ROWS = 40
_MAX_DEPTH = 4
_TITLE_ROWS = 30
_UNIT_HEADERS = (
    "đơn vị", "tên đơn vị", "xã, phường", "xã, phường, thị trấn", "thôn", "thôn, tổ dân phố",
    "tổ dân phố", "tiểu khu", "xã/phường", "xã phường", "thôn/tổ dân phố", "địa phương",
    "tên xã, phường", "tên thôn", "tên thôn, tổ dân phố", "đơn vị hành chính", "tên xã",
    "thôn, bản", "khu phố", "địa bàn",
)  # fmt: skip
_LABEL_HEADERS = ("chỉ tiêu", "tên chỉ tiêu", "nội dung", "tiêu chí")
_CODE_HEADERS = ("mã đơn vị", "mã đvhc", "mã số", "mã xã", "mã thôn")
_NUMBER_HEADERS = ("tt", "stt", "số tt", "mã ct")
_NOTE_HEADERS = ("ghi chú", "chú thích", "giải thích", "giải trình", "thuyết minh", "lý do")
_MEASURE_HEADERS = ("đơn vị tính", "đvt", "đv tính")


@dataclass(frozen=True)
class HeaderMatch:
    """Where a form version's headings stand. ``columns`` follow the slots of the arrangement."""

    table: Table
    version: FormVersion
    arrangement: Arrangement
    first_row: int
    after_row: int
    columns: tuple[int | None, ...]
    number_column: int | None
    label_column: int
    code_column: int | None
    measure_column: int | None
    paths: tuple[Path, ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubled: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """The layout of the form whose figures are read."""
        return self.arrangement.layout

    @cached_property
    def slots(self) -> Slots:
        """The headings that the sheet needs."""
        return slots(self.version, self.arrangement)

    @property
    def missing(self) -> tuple[str, ...]:
        """Headings that the sheet lacks, levels joined by ›."""
        return tuple(
            " › ".join(aliases[0])
            for index, (aliases, position) in enumerate(
                zip(self.slots.headers, self.columns, strict=True)
            )
            if position is None and index not in self.doubled
        )

    @property
    def found(self) -> int:
        """Number of the headings that stand in the sheet."""
        return sum(position is not None for position in self.columns)

    @property
    def is_complete(self) -> bool:
        """Whether every heading stands there, once."""
        return self.found == len(self.columns)

    @property
    def top_row(self) -> int:
        """First row of the officer's sheet that the table takes, from 0."""
        if not self.table.turned:
            return self.first_row
        used = [column for column in (*self.columns, self.label_column) if column is not None]
        return min(used)

    @property
    def figure_columns(self) -> list[int]:
        """Columns that hold figures of the form."""
        return [position for position in self.columns if position is not None]

    @cached_property
    def body(self) -> int:
        """First row under the headings."""
        return body_start(self.table, self.after_row)

    @cached_property
    def rows(self) -> RowMatch:
        """Which row of the table holds which row of the form (arrangement ``OWN``)."""
        return match_rows(self.table, self.version, self.body, self.roles)

    @cached_property
    def roles(self) -> Roles:
        """What the columns hold."""
        headers = {fold(header) for header in (*_stub(self.version, "note"), *_NOTE_HEADERS)}
        figures = self.figure_columns
        return Roles(
            label=self.label_column,
            number=self.number_column,
            figures=figures,
            notes=frozenset(
                column
                for column, path in enumerate(self.paths)
                if column not in figures and any(fold(level) in headers for level in path)
            ),
            headings=frozenset(tidy(level) for path in self.paths for level in path) - {""},
        )

    @property
    def row_share(self) -> float:
        """Share of the form's rows that stand in the table; 1 where its rows are units."""
        if self.arrangement is not Arrangement.OWN:
            return 1.0
        wanted = sum(not row.section for row in self.version.rows)
        return sum(not self.version.rows[i].section for i in self.rows.rows) / max(wanted, 1)

    def column_of(self, item: FormField) -> int:
        """Column of the table that holds a figure; only asked of a complete match."""
        position = self.columns[self.slots.of_field[item.row, item.column]]
        assert position is not None
        return position


def titled(grid: Grid, versions: Iterable[FormVersion], until: int) -> list[FormVersion]:
    """Versions whose name stands in the lines above a row, marks and letters lost included."""
    cells = [
        cell for row in grid.rows[:until] for cell in row if isinstance(cell, str) and cell.strip()
    ]
    every = list(versions)
    text = " ".join(fold(cell) for cell in cells)
    named = [v for v in every if any(fold(phrase) in text for phrase in v.recognise)]
    if named or not cells:
        return named
    bare = " ".join(without_marks(cell) for cell in cells)
    return [v for v in every if any(lost_letters_of(phrase).search(bare) for phrase in v.recognise)]


def exact_matches(grid: Grid, versions: Sequence[FormVersion]) -> list[HeaderMatch]:
    """The best place of each version's headings, written as the form writes them."""
    table = Table(grid)
    return [match for version in versions if (match := _exact(table, version)) is not None]


def _exact(table: Table, version: FormVersion) -> HeaderMatch | None:
    best: HeaderMatch | None = None
    tops = {fold(column.header[0]) for column in version.columns}
    depth = max(len(column.header) for column in version.columns)
    for first_row in range(min(HEADER_SEARCH_ROWS, len(table.rows))):
        cells = {fold(as_text(cell)) for cell in table.rows[first_row] if cell != ""}
        if tops.isdisjoint(cells):
            continue
        for arrangement in possible(version):
            if arrangement is not Arrangement.INDICATORS:
                match = _match_at(table, version, arrangement, first_row, depth, tolerant=False)
                best = _better(best, match)
    return best


def tolerant_match(grid: Grid, version: FormVersion) -> HeaderMatch | None:
    """The best place of a version's headings in any arrangement, as it stands or turned."""
    best: HeaderMatch | None = None
    for table in (Table(grid), Table(grid, turned=True)):
        for arrangement in possible(version):
            for first_row in _heading_rows(table, slots(version, arrangement), arrangement):
                for depth in range(1, _MAX_DEPTH + 1):
                    best = _better(
                        best,
                        _match_at(table, version, arrangement, first_row, depth, tolerant=True),
                    )
            if best is not None and best.is_complete:
                return best
    return best


def _heading_rows(table: Table, wanted: Slots, arrangement: Arrangement) -> Iterator[int]:
    """Rows that hold words of the headings: one at least, or a third of a form's row labels."""
    words = {
        key_of(path, Key.LOOSE)
        for aliases in wanted.headers
        for whole in aliases
        for path in (whole, *((level,) for level in whole))
    }
    labels = {key_of(aliases[0][:1], Key.LOOSE) for aliases in wanted.headers}
    enough = len(labels) // 3 + 1 if arrangement is Arrangement.INDICATORS else 1
    for row in range(min(HEADER_SEARCH_ROWS, len(table.rows))):
        texts = {
            cell for cell in table.rows[row][:WIDEST_HEADING] if isinstance(cell, str) and cell
        }
        if len(texts) >= enough:
            hits = sum("?" in text or key_of((text,), Key.LOOSE) in words for text in texts)
            if hits >= enough:
                yield row


def _better(best: HeaderMatch | None, other: HeaderMatch | None) -> HeaderMatch | None:
    if other is None or (best is not None and _rank(best) >= _rank(other)):
        return best
    return other


def _rank(match: HeaderMatch) -> tuple[float, int]:
    return (match.found + len(match.doubled)) / len(match.columns), -len(match.repairs)


def _match_at(
    table: Table,
    version: FormVersion,
    arrangement: Arrangement,
    first_row: int,
    depth: int,
    *,
    tolerant: bool,
) -> HeaderMatch | None:
    wanted = slots(version, arrangement)
    paths, after_row = heading_paths(table, first_row, depth)
    assigned = _assign(paths, wanted, arrangement, tolerant=tolerant)
    if not assigned.found and not assigned.doubled:
        return None
    taken = {*assigned.positions, *(at for places in assigned.doubled.values() for at in places)}
    label = _label_column(table, version, arrangement, paths, after_row, taken)
    if label is None:
        return None
    return HeaderMatch(
        table=table,
        version=version,
        arrangement=arrangement,
        first_row=first_row,
        after_row=after_row,
        columns=tuple(assigned.positions),
        number_column=_named_column(paths, (*_stub(version, "number"), *_NUMBER_HEADERS), taken),
        label_column=label,
        code_column=_named_column(paths, _CODE_HEADERS, taken)
        if arrangement is not Arrangement.OWN
        else None,
        measure_column=_named_column(paths, (*_stub(version, "unit"), *_MEASURE_HEADERS), taken),
        paths=tuple(paths),
        repairs=tuple(assigned.repairs),
        doubled=assigned.doubled,
    )


def _assign(
    paths: Sequence[Path], wanted: Slots, arrangement: Arrangement, *, tolerant: bool
) -> Assignment:
    if arrangement is not Arrangement.INDICATORS:
        return assign(paths, wanted.headers, tolerant=tolerant)
    tries = [assign([path[-levels:] for path in paths], wanted.headers, tolerant=tolerant)
             for levels in wanted.depths]  # fmt: skip
    return max(tries, key=lambda result: result.found)


def _label_column(
    table: Table,
    version: FormVersion,
    arrangement: Arrangement,
    paths: Sequence[Path],
    after_row: int,
    taken: set[int | None],
) -> int | None:
    """The column that names the rows: by its heading, else by what stands under it."""
    own = arrangement is Arrangement.OWN
    headers = (
        _stub(version, "label") if own else [version.unit_header, *_UNIT_HEADERS, *_LABEL_HEADERS]
    )
    named = _named_column(paths, headers, taken)
    if named is not None:
        return named
    first_figure = min(position for position in taken if position is not None)
    counts = {
        column: count_labels(table, version, after_row, column)
        if own
        else sum(looks_like_unit(table.text(row, column))
                 for row in range(after_row, len(table.rows)))
        for column in range(first_figure)
    }  # fmt: skip
    best = max(counts, key=lambda column: counts[column], default=None)
    return best if best is not None and counts[best] > 0 else None


def _stub(version: FormVersion, role: str) -> list[str]:
    return [stub.header for stub in version.stub if stub.role == role]


def _named_column(
    paths: Sequence[Path], headers: Iterable[str], taken: set[int | None]
) -> int | None:
    """The leftmost free column under one of the headings, the first heading first."""
    for key in (Key.EXACT, Key.LOOSE):
        at = {
            key_of(path, key): column
            for column, path in reversed(list(enumerate(paths)))
            if path and column not in taken
        }
        for header in headers:
            if key_of((header,), key) in at:
                return at[key_of((header,), key)]
    return None


def title_rows(match: HeaderMatch) -> int:
    """How far down the title of a table may stand."""
    return match.top_row if match.top_row else _TITLE_ROWS
