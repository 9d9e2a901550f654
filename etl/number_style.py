"""How a column of figures writes its numbers: 1.234,5 as Vietnamese offices do, or 1,234.5.

“1.234” alone may mean one thousand two hundred and thirty-four or one point two three four. The
cell cannot tell; the other cells of its column can, and the measure can, because children are
counted in whole numbers. Where neither tells, nobody decides here: the column is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_GROUP = r"[1-9]\d{0,2}"
_VIETNAMESE = re.compile(
    rf"^(?:{_GROUP}(?:\.\d{{3}}){{2,}}|{_GROUP}(?:\.\d{{3}})+,\d+|\d+,(?:\d{{1,2}}|\d{{4,}})"
    r"|(?:0|\d{4,}),\d+)$"
)
_ENGLISH = re.compile(
    rf"^(?:{_GROUP}(?:,\d{{3}}){{2,}}|{_GROUP}(?:,\d{{3}})+\.\d+|\d+\.(?:\d{{1,2}}|\d{{4,}})"
    r"|(?:0|\d{4,})\.\d+)$"
)
_ONE_DOT = re.compile(rf"^{_GROUP}\.\d{{3}}$")
_ONE_COMMA = re.compile(rf"^{_GROUP},\d{{3}}$")


class NumberStyle(StrEnum):
    """What dots and commas mean in a column; ``UNDECIDED`` and ``MIXED`` are asked about."""

    VIETNAMESE = "vietnamese"
    ENGLISH = "english"
    UNDECIDED = "undecided"
    MIXED = "mixed"


@dataclass(frozen=True)
class StyleJudgement:
    """The style of a column and the text that decided it (two of them when they disagree)."""

    style: NumberStyle
    because: tuple[str, ...] = ()


PLAIN = StyleJudgement(NumberStyle.VIETNAMESE)


def judge_style(texts: Iterable[str], *, integer: bool) -> StyleJudgement:
    """Judge a column by the figures typed as text in it, spaces already taken out.

    ``integer`` says that the column counts whole things, so that one separator before three
    digits can only stand between thousands.
    """
    shapes: dict[str, str] = {}
    for text in texts:
        for name, pattern in _SHAPES.items():
            if name not in shapes and pattern.match(text):
                shapes[name] = text
    vietnamese, english = shapes.get("vietnamese"), shapes.get("english")
    if vietnamese and english:
        return StyleJudgement(NumberStyle.MIXED, (vietnamese, english))
    if vietnamese:
        return StyleJudgement(NumberStyle.VIETNAMESE, (vietnamese,))
    if english:
        return StyleJudgement(NumberStyle.ENGLISH, (english,))
    return _by_the_measure(shapes.get("dot"), shapes.get("comma"), integer)


_SHAPES = {
    "vietnamese": _VIETNAMESE,
    "english": _ENGLISH,
    "dot": _ONE_DOT,
    "comma": _ONE_COMMA,
}


def _by_the_measure(dot: str | None, comma: str | None, integer: bool) -> StyleJudgement:
    if dot and comma:
        return StyleJudgement(NumberStyle.MIXED, (dot, comma))
    if not integer and (dot or comma):
        return StyleJudgement(NumberStyle.UNDECIDED, (dot or comma or "",))
    if comma:
        return StyleJudgement(NumberStyle.ENGLISH, (comma,))
    return PLAIN


def is_unclear(text: str) -> bool:
    """Whether a text is a different number in each style: “1.234”, “1,234”."""
    return bool(_ONE_DOT.match(text) or _ONE_COMMA.match(text))


def is_english(text: str) -> bool:
    """Whether a text can only be a number of the English style: “12.5”, “1,234,567”."""
    return bool(_ENGLISH.match(text))
