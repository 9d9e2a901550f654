"""Comparing headings and row labels as people retype them.

Four keys, the strictest first. A later one is asked only for what the earlier ones left open, and
only while it keeps the form's own headings apart; what it found is told to the officer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from childrights.vietnamese.text import clean, fold, loose
from etl.table import Table

WIDEST_HEADING = 1000
"""Columns looked at: more than the communes of any province, side by side."""

Path = tuple[str, ...]
"""The headings over a column from top to bottom."""


class Key(IntEnum):
    """How closely two headings agree."""

    EXACT = 0
    TIDY = 1
    LOOSE = 2
    LOST = 3


_CODE = re.compile(
    r"^(?:[a-zđ]{1,3}\d{1,3}[.):]?|\(\d{1,2}\)|\d{1,3}(?:\.\d{1,2})*[.)]|\d{1,3}(?:\.\d{1,2})+"
    r"|[ivx]{1,4}[.)]|[a-zđ][.)])\s+"
)
_BULLET = re.compile(r"^[-–+•*·▪]+\s*")
_NOTE = re.compile(r"\s*(?:\(\*+\)|\*+|\((?:\d|[ivx]+)\))$")
_UNIT_OF_MEASURE = re.compile(
    r"\s*\((?:đvt:?\s*|đơn vị tính:?\s*)?(?:(?:nghìn|ngàn|triệu|1\.?000)\s+)?"
    r"(?:người|trẻ em|trẻ|em|cháu|vụ|trường hợp|hộ|điểm|lượt"
    r"|học sinh|cặp|buổi|đồng)\)$"
)
_ENGLISH = re.compile(r"\s+(?:[-/]\s*)?(?:grand total|total|male|female|boys?|girls?|of which)$")
_SYNONYMS = {
    "tổng cộng": "tổng số",
    "tổng": "tổng số",
    "cộng": "tổng số",
    "ts": "tổng số",
    "t.số": "tổng số",
    "số liệu": "số lượng",
    "trai": "nam",
    "gái": "nữ",
    "trẻ em nam": "nam",
    "trẻ em nữ": "nữ",
    "bé trai": "nam",
    "bé gái": "nữ",
    "chết": "tử vong",
    "số tử vong": "tử vong",
    "số mắc": "mắc",
}
_PUNCTUATION = re.compile(r"[^\w?]+")


@lru_cache(maxsize=32_768)
def tidy(text: str) -> str:
    """Fold a heading without its number, bullet, note mark, unit of measure or English half."""
    plain = _BULLET.sub("", fold(text))
    plain = _CODE.sub("", plain)
    plain = _BULLET.sub("", plain)
    for pattern in (_NOTE, _UNIT_OF_MEASURE, _NOTE, _ENGLISH):
        plain = pattern.sub("", plain)
    plain = plain.strip(" -:;.,+")
    return _SYNONYMS.get(plain, plain)


@lru_cache(maxsize=32_768)
def leading_code(text: str) -> str:
    """The number typed before a label in the same cell: “1.1” of “1.1. Dưới 1 tuổi”."""
    match = _CODE.match(_BULLET.sub("", fold(text)))
    return match[0].strip(" .()").upper() if match else ""


@lru_cache(maxsize=32_768)
def key_of(path: Path, key: Key) -> str:
    """The key of a heading path; levels are joined except in the strictest."""
    if key is Key.EXACT:
        return " › ".join(fold(level) for level in path)
    if key is Key.TIDY:
        return " ".join(_PUNCTUATION.sub(" ", tidy(level)) for level in path).strip()
    if key is Key.LOOSE:
        joined = " ".join(tidy(level) for level in path)
        return " ".join(_PUNCTUATION.sub(" ", loose(joined)).split())
    kept = without_marks(" ".join(path))
    return " ".join(_PUNCTUATION.sub(" ", kept).split())


def without_marks(text: str) -> str:
    """As ``loose``, but a “?” at an end, a letter lost, stays."""
    plain = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=1024)
def lost_letters_of(phrase: str) -> re.Pattern[str]:
    """A pattern that finds a phrase in a text without marks, any letter of it perhaps “?”."""
    letters = (r"\s+" if char == " " else f"[{re.escape(char)}?]" for char in without_marks(phrase))
    return re.compile("".join(letters))


@lru_cache(maxsize=4096)
def _lost_letters(key: str) -> re.Pattern[str] | None:
    """A pattern for a text in which letters became “?”; ``None`` where too few are left."""
    letters = [char for char in key if char.isalpha()]
    if "?" not in key or key.count("?") > len(letters):
        return None
    return re.compile(re.escape(key).replace(r"\?", r"\w"))


@dataclass(frozen=True)
class Repair:
    """A heading or label that was understood although it is not written as in the form."""

    written: str
    meant: str


@dataclass
class Assignment:
    """Which position holds which of the wanted headings.

    ``doubled`` are wanted headings that stand at several positions, so that none was taken.
    """

    positions: list[int | None]
    repairs: list[Repair] = field(default_factory=list)
    doubled: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def found(self) -> int:
        """Number of wanted headings that have a position."""
        return sum(position is not None for position in self.positions)


def assign(
    paths: Sequence[Path], wanted: Sequence[Sequence[Path]], *, tolerant: bool
) -> Assignment:
    """Find for each wanted heading (given with its aliases) the position that bears it.

    Equal headings of the form (“- Nam” under several rows) are taken in order, when the sheet
    has as many of them.
    """
    result = Assignment([None] * len(wanted))
    for key in Key if tolerant else (Key.EXACT,):
        open_now = [i for i, position in enumerate(result.positions) if position is None]
        if not open_now:
            break
        _assign_by(key, paths, wanted, open_now, result)
    return result


def _assign_by(
    key: Key,
    paths: Sequence[Path],
    wanted: Sequence[Sequence[Path]],
    open_now: Sequence[int],
    result: Assignment,
) -> None:
    places = _places(key, paths, set(result.positions))
    groups: dict[str, list[int]] = defaultdict(list)
    for index in open_now:
        for name in dict.fromkeys(key_of(alias, key) for alias in wanted[index]):
            groups[name].append(index)
    for name, indexes in groups.items():
        if len({key_of(wanted[i][0], Key.EXACT) for i in indexes}) > 1:
            continue
        standing = _standing(key, name, places)
        if not standing:
            continue
        if len(standing) != len(indexes):
            result.doubled.update({i: tuple(standing) for i in indexes if len(standing) > 1})
            continue
        for index, position in zip(indexes, standing, strict=True):
            if result.positions[index] is None:
                result.positions[index] = position
                result.doubled.pop(index, None)
                if key is not Key.EXACT:
                    written, meant = " › ".join(paths[position]), " › ".join(wanted[index][0])
                    result.repairs.append(Repair(written, meant))


def _places(key: Key, paths: Sequence[Path], taken: set[int | None]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for position, path in enumerate(paths):
        if path and position not in taken:
            places[key_of(path, key)].append(position)
    return places


def _standing(key: Key, name: str, places: Mapping[str, Sequence[int]]) -> Sequence[int]:
    if key is not Key.LOST:
        return places.get(name, ()) if name else ()
    lost = [(place, pattern) for place in places if (pattern := _lost_letters(place))]
    return [at for place, pattern in lost if pattern.fullmatch(name) for at in places[place]]


def heading_paths(table: Table, first_row: int, depth: int) -> tuple[list[Path], int]:
    """For each column its headings from top to bottom, merged cells spread out.

    Empty rows between headings do not count. Returns the row after the last heading, too.
    """
    rows: list[int] = []
    row = first_row
    while row < len(table.rows) and len(rows) < depth:
        if any(cell != "" for cell in table.rows[row]):
            rows.append(row)
        row += 1
    width = min(max((len(table.rows[at]) for at in rows), default=0), WIDEST_HEADING)
    block = [[table.text(at, column) for column in range(width)] for at in rows]
    _spread_merged(block, table, rows)
    _spread_unmerged(block)
    return [_path([level[column] for level in block]) for column in range(width)], row


def _spread_merged(block: list[list[str]], table: Table, rows: Sequence[int]) -> None:
    level_of = {row: level for level, row in enumerate(rows)}
    width = len(block[0]) if block else 0
    for (top, left), (bottom, right) in table.merged:
        if top not in level_of or left >= width:
            continue
        text = block[level_of[top]][left]
        for row in range(top, min(bottom, rows[-1]) + 1):
            if row in level_of:
                for column in range(left, min(right, width - 1) + 1):
                    block[level_of[row]][column] = text


def _spread_unmerged(block: list[list[str]]) -> None:
    """A group heading typed only over its first column, with a sub-heading under each."""
    for level in range(len(block) - 1):
        for column in range(1, len(block[level])):
            is_covered = any(row[column] for row in block[:level])
            same_parent = all(row[column] == row[column - 1] for row in block[:level])
            if (
                not block[level][column]
                and any(row[column] for row in block[level + 1 :])
                and (same_parent or not is_covered)
            ):
                block[level][column] = block[level][column - 1]


def _path(levels: Sequence[str]) -> Path:
    path: list[str] = []
    for level in levels:
        if level and (not path or path[-1] != level):
            path.append(level)
    return tuple(path)


class LabelIndex:
    """The row labels of a form version, to be found by what a sheet writes."""

    def __init__(self, labels: Iterable[Sequence[str]]) -> None:
        self._labels = [tuple(aliases) for aliases in labels]
        self._by_key: dict[Key, dict[str, list[int]]] = {key: defaultdict(list) for key in Key}
        for index, aliases in enumerate(self._labels):
            for key in Key:
                for name in dict.fromkeys(key_of((_bare(alias),), key) for alias in aliases):
                    self._by_key[key][name].append(index)

    def find(self, written: str) -> tuple[list[int], Repair | None]:
        """Rows that a label may mean, in order, and how it had to be understood."""
        for key in Key:
            found = self._find(written, key)
            if found:
                meant = self._labels[found[0]][0]
                changed = key > Key.TIDY or (key is Key.TIDY and _is_renamed(written, meant))
                return found, Repair(written, _bare(meant)) if changed else None
        return [], None

    def knows(self, written: str) -> bool:
        """Whether a label is that of a row."""
        return bool(written and self.find(written)[0])

    def _find(self, written: str, key: Key) -> list[int]:
        name = key_of((_bare(written),), key)
        if key is not Key.LOST:
            found = self._by_key[key].get(name, [])
        else:
            pattern = _lost_letters(name)
            places = self._by_key[key].items() if pattern else ()
            found = [i for place, rows in places if pattern and pattern.fullmatch(place)
                     for i in rows]  # fmt: skip
        names = {key_of((_bare(self._labels[i][0]),), Key.EXACT) for i in found}
        return found if name and len(names) == 1 else []


def _is_renamed(written: str, meant: str) -> bool:
    """Whether tidying replaced a word; a number or note mark taken off is not worth telling."""
    return tidy(meant) not in fold(written)


def _bare(label: str) -> str:
    return clean(label).lstrip("-–+•· ").strip()
