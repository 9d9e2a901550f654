"""Ten published tables: counts add up to their printed totals, and rates do not average."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest

from childrights.evaluate.evaluate import UNIT, Question
from childrights.judgement.reconcile import Agreement, reconcile
from childrights.places.registry import Registry
from childrights.warehouse.records import Severity, Verdict
from tests.golden.published import PERIOD, TABLES, Office, Post, send, table

NAR = "vietnam_2009census_tbl2-7_lower_secondary_NAR"
DOCTORS_OUTSIDE = "dienbien_2020_tbl14_health_system"
RATES_ALONE = {
    "hoabinh_2019_tbl223_communes_with_doctor_pct": ("TOÀN TỈNH", 11),
    "hungyen_2022_tbl255_communes_with_doctor_pct": ("TOÀN TỈNH", 10),
    "quangngai_2016_tbl242_health_care_indicators": ("", 7),
}
COUNTS = {
    "danang_2020_preschool_groups_by_district": r"(?:Quận|Huyện) ",
    "danang_2020_preschools_by_district": r"(?:Quận|Huyện) ",
    "hungyen_2022_tbl28_registered_deaths": r"\d+\. ",
    "quangngai_2016_tbl211_preschool_classes": r"\d+\. ",
    "quangngai_2016_tbl238_health_establishments": r"\d+\. ",
}
"""Tables of counts, and how the label of a district begins."""


@dataclass(frozen=True)
class Column:
    """One column of a table of counts: the districts' cells as printed, total and subtotals."""

    name: str
    cells: tuple[str, ...]
    total: str
    subtotals: tuple[tuple[str, int, int], ...]


def columns(name: str) -> list[Column]:
    rows = table(name)
    start = next(i for i, row in enumerate(rows) if row[0].startswith("TỔNG SỐ"))
    found = []
    for at in range(1, len(rows[start])):
        cells: list[str] = []
        groups: list[list[object]] = []
        for row in rows[start + 1 :]:
            if re.match(r"[IVX]+\. ", row[0]):
                groups.append([row[at], len(cells), len(cells)])
            elif re.match(COUNTS[name], row[0]) and row[at]:
                cells.append(row[at])
                if groups:
                    groups[-1][2] = len(cells)
        subtotals = tuple((str(text), int(str(a)), int(str(b))) for text, a, b in groups)
        slug = name.split("_", maxsplit=1)[0] + name.split("_")[2].removeprefix("tbl") + f"-{at}"
        found.append(Column(slug, tuple(cells), rows[start][at], subtotals))
    return found


COLUMNS = {column.name: column for name in COUNTS for column in columns(name)}


def plain(text: str) -> Decimal:
    """A printed count, worked out here: points group thousands, a dash is none."""
    return Decimal(0) if text == "-" else Decimal(text.replace(".", "").replace(",", "."))


def rates() -> dict[str, list[str]]:
    """Bảng 2.7: label → rate and count of boys, of girls, and of both, as printed."""
    rows = table(NAR, ",")
    return {row[0]: row[1:] for row in rows if re.match(r"\d", row[1])}


def attending(rate: str, count: str) -> list[str]:
    """A count of attending pupils and the pupils that its printed rate implies."""
    children = plain(count) * 100 / plain(rate)
    text = f"{children.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"
    return [count, text.replace(".", ",")]


