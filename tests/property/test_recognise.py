"""Whatever harmless thing is done to a filled form, the same figures are read from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import load_catalogue
from childrights.periods import Period, Span
from childrights.places.registry import load_registry
from childrights.vietnamese.numbers import format_number
from etl.drafts import Setting
from etl.extract import read_sheet
from etl.frame import load_frame
from etl.grid import Grid, RawCell, read_grids
from etl.workbook import SheetContent, UnitRow, write_workbook
from etl.workbook_model import Grid as Written

SETTING = Setting(load_catalogue(), load_registry())
FRAME = load_frame()
MAKES = [(key, layout) for key, v in SETTING.catalogue.forms.items() for layout in v.layouts]
Rows = list[list[RawCell]]
Figures = dict[tuple[int, FormField], Decimal]


def when(version: FormVersion) -> tuple[date, Period]:
    year = max(version.valid_from.year, 2021) if version.valid_to else 2026
    cut_off = date(year, 11, 9)
    if version.valid_to is not None and cut_off > version.valid_to:
        cut_off = date(year, 5, 9)
    return cut_off, Period(year, Span.M12)


@cache
def blank(key: str, layout: Layout) -> tuple[Grid, Written]:
    """The form of two wards (layout ``rows``) or one, as the template writes it."""
    version = SETTING.catalogue.forms[key]
    cut_off, period = when(version)
    units = [SETTING.registry.at(code, cut_off) for code in ("00316", "00331")]
    place = units[0] if layout is Layout.UNIT else SETTING.registry.parent(units[0])
    assert place is not None
    header = {
        "locality": SETTING.registry.full_name(place),
        "locality_code": place.code,
        "period": period.label,
        "cut_off": cut_off,
        "nature": "Chính thức",
        "signed_off": "Có",
    }
    content = SheetContent(
        version=version,
        layout=layout,
        period=period,
        sheet_name="Biểu",
        header=header,
        rows=tuple(UnitRow(u, u.name) for u in units) if layout is Layout.ROWS else (),
        total_position=None,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bieu.xlsx"
        (written,) = write_workbook(
            path, [content], FRAME, guide=False, catalogue=SETTING.catalogue
        )
        grid = read_grids(path.name, path.read_bytes())[0]
    return grid, written


def fill(grid: Grid, written: Written, layout: Layout, chance: Random) -> tuple[Grid, Figures]:
    """Random valid numbers in every cell."""
    version = written.content.version
    rows = [list(row) for row in grid.rows]
    figures: Figures = {}
    packed: dict[tuple[int, int], list[str]] = {}
    for unit in range(max(len(written.content.rows), 1)):
        for item in version.fields(layout):
            measure = SETTING.catalogue.measures[item.measure]
            high = measure.maximum or 99_999
            whole = chance.randint(0, high)
            value = Decimal(whole) if measure.integer or whole == high else whole + Decimal("0.5")
            row, column = written.cell_of(item, unit)
            figures[unit, item] = value
            if item.pack_position is None:
                rows[row][column] = float(value)
            else:
                packed.setdefault((row, column), []).append(str(whole))
    for (row, column), parts in packed.items():
        rows[row][column] = "/".join(parts)
    return replace(grid, rows=rows), figures


def read(grid: Grid, layout: Layout) -> list[dict[FormField, Decimal | None]]:
    result = read_sheet(grid, SETTING, FRAME)
    errors = [item for item in result.findings if item.severity.value == "error"]
    assert errors == []
    found = []
    for draft in sorted(result.drafts, key=lambda draft: draft.locality.code):
        assert [item for item in draft.findings if item.severity.value == "error"] == []
        assert draft.layout is layout
        found.append({item: entry.reading.value for item, entry in draft.readings.items()})
    return found


# ── What people do to a sheet without meaning anything by it ──────────────────────────────


def moved(grid: Grid, written: Written, draw: Any) -> Grid:
    down, right = draw(st.integers(0, 6)), draw(st.integers(0, 4))
    rows: Rows = [[] for _ in range(down)] + [[*[""] * right, *row] for row in grid.rows]
    merged = [((a + down, b + right), (c + down, d + right)) for (a, b), (c, d) in grid.merged]
    return replace(grid, rows=rows, merged=merged)


def blank_rows(grid: Grid, written: Written, draw: Any) -> Grid:
    """Empty rows between rows of the body."""
    at = draw(st.integers(written.body_row + 1, len(grid.rows) - 1))
    count = draw(st.integers(1, 3))
    rows = [*grid.rows[:at], *[[] for _ in range(count)], *grid.rows[at:]]
    merged = [(a, c) for a, c in grid.merged if c[0] < at]
    return replace(grid, rows=rows, merged=merged)


def blank_column(grid: Grid, written: Written, draw: Any) -> Grid:
    """A column put between two, merged headings growing with it as Excel does."""
    at = draw(st.integers(1, written.first_column + len(written.content.version.columns) - 1))
    rows = [[*row[:at], "", *row[at:]] for row in grid.rows]
    merged = [
        ((a, b + (b >= at)), (c, d + (d >= at))) for (a, b), (c, d) in grid.merged
    ]  # fmt: skip
    return replace(grid, rows=rows, merged=merged)


def heading_again(grid: Grid, written: Written, draw: Any) -> Grid:
    """The index row printed again in the middle of the table."""
    at = draw(st.integers(written.body_row + 1, written.body_row + 2))
    rows = [*grid.rows[:at], grid.rows[written.index_row], *grid.rows[at:]]
    return replace(grid, rows=rows, merged=[(a, c) for a, c in grid.merged if c[0] < at])


def no_index_row(grid: Grid, written: Written, draw: Any) -> Grid:
    rows = [list(row) for row in grid.rows]
    rows[written.index_row] = []
    return replace(grid, rows=rows)


def tone_marks(grid: Grid, written: Written, draw: Any) -> Grid:
    def other(text: str) -> str:
        for old, new in (("hòa", "hoà"), ("óa", "oá"), ("ủy", "uỷ"), ("ư", "ƣ"), ("Đ", "Ð")):
            text = text.replace(old, new)
        return text

    return _texts(grid, other)


def spaces(grid: Grid, written: Written, draw: Any) -> Grid:
    return _texts(grid, lambda text: f" {text.replace(' ', chr(10) if len(text) > 30 else '  ')} ")


def as_text(grid: Grid, written: Written, draw: Any) -> Grid:
    """Every figure typed as text, points between thousands and a comma before decimals."""
    rows = [list(row) for row in grid.rows]
    for row in rows[written.body_row :]:
        for column in range(written.first_column, len(row)):
            if isinstance(row[column], float):
                figure = Decimal(str(row[column]))
                row[column] = format_number(figure, None if figure % 1 else 0)
    return replace(grid, rows=rows)


def reordered(grid: Grid, written: Written, draw: Any) -> Grid:
    """Wards in another order; a form's own rows turned about by their numbers."""
    version, content = written.content.version, written.content
    first, rows = written.body_row, [list(row) for row in grid.rows]
    if content.rows:
        rows[first], rows[first + 1] = rows[first + 1], rows[first]
        return replace(grid, rows=rows)
    if not version.stub or version.stub[0].role != "number":
        return grid
    last = first + len(version.rows)
    block = draw(st.permutations(rows[first:last]))
    return replace(grid, rows=[*rows[:first], *block, *rows[last:]])


