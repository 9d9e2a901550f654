"""The .docx against the measures of Nghị định 30/2020/NĐ-CP, Phụ lục I, read from its XML."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from struct import pack
from zlib import compress, crc32

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from made import TODAY
from sample import Folder

from childrights.__main__ import main
from childrights.briefing.accounts import scope_of
from childrights.briefing.content import Briefing
from childrights.briefing.official import say_day
from childrights.briefing.report import Order, compose
from childrights.briefing.report_file import report_document
from childrights.briefing.senders import Office
from childrights.briefing.templates import load_templates
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period

DAY = date(2024, 1, 5)


@pytest.fixture(scope="module")
def report(filled: Folder) -> Briefing:
    desk = open_desk(filled.path)
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-6M"), Audience.INTERNAL, TODAY)
    template = load_templates(desk.catalogue)["sau-thang"]
    return compose(desk, Order(scope, template, dated=DAY))


@pytest.fixture(scope="module")
def written(report: Briefing) -> bytes:
    return report_document(report)


@pytest.fixture
def paper(written: bytes) -> Document:
    return docx.Document(BytesIO(written))


def picture() -> bytes:
    """A PNG of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))

    head = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", compress(b"\x00\xff")) + chunk(b"IEND", b"")
    )  # fmt: skip


def lines(paper: Document) -> list[tuple[str, str]]:
    """Style and text of every line in the order of reading, those in the head's cells included."""
    found = []
    for element in paper.element.body.iter(qn("w:p")):
        line = docx.text.paragraph.Paragraph(element, paper._body)
        if line.text.strip():
            found.append((line.style.name, line.text))
    return found


def test_page_and_margins_are_the_decrees(paper: Document) -> None:
    first, annex = paper.sections[0], paper.sections[1]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert first.orientation is WD_ORIENT.PORTRAIT
    assert annex.orientation is WD_ORIENT.LANDSCAPE
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
    for section in paper.sections:
        above, below, left, right = (
            round(float(margin.mm), 1)
            for margin in (
                section.top_margin, section.bottom_margin, section.left_margin,
                section.right_margin,
            )
        )  # fmt: skip
        assert 20 <= above <= 25 and 20 <= below <= 25
        assert 30 <= left <= 35 and 15 <= right <= 20


def test_page_numbers_begin_anew_with_the_annex(paper: Document) -> None:
    first, annex = paper.sections[0], paper.sections[1]
    assert first.different_first_page_header_footer
    assert annex.different_first_page_header_footer
    start = annex._sectPr.find(qn("w:pgNumType"))
    assert start is not None and start.get(qn("w:start")) == "1"
    assert "PAGE" in first.header._element.xml


SIZES = {
    # Phụ lục I of the decree: least and greatest size, bold, italic
    "Quốc hiệu": (12, 13, True, False),
    "Tiêu ngữ": (13, 14, True, False),
    "Cơ quan chủ quản": (12, 13, False, False),
    "Cơ quan ban hành": (12, 13, True, False),
    "Số, ký hiệu": (13, 13, False, False),
    "Địa danh, ngày": (13, 14, False, True),
    "Tên loại": (13, 14, True, False),
    "Trích yếu": (13, 14, True, False),
    "Chữ ký": (13, 14, True, False),
    "Nơi nhận": (12, 12, True, True),
    "Nơi nhận, liệt kê": (11, 11, False, False),
    "Phụ lục": (14, 14, True, False),
    "Normal": (13, 14, None, None),
    "Heading 1": (13, 14, True, False),
}


@pytest.mark.parametrize("name", SIZES)
def test_type_is_the_decrees(paper: Document, name: str) -> None:
    least, most, bold, italic = SIZES[name]
    font = paper.styles[name].font
    assert least <= font.size.pt <= most
    assert (font.bold or False, font.italic or False) == (bool(bold), bool(italic))
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }


def test_no_line_sets_type_of_its_own(paper: Document) -> None:
    """An officer who changes a style changes every line of it."""
    own = [run.text for line in paper.paragraphs for run in line.runs if run.font.size]
    assert own == []


def test_parts_stand_in_the_order_of_the_decree(paper: Document) -> None:
    styles = [style for style, _ in lines(paper)]
    order = [
        "Dấu chỉ", "Cơ quan ban hành", "Số, ký hiệu", "Quốc hiệu", "Tiêu ngữ", "Địa danh, ngày",
        "Tên loại", "Trích yếu", "Căn cứ", "Heading 1", "Nơi nhận", "Nơi nhận, liệt kê", "Chữ ký",
        "Phụ lục",
    ]  # fmt: skip
    places = [styles.index(style) for style in order]
    assert places == sorted(places)


