"""The fixed set of tables that the public may see of sensitive indicators, and their cells.

Three tables, and nothing else (docs/decisions/0015): each commune's totals; the totals and single
breakdowns of provinces and saved selections; both for every period, in the units of its day.
Series marked ``strict`` are in the tables for provinces alone, and there only where at least
half of the province's units stand behind the figure, else it would be a district's under
another name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Sensitivity, Term
from childrights.disclosure.series import Classes, Series, series_of, terms
from childrights.evaluate.evaluate import Question, evaluate
from childrights.evaluate.holdings import Holding, Member, of_the_day
from childrights.evaluate.value import Value
from childrights.periods import Period
from childrights.places.areas import Selections, resolve_area
from childrights.places.calendars import Calendar, as_of, deadline
from childrights.places.model import Area, Level, LocalityKey, UnknownPlace
from childrights.places.registry import Registry
from childrights.warehouse.snapshot import Snapshot


@dataclass(frozen=True, order=True)
class Place:
    """A place of the tables: a commune, a province or a saved selection, in one period.

    ``since`` is the day from which the code meant the place, empty for a selection.
    """

    token: str
    since: str = ""

    def __str__(self) -> str:
        return f"{self.token}@{self.since}" if self.since else self.token


@dataclass(frozen=True)
class CellKey:
    """One cell: what is counted, where, and when."""

    series: Series
    place: Place
    period: Period

    def __str__(self) -> str:
        return f"{self.series}|{self.place}|{self.period}"


@dataclass(frozen=True)
class TableCell:
    """A cell's exact count, and the units that it is the sum of."""

    key: CellKey
    value: Decimal
    units: frozenset[LocalityKey]
    is_unit: bool


@dataclass(frozen=True)
class TableFigure:
    """A figure of the tables. It may be shown when each of its protected cells is."""

    value: Value
    cells: tuple[CellKey, ...]


@dataclass(frozen=True)
class Tables:
    """Every figure that may ever be shown, and the protected cells that they are made of.

    ``unsafe`` are cells that must be hidden whatever their count, because what is left of an open
    denominator would be small. ``rows`` are all figures of the tables, fit to show or not.
    """

    figures: tuple[TableFigure, ...]
    cells: Mapping[CellKey, TableCell]
    unsafe: frozenset[CellKey]
    rows: tuple[Value, ...] = field(repr=False)


@dataclass(frozen=True)
class Sources:
    """What tables are made from."""

    catalogue: Catalogue
    registry: Registry
    selections: Selections
    calendars: Sequence[Calendar]
    snapshot: Snapshot


def make_tables(sources: Sources, periods: Sequence[Period], smallest_shown: int) -> Tables:
    """Evaluate the whole set of tables for some periods, as only the inside may see them."""
    classes = Classes(sources.catalogue)
    places = {period: _places(sources, period) for period in periods}
    rows = [
        row
        for name in classes.protected_indicators()
        for row in _indicator_rows(sources, classes, name, periods, places)
    ]
    found = _cells(sources.catalogue, classes, rows)
    cells = _without_odd_breakdowns(found)
    return Tables(
        figures=tuple(_figures(classes, rows, cells)),
        cells=cells,
        unsafe=frozenset(_small_remainders(sources.catalogue, classes, rows, smallest_shown)),
        rows=tuple(value for value, _ in rows),
    )


_Row = tuple[Value, bool]
"""A figure, and whether it is one unit's own."""


@dataclass(frozen=True)
class _Places:
    units: tuple[Holding, ...]
    areas: tuple[Holding, ...]


def _places(sources: Sources, period: Period) -> _Places:
    """Communes that reported anything in a period, and the areas that hold any of them."""
    day = as_of(period)
    registry = sources.registry

    def reports(key: LocalityKey) -> bool:
        return deadline(registry, key.code, period, sources.calendars) is not None

    reported = {
        LocalityKey(code, since)
        for code, since in sources.snapshot.rows(
            "SELECT DISTINCT locality, valid_from FROM submission WHERE in_force AND period = ?",
            [str(period)],
        )
    }
    units = [registry.get(key) for key in sorted(reported)]
    communes = [unit for unit in units if unit.level is Level.COMMUNE and unit.exists_on(day)]
    tokens = [*sorted({unit.province_code for unit in communes}), *sources.selections]
    areas = [area for token in tokens if (area := _area(sources, token, period)) is not None]
    keys = {unit.key for unit in communes}
    held = [area for area in areas if keys & {unit.key for unit in area.units}]
    return _Places(
        tuple(Holding(u.key, u.code, u.name, u.level, (Member(u.key),)) for u in communes),
        tuple(h for area in held for h in of_the_day(area, reports, by_unit=False)),
    )


def _area(sources: Sources, token: str, period: Period) -> Area | None:
    try:
        return resolve_area(sources.registry, token, as_of(period), sources.selections)
    except UnknownPlace:
        return None


