"""How far an outsider can narrow hidden cells: linear programming over what was published.

HiGHS solves for the least and the greatest value of a cell that fit every equation, every
published count, and that no count is negative. Counts are whole numbers; leaving that out makes
the problem small and the intervals at most wider by what integrality would add.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import highspy
import numpy as np

from childrights.disclosure.system import Equation

MOST = 1_000_000.0
"""As far as an interval is followed; beyond, a count is simply not known."""

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Interval:
    """Least and greatest value that fits what was published."""

    least: float
    greatest: float

    @property
    def width(self) -> float:
        """How much is left open."""
        return self.greatest - self.least


@dataclass(frozen=True)
class Island:
    """Unknown cells that hang together, and the equations between them.

    Each row holds its signed unknowns, and what they must come to.
    """

    unknown: tuple[str, ...]
    rows: tuple[tuple[tuple[tuple[str, int], ...], Decimal], ...]


def islands(
    equations: Iterable[Equation], values: Mapping[str, Decimal], known: Collection[str]
) -> Iterator[Island]:
    """Split what is not known into parts that share no equation, in a stable order."""
    rows = []
    leader: dict[str, str] = {}
    for equation in equations:
        signed = [(equation.whole, 1), *((part, -1) for part in equation.parts)]
        unknown = tuple((name, sign) for name, sign in signed if name not in known)
        constant = sum((values[name] * -sign for name, sign in signed if name in known), Decimal(0))
        if unknown:
            rows.append((unknown, constant))
            for name, _ in unknown:
                _join(leader, unknown[0][0], name)
    members: dict[str, list[str]] = defaultdict(list)
    for name in leader:
        members[_leader(leader, name)].append(name)
    bound: dict[str, list[tuple[tuple[tuple[str, int], ...], Decimal]]] = defaultdict(list)
    for unknown, constant in rows:
        bound[_leader(leader, unknown[0][0])].append((unknown, constant))
    for head, names in members.items():
        yield Island(tuple(names), tuple(bound[head]))


def _leader(leader: dict[str, str], name: str) -> str:
    while leader.setdefault(name, name) != name:
        leader[name] = leader[leader[name]]
        name = leader[name]
    return name


def _join(leader: dict[str, str], one: str, other: str) -> None:
    leader[_leader(leader, other)] = _leader(leader, one)


def intervals(island: Island, wanted: Sequence[str], enough: float) -> dict[str, Interval]:
    """Interval of each wanted cell, exact where it is narrower than ``enough``.

    Every solution says something about every cell, so a cell that has been seen far enough apart
    needs no question of its own; its interval is then at least what is given.
    """
    program = _Program(island)
    places = {name: position for position, name in enumerate(island.unknown)}
    for name in wanted:
        program.widen(places[name], enough)
    return {
        name: Interval(float(program.least[places[name]]), float(program.greatest[places[name]]))
        for name in wanted
    }


def narrowest(island: Island, wanted: Sequence[str], known: float) -> float:
    """Width of the narrowest interval among the wanted cells, or ``known`` if that is less.

    Exact: a cell is left alone only once its values were seen further apart than the least width.
    """
    program = _Program(island)
    places = {name: position for position, name in enumerate(island.unknown)}
    for name in wanted:
        program.widen(places[name], known)
        known = min(known, float(program.greatest[places[name]] - program.least[places[name]]))
    return known


class _Program:
    """One linear program, asked again and again with another objective."""

    def __init__(self, island: Island) -> None:
        count = len(island.unknown)
        self.least = np.full(count, np.inf)
        self.greatest = np.full(count, -np.inf)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.passModel(_model(island))

    def widen(self, position: int, enough: float) -> None:
        """Find how far apart one cell's values can be, or that it is far enough."""
        for sense in (-1.0, 1.0):
            if self.greatest[position] - self.least[position] >= enough:
                return
            self.solver.changeColCost(position, sense)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status != highspy.HighsModelStatus.kOptimal:
                raise ContradictoryCells(f"HiGHS: {status}")
            found = np.asarray(self.solver.getSolution().col_value)
            self.least = np.minimum(self.least, found)
            self.greatest = np.maximum(self.greatest, found)
            self.solver.changeColCost(position, 0.0)


class ContradictoryCells(ValueError):
    """What was published contradicts itself, so nothing fits it."""


def _model(island: Island) -> highspy.HighsLp:
    places = {name: position for position, name in enumerate(island.unknown)}
    starts, columns, signs = [0], [], []
    for unknown, _ in island.rows:
        columns += [places[name] for name, _ in unknown]
        signs += [sign for _, sign in unknown]
        starts.append(len(columns))
    constants = np.array([float(constant) for _, constant in island.rows])
    model = highspy.HighsLp()
    model.num_col_ = len(places)
    model.num_row_ = len(island.rows)
    model.col_cost_ = np.zeros(len(places))
    model.col_lower_ = np.zeros(len(places))
    model.col_upper_ = np.full(len(places), MOST + 10 * np.abs(constants).max(initial=0.0))
    model.row_lower_ = constants
    model.row_upper_ = constants
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(columns, dtype=np.int32)
    model.a_matrix_.value_ = np.array(signs, dtype=np.double)
    return model
