"""A page measured in points from its upper left corner, and the few marks that charts are made of.

Every mark says its meaning without colour: a shape, a dash, a hatch or a lightness of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from childrights.figures.charts import Scale
from childrights.figures.palette import INK, NAVY, QUIET
from childrights.figures.print.letters import LEADING, typeface, width_of
from childrights.vietnamese.numbers import format_number

Dash = Literal["-", "--"] | tuple[float, tuple[float, ...]]
PAPER = "#ffffff"
GRID = "#d9e0e8"


@dataclass(frozen=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Dot:
    """A mark at a point: its shape by matplotlib's letter, filled or hollow."""

    marker: str = "o"
    colour: str = NAVY
    is_filled: bool = True


@dataclass(frozen=True)
class Stroke:
    """A line: its colour, width in points and dash (matplotlib's names)."""

    colour: str = NAVY
    width: float = 1.4
    dash: Dash = "-"


@dataclass(frozen=True)
class Ground:
    """A surface: its fill, edge and hatch."""

    fill: str = PAPER
    edge: str = QUIET
    hatch: str = ""
    dash: Dash = "-"
    width: float = 0.6


Sign = Dot | Stroke | Ground


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""

    sign: Sign
    text: str


class Page:
    """One page of a given size; ``scale`` is how much thicker its lines are than on A4."""

    def __init__(self, width: float, height: float, scale: float = 1.0) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        self.axes.autoscale(False)

    def put_away(self) -> None:
        """Let go of the picture, which each text holds: 10 MB and more till garbage is taken."""
        self.figure.clear()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        covers: bool = False,
    ) -> None:
        """One line of text, centred upon the height ``y``. ``covers`` hides what lies beneath."""
        under = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6} if covers else None
        self.axes.text(
            x, y, words, fontproperties=typeface(size, bold=bold), color=colour,
            ha=align, va="center_baseline", bbox=under, zorder=5, parse_math=False,
        )  # fmt: skip

    def lines(
        self,
        x: float,
        y: float,
        lines: Iterable[str],
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        covers: bool = False,
    ) -> None:
        """Lines of text from the top ``y`` downwards."""
        for at, line in enumerate(lines):
            middle = y + (at + 0.5) * size * LEADING
            self.text(x, middle, line, size, bold=bold, colour=colour, align=align, covers=covers)

    def stroke(
        self, xs: Sequence[float], ys: Sequence[float], look: Stroke, order: int = 2
    ) -> None:
        """A line through points; the higher the order, the nearer to the reader."""
        self.axes.add_line(
            Line2D(
                xs, ys, color=look.colour, linewidth=look.width * self.scale,
                linestyle=look.dash, zorder=order, solid_capstyle="butt",
            )
        )  # fmt: skip

    def dot(self, x: float, y: float, look: Dot, size: float) -> None:
        """A mark of a size in points."""
        self.axes.add_line(
            Line2D(
                [x], [y], linestyle="none", marker=look.marker, markersize=size, zorder=4,
                markeredgecolor=look.colour, markeredgewidth=1.1 * self.scale,
                markerfacecolor=look.colour if look.is_filled else PAPER,
            )
        )  # fmt: skip

    def ground(self, box: Box, look: Ground) -> None:
        """A surface."""
        self.axes.add_patch(
            Rectangle(
                (box.x, box.y), box.width, box.height, facecolor=look.fill,
                edgecolor=look.edge, hatch=look.hatch, linestyle=look.dash,
                linewidth=look.width * self.scale, zorder=1,
            )
        )  # fmt: skip

    def sign(self, sign: Sign, box: Box, size: float) -> None:
        """A legend's example of a mark, in the middle of a box."""
        middle = box.y + box.height / 2
        if isinstance(sign, Dot):
            self.dot(box.x + box.width / 2, middle, sign, size)
        elif isinstance(sign, Stroke):
            self.stroke((box.x, box.right), (middle, middle), sign)
        else:
            self.ground(box, sign)


def ticks(scale: Scale, most: int = 5) -> list[tuple[float, str]]:
    """Round numbers on a scale, each as Vietnamese write it; none where numbers mean nothing."""
    if not scale.is_shown:
        return []
    locator = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=scale.is_whole)
    inside = [at for at in locator.tick_values(scale.low, scale.high) if _within(at, scale)]
    return [(at, f"{format_number(Decimal(f'{at:.10g}'))}{scale.suffix}") for at in inside]


def _within(at: float, scale: Scale) -> bool:
    return scale.low <= at <= scale.high


def key_width(key: Key, size: float) -> float:
    """Room that an entry of a legend takes, in points."""
    return size * 2.2 + width_of(key.text, size) + size * 1.6
