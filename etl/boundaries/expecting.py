"""Which communes a file must hold: those of the place named, or of the places it fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from childrights.places.archipelagos import is_of_archipelago
from childrights.places.areas import Selections, resolve_area
from childrights.places.model import Area, Level, Locality, UnknownPlace
from childrights.places.names import find_locality
from childrights.places.registry import Registry
from childrights.places.sources import COUNTRY_CODE
from etl.boundaries.faults import Finding, notice, refuse

_MEANT = 0.6
"""A file that holds this share of a place's communes is meant to hold them all."""


def place_of(registry: Registry, text: str, day: date, selections: Selections) -> Area:
    """The place that ``--place`` names: a selection, a code or a name; raises ``UnknownPlace``."""
    if text in selections or text[:1].isdigit() or text == COUNTRY_CODE:
        return resolve_area(registry, text, day, selections)
    return resolve_area(registry, find_locality(registry, text, day).code, day, selections)


def missing_units(
    registry: Registry, found: Mapping[str, Locality], day: date, selections: Selections,
    place: Area | None,
) -> list[Finding]:  # fmt: skip
    """Communes that the file should hold and does not.

    With a place: its communes. Without: those of each district, province and selection of which
    the file has most. Hoàng Sa and Trường Sa may lack an outline: the map places them by point.
    """
    areas = [place] if place else list(_meant(registry, found, day, selections))
    missing: dict[str, Locality] = {}
    labels = []
    for area in areas:
        absent = {unit.code: unit for unit in area.units if unit.code not in found}
        labels += [area.label] if absent else []
        missing |= absent
    islands = {code for code, unit in missing.items() if is_of_archipelago(unit)}
    lost = {code: unit for code, unit in missing.items() if code not in islands}
    findings = []
    if lost:
        said = ", ".join(f"{unit.name} ({code})" for code, unit in sorted(lost.items())[:30])
        more = f" và {len(lost) - 30} đơn vị khác" if len(lost) > 30 else ""
        whole = ", ".join(labels[:4])
        why = f"Thiếu {len(lost)} đơn vị của {whole}: {said}{more}. Bổ sung rồi nhập lại."
        findings.append(refuse("missing", why, tuple(sorted(lost))))
    if islands:
        said = ", ".join(f"{missing[code].name} ({code})" for code in sorted(islands))
        why = f"{said} không có đường ranh giới trong tệp: bản đồ thể hiện bằng điểm có tên."
        findings.append(notice("archipelago", why, tuple(sorted(islands))))
    return findings


def _meant(
    registry: Registry, found: Mapping[str, Locality], day: date, selections: Selections
) -> Iterator[Area]:
    """Places of which the file holds most communes, the wider before the narrower."""
    parents = dict.fromkeys(
        code for unit in found.values() for code in (unit.province_code, unit.parent_code)
    )
    for token in (COUNTRY_CODE, *parents, *selections):
        try:
            area = resolve_area(registry, token, day, selections)
        except UnknownPlace:
            continue
        held = sum(unit.code in found for unit in area.units)
        if area.level is not Level.COMMUNE and held >= _MEANT * len(area.units) > 0:
            yield area
