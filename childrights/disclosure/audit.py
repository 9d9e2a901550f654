"""How well a release protects: what an outsider could work out about its hidden cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from childrights.disclosure.bounds import MOST, islands, narrowest
from childrights.disclosure.release import CELLS, Draft, Release
from childrights.disclosure.system import Equation


@dataclass(frozen=True)
class AuditCell:
    """A protected cell; ``count`` is ``None`` when hidden, ``place`` empty in an older table."""

    name: str
    place: str
    period: str
    count: Decimal | None


@dataclass(frozen=True)
class Audit:
    """``narrowest`` is the width, in children, of the best-known hidden cell, if there is one."""

    cells: int
    hidden: int
    narrowest: float | None


def cells_of_release(release: Release) -> list[AuditCell]:
    """Every protected cell of a stored release."""
    return [
        AuditCell(row["cell"], "" if row["given"] else row["place"], row["period"], row["count"])
        for row in release.rows(CELLS)
    ]


def cells_of_draft(draft: Draft) -> list[AuditCell]:
    """Every protected cell of a release that is not stored."""
    return [
        AuditCell(
            str(key), key.place.token, str(key.period),
            None if str(key) in draft.pattern.hidden else cell.value,
        )
        for key, cell in draft.tables.cells.items()
    ]  # fmt: skip


def audit(
    cells: Iterable[AuditCell], equations: Iterable[Equation], places: Collection[str], period: str
) -> Audit:
    """Audit the cells of some places for one period, with all that the release says elsewhere."""
    listed = list(cells)
    asked = [cell for cell in listed if cell.place in places and cell.period == period]
    hidden = {cell.name for cell in asked if cell.count is None}
    known = {cell.name: cell.count for cell in listed if cell.count is not None}
    return Audit(len(asked), len(hidden), _narrowest(equations, known, hidden) if hidden else None)


def _narrowest(
    equations: Iterable[Equation], known: Mapping[str, Decimal], hidden: set[str]
) -> float:
    width = MOST
    for island in islands(equations, known, known.keys()):
        wanted = [name for name in island.unknown if name in hidden]
        if wanted:
            width = narrowest(island, wanted, width)
    return width
