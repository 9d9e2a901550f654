"""Vietnamese text: one spelling for what looks the same, keys to compare and to name by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKES = str.maketrans(
    {
        "\u00d0": "Đ",  # Icelandic Eth, which old fonts and GIS files use for Đ
        "\u00f0": "đ",
        "\u0189": "Đ",  # African D
        "\u01a2": "Ư",  # letter Oi, drawn like Ư in some fonts
        "\u01a3": "ư",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
    }
)

_TYPOGRAPHIC = str.maketrans(
    {**dict.fromkeys("‘’‛′´`ʼ", "'"), **dict.fromkeys("“”„‟″«»", '"')}
    | dict.fromkeys("‐‑‒–—―−", "-")
)

_TONE_PLACES = {
    old: new
    for olds, news in (
        ("òa óa ỏa õa ọa", "oà oá oả oã oạ"),
        ("òe óe ỏe õe ọe", "oè oé oẻ oẽ oẹ"),
        ("ùy úy ủy ũy ụy", "uỳ uý uỷ uỹ uỵ"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
_TONE_PLACE = re.compile("|".join(_TONE_PLACES))
_ENDS = " .,;:!?'\"-_/\\|*()[]{}…"

_REMEMBERED = 32_768
"""Labels and headings recur in every sheet; this many spellings are worked out once."""


@lru_cache(maxsize=_REMEMBERED)
def clean(text: str) -> str:
    """Make look-alikes one spelling without changing what a reader sees.

    NFC, Ð (U+00D0) → Đ, ƣ → ư, no invisible characters, and every run of spaces (also
    no-break) or line breaks one space.
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_LOOK_ALIKES)).split())


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Key for strict matching: equal for spellings of one word, different for two words.

    Case, the place of the tone mark (hòa = hoà), typographic quotes and dashes, and
    punctuation at the ends are unified. Accents are kept: Hoằng Phú is not Hoằng Phụ.
    """
    plain = clean(clean(text).casefold()).translate(_TYPOGRAPHIC).strip(_ENDS)
    return _TONE_PLACE.sub(lambda match: _TONE_PLACES[match[0]], plain)


@lru_cache(maxsize=_REMEMBERED)
def loose(text: str) -> str:
    """Accent-free key (đ → d). Only ever to suggest: it makes different names equal."""
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug(text: str) -> str:
    """Small letters without accents, joined by hyphens, for file names: “hoang-mai”."""
    return re.sub(r"[^a-z0-9]+", "-", loose(text)).strip("-")
