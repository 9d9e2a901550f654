"""What a map is drawn on: the boundaries in force for an area, made ready for the browser."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from childrights.catalogue.loader import ROOT
from childrights.figures.map import Ground
from childrights.figures.map_geometry import INLINE_MOST, MapGeometry, map_geometry
from childrights.language import say
from childrights.places.archipelagos import is_of_archipelago
from childrights.places.boundaries import Boundaries, BoundaryRecord, draw
from childrights.places.model import Area, Level, Locality, LocalityKey
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date

STATIC = ROOT / "static"
"""What the server hands to anyone, below /app/static."""
_SHOWN = 5


@dataclass(frozen=True)
class Surveyed:
    """The ground for an area (``None`` for a schematic), its units without an outline, and the
    files that the outlines are of.
    """

    ground: Ground | None
    absent: tuple[Locality, ...]
    records: tuple[BoundaryRecord, ...]

    def has(self, key: LocalityKey | None) -> bool:
        """Whether a unit can be drawn."""
        return key is not None and all(unit.key != key for unit in self.absent)

    @property
    def words(self) -> str:
        """Of which day the boundaries are, and which units have none."""
        days = sorted({record.as_of for record in self.records})
        said = say("Ranh giới theo tệp ngày {map}.", map=", ".join(map(format_date, days)))
        if not self.absent:
            return said
        names = ", ".join(unit.name for unit in self.absent[:_SHOWN])
        rest = len(self.absent) - _SHOWN
        more = say(" và {rest} đơn vị khác", rest=rest) if rest > 0 else ""
        return say("{said} Chưa có ranh giới của {names}{more}.", said=said, names=names, more=more)


def survey(
    kept: Iterable[Boundaries], registry: Registry, area: Area, static: Path = STATIC
) -> Surveyed:
    """Boundaries of an area's units on its day; no ground where most of them have none."""
    drawn = draw(kept, area.units, area.as_of, partial(_same_territory, registry))
    lacking = [unit for unit in drawn.absent if not is_of_archipelago(unit)]
    if not drawn.shapes or len(lacking) > len(drawn.shapes):
        return Surveyed(None, drawn.absent, ())
    around = {
        key: shape for key, shape in drawn.around.items() if registry.get(key).exists_on(area.as_of)
    }
    shapes = {key.code: shape for key, shape in {**around, **drawn.shapes}.items()}
    geometry = map_geometry(shapes, frozenset(key.code for key in drawn.shapes))
    address = publish(geometry, static) if len(shapes) > INLINE_MOST else ""
    names = {key.code: registry.get(key).name for key in around}
    ground = Ground(geometry, address, names, area.level is Level.COUNTRY)
    return Surveyed(ground, drawn.absent, drawn.records)


def _same_territory(registry: Registry, unit: Locality) -> list[LocalityKey]:
    """A unit and those that it goes on from, or that go on from it, in the same bounds.

    A new name or a new type is another unit, yet not another outline.
    """
    keys = [unit.key]
    earlier = registry.continues(unit)
    while earlier is not None:
        keys.append(earlier.key)
        earlier = registry.continues(earlier)
    later = [registry.get(after) for after, _ in registry.successors(unit.key)]
    return keys + [one.key for one in later if registry.continues(one) == unit]


def publish(geometry: MapGeometry, static: Path) -> str:
    """Address of the areas below the static folder; empty where it cannot be written.

    The name is the digest of the content: whoever else writes the file writes the same.
    """
    path = static / "geo" / f"{geometry.digest}.json"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(geometry.text, encoding="utf-8")
            draft.replace(path)
        except OSError:
            return ""
    return f"app/static/geo/{path.name}"
