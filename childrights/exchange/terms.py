"""Names of the house as SDMX identifiers: each code has one, and no two share one.

An SDMX code may hold Latin letters, digits, ``_``, ``-``, ``@`` and ``$`` (IDType of the SDMX
schemas), so “đ” cannot be one and “00331” alone would name two places (law 4).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_ALWAYS = frozenset(string.ascii_letters + string.digits + "_")

_POWERS = {"nghìn ": 3, "triệu ": 6, "tỷ ": 9}
_SIGNS = {"%": "PT", "‰": "PM"}


def code_id(code: str) -> str:
    """A code of the catalogue as an SDMX identifier; it stays as it is wherever it may.

    Any other character is written ``$`` and the four hexadecimal digits of each of its UTF-16
    units: “đ” is ``$0111``. Equal results come from equal codes alone.
    """
    return "".join(
        char if char in _ALWAYS or (char == "-" and at > 0) else _escaped(char)
        for at, char in enumerate(code)
    )


def _escaped(char: str) -> str:
    digits = char.encode("utf-16-be").hex().upper()
    return "".join(f"${digits[at : at + 4]}" for at in range(0, len(digits), 4))


def area_id(token: str, since: date) -> str:
    """A place or a saved selection with the day from which it means this territory.

    The ward 00331 of 1 July 2025 is ``00331_20250701``.
    """
    return f"{code_id(token)}_{since:%Y%m%d}"


@dataclass(frozen=True)
class Unit:
    """A unit of measure: its identifier, its words, and the power of ten that it is counted in."""

    id: str
    label: str
    power: int = 0


def units_of_measure(texts: Iterable[str]) -> dict[str, Unit]:
    """Units by their text in the catalogue: “triệu đồng” is ``DONG`` counted in millions (6).

    Identifiers are the words without their marks, ``PT`` and ``PM`` for % and ‰. Units that differ
    by their marks alone are spelt out by :func:`code_id` instead.
    """
    split = {text: _power(text) for text in texts}
    plain = Counter({label: 1 for label, _ in split.values()})
    shared = Counter(_plain(label) for label in plain)
    return {
        text: Unit(_plain(label) if shared[_plain(label)] == 1 else code_id(label), label, power)
        for text, (label, power) in split.items()
    }


def _power(text: str) -> tuple[str, int]:
    for words, power in _POWERS.items():
        if text.startswith(words):
            return text.removeprefix(words), power
    return text, 0


def _plain(label: str) -> str:
    if label in _SIGNS:
        return _SIGNS[label]
    bare = unicodedata.normalize("NFD", label.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return re.sub(r"[^A-Z0-9]+", "_", letters.upper()).strip("_") or code_id(label)
