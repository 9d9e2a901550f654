"""Makes a release: tables, what can be calculated from them, and what must be hidden."""

from __future__ import annotations

from collections.abc import Sequence

from childrights.disclosure.release import Draft
from childrights.disclosure.suppress import Earlier, suppress
from childrights.disclosure.system import make_system
from childrights.disclosure.tables import Sources, make_tables
from childrights.disclosure.threshold import Threshold
from childrights.periods import Period


def draft_release(
    sources: Sources, periods: Sequence[Period], threshold: Threshold, earlier: Earlier
) -> Draft:
    """Work out a release of some periods; raises ``Unprotectable`` when it cannot be safe."""
    tables = make_tables(sources, periods, threshold.smallest_shown_count)
    system = make_system(tables, sources.catalogue, sources.registry)
    return Draft(tables, system, suppress(system, threshold, earlier))
