"""The base of official documents (.docx): page, type and styles of Nghị định 30/2020/NĐ-CP.

Phụ lục I of the decree: A4; margins 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right;
Times New Roman 13 to 14; page numbers centred at the top, none on the first page. Everything is
a real Word style, heading or table, so that an officer can go on writing in it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from childrights.briefing.datatable import NUMERIC, DataTable, Kind, say_cell
from childrights.briefing.workbook import FIXED_DAY

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
BODY_SIZE = Pt(14)
TABLE_SIZE = Pt(12)
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
KEPT_ROWS = 18
"""Rows up to which a table is kept on one page, if a page holds it."""
TABLE_TEXT, TABLE_HEAD, TABLE_STYLE = "Nội dung bảng", "Tiêu đề cột", "Bảng số liệu"

_TABLE_TEXT_ID, _TABLE_HEAD_ID, _TABLE_STYLE_ID = "TableText", "TableHead", "TableFigures"
_HEADINGS = {1: (Pt(14), True, False), 2: (Pt(14), True, False), 3: (Pt(14), True, True)}
_FIRST_LINE = Mm(10)
_SECOND_STYLES = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Picture:
    """A picture with what it says in words, for readers who do not see it."""

    content: bytes
    alternative: str
    width_mm: float


def new_document(title: str, *, landscape: bool = False, made_on: date = FIXED_DAY) -> Document:
    """An empty document of the decree's form; ``title`` goes into its properties only."""
    document = docx.Document()
    _page(document, landscape=landscape)
    _styles(document)
    _page_number(document)
    _properties(document, title, made_on)
    return document


def text_width_mm(document: Document) -> float:
    """Width between the margins."""
    section = document.sections[-1]
    across = int(section.page_width or 0) - int(section.left_margin or 0)
    millimetres: float = Length(across - int(section.right_margin or 0)).mm
    return round(millimetres, 1)


def add_heading(document: Document, text: str, level: int) -> Paragraph:
    """A heading of level 1 to 3."""
    heading: Paragraph = document.add_heading(_writable(text), level)
    return heading


def add_text(document: Document, text: str, *, lead: str = "") -> Paragraph:
    """A paragraph of body text, after a few words in bold where ``lead`` gives them."""
    paragraph = document.add_paragraph()
    if lead:
        paragraph.add_run(_writable(lead)).bold = True
    paragraph.add_run(_writable(text))
    return paragraph


def add_picture(document: Document, picture: Picture, caption: str = "") -> None:
    """A picture in the middle of the page, its caption below."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Mm(0)
    paragraph.paragraph_format.keep_with_next = bool(caption)
    shape = paragraph.add_run().add_picture(BytesIO(picture.content), Mm(picture.width_mm))
    shape._inline.docPr.set("descr", picture.alternative)
    if caption:
        under = document.add_paragraph(_writable(caption), style="Caption")
        under.paragraph_format.space_after = Pt(10)


def add_table(
    document: Document, table: DataTable, widths_mm: Sequence[float], *, headings: bool = True
) -> Table:
    """A table with its title as caption above and its notes below.

    The row of headings is repeated on every page; ``headings=False`` leaves it out, for lists of
    what and its words. No row is broken between pages, nor a short table. Raises
    :class:`ValueError` when a width is missing.
    """
    if len(widths_mm) != len(table.columns):
        raise ValueError(f"{len(table.columns)} columns, {len(widths_mm)} widths")
    if table.title:
        caption = document.add_paragraph(_writable(table.title), style="Caption")
        caption.paragraph_format.keep_with_next = True
    made = parse_xml(_table_xml(table, widths_mm, headings=headings))
    document.element.body.sectPr.addprevious(made)
    for note in table.notes:
        document.add_paragraph(style=TABLE_TEXT).add_run(_writable(note)).italic = True
    return Table(made, document)


def document_bytes(document: Document) -> bytes:
    """The document as a file; the same content gives the same bytes.

    python-docx stamps the parts of the archive with the time of day; here they all carry 1980.
    """
    saved, fixed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, old.read(name))
    return fixed.getvalue()


# ── Page and properties ───────────────────────────────────────────────────────────────────


def _page(document: Document, *, landscape: bool) -> None:
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    for side, margin in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(margin))
    section.header_distance = section.footer_distance = Mm(10)


def _page_number(document: Document) -> None:
    """A field PAGE in the middle of the header, on every page but the first."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Mm(0)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "2"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


def _properties(document: Document, title: str, made_on: date) -> None:
    """Fixed properties; neither preview picture nor second styles of python-docx's template.

    The second set of styles is one that Word 2010 kept for itself; beside ours it is a
    contradiction that Word may refuse.
    """
    moment = datetime(*made_on.timetuple()[:3])  # noqa: DTZ001
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title, "", ""
    core.comments, core.language, core.revision = "", "vi-VN", 1
    core.created = core.modified = moment
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype in (RELATIONSHIP_TYPE.THUMBNAIL, _SECOND_STYLES):
                del owner.rels[key]


