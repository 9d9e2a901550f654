"""Text that others wrote, shown by an element that reads Markdown: as it stands, as text.

An address is sent by anybody. What a page repeats of it must not become a picture that is fetched
from elsewhere, a link, a heading or coloured text.
"""

from __future__ import annotations

import re

_MEANT = re.compile(r"[\\`*\[\]<>$~&]|(?<![^\W_])_|_(?![^\W_])")
"""Signs of Markdown; an underscore inside a word is none."""
_JOINED = re.compile(r"(?<=[:@])(?=\S)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"


def plain(text: object) -> str:
    """Text in which Markdown finds nothing of its own.

    Signs are escaped and lines joined, since a new line may begin a heading, a list or a block.
    Addresses (“http:…”, “www.…”, “a@b”), “:icon:” and “:red[…]” are looked for even in escaped
    text; an invisible joiner inside keeps them apart.
    """
    on_one_line = " ".join(str(text).split())
    return _JOINED.sub(_JOINER, _MEANT.sub(r"\\\g<0>", on_one_line))
