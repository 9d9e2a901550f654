"""Every number on every page, walked to the cells of the workbooks that officers sent.

Pages are rendered once on the golden folder. Whatever reads a number of a disclosed value is
recorded, so that no chart, table or sentence can be forgotten; each recorded value is then worked
out anew from what openpyxl reads in the files, by provenance and decimal arithmetic alone. And the
other way round: every number that is written on a page is one of those, or of a kind listed here.
"""

from __future__ import annotations

import html
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import UnitsTerm
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.value import Borrowed
from childrights.provenance.trace import TracedCell, trace
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
AREA = "hoang-mai"
NOW, BEFORE = "2025", "2023"
"""Three wards sent their reports after the reform, four before it; then also “5/1” in one cell."""

PAGES = [entry.path for listed in dashboard.MENU.values() for entry in listed]
SHOWN = [*((path, NOW) for path in PAGES), *((path, BEFORE) for path in ("", "tai-nan"))]

NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
SOURCES = "nguon-so-lieu"
OF_REPORTS = {"nop-bao-cao", "tinh-hinh-bao-cao", "danh-muc", "bao-cao"}
"""Pages of reports and definitions: no figure is shown there until one is asked for."""


@dataclass
class Rendered:
    """A page as it was shown, and every value that it read a number of."""

    path: str
    year: str
    values: list[DisclosedValue] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def pages(golden_data: Path) -> Iterator[list[Rendered]]:
    """Every page of the menu, and two of the forms of old, for those inside."""
    read: dict[int, DisclosedValue] = {}
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILDRIGHTS_DATA", str(golden_data))
        patch.setenv("CHILDRIGHTS_AUDIENCE", "internal")
        for name in NUMBERS:
            patch.setattr(DisclosedValue, name, property(partial(_noted, read, _reader(name))))
        yield [render(path, year, read) for path, year in SHOWN]
    st.cache_resource.clear()


def _reader(name: str) -> Any:
    return vars(DisclosedValue)[name].fget


def _noted(read: dict[int, DisclosedValue], own: Any, value: DisclosedValue) -> Decimal | None:
    found: Decimal | None = own(value)
    if found is not None:
        read[id(value)] = value
    return found


def render(path: str, year: str, read: dict[int, DisclosedValue]) -> Rendered:
    """Open a page as its address does."""
    read.clear()
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=90)
    app._page_hash = calc_hash(path)
    for name, text in {"dia-ban": AREA, "nam": year, "ky": "12T"}.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception, app.exception
    return Rendered(path, year, list(read.values()), list(texts_of(app)))


# ── From a value to its cells, and back ───────────────────────────────────────────────────