# ── Styles ────────────────────────────────────────────────────────────────────────────────


def _styles(document: Document) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _type(normal, BODY_SIZE)
    _set_language(normal, "vi-VN")
    shape = normal.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape.first_line_indent = _FIRST_LINE
    shape.space_before, shape.space_after, shape.line_spacing = Pt(0), Pt(6), 1.15
    for level, (size, bold, italic) in _HEADINGS.items():
        _heading(styles[f"Heading {level}"], size, bold=bold, italic=italic)
    _plain(styles["Header"], Pt(13))
    caption = styles["Caption"]
    _plain(caption, Pt(13), bold=True)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    text = _new_style(document, TABLE_TEXT, _TABLE_TEXT_ID, WD_STYLE_TYPE.PARAGRAPH, normal)
    _plain(text, TABLE_SIZE)
    head = _new_style(document, TABLE_HEAD, _TABLE_HEAD_ID, WD_STYLE_TYPE.PARAGRAPH, text)
    _plain(head, TABLE_SIZE, bold=True)
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _new_style(document, TABLE_STYLE, _TABLE_STYLE_ID, WD_STYLE_TYPE.TABLE, styles["Table Grid"])


def _new_style(
    document: Document, name: str, identifier: str, kind: WD_STYLE_TYPE, base: Any
) -> Any:
    """A style with a Vietnamese name and an identifier that any program can read."""
    style = document.styles.add_style(name, kind)
    style.element.styleId = identifier
    style.base_style = base
    return style


def _type(style: Any, size: Length, *, bold: bool = False, italic: bool = False) -> None:
    """Typeface in every script, so that no theme's font shows through; black."""
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, size, bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _heading(style: ParagraphStyle, size: Length, *, bold: bool, italic: bool) -> None:
    _type(style, size, bold=bold, italic=italic)
    shape = style.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    shape.first_line_indent = Mm(0)
    shape.space_before, shape.space_after = Pt(12), Pt(6)
    shape.keep_with_next = True


def _plain(style: ParagraphStyle, size: Length, *, bold: bool = False) -> None:
    """Text without the body's indent, such as stands in tables."""
    _type(style, size, bold=bold)
    shape = style.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    shape.first_line_indent = Mm(0)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(2), Pt(2), 1.0


def _set_language(style: Any, language: str) -> None:
    """So that Word spells and hyphenates in Vietnamese."""
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    mark.set(qn("w:eastAsia"), language)
    style.element.rPr.append(mark)


# ── Tables ────────────────────────────────────────────────────────────────────────────────


_TABLE = (
    '<w:tbl {namespace}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{width}" w:type="dxa"/>'
    '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0"/>'
    "<w:tblDescription w:val={words}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
)
_ROW = "<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"
_CELL = '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraphs}</w:tc>'
_PARAGRAPH = (
    '<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{align}</w:pPr>'
    '<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
)
_ALIGN = {**dict.fromkeys(NUMERIC, "right"), Kind.DATE: "center"}


def _table_xml(table: DataTable, widths_mm: Sequence[float], *, headings: bool) -> str:
    """The table as WordprocessingML; python-docx's own tables cost 20 times as long to fill."""
    widths = [round(Mm(width).twips) for width in widths_mm]
    rows = []
    if headings:
        cells = (
            _cell_xml(column.heading, _TABLE_HEAD_ID, width, kept=True)
            for column, width in zip(table.columns, widths, strict=True)
        )
        rows.append(_ROW.format(head="<w:tblHeader/>", cells="".join(cells)))
    is_kept = len(table.rows) <= KEPT_ROWS
    for row in table.rows:
        kept = is_kept and row is not table.rows[-1]
        cells = (
            _cell_xml(
                say_cell(column, cell),
                _TABLE_TEXT_ID,
                width,
                _ALIGN.get(column.kind, ""),
                kept=kept,
            )
            for column, cell, width in zip(table.columns, row, widths, strict=True)
        )
        rows.append(_ROW.format(head="", cells="".join(cells)))
    return _TABLE.format(
        namespace=nsdecls("w"),
        style=_TABLE_STYLE_ID,
        width=sum(widths),
        words=quoteattr(_writable(table.title or table.name)),
        grid="".join(f'<w:gridCol w:w="{width}"/>' for width in widths),
        rows="".join(rows),
    )


def _cell_xml(text: str, style: str, width: int, align: str = "", *, kept: bool = False) -> str:
    """A cell; each line of its text is a paragraph, ``kept`` on the page of the next row."""
    keep = "<w:keepNext/>" if kept else ""
    mark = f'<w:jc w:val="{align}"/>' if align else ""
    paragraphs = (
        _PARAGRAPH.format(style=style, keep=keep, align=mark, text=escape(line))
        for line in _writable(text).splitlines() or [""]
    )
    return _CELL.format(width=width, paragraphs="".join(paragraphs))


def _writable(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
