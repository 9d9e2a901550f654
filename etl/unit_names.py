"""Row labels that are units, totals of units, or neither."""

from __future__ import annotations

import re

from childrights.vietnamese.text import clean, fold

_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s*")
_ROMAN = re.compile(r"^[IVX]{1,4}\s*[.)]\s*(?=\S)")
_LETTER = re.compile(r"^[A-E]\.\s+(?=\S)")
# “Tổng hợp” is no tổ, and “Xã Đông, ngày 5 tháng 6 năm 2024” opens the signatures.
_UNIT = re.compile(
    r"^(?:(?:phường|xã|thị trấn|đặc khu|thôn|tổ dân phố|tdp|tổ dp|tiểu khu|tổ|bản|buôn|làng|xóm|ấp"
    r"|khóm|khu phố)(?=[\s\d])|p\.|x\.|tt\.)\s*\S(?!.*\bngày\b.*\btháng\b)"
)
# “Cộng Hòa” is a ward and “Tổng Cọt” a commune: the bare words count only when nothing follows.
_TOTAL = re.compile(
    r"^(?:tổng cộng|tổng số|tổng chung|toàn (?:xã|phường|thị trấn|đặc khu|quận|huyện|tỉnh|ngành"
    r"|thành phố|địa bàn)|tổng (?:xã|phường|toàn|các|hợp|huyện|quận|tỉnh))\b"
    r"|^(?:tổng|cộng|chung)\s*(?:$|[:(*-])"
)


def unit_label(text: str) -> str:
    """A row's label without the number that some type before it: “1. Huyện Văn Lâm”, “II. Xã …”.

    “X.” may be short for xã and stays.
    """
    plain = _NUMBER.sub("", clean(text))
    rest = _ROMAN.sub("", plain)
    return rest if _UNIT.match(fold(rest)) and not plain.startswith("X.") else plain


def looks_like_unit(text: str) -> bool:
    """Whether a label begins with a type of unit."""
    return bool(_UNIT.match(fold(unit_label(text))))


def is_total_label(text: str) -> bool:
    """Whether a row label in a table of units means the total of the units."""
    return bool(_TOTAL.match(fold(unit_label(text))))


def is_section_label(text: str) -> bool:
    """Whether a label opens a group of units: “II. Khu vực miền núi”, and not “X. Tân Lập”."""
    plain = clean(text)
    rest = plain[plain.find(".") + 1 :]
    is_numbered = bool(_ROMAN.match(plain) or _LETTER.match(plain))
    return is_numbered and not (looks_like_unit(plain) or looks_like_unit(rest))


def is_roman(text: str) -> bool:
    """Whether a section's label is numbered “II.” rather than “B.”."""
    return bool(_ROMAN.match(clean(text)))


def section_name(text: str) -> str:
    """A section's label without its number."""
    return _LETTER.sub("", _ROMAN.sub("", clean(text)))
