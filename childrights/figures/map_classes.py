"""Classes of a map: by target, by equal numbers of units, or at marks set by hand.

A class is a colour, a range and words; the five things that can stand where a figure would be
are told apart by a symbol as well as by colour, so that grey print and colour-blind readers keep
them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from itertools import pairwise

from childrights.catalogue.model import Indicator
from childrights.figures.palette import BEHIND, LEVELS, MET
from childrights.figures.words import (
    HIDDEN_WHY,
    NONE_OCCURRED,
    NOT_APPLICABLE,
    NOT_REPORTED,
    Look,
    look_of,
    say_distance,
    say_number,
)
from childrights.judgement.targets import Progress, exact_gap, exact_value
from childrights.language import say, translatable

MOST_CLASSES = 5
SCHEME, MARKS = "chia-nhom", "moc"
"""Parameters of the address: how figures are put into classes, and at which marks."""
_QUANTILES = 4
_SYMBOLS_MOST = 300
_SCALE = ("#eaf0f8", *LEVELS)
"""Pale to navy, for up to five classes of size."""


class Scheme(StrEnum):
    """How figures are put into classes; the value is the word in the address."""

    TARGET = "chi-tieu"
    QUANTILE = "phan-vi"
    HAND = "tu-dat"


SCHEME_WORDS = {
    Scheme.TARGET: translatable("So với chỉ tiêu"),
    Scheme.QUANTILE: translatable("Số đơn vị bằng nhau"),
    Scheme.HAND: translatable("Tự đặt mốc"),
}


@dataclass(frozen=True)
class MapClass:
    """One entry of the legend: its ground, its symbol on the map (or none), words, and units."""

    text: str
    colour: str
    symbol: str
    count: int


@dataclass(frozen=True)
class Classified:
    """The legend, and the place in it of each unit, in the order of the units."""

    classes: tuple[MapClass, ...]
    of_unit: tuple[int, ...]
    zeros: tuple[int, ...]
    """Places of units whose figure is zero inside a class of figures: marked, not recoloured."""


@dataclass(frozen=True)
class _Step:
    text: str
    colour: str
    holds: Callable[[Progress], bool]


ZERO_SYMBOL = "circle-open-dot"
_LOOKS = {
    Look.ZERO: (NONE_OCCURRED, "#ffffff", ZERO_SYMBOL),
    Look.MISSING: (NOT_REPORTED, "#ffffff", "x-thin-open"),
    Look.HIDDEN: (HIDDEN_WHY, "#cfc4e3", "square"),
    Look.NOT_APPLICABLE: (NOT_APPLICABLE, "#d5d9df", "line-ew-open"),
}
GLYPHS = {"circle-open-dot": "⊙", "x-thin-open": "×", "square": "■", "line-ew-open": "–", "": ""}
"""Symbols of the map as they stand in the legend."""


class UnreadableMarks(ValueError):
    """Marks set by hand cannot be read; the message says what to write."""


def read_marks(text: str) -> tuple[Decimal, ...]:
    """Read “80; 90,5; 95” as one to four rising numbers; raises :class:`UnreadableMarks`."""
    parts = [part.strip() for part in re.split(r"[;\s]+", text) if part.strip()]
    try:
        marks = sorted({Decimal(part.rstrip("%").replace(",", ".")) for part in parts})
    except InvalidOperation:
        marks = []
    if not 1 <= len(marks) < MOST_CLASSES or not all(mark.is_finite() for mark in marks):
        raise UnreadableMarks(
            say("Viết từ 1 đến 4 mốc, cách nhau bằng dấu chấm phẩy, ví dụ: 80; 90; 95,5")
        )
    return tuple(marks)


def schemes_for(units: Sequence[Progress]) -> list[Scheme]:
    """Schemes that these units can be shown in: by target only where one is in force."""
    has_target = any(item.target for item in units)
    return [scheme for scheme in Scheme if has_target or scheme is not Scheme.TARGET]


def classify(
    units: Sequence[Progress], scheme: Scheme, marks: Sequence[Decimal] = ()
) -> Classified:
    """Put units into classes; classes without a unit are left out but those set by hand.

    A zero of a count has a class of its own; elsewhere zero is a figure like any other.
    """
    looks = [_shown_look(item) for item in units]
    measured = [item for item, look in zip(units, looks, strict=True) if look is Look.VALUE]
    steps = _steps(measured, scheme, marks)
    entries = [(step.text, step.colour, "") for step in steps]
    entries += [(say(text), colour, symbol) for text, colour, symbol in _LOOKS.values()]
    apart = {look: index for index, look in enumerate(_LOOKS, start=len(steps))}
    place = [
        apart[look] if look in apart else _step_of(steps, item)
        for item, look in zip(units, looks, strict=True)
    ]
    counts = Counter(place)
    kept = [
        index
        for index in range(len(entries))
        if counts[index] or (scheme is Scheme.HAND and index < len(steps))
    ]
    classes = tuple(_entry(*entries[index], counts[index]) for index in kept)
    zeros = tuple(
        row
        for row, item in enumerate(units)
        if look_of(item.value) is Look.ZERO and place[row] < len(steps)
    )
    if zeros:
        classes = (*classes, MapClass(say("Trong đó bằng 0"), "", ZERO_SYMBOL, len(zeros)))
    return Classified(classes, tuple(kept.index(index) for index in place), zeros)


def _entry(text: str, colour: str, symbol: str, count: int) -> MapClass:
    """A class of very many units goes without its symbol, which would hide the map."""
    return MapClass(text, colour, symbol if count <= _SYMBOLS_MOST else "", count)


def _step_of(steps: Sequence[_Step], item: Progress) -> int:
    return next(index for index, step in enumerate(steps) if step.holds(item))


def _shown_look(item: Progress) -> Look:
    look = look_of(item.value)
    if look is Look.ZERO and (item.indicator.denominator is not None or item.target):
        return Look.VALUE
    return look


def _steps(measured: Sequence[Progress], scheme: Scheme, marks: Sequence[Decimal]) -> list[_Step]:
    if not measured:
        return []
    if scheme is Scheme.TARGET:
        return _by_target(measured)
    numbers = sorted(item.value.value for item in measured if item.value.value is not None)
    if scheme is Scheme.HAND and marks:
        return _at(measured[0].indicator, marks)
    return _by_size(measured[0].indicator, numbers)


def _by_target(units: Sequence[Progress]) -> list[_Step]:
    """At or past the target; short of it by thirds of the units; without a target."""
    behind = sorted(
        {_distance(item) for item in units if item.gap is not None and not _meets(item)}
    )
    unit = say("điểm phần trăm") if units[0].indicator.unit == "%" else units[0].indicator.unit
    steps = [_Step(say("Đạt chỉ tiêu"), MET, _meets)]
    for group, colour in zip(_groups(behind, len(BEHIND)), BEHIND, strict=False):
        low, high = group[0], group[-1]
        ends = dict.fromkeys(say_distance(units[0].indicator, end) for end in (low, high))
        text = say("Chưa đạt, cách chỉ tiêu {ends} {unit}", ends=say(" đến ").join(ends), unit=unit)
        steps.append(_Step(text, colour, partial(_is_behind, low=low, high=high)))
    steps.append(_Step(say("Chưa giao chỉ tiêu"), LEVELS[1], lambda item: item.target is None))
    return steps


def _meets(item: Progress) -> bool:
    if item.required is None or item.value.value is None:
        return False
    return item.required.is_met_by(exact_value(item.indicator, item.value))


def _is_behind(item: Progress, *, low: Decimal, high: Decimal) -> bool:
    if item.target is None or _meets(item):
        return False
    return item.gap is not None and low <= _distance(item) <= high


def _distance(item: Progress) -> Decimal:
    """From the figure as shown to its target; where they show alike, from the exact figure."""
    return abs(item.gap or exact_gap(item))


def _by_size(indicator: Indicator, numbers: Sequence[Decimal]) -> list[_Step]:
    """Runs of nearly as many units; equal figures are never parted."""
    ends = [numbers[round(len(numbers) * step / _QUANTILES) - 1] for step in range(1, _QUANTILES)]
    marks = sorted({end for end in ends if end < numbers[-1]})
    bounds = [None, *marks, None]
    steps = []
    for (low, high), colour in zip(pairwise(bounds), _shades(len(marks) + 1), strict=True):
        inside = [n for n in numbers if (low is None or n > low) and (high is None or n <= high)]
        ends_said = dict.fromkeys(say_number(indicator, n) for n in (inside[0], inside[-1]))
        steps.append(_step(say(" đến ").join(ends_said), colour, low, high, closed_above=True))
    return steps


def _at(indicator: Indicator, marks: Sequence[Decimal]) -> list[_Step]:
    """Classes at marks: a figure on a mark belongs above it."""
    bounds = [None, *marks, None]
    steps = []
    for (low, high), colour in zip(pairwise(bounds), _shades(len(marks) + 1), strict=True):
        if low is None and high is not None:
            text = say("Dưới {number}", number=say_number(indicator, high))
        elif low is not None and high is not None:
            text = say(
                "Từ {number} đến dưới {number_2}",
                number=say_number(indicator, low),
                number_2=say_number(indicator, high),
            )
        else:
            assert low is not None
            text = say("Từ {number} trở lên", number=say_number(indicator, low))
        steps.append(_step(text, colour, low, high, closed_above=False))
    return steps


def _step(
    text: str, colour: str, low: Decimal | None, high: Decimal | None, *, closed_above: bool
) -> _Step:
    def holds(item: Progress) -> bool:
        number = item.value.value
        assert number is not None
        if closed_above:
            return (low is None or number > low) and (high is None or number <= high)
        return (low is None or number >= low) and (high is None or number < high)

    return _Step(text, colour, holds)


def _shades(count: int) -> Sequence[str]:
    return _SCALE[-count:] if count > 1 else _SCALE[2:3]


def _groups(ordered: Sequence[Decimal], most: int) -> list[Sequence[Decimal]]:
    count = min(most, len(ordered))
    ends = [round(len(ordered) * step / count) for step in range(count + 1)] if count else [0]
    return [ordered[low:high] for low, high in pairwise(ends)]
