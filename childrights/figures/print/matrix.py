"""A matrix on paper: a table whose grounds are those of the screen, with words for its signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from childrights.figures.matrix import MatrixCell, MatrixChart, MatrixKey, MatrixRow
from childrights.figures.palette import INK, LEVELS, LOOKS, QUIET, TONES, ink_on
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.letters import LEADING, height_of, lines_of, widest
from childrights.figures.print.page import PAPER, Box, Ground, Key, Page, Stroke
from childrights.figures.print.sheet import Sheet
from childrights.figures.words import Look, Tone

_NAMES = 0.3
"""Share of the width that names of rows may take."""
_RULE = Stroke(QUIET, 0.5)
_TEXT_KEY = Ground(PAPER, PAPER)


@dataclass(frozen=True)
class _Measures:
    """Lengths in points for one size of text."""

    size: float
    names: float
    column: float
    head: float
    rows: tuple[float, ...]
    foot: float

    @property
    def height(self) -> float:
        return self.head + sum(self.rows) + self.foot


@dataclass(frozen=True)
class MatrixDrawing:
    """A matrix about to be drawn."""

    chart: MatrixChart

    def keys(self) -> Sequence[Key]:
        """Grounds in words, then signs with theirs."""
        return [_key(key) for key in self.chart.keys]

    def height(self, sheet: Sheet, usual: float, most: float) -> float:
        """As much as the rows ask for, in the largest text that fits."""
        return max(self._fitted(sheet, most).height, min(usual, sheet.text * 6))

    def draw(self, page: Page, box: Box, sheet: Sheet) -> None:
        """Headings, rows, and what short headings stand for."""
        found = self._fitted(sheet, box.height)
        self._heads(page, box, found)
        y = box.y + found.head
        for row, height in zip(self.chart.rows, found.rows, strict=True):
            self._row(page, row, Box(box.x, y, box.width, height), found)
            y += height
        page.stroke((box.x, box.right), (y, y), _RULE)
        for at, lines in enumerate(self._lines(sheet, found.size)):
            x = box.x + at * box.width / _line_columns(sheet)
            page.lines(x, y + found.size * 0.4, lines, _small(sheet, found.size), colour=QUIET)

    # ── Measuring ─────────────────────────────────────────────────────────────────────────

    def _fitted(self, sheet: Sheet, most: float) -> _Measures:
        size = sheet.text
        while size >= sheet.smallest:
            found = self._measured(sheet, size)
            if found.height <= most + 0.1 and self._is_readable(found):
                return found
            size -= 0.5
        raise TooMuchForOnePage(len(self.chart.rows))

    def _measured(self, sheet: Sheet, size: float) -> _Measures:
        names = min(
            widest([row.name for row in self.chart.rows], size, bold=True), sheet.inner * _NAMES
        )
        column = (sheet.inner - names - size) / max(len(self.chart.columns), 1)
        heads = [lines_of(text, size, column - 3, bold=True) for text in self.chart.columns]
        deepest = max((height_of(lines, size) for lines in heads), default=0.0)
        groups = size * LEADING * 1.2 if self.chart.groups else 0.0
        rows = tuple(
            max(height_of(lines_of(row.name, size, names), size), size * LEADING) + size * 0.35
            for row in self.chart.rows
        )
        longest = max((len(lines) for lines in self._lines(sheet, size)), default=0)
        foot = longest * _small(sheet, size) * LEADING + size * 0.6
        return _Measures(size, names, column, deepest + groups + size * 0.5, rows, foot)

    def _is_readable(self, found: _Measures) -> bool:
        """Whether every figure and every word of a heading has room in its column."""
        texts = [cell.text for row in self.chart.rows for cell in row.cells]
        words = [word for column in self.chart.columns for word in column.split()]
        return widest([*texts, *words], found.size, bold=True) <= found.column - 2

    def _lines(self, sheet: Sheet, size: float) -> list[list[str]]:
        """What short headings stand for, in one column of lines or two."""
        columns = _line_columns(sheet)
        width = sheet.inner / columns - size
        texts, deep = self.chart.lines, math.ceil(len(self.chart.lines) / columns)
        return [
            [line for text in texts[at * deep : (at + 1) * deep]
             for line in lines_of(text, _small(sheet, size), width)]
            for at in range(columns)
        ]  # fmt: skip

    # ── Drawing ───────────────────────────────────────────────────────────────────────────

    def _heads(self, page: Page, box: Box, found: _Measures) -> None:
        left, size = box.x + found.names + found.size, found.size
        groups = size * LEADING * 1.2 if self.chart.groups else 0.0
        x = left
        for text, span in self.chart.groups:
            width = found.column * span
            page.text(x + width / 2, box.y + groups / 2, text, size, bold=True, align="center")
            if text:
                page.stroke((x + 2, x + width - 2), (box.y + groups, box.y + groups), _RULE)
            x += width
        for at, text in enumerate(self.chart.columns):
            lines = lines_of(text, size, found.column - 3, bold=True)
            top = box.y + found.head - size * 0.25 - height_of(lines, size)
            middle = left + (at + 0.5) * found.column
            page.lines(middle, top, lines, size, bold=True, align="center")
        page.lines(
            box.x, box.y + found.head - size * 1.5, [self.chart.corner], size, colour=QUIET
        )  # fmt: skip

    def _row(self, page: Page, row: MatrixRow, box: Box, found: _Measures) -> None:
        size, middle = found.size, box.y + box.height / 2
        page.stroke((box.x, box.right), (box.y, box.y), _RULE)
        lines = lines_of(row.name, size, found.names)
        top = middle - height_of(lines, size) / 2
        page.lines(box.x, top, lines, size, bold=row.is_total)
        left = box.x + found.names + size
        if row.words:
            page.text(left, middle, row.words, size, colour=LOOKS[Look.MISSING])
            return
        for at, cell in enumerate(row.cells):
            place = Box(left + at * found.column, box.y + 0.5, found.column - 1, box.height - 1)
            _cell(page, cell, place, size, bold=row.is_total)


def _small(sheet: Sheet, size: float) -> float:
    return max(size * 0.9, sheet.smallest)


def _line_columns(sheet: Sheet) -> int:
    return 2 if sheet.tallest <= sheet.height else 1


def _cell(page: Page, cell: MatrixCell, box: Box, size: float, *, bold: bool) -> None:
    ink = LOOKS[cell.look] if cell.look in _SIGNED else INK
    if cell.tone is not Tone.NONE:
        ink = TONES[cell.tone]
    if cell.shade >= 0:
        page.ground(box, Ground(LEVELS[cell.shade], LEVELS[cell.shade]))
        ink = ink_on(LEVELS[cell.shade])
    middle = box.x + box.width / 2, box.y + box.height / 2
    page.text(*middle, cell.text, size, bold=bold, colour=ink, align="center")


_SIGNED = (Look.MISSING, Look.HIDDEN, Look.NOT_APPLICABLE)


def _key(key: MatrixKey) -> Key:
    if key.shade >= 0:
        return Key(Ground(LEVELS[key.shade], QUIET), key.text)
    return Key(_TEXT_KEY, f"{key.sign} {key.text}".strip())
