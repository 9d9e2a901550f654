"""The bundled typeface, and how wide words are in it.

Cut from Liberation Sans (fonts/LICENSE.txt): every Vietnamese letter and the shapes that verdicts
use, in the room that Arial takes. It lies beside this file, so that a machine without fonts prints
like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

_FONTS = Path(__file__).with_name("fonts")
REGULAR = _FONTS / "QuyenTreEmSans-Regular.ttf"
BOLD = _FONTS / "QuyenTreEmSans-Bold.ttf"
LEADING = 1.22
"""Distance of lines, in text sizes."""
_GAUGE = 100.0


def typeface(size: float, *, bold: bool = False) -> FontProperties:
    """The typeface in a size in points."""
    return FontProperties(fname=str(BOLD if bold else REGULAR), size=size)


@cache
def _font(path: Path) -> FT2Font:
    return FT2Font(str(path))


@lru_cache(maxsize=8192)
def _gauged(text: str, bold: bool) -> float:
    font = _font(BOLD if bold else REGULAR)
    font.set_size(_GAUGE, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / _GAUGE


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in points."""
    return _gauged(text, bold) * size


def widest(texts: Sequence[str], size: float, *, bold: bool = False) -> float:
    """Width of the widest of several lines, 0 without any."""
    return max((width_of(text, size, bold=bold) for text in texts), default=0.0)


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text between words into lines no wider than ``width``, if its words allow it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_of(lines: Sequence[str], size: float) -> float:
    """Height of lines in points."""
    return len(lines) * size * LEADING
