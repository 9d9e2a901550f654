"""Hoàng Sa and Trường Sa, which stand on every national map with or without a drawn outline."""

from __future__ import annotations

from dataclasses import dataclass

from childrights.places.model import Locality


@dataclass(frozen=True)
class Archipelago:
    """An archipelago, the province it belongs to, and its middle in degrees (WGS 84)."""

    name: str
    province: str
    longitude: float
    latitude: float
    units: tuple[str, ...]
    """Names of its communes, of any day; Hoàng Sa had none before 2025-07-01."""


ARCHIPELAGOS = (
    Archipelago("Quần đảo Hoàng Sa", "Đà Nẵng", 112.0, 16.4, ("Đặc khu Hoàng Sa",)),
    Archipelago(
        "Quần đảo Trường Sa",
        "Khánh Hòa",
        113.5,
        9.6,
        ("Đặc khu Trường Sa", "Thị trấn Trường Sa", "Xã Song Tử Tây", "Xã Sinh Tồn"),
    ),
)


def is_of_archipelago(unit: Locality) -> bool:
    """Whether a commune is one of Hoàng Sa or Trường Sa."""
    return any(unit.name in group.units for group in ARCHIPELAGOS)