class Cells:
    """The workbooks as they were sent, and which of their cells stand behind a value."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.desk = desk
        self.ledger = Ledger.open(folder)
        self.sheet = cache(self._sheet)

    def _sheet(self, sha256: str, name: str) -> dict[str, object]:
        book = load_workbook(io.BytesIO(self.ledger.kept_file(sha256)), read_only=True)
        return {
            cell.coordinate: cell.value
            for row in book[name].iter_rows() for cell in row if cell.value is not None
        }  # fmt: skip

    def written(self, cell: TracedCell) -> Decimal:
        """The number that stands in the cell; until 2023 cases and deaths stood in one, “5/1”."""
        content = str(self.sheet(cell.sha256, cell.sheet)[cell.cell])
        cases, _, deaths = content.partition("/")
        return Decimal(deaths if deaths and "death" in cell.measure else cases)

    def behind(self, values: Iterable[DisclosedValue]) -> dict[int, list[TracedCell]]:
        """Cells in force of each value, by its place in memory: one walk for all alike."""
        alike: dict[tuple[Any, ...], list[DisclosedValue]] = defaultdict(list)
        for value in values:
            codes = tuple(value.breakdown.items())
            alike[value.indicator, value.period, codes].append(value)
        found: dict[int, list[TracedCell]] = {}
        for (name, period, codes), like in alike.items():
            units = sorted({unit for value in like for unit in value.reporting_units})
            borrowed: list[Borrowed] = list(
                dict.fromkeys(item for value in like for item in value.borrowed)
            )
            cells = trace(
                self.desk.snapshot, self.desk.catalogue, name, period, units, borrowed, dict(codes)
            )
            for value in like:
                found[id(value)] = [
                    cell for cell in cells if cell.in_force and _is_behind(cell, value)
                ]
        return found

    def recomputed(
        self, value: DisclosedValue, cells: Iterable[TracedCell]
    ) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Numerator, denominator and value, from what is written and the formula alone."""
        indicator = self.desk.catalogue.definition(value.indicator, value.period)
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for cell in cells:
            sums[cell.term] += self.written(cell)
        above, below = sums["numerator"], sums.get("denominator")
        if isinstance(indicator.denominator, UnitsTerm):
            below = Decimal(len({cell.locality for cell in cells}))
        if indicator.denominator is not None and not below:
            return above, below, None
        exact = above if below is None else above * indicator.multiplier / below
        step = Decimal(1).scaleb(-indicator.decimals)
        return above, below, exact.quantize(step, rounding=ROUND_HALF_UP)


def _is_behind(cell: TracedCell, value: DisclosedValue) -> bool:
    lent = {(unit, item.period) for item in value.borrowed for unit in item.sources}
    if cell.term == "denominator" and (cell.locality, cell.period) in lent:
        return True
    return cell.locality in value.reporting_units and cell.period == value.period


@pytest.fixture(scope="module")
def cells(golden_data: Path) -> Iterator[Cells]:
    desk = open_desk(golden_data)
    yield Cells(golden_data, desk)
    desk.snapshot.connection.close()


Walked = list[tuple[DisclosedValue, list[TracedCell]]]


@pytest.fixture(scope="module")
def walked(pages: list[Rendered], cells: Cells) -> Walked:
    """Every value that is worked out from cells, with its own."""
    values = {id(value): value for page in pages for value in page.values}.values()
    single = [value for value in values if not value.parts]
    behind = cells.behind(single)
    return [(value, behind[id(value)]) for value in single]


def test_every_number_shown_is_what_its_cells_make(walked: Walked, cells: Cells) -> None:
    assert len(walked) > 300 and len({value.indicator for value, _ in walked}) > 30
    for value, found in walked:
        assert found, (value.indicator, value.name, value.period)
        assert cells.desk.catalogue.indicators[value.indicator].formula
        shown = value.numerator, value.denominator, value.value
        assert cells.recomputed(value, found) == shown, (value.indicator, value.name, value.period)


def test_a_score_is_what_its_components_make(pages: list[Rendered], cells: Cells) -> None:
    """Its components are figures with cells of their own; points are weighted and nothing else."""
    scores = [value for page in pages for value in page.values if value.parts and value.is_known]
    assert scores
    for score in scores:
        for part in score.parts:
            value = cells.desk.value(part.indicator, score.area_token, score.period)
            made = cells.recomputed(value, cells.behind([value])[id(value)])
            assert made == (part.numerator, part.denominator, part.value)
        earned = sum((part.weight * (part.points or 0) for part in score.parts), Decimal(0))
        exact = earned / sum(part.weight for part in score.parts)
        step = Decimal(1).scaleb(-cells.desk.catalogue.indicators[score.indicator].decimals)
        assert score.value == exact.quantize(step, rounding=ROUND_HALF_UP)


