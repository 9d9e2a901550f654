"""An outsider with a solver: linear facts in, the least and greatest value of each count out.

Shares no code with what it attacks. It knows columns (counts, never negative) and rows (what must
hold between them), and solves for one column at a time with HiGHS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

import highspy

PLENTY = 50_000.0


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
        self.row({greater: 1.0, **dict.fromkeys(lesser, -1.0)}, 0.0, PLENTY)

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
            best = min(best, island.narrowest(best[0]), key=lambda found: found[0])
        return best

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
                found["published"].certain = name
            elif name in head:
                found[find(name)].wanted.append(name)
        return [island for island in found.values() if island.wanted or island.certain is not None]


class _Island:
    def __init__(self) -> None:
        self.rows: list[tuple[dict[Hashable, float], float, float]] = []
        self.wanted: list[Hashable] = []
        self.certain: Hashable = None

    def narrowest(self, known: float) -> tuple[float, Hashable]:
        if self.certain is not None:
            return 0.0, self.certain
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        names = list(dict.fromkeys(name for free, _, _ in self.rows for name in free))
        place = {name: solver.addVariable(lb=0.0, ub=PLENTY) for name in names}
        for free, low, high in self.rows:
            total = sum(sign * place[name] for name, sign in free.items())
            solver.addConstr(total == low if low == high else low <= total)
            if low < high < PLENTY / 2:
                solver.addConstr(total <= high)
        best: tuple[float, Hashable] = (known, None)
        seen = dict.fromkeys(self.wanted, (PLENTY, 0.0))
        for name in self.wanted:
            for ask in (solver.maximize, solver.minimize):
                if seen[name][1] - seen[name][0] >= best[0]:
                    break
                ask(place[name])
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
                values = solver.getSolution().col_value
                for other in self.wanted:
                    low, high = seen[other]
                    value = values[place[other].index]
                    seen[other] = (min(low, value), max(high, value))
            best = min(best, (seen[name][1] - seen[name][0], name), key=lambda found: found[0])
        return best
