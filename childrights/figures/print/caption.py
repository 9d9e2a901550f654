"""Words around a printed chart, which has no page around it to say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from childrights.disclosure.door import Audience
from childrights.figures.notes import Notes
from childrights.language import say, translatable
from childrights.vietnamese.dates import format_date

DEMONSTRATION = translatable("DỮ LIỆU MINH HỌA")
_INTERNAL = translatable("Lưu hành nội bộ, không công bố.")
_PUBLIC = translatable("Bản công khai.")
_PUBLIC_HIDDEN = translatable(
    "Bản công khai: một số số liệu không công bố để bảo vệ thông tin trẻ em."
)


@dataclass(frozen=True)
class Caption:
    """Title, place, period and source; the last day that the figures cover (where it is one
    day) and the day of the picture; whether the figures are synthetic.
    """

    notes: Notes
    made_on: date
    cut_off: date | None
    is_demonstration: bool

    def footer(self, audience: Audience, *, has_hidden: bool) -> list[str]:
        """Source; dates and for whom: what stands under every picture."""
        covers = (
            say("Số liệu tính đến {cut_off}. ", cut_off=format_date(self.cut_off))
            if self.cut_off
            else ""
        )
        dates = say("{covers}Lập ngày {made_on}.", covers=covers, made_on=format_date(self.made_on))
        return [self.notes.source, f"{dates} {disclosure_words(audience, has_hidden=has_hidden)}"]


def disclosure_words(audience: Audience, *, has_hidden: bool) -> str:
    """For whom a picture is, and that something is left out of it."""
    if audience is Audience.INTERNAL:
        return say(_INTERNAL)
    return say(_PUBLIC_HIDDEN if has_hidden else _PUBLIC)
