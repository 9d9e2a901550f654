"""Units of an area compared, in a sentence, and the orders in which they may stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from childrights.catalogue.model import Direction, Kind
from childrights.comparing import Comparison, UnitCompared
from childrights.disclosure.door import require_disclosed
from childrights.figures.standing import STANDING_SHAPES, STANDING_WORDS, standing_tone
from childrights.figures.words import Look, Tone, look_of, say_value, say_with_unit
from childrights.judgement.comparison import Standing
from childrights.judgement.intervals import Interval
from childrights.judgement.targets import Progress
from childrights.language import say, translatable
from childrights.places.model import LocalityKey

ORDER = "sap-xep"
"""Parameter of the address."""

_UNEQUAL = translatable(
    "Số đếm không xếp hạng và không có bình quân chung: nơi đông trẻ em hơn thì hầu như số nào "
    "cũng lớn hơn. Hãy so từng đơn vị với chính nó ở cùng kỳ, hoặc chọn một chỉ tiêu tỷ lệ."
)
_WHOLE = translatable(
    "Điểm và kết quả công nhận được tính trọn nên không có khoảng tin cậy và bình quân để so."
)
_ALL_HIDDEN = translatable(
    "Số liệu từng đơn vị không công bố (bảo vệ thông tin trẻ em) nên không so sánh."
)
_NEUTRAL = translatable("Chỉ tiêu này không có chiều tốt, xấu nên không xếp hạng.")


class By(StrEnum):
    """In which order units stand: the word of the address."""

    CODE = "ma"
    VALUE = "ket-qua"
    STANDING = "binh-quan"
    CHANGE = "cung-ky"
    GAP = "chi-tieu"


BY_WORDS = {
    By.CODE: translatable("Mã đơn vị"),
    By.VALUE: translatable("Kết quả"),
    By.STANDING: translatable("So với bình quân"),
    By.CHANGE: translatable("So với cùng kỳ"),
    By.GAP: translatable("So với chỉ tiêu"),
}


def sorted_units(found: Comparison, by: By) -> list[UnitCompared]:
    """Units in an order, those in most need first; units without such a figure last, by code."""
    if by is By.CODE:
        return list(found.units)
    sign = 1 if found.mean.indicator.direction is Direction.UP else -1
    keyed = [(_KEYS[by](unit), unit) for unit in found.units]
    known = [(key, unit) for key, unit in keyed if key is not None]
    rest = [unit for key, unit in keyed if key is None]
    return [unit for _, unit in sorted(known, key=lambda pair: sign * pair[0])] + rest


def _by_value(unit: UnitCompared) -> float | None:
    value = unit.progress.value.value
    return None if value is None else float(value)


def _by_standing(unit: UnitCompared) -> float | None:
    found = unit.beside.standing.value
    return None if found is None else float(found)


def _by_change(unit: UnitCompared) -> float | None:
    if unit.last_year is None:
        return None
    now, before = unit.last_year[0].value, unit.last_year[1].value
    return None if now is None or before is None else float(now - before)


def _by_gap(unit: UnitCompared) -> float | None:
    return None if unit.progress.gap is None else float(unit.progress.gap)


_KEYS: dict[By, Callable[[UnitCompared], float | None]] = {
    By.VALUE: _by_value,
    By.STANDING: _by_standing,
    By.CHANGE: _by_change,
    By.GAP: _by_gap,
}


def intervals_of(found: Comparison) -> dict[LocalityKey, Interval]:
    """The interval of each unit that has one."""
    return {
        unit.progress.value.locality: unit.beside.interval
        for unit in found.units
        if unit.progress.value.locality is not None and unit.beside.interval is not None
    }


MANY = 40
"""More units than this do not stand beside each other in one look."""


def charted(units: Sequence[UnitCompared]) -> list[Progress]:
    """Units for the chart; of a great many, those that have not reported are in the list alone."""
    listed = [unit.progress for unit in units]
    if len(listed) <= MANY:
        return listed
    return [item for item in listed if look_of(item.value) is not Look.MISSING]


# ── In a sentence ─────────────────────────────────────────────────────────────────────────

_SIDES = (Standing.FAR_BELOW, Standing.BELOW, Standing.ABOVE, Standing.FAR_ABOVE)
_MOST_NAMES = 8


@dataclass(frozen=True)
class Group:
    """Units that differ from the mean in the same way: shape, words, names."""

    shape: str
    tone: Tone
    text: str


def comparison_sentence(found: Comparison, noun: str) -> str:
    """How many units can be told from the mean; why none can be where that is so."""
    mean = found.mean.value
    require_disclosed([mean, *(unit.progress.value for unit in found.units)])
    known = [unit for unit in found.units if unit.progress.value.is_known]
    if not known:
        is_hidden = any(unit.progress.value.is_suppressed for unit in found.units)
        return (
            say(_ALL_HIDDEN)
            if is_hidden
            else say("Chưa {noun} nào có số liệu để so sánh trong kỳ này.", noun=noun)
        )
    if all(unit.beside.standing is Standing.UNKNOWN for unit in known):
        return why_no_mean(found)
    equal = sum(unit.beside.standing is Standing.EQUAL for unit in known)
    level = say_with_unit(found.mean.indicator, mean)
    alike = say(
        "{equal}/{count} {noun} tương đương mức bình quân {level}",
        equal=equal,
        count=len(known),
        noun=noun,
        level=level,
    )
    below = sum(unit.beside.standing in _SIDES[:2] for unit in known)
    above = sum(unit.beside.standing in _SIDES[2:] for unit in known)
    parts = [
        say("{below} {noun} thấp hơn", below=below, noun=noun) if below else "",
        say("{above} {noun} cao hơn", above=above, noun=noun) if above else "",
    ]
    return f"{'; '.join(filter(None, [alike, *parts]))}."


def groups(found: Comparison) -> list[Group]:
    """The units that can be told from the mean, by how they differ; none where none can."""
    indicator = found.mean.indicator
    listed = []
    for side in _SIDES:
        units = [unit for unit in found.units if unit.beside.standing is side]
        if units:
            text = f"{say(STANDING_WORDS[side])}: {_names(units)}"
            listed.append(Group(STANDING_SHAPES[side], standing_tone(indicator, side), text))
    return listed


def _names(units: Sequence[UnitCompared]) -> str:
    names = [
        f"{unit.progress.value.name} ({say_value(unit.progress.indicator, unit.progress.value)})"
        for unit in units
    ]
    rest = len(names) - _MOST_NAMES
    more = say(" và {rest} đơn vị khác", rest=rest) if rest > 0 else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"


def why_no_mean(found: Comparison) -> str:
    """Why units are not held against a mean: plain counts, scores, or a mean that is not told."""
    indicator = found.mean.indicator
    if found.mean.value.is_suppressed:
        return say(
            "Mức bình quân không công bố (bảo vệ thông tin trẻ em) nên không so với bình quân."
        )
    if indicator.kind in (Kind.SCORE, Kind.STATUS, Kind.COMPOSITE):
        return say(_WHOLE)
    return (
        say(_UNEQUAL) if indicator.denominator is None else say("Chưa có mức bình quân để so sánh.")
    )


def rank_sentence(found: Comparison) -> str:
    """Whether the units can be ranked at all, in words."""
    ranked = found.ranked
    if not ranked:
        indicator = found.mean.indicator
        is_neutral = indicator.direction is Direction.NEUTRAL and indicator.denominator is not None
        return say(_NEUTRAL) if is_neutral else ""
    loose = sum(
        unit.beside.best is not None and unit.beside.best != unit.beside.worst
        for unit in found.units
    )
    if all(
        (unit.beside.best, unit.beside.worst) == (1, ranked)
        for unit in found.units
        if unit.beside.best is not None
    ):
        return say(
            "Không phân biệt được hạng của {ranked} đơn vị: chênh lệch có thể chỉ do ngẫu nhiên.",
            ranked=ranked,
        )
    if not loose:
        return say("Phân biệt được hạng của cả {ranked} đơn vị.", ranked=ranked)
    doubt = say(
        "{loose}/{ranked} đơn vị chỉ biết hạng trong một khoảng", loose=loose, ranked=ranked
    )
    return say("Không đọc thứ tự dòng như thứ hạng: {doubt}.", doubt=doubt)
