"""The report as .pptx: native charts and tables that can be edited in PowerPoint itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.oxml.ns import qn
from pptx.util import Emu, Length, Mm, Pt

from childrights.briefing.content import Briefing, Chart, ChartKind
from childrights.briefing.datatable import Column, DataTable, say_cell
from childrights.briefing.document import FONT
from childrights.briefing.workbook import FIXED_DAY

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_WIDE, _HIGH = Mm(338.667), Mm(190.5)
_EDGE = Mm(15)
_ROWS_A_SLIDE = 8
_SHOWN = ("Chỉ tiêu", "ĐVT", "KH năm", "TH kỳ này", "TH cùng kỳ", "So với KH", "So với cùng kỳ")
_INK, _AIM = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0xC0, 0x50, 0x00)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_TITLE_ONLY = 5
_AXIS, _ACROSS = qn("c:axId"), qn("c:crossAx")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def slides(briefing: Briefing) -> bytes:
    """A title, the annex table in parts, a slide a chart; the same content, the same bytes."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = _WIDE, _HIGH
    _title_slide(deck, briefing)
    for at, rows in enumerate(_parts(briefing.annexes[0] if briefing.annexes else None), 1):
        _table_slide(deck, briefing.annexes[0], rows, at)
    for chart in briefing.charts:
        _chart_slide(deck, chart)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by, core.revision = briefing.subject, "", "", 1
    core.created = core.modified = datetime(*FIXED_DAY.timetuple()[:3])  # noqa: DTZ001
    return _fixed(deck)


def _title_slide(deck: Any, briefing: Briefing) -> None:
    slide = _slide(deck, " – ".join(briefing.marks))
    lines = [*briefing.sender.issuer, "", briefing.kind, briefing.subject]
    _text(slide, lines, top=Mm(45), size=Pt(30), bold=True)


def _slide(deck: Any, title: str) -> Any:
    """A slide of the layout that has a title alone, so that outline views show it."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = _EDGE, Mm(6), _WIDE - 2 * _EDGE, Mm(22)
    head.text_frame.text = title
    head.text_frame.word_wrap = True
    _type(head.text_frame, Pt(24), bold=True)
    return slide


def _text(
    slide: Any, lines: Sequence[str], top: Length, size: Length, *, bold: bool = False
) -> None:
    box = slide.shapes.add_textbox(_EDGE, top, _WIDE - 2 * _EDGE, Mm(12))
    box.text_frame.word_wrap = True
    box.text_frame.text = "\n".join(lines)
    _type(box.text_frame, size, bold=bold)


def _type(frame: Any, size: Length, *, bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        paragraph.font.name, paragraph.font.size, paragraph.font.bold = FONT, size, bold


# ── Tables ────────────────────────────────────────────────────────────────────────────────


def _parts(table: DataTable | None) -> Iterator[list[tuple[str, ...]]]:
    """Rows as text, without headings of themes, as many as a slide holds."""
    if table is None:
        return
    places = [[column.heading for column in table.columns].index(name) for name in _SHOWN]
    rows = iter(
        tuple(say_cell(table.columns[at], row[at]) for at in places)
        for row in table.rows
        if row[3] is not None
    )
    while part := list(islice(rows, _ROWS_A_SLIDE)):
        yield part


def _table_slide(deck: Any, table: DataTable, rows: Sequence[tuple[str, ...]], at: int) -> None:
    slide = _slide(deck, f"Kết quả thực hiện các chỉ tiêu ({at})")
    _text(slide, [table.subtitle], top=Mm(28), size=Pt(16))
    columns = [Column(name) for name in _SHOWN]
    made = slide.shapes.add_table(
        len(rows) + 1, len(columns), _EDGE, Mm(40), _WIDE - 2 * _EDGE, Mm(14) * (len(rows) + 1)
    ).table
    shares = (0.37, 0.1, 0.13, 0.1, 0.1, 0.1, 0.1)
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Emu(int((_WIDE - 2 * _EDGE) * share))
    for down, row in enumerate([_SHOWN, *rows]):
        for across, text in enumerate(row):
            cell = made.cell(down, across)
            cell.text = text
            _type(cell.text_frame, Pt(13), bold=down == 0)


# ── Charts ────────────────────────────────────────────────────────────────────────────────


def _chart_slide(deck: Any, chart: Chart) -> None:
    slide = _slide(deck, chart.title)
    _text(slide, [chart.subtitle], top=Mm(28), size=Pt(16))
    kind = (
        XL_CHART_TYPE.BAR_CLUSTERED if chart.kind is ChartKind.BARS else XL_CHART_TYPE.LINE_MARKERS
    )
    frame = slide.shapes.add_chart(kind, _EDGE, Mm(38), _WIDE - 2 * _EDGE, Mm(138), _data(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alternative)
    _dress(frame.chart, chart)
    _number_axes(frame.chart)
    _text(slide, [chart.source], top=Mm(178), size=Pt(12))


def _data(chart: Chart) -> CategoryChartData:
    places = f".{'0' * chart.decimals}" if chart.decimals else ""
    data = CategoryChartData(number_format=f"#,##0{places}")
    data.categories = chart.labels
    data.add_series(
        f"Kết quả ({chart.unit})",
        [None if value is None else float(value) for value in chart.values],
    )
    if chart.target is not None:
        data.add_series("Chỉ tiêu", [float(chart.target)] * len(chart.labels))
    return data


def _dress(made: Any, chart: Chart) -> None:
    """Type, labels of values, and units from the top down in the order of codes."""
    made.font.name, made.font.size = FONT, Pt(12)
    made.has_title = False
    made.has_legend = True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.category_axis.reverse_order = chart.kind is ChartKind.BARS
    plot = made.plots[0]
    for series, colour in zip(plot.series, (_INK, _AIM), strict=False):
        shape = series.format.line if chart.kind is ChartKind.LINE else series.format.fill
        if chart.kind is ChartKind.LINE:
            shape.color.rgb = colour
        else:
            shape.solid()
            shape.fore_color.rgb = colour
    labels = plot.series[0].data_labels
    labels.show_value = True
    labels.font.size = Pt(11)


def _number_axes(made: Any) -> None:
    """Axes numbered from 1: python-pptx numbers them below zero, which the schema forbids."""
    numbered: dict[str, str] = {}
    for mark in made._chartSpace.iter(_AXIS, _ACROSS):
        old = mark.get("val")
        mark.set("val", numbered.setdefault(old, str(len(numbered) + 1)))


def _fixed(deck: Any) -> bytes:
    """The file with every entry of 1980; embedded workbooks are fixed in the same way."""
    saved = BytesIO()
    deck.save(saved)
    return _without_times(saved.getvalue())


def _without_times(content: bytes) -> bytes:
    fixed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, _undated(name, data))
    return fixed.getvalue()


def _undated(name: str, data: bytes) -> bytes:
    """A part without the moment at which it, or the workbook inside a chart, was made."""
    if name.endswith(".xlsx"):
        return _without_times(data)
    day = f"{FIXED_DAY.isoformat()}T00:00:00Z".encode()
    return _MOMENT.sub(day, data) if name == "docProps/core.xml" else data
