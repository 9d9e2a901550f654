"""From what count on a sensitive figure may be published: the operator's setting.

No legal minimum cell size was found in Vietnam; five is the choice of this project
(docs/decisions/0015). An operator writes another in ``<data>/overlay/disclosure.yaml``.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import Field

from childrights.places.reference import Entry, overlay_file, read_reference

SETTING_FILE = "disclosure.yaml"


class Threshold(Entry):
    """The operator's setting.

    ``smallest_shown_count`` is the smallest count, apart from zero, that the public may see of a
    sensitive cell. ``protection_level`` is how wide the interval into which an outsider can
    narrow a hidden cell must at least be: as wide as that of the counts that are hidden.
    """

    smallest_shown_count: int = Field(5, ge=3, le=100)

    @property
    def protection_level(self) -> int:
        """Least width, in children, of what can be worked out about a hidden cell."""
        return self.smallest_shown_count - 1


def load_threshold(data_dir: Path | None = None) -> Threshold:
    """The setting in force; raises ``CatalogueError`` naming file, line and entry."""
    overlay = overlay_file(data_dir, SETTING_FILE)
    return read_reference(overlay, Threshold) if overlay else Threshold()


def small(count: Decimal, threshold: Threshold) -> bool:
    """Whether a count is one of those that the public may not see."""
    return 0 < count < threshold.smallest_shown_count
