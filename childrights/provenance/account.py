"""The account of one figure: every cell it was made of, and proof that they add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind, UnitsTerm
from childrights.desk import Desk, Units
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.evaluate.holdings import Holding
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR
from childrights.evaluate.value import Part
from childrights.language import say
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.provenance.trace import TracedCell, trace


class NoSuchFigure(LookupError):
    """The area has no such unit, or the indicator no such breakdown; the message says which."""


@dataclass(frozen=True)
class Wanted:
    """Which figure: of the area, or of one of its ``unit`` (a code), whole or of one breakdown."""

    indicator: str
    token: str
    period: Period
    unit: str = ""
    breakdown: Mapping[str, str] = field(default_factory=dict)
    units: Units = Units.THEN


@dataclass(frozen=True)
class Line:
    """One cell in an account.

    ``weight`` is the share of its unit that lies in the place (1 for a whole unit, ``None`` where
    it is unknown). ``counts`` tells whether the cell is inside the figure.
    """

    cell: TracedCell
    weight: Decimal | None
    counts: bool

    @property
    def amount(self) -> Decimal | None:
        """What the cell adds to the figure; ``None`` where that is unknown."""
        if self.cell.value is None or self.weight is None:
            return None
        return self.cell.value * self.weight


@dataclass(frozen=True)
class Account:
    """A figure with the cells behind it, unit by unit.

    ``is_shut`` tells that this audience may not see the cells; there are none then. A composite
    has no cells of its own: each of its ``parts`` is a figure with an account of its own.
    """

    value: DisclosedValue
    indicator: Indicator
    lines: tuple[Line, ...]
    is_shut: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Components of a composite."""
        return () if self.is_shut else self.value.parts

    def counted(self, term: str) -> tuple[Line, ...]:
        """Cells inside the numerator or the denominator."""
        return tuple(line for line in self.lines if line.counts and line.cell.term == term)

    @property
    def left_out(self) -> tuple[Line, ...]:
        """Cells that do not count: replaced, sent back, or of a unit that lacks another cell."""
        return tuple(line for line in self.lines if not line.counts)

    @property
    def numerator(self) -> Decimal | None:
        """The cells of the numerator, added up; ``None`` without any."""
        return _added(self.counted(NUMERATOR))

    @property
    def denominator(self) -> Decimal | None:
        """The cells of the denominator, added up; a share of units counts the units."""
        if isinstance(self.indicator.denominator, UnitsTerm):
            units = {line.cell.locality for line in self.counted(NUMERATOR)}
            return Decimal(len(units)) if units else None
        return _added(self.counted(DENOMINATOR))

    @property
    def adds_up(self) -> bool:
        """Whether the cells add up exactly to the numerator and denominator of the figure.

        A figure without a numerator (not reported, bounded only) claims nothing, and holds; so
        does a composite, which is worked out from figures and not from cells, and one whose cells
        are shut: there is nothing to hold against it.
        """
        is_composite = self.indicator.kind is Kind.COMPOSITE
        if self.is_shut or is_composite or self.value.numerator is None:
            return True
        return (self.numerator, self.denominator) == (self.value.numerator, self.value.denominator)


def _added(lines: Iterable[Line]) -> Decimal | None:
    amounts = [line.amount for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def account(desk: Desk, wanted: Wanted, audience: Audience = Audience.INTERNAL) -> Account:
    """The account of a figure, as an audience may see it.

    To the public the cells of a protected indicator, marked so or not, and of a composite are
    shut, and nobody's words are told, neither an officer's explanation nor a reviewer's reason:
    they may name a child. Raises :class:`NoSuchFigure`, ``UnknownPlace`` and ``KeyError`` for an
    indicator that does not exist.
    """
    indicator = desk.catalogue.definition(wanted.indicator, wanted.period)
    value = _value(desk, wanted, audience)
    is_public = audience is Audience.PUBLIC
    # As the door asks: a rate over a protected count is unmarked, and its cells are that count.
    is_office_only = desk.is_protected(wanted.indicator) or indicator.kind is Kind.COMPOSITE
    if value.is_suppressed or (is_public and is_office_only):
        return Account(value, indicator, (), is_shut=True)
    lines = tuple(_lines(desk, wanted, value))
    shown = tuple(_without_words(line) for line in lines) if is_public else lines
    return Account(value, indicator, shown)


def _value(desk: Desk, wanted: Wanted, audience: Audience) -> DisclosedValue:
    unknown = set(wanted.breakdown) - set(
        desk.catalogue.definition(wanted.indicator, wanted.period).breakdowns
    )
    if unknown:
        raise NoSuchFigure(
            say("Chỉ tiêu không phân tổ theo {sorted}.", sorted=", ".join(sorted(unknown)))
        )
    by = (*wanted.breakdown, *([UNIT] if wanted.unit else []))
    question = Question(wanted.indicator, (wanted.period,), by)
    for value in desk.values(question, wanted.token, audience, wanted.units):
        is_unit = not wanted.unit or value.area_token == wanted.unit
        if is_unit and dict(value.breakdown) == dict(wanted.breakdown):
            return value
    what = wanted.unit or ", ".join(wanted.breakdown.values())
    raise NoSuchFigure(say("Không có con số nào của “{what}” trong địa bàn và kỳ này.", what=what))


def _lines(desk: Desk, wanted: Wanted, value: DisclosedValue) -> list[Line]:
    weights = _weights(_holding(desk, wanted))
    # The upper level's own submission, where that is the source and not the sum of the units.
    above = sorted(value.reporting_units - set(weights))
    keys = above or sorted(weights)
    cells = trace(
        desk.snapshot, desk.catalogue, wanted.indicator, wanted.period, keys,
        value.borrowed, wanted.breakdown,
    )  # fmt: skip
    lent = {
        (source, item.period): item.unit
        for item in value.borrowed for source in item.sources
    }  # fmt: skip
    return [_line(cell, value, weights, lent) for cell in cells]


def _holding(desk: Desk, wanted: Wanted) -> Holding:
    is_unit = bool(wanted.unit)
    found = desk.holdings(wanted.token, wanted.period, wanted.units, by_unit=is_unit)
    return next(item for item in found if not is_unit or item.token == wanted.unit)


def _weights(holding: Holding) -> dict[LocalityKey, Decimal | None]:
    return {member.key: member.weight for member in holding.members}


def _line(
    cell: TracedCell,
    value: DisclosedValue,
    weights: Mapping[LocalityKey, Decimal | None],
    lent: Mapping[tuple[LocalityKey, Period], LocalityKey],
) -> Line:
    """A denominator of another period counts for the unit that borrows it."""
    is_lent = cell.term == DENOMINATOR and cell.period != value.period
    unit = lent.get((cell.locality, cell.period), cell.locality) if is_lent else cell.locality
    counts = cell.in_force and unit in value.reporting_units
    return Line(cell, weights.get(unit, Decimal(1)), counts)


def _without_words(line: Line) -> Line:
    told = line.cell.correction
    correction = replace(told, who="", why="") if told is not None else None
    return replace(line, cell=replace(line.cell, explanation="", correction=correction))


def files_of(lines: Sequence[Line]) -> dict[str, str]:
    """SHA-256 and name of each file that the lines stand in, in their order."""
    return {line.cell.sha256: line.cell.file for line in lines}
