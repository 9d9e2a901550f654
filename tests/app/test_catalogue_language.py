"""The catalogue is a language: what is added in YAML alone appears everywhere.

A copy of the catalogue gains a measure, an indicator on it, a row of a form and a target; no
line of Python knows of them. A page or an export that comes later joins by a line in ``PAGES`` or
``EXPORTS``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample import Open
from streamlit.testing.v1 import AppTest
from test_pages import text_of

from childrights.__main__ import main as ask
from childrights.catalogue.loader import ROOT
from etl.__main__ import main as work

MEASURE = """
  library_children:
    label: Số trẻ em có thẻ thư viện
    unit: trẻ em
    stock_flow: stock
    part_of: children
    additive: [sex]
"""
ADDED = """
  library_card_share:
    use: [share, everywhere, by_sex]
    name: Tỷ lệ trẻ em có thẻ thư viện
    short_name: Thẻ thư viện của trẻ em
    lacking: trẻ em chưa có thẻ thư viện
    theme: culture
    definition: Tỷ lệ phần trăm trẻ em dưới 16 tuổi có thẻ thư viện tại ngày chốt số liệu.
    formula: Số trẻ em có thẻ thư viện ÷ Tổng số trẻ em × 100
    numerator: {measure: library_children}
    denominator: {measure: children}
    responsible: Thư viện cấp xã
    source:
      document: Kế hoạch số 01/KH-UBND ngày 02/01/2024 của UBND phường
      definition_confirmed: true
    headline: true
"""
ROW = """  - {code: "4", label: Số trẻ em có thẻ thư viện, unit: Trẻ em, measure: library_children}
"""
TARGET = """
  - id: LIB-2024
    indicator: library_card_share
    jurisdiction: "00316"
    jurisdiction_name: Phường Đại Kim
    year: 2024
    comparator: ">="
    value: 42.5
    basis: annual_plan
    document: Kế hoạch số 01/KH-UBND ngày 02/01/2024 của UBND phường
