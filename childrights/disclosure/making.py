"""Makes a release: tables, what can be calculated from them, and what must be hidden."""

from __future__ import annotations

from collections.abc import Sequence

from childrights.disclosure.release import Draft, Release, over_other_units, settled
from childrights.disclosure.suppress import suppress
from childrights.disclosure.system import make_system
from childrights.disclosure.tables import Sources, make_tables
from childrights.disclosure.threshold import Threshold
from childrights.periods import Period


def draft_release(
    sources: Sources,
    periods: Sequence[Period],
    threshold: Threshold,
    earlier: Sequence[Release] = (),
) -> Draft:
    """Work out a release of some periods; raises ``Unprotectable`` when it cannot be safe.

    ``earlier`` are the releases before it, which nobody forgets.
    """
    tables = make_tables(sources, periods, threshold.smallest_shown_count)
    given = over_other_units(earlier, tables)
    system = make_system(tables, sources.catalogue, sources.registry, given)
    return Draft(tables, system, suppress(system, threshold, settled(earlier)), given)
