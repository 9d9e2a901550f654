"""Reviewed corrections of the packaged crosswalk: data with a reason, and a guard.

Each correction names the pair that it expects to find, or not to find. When the package no
longer says so, loading fails loudly and the correction has to be looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from childrights.places.model import Relation
from childrights.places.reference import REFERENCE_DIR, Entry, read_reference
from childrights.places.sources import SourcePair
from childrights.strict_yaml import CatalogueError, Problem

FILE = "crosswalk-corrections.yaml"


class Correction(Entry):
    """Drop a pair of the package, or add one that it lacks."""

    action: Literal["drop", "add"]
    old: str
    new: str
    why: str


class CorrectionFile(Entry):
    """The file `data/reference/crosswalk-corrections.yaml`."""

    reviewed: date
    corrections: tuple[Correction, ...]


@lru_cache(maxsize=4)
def load_corrections(reference: Path = REFERENCE_DIR) -> tuple[Correction, ...]:
    """Corrections of the project; raises ``CatalogueError`` naming file, line and entry."""
    return read_reference(reference / FILE, CorrectionFile).corrections


def corrected(
    pairs: Iterable[SourcePair], corrections: Sequence[Correction]
) -> tuple[SourcePair, ...]:
    """Pairs after correction; a unit left with one receiver has moved there whole.

    Raises :class:`~childrights.strict_yaml.CatalogueError` for a correction that no
    longer finds what it expects.
    """
    known = {(pair.old_code, pair.new_code): pair.relation for pair in pairs}
    stale = [
        item for item in corrections if ((item.old, item.new) in known) != (item.action == "drop")
    ]
    if stale:
        raise CatalogueError(
            Problem(FILE, 1, f"{item.old} → {item.new}", "gói dữ liệu nay đã khác; rà soát lại")
            for item in stale
        )
    for item in corrections:
        if item.action == "drop":
            del known[item.old, item.new]
        else:
            known[item.old, item.new] = Relation.PARTIAL
    touched = {item.old for item in corrections}
    receivers = Counter(old for old, _ in known)
    return tuple(
        SourcePair(old, new, _relation(relation, receivers[old]) if old in touched else relation)
        for (old, new), relation in known.items()
    )


def _relation(relation: Relation, receivers: int) -> Relation:
    if receivers == 1:
        return Relation.FULL
    return Relation.PARTIAL if relation is Relation.FULL else relation
