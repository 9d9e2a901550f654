"""A snapshot that answers a query once, for one piece of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from childrights.warehouse.kept import Kept
from childrights.warehouse.snapshot import Snapshot


@dataclass(frozen=True)
class RememberedSnapshot(Snapshot):
    """The same snapshot; a query that was put before is answered as it was then.

    Right because a snapshot never changes. Answers stay as long as this object, so it is made for
    one report and let go with it.
    """

    answers: dict[Any, list[tuple[Any, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As :meth:`Snapshot.rows`; the rows are shared and must not be changed."""
        key = sql, tuple(tuple(item) if isinstance(item, list) else item for item in parameters)
        if key not in self.answers:
            self.answers[key] = super().rows(sql, parameters)
        return self.answers[key]


def remembered(snapshot: Snapshot) -> RememberedSnapshot:
    """The snapshot with a memory of its own, empty."""
    kept = snapshot.kept or Kept()
    return RememberedSnapshot(snapshot.name, snapshot.connection, snapshot.warning, kept)
