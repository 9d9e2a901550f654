"""Địa bàn: what a viewer chooses, as it stood on a day.

A selection is a saved, dated list of units under a short name. It outlives the reform:
`hoang-mai` is a district of 14 wards until 2025-06-30 and seven wards since.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from childrights.language import say, translatable
from childrights.places.model import RECORD_START, Area, Level, Locality, UnknownPlace
from childrights.places.names import homonyms
from childrights.places.reference import (
    REFERENCE_DIR,
    Entry,
    overlay_file,
    read_reference,
    reference_stamp,
)
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date

_UNREVIEWED = translatable(
    "Thay đổi đơn vị hành chính ở địa bàn này trước 01/3/2025 chưa được rà soát: "
    "đang dùng danh mục giữa năm 2025."
)
_NO_COMMUNES = translatable("Đơn vị này không có đơn vị hành chính cấp xã.")


class SelectionSpan(Entry):
    """A selection over some days: the communes ``under`` one unit, or those listed.

    ``note`` is shown wherever the selection is, to say what it does not coincide with.
    """

    valid_from: date = RECORD_START
    valid_to: date | None = None
    label: str
    under: str = ""
    units: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _says_units_once(self) -> SelectionSpan:
        if bool(self.under) == bool(self.units):
            raise ValueError(say("ghi một trong hai mục: under hoặc units"))
        return self

    def covers(self, day: date) -> bool:
        """Whether the span holds that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class SelectionEntry(Entry):
    """A selection as written in the file."""

    token: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    spans: tuple[SelectionSpan, ...] = Field(min_length=1)


class SelectionFile(Entry):
    """The file `data/reference/selections.yaml`, or an operator's overlay of it."""

    selections: tuple[SelectionEntry, ...]


@dataclass(frozen=True)
class Selection:
    """A saved selection; ``token`` is its name in addresses and on the command line."""

    token: str
    spans: tuple[SelectionSpan, ...]

    def on(self, day: date) -> SelectionSpan:
        """Return the span that holds the day; raises :class:`UnknownPlace`."""
        for span in self.spans:
            if span.covers(day):
                return span
        raise UnknownPlace(
            say(
                "Địa bàn “{token}” chưa khai báo cho ngày {day}.",
                token=self.token,
                day=format_date(day),
            )
        )


Selections = Mapping[str, Selection]


def load_selections(data_dir: Path | None = None, reference: Path = REFERENCE_DIR) -> Selections:
    """Return saved selections by token, in the order of the file; the operator's overlay wins.

    Raises ``CatalogueError`` naming file, line and entry.
    """
    overlay = overlay_file(data_dir, "selections.yaml")
    return _load(reference, overlay, reference_stamp((overlay,)))


@lru_cache(maxsize=4)
def _load(reference: Path, overlay: Path | None, _stamp: tuple[object, ...]) -> Selections:
    paths = [reference / "selections.yaml", *([overlay] if overlay else [])]
    entries = [entry for path in paths for entry in read_reference(path, SelectionFile).selections]
    return {entry.token: Selection(entry.token, entry.spans) for entry in entries}


def resolve_area(registry: Registry, token: str, as_of: date, selections: Selections) -> Area:
    """Return the địa bàn that a token (a selection's name or a code) meant on a day.

    Raises :class:`UnknownPlace`, in Vietnamese, saying what the code became or what is near.
    """
    if token in selections:
        return _selected(registry, token, as_of, selections[token].on(as_of))
    if not any(char.isdigit() for char in token) and not registry.spans(token):
        raise UnknownPlace(_say_unknown_token(token, selections))
    locality = registry.at(token, as_of)
    units = _units_of(registry, locality, as_of)
    return Area(
        token=token,
        label=dated_label(registry, locality),
        level=locality.level,
        as_of=as_of,
        locality=locality,
        units=units,
        note=_notes(registry, locality, units, as_of),
    )


def dated_label(registry: Registry, locality: Locality) -> str:
    """Name the unit, with its days wherever the name alone could mean another unit.

    “Phường Hoàng Mai (từ 01/7/2025)”, “Quận Hoàng Mai (đến 30/6/2025)”. Same-named units
    count when they lie in what is now one province; districts are always dated.
    """
    rivals = (
        other
        for other in homonyms(registry, locality)
        if _province_today(registry, other) == _province_today(registry, locality)
        and not _same_territory(registry, locality, other)
    )
    if locality.level is not Level.DISTRICT and not any(rivals):
        return locality.name
    if locality.valid_to is not None:
        return say(
            "{name} (đến {valid_to})", name=locality.name, valid_to=format_date(locality.valid_to)
        )
    return say(
        "{name} (từ {valid_from})", name=locality.name, valid_from=format_date(locality.valid_from)
    )


def _selected(registry: Registry, token: str, as_of: date, span: SelectionSpan) -> Area:
    if span.under:
        locality = registry.at(span.under, as_of)
        units = _units_of(registry, locality, as_of)
        note = _notes(registry, locality, units, as_of)
        level = locality.level
    else:
        locality, note, level = None, "", Level.DISTRICT
        units = tuple(registry.at(code, as_of) for code in sorted(span.units))
    notes = " ".join(filter(None, (say(span.note), note)))
    return Area(token, say(span.label), level, as_of, locality, units, notes)


def _units_of(registry: Registry, locality: Locality, day: date) -> tuple[Locality, ...]:
    if locality.level in (Level.COMMUNE, Level.HAMLET):
        return (locality,)
    return registry.units(locality.code, day)


def _notes(registry: Registry, locality: Locality, units: tuple[Locality, ...], day: date) -> str:
    notes = []
    if not units:
        notes.append(say(_NO_COMMUNES))
    if not registry.is_reviewed(locality, day):
        notes.append(say(_UNREVIEWED))
    return " ".join(notes)


def _province_today(registry: Registry, locality: Locality) -> str:
    """Code of the province of today that the unit lies in."""
    province = registry.at(locality.province_code, locality.valid_from)
    after = registry.successors(province.key)
    return after[0][0].code if after else province.code


def _same_territory(registry: Registry, one: Locality, other: Locality) -> bool:
    """Whether one is the other going on under the same name and in the same bounds."""
    earlier, later = sorted((one, other), key=lambda unit: unit.valid_from)
    return registry.continues(later) == earlier and later.name == earlier.name


def _say_unknown_token(token: str, selections: Selections) -> str:
    near = difflib.get_close_matches(token, selections, n=3, cutoff=0.5) or list(selections)
    return say(
        "Không có địa bàn “{token}”. Dùng mã đơn vị hành chính hoặc một trong "
        "các địa bàn đã lưu: {near}.",
        token=token,
        near=", ".join(near),
    )