@pytest.fixture(scope="module")
def office(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Every table sent in: a workbook for each column of counts, a pair of units for each rate."""
    post = Post(registry, "38")
    for column in COLUMNS.values():
        sheet = post.add(column.name, "people", [[cell] for cell in column.cells], [column.total])
        for index, (text, first, last) in enumerate(column.subtotals):
            part = sheet.units[first:last]
            lines = [[cell] for cell in column.cells[first:last]]
            post.add(f"{column.name}-{index}", "people", lines, [text], part)
    for index, (_, row) in enumerate(rates().items()):
        lines = [attending(row[0], row[1]), attending(row[2], row[3])]
        post.add(f"nar-{index}", "ratios", lines)
    for index, lines in enumerate(health_system()):
        post.add(f"dienbien-{index}", "ratios", lines)
    for name, (whole, _) in RATES_ALONE.items():
        lines = [[row[-1]] for row in table(name) if _is_rate(row, whole)]
        post.add(name.split("_")[0], "people", lines)
    return send(post, tmp_path_factory.mktemp("tables"))


def _is_rate(row: list[str], whole: str) -> bool:
    is_total = bool(whole) and row[0].startswith(whole)
    return bool(row[0] and re.match(r"[\d…]", row[-1])) and not is_total


def health_system() -> list[list[list[str]]]:
    """Điện Biên: of each district the communes with such a place, and all its communes.

    A district's communes follow from its count and its rate, in the column where it has both;
    a ward of one commune in all is what the province's own rate leaves (115).
    """
    rows = [row for row in table(DOCTORS_OUTSIDE) if row[0].startswith(("Thành", "Thị", "Huyện"))]
    found = []
    for at in (1, 3):
        lines = []
        for row in rows:
            known = next((c for c in (1, 3) if row[c]), None)
            communes = (
                Decimal(1) if known is None
                else (plain(row[known]) * 100 / plain(row[known + 1])).quantize(Decimal(1))
            )  # fmt: skip
            lines.append([row[at] or "-", str(communes)])
        found.append(lines)
    return found


def test_all_ten_tables_are_tried() -> None:
    used = {NAR, DOCTORS_OUTSIDE, *RATES_ALONE, *COUNTS}
    assert used == {path.stem for path in TABLES.glob("*.csv")}
    assert len(used) == 10


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_counts_adds_up_to_its_printed_total(office: Office, name: str) -> None:
    column = COLUMNS[name]
    assert office.receipts[name].verdict is Verdict.ACCEPTED
    value = office.desk.value("people_0", name, PERIOD)
    assert value.value == plain(column.total)
    assert (value.units_reported, value.units_expected) == (len(column.cells),) * 2
    units = office.desk.values(Question("people_0", (PERIOD,), (UNIT,)), name)
    by_code = {unit.area_token: unit.value for unit in units}
    sent = zip(office.sheets[name].units, column.cells, strict=True)
    assert by_code == {unit.code: plain(cell) for unit, cell in sent}


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if column.subtotals])
def test_plains_mountains_and_islands_make_the_province(office: Office, name: str) -> None:
    column = COLUMNS[name]
    found = [
        office.desk.value("people_0", f"{name}-{index}", PERIOD).value
        for index in range(len(column.subtotals))
    ]
    assert found == [plain(text) for text, _, _ in column.subtotals]
    assert sum(item or 0 for item in found) == plain(column.total)


def test_the_census_has_thirteen_rows() -> None:
    assert len(rates()) == 13


@pytest.mark.parametrize("index", range(13))
def test_rates_do_not_average(office: Office, index: int) -> None:
    """Bảng 2.7 prints the total rate of boys and girls; only counts and children give it."""
    boys, _, girls, _, both, both_count = list(rates().values())[index]
    value = office.desk.value("share_2", f"nar-{index}", PERIOD)
    assert value.value == plain(both)
    units = office.desk.values(Question("share_2", (PERIOD,), (UNIT,)), f"nar-{index}")
    assert [unit.value for unit in units] == [plain(boys), plain(girls)]
    assert value.numerator is not None
    pupils = reconcile(both_count, value.numerator, None)
    assert pupils.agreement in (Agreement.HALF_UP, Agreement.WITHIN_ONE_UNIT)


def test_averaging_would_have_shown() -> None:
    """The mistake that the test above excludes: weighting rates by those who attend."""
    boys, boys_count, girls, girls_count, both, _ = rates()["Mông"]
    weighted = (
        plain(boys) * plain(boys_count) + plain(girls) * plain(girls_count)
    ) / (plain(boys_count) + plain(girls_count))  # fmt: skip
    assert round(weighted, 2) == Decimal("36.74") != plain(both) == Decimal("34.10")


@pytest.mark.parametrize(("index", "printed"), [(0, "11.30"), (1, "43.48")])
def test_communes_of_a_province_give_its_rate(office: Office, index: int, printed: str) -> None:
    name = f"dienbien-{index}"
    value = office.desk.value("share_2", name, PERIOD)
    assert (value.value, value.denominator) == (Decimal(printed), 115)
    column = 2 + 2 * index
    rows = [row for row in table(DOCTORS_OUTSIDE) if row[0].startswith(("Thành", "Thị", "Huyện"))]
    units = office.desk.values(Question("share_2", (PERIOD,), (UNIT,)), name)
    assert [unit.value for unit in units] == [plain(row[column] or "0") for row in rows]


@pytest.mark.parametrize("name", RATES_ALONE)
def test_rates_alone_cannot_enter_as_counts(office: Office, name: str) -> None:
    """A table of percentages has nothing to add up: each such cell is refused where it stands."""
    short, (_, districts) = name.split("_", maxsplit=1)[0], RATES_ALONE[name]
    sheet = office.sheets[short]
    assert len(sheet.lines) == districts
    refused = [
        item.cell
        for item in office.receipts[short].all_findings()
        if item.severity is Severity.ERROR
    ]
    fractions = [
        f"D{12 + at}"
        for at, (cell,) in enumerate(sheet.lines)
        if cell != "…" and plain(str(cell)) % 1
    ]
    assert fractions
    assert refused == fractions
    assert office.receipts[short].verdict is Verdict.REJECTED


def test_an_ellipsis_is_no_zero(office: Office) -> None:
    """Quảng Ngãi printed “…” for births under 2500 g: the unit has not reported."""
    unit = office.sheets["quangngai"].units[-1]
    assert office.sheets["quangngai"].lines[-1] == ("…",)
    value = office.desk.value("people_0", unit.code, PERIOD)
    assert (value.value, value.status, value.units_reported) == (None, "O", 0)
