"""A briefing as .docx in the decree's form, its annexes as .xlsx."""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document

from childrights.briefing.content import (
    Block,
    Briefing,
    Chart,
    Draw,
    Heading,
    Paragraph,
    Prompt,
    no_picture,
)
from childrights.briefing.datatable import DataTable, fitting_widths
from childrights.briefing.document import (
    Picture,
    add_heading,
    add_picture,
    add_table,
    add_text,
    document_bytes,
    new_document,
    text_width_mm,
)
from childrights.briefing.official import (
    add_addressees,
    add_annex_section,
    add_foot,
    add_head,
    add_marks,
    add_official_styles,
    add_title,
)
from childrights.figures.words import lower_first

_PICTURE_MM = 160.0


def report_document(briefing: Briefing, draw: Draw = no_picture) -> bytes:
    """The report as a document; the same briefing and pictures give the same bytes.

    ``draw`` makes the charts' pictures; a chart without one is left out, its table stands in the
    annex.
    """
    document = new_document(briefing.subject)
    add_official_styles(document)
    add_marks(document, briefing.marks)
    _begin(document, briefing)
    for basis in briefing.basis:
        document.add_paragraph(basis, style="Căn cứ")
    figures = 0
    for block in briefing.blocks:
        figures += _add(document, block, draw, figures + 1)
    add_foot(document, briefing.sender)
    for at, annex in enumerate(briefing.annexes, 1):
        if at == 1:
            add_annex_section(document, first=True)
        _add_annex(document, annex, at)
    return document_bytes(document)


def _begin(document: Document, briefing: Briefing) -> None:
    """Head and title; a letter has its subject under the number, and to whom it goes."""
    under = (f"V/v {lower_first(briefing.subject)}",) if briefing.to else ()
    add_head(document, briefing.sender, briefing.abbreviation, briefing.dated, under)
    if briefing.to:
        add_addressees(document, briefing.to)
    else:
        add_title(document, briefing.kind, briefing.subject)


def _add(document: Document, block: Block, draw: Draw, number: int) -> int:
    """Write a block; 1 when it was a numbered figure."""
    if isinstance(block, Heading):
        add_heading(document, block.text, block.level)
    elif isinstance(block, Paragraph):
        add_text(document, block.text)
    elif isinstance(block, Prompt):
        document.add_paragraph(block.text, style="Việc của đơn vị")
    elif isinstance(block, DataTable):
        add_fitted_table(document, block)
    else:
        return _add_chart(document, block, draw, number)
    return 0


def _add_chart(document: Document, chart: Chart, draw: Draw, number: int) -> int:
    content = draw(chart)
    if content is None:
        return 0
    picture = Picture(content, chart.alternative, _PICTURE_MM)
    add_picture(document, picture, f"Hình {number}. {chart.title}")
    return 1


def add_fitted_table(document: Document, table: DataTable) -> None:
    """A table over the whole width between the margins, columns in proportion to their content."""
    if table.title:
        document.add_paragraph(table.title, style="Caption").paragraph_format.keep_with_next = True
    if table.subtitle:
        document.add_paragraph(table.subtitle, style="Dưới tên bảng")
    widths = fitting_widths(table)
    across = text_width_mm(document)
    bare = replace(table, title="", name=table.title or table.name)
    add_table(document, bare, [width * across / sum(widths) for width in widths])


def _add_annex(document: Document, annex: DataTable, number: int) -> None:
    """An annex under its own heading; each after the first goes on where there is room."""
    heading = document.add_paragraph(f"Phụ lục {number}", style="Phụ lục")
    heading.paragraph_format.keep_with_next = True
    add_fitted_table(document, annex)
    document.add_paragraph(style="Số, ký hiệu")
