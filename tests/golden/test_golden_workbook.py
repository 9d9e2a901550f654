"""Every indicator against a workbook of live formulas, through templates, loading and asking.

The figures of golden.xlsx are typed into the templates that officers download, loaded, and asked
for; what comes back must be what the spreadsheet itself works out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from childrights.desk import Desk, open_desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.periods import Period
from childrights.places.areas import Selection, SelectionSpan
from childrights.places.calendars import as_of
from etl.drafts import Setting
from etl.template import write_template
from tests.conftest import OFFICE_TIME
from tests.golden import make_golden
from tests.golden.make_golden import AREA, CITY, FORMS, INPUTS, NOT_SENT, OCCASIONS, RESULTS

NATURES = {"A": "Chính thức", "P": "Sơ bộ", "E": "Ước thực hiện"}
RECEIVED = datetime(2026, 1, 5, 8, 0, tzinfo=OFFICE_TIME)
UNITS_OF = {
    period: [item.code for item in OCCASIONS if item.period == period]
    for period in make_golden.PERIODS
}
SELECTION = Selection(
    AREA,
    (
        SelectionSpan(
            valid_to=date(2025, 6, 30), label="Bốn phường", units=tuple(UNITS_OF["2023-12M"])
        ),
        SelectionSpan(
            valid_from=date(2025, 7, 1), label="Ba phường", units=tuple(UNITS_OF["2025-12M"])
        ),
    ),
)

Key = tuple[str, str, str, str]
"""Indicator, breakdown (“sex=M” or nothing), period, place."""


@dataclass(frozen=True)
class Golden:
    """One line of the sheet “Kết quả”; ``None`` where the spreadsheet shows nothing."""

    numerator: object
    denominator: object
    value: object
    status: str
    units_reported: int


@cache
def golden(path: Path = make_golden.WORKBOOK) -> Mapping[Key, Golden]:
    """What the spreadsheet works out, as it was last calculated."""
    sheet = load_workbook(path, data_only=True, read_only=True)[RESULTS]
    rows = sheet.iter_rows(min_row=2, max_col=9, values_only=True)
    return {
        (str(row[0]), str(row[1] or ""), str(row[2]), str(row[3])): Golden(
            *(None if cell == "" else cell for cell in row[4:7]), str(row[7]), int(str(row[8]))
        )
        for row in rows
    }


@dataclass(frozen=True)
class Typed:
    """One figure of “Nhập liệu”: the printed label of its row, the number of its column."""

    row: str
    label: str
    column: int
    content: object


@cache
def natures() -> dict[tuple[str, str, str], str]:
    """(form number, period, unit) → A, E, P, or that the form was never sent."""
    return {
        (str(row[0].value).split(":")[0], occasion.period, occasion.code): str(cell.value)
        for row in _input_rows()
        if str(row[0].value).endswith(":nature")
        for occasion, cell in zip(OCCASIONS, row[5:], strict=True)
    }


@cache
def figures() -> dict[tuple[str, str, str], list[Typed]]:
    """(form number, period, unit) → its figures, in the order of the form."""
    found: dict[tuple[str, str, str], list[Typed]] = {}
    for row in _input_rows():
        at = _KEY.match(str(row[0].value))
        if at is None:
            continue
        for occasion, cell in zip(OCCASIONS, row[5:], strict=True):
            typed = Typed(at["row"], str(row[3].value), int(at["column"]), cell.value)
            found.setdefault((at["form"], occasion.period, occasion.code), []).append(typed)
    return found


_KEY = re.compile(r"(?P<form>\d\d):(?P<row>[^\[]+)\[(?P<column>\d+)\]")


@cache
def _input_rows() -> list[tuple[Cell, ...]]:
    sheet = load_workbook(make_golden.WORKBOOK, data_only=True)[INPUTS]
    return list(sheet.iter_rows(min_row=2))


# ── From the workbook into templates, as an officer would type ────────────────────────────


def fill(sheet: Worksheet, nature: str, typed: list[Typed]) -> None:
    """Type figures into a template: rows by their printed label, columns by their number."""
    _answer(sheet, "Tính chất số liệu:", NATURES[nature])
    _answer(sheet, "Lãnh đạo đã ký duyệt:", "Có")
    index = next(row for row in sheet.iter_rows() if [c.value for c in row[:2]] == ["A", "B"])
    printed = {cell.value: cell.column for cell in index if isinstance(cell.value, int)}
    row = index[0].row
    for _, group in groupby(typed, key=lambda item: item.row):
        items = list(group)
        row = next(
            at for at in range(row + 1, sheet.max_row + 1)
            if sheet.cell(at, 2).value == items[0].label
        )  # fmt: skip
        contents = _fitted([item.content for item in items], len(printed))
        for number, content in enumerate(contents, start=1):
            sheet.cell(row, printed[number], content)


def _answer(sheet: Worksheet, line: str, text: str) -> None:
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == line)
    sheet.cell(cell.row, cell.column + 1, text)


def _fitted(contents: list[object], columns: int) -> list[object]:
    """Until 2023 cases and deaths stood in one cell, “5/1”."""
    if len(contents) == columns:
        return contents
    assert len(contents) == 2 * columns
    return [f"{cases}/{deaths}" for cases, deaths in zip(*[iter(contents)] * 2, strict=True)]


def fill_all(folder: Path, setting: Setting) -> list[Path]:
    """Fill in every form of every unit; units that sent nothing send nothing.

    One template a form and period is taken, and saved again for the next unit under its own
    name and code, as offices do.
    """
    files = []
    for (form, period), keys in groupby(sorted(figures(), key=_form_first), key=_form_first):
        units = [(key, natures()[key]) for key in keys if natures()[key] != NOT_SENT]
        path = folder / "template.xlsx"
        write_template(
            FORMS[form], units[0][0][2], Period.parse(period), path,
            setting.catalogue, setting.registry, {},
        )  # fmt: skip
        book = load_workbook(path)
        del book["Kiểm tra"], book["Hướng dẫn"]
        for key, nature in units:
            unit = setting.registry.at(key[2], as_of(Period.parse(period)))
            _answer(book.worksheets[0], "Đơn vị báo cáo:", setting.registry.full_name(unit))
            _answer(book.worksheets[0], "Mã đơn vị:", unit.code)
            fill(book.worksheets[0], nature, figures()[key])
            files.append(folder / f"{FORMS[form]}_{unit.code}_{period}.xlsx")
            book.save(files[-1])
    return files


def _form_first(key: tuple[str, str, str]) -> tuple[str, str]:
    return key[:2]


@pytest.fixture(scope="module")
def desk(golden_data: Path) -> Iterator[Desk]:
    desk = open_desk(golden_data)
    yield replace(desk, selections={AREA: SELECTION})
    desk.snapshot.connection.close()


# ── What comes back ───────────────────────────────────────────────────────────────────────


def asked(
    desk: Desk, indicator: str, breakdown: str, tokens: set[str]
) -> dict[Key, DisclosedValue]:
    """The product's figures for every place and period of the workbook."""
    dimensions = (breakdown.split("=", maxsplit=1)[0],) if breakdown else ()
    periods = tuple(Period.parse(period) for period in make_golden.PERIODS)
    found: dict[Key, DisclosedValue] = {}
    questions = [(AREA, (UNIT, *dimensions)), *((token, dimensions) for token in sorted(tokens))]
    for token, by in questions:
        for value in desk.values(Question(indicator, periods, by), token):
            codes = ",".join(f"{name}={code}" for name, code in value.breakdown.items())
            if codes == breakdown:
                found[indicator, breakdown, str(value.period), value.area_token] = value
    return found


