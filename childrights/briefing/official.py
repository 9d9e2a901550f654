"""Official papers as .docx: the head, the body and the foot that Nghị định 30/2020/NĐ-CP asks for.

Phụ lục I of the decree: national title and motto to the right; the issuer to the left, its rule a
third to a half as long as its line; the number under the issuer, place and date under the motto;
type and subject in the middle; “Nơi nhận” to the left of the signature. Number, day, signature and
seal stay blank: the file is a draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from childrights.briefing.content import Sender
from childrights.briefing.document import FONT, MARGINS_MM

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK = "…………"

_HEAD_MM = (62.0, 103.0)
_FOOT_MM = (80.0, 85.0)

STYLES = {
    # name: size, bold, italic
    "Quốc hiệu": (13, True, False),
    "Tiêu ngữ": (14, True, False),
    "Cơ quan chủ quản": (13, False, False),
    "Cơ quan ban hành": (13, True, False),
    "Số, ký hiệu": (13, False, False),
    "Địa danh, ngày": (14, False, True),
    "Tên loại": (14, True, False),
    "Trích yếu": (14, True, False),
    "Trích yếu công văn": (12, False, False),
    "Kính gửi": (14, False, False),
    "Căn cứ": (14, False, True),
    "Chữ ký": (14, True, False),
    "Nơi nhận": (12, True, True),
    "Nơi nhận, liệt kê": (11, False, False),
    "Phụ lục": (14, True, False),
    "Dưới tên bảng": (13, False, True),
    "Dấu chỉ": (13, True, False),
    "Việc của đơn vị": (14, False, True),
}
"""Parts of a paper, with type as Phụ lục I sets it: points, bold, italic."""

_IDS = {name: f"Official{at}" for at, name in enumerate(STYLES, 1)}


def add_official_styles(document: Document) -> None:
    """One style for each part of a paper, so that an officer can change them all at once."""
    normal = document.styles["Normal"]
    for name, (size, bold, italic) in STYLES.items():
        style = document.styles.add_style(name, 1)
        assert isinstance(style, ParagraphStyle)
        style.element.styleId = _IDS[name]
        style.base_style = normal
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        style.font.name = FONT
        shape = style.paragraph_format
        shape.first_line_indent, shape.line_spacing = Mm(0), 1.0
        shape.space_before, shape.space_after = Pt(0), Pt(0)
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Nơi nhận", "Nơi nhận, liệt kê"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Căn cứ", "Việc của đơn vị"):
        shape = document.styles[name].paragraph_format
        shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape.first_line_indent, shape.space_after = Mm(10), Pt(6)


def add_marks(document: Document, marks: Sequence[str]) -> None:
    """“DỰ THẢO” and its like, each in a frame of its own above the head."""
    for mark in marks:
        line = document.add_paragraph(mark, style="Dấu chỉ")
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    document.add_paragraph(style="Trích yếu công văn")


def add_head(
    document: Document,
    sender: Sender,
    abbreviation: str,
    dated: date | None,
    under_number: Sequence[str] = (),
) -> None:
    """Issuer and number to the left; national title, motto, place and date to the right.

    ``under_number`` are further lines below the number: the subject of a letter.
    """
    left, right = _two_cells(document, _HEAD_MM)
    for line in sender.parent:
        _write(left, line, "Cơ quan chủ quản")
    for line in sender.issuer:
        _write(left, line, "Cơ quan ban hành")
    _rule(left, share=0.35, width_mm=_HEAD_MM[0])
    letters = f"{abbreviation}-{BLANK}" if abbreviation else BLANK
    _write(left, f"Số: {BLANK}/{letters}", "Số, ký hiệu")
    for line in under_number:
        _write(left, line, "Trích yếu công văn")
    _write(right, NATION, "Quốc hiệu")
    _write(right, MOTTO, "Tiêu ngữ")
    _rule(right, share=0.56, width_mm=_HEAD_MM[1])
    _write(right, f"{sender.place}, {say_day(dated)}", "Địa danh, ngày")
    document.add_paragraph(style="Số, ký hiệu")


def say_day(day: date | None) -> str:
    """“ngày 05 tháng 01 năm 2026”; dots where the day is not yet known."""
    if day is None:
        return "ngày …… tháng …… năm ……"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def add_title(document: Document, kind: str, subject: str) -> None:
    """Type and subject in the middle, with the rule under them."""
    document.add_paragraph(kind, style="Tên loại")
    document.add_paragraph(subject, style="Trích yếu")
    _line_under(document.add_paragraph(style="Trích yếu"), side_mm=58)
    document.add_paragraph(style="Số, ký hiệu")


def add_addressees(document: Document, to: Sequence[str]) -> None:
    """“Kính gửi” and to whom, one a line."""
    if len(to) == 1:
        document.add_paragraph(f"Kính gửi: {to[0]}.", style="Kính gửi")
    else:
        document.add_paragraph("Kính gửi:", style="Kính gửi")
        for at, name in enumerate(to, 1):
            document.add_paragraph(f"- {name}{'.' if at == len(to) else ';'}", style="Kính gửi")
    document.add_paragraph(style="Số, ký hiệu")


def add_foot(document: Document, sender: Sender) -> None:
    """“Nơi nhận” to the left, the signature's lines to the right, room for name and seal."""
    document.add_paragraph(style="Số, ký hiệu")
    left, right = _two_cells(document, _FOOT_MM)
    _write(left, "Nơi nhận:", "Nơi nhận")
    for line in sender.recipients:
        _write(left, line, "Nơi nhận, liệt kê")
    for line in (*sender.signature, "", "", "", BLANK):
        _write(right, line, "Chữ ký")


def add_annex_section(document: Document, *, first: bool) -> None:
    """A landscape section; page numbers begin anew with the first annex, as the decree asks."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side, margin in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(margin))
    if first:
        number = OxmlElement("w:pgNumType")
        number.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(
            number, "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg",
            "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid", "w:printerSettings",
            "w:sectPrChange",
        )  # fmt: skip


def _two_cells(document: Document, widths_mm: tuple[float, float]) -> tuple[_Cell, _Cell]:
    """A table of one row without borders; each cell's first, empty line is removed on writing."""
    table = document.add_table(1, 2)
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)
        _no_padding(cell)
    left, right = table.rows[0].cells
    return left, right


def _no_padding(cell: _Cell) -> None:
    """The national title needs every millimetre of its half of the page."""
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:tcMar {nsdecls('w')}>{margins}</w:tcMar>"))


def _write(cell: _Cell, text: str, style: str) -> Line:
    lines = cell.paragraphs
    is_fresh = len(lines) == 1 and not lines[0].text and lines[0].style.name == "Normal"
    line: Line = lines[0] if is_fresh else cell.add_paragraph()
    line.style = style
    line.add_run(text)
    return line


def _rule(cell: _Cell, share: float, width_mm: float) -> None:
    """A rule in the middle of the cell, a share of its width long."""
    _line_under(_write(cell, "", "Số, ký hiệu"), side_mm=width_mm * (1 - share) / 2)


def _line_under(line: Line, side_mm: float) -> None:
    """An empty line whose lower border is the rule; its indents decide how long that is."""
    shape = line.paragraph_format
    shape.left_indent = shape.right_indent = Mm(side_mm)
    shape.line_spacing = Pt(4)
    shape.space_after = Pt(4)
    border = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="1" '
        'w:color="000000"/></w:pBdr>'
    )
    line._p.get_or_add_pPr().insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
        "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
        "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
        "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
        "w:pPrChange",
    )  # fmt: skip
