"""Disclosed figures as SDMX observations: one row a figure, every cell a text.

What the columns are called and may hold stands in :mod:`childrights.exchange.structure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from childrights.briefing.csv_file import inert_text
from childrights.catalogue.model import TOTAL, Indicator
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue, require_disclosed
from childrights.evaluate.evaluate import UNIT, Question
from childrights.exchange.components import component_id
from childrights.exchange.terms import Unit, area_id, code_id, units_of_measure
from childrights.periods import Period
from childrights.places.calendars import as_of, deadline
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.vietnamese.text import clean

Row = Mapping[str, str]
"""Component to text; a component without a value is empty."""


@dataclass(frozen=True)
class Place:
    """A place of the file. ``valid_to`` is its last day; ``None`` while it stands."""

    id: str
    code: str
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Asked:
    """What a file holds: a địa bàn and each of its units, periods, indicators, for whom."""

    token: str
    periods: tuple[Period, ...]
    indicators: tuple[str, ...]
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True)
class Extract:
    """Rows in order, and the places that they name."""

    asked: Asked
    rows: tuple[Row, ...]
    places: tuple[Place, ...]

    @property
    def hidden(self) -> int:
        """Rows whose figure exists but may not be seen by the audience."""
        return sum(row["OBS_STATUS"] == ObservationStatus.SUPPRESSED for row in self.rows)


def extract(desk: Desk, asked: Asked) -> Extract:
    """Ask the desk for every figure of a file: each indicator, as a total and by each breakdown,
    of the địa bàn and of each of its units.

    Raises ``UnknownPlace`` where the địa bàn did not exist in one of the periods.
    """
    writer = _Writer(desk, asked)
    rows = [
        writer.row(value, is_public)
        for indicator in asked.indicators
        for period in asked.periods
        for by in _breakdowns(desk.catalogue.indicators[indicator], period)
        for value, is_public in _answered(desk, Question(indicator, (period,), by), asked)
    ]
    return Extract(asked, tuple(rows), tuple(writer.places[key] for key in sorted(writer.places)))


def _breakdowns(indicator: Indicator, period: Period) -> Iterator[tuple[str, ...]]:
    version = indicator.at(period)
    for dimension in ((), *((name,) for name in (version.breakdowns if version else ()))):
        yield dimension
        yield (UNIT, *dimension)


def _answered(
    desk: Desk, question: Question, asked: Asked
) -> Iterator[tuple[DisclosedValue, bool]]:
    """Figures for the audience, each with whether the public would see it too."""
    values = desk.values(question, asked.token, asked.audience)
    require_disclosed(values)
    public = values
    if asked.audience is not Audience.PUBLIC:
        public = desk.values(question, asked.token, Audience.PUBLIC)
    for value, outside in zip(values, public, strict=True):
        yield value, not outside.is_suppressed


@dataclass
class _Writer:
    """Turns figures into rows, and remembers the places that they name."""

    desk: Desk
    asked: Asked
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        catalogue = self.desk.catalogue
        self._units: Mapping[str, Unit] = units_of_measure(
            item.unit for item in catalogue.indicators.values()
        )
        self._columns = {name: component_id(name) for name in catalogue.dimension_names}
        self._cut_offs: dict[tuple[str, Period], str] = {}

    def row(self, value: DisclosedValue, is_public: bool) -> Row:
        """One figure with everything that must travel beside it."""
        place = self._place(value)
        marks = value.status.split("+")
        return {
            "FREQ": "A",
            "REF_AREA": place.id,
            "INDICATOR": code_id(value.indicator),
            "REPORTING_SPAN": f"M{value.period.span.months}",
            **{
                column: code_id(value.breakdown.get(name, TOTAL))
                for name, column in self._columns.items()
            },
            "TIME_PERIOD": str(value.period.year),
            "OBS_VALUE": _number(value.value),
            "OBS_STATUS": marks[0],
            "OBS_STATUS_2": "+".join(marks[1:]),
            "CONF_STATUS": _confidentiality(value, is_public).value,
            **self._figures(value),
            **self._method(value),
            "CUT_OFF": self._cut_off(value),
            "AREA_CODE": inert_text(place.code),
            "AREA_VALID_FROM": place.valid_from.isoformat(),
            "COMMENT_OBS": inert_text(clean(value.note)),
        }

    def _figures(self, value: DisclosedValue) -> Row:
        """Numbers beside the figure. Of a hidden one not even the units that reported are told."""
        told = not value.is_suppressed
        return {
            "NUMERATOR": _sum(value.numerator),
            "DENOMINATOR": _sum(value.denominator),
            "UNITS_REPORTED": str(value.units_reported) if told else "",
            "UNITS_EXPECTED": str(value.units_expected) if told else "",
        }

    def _method(self, value: DisclosedValue) -> Row:
        """How the figure is measured, by the definition in force in its period."""
        definition = self.desk.catalogue.definition(value.indicator, value.period)
        unit = self._units[definition.unit]
        measure = (
            definition.numerator and self.desk.catalogue.measures[definition.numerator.measure]
        )
        return {
            "UNIT_MEASURE": unit.id,
            "UNIT_MULT": str(unit.power),
            "DECIMALS": str(definition.decimals),
            "STOCK_FLOW": measure.stock_flow.value.upper() if measure else "",
            "METHOD_SINCE": value.method_since.isoformat() if value.method_since else "",
            "SOURCE": inert_text(clean(say_source(definition))),
        }

    def _place(self, value: DisclosedValue) -> Place:
        found = self._located(value)
        return self.places.setdefault(found.id, found)

    def _located(self, value: DisclosedValue) -> Place:
        if value.locality is None:
            span = self.desk.selections[value.area_token].on(as_of(value.period))
            code, since, until, name = value.area_token, span.valid_from, span.valid_to, span.label
        else:
            unit = self.desk.registry.get(value.locality)
            code, since, until, name = unit.code, unit.valid_from, unit.valid_to, unit.name
        return Place(area_id(code, since), code, name, since, until)

    def _cut_off(self, value: DisclosedValue) -> str:
        """Last day that the figure covers, by the calendar of its place."""
        key = (value.area_token, value.period)
        if key not in self._cut_offs:
            code = value.locality.code if value.locality else self._first_unit(value)
            due = deadline(self.desk.registry, code, value.period, self.desk.calendars)
            self._cut_offs[key] = due.cut_off.isoformat() if due else ""
        return self._cut_offs[key]

    def _first_unit(self, value: DisclosedValue) -> str:
        return self.desk.area(value.area_token, value.period).units[0].code


def _confidentiality(value: DisclosedValue, is_public: bool) -> Confidentiality:
    """An internal figure that the public may not see says so; else the door's own mark."""
    return value.confidentiality if is_public or value.is_suppressed else Confidentiality.INTERNAL


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _sum(number: Decimal | None) -> str:
    """An exact sum without the zeros that the store keeps behind it."""
    return "" if number is None else f"{number.normalize():f}"


def say_source(definition: Indicator) -> str:
    """The document that a definition comes from, and its article."""
    return ", ".join(filter(None, (definition.source.document, definition.source.article)))
