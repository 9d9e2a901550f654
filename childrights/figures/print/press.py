"""From a chart's description to the bytes of a PNG, SVG or PDF."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import matplotlib as mpl

from childrights.figures.charts import BreakdownChart, FunnelChart, TrendChart, UnitsChart
from childrights.figures.matrix import MatrixChart
from childrights.figures.palette import INK, QUIET
from childrights.figures.panels import PanelsChart
from childrights.figures.print.breakdown import BreakdownDrawing
from childrights.figures.print.caption import DEMONSTRATION, Caption
from childrights.figures.print.drawing import Drawing, TooMuchForOnePage
from childrights.figures.print.funnel import FunnelDrawing
from childrights.figures.print.letters import LEADING, height_of, lines_of, width_of
from childrights.figures.print.matrix import MatrixDrawing
from childrights.figures.print.page import Box, Ground, Key, Page, Stroke, key_width
from childrights.figures.print.panels import PanelsDrawing
from childrights.figures.print.schematic import SchematicDrawing
from childrights.figures.print.sheet import SHEETS, Sheet, Size
from childrights.figures.print.trend import TrendDrawing
from childrights.figures.print.units import UnitsDrawing
from childrights.figures.schematic import LABEL, Schematic
from childrights.language import say

Chart = (
    TrendChart | UnitsChart | BreakdownChart | FunnelChart | PanelsChart | MatrixChart | Schematic
)
PRINT_DPI = 300
_MAKER = "childrights"


class Format(StrEnum):
    """Kinds of picture files."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


MIME = {Format.PNG: "image/png", Format.SVG: "image/svg+xml", Format.PDF: "application/pdf"}

# Letters of an SVG are outlines: no reader needs the typeface. A PDF carries it (Type 42).
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path", "svg.hashsalt": _MAKER, "pdf.fonttype": 42,
    "pdf.compression": 6, "text.usetex": False, "text.hinting": "none", "path.simplify": False,
    "hatch.linewidth": 0.5, "axes.unicode_minus": True,
}  # fmt: skip

_PRESS = threading.Lock()
"""matplotlib promises nothing to threads, so pictures are drawn one at a time."""


def print_chart(
    chart: Chart, caption: Caption, size: Size | Sheet, form: Format, dpi: int = PRINT_DPI
) -> bytes:
    """Draw a chart in a size and a format; the same input gives the same bytes.

    A sheet of one's own serves where the picture stands among text, under a caption of its own.
    ``dpi`` concerns PNG alone. Raises :class:`TooMuchForOnePage`.
    """
    sheet = size if isinstance(size, Sheet) else SHEETS[size]
    with _PRESS, mpl.rc_context(_SETTINGS):
        return _saved(_composed(chart, caption, sheet), caption, form, dpi)


def fits(chart: Chart, caption: Caption, size: Size) -> bool:
    """Whether a chart can be printed in a size in letters that can be read."""
    try:
        _measured(chart, caption, SHEETS[size])
    except TooMuchForOnePage:
        return False
    return True


_DRAWINGS: Mapping[type, Callable[[Any], Drawing]] = {
    TrendChart: TrendDrawing,
    UnitsChart: UnitsDrawing,
    BreakdownChart: BreakdownDrawing,
    FunnelChart: FunnelDrawing,
    PanelsChart: PanelsDrawing,
    MatrixChart: MatrixDrawing,
    Schematic: SchematicDrawing,
}


def drawing_of(chart: Chart) -> Drawing:
    """Who draws a kind of chart."""
    return _DRAWINGS[type(chart)](chart)


# ── Composing ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Words:
    """Everything around the chart itself, already broken into lines."""

    title: list[str]
    subtitle: list[str]
    keys: list[list[Key]]
    footer: list[str]
    sheet: Sheet

    @property
    def title_size(self) -> float:
        return self.sheet.text * 1.35

    @property
    def small(self) -> float:
        return self.sheet.text * 0.85

    @property
    def above(self) -> float:
        """Height of title and subtitle, with the space below them."""
        head = height_of(self.title, self.title_size) + height_of(self.subtitle, self.sheet.text)
        return head + self.sheet.text

    @property
    def around(self) -> float:
        """Height of everything but the chart."""
        return 2 * self.sheet.margin + self.above + self.below

    @property
    def below(self) -> float:
        """Height of legend and footer, with the space above each."""
        keys = len(self.keys) * self.sheet.text * LEADING * 1.1
        foot = height_of(self.footer, self.small)
        return keys + foot + self.sheet.text * (1.7 if self.keys else 1.0)


