"""The other papers and files: letter, questions, slides, archive, tables."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pptx
import pytest
from openpyxl import load_workbook
from pptx.enum.shapes import MSO_SHAPE_TYPE
from sample import Folder

from childrights.__main__ import main
from childrights.briefing.accounts import accounts, scope_of
from childrights.briefing.content import Paragraph, Sentence
from childrights.briefing.papers import Making, report_pptx, report_xlsx, report_zip
from childrights.briefing.pdf import report_pdf
from childrights.briefing.questions import compose_questions, pressing
from childrights.briefing.reminder import NothingToRemind, compose_reminder
from childrights.briefing.report import Order, compose
from childrights.briefing.report_file import report_document
from childrights.briefing.templates import load_templates
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period

JUNE = date(2024, 6, 20)
BHYT = "bhyt_coverage_under_6"


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


def order(desk: Desk, period: str = "2024-6M", audience: Audience = Audience.INTERNAL) -> Order:
    scope = scope_of(desk, "hoang-mai", Period.parse(period), audience, JUNE)
    return Order(scope, load_templates(desk.catalogue)["sau-thang"], (BHYT, "child_injury_deaths"))


# ── Công văn đôn đốc ──────────────────────────────────────────────────────────────────────


def test_the_letter_names_who_owes_what_until_when_and_what_to_mend(desk: Desk) -> None:
    letter = compose_reminder(desk, order(desk))
    assert letter.to == ("Ủy ban nhân dân phường Yên Sở",)
    (table,) = [block for block in letter.blocks if hasattr(block, "rows")]
    listed = {row[2]: (row[1], row[3], row[4], row[5]) for row in table.rows}  # type: ignore[union-attr]
    due = date(2024, 5, 15)
    assert listed["Bảo hiểm y tế trẻ em dưới 6 tuổi"] == (
        "Phường Yên Sở", "Trả lại để hoàn thiện", due, "1 chỗ cần sửa: Biểu!D5",
    )  # fmt: skip
    assert listed["Bộ chỉ tiêu trẻ em"][1:] == ("Quá hạn", due, "Gửi biểu đã hoàn thành")
    body = next(block for block in letter.blocks if isinstance(block, Paragraph)).text
    assert "còn 1/14 phường" in body and "chậm nhất ngày 15/5/2024" in body
    paper = docx.Document(BytesIO(report_document(letter)))
    said = [line.text for line in paper.paragraphs]
    assert "Kính gửi: Ủy ban nhân dân phường Yên Sở." in said
    assert not any(line.style.name == "Tên loại" for line in paper.paragraphs)
    left = paper.tables[0].rows[0].cells[0].paragraphs
    assert left[-1].text.startswith("V/v đôn đốc báo cáo số liệu về trẻ em 6 tháng")
    assert "TÀI LIỆU NỘI BỘ" in " ".join(said)


def test_nobody_is_reminded_when_all_have_reported(desk: Desk) -> None:
    with pytest.raises(NothingToRemind, match="không có đơn vị nào cần đôn đốc"):
        compose_reminder(desk, order(desk, "2023-6M"))


def test_the_command_refuses_a_public_letter(
    filled: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    out = tmp_path / "cong-van.docx"
    call = ["briefing", "--paper", "don-doc", "--locality", "hoang-mai", "--period", "2024-6M"]
    assert main([*call, "--out", str(out)]) == 2
    assert "--audience internal" in capsys.readouterr().err
    assert main([*call, "--audience", "internal", "--out", str(out)]) == 0
    assert out.stat().st_size > 10_000


# ── Dự kiến nội dung chất vấn ─────────────────────────────────────────────────────────────


def test_questions_are_those_below_plan_worse_or_with_laggards(desk: Desk) -> None:
    sheet = compose_questions(desk, order(desk))
    headings = [block.text for block in sheet.blocks if type(block).__name__ == "Heading"]
    assert headings == [
        "1. Vì sao tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế chưa đạt chỉ tiêu cả năm (100%), "
        "thấp hơn 10,0 điểm phần trăm?",
        "2. Vì sao số trẻ em tử vong do tai nạn, thương tích đã vượt mức cho phép (0), cao hơn 1 "
        "trẻ em?",
    ]
    text = " ".join(block.text for block in sheet.paragraphs)
    assert "Kế hoạch số 140/KH-UBND ngày 25/3/2024" in text
    scope = order(desk).scope
    fine = accounts(desk, scope, ["child_population", "special_circumstances_supported_share"])
    assert pressing(fine) == []


# ── Slides ────────────────────────────────────────────────────────────────────────────────


def test_slides_have_native_charts_with_the_reports_own_figures(desk: Desk) -> None:
    making = Making(desk, order(desk))
    report = compose(desk, making.order)
    deck = pptx.Presentation(BytesIO(report_pptx(making)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    drawn = [shape.chart for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.CHART]
    assert len(drawn) == len(report.charts) == 2
    for made, chart in zip(drawn, report.charts, strict=True):
        assert list(made.plots[0].categories) == list(chart.labels)
        told = [None if value is None else float(value) for value in chart.values]
        assert list(made.plots[0].series[0].values) == told
        inside = load_workbook(BytesIO(made.part.chart_workbook.xlsx_part.blob)).active
        assert [row[1] for row in inside.iter_rows(min_row=2, values_only=True)] == told
    described = [
        shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in shapes if shape.has_chart
    ]
    assert described == [chart.alternative for chart in report.charts]
    texts = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert "DỰ THẢO" in texts and "QUẬN HOÀNG MAI" in texts
    table = next(shape.table for shape in shapes if shape.has_table)
    assert table.cell(1, 3).text == "90,0"


# ── PDF ───────────────────────────────────────────────────────────────────────────────────


def pdf_words(content: bytes) -> str:
    call = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(call, input=content, check=True, capture_output=True).stdout.decode()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_pdf_says_what_the_document_says(desk: Desk) -> None:
    report = compose(desk, order(desk))
    hostile = Paragraph((Sentence('#panic("x") $a$ *b* \\ // “c” #let', ""),))
    content = report_pdf(replace(report, blocks=(*report.blocks, hostile)))
    said = " ".join(pdf_words(content).split())
    for paragraph in report.paragraphs:
        assert " ".join(paragraph.text.split()) in said
    assert '#panic("x") $a$ *b* \\ // “c” #let' in said
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DỰ THẢO", "Phụ lục 1", "TM. ỦY BAN"):
        assert words in said
    assert report_pdf(report) == report_pdf(report)


# ── Long work ─────────────────────────────────────────────────────────────────────────────


def test_the_work_tells_how_far_it_is_and_stops_when_told_to(desk: Desk) -> None:
    heard: list[float] = []
    making = Making(desk, order(desk), tell=heard.append)
    report_xlsx(making)
    assert heard == [0.5, 1.0]
    report_pptx(making)
    assert heard == [0.5, 1.0], "composed once for every file"

    def stop(fraction: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report_xlsx(Making(desk, order(desk), tell=stop))


# ── Archive ───────────────────────────────────────────────────────────────────────────────


def test_the_archive_holds_everything_and_says_what_it_was_made_from(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = Making(desk, order(desk, audience=Audience.PUBLIC))
    content = report_zip(making)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        said = json.loads(archive.read("manifest.json"))
        files = {name: archive.read(name) for name in archive.namelist() if "bao-cao" in name}
    assert {Path(name).suffix for name in files} >= {".docx", ".pptx", ".xlsx"}
    for name, data in files.items():
        assert said["files"][name]["sha256"] == hashlib.sha256(data).hexdigest()
    assert said["snapshot"] == desk.snapshot.name
    assert said["catalogue_sha256"] == desk.catalogue.digest
    assert (said["audience"], said["judged_on"]) == ("public", "2024-06-20")
    # XlsxWriter and the zip module ask time for the moment; next year it will be another.
    moved = [2031, 7, 1, 12, 0, 0, 0, 182, 0]
    monkeypatch.setattr("time.localtime", lambda *_: __import__("time").struct_time(moved))
    assert report_zip(making) == content


# ── Tables ────────────────────────────────────────────────────────────────────────────────


def test_the_workbook_has_definitions_and_provenance(desk: Desk) -> None:
    book = load_workbook(BytesIO(report_xlsx(Making(desk, order(desk)))))
    assert book.sheetnames[0] == "Biểu tổng hợp"
    assert book.sheetnames[-2:] == ["Định nghĩa", "Nguồn gốc"]
    sheet = book["Biểu tổng hợp"]
    row = next(
        row for row in sheet.iter_rows() if str(row[1].value).startswith("Tỷ lệ trẻ em dưới 6")
    )
    assert [cell.value for cell in row[2:8]] == ["%", 100, 90, 88, -10, 2]
    assert [cell.number_format for cell in row[3:8]] == [
        "#,##0", "#,##0.0", "#,##0.0", "#,##0.0", "#,##0.0",
    ]  # fmt: skip


def test_the_table_command_gives_units_or_the_annex(
    filled: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    out = tmp_path / "bieu.csv"
    call = ["table", "--locality", "hoang-mai", "--period", "2024-6M", "--out", str(out)]
    assert main([*call, "--indicators", BHYT, "--by", "unit"]) == 0
    text = out.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert rows[1][:5] == ["1", "Phường Thanh Trì", "84", "100", "84,0"]
    assert rows[-1][1] == "TỔNG CỘNG" and rows[-1][4] == "90,0"
    assert main([*call, "--indicators", f"{BHYT},child_injuries"]) == 0
    assert main([*call, "--indicators", f"{BHYT},child_injuries", "--by", "unit"]) == 2
    assert main([*call, "--indicators", "khong_co"]) == 2
    capsys.readouterr()
