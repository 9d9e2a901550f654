"""Who differs from the mean, as HTML text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from childrights.figures.comparison import Group


def groups_html(groups: Iterable[Group]) -> str:
    """One line for each way to differ."""
    rows = "".join(
        f'<li><span class="te-{group.tone.value}" aria-hidden="true">{group.shape}</span> '
        f"{escape(group.text)}</li>"
        for group in groups
    )
    return f'<ul class="te-remarks">{rows}</ul>'