def _measured(chart: Chart, caption: Caption, sheet: Sheet) -> tuple[Drawing, _Words, float]:
    """Who draws, the words around, and the height between them. Raises ``TooMuchForOnePage``."""
    drawing = drawing_of(chart)
    words = _words(chart, caption, sheet, drawing.keys())
    free = sheet.height - words.around
    wanted = drawing.height(sheet, free, sheet.tallest - words.around)
    # A slide is always a whole slide; elsewhere the picture is as tall as its chart asks for.
    is_fixed = sheet.tallest == sheet.height
    return drawing, words, max(wanted, free) if is_fixed else wanted


def _composed(chart: Chart, caption: Caption, sheet: Sheet) -> Page:
    drawing, words, body = _measured(chart, caption, sheet)
    page = Page(sheet.width, words.around + body, sheet.text / SHEETS[Size.A4].text)
    _draw_head(page, words, caption)
    top = sheet.margin + words.above
    drawing.draw(page, Box(sheet.margin, top, sheet.inner, body), sheet)
    _draw_foot(page, words, top + body)
    return page


def _words(chart: Chart, caption: Caption, sheet: Sheet, keys: Sequence[Key]) -> _Words:
    notes = caption.notes
    mark = _mark_width(sheet) if caption.is_demonstration else 0.0
    footer = caption.footer(chart.audience, has_hidden=chart.has_hidden)
    small = sheet.text * 0.85
    honest = [say(LABEL)] if isinstance(chart, Schematic) else []
    # The mark stands beside the first line, whichever that is.
    beside = sheet.inner if notes.title else sheet.inner - mark
    return _Words(
        title=lines_of(notes.title, sheet.text * 1.35, sheet.inner - mark, bold=True),
        subtitle=[
            line for text in [notes.subtitle, *honest]
            for line in lines_of(text, sheet.text, beside)
        ],
        keys=_key_rows(keys, sheet),
        footer=[line for text in footer for line in lines_of(text, small, sheet.inner)],
        sheet=sheet,
    )  # fmt: skip


def _mark_width(sheet: Sheet) -> float:
    return width_of(say(DEMONSTRATION), sheet.text, bold=True) + sheet.text * 2


def _key_rows(keys: Sequence[Key], sheet: Sheet) -> list[list[Key]]:
    """Entries of the legend in rows as wide as the page."""
    rows: list[list[Key]] = []
    for key in keys:
        used = sum(key_width(each, sheet.text) for each in rows[-1]) if rows else 0.0
        if rows and used + key_width(key, sheet.text) <= sheet.inner + sheet.text * 1.6:
            rows[-1].append(key)
        else:
            rows.append([key])
    return rows


def _draw_head(page: Page, words: _Words, caption: Caption) -> None:
    sheet, y = words.sheet, words.sheet.margin
    page.lines(sheet.margin, y, words.title, words.title_size, bold=True)
    y += height_of(words.title, words.title_size)
    page.lines(sheet.margin, y, words.subtitle, sheet.text, colour=QUIET)
    if caption.is_demonstration:
        width = _mark_width(sheet) - sheet.text
        box = Box(page.width - sheet.margin - width, sheet.margin, width, sheet.text * 1.7)
        page.ground(box, Ground(edge=INK, width=1.0))
        middle = box.x + box.width / 2, box.y + box.height / 2
        page.text(*middle, say(DEMONSTRATION), sheet.text, bold=True, align="center")


def _draw_foot(page: Page, words: _Words, top: float) -> None:
    sheet, size = words.sheet, words.sheet.text
    y = top + size * 0.7
    for row in words.keys:
        x = sheet.margin
        for key in row:
            page.sign(key.sign, Box(x, y + size * 0.16, size * 1.8, size * 0.9), size * 0.78)
            page.lines(x + size * 2.2, y, [key.text], size)
            x += key_width(key, size)
        y += size * LEADING * 1.1
    foot = page.height - sheet.margin - height_of(words.footer, words.small)
    rule = foot - size * 0.25
    page.stroke((sheet.margin, page.width - sheet.margin), (rule, rule), Stroke(QUIET, 0.5))
    page.lines(sheet.margin, foot, words.footer, words.small, colour=QUIET)


# ── Saving ────────────────────────────────────────────────────────────────────────────────


def _saved(page: Page, caption: Caption, form: Format, dpi: int) -> bytes:
    """The file, without the day and the version that matplotlib would write into it."""
    title, alt = caption.notes.title, caption.notes.alt
    about = {
        Format.PNG: {"Title": title, "Description": alt, "Software": _MAKER},
        Format.SVG: {"Title": title, "Description": alt, "Creator": _MAKER, "Date": None},
        Format.PDF: {
            "Title": title, "Subject": alt, "Creator": _MAKER, "Producer": _MAKER,
            "CreationDate": None,
        },
    }[form]  # fmt: skip
    # The lines of a chart leave little to gain beyond the fastest level: 3% for twice the time.
    more: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}} if form is Format.PNG else {}
    out = io.BytesIO()
    page.figure.savefig(out, format=form.value, dpi=dpi, metadata=about, **more)
    page.put_away()
    return out.getvalue()
