"""Finds the lines of the frame: label and text in one cell, in two, or several in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from childrights.vietnamese.dates import parse_date
from childrights.vietnamese.text import clean, fold, loose
from etl.cells import as_text
from etl.frame import Frame
from etl.grid import Grid, address

_CUT_OFF_SENTENCE = re.compile(
    r"(?:tính|có) đến (?:hết )?(?:ngày )?"
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})\b",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\s*\([^)]*\)\s*$")
_LONGEST_LABEL = 40
_DATES = ("cut_off", "letter_date")
Phrases = dict[str, str]
_BETWEEN = " ;|–—-\t"


@dataclass(frozen=True)
class FrameText:
    """What a frame line says, and where."""

    text: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """Name of the cell as Excel shows it."""
        return address(self.row, self.column)


@dataclass(frozen=True)
class FrameLines:
    """The frame as read. ``twice`` are lines that stand there again and say something else."""

    texts: dict[str, FrameText]
    twice: dict[str, FrameText]


def read_frame(grid: Grid, frame: Frame, until_row: int) -> FrameLines:
    """The frame lines above the table; a line that is absent or empty is left out."""
    phrases = _phrases(frame)
    lines = FrameLines({}, {})
    for row in range(min(until_row, len(grid.rows))):
        for column, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and cell.strip():
                for name, value in _values(grid, row, column, phrases):
                    _keep(lines, name, value)
    return lines


def _phrases(frame: Frame) -> Phrases:
    """Frame lines by their label; without accents where several words still tell it apart."""
    labels = [
        (phrase, name) for name, item in frame.fields.items() for phrase in (item.label, *item.also)
    ]
    exact = {fold(phrase): name for phrase, name in labels}
    return {loose(phrase): name for phrase, name in labels if " " in phrase} | exact


def _keep(lines: FrameLines, name: str, value: FrameText) -> None:
    if name not in lines.texts:
        lines.texts[name] = value
    elif not _says_the_same(name, lines.texts[name].text, value.text):
        lines.twice.setdefault(name, value)


def _says_the_same(name: str, first: str, again: str) -> bool:
    """Whether two texts of one line agree; of a day, however it is written."""
    if fold(first) == fold(again):
        return True
    if name not in _DATES:
        return False
    try:
        return parse_date(first) == parse_date(again)
    except ValueError:
        return False


def _values(grid: Grid, row: int, column: int, phrases: Phrases) -> Iterator[tuple[str, FrameText]]:
    text = clean(str(grid.at(row, column)))
    labels = list(_labels(text, phrases))
    for index, (name, _, end) in enumerate(labels):
        until = labels[index + 1][1] if index + 1 < len(labels) else len(text)
        rest = text[end:until].strip(_BETWEEN)
        if rest:
            yield name, FrameText(rest, row, column)
        elif index + 1 == len(labels):
            beside = _beside(grid, row, column)
            if beside is not None:
                yield name, beside
    if not any(name == "cut_off" for name, _, _ in labels):
        match = _CUT_OFF_SENTENCE.search(text)
        if match:
            yield "cut_off", FrameText(match["day"], row, column)


def _labels(text: str, phrases: Phrases) -> Iterator[tuple[str, int, int]]:
    """Names of the frame lines that a cell begins, each with where its label starts and ends."""
    whole = _named(text.split(":", 1)[0], phrases)
    if whole is not None:
        yield whole, 0, len(text.split(":", 1)[0]) + 1
    for colon in re.finditer(":", text):
        start = max(text.rfind(mark, 0, colon.start()) for mark in ("—", " - ", " – ", ";", "|"))
        if start >= 0:
            name = _named(text[start : colon.start()].lstrip(_BETWEEN), phrases)
            if name is not None:
                yield name, start, colon.end()


def _named(label: str, phrases: Phrases) -> str | None:
    plain = fold(_PARENTHESIS.sub("", label))
    if len(plain) > _LONGEST_LABEL:
        return None
    return phrases.get(plain) or phrases.get(loose(plain))


def _beside(grid: Grid, row: int, column: int) -> FrameText | None:
    for right in range(column + 1, len(grid.rows[row])):
        text = as_text(grid.at(row, right))
        if text:
            return FrameText(text, row, right)
    return None


def carries_mark(grid: Grid, mark: str) -> bool:
    """Whether a sheet says that its figures are a demonstration."""
    wanted = fold(mark)
    return any(
        isinstance(cell, str) and wanted in fold(cell) for row in grid.rows[:10] for cell in row
    )
