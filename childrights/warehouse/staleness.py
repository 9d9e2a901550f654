"""Whether the snapshot that viewers see has fallen behind the ledger."""

from __future__ import annotations

from pathlib import Path

from childrights.warehouse.ledger import Ledger, LedgerError
from childrights.warehouse.snapshot import published_revision


def is_behind(data_dir: Path) -> bool:
    """Whether the ledger holds a batch or an event that no snapshot was built of yet.

    So it is for the seconds of a load, and for good when building a snapshot failed. A folder
    without a readable ledger has nothing to be behind of; commands say what is wrong with it.
    """
    try:
        return published_revision(data_dir) != Ledger.open(data_dir).revision()
    except LedgerError:
        return False
