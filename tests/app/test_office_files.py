"""Every Office file that leaves the house against the schemas of Office itself.

The schemas and the rules between parts are those of Microsoft's Open XML SDK, as openxml-audit
carries them; what Word repairs in silence counts as a fault here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity
from sample import Folder

from childrights.briefing.accounts import scope_of
from childrights.briefing.glossary_files import glossary_document, glossary_workbook
from childrights.briefing.papers import (
    Making,
    questions_docx,
    reminder_docx,
    report_docx,
    report_pptx,
    report_xlsx,
)
from childrights.briefing.report import Order
from childrights.briefing.templates import load_templates
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.warehouse.records import Receipt
from etl.marked import marked_copy
from etl.summary import summary_bytes
from etl.template import template_bytes
from tests import handmade

MID_2024 = Period.parse("2024-6M")
BHYT = "bhyt_duoi_6_tuoi"
Make = Callable[[Making], bytes]
IN_ANY_ORDER = re.compile(r"^/styleSheet\[1\]/fonts\[1\]/font\[\d+\]$")
"""A font's properties, which ISO/IEC 29500-1 (CT_Font, a choice) takes in any order and the SDK in
one; openpyxl, which keeps an officer's own workbook, writes another."""


@pytest.fixture(scope="module")
def making(filled: Folder) -> Making:
    """A report with charts by unit and over the years, plans and laggards."""
    desk = open_desk(filled.path)
    scope = scope_of(desk, "hoang-mai", MID_2024, Audience.INTERNAL, date(2024, 6, 20))
    names = ("bhyt_coverage_under_6", "child_injury_deaths")
    return Making(desk, Order(scope, load_templates(desk.catalogue)["sau-thang"], names))


@pytest.fixture(scope="module")
def checker() -> OpenXmlValidator:
    return OpenXmlValidator()


def faults(checker: OpenXmlValidator, folder: Path, ending: str, content: bytes) -> list[str]:
    path = folder / f"file{ending}"
    path.write_bytes(content)
    found = checker.validate(path).errors
    return [
        f"{error.part_uri} {error.path} {error.description}"
        for error in found
        if error.severity is ValidationSeverity.ERROR and not IN_ANY_ORDER.search(error.path or "")
    ]


def blank_form(form: str, place: str, making: Making) -> bytes:
    desk = making.desk
    known = desk.catalogue, desk.registry, desk.selections
    return template_bytes(form, place, MID_2024, *known)


def definitions(making: Making) -> bytes:
    """Those of a few indicators: they are written alike."""
    catalogue = making.desk.catalogue
    few = dict(islice(catalogue.indicators.items(), 6))
    return glossary_document(replace(catalogue, indicators=few))


FILES: dict[str, tuple[str, Make]] = {
    "report": (".docx", report_docx),
    "letter": (".docx", reminder_docx),
    "questions": (".docx", questions_docx),
    "definitions in words": (".docx", definitions),
    "slides": (".pptx", report_pptx),
    "annex": (".xlsx", report_xlsx),
    "definitions": (".xlsx", lambda making: glossary_workbook(making.desk.catalogue)),
    "blank form, a row a unit": (".xlsx", partial(blank_form, BHYT, "hoang-mai")),
    "blank form, a sheet a unit": (".xlsx", partial(blank_form, "bo_chi_tieu_tre_em", "00301")),
    "summary": (
        ".xlsx",
        lambda making: summary_bytes(making.desk, BHYT, "hoang-mai", MID_2024, Audience.PUBLIC),
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_office_finds_nothing_to_mend(
    what: str, making: Making, checker: OpenXmlValidator, tmp_path: Path
) -> None:
    ending, make = FILES[what]
    assert faults(checker, tmp_path, ending, make(making)) == []


def test_nor_in_a_workbook_sent_back_with_its_marks(
    judge_file: Callable[[bytes], Receipt], checker: OpenXmlValidator, tmp_path: Path
) -> None:
    figures = handmade.bhyt_rows([(50, 45, 49, 44)] * 6)
    figures[1][1] += 7
    content = handmade.bhyt_unit(figures)
    marked = marked_copy(content, judge_file(content), {})
    assert faults(checker, tmp_path, ".xlsx", marked) == []


# ── The check itself ──────────────────────────────────────────────────────────────────────


def altered(content: bytes, part: str, old: str, new: str) -> bytes:
    """A file with one thing changed in one part; fails where there was nothing to change."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                text = re.sub(old, new, data.decode(), count=1)
                assert text.encode() != data, f"{part}: nothing matches {old}"
                data = text.encode()
            after.writestr(name, data)
    return made.getvalue()


FAULTS = {
    "page numbers after the columns": (
        "report", "word/document.xml", r"(<w:pgNumType [^>]*/>)(<w:cols [^>]*/>)", r"\2\1",
    ),
    "a cell without a paragraph": (
        "report", "word/document.xml", r"(<w:tc><w:tcPr>.*?</w:tcPr>).*?</w:tc>", r"\1</w:tc>",
    ),
    "alignment before the indent": (
        "report", "word/styles.xml", r"(<w:ind [^>]*/>)(<w:jc [^>]*/>)", r"\2\1",
    ),
    "an axis below zero": (
        "slides", "ppt/charts/chart[N].xml", r'<c:axId val="1"/>', '<c:axId val="-5"/>',
    ),
    "a picture that is not there": (
        "report", "word/document.xml", r'r:embed="[^"]*"', 'r:embed="rId999"',
    ),
    "columns after their rows": (
        "annex", "xl/worksheets/sheet1.xml", r"(<cols>.*?</cols>)(<sheetData>.*?</sheetData>)",
        r"\2\1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found(
    what: str, making: Making, checker: OpenXmlValidator, tmp_path: Path
) -> None:
    """Without this the tests above could pass on anything."""
    name, part, old, new = FAULTS[what]
    ending, make = FILES[name]
    content = make(making)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        first = next(
            entry for entry in archive.namelist()
            if re.fullmatch(re.escape(part).replace(r"\[N\]", r"\d+"), entry)
        )  # fmt: skip
    assert faults(checker, tmp_path, ending, altered(content, first, old, new))