def number(cell: object) -> Decimal | None:
    return None if cell is None else Decimal(repr(cell) if isinstance(cell, float) else str(cell))


def differences(expected: Golden, value: DisclosedValue) -> list[str]:
    """What of a figure is not as the spreadsheet has it."""
    pairs = [
        ("value", number(expected.value), value.value),
        ("status", set(expected.status), set(value.status) - {"+"}),
    ]
    if value.units_expected:
        # Where the indicator does not apply nothing is added up, so there is nothing to compare.
        pairs += [
            ("numerator", number(expected.numerator), value.numerator),
            ("denominator", number(expected.denominator), value.denominator),
            ("units_reported", expected.units_reported, value.units_reported),
        ]
    return [f"{name}: {right} ≠ {got}" for name, right, got in pairs if right != got]


FORMULA_KEYS = [(item.indicator, item.breakdown) for item in make_golden.read_formulas()]


@pytest.mark.parametrize(("indicator", "breakdown"), FORMULA_KEYS)
def test_an_indicator_is_what_the_spreadsheet_works_out(
    desk: Desk, indicator: str, breakdown: str
) -> None:
    expected = {key: line for key, line in golden().items() if key[:2] == (indicator, breakdown)}
    values = asked(desk, indicator, breakdown, {key[3] for key in expected} & {AREA, CITY})
    assert values.keys() == expected.keys()
    wrong = {key: differences(line, values[key]) for key, line in expected.items()}
    assert {key: found for key, found in wrong.items() if found} == {}


