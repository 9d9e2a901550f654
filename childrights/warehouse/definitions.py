"""What figures meant on a day: catalogue, forms, targets, places and corrections of that day.

Every version enters the ledger as an event that lists its files by name and hash; the texts lie
with the received files. A replay lays the files of a day out again and loads them as today's are
loaded (docs/decisions/0013).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from childrights.catalogue.loader import Catalogue
from childrights.places.reference import REFERENCE_DIR
from childrights.warehouse.events import Event, EventKind
from childrights.warehouse.ledger import Ledger

Definitions = Mapping[str, bytes]
"""File contents by name: `indicators.yaml`, `etl/forms/…`, `data/reference/…`, `overlay/…`."""

_REFERENCE = "data/reference"
_OVERLAY = "overlay"
_SUFFIXES = {".yaml", ".csv"}


def definitions_of(catalogue: Catalogue, data_dir: Path) -> dict[str, bytes]:
    """What is in force now: the catalogue as loaded, places and corrections as they lie on disk."""
    found = files_on_disk(data_dir)
    # The catalogue in hand is what judges; its files may have changed since it was loaded.
    return {**found, **{name: text.encode() for name, text in catalogue.sources.items()}}


def files_on_disk(data_dir: Path) -> dict[str, bytes]:
    """The project's reference files and the operator's overlay, as they lie there now."""
    return {
        **_files(REFERENCE_DIR, _REFERENCE),
        **_files(data_dir / _OVERLAY, _OVERLAY),
    }


def place_files(definitions: Definitions) -> dict[str, bytes]:
    """Those of the definitions that say which units there were."""
    wanted = ("events.yaml", "crosswalk-corrections.yaml", "hamlets.csv")
    return {
        name: content
        for name, content in definitions.items()
        if name.endswith(wanted) or name.startswith(f"{_OVERLAY}/localities/")
    }


def _files(folder: Path, prefix: str) -> dict[str, bytes]:
    return {
        f"{prefix}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _SUFFIXES
    }


def record(ledger: Ledger, definitions: Definitions, moment: datetime) -> bool:
    """Keep the definitions if they differ from the last kept; tell whether they did.

    They are in force from ``moment`` (when the first file judged by them was received, or now),
    but never before anything that the ledger already held: what was known of an earlier day does
    not change. Call it inside ``ledger.writing()``.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in definitions.items()}
    versions = _versions(ledger.events())
    if versions and dict(versions[-1].files) == hashes:
        return False
    for content in definitions.values():
        ledger.keep_file(content)
    since = max(moment, ledger.newest_moment() or moment)
    ledger.add_event(Event(EventKind.DEFINITIONS, since, files=hashes))
    return True


def are_recorded(ledger: Ledger, definitions: Definitions) -> bool:
    """Whether these are the definitions that the ledger kept last."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in definitions.items()}
    versions = _versions(ledger.events())
    return bool(versions) and dict(versions[-1].files) == hashes


def _versions(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.kind is EventKind.DEFINITIONS]


def in_force(ledger: Ledger, moment: datetime) -> Definitions | None:
    """The definitions of a moment; before the first kept version, that one.

    ``None`` for a ledger that never kept any. Raises ``LedgerDamaged``.
    """
    versions = _versions(ledger.events())
    if not versions:
        return None
    chosen = [event for event in versions if event.at <= moment] or versions[:1]
    return kept(ledger, chosen[-1].number)


def kept(ledger: Ledger, number: int) -> Definitions:
    """The definitions kept by the event of that number; raises ``KeyError``, ``LedgerDamaged``."""
    files = {event.number: event.files for event in _versions(ledger.events())}[number]
    return {name: ledger.kept_file(sha256) for name, sha256 in files.items()}


@dataclass(frozen=True)
class LaidOut:
    """Definitions on disk: ``root`` stands for the project, ``data_dir`` for the data folder."""

    root: Path
    data_dir: Path

    @property
    def reference(self) -> Path:
        """Where the project's reference files lie."""
        return self.root / _REFERENCE


@contextmanager
def laid_out(definitions: Definitions) -> Iterator[LaidOut]:
    """Write definitions to a temporary folder, to be loaded from there."""
    with TemporaryDirectory(prefix="childrights-") as name:
        where = LaidOut(Path(name) / "root", Path(name) / "data")
        where.reference.mkdir(parents=True)
        for relative, content in definitions.items():
            is_overlay = relative.startswith(f"{_OVERLAY}/")
            path = (where.data_dir if is_overlay else where.root) / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield where
