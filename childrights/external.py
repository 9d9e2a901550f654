"""External consistency: reported numbers of children beside what other sources count there.

Of each unit, and of the area itself once all its units have reported, every whole count that an
indicator is made of (children under 16, children under 6, people) is held against the newest
figure of the census or of a later publication (``childrights.places.population``). Where only the
number of people is known, the catalogue's own comparison says how much of them children may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.loader import Catalogue
from childrights.desk import Desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.judgement.quality import SAME_THING, Band
from childrights.language import say
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.model import Area, Level, LocalityKey
from childrights.places.population import Told
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.numbers import format_number, format_percent, round_half_up


@dataclass(frozen=True)
class Held:
    """One reported count beside another source's; ``measure`` and ``against`` are ids.

    ``told`` may count the same thing, or the people of whom the children are a share; ``band`` is
    how much of it the reported count may be.
    """

    token: str
    name: str
    measure: str
    reported: Decimal
    against: str
    told: Told
    band: Band

    @property
    def is_sound(self) -> bool:
        """Whether the reported count lies where the other source lets it."""
        return self.band.holds(self.reported, self.told.count)

    @property
    def share(self) -> Decimal:
        """Reported of what is known, in percent, to one decimal."""
        return round_half_up(100 * self.reported / self.told.count, 1)


def held_against_others(desk: Desk, name: str, token: str, period: Period) -> list[Held]:
    """Units in their order, then the area; empty where no other source's figure is known."""
    area = desk.area(token, period)
    ours = {unit.key for unit in area.units}
    units = desk.values(Question(name, (period,), (UNIT,)), token)
    found = [
        item
        for value in units
        if value.locality in ours
        for item in _held(desk, value, (frozenset({value.locality}),))
    ]
    whole = desk.value(name, token, period)
    if whole.units_expected and whole.units_reported == whole.units_expected:
        found += _held(desk, whole, _territories(area))
    return found


def _territories(area: Area) -> tuple[frozenset[LocalityKey], ...]:
    """An area's own figure before the sum of its units'; a single unit is its own."""
    by_unit = frozenset(unit.key for unit in area.units)
    if area.locality is None or area.level is Level.DISTRICT:
        return (by_unit,)
    return (frozenset({area.locality.key}), by_unit)


def _held(
    desk: Desk, value: DisclosedValue, territories: Collection[frozenset[LocalityKey]]
) -> Iterator[Held]:
    terms = desk.catalogue.definition(value.indicator, value.period).terms
    for term, reported in zip(terms, (value.numerator, value.denominator), strict=False):
        if reported is None or term.where or value.borrowed:
            continue
        for against, band in _candidates(desk.catalogue, term.measure):
            told = _told(desk, against, territories, value.period)
            if told is not None:
                yield Held(
                    value.area_token, value.name, term.measure, reported, against, told, band
                )
                break


def _candidates(catalogue: Catalogue, measure: str) -> Iterator[tuple[str, Band]]:
    """The same measure first, then the wholes that the catalogue compares it with."""
    yield measure, SAME_THING
    for item in catalogue.comparisons:
        is_whole = item.part.where == ({},) == item.whole.where
        if is_whole and item.part.measure == measure:
            yield item.whole.measure, Band(item.from_pct, item.to_pct)


def _told(
    desk: Desk, measure: str, territories: Collection[frozenset[LocalityKey]], period: Period
) -> Told | None:
    for places in territories:
        found = desk.population.told(desk.registry, measure, places, as_of(period), desk.shares)
        if found is not None:
            return found
    return None


def sentence(catalogue: Catalogue, item: Held) -> str:
    """What was reported, what the other source counts, and where the line lies."""
    measures = catalogue.measures
    basis = say(", quy đổi theo {basis}", basis=item.told.basis) if item.told.basis else ""
    return say(
        "{name}: {label} {reported}; {label_2} {count} ngày {day} "
        "({sources}{basis}). Bằng {share}, khoảng chấp nhận từ {from_pct}% đến "
        "{to_pct}%.",
        name=item.name,
        label=measures[item.measure].label,
        reported=format_number(item.reported, 0),
        label_2=measures[item.against].label,
        count=format_number(item.told.count, 0),
        day=format_date(item.told.day),
        sources="; ".join(item.told.sources),
        basis=basis,
        share=format_percent(item.share),
        from_pct=item.band.from_pct,
        to_pct=item.band.to_pct,
    )