def test_the_words_of_the_head(paper: Document) -> None:
    said = dict(reversed(lines(paper)))
    assert said["Quốc hiệu"] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert said["Tiêu ngữ"] == "Độc lập - Tự do - Hạnh phúc"
    assert said["Địa danh, ngày"] == "Hoàng Mai, ngày 05 tháng 01 năm 2024"
    assert said["Dấu chỉ"] == "DỰ THẢO"
    assert not any(char.isdigit() for char in said["Số, ký hiệu"])
    issuer = [text for style, text in lines(paper) if style == "Cơ quan ban hành"]
    assert issuer == ["ỦY BAN NHÂN DÂN", "QUẬN HOÀNG MAI"]
    signed = [text for style, text in lines(paper) if style == "Chữ ký"]
    assert signed[:3] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    listed = [text for style, text in lines(paper) if style == "Nơi nhận, liệt kê"]
    assert listed[-1].startswith("- Lưu: VT")
    assert say_day(None) == "ngày …… tháng …… năm ……"
    assert say_day(date(2026, 11, 15)) == "ngày 15 tháng 11 năm 2026"


def test_a_department_signs_under_its_committee(filled: Folder) -> None:
    desk = open_desk(filled.path)
    scope = scope_of(desk, "00301", Period.parse("2024-6M"), Audience.PUBLIC, TODAY)
    template = load_templates(desk.catalogue)["sau-thang"]
    made = compose(desk, Order(scope, template, office=Office.DEPARTMENT))
    assert made.sender.parent == ("ỦY BAN NHÂN DÂN", "PHƯỜNG THANH TRÌ")
    assert made.sender.issuer == ("PHÒNG VĂN HÓA - XÃ HỘI",)
    assert made.sender.signature == ("TRƯỞNG PHÒNG",)


def test_sections_are_those_of_such_reports(paper: Document) -> None:
    headings = [text for style, text in lines(paper) if style == "Heading 1"]
    assert headings == [
        "I. Tình hình chung", "II. Công tác chỉ đạo, ban hành văn bản", "III. Kết quả thực hiện",
        "IV. Nhân lực, kinh phí", "V. Đánh giá chung", "VI. Phương hướng, nhiệm vụ",
        "VII. Kiến nghị, đề xuất",
    ]  # fmt: skip


def test_the_annex_has_the_columns_that_deputies_know(paper: Document) -> None:
    table = next(t for t in paper.tables if t.rows[0].cells[0].text == "TT")
    assert [cell.text for cell in table.rows[0].cells] == [
        "TT", "Chỉ tiêu", "ĐVT", "KH năm", "TH kỳ này", "TH cùng kỳ", "So với KH",
        "So với cùng kỳ", "Ghi chú",
    ]  # fmt: skip
    assert table.rows[0]._tr.xml.count("w:tblHeader") == 1


def test_pictures_carry_their_words_and_numbers(report: Briefing) -> None:
    made = docx.Document(BytesIO(report_document(report, lambda _: picture())))
    shapes = made.inline_shapes
    assert len(shapes) == len(report.charts) > 0
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [
        chart.alternative for chart in report.charts
    ]
    captions = [text for style, text in lines(made) if text.startswith("Hình ")]
    assert captions[0] == f"Hình 1. {report.charts[0].title}"


def test_the_same_report_gives_the_same_bytes(report: Briefing, written: bytes) -> None:
    assert report_document(report) == written
    with zipfile.ZipFile(BytesIO(written)) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}


def test_the_command_writes_for_the_public_unless_told_otherwise(
    filled: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(filled.path))
    out = tmp_path / "bao-cao.docx"
    call = ["briefing", "--locality", "hoang-mai", "--period", "2024-6M", "--out", str(out)]
    assert main(call) == 0
    said = "\n".join(text for _, text in lines(docx.Document(str(out))))
    assert "DỰ THẢO" in said and "NỘI BỘ" not in said
    assert "Không công bố (bảo vệ thông tin trẻ em): " in said
    assert main([*call[:-1], str(tmp_path / "bao-cao.txt")]) == 2
    assert main([*call, "--template", "khong-co"]) == 2
    assert "Các mẫu có: sau-thang, nam" in capsys.readouterr().err


def has_writer() -> bool:
    """Whether LibreOffice is here with Writer: Calc alone opens no report."""
    office = shutil.which("soffice")
    return office is not None and Path(office).resolve().with_name("libswlo.so").exists()


@pytest.mark.skipif(not has_writer(), reason="LibreOffice Writer is not installed")
def test_libreoffice_opens_it_and_makes_a_pdf(written: bytes, tmp_path: Path) -> None:
    source = tmp_path / "bao-cao.docx"
    source.write_bytes(written)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*call, str(source)], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "bao-cao.pdf").read_bytes().startswith(b"%PDF-")
