"""A schematic of units: equal tiles near their true position, never mistaken for boundaries."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from childrights.catalogue.model import Indicator
from childrights.disclosure.door import Audience, DisclosedValue, require_disclosed
from childrights.figures.charts import audience_of
from childrights.figures.notes import Notes
from childrights.figures.palette import BEHIND, LEVELS, MET
from childrights.figures.words import (
    HIDDEN_WHY,
    NONE_OCCURRED,
    NOT_APPLICABLE,
    NOT_REPORTED,
    SHAPES,
    Look,
    look_of,
    marks_of,
    say_distance,
    say_number,
    say_value,
    say_with_unit,
)
from childrights.judgement.targets import Progress, exact_gap, is_behind
from childrights.language import say, translatable
from childrights.places.model import Locality, LocalityKey

LABEL = translatable("Sơ đồ, không phải ranh giới hành chính")
DENSE_FROM = 40
"""From this many units on, tiles carry the number of their row in the table, not the name."""

_LEAST_DISTANCE = Decimal(1).scaleb(-9)
"""Of a unit that stands at a level which it had to pass: behind, by nothing."""

LinkOf = Callable[[DisclosedValue], str]
_LOOK_WORDS = {
    Look.MISSING: NOT_REPORTED,
    Look.HIDDEN: HIDDEN_WHY,
    Look.NOT_APPLICABLE: NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Tile:
    """One unit: its cell in the grid (from 1), what stands in it, its ground, where it leads.

    ``figure`` is the shape of the verdict and the figure, for a list beside tiles that have no
    room for it.
    """

    column: int
    row: int
    name: str
    label: str
    text: str
    short_text: str
    figure: str
    look: Look
    colour: str
    link: str
    is_own: bool


@dataclass(frozen=True)
class Legend:
    """What one ground means, in words."""

    text: str
    colour: str
    look: Look


@dataclass(frozen=True)
class Schematic:
    """Tiles, their legend, and the words around them."""

    columns: int
    tiles: tuple[Tile, ...]
    legend: tuple[Legend, ...]
    notes: Notes
    is_dense: bool
    audience: Audience
    has_hidden: bool


@dataclass(frozen=True)
class _Class:
    """One step of the scale: from ``low`` to ``high`` in badness or size, both inside."""

    low: Decimal
    high: Decimal
    colour: str
    text: str


def schematic(
    units: Sequence[Progress],
    places: Sequence[Locality],
    notes: Notes,
    link: LinkOf,
    own: LocalityKey | None = None,
) -> Schematic:
    """Draw units as tiles. Where targets are in force the ground tells the distance to them,
    else the size of the figure. ``own`` is a unit to frame. Raises ``NotDisclosed``.
    """
    values = [item.value for item in units]
    require_disclosed(values)
    by_key = {place.key: place for place in places}
    known = [item.value.locality for item in units if item.value.locality is not None]
    cells = layout([by_key[key] for key in known if key in by_key])
    classes = _target_classes(units) or _size_classes(units)
    is_dense = len(units) >= DENSE_FROM
    tiles = tuple(
        _tile(number, item, cells[item.value.locality], classes, is_dense, link, own)
        for number, item in enumerate(units, 1)
        if item.value.locality in cells
    )
    columns = max((tile.column for tile in tiles), default=1)
    has_hidden = any(value.is_suppressed for value in values)
    return Schematic(
        columns, tiles, _legend(units, classes), notes, is_dense, audience_of(values), has_hidden
    )


def _tile(
    number: int,
    item: Progress,
    cell: tuple[int, int],
    classes: Sequence[_Class],
    is_dense: bool,
    link: LinkOf,
    own: LocalityKey | None,
) -> Tile:
    value, indicator = item.value, item.indicator
    shape = SHAPES[item.verdict] if item.target and value.value is not None else ""
    marks = "; ".join(marks_of(indicator, value))
    judged = say(item.verdict.value) if item.target and value.value is not None else ""
    said = ", ".join(filter(None, (say_with_unit(indicator, value), judged, marks)))
    short = f"{shape} {say_value(indicator, value)}".strip()
    return Tile(
        column=cell[0],
        row=cell[1],
        name=value.name,
        label=str(number) if is_dense else bare_name(value.name),
        text=said,
        short_text="" if is_dense else short,
        figure=short,
        look=look_of(value),
        colour=_colour(item, classes),
        link=link(value),
        is_own=own is not None and value.locality == own,
    )


def bare_name(name: str) -> str:
    """Name without its type; numbers keep it (“Phường 1”)."""
    for kind in ("Thị trấn ", "Đặc khu ", "Phường ", "Xã "):
        if name.startswith(kind) and not name.removeprefix(kind)[:1].isdigit():
            return name.removeprefix(kind)
    return name


def _distance(item: Progress) -> Decimal | None:
    """How far behind its target a unit is, 0 when it meets it; ``None`` when unknown."""
    if item.required is None or item.value.value is None or item.gap is None:
        return None
    if not is_behind(item):
        return Decimal(0)
    return abs(item.gap) or max(abs(exact_gap(item)), _LEAST_DISTANCE)


def _target_classes(units: Sequence[Progress]) -> list[_Class]:
    if not any(item.target for item in units):
        return []
    indicator = units[0].indicator
    distances = sorted({d for item in units if (d := _distance(item))})
    is_ceiling = any(item.required and item.required.is_ceiling for item in units)
    text = (
        translatable("Cao hơn chỉ tiêu {range} {unit}")
        if is_ceiling
        else translatable("Thấp hơn chỉ tiêu {range} {unit}")
    )
    unit = say("điểm phần trăm") if indicator.unit == "%" else indicator.unit
    classes = [_Class(Decimal(0), Decimal(0), MET, say("Đạt chỉ tiêu"))]
    for group, colour in zip(_groups(distances, len(BEHIND)), BEHIND, strict=False):
        words = say(text, range=_range(indicator, group), unit=unit)
        classes.append(_Class(group[0], group[-1], colour, words))
    return classes


def _size_classes(units: Sequence[Progress]) -> list[_Class]:
    indicator = units[0].indicator if units else None
    sizes = sorted({item.value.value for item in units if item.value.value is not None})
    if indicator is None:
        return []
    classes = []
    for group, colour in zip(_groups(sizes, len(LEVELS)), LEVELS, strict=False):
        text = say(" đến ").join(
            dict.fromkeys(say_number(indicator, n) for n in (group[0], group[-1]))
        )
        if group[-1] == 0 and indicator.denominator is None:
            text = f"{text} ({say(NONE_OCCURRED).lower()})"
        classes.append(_Class(group[0], group[-1], colour, text))
    return classes


def _range(indicator: Indicator, group: Sequence[Decimal]) -> str:
    ends = dict.fromkeys((group[0], group[-1]))
    return say(" đến ").join(say_distance(indicator, end) for end in ends)


def _groups(ordered: Sequence[Decimal], most: int) -> list[Sequence[Decimal]]:
    """Cut sorted distinct numbers into at most ``most`` runs of nearly equal length."""
    count = min(most, len(ordered))
    ends = [round(len(ordered) * step / count) for step in range(count + 1)] if count else [0]
    return [ordered[low:high] for low, high in pairwise(ends)]


def _colour(item: Progress, classes: Sequence[_Class]) -> str:
    measured = _distance(item) if item.target else item.value.value
    for step in classes:
        if measured is not None and step.low <= measured <= step.high:
            return step.colour
    return "#ffffff"


def _legend(units: Sequence[Progress], classes: Sequence[_Class]) -> tuple[Legend, ...]:
    looks = {look_of(item.value) for item in units}
    used = {_colour(item, classes) for item in units if item.value.value is not None}
    steps = [Legend(step.text, step.colour, Look.VALUE) for step in classes if step.colour in used]
    absent = [Legend(say(text), "", look) for look, text in _LOOK_WORDS.items() if look in looks]
    return (*steps, *absent)


def layout(places: Sequence[Locality]) -> dict[LocalityKey, tuple[int, int]]:
    """Give each unit a cell of its own (column, row, from 1), near where it lies.

    Units in the order of codes take the free cell nearest to their true position; those
    without coordinates follow at the end, in the order of codes. The same places always give
    the same cells.
    """
    ordered = sorted(places, key=lambda place: place.key)
    located = [place for place in ordered if place.latitude is not None]
    columns, rows = _grid(located)
    taken: dict[tuple[int, int], LocalityKey] = {}
    for place, (x, y) in zip(located, _positions(located, columns, rows), strict=True):
        free = (
            (column, row)
            for column in range(columns)
            for row in range(rows)
            if (column, row) not in taken
        )
        cell = min(free, key=lambda at: ((at[0] - x) ** 2 + (at[1] - y) ** 2, at))
        taken[cell] = place.key
    cells = _without_empty_lines(taken)
    below = max((row for _, row in cells.values()), default=0)
    for index, place in enumerate(p for p in ordered if p.latitude is None):
        cells[place.key] = (index % max(columns, 1) + 1, below + 1 + index // max(columns, 1))
    return cells


def _grid(located: Sequence[Locality]) -> tuple[int, int]:
    """Columns and rows of a grid with a third more cells than units, shaped like the area."""
    if not located:
        return 4, 0
    xs, ys = _flat(located)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    shape = min(2.0, max(0.5, wide / high)) if wide and high else 1.0
    cells = math.ceil(len(located) * 1.35)
    columns = max(1, round(math.sqrt(cells * shape)))
    return columns, math.ceil(cells / columns)


def _flat(located: Sequence[Locality]) -> tuple[list[float], list[float]]:
    """East and south, in degrees of latitude, from the coordinates."""
    latitudes = [place.latitude or 0.0 for place in located]
    narrow = math.cos(math.radians(sum(latitudes) / len(latitudes)))
    return [(place.longitude or 0.0) * narrow for place in located], [-lat for lat in latitudes]


def _positions(located: Sequence[Locality], columns: int, rows: int) -> list[tuple[float, float]]:
    if not located:
        return []
    xs, ys = _flat(located)
    return list(zip(_spread(xs, columns), _spread(ys, rows), strict=True))


def _spread(numbers: Sequence[float], cells: int) -> list[float]:
    """Scale to 0 … cells − 1, half by distance and half by rank, so that crowds open up."""
    low, high = min(numbers), max(numbers)
    ranks = {number: rank for rank, number in enumerate(sorted(set(numbers)))}
    span, last = (high - low) or 1.0, max(len(ranks) - 1, 1)
    return [((number - low) / span + ranks[number] / last) / 2 * (cells - 1) for number in numbers]


def _without_empty_lines(
    taken: dict[tuple[int, int], LocalityKey],
) -> dict[LocalityKey, tuple[int, int]]:
    columns = {at: new for new, at in enumerate(sorted({column for column, _ in taken}), 1)}
    rows = {at: new for new, at in enumerate(sorted({row for _, row in taken}), 1)}
    return {key: (columns[column], rows[row]) for (column, row), key in taken.items()}
