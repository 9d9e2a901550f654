"""Hamlets of the two communes that also report by hamlet. Names and sizes are illustrative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from childrights.periods import Period, Span
from childrights.places.model import Level, Locality, LocalityKey
from etl.demo.territory import Piece, Territory

HAMLET_FORM = "bhyt_duoi_6_tuoi"


@dataclass(frozen=True)
class HamletList:
    """Hamlets of one commune from a day on, and from which period they report."""

    commune: str
    valid_from: date
    names: tuple[str, ...]
    first: Period

    def rows(self) -> Iterator[tuple[str, str]]:
        """Give code and name of each hamlet; the code goes on from that of the commune."""
        for number, name in enumerate(self.names, start=1):
            yield f"{self.commune}-{number:02d}", name


_REFORM = date(2025, 7, 1)
_NEIGHBOURHOODS = tuple(f"Tiểu khu {number}" for number in range(1, 9))
_GROUPS = tuple(f"Tổ dân phố số {number}" for number in range(1, 13))

HAMLETS = (
    HamletList("15271", date(2021, 1, 1), _NEIGHBOURHOODS, Period(2023, Span.M6)),
    HamletList(
        "15271",
        _REFORM,
        (*_NEIGHBOURHOODS, *(f"Thôn {number}" for number in range(1, 7))),
        Period(2025, Span.M12),
    ),
    HamletList("00316", date(2021, 1, 1), _GROUPS, Period(2024, Span.M6)),
)
"""Thị trấn (now xã) Hà Trung, and phường Đại Kim until the reform."""


def hamlet_parts(
    unit: Locality, territory: Territory, period: Period
) -> list[tuple[Locality, Territory]]:
    """Share a commune's territory out among its hamlets; empty where it does not report so."""
    listed = [
        entry
        for entry in HAMLETS
        if entry.commune == unit.code and unit.exists_on(entry.valid_from) and entry.first <= period
    ]
    if not listed:
        return []
    rows = list(listed[0].rows())
    # Uneven on purpose: the first hamlet is half as large again as the last.
    weights = [1.5 - 0.5 * index / len(rows) for index in range(len(rows))]
    edges = [sum(weights[:index]) / sum(weights) for index in range(len(rows))] + [1.0]
    return [
        (_hamlet(unit, code, name, listed[0].valid_from), _slice(territory, code, low, high))
        for (code, name), low, high in zip(rows, edges, edges[1:], strict=False)
    ]


def _hamlet(unit: Locality, code: str, name: str, since: date) -> Locality:
    return Locality(LocalityKey(code, since), name, Level.HAMLET, unit.code, unit.province_code)


def _slice(territory: Territory, code: str, low: float, high: float) -> Territory:
    pieces = tuple(
        Piece(
            piece.code,
            piece.valid_from,
            piece.ground,
            _along(piece, low),
            _along(piece, high),
        )
        for piece in territory.pieces
    )
    return Territory(code, territory.valid_from, pieces)


def _along(piece: Piece, fraction: float) -> float:
    if fraction == 1.0:
        return piece.high
    return piece.low + fraction * (piece.high - piece.low)