def _texts(grid: Grid, change: Callable[[str], str]) -> Grid:
    rows = [[change(c) if isinstance(c, str) and c else c for c in row] for row in grid.rows]
    return replace(grid, rows=rows)


HARMLESS = (
    moved, blank_rows, blank_column, heading_again, no_index_row, tone_marks, spaces, as_text,
    reordered,
)  # fmt: skip
# Those that count rows or columns of the written sheet come first.
ORDER = {change: at for at, change in enumerate((
    as_text, reordered, tone_marks, spaces, no_index_row, blank_column, heading_again, blank_rows,
    moved,
))}  # fmt: skip


@pytest.mark.parametrize(("key", "layout"), MAKES)
@given(data=st.data())
# The figures come of one seed: shrinking would say nothing that the changes do not.
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_harmless_changes_change_nothing(key: str, layout: Layout, data: st.DataObject) -> None:
    grid, written = blank(key, layout)
    chance = Random(data.draw(st.integers(0, 2**32), label="figures"))
    grid, figures = fill(grid, written, layout, chance)
    changes = data.draw(st.lists(st.sampled_from(HARMLESS), max_size=4, unique=True))
    for change in sorted(changes, key=lambda item: ORDER[item]):
        grid = change(grid, written, data.draw)
    expected: list[dict[FormField, Decimal]] = [
        {} for _ in range(max(len(written.content.rows), 1))
    ]
    for (unit, item), value in figures.items():
        expected[unit][item] = value
    assert read(grid, layout) == expected


def test_every_change_is_tried() -> None:
    assert set(ORDER) == set(HARMLESS)


WEIRD: tuple[RawCell, ...] = (
    "?", "tr?", "(((", "\\u12", "9" * 30, "Tổng số", "TỔNG CỘNG", "Nam", "x", "…", "-", "1.234",
    "12.5", "12,5", True, date(2024, 1, 5), float("nan"), 1e300, -1, "Kỳ báo cáo: Năm 2023",
    "Đơn vị báo cáo:", "ĐVT: nghìn người", "A", "1", "I. Khu", "²", "٣", "Chỉ tiêu", "Đơn vị",
)  # fmt: skip


@given(st.sampled_from(MAKES), st.integers(0, 2**32), st.sampled_from([1, 10, 100]))
@settings(max_examples=60)
def test_a_sheet_that_was_spoiled_ends_in_words(
    make: tuple[str, Layout], seed: int, times: int
) -> None:
    """No exception, and every sheet ends in figures or in a finding."""
    grid, written = blank(*make)
    chance = Random(seed)
    grid, _ = fill(grid, written, make[1], chance)
    rows = [list(row) for row in grid.rows]
    for _ in range(times):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(WEIRD)
    result = read_sheet(replace(grid, rows=rows), SETTING, FRAME, "bieu.xlsx")
    assert result.drafts or result.findings
