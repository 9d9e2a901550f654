"""The desk of an earlier day: that day's figures under that day's definitions.

“Số liệu đã chốt” of any day can be shown again to the digit: submissions received, decisions
made, catalogue, forms, targets, places and corrections are all those known at that moment.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.desk import Desk, open_desk
from childrights.places.areas import load_selections
from childrights.places.calendars import load_calendars
from childrights.places.registry import Registry, load_registry
from childrights.places.shares import load_shares
from childrights.warehouse.corrections import load_corrections
from childrights.warehouse.definitions import (
    Definitions,
    LaidOut,
    files_on_disk,
    in_force,
    kept,
    laid_out,
    place_files,
)
from childrights.warehouse.ledger import Ledger
from childrights.warehouse.snapshot import Snapshot, open_named, replay


def desk_as_known(data_dir: Path, moment: datetime | None, *, signed_off: bool = False) -> Desk:
    """The desk as it was known at a moment (``None``: now).

    With ``signed_off`` only closed figures (đã chốt) count. A ledger from before definitions were
    kept is seen under today's. Raises ``LedgerError`` and what loading definitions raises.
    """
    ledger = Ledger.open(data_dir)
    definitions = in_force(ledger, moment) if moment else None
    if definitions is None:
        return open_desk(data_dir, _replayed_under_todays(ledger, moment, signed_off=signed_off))
    with laid_out(definitions) as where:
        catalogue = load_catalogue(root=where.root, data_dir=where.data_dir)
        registry = _registry(definitions, where, data_dir)
        corrections = load_corrections(where.data_dir, where.reference)
        snapshot = replay(
            ledger, registry.all_localities(), catalogue.dimension_names, moment, corrections,
            signed_off=signed_off,
        )  # fmt: skip
        return _desk(catalogue, registry, where, snapshot)


def desk_of(data_dir: Path, name: str) -> Desk:
    """The desk of a kept snapshot, under the definitions of its day."""
    snapshot = open_named(data_dir, name)
    number = snapshot.meta().get("definitions", "")
    if not number:
        return open_desk(data_dir, snapshot)
    definitions = kept(Ledger.open(data_dir), int(number))
    with laid_out(definitions) as where:
        catalogue = load_catalogue(root=where.root, data_dir=where.data_dir)
        return _desk(catalogue, _registry(definitions, where, data_dir), where, snapshot)


def _replayed_under_todays(
    ledger: Ledger, moment: datetime | None, *, signed_off: bool
) -> Snapshot:
    folder = ledger.data_dir
    catalogue = load_catalogue(data_dir=folder)
    localities = load_registry(folder).all_localities()
    corrections = load_corrections(folder)
    return replay(
        ledger, localities, catalogue.dimension_names, moment, corrections, signed_off=signed_off
    )


def _desk(catalogue: Catalogue, registry: Registry, where: LaidOut, snapshot: Snapshot) -> Desk:
    return Desk(
        catalogue=catalogue,
        registry=registry,
        selections=load_selections(where.data_dir, where.reference),
        calendars=load_calendars(where.data_dir, where.reference),
        shares=load_shares(where.data_dir),
        snapshot=snapshot,
    )


def _registry(definitions: Definitions, where: LaidOut, data_dir: Path) -> Registry:
    """The places of the definitions; today's, already loaded, when they are the same."""
    if place_files(definitions) == place_files(files_on_disk(data_dir)):
        return load_registry(data_dir)
    return load_registry(where.data_dir, where.reference)
