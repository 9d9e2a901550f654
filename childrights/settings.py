"""Where the data folder lies."""

from __future__ import annotations

import os
from pathlib import Path

from childrights.catalogue.loader import ROOT

VARIABLE = "CHILDRIGHTS_DATA"
"""Environment variable that names the folder for what is made or set at run time."""

REAL_FOLDER = ROOT / "data"
DEMONSTRATION_FOLDER = ROOT / "data" / "demo"


def data_dir() -> Path:
    """The data folder in use.

    ``CHILDRIGHTS_DATA`` where it is set; else ``data/`` once it holds a ledger; else the
    demonstration's own folder once that does; else ``data/``.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if not has_ledger(REAL_FOLDER) and has_ledger(DEMONSTRATION_FOLDER):
        return DEMONSTRATION_FOLDER
    return REAL_FOLDER


def real_dir() -> Path:
    """Where a real folder is started: ``CHILDRIGHTS_DATA``, else ``data/``, as ``run.py real``."""
    return Path(os.environ.get(VARIABLE) or REAL_FOLDER)


def demonstration_dir() -> Path:
    """Where demonstration submissions go: ``CHILDRIGHTS_DATA``, else their own folder."""
    return Path(os.environ.get(VARIABLE) or DEMONSTRATION_FOLDER)


def has_ledger(folder: Path) -> bool:
    """Whether a data folder has been started."""
    return (folder / "ledger" / "KIND").exists()
