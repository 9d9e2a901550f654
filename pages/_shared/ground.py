"""What a map is drawn on: boundaries in force in its period, made ready for the browser."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from childrights.figures.map import Ground
from childrights.figures.map_geometry import INLINE_MOST, MapGeometry, map_geometry
from childrights.periods import Period
from childrights.places.archipelagos import is_of_archipelago
from childrights.places.boundaries import BoundaryRecord, boundaries_stamp, draw, load_boundaries
from childrights.places.model import Area, Level, Locality, LocalityKey
from childrights.settings import data_dir
from childrights.view import OpenDesk, Sight
from pages._shared.ask import stamp

STATIC = Path(__file__).resolve().parents[2] / "static"


class Surveyed:
    """Boundaries for an area: the ground, units without an outline, and the files they are of."""

    def __init__(
        self, ground: Ground | None, absent: tuple[Locality, ...], of: tuple[BoundaryRecord, ...]
    ) -> None:
        self.ground = ground
        self.absent = absent
        self.records = of

    def has(self, key: LocalityKey | None) -> bool:
        """Whether a unit can be drawn."""
        return key is not None and all(unit.key != key for unit in self.absent)


def survey(sight: Sight, area: Area, period: Period) -> Surveyed:
    """Boundaries of an area's units in a period; no ground where most have none."""
    kept = boundaries_stamp(data_dir())
    return _survey(sight.opened, area.token, str(period), kept)


@st.cache_resource(
    max_entries=60, show_spinner="Đang chuẩn bị ranh giới…", hash_funcs={OpenDesk: stamp}
)
def _survey(opened: OpenDesk, token: str, period: str, kept: str) -> Surveyed:
    del kept  # part of the key: another import is another answer
    area = opened.desk.area(token, Period.parse(period))
    drawn = draw(load_boundaries(data_dir()), area.units, area.as_of)
    absent = tuple(unit for unit in drawn.absent if not is_of_archipelago(unit))
    if len(absent) > len(drawn.shapes):
        return Surveyed(None, drawn.absent, ())
    registry = opened.desk.registry
    around = {
        key: shape for key, shape in drawn.around.items() if registry.get(key).exists_on(area.as_of)
    }
    shapes = {key.code: shape for key, shape in {**around, **drawn.shapes}.items()}
    geometry = map_geometry(shapes, frozenset(key.code for key in drawn.shapes))
    address = _published(geometry) if len(shapes) > INLINE_MOST else ""
    names = {key.code: registry.get(key).name for key in around}
    ground = Ground(geometry, address, names, area.level is Level.COUNTRY)
    return Surveyed(ground, drawn.absent, drawn.records)


def _published(geometry: MapGeometry) -> str:
    """Address of the geometry below /app/static; empty where the folder cannot be written.

    The name is the digest of the content: whoever else writes the same file writes the same.
    """
    path = STATIC / "geo" / f"{geometry.digest}.json"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(exist_ok=True)
            draft.write_text(geometry.text, encoding="utf-8")
            draft.replace(path)
        except OSError:
            return ""
    return f"app/static/geo/{path.name}"
