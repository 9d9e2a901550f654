"""What an outsider can subtract: equations that must be known before anything can be hidden well.

Each of these small counts could be worked out from shown ones; found by attacking whole releases.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.disclosure.series import Series
from childrights.disclosure.suppress import suppress
from childrights.disclosure.system import make_system
from childrights.disclosure.tables import CellKey, Place, TableCell, Tables
from childrights.disclosure.threshold import Threshold
from childrights.periods import Period
from childrights.places.areas import resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import Locality, LocalityKey, Relation
from childrights.places.registry import Registry, load_registry

LEVEL = 4


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def cell(
    measure: str, place: str, units: Iterable[LocalityKey], period: str, count: int
) -> TableCell:
    """A cell of an area, or of a unit where the place is its code."""
    over = frozenset(units)
    key = CellKey(Series(measure), Place(place), Period.parse(period))
    return TableCell(key, Decimal(count), over, is_unit=len(place) == 5)


def hidden(catalogue: Catalogue, registry: Registry, *cells: TableCell) -> frozenset[str]:
    """What is hidden when these cells, none of them small, are all that is published."""
    tables = Tables((), {item.key: item for item in cells}, frozenset(), ())
    assert all(item.value == 0 or item.value > LEVEL for item in cells)
    return suppress(make_system(tables, catalogue, registry), Threshold()).hidden


@pytest.mark.parametrize(("of_the_third", "is_safe"), [(3, False), (30, True), (0, True)])
def test_a_unit_without_a_figure_of_its_own_is_what_the_others_leave(
    catalogue: Catalogue, registry: Registry, of_the_third: int, is_safe: bool
) -> None:
    """The area's figure counts a third ward, which gave nothing that its own row could show."""
    wards = [unit.key for unit in units_of(registry, "001", "2024-12M")[:3]]
    found = hidden(
        catalogue, registry,
        cell("injury_disabled", "ba-dinh", wards, "2024-12M", 22 + of_the_third),
        cell("injury_disabled", wards[0].code, wards[:1], "2024-12M", 9),
        cell("injury_disabled", wards[1].code, wards[1:2], "2024-12M", 13),
    )  # fmt: skip
    assert bool(found) is not is_safe


def test_a_rise_is_found_across_a_report_that_others_alone_sent(
    catalogue: Catalogue, registry: Registry
) -> None:
    """One ward skipped the nine months: from June to December two children more."""
    one, other = (unit.key for unit in units_of(registry, "001", "2024-12M")[:2])
    steady = [
        cell("injury_disabled", other.code, [other], period, 30)
        for period in ("2024-6M", "2024-9M", "2024-12M")
    ]
    june = cell("injury_disabled", one.code, [one], "2024-6M", 20)
    december = cell("injury_disabled", one.code, [one], "2024-12M", 22)
    assert hidden(catalogue, registry, *steady, june, december) & {str(june.key), str(december.key)}


def test_a_merged_province_goes_on_where_those_that_became_it_stopped(
    catalogue: Catalogue, registry: Registry
) -> None:
    """Three provinces in June, one in December: the difference is two children."""
    cells, inside = [], []
    for old in ("60", "67", "68"):
        new = next(
            unit.key
            for unit in units_of(registry, "68", "2025-12M")
            if {registry.get(one).province_code for one in whole(registry, unit.key)} == {old}
        )
        inside.append(new)
        cells.append(cell("abused_children", old, whole(registry, new), "2025-6M", 20))
    cells.append(cell("abused_children", "68", inside, "2025-12M", 62))
    assert hidden(catalogue, registry, *cells)


def units_of(registry: Registry, token: str, period: str) -> list[Locality]:
    """Communes of a district or province in a period."""
    return list(resolve_area(registry, token, as_of(Period.parse(period)), {}).units)


def whole(registry: Registry, unit: LocalityKey) -> list[LocalityKey]:
    """What became the unit whole."""
    return [old for old, relation in registry.predecessors(unit) if relation is Relation.FULL]