"""
NAME, INDICATOR = "Tỷ lệ trẻ em có thẻ thư viện", "library_card_share"

WARD, PERIOD = "00316", "2024-6M"
# 80 boys and 90 girls of 200 and 200 children: 170 ÷ 400 = 42,5%, which meets the target exactly.
BOYS, GIRLS, BOYS_ALL, GIRLS_ALL = 80, 90, 200, 200
RESULT = "42,5%"


def insert(path: Path, after: str, addition: str) -> None:
    """Add text after the one place where something stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(after) == 1, (path, after)
    path.write_text(text.replace(after, after + addition.lstrip("\n")), encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An operator's copy of the catalogue, grown in YAML alone."""
    house = tmp_path_factory.mktemp("catalogue")
    shutil.copy(ROOT / "indicators.yaml", house)
    shutil.copytree(ROOT / "etl" / "forms", house / "etl" / "forms")
    (house / "data" / "reference").mkdir(parents=True)
    targets = house / "data" / "reference" / "targets.yaml"
    shutil.copy(ROOT / "data" / "reference" / "targets.yaml", targets)
    insert(house / "indicators.yaml", "\nmeasures:\n", MEASURE)
    insert(house / "indicators.yaml", "\nindicators:\n", ADDED)
    insert(targets, "\ntargets:\n", TARGET)
    form = house / "etl" / "forms" / "bo-chi-tieu-2021.yaml"
    insert(form, "measure: special_circumstances_supported}\n", ROW)
    for version in ("2021", "2025"):
        path = house / "etl" / "forms" / f"bo-chi-tieu-{version}.yaml"
        text = path.read_text(encoding="utf-8")
        assert "expect: {rows: 25" in text
        path.write_text(text.replace("expect: {rows: 25", "expect: {rows: 26"), encoding="utf-8")
    return house


@pytest.fixture(scope="module")
def office(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder under the grown catalogue."""
    data = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILDRIGHTS_CATALOGUE", str(grown))
        patch.setenv("CHILDRIGHTS_DATA", str(data))
        yield data


def template(folder: Path) -> Path:
    """The blank form of one ward."""
    out = folder / "bieu.xlsx"
    call = ["template", "bo_chi_tieu_tre_em", "--locality", WARD, "--period", PERIOD]
    assert work([*call, "--out", str(out)]) == 0
    return out


def row_of(sheet: Worksheet, label: str) -> int:
    """Number of the line that begins with a label."""
    return next(row[0].row for row in sheet.iter_rows() if any(c.value == label for c in row))


def fill_in(path: Path) -> None:
    """Fill the form as an officer would: the library row, all children, zero elsewhere."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    figures = {
        "Tổng số trẻ em (dưới 16 tuổi)": (BOYS_ALL, GIRLS_ALL),
        "Trẻ em từ 11 đến dưới 16 tuổi": (BOYS_ALL, GIRLS_ALL),
        "Trong tổng số: trẻ em từ 7 tuổi trở lên": (BOYS_ALL, GIRLS_ALL),
        "Số trẻ em có thẻ thư viện": (BOYS, GIRLS),
    }
    first = row_of(sheet, "Trẻ em trên địa bàn") + 1
    last = row_of(sheet, "Số trẻ em có thẻ thư viện")
    for row in range(first, last + 1):
        label = str(sheet.cell(row, 2).value)
        if label == "Trẻ em có hoàn cảnh đặc biệt":
            continue
        boys, girls = figures.get(label, (0, 0))
        for column, figure in enumerate((boys + girls, boys, girls), start=4):
            sheet.cell(row, column).value = figure
    for label, text in (("Tính chất số liệu:", "Chính thức"), ("Lãnh đạo đã ký duyệt:", "Có")):
        sheet.cell(row_of(sheet, label), 3).value = text
    book.save(path)


@pytest.fixture(scope="module")
def loaded(office: Path) -> Path:
    """The data folder with one filled-in form."""
    path = template(office)
    fill_in(path)
    assert work(["load", str(path), "--received", "2024-05-15T09:00:00+07:00"]) == 0
    return office


def test_the_check_counts_it(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(["catalogue", "check"]) == 0
    grown_words = capsys.readouterr().err.split()
    assert ask(["catalogue", "check", str(ROOT / "indicators.yaml")]) == 1
    assert "library_card_share" in capsys.readouterr().err
    assert int(grown_words[0]) == 1 + len(list_of_repository())


def list_of_repository() -> list[str]:
    """Identifiers of the repository's own indicators, read without the loader."""
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8").split("\nindicators:\n")[1]
    return [line for line in text.splitlines() if line[:2] == "  " and line[2] not in " #"]


def test_the_template_has_its_row(office: Path) -> None:
    sheet = load_workbook(template(office)).worksheets[0]
    row = row_of(sheet, "Số trẻ em có thẻ thư viện")
    assert [sheet.cell(row, column).value for column in (1, 2, 3)] == [
        "4", "Số trẻ em có thẻ thư viện", "Trẻ em",
    ]  # fmt: skip
    assert not sheet.cell(row, 4).protection.locked


def test_values_answer_with_its_target(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call = ["values", "--indicator", INDICATOR, "--locality", WARD, "--period", PERIOD, "--json"]
    assert ask(call) == 0
    (value,) = json.loads(capsys.readouterr().out)
    told = {key: value[key] for key in ("numerator", "denominator", "value", "target", "status")}
    assert told == {
        "numerator": 170, "denominator": 400, "value": 42.5, "target": ">=42.5", "status": "A",
    }  # fmt: skip


Shows = Callable[[AppTest], bool]


def says(*words: str) -> Shows:
    """Whether a page says every one of the words."""
    return lambda app: all(word in text_of(app) for word in words)


PAGES: dict[str, tuple[str, Shows]] = {
    "Tổng quan": ("", says("Thẻ thư viện của trẻ em", RESULT, "Đạt chỉ tiêu")),
    "Kết quả": ("ket-qua", says(NAME, RESULT, "từ 42,5% trở lên", "Thư viện cấp xã")),
    # Of 200 boys and 200 girls 80 and 90 have a card.
    "Phân tổ": ("phan-to", says("Theo giới tính: thẻ thư viện của trẻ em", "40,0%", "45,0%")),
    "Bản đồ": ("ban-do", says("thẻ thư viện của trẻ em", RESULT)),
    "Hồ sơ": ("ho-so", says("Thẻ thư viện của trẻ em", RESULT, "Đạt chỉ tiêu", "từ 42,5% trở lên")),
    "So sánh": ("so-sanh", says("thẻ thư viện của trẻ em", NAME, RESULT, "Phường Đại Kim")),
    "Danh mục": ("danh-muc", says(NAME, "từ 42,5% trở lên", "Biểu số 01/TE", "Thư viện cấp xã")),
    "Nguồn số liệu": ("nguon-so-lieu", says(NAME, RESULT, "170", "400", "bieu.xlsx")),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_it(open_page: Open, loaded: Path, page: str) -> None:
    path, shows = PAGES[page]
    app = open_page(loaded, path, dia_ban=WARD, nam="2024", ky="6T", chi_tieu=INDICATOR)
    assert shows(app), text_of(app)


SELECTED = ("--locality", WARD, "--period", PERIOD)
DEFINED = (NAME, "Số trẻ em có thẻ thư viện ÷", "từ 42,5% trở lên", "Biểu số 01/TE")
TOLD = (NAME, "42,5", RESULT)
IN_PICTURE = ("thẻ thư viện của trẻ em", "năm 2024: 42,5%")
EXCHANGED = (INDICATOR, "42.5", NAME)


def words_of_text(content: bytes) -> str:
    return content.decode("utf-8-sig")


def words_of_archive(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(words_of_text(archive.read(name)) for name in archive.namelist())


def words_of_workbook(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def words_of_document(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


EXPORTS: dict[str, tuple[tuple[str, ...], Callable[[bytes], str], tuple[str, ...]]] = {
    "danh-muc.xlsx": (("catalogue", "glossary"), words_of_workbook, DEFINED),
    "danh-muc.docx": (("catalogue", "glossary"), words_of_document, DEFINED),
    "bao-cao.docx": (("briefing", *SELECTED, "--indicators", INDICATOR), words_of_document, TOLD),
    "bao-cao.xlsx": (
        ("briefing", *SELECTED, "--indicators", INDICATOR),
        words_of_workbook,
        (NAME, "42.5"),
    ),
    "bang.xlsx": (
        ("table", *SELECTED, "--indicators", INDICATOR),
        words_of_workbook,
        (NAME, "42.5"),
    ),
    "bang.csv": (("table", *SELECTED, "--indicators", INDICATOR), words_of_text, (NAME, "42,5")),
    "bieu-do.svg": (("chart", *SELECTED, "--indicator", INDICATOR), words_of_text, IN_PICTURE),
    "sdmx.zip": (("sdmx", *SELECTED, "--indicator", INDICATOR), words_of_archive, EXCHANGED),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_tells_it(loaded: Path, name: str) -> None:
    command, read, wanted = EXPORTS[name]
    out = loaded / name
    assert ask([*command, "--out", str(out)]) == 0
    text = read(out.read_bytes())
    assert [words for words in wanted if words not in text] == [], text


def test_the_filled_form_for_the_upper_level_has_its_row(loaded: Path) -> None:
    out = loaded / "tong-hop.xlsx"
    selected = ["--locality", "hoang-mai", "--period", PERIOD, "--audience", "internal"]
    assert work(["summary", "bo_chi_tieu_tre_em", *selected, "--out", str(out)]) == 0
    sheet = load_workbook(out)["TỔNG CỘNG"]
    row = row_of(sheet, "Số trẻ em có thẻ thư viện")
    assert [sheet.cell(row, column).value for column in (4, 5, 6)] == [170, BOYS, GIRLS]
