"""What stands around every figure: title, place and period, coverage, source, alternative text."""

from __future__ import annotations

from dataclasses import dataclass

from childrights.catalogue.model import Indicator
from childrights.figures.words import lower_first
from childrights.language import say, translatable
from childrights.periods import Period
from childrights.vietnamese.text import slug

UNCONFIRMED = translatable("định nghĩa chưa đối chiếu với văn bản gốc")
TWO_TERRITORIES = translatable(
    "Sắp xếp địa giới 01/7/2025: số trước và sau ngày này là của hai vùng lãnh thổ khác nhau, "
    "không so sánh trực tiếp."
)
"""Under years that stand side by side although the reform lies between them."""


@dataclass(frozen=True)
class Notes:
    """Words around a figure. ``alt`` says what the figure shows to those who cannot see it;
    ``stem`` begins the names of its files.
    """

    title: str
    subtitle: str
    source: str
    alt: str
    stem: str = "bieu-do"


def notes_for(
    indicator: Indicator, what: str, area_label: str, when: str, coverage: str, finding: str
) -> Notes:
    """Put together the words around a figure.

    ``what`` is the kind of figure (“Diễn biến qua các năm”), ``when`` its period in words,
    ``coverage`` how many units reported, ``finding`` one sentence on what it shows.
    """
    title = (
        f"{what}: {lower_first(indicator.short_name)}"
        if _is_word(indicator)
        else (f"{what}: {indicator.short_name}")
    )
    subtitle = " · ".join(filter(None, (area_label, when, coverage)))
    alt = f"{title}. {subtitle}. {finding}"
    stem = f"{slug(indicator.short_name)}_{slug(what)}"
    return Notes(title, subtitle, source_line(indicator), alt, stem)


def _is_word(indicator: Indicator) -> bool:
    """Whether the name starts with an ordinary word, not with an abbreviation."""
    return not indicator.short_name.split(" ")[0].isupper()


def source_line(indicator: Indicator) -> str:
    """Where the figures come from, and whether the definition was compared with its original."""
    doubt = "" if indicator.source.definition_confirmed else f"; {say(UNCONFIRMED)}"
    return say("Nguồn: báo cáo của các đơn vị{doubt}.", doubt=doubt)


def span_words(periods: tuple[Period, ...], *, is_today: bool = False) -> str:
    """“2021–2026, số liệu 6 tháng” for periods of like span, and whether in today's units."""
    spans = {6: say("6 tháng"), 9: say("9 tháng"), 12: say("cả năm")}
    first, last = periods[0], periods[-1]
    years = str(last.year) if first.year == last.year else f"{first.year}–{last.year}"
    units = say(", theo địa giới hiện nay") if is_today else ""
    return say(
        "{years}, số liệu {spans}{units}", years=years, spans=spans[last.span.months], units=units
    )
