"""An outsider with a solver: linear facts in, the least and greatest value of each count out.

Shares no code with what it attacks. It knows columns (counts, never negative) and rows (what must
hold between them), and solves for one column at a time with HiGHS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

import highspy
import numpy as np

PLENTY = 1_000_000.0
"""As far as a count is followed; beyond, it is simply not known."""


class Outsider:
    """Collects what is known; then asks how much of a count is still open."""

    def __init__(self) -> None:
        self.fixed: dict[Hashable, float] = {}
        self.rows: list[tuple[dict[Hashable, float], float, float]] = []

    def read(self, name: Hashable, count: float) -> None:
        """Read a count that was published."""
        assert self.fixed.get(name, count) == count, (name, count, self.fixed[name])
        self.fixed[name] = count

    def equal(self, whole: Hashable, parts: Iterable[Hashable]) -> None:
        """The parts add up to the whole."""
        self.row({whole: 1.0, **dict.fromkeys(parts, -1.0)}, 0.0, 0.0)

    def at_least(self, greater: Hashable, lesser: Iterable[Hashable]) -> None:
        """Together the lesser never exceed the greater; what is left can be asked for too."""
        self.row({greater: 1.0, **dict.fromkeys(lesser, -1.0)}, 0.0, highspy.kHighsInf)

    def row(self, terms: Mapping[Hashable, float], low: float, high: float) -> None:
        """Any linear fact."""
        self.rows.append((dict(terms), low, high))

    def narrowest(self, wanted: Iterable[Hashable]) -> tuple[float, Hashable]:
        """Width of the best-known count, or remainder, and which it is.

        A wanted tuple ``("left", greater, *lesser)`` asks for a remainder.
        """
        best: tuple[float, Hashable] = (PLENTY, None)
        listed = list(wanted)
        for island in self._islands(listed):
            best = min([best, *island.narrower(best[0])], key=lambda found: found[0])
        return best

    def narrower(self, wanted: Iterable[Hashable], than: float) -> list[tuple[float, Hashable]]:
        """Every count, or remainder, that is known better than that, and how well."""
        return [
            found
            for island in self._islands(list(wanted))
            for found in island.narrower(than, every=True)
        ]

    def _islands(self, wanted: list[Hashable]) -> list[_Island]:
        rows = list(self.rows)
        for name in wanted:
            if isinstance(name, tuple) and name[:1] == ("left",):
                rows.append(({name: 1.0, name[1]: -1.0, **dict.fromkeys(name[2:], 1.0)}, 0.0, 0.0))
        head: dict[Hashable, Hashable] = {}

        def find(name: Hashable) -> Hashable:
            head.setdefault(name, name)
            while head[name] != name:
                head[name] = head[head[name]]
                name = head[name]
            return name

        open_rows = []
        for terms, low, high in rows:
            free = {name: sign for name, sign in terms.items() if name not in self.fixed}
            told = sum(
                sign * self.fixed[name] for name, sign in terms.items() if name in self.fixed
            )
            if not free:
                assert low - 1e-9 <= told <= high + 1e-9, terms
                continue
            first = find(next(iter(free)))
            for name in free:
                head[find(name)] = first
                first = find(first)
            open_rows.append((free, low - told, high - told))
        found: dict[Hashable, _Island] = defaultdict(_Island)
        for free, low, high in open_rows:
            found[find(next(iter(free)))].rows.append((free, low, high))
        for name in wanted:
            if name in self.fixed:
                found["published"].certain.append(name)
            elif name in head:
                found[find(name)].wanted.append(name)
        return [island for island in found.values() if island.wanted or island.certain]


class _Island:
    def __init__(self) -> None:
        self.rows: list[tuple[dict[Hashable, float], float, float]] = []
        self.wanted: list[Hashable] = []
        self.certain: list[Hashable] = []

    def narrower(self, than: float, *, every: bool = False) -> list[tuple[float, Hashable]]:
        """Those known better than that, each better than those before unless all are asked for."""
        if self.certain:
            return [(0.0, name) for name in self.certain]
        names = list(dict.fromkeys(name for free, _, _ in self.rows for name in free))
        place = {name: position for position, name in enumerate(names)}
        solver = self.solver(place)
        wanted = np.array([place[name] for name in self.wanted])
        found: list[tuple[float, Hashable]] = []
        least = np.full(len(names), np.inf)
        greatest = np.full(len(names), -np.inf)
        for name in wanted:
            for sense in (-1.0, 1.0):
                # Every solution tells of every count, so most need no question of their own.
                if greatest[name] - least[name] >= than:
                    break
                solver.changeColCost(int(name), sense)
                solver.run()
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, names[name]
                values = np.asarray(solver.getSolution().col_value)
                least, greatest = np.minimum(least, values), np.maximum(greatest, values)
                solver.changeColCost(int(name), 0.0)
            width = float(greatest[name] - least[name])
            if width < than:
                found.append((width, names[name]))
                than = than if every else width
        return found

    def solver(self, place: Mapping[Hashable, int]) -> highspy.Highs:
        """One model of what is known, asked again and again with another objective."""
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(place), len(self.rows)
        model.col_cost_ = np.zeros(len(place))
        model.col_lower_ = np.zeros(len(place))
        model.col_upper_ = np.full(len(place), PLENTY)
        model.row_lower_ = np.array([low for _, low, _ in self.rows])
        model.row_upper_ = np.array([high for _, _, high in self.rows])
        starts = np.cumsum([0, *(len(free) for free, _, _ in self.rows)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.array(
            [place[name] for free, _, _ in self.rows for name in free], dtype=np.int32
        )
        model.a_matrix_.value_ = np.array(
            [sign for free, _, _ in self.rows for sign in free.values()], dtype=np.double
        )
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        return solver
