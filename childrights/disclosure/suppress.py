"""Which cells to hide, so that no small count can be worked out from what is left.

Small counts are hidden first. Then an outsider's best calculation is made (bounds.py), and
wherever it narrows a protected count too far, one more cell of an equation it stands in is hidden;
again, until nothing is narrowed too far. Deterministic: the same cells hide the same cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from childrights.disclosure.bounds import TOLERANCE, Interval, Island, intervals, islands
from childrights.disclosure.system import Equation, System
from childrights.disclosure.threshold import Threshold, small


class Unprotectable(ValueError):
    """No choice of cells protects a count, because of what earlier releases already showed."""


@dataclass(frozen=True)
class Pattern:
    """Which cells of the tables are hidden, and below what width none can be worked out.

    ``narrowest`` is in children, and ``None`` when nothing is hidden. The search stops where a
    cell is wide enough, so the true width may be more; an audit finds it exactly.
    """

    hidden: frozenset[str]
    narrowest: float | None


@dataclass(frozen=True)
class Earlier:
    """What earlier releases settled, by name of cell: counts shown, and cells kept hidden."""

    shown: Mapping[str, frozenset[Decimal]]
    hidden: frozenset[str]


NOTHING_EARLIER = Earlier({}, frozenset())


def suppress(system: System, threshold: Threshold, earlier: Earlier = NOTHING_EARLIER) -> Pattern:
    """Choose what to hide. Raises :class:`Unprotectable`.

    A count that an earlier release showed, and that has not changed, is known to everyone and
    cannot be hidden any more; a cell that one hid stays hidden.
    """
    return _Suppressor(system, threshold, earlier).run()


class _Suppressor:
    def __init__(self, system: System, threshold: Threshold, earlier: Earlier) -> None:
        self.system = system
        self.level = float(threshold.protection_level)
        shown = system.shown_last
        self.settled = {
            name for name in shown if system.values[name] in earlier.shown.get(name, ())
        }
        self.small = {
            name
            for name, value in system.values.items()
            if small(value, threshold) and name not in system.given
        }
        self.hidden = (
            {name for name in shown if name in self.small}
            | (system.unsafe & shown.keys())
            | (earlier.hidden & shown.keys())
        ) - self.settled
        self.standing: dict[str, list[Equation]] = defaultdict(list)
        for equation in system.equations:
            for name in equation.cells:
                self.standing[name].append(equation)
        self.sound: dict[Island, float] = {}

    def run(self) -> Pattern:
        while narrow := self.narrow():
            chosen = self.choose(narrow)
            if not chosen:
                raise Unprotectable(_say_unprotectable(narrow))
            self.hidden |= chosen
        widths = [width for island, width in self.sound.items() if self.stands(island)]
        return Pattern(frozenset(self.hidden), min(widths, default=None))

    def islands(self) -> Iterator[Island]:
        known = (self.system.shown_last.keys() - self.hidden) | self.system.given
        return islands(self.system.equations, self.system.values, known)

    def stands(self, island: Island) -> bool:
        return island in self.current

    def narrow(self) -> list[str]:
        """Protected cells that can be worked out too closely, in the order of the system."""
        self.current = set()
        found: list[str] = []
        for island in self.islands():
            self.current.add(island)
            if island not in self.sound:
                found += self.examine(island)
        return found

    def examine(self, island: Island) -> list[str]:
        wanted = [name for name in island.unknown if name in self.hidden or name in self.small]
        if not wanted:
            return []
        widths = intervals(island, wanted, self.level)
        narrow = [name for name, found in widths.items() if self.is_narrow(found)]
        if not narrow:
            self.sound[island] = min(found.width for found in widths.values())
        return narrow

    def is_narrow(self, found: Interval) -> bool:
        return found.width < self.level - TOLERANCE

    def choose(self, narrow: list[str]) -> set[str]:
        """One more cell for each narrow one, unless one just chosen stands in its equation."""
        chosen: set[str] = set()
        for name in narrow:
            near = self.candidates({name})
            if not near & chosen and near:
                chosen.add(min(near, key=self.cost))
        return chosen or self.choose_further(narrow)

    def choose_further(self, narrow: list[str]) -> set[str]:
        """Where every equation of the narrow cells is hidden already, look one cell further."""
        reached = set(narrow)
        while True:
            wider = reached | {
                cell
                for name in reached
                for equation in self.standing[name]
                for cell in equation.cells
                if cell in self.hidden
                or (cell not in self.system.shown_last and cell not in self.system.given)
            }
            near = self.candidates(wider)
            if near:
                return {min(near, key=self.cost)}
            if wider == reached:
                return set()
            reached = wider

    def candidates(self, names: Collection[str]) -> set[str]:
        return {
            cell
            for name in names
            for equation in self.standing[name]
            for cell in equation.cells
            if cell in self.system.shown_last
            and cell not in self.hidden
            and cell not in self.settled
        }

    def cost(self, name: str) -> tuple[bool, int, Decimal, str]:
        """Least missed first: a count large enough to protect, of a unit, the smallest."""
        value = self.system.values[name]
        return value < self.level, self.system.shown_last[name], value, name


def _say_unprotectable(narrow: list[str]) -> str:
    return (
        "Không che được các ô sau vì đợt công bố trước đã cho thấy các số liên quan: "
        + "; ".join(narrow[:5])
    )
