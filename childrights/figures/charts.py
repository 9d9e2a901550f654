"""What each chart says, before anything is drawn: the screen and the paper draw the same words.

A description is made from disclosed values alone (law 7) and holds nothing that its audience may
not see. Positions are floats, for geometry only; every number that is read stands as text made
from the exact figure. ``hover`` are the lines that the screen shows beside a pointer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from childrights.disclosure.door import Audience, DisclosedValue
from childrights.figures.words import Look, Tone

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """An axis of figures: its ends, what stands behind its numbers, whether they are shown.

    ``whole`` tells that only whole numbers mean anything on it.
    """

    low: float
    high: float
    suffix: str
    is_shown: bool = True
    is_whole: bool = False


@dataclass(frozen=True)
class Point:
    """A known figure of one year. An open one is provisional, estimated or converted.

    ``interval`` is where the figure could have come out by chance alone, where that is shown.
    """

    year: int
    position: float
    text: str
    is_open: bool
    is_under_target: bool
    marks: Lines
    hover: Lines
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Bound:
    """The least and the most that the figure of divided units can be."""

    year: int
    low: float
    high: float
    text: str
    hover: Lines


@dataclass(frozen=True)
class Aim:
    """The target of one year."""

    year: int
    position: float
    text: str


@dataclass(frozen=True)
class Absence:
    """Words where a figure would stand."""

    year: int
    look: Look
    words: Lines


@dataclass(frozen=True)
class Break:
    """Where, between two years, figures cannot be joined, and why: a reform, a new method."""

    position: float
    words: Lines


@dataclass(frozen=True)
class TrendChart:
    """A series: unbroken runs of points, and what stands where there is none.

    ``coverage`` is how many units reported in each year, empty where that is not told.
    """

    years: tuple[int, ...]
    runs: tuple[tuple[Point, ...], ...]
    bounds: tuple[Bound, ...]
    aims: tuple[Aim, ...]
    absences: tuple[Absence, ...]
    coverage: tuple[str, ...]
    breaks: tuple[Break, ...]
    scale: Scale
    finding: str
    audience: Audience
    has_hidden: bool


@dataclass(frozen=True)
class UnitRow:
    """One unit: where its figure lies (``None`` without one), and the figure or its words.

    ``interval`` is where the figure could have come out by chance alone, where that is shown.
    ``is_own`` marks the unit that the viewer came from.
    """

    name: str
    position: float | None
    text: str
    look: Look
    shape: str
    tone: Tone
    hover: Lines
    interval: tuple[float, float] | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across all units, such as the target or the area's own figure."""

    position: float
    label: str
    text: str
    is_target: bool


@dataclass(frozen=True)
class UnitsChart:
    """Units from the top down, with the lines they are compared with.

    ``verdicts`` are the shapes in use and what they mean, ``spread_words`` what the intervals are.
    """

    rows: tuple[UnitRow, ...]
    rules: tuple[Rule, ...]
    verdicts: tuple[tuple[str, Tone, str], ...]
    scale: Scale
    audience: Audience
    has_hidden: bool
    spread_words: str = ""


@dataclass(frozen=True)
class FunnelDot:
    """One unit by its size and its figure; a named one lies outside the limits."""

    name: str
    size: float
    position: float
    text: str
    shape: str
    tone: Tone
    is_named: bool
    hover: Lines


@dataclass(frozen=True)
class FunnelLimit:
    """Limits for one size: low and high at 95%, low and high at 99.8%."""

    size: float
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class FunnelChart:
    """Figures by the size of their units between the limits of chance about the mean.

    ``standings`` are the shapes in use and what they mean; ``absent`` says how many units are
    not on it, and why.
    """

    dots: tuple[FunnelDot, ...]
    limits: tuple[FunnelLimit, ...]
    mean: Rule
    standings: tuple[tuple[str, Tone, str], ...]
    size_label: str
    sizes: Scale
    scale: Scale
    absent: Lines
    audience: Audience
    has_hidden: bool


@dataclass(frozen=True)
class PartRow:
    """One code of a breakdown: its bar (``None`` without a figure) and its words."""

    label: str
    position: float | None
    text: str
    look: Look
    hover: Lines


@dataclass(frozen=True)
class BreakdownChart:
    """Bars in the catalogue's order, from zero."""

    rows: tuple[PartRow, ...]
    scale: Scale
    audience: Audience
    has_hidden: bool


def audience_of(values: Iterable[DisclosedValue]) -> Audience:
    """For whom a chart of these values is: internal as soon as one of them is.

    A chart without any value shows nothing, and may be public.
    """
    is_internal = any(value.audience is Audience.INTERNAL for value in values)
    return Audience.INTERNAL if is_internal else Audience.PUBLIC


def position_of(number: Decimal) -> float:
    """Where a figure lies on a scale."""
    return float(number)