def _indicator_rows(
    sources: Sources,
    classes: Classes,
    name: str,
    periods: Sequence[Period],
    places: Mapping[Period, _Places],
) -> Iterable[_Row]:
    indicator = sources.catalogue.indicators[name]
    asked = tuple(p for p in periods if p.span in indicator.spans and indicator.in_force(p))
    if not asked:
        return
    is_strict = _is_strict(classes, name, {})
    for by in [(), *((dimension,) for dimension in indicator.breakdowns)]:
        with_units = not by and not is_strict and Level.COMMUNE in indicator.levels
        holdings = _asker(places, with_units=with_units)
        found = evaluate(sources.snapshot, sources.catalogue, Question(name, asked, by), holdings)
        for value in found:
            if classes.touched(name, value.breakdown):
                yield value, len(value.area_token) == 5 and value.area_token.isdigit()


def _asker(
    places: Mapping[Period, _Places], *, with_units: bool
) -> Callable[[Period], Sequence[Holding]]:
    def holdings(period: Period) -> Sequence[Holding]:
        at = places[period]
        return [*(at.units if with_units else ()), *at.areas]

    return holdings


def _is_strict(classes: Classes, name: str, breakdown: Mapping[str, str]) -> bool:
    return any(
        classes.of(series) is Sensitivity.STRICT for series in classes.touched(name, breakdown)
    )


def place_of(value: Value) -> Place:
    """Where a figure stands in the tables."""
    since = value.locality.valid_from.isoformat() if value.locality else ""
    is_selection = not value.area_token[:1].isdigit()
    return Place(value.area_token, "" if is_selection else since)


def _counts(catalogue: Catalogue, value: Value) -> list[tuple[Series, Decimal]]:
    """The counts that a figure is made of, by series."""
    if value.numerator is None:
        return []
    indicator = catalogue.indicators[value.indicator]
    numbers = [value.numerator, value.denominator]
    return [
        (series_of(term, value.breakdown), number)
        for term, number in zip(terms(indicator), numbers, strict=False)
        if number is not None
    ]


def _may_be_shown(classes: Classes, value: Value) -> bool:
    """Whether the place is one for which so strictly protected a figure may ever be shown."""
    if value.numerator is None or not _is_strict(classes, value.indicator, value.breakdown):
        return value.numerator is not None
    is_province = len(value.area_token) == 2 and value.area_token.isdigit()
    return is_province and 2 * value.units_reported >= value.units_expected


def _cells(
    catalogue: Catalogue, classes: Classes, rows: Iterable[_Row]
) -> dict[CellKey, TableCell]:
    """Every protected cell; over most units where two indicators count over different ones."""
    cells: dict[CellKey, TableCell] = {}
    for value, is_unit in rows:
        if not _may_be_shown(classes, value):
            continue
        protected = set(classes.touched(value.indicator, value.breakdown))
        for series, number in _counts(catalogue, value):
            key = CellKey(series, place_of(value), value.period)
            known = cells.get(key)
            wider = known is None or len(known.units) < len(value.reporting_units)
            if series in protected and wider:
                cells[key] = TableCell(key, number, value.reporting_units, is_unit)
    return cells


def _without_odd_breakdowns(cells: Mapping[CellKey, TableCell]) -> dict[CellKey, TableCell]:
    """Leave out parts that were counted over other units than their total.

    Their difference would be the figure of the units that gave one and not the other.
    """

    def fits(cell: TableCell) -> bool:
        key = cell.key
        for dropped in key.series.codes:
            codes = tuple(pair for pair in key.series.codes if pair != dropped)
            whole = cells.get(CellKey(Series(key.series.measure, codes), key.place, key.period))
            if whole is not None and whole.units != cell.units:
                return False
        return True

    return {key: cell for key, cell in cells.items() if fits(cell)}


def _figures(
    classes: Classes, rows: Iterable[_Row], cells: Mapping[CellKey, TableCell]
) -> Iterable[TableFigure]:
    """Figures whose every protected cell is in the tables, over the same units."""
    for value, _ in rows:
        if not _may_be_shown(classes, value):
            continue
        touched = classes.touched(value.indicator, value.breakdown)
        keys = tuple(CellKey(series, place_of(value), value.period) for series in touched)
        if all(key in cells and cells[key].units == value.reporting_units for key in keys):
            yield TableFigure(value, keys)


def _small_remainders(
    catalogue: Catalogue, classes: Classes, rows: Iterable[_Row], smallest_shown: int
) -> Iterable[CellKey]:
    """Numerators of which an open denominator leaves a small count."""
    for value, _ in rows:
        indicator = catalogue.indicators[value.indicator]
        if value.numerator is None or value.denominator is None or not _is_share(indicator):
            continue
        left = value.denominator - value.numerator
        above, below = (series_of(term, value.breakdown) for term in terms(indicator))
        is_open = classes.of(below) is Sensitivity.ORDINARY
        if is_open and classes.of(above) is not Sensitivity.ORDINARY and 0 < left < smallest_shown:
            yield CellKey(above, place_of(value), value.period)


def _is_share(indicator: Indicator) -> bool:
    return isinstance(indicator.denominator, Term) and indicator.unit == "%"
