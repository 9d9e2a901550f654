"""Reads a CSV file as officers' programs write it: encoding and delimiter are found, not told."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from childrights.vietnamese.legacy import Encoding, decode, is_syllable
from etl.refusals import Refusal, Remark, UnreadableFile

DELIMITERS = (";", "\t", "|", ",")
"""In this order where two fit alike: a comma may also be the decimal sign."""
LONGEST_FIELD = 32_767
"""As many characters as a cell of Excel can hold."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_ROWS = 200
_FEWEST_READABLE = 0.5
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Rows of texts as written, and what is worth saying about how they were read."""

    rows: list[list[str]]
    remarks: tuple[str, ...] = ()


def read_delimited(content: bytes) -> Table:
    """Decode and split; raise :class:`UnreadableFile`. Row 0 is the first line of the file."""
    text, remarks = decode_text(content)
    delimiter = find_delimiter(text)
    return Table(_split(text, delimiter), remarks)


def decode_text(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Text in NFC, and a remark when the encoding had to be judged from the words."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding), ()
    if b"\x00" in content:
        return _decoded(content, _utf_16_by_zeros(content)), ()
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8")), ()
    except UnicodeDecodeError:
        return _from_single_bytes(content)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableFile(Refusal.TEXT_UNDECODABLE) from error


def _utf_16_by_zeros(content: bytes) -> str:
    """UTF-16 without a mark: digits and delimiters leave every other byte zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if max(even, odd) * 4 < len(content) // 2 or min(even, odd) * 10 > max(even, odd):
        raise UnreadableFile(Refusal.TEXT_UNDECODABLE)
    return "utf-16-le" if odd > even else "utf-16-be"


def _from_single_bytes(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Windows-1258, or the letters of an old font (TCVN3, VNI), left as they are.

    The reading whose accented words are most often Vietnamese syllables wins.
    """
    western = content.decode("cp1252", "surrogateescape")
    # Five bytes mean nothing in cp1252; old fonts use them all the same.
    western = re.sub("[\udc80-\udcff]", lambda found: chr(ord(found[0]) - 0xDC00), western)
    windows = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    readings = {
        "Windows-1258": (windows, Encoding.UNICODE),
        "TCVN3": (western, Encoding.TCVN3),
        "VNI": (western, Encoding.VNI),
    }
    scores = {name: _readable_share(*reading) for name, reading in readings.items()}
    best = max(readings, key=lambda name: scores[name])
    if scores[best] < _FEWEST_READABLE:
        raise UnreadableFile(Refusal.TEXT_UNDECODABLE)
    return readings[best][0], (Remark.LEGACY_TEXT.format(encoding=best),)


def _readable_share(text: str, encoding: Encoding) -> float:
    """How many of the accented words are syllables when read in that encoding."""
    words = [word for word in re.split(r"[\x00-\x40\u00a0]+", text) if not word.isascii()]
    if not words:
        return 0.0
    meant = (unicodedata.normalize("NFC", decode(word, encoding)) for word in words)
    return sum(_is_vietnamese(word) for word in meant) / len(words)


def _is_vietnamese(text: str) -> bool:
    return all(is_syllable(word) for word in _WORD.findall(text))


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the most rows into the same number of columns."""
    first_line = text[:20].partition("\n")[0]
    told = _SEPARATOR_LINE.fullmatch(first_line)
    if told and told[1] in DELIMITERS:
        return told[1]
    sample = text.splitlines()[:_SAMPLE_ROWS]
    return max(DELIMITERS, key=lambda mark: (_regularity(sample, mark), -DELIMITERS.index(mark)))


def _regularity(lines: list[str], delimiter: str) -> int:
    """Fields in the rows of the commonest width above one; none where it cannot be split."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if len(row) > 1 and any(row))
    return max((count * width for width, count in widths.items()), default=0)


def _split(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UnreadableFile(Refusal.TEXT_BROKEN, line=reader.line_num) from error
    if any(len(field) > LONGEST_FIELD for row in rows for field in row):
        raise UnreadableFile(Refusal.TEXT_BROKEN, line=reader.line_num)
    if rows and _SEPARATOR_LINE.fullmatch(text.partition("\n")[0]):
        rows[0] = []
    return rows
