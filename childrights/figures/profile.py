"""One locality on one page: each indicator beside plan, cùng kỳ and peers, and what stands out.

A difference from peers is one only where chance is not enough to explain it (95%); a plain count is
shown beside the mean of a unit and not judged by it, because units differ in size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from childrights.briefing.annex import figure, rounded
from childrights.briefing.datatable import Cell as FileCell
from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable
from childrights.briefing.datatable import Kind as FileKind
from childrights.catalogue.model import Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.attainment import missing_words
from childrights.figures.attention import say_gap
from childrights.figures.change import Compared, say_change
from childrights.figures.standing import STANDING_SHAPES, STANDING_WORDS, standing_tone
from childrights.figures.table import mean_of
from childrights.figures.words import (
    SHAPES,
    Tone,
    marks_of,
    say_target,
    say_value,
    say_with_unit,
    tone_of,
)
from childrights.judgement.comparison import Standing, standing
from childrights.judgement.targets import Progress, Verdict
from childrights.language import say, translatable
from childrights.vietnamese.numbers import format_number

STRENGTHS = translatable("Điểm mạnh")
LAGGARDS = translatable("Cần cải thiện")
SHOWN = 6
"""Remarks of each list that are seen at once."""
RULE = translatable(
    "Điểm mạnh: đạt, vượt chỉ tiêu, đúng tiến độ, hoặc tốt hơn bình quân (mức tin cậy 95%), và "
    "không kém ở mặt nào. Cần cải thiện: không đạt, vượt mức cho phép, chậm tiến độ, kém hơn cùng "
    "kỳ, hoặc kém bình quân (mức tin cậy 95%)."
)
"""How both lists come about, in the words of the page."""

_GOOD = (Verdict.ABOVE, Verdict.MET, Verdict.ON_TRACK)
_POOR = (Verdict.MISSED, Verdict.CEILING_BROKEN, Verdict.BEHIND, Verdict.WORSE)
_UNTOLD_BY_GAP = (Verdict.ON_TRACK, Verdict.BEHIND, Verdict.WORSE, Verdict.OPEN)


@dataclass(frozen=True)
class Facet:
    """One indicator of the locality: beside its target, cùng kỳ, and its peers' mean.

    ``mean`` is the pooled figure of the area that the peers stand in, ``None`` where a locality
    has no peers here; ``mean_name`` says of which area.
    """

    progress: Progress
    compared: Compared | None
    mean: DisclosedValue | None
    mean_name: str = ""

    @property
    def standing(self) -> Standing:
        """Where the figure stands to the peers' mean, allowing for chance."""
        if self.mean is None:
            return Standing.UNKNOWN
        return standing(self.progress.indicator, self.progress.value, self.mean)


@dataclass(frozen=True)
class Remark:
    """One line of strengths or of laggards."""

    indicator: str
    text: str
    shape: str
    tone: Tone


# ── What stands out ───────────────────────────────────────────────────────────────────────


def strengths(facets: Iterable[Facet]) -> list[Remark]:
    """Where the locality does well, the surest first, and is behind in nothing."""
    found = [facet for facet in facets if _is_good(facet) and not _is_poor(facet)]
    return [_remark(facet) for facet in sorted(found, key=_surest)]


def laggards(facets: Iterable[Facet]) -> list[Remark]:
    """Where the locality is behind its target or its peers; behind both comes first."""
    found = [facet for facet in facets if _is_poor(facet)]
    return [_remark(facet) for facet in sorted(found, key=_gravest)]


def _is_good(facet: Facet) -> bool:
    return facet.progress.verdict in _GOOD or _is_better(facet)


def _is_poor(facet: Facet) -> bool:
    return facet.progress.verdict in _POOR or _is_worse(facet)


def _is_worse(facet: Facet) -> bool:
    return facet.standing.is_worse(facet.progress.indicator.direction)


def _is_better(facet: Facet) -> bool:
    return standing_tone(facet.progress.indicator, facet.standing) is Tone.GOOD


def _surest(facet: Facet) -> tuple[bool, bool]:
    return not _is_better(facet), facet.progress.verdict is not Verdict.ABOVE


def _gravest(facet: Facet) -> tuple[bool, bool]:
    is_broken = facet.progress.verdict in (Verdict.CEILING_BROKEN, Verdict.WORSE)
    return not (_is_worse(facet) and facet.progress.verdict in _POOR), not is_broken