def test_every_indicator_of_the_catalogue_has_a_golden_number(setting: Setting) -> None:
    """A number and not merely a line: somewhere the spreadsheet shows a value for it."""
    with_value = {key[0] for key, line in golden().items() if line.value is not None}
    # A composite stands on its components' numbers; tests/unit/test_composite.py works it by hand.
    wanted = {name for name, item in setting.catalogue.indicators.items() if not item.components}
    missing = wanted - with_value
    assert missing == set(), "add a line to tests/golden/formulas.csv and run make_golden again"


def test_every_dimension_that_an_indicator_is_broken_down_by_has_one(setting: Setting) -> None:
    used = {name for item in setting.catalogue.indicators.values() for name in item.breakdowns}
    covered = {breakdown.split("=")[0] for _, breakdown in FORMULA_KEYS if breakdown}
    assert used - covered == set()


def test_the_workbook_holds_the_hard_cases() -> None:
    lines = golden()
    statuses = {line.status for line in lines.values()}
    assert {"A", "E", "P", "EP", "M", "O"} <= statuses
    half = lines["abuse_reports_resolved_share", "", "2023-12M", "00307"]
    assert (half.numerator, half.denominator, half.value) == (1, 16, 6.3)
    nobody = lines["special_circumstances_supported_share", "", "2023-12M", "00331"]
    assert (nobody.denominator, nobody.value, nobody.status) == (0, None, "M")
    nowhere = lines["hiv_mother_to_child_rate", "", "2025-12M", CITY]
    assert (nowhere.denominator, nowhere.value, nowhere.status) == (0, None, "M")
    open_cell = lines["consulted_share", "", "2023-12M", "00307"]
    assert (open_cell.value, open_cell.status) == (None, "O")
    assert lines["consulted_share", "", "2023-12M", AREA].units_reported == 2


# ── The workbook itself ───────────────────────────────────────────────────────────────────


def test_the_workbook_is_what_its_script_and_formulas_say() -> None:
    """Its formulas are those of make_golden now, so formulas.csv and workbook cannot part."""
    book = load_workbook(make_golden.WORKBOOK)
    committed, keys = book[RESULTS], book[INPUTS].iter_rows(min_row=2, max_col=1)
    written = Workbook().create_sheet(RESULTS)
    make_golden.write_results(written, {str(row[0].value): row[0].row for row in keys})
    assert committed.max_row == written.max_row
    for kept, fresh in zip(committed.iter_rows(), written.iter_rows(), strict=True):
        got = [_plain(cell.value) for cell in kept[: len(fresh)]]
        assert got == [_plain(cell.value) for cell in fresh], kept[0].coordinate


def _plain(content: object) -> str:
    """A formula as it means: LibreOffice writes some of its signs otherwise."""
    return "" if content is None else str(content).replace("$'", "'").replace(" ", "")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_works_out_the_same_numbers_anew(tmp_path: Path) -> None:
    draft = tmp_path / "draft" / "golden.xlsx"
    draft.parent.mkdir()
    # Saving with openpyxl drops the numbers and keeps the formulas.
    load_workbook(make_golden.WORKBOOK).save(draft)
    again = golden(make_golden.recalculate(draft, tmp_path))
    assert again == golden()