def test_another_number_in_one_cell_would_be_noticed_by_what_it_stands_behind(
    walked: Walked, cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the walk would compare nothing; what the product changes, test_demo_figures says."""
    at = next(found[0] for value, found in walked if value.indicator == "bhyt_coverage_under_6")
    place = at.sha256, at.sheet, at.cell
    written = cells.written
    monkeypatch.setattr(
        cells, "written",
        lambda cell: written(cell) + 7 * ((cell.sha256, cell.sheet, cell.cell) == place),
    )  # fmt: skip
    changed, behind = set(), set()
    for value, found in walked:
        if cells.recomputed(value, found)[:2] != (value.numerator, value.denominator):
            changed.add(id(value))
        if any((cell.sha256, cell.sheet, cell.cell) == place for cell in found):
            behind.add(id(value))
    assert changed == behind and len(behind) > 1


def test_pages_of_reports_show_no_figure(pages: list[Rendered]) -> None:
    for page in pages:
        assert bool(page.values) is (page.path not in OF_REPORTS), (page.path, page.year)


# ── And from what is written to a value ───────────────────────────────────────────────────

AS_TEXT = {"markdown", "caption", "title", "header", "subheader", "info", "warning", "error"}
WITH_LABEL = {"expander", "tab", "button", "selectbox", "multiselect", "radio", "toggle", "metric"}

KINDS = {
    "address of a link": r"\]\([^)]*\)",
    "day, or hour of a day": r"\d{1,2}/\d{1,2}/\d{4}( \d\d:\d\d)?",
    "law, document or form": r"(số|Số|Luật|Nghị định|Thông tư|Quyết định|Điều|khoản) \d+\S*",
    "year, or years": r"\b20\d\d([–-]20\d\d)?\b",
    "age": r"(từ|Từ|đến|dưới|Dưới) ?\d+ (đến( dưới)? \d+ )?tuổi",
    "base of a rate": r"(trên|×) (100|1\.000|100\.000)\b",
    "units, reports or cells counted": r"\d+(/\d+)? (\w+ )?(phường|đơn vị|chỉ tiêu|ô\b|nhóm)",
    "units counted, beside a year": r"\(\d+/\d+\)",
    "indicators of a group": r"\(\d+\)",
    "reports counted": r"(Quá hạn|nộp muộn|Đã tiếp nhận): +\d+",
    "days late": r"\d+ ngày",
    "code of a unit": r"Mã đơn vị[ |]+\d+",
    "target": r"[Cc]hỉ tiêu: [^|]*|\|\| *100% *(?=\|)",
    "distance from a target": r"(hơn chỉ tiêu|vượt mức cho phép) [\d,]+ điểm( phần trăm)?"
    r"(, còn [\d.]+)?",
    "level of confidence": r"(95|99,8)%",
    "score of a ranking, before its range": r"\|\| [\d,]+ (?=\|\| *từ)",
    "points that an indicator brings": r"[\d,]+ điểm\s+(?=\d)",
    "ends of a scale": r"\|\| [\d.,]+%? \|\| (100,0%|1\.000,0)",
    "interval": r"từ [\d,]+(%| điểm)? đến [\d,]+",
    "rank": r"(đúng|hạng|Hạng trong|nhóm) \d+|từ \d+ đến \d+(?=:)",
    "points of criteria, and what is missing": r"[\d,]+–[\d,]+|mức \d+: (thiếu|đủ)( [\d,]+)?"
    r"|/\d+ điểm|(tối đa |tối thiểu \()\d+ điểm|(800|850|900) điểm(?=:)",
    "legend of criteria": r"(dưới|từ) (75|90)%",
    "file": r"SHA-256 \w+…|\S+\.xlsx",
    "number of a criterion, or of a row": r"(?<=\|) *\d{1,2} *(?=\|)",
    "words about rounding": r"cộng lại đủ 100%",
}
"""Numbers on pages that no value stands behind, by what is written around them."""

NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\w)|(?<![\w.,])\d+(?:,\d+)?(?!\w)")


def texts_of(app: AppTest) -> Iterator[str]:
    """What stands on a page, cells of tables between bars."""
    for element in [*_below(app.main), *_below(app.sidebar)]:
        if element.type == "html":
            body = re.sub(r"(?s)<style.*?</style>|<svg.*?</svg>", "", element.proto.body)
            marked = re.sub(r"</?t[dh]\b[^>]*>", "|", body)
            yield html.unescape(re.sub(r"<[^>]+>", " ", marked))
        elif element.type in AS_TEXT:
            yield str(element.value)
        elif element.type in WITH_LABEL:
            yield str(getattr(element, "label", ""))


def _below(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _below(child)


def words_of(values: Iterable[DisclosedValue], catalogue: Catalogue) -> set[str]:
    """Each number of the values, as pages may write it."""
    return {
        word
        for value in values
        for number in (getattr(value, name) for name in NUMBERS) if number is not None
        for decimals in [catalogue.indicators[value.indicator].decimals]
        for word in (plain(number), format_number(number, decimals))
    }  # fmt: skip


def plain(number: Decimal) -> str:
    """A number without the zeros that a column's type adds."""
    is_whole = number == number.to_integral_value()
    return format_number(number, 0) if is_whole else format_number(number.normalize())


def shares(values: Iterable[DisclosedValue]) -> Iterator[Decimal]:
    """What part each code's children are of all."""
    listed = list(values)
    for whole in (value for value in listed if value.denominator and not value.breakdown):
        for value in listed:
            alike = (value.indicator, value.area_token, value.period)
            if alike == (whole.indicator, whole.area_token, whole.period) and value.denominator:
                yield value.denominator * 100 / (whole.denominator or 1)
                yield (value.numerator or 0) * 100 / (whole.numerator or Decimal(1))


def words_of_cells(pages: Iterable[Rendered], cells: Cells) -> set[str]:
    """Cells that the page of sources lists."""
    values = [value for page in pages if page.path == SOURCES for value in page.values]
    behind = cells.behind(values).values()
    return {plain(cells.written(cell)) for listed in behind for cell in listed}


def unexplained(page: Rendered, known: set[str], labels: re.Pattern[str]) -> list[str]:
    """Numbers on a page that are neither known nor of a kind, with what stands around them."""
    found = []
    for text in page.texts:
        rest = labels.sub(" ", text)
        for pattern in KINDS.values():
            rest = re.sub(pattern, " ", rest)
        found += [
            " ".join(rest[max(0, at.start() - 30) : at.end() + 20].split())
            for at in NUMBER.finditer(rest)
            if at[0] not in known
        ]
    return found


def labels_of(catalogue: Catalogue) -> re.Pattern[str]:
    """Names, definitions and codes of the catalogue that hold a number themselves."""
    indicators = catalogue.indicators.values()
    words = {
        *(word for item in indicators for word in (
            item.name, item.short_name, item.definition, item.formula, item.source.document,
        )),
        *(measure.label for measure in catalogue.measures.values()),
        *(code.label for name in catalogue.dimensions.values() for code in name.codes.values()),
        *(line for version in catalogue.forms.values() for line in version.title),
    }  # fmt: skip
    numbered = sorted((word for word in words if word and NUMBER.search(word)), key=len)
    return re.compile("|".join(map(re.escape, reversed(numbered))))


def test_every_number_written_is_a_value_or_of_a_known_kind(
    pages: list[Rendered], cells: Cells
) -> None:
    labels = labels_of(cells.desk.catalogue)
    found = {}
    for year in (NOW, BEFORE):
        # What an earlier page read is kept, and not read again.
        of_year = [page for page in pages if page.year == year and page.path not in OF_REPORTS]
        values = [value for page in of_year for value in page.values]
        known = words_of(values, cells.desk.catalogue) | words_of_cells(of_year, cells)
        known |= {format_number(part, 1) for part in shares(values)}
        found |= {(page.path, year): unexplained(page, known, labels) for page in of_year}
    assert {at: words for at, words in found.items() if words} == {}
    assert sum(len(NUMBER.findall(text)) for page in pages for text in page.texts) > 1000