def _remark(facet: Facet) -> Remark:
    item = facet.progress
    require_disclosed([item.value])
    parts = [
        say_with_unit(item.indicator, item.value),
        say(item.verdict.value).lower() if item.verdict in _UNTOLD_BY_GAP else "",
        say_gap(item),
        missing_words(item),
        standing_words(facet),
    ]
    text = f"{item.indicator.short_name}: {', '.join(filter(None, parts))}"
    is_judged = item.verdict in (*_GOOD, *_POOR)
    shape = SHAPES[item.verdict] if is_judged else STANDING_SHAPES[facet.standing]
    tone = tone_of(item.verdict) if is_judged else standing_tone(item.indicator, facet.standing)
    return Remark(item.value.indicator, text, shape, tone)


def standing_words(facet: Facet) -> str:
    """“thấp hơn bình quân 96,1% của Quận Hoàng Mai (95%)”; empty where it cannot be asked."""
    words = _MEAN_WORDS.get(facet.standing)
    if words is None or facet.mean is None:
        return ""
    level = say_with_unit(facet.progress.indicator, facet.mean)
    of = say("{level} của {mean_name}", level=level, mean_name=facet.mean_name)
    return say(words, mean=of)


_MEAN_WORDS = {
    Standing.FAR_BELOW: translatable("thấp hơn rõ rệt so với bình quân {mean} (mức tin cậy 99,8%)"),
    Standing.BELOW: translatable("thấp hơn bình quân {mean} (mức tin cậy 95%)"),
    Standing.EQUAL: translatable("tương đương mức bình quân {mean}"),
    Standing.ABOVE: translatable("cao hơn bình quân {mean} (mức tin cậy 95%)"),
    Standing.FAR_ABOVE: translatable("cao hơn rõ rệt so với bình quân {mean} (mức tin cậy 99,8%)"),
}


# ── Beside its peers ──────────────────────────────────────────────────────────────────────


def mean_words(facet: Facet) -> str:
    """The peers' mean, and where the locality stands to it; empty without peers.

    “Thấp hơn bình quân 96,1% của Quận Hoàng Mai (mức tin cậy 95%)”; for a plain count
    “Bình quân một đơn vị của Quận Hoàng Mai: 54,4 trẻ em (không xét theo quy mô)”.
    """
    said = standing_words(facet)
    if said:
        return said[0].upper() + said[1:]
    if facet.mean is None or not facet.mean_name:
        return ""
    indicator = facet.progress.indicator
    if indicator.kind is Kind.COUNT:
        mean = mean_of(indicator, facet.mean)
        if mean is None:
            return say(
                "Bình quân của {mean_name}: {value}",
                mean_name=facet.mean_name,
                value=say_value(indicator, facet.mean).lower(),
            )
        level = f"{format_number(mean)} {indicator.unit}"
        return say(
            "Bình quân một đơn vị của {mean_name}: {level} (chưa xét quy mô)",
            mean_name=facet.mean_name,
            level=level,
        )
    return say(
        "Bình quân của {mean_name}: {with_unit}",
        mean_name=facet.mean_name,
        with_unit=say_with_unit(indicator, facet.mean),
    )


# ── As a file ─────────────────────────────────────────────────────────────────────────────


def profile_file(title: str, facets: Sequence[Facet]) -> DataTable:
    """Every indicator of the profile with numbers that Excel can work with."""
    require_disclosed([facet.progress.value for facet in facets])
    columns = (
        FileColumn(say("Chỉ tiêu"), width=34),
        FileColumn(say("ĐVT"), width=10),
        FileColumn(say("Kỳ"), width=16),
        FileColumn(say("Kết quả"), FileKind.MIXED, width=11),
        FileColumn(say("Chỉ tiêu được giao"), width=16),
        FileColumn(say("So với chỉ tiêu"), FileKind.MIXED, width=11),
        FileColumn(say("Đánh giá"), width=20),
        FileColumn(say("So với cùng kỳ"), width=28),
        FileColumn(say("Bình quân"), FileKind.MIXED, width=11),
        FileColumn(say("So với bình quân"), width=22),
        FileColumn(say("Ghi chú"), width=26),
    )
    notes = (say(RULE),)
    return DataTable(title, columns, tuple(map(_file_row, facets)), notes=notes, name=say("Hồ sơ"))


def _file_row(facet: Facet) -> tuple[FileCell, ...]:
    item, value = facet.progress, facet.progress.value
    indicator = item.indicator
    return (
        indicator.name,
        indicator.unit,
        value.period.label,
        figure(indicator, value),
        say_target(indicator, item.target) if item.target else say("Chưa giao"),
        rounded(indicator, item.gap),
        say(item.verdict.value),
        say_change(indicator, value, facet.compared),
        _mean_cell(facet),
        say(STANDING_WORDS.get(facet.standing, "")),
        "; ".join(marks_of(indicator, value)),
    )


def _mean_cell(facet: Facet) -> FileCell:
    if facet.mean is None:
        return None
    mean = mean_of(facet.progress.indicator, facet.mean)
    return figure(facet.progress.indicator, facet.mean) if mean is None else mean
