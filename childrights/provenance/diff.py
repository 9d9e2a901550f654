"""Every figure that two states of knowledge disagree on, and why where it is known.

Only what can differ is worked out: where the definitions of an indicator are the same on both
sides, its figures are compared for the units and periods whose cells differ, and otherwise for
all. Each figure is an indicator's total for a reporting unit or a saved selection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Target
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue, disclose
from childrights.evaluate.evaluate import Question as Asked
from childrights.evaluate.evaluate import evaluate
from childrights.evaluate.holdings import Holding, Member
from childrights.evaluate.plan import plan
from childrights.periods import Period
from childrights.places.model import LocalityKey, UnknownPlace


class Why(StrEnum):
    """Why a figure differs."""

    SUBMISSION = "submission"
    CORRECTION = "correction"
    DEFINITION = "definition"
    TARGET = "target"
    PLACE = "place"


@dataclass(frozen=True)
class Difference:
    """One figure on both sides; ``None`` where a side does not know the indicator or place."""

    indicator: str
    token: str
    valid_from: date | None
    name: str
    period: Period
    old: DisclosedValue | None
    new: DisclosedValue | None
    old_target: Target | None
    new_target: Target | None
    why: tuple[Why, ...]


_Unit = tuple[str, LocalityKey]
"""Period as text, unit."""

_Place = tuple[str, date | None]
"""Code with its first day, or a saved selection's name."""

_Shown = tuple[Decimal | None, Decimal | None, Decimal | None, str, int, int]


@dataclass(frozen=True)
class _Print:
    """What the cells of one measure of one unit and period come to, as hashes."""

    figures: str
    submissions: str
    corrections: str


class _Side:
    """One desk, and what its observations in force come to."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.catalogue

    @cached_property
    def prints(self) -> Mapping[tuple[_Unit, str], _Print]:
        """By unit, period and measure."""
        known = set(self.desk.snapshot.meta()["dimensions"].split())
        names = sorted(known & set(self.catalogue.dimension_names))
        # Only codes that are not the total: a dimension known to one side alone changes nothing.
        coded = ", ".join(f"CASE WHEN o.{n} <> '_T' THEN '{n}=' || o.{n} END" for n in names)
        codes = f"concat_ws('|', {coded})" if coded else "''"
        rows = self.desk.snapshot.rows(
            f"""SELECT o.period, o.code, o.valid_from, o.measure,
                       CAST(sum(CAST(hash(o.shape, {codes}, CAST(o.value AS VARCHAR), o.status)
                                     AS HUGEINT)) AS VARCHAR),
                       string_agg(DISTINCT b.sha256 || b.number, ' ' ORDER BY b.sha256 || b.number),
                       string_agg(DISTINCT o.correction || CASE WHEN o.correction <> ''
                                  THEN o.cell || CAST(o.value AS VARCHAR) ELSE '' END, ' '
                                  ORDER BY o.correction || CASE WHEN o.correction <> ''
                                  THEN o.cell || CAST(o.value AS VARCHAR) ELSE '' END)
                FROM observation o JOIN submission b ON b.id = o.submission
                WHERE o.in_force GROUP BY ALL"""
        )
        return {
            ((period, LocalityKey(code, since)), measure): _Print(figures, sent, corrected or "")
            for period, code, since, measure, figures, sent, corrected in rows
        }

    @cached_property
    def units(self) -> frozenset[_Unit]:
        """Units and periods that hold any figure."""
        return frozenset(unit for unit, _ in self.prints)

    def areas(self, token: str, period: Period) -> frozenset[LocalityKey] | None:
        """The units of a saved selection in a period; ``None`` where it says nothing."""
        if token not in self.desk.selections:
            return None
        key = (token, period)
        if key not in self._areas:
            self._areas[key] = self._members(token, period)
        return self._areas[key]

    @cached_property
    def _areas(self) -> dict[tuple[str, Period], frozenset[LocalityKey] | None]:
        return {}

    def _members(self, token: str, period: Period) -> frozenset[LocalityKey] | None:
        try:
            (holding,) = self.desk.holdings(token, period)
        except UnknownPlace:
            return None
        return frozenset(member.key for member in holding.members)


def differences(old: Desk, new: Desk) -> Iterator[Difference]:
    """Figures that differ, by indicator, period and place, each with the reasons found."""
    before, after = _Side(old), _Side(new)
    moved = _moved(before, after)
    for indicator in dict.fromkeys([*old.catalogue.indicators, *new.catalogue.indicators]):
        yield from _of_indicator(indicator, before, after, moved)


def _moved(before: _Side, after: _Side) -> Mapping[str, Mapping[_Unit, set[Why]]]:
    """For each measure the units and periods whose cells differ, and why."""
    found: dict[str, dict[_Unit, set[Why]]] = defaultdict(dict)
    for unit, measure in before.prints.keys() | after.prints.keys():
        one, other = before.prints.get((unit, measure)), after.prints.get((unit, measure))
        if one == other:
            continue
        why = set()
        if one is None or other is None or one.submissions != other.submissions:
            why.add(Why.SUBMISSION)
        if (one.corrections if one else "") != (other.corrections if other else ""):
            why.add(Why.CORRECTION)
        found[measure][unit] = why
    return found


def _of_indicator(
    indicator: str, before: _Side, after: _Side, moved: Mapping[str, Mapping[_Unit, set[Why]]]
) -> Iterator[Difference]:
    redefined, retargeted = _changed(before.catalogue, after.catalogue, indicator)
    reasons: dict[_Unit, set[Why]] = defaultdict(set)
    for measure in _measures(before.catalogue, indicator) | _measures(after.catalogue, indicator):
        for unit, why in moved.get(measure, {}).items():
            reasons[unit] |= why
    if redefined or retargeted:
        for unit in before.units | after.units:
            reasons[unit] |= {Why.DEFINITION} if redefined else set()
    by_period: dict[Period, dict[_Place, set[Why]]] = defaultdict(dict)
    for (text, key), why in reasons.items():
        by_period[Period.parse(text)][key.code, key.valid_from] = why
    for period in {Period.parse(text) for text, _ in before.units | after.units}:
        for token in {*before.desk.selections, *after.desk.selections}:
            why_area = _of_area(token, period, before, after, by_period.get(period, {}))
            if why_area is not None:
                by_period[period][token, None] = why_area
    for period in sorted(by_period):
        yield from _compared(indicator, period, by_period[period], before, after)


def _changed(old: Catalogue, new: Catalogue, indicator: str) -> tuple[bool, bool]:
    """Whether the indicator's definition differs, and whether its targets do."""
    if old.digest == new.digest:
        return False, False
    redefined = _definition(old, indicator) != _definition(new, indicator)
    return redefined, _targets(old, indicator) != _targets(new, indicator)


def _of_area(
    token: str, period: Period, before: _Side, after: _Side, units: Mapping[_Place, set[Why]]
) -> set[Why] | None:
    """Why a selection's figure may differ; ``None`` when nothing in it does."""
    one, other = before.areas(token, period), after.areas(token, period)
    inside = {(key.code, key.valid_from) for key in (one or frozenset()) | (other or frozenset())}
    touched = [why for place, why in units.items() if place in inside]
    changed_bounds = one != other
    if not touched and not changed_bounds:
        return None
    return set().union(*touched) | ({Why.PLACE} if changed_bounds else set())


def _compared(
    indicator: str,
    period: Period,
    places: Mapping[_Place, set[Why]],
    before: _Side,
    after: _Side,
) -> Iterator[Difference]:
    ordered = sorted(places, key=lambda place: (place[1] is None, place[0], str(place[1])))
    old = _figures(before, indicator, period, ordered)
    new = _figures(after, indicator, period, ordered)
    for place in ordered:
        one, other = old.get(place), new.get(place)
        targets = _target(before, one), _target(after, other)
        same_target = _bound(targets[0]) == _bound(targets[1])
        if _shown(one) == _shown(other) and same_target:
            continue
        either = other or one
        if either is None:
            continue
        why = set(places[place]) | (set() if same_target else {Why.TARGET})
        if _shown(one) == _shown(other):
            why = {Why.TARGET}
        yield Difference(
            indicator, place[0], place[1], either.name, period, one, other, *targets,
            tuple(item for item in Why if item in why),
        )  # fmt: skip


def _figures(
    side: _Side, indicator: str, period: Period, places: Sequence[_Place]
) -> dict[_Place, DisclosedValue]:
    if indicator not in side.catalogue.indicators:
        return {}
    holdings = {place: found for place in places if (found := _holding(side, place, period))}
    asked = Asked(indicator, (period,))
    values = evaluate(side.desk.snapshot, side.catalogue, asked, lambda _: list(holdings.values()))
    shown = disclose(values, Audience.INTERNAL, side.catalogue.is_sensitive)
    return dict(zip(holdings, shown, strict=True))


def _holding(side: _Side, place: _Place, period: Period) -> Holding | None:
    code, since = place
    if since is None:
        if side.areas(code, period) is None:
            return None
        return side.desk.holdings(code, period)[0]
    try:
        unit = side.desk.registry.get(LocalityKey(code, since))
    except UnknownPlace:
        return None
    return Holding(unit.key, unit.code, unit.name, unit.level, (Member(unit.key),))


def _target(side: _Side, value: DisclosedValue | None) -> Target | None:
    if value is None:
        return None
    try:
        return side.desk.target(value, value.area_token)
    except UnknownPlace:
        return None


def _bound(target: Target | None) -> tuple[str, str] | None:
    return (target.comparator.value, target.value) if target else None


def _shown(value: DisclosedValue | None) -> _Shown | None:
    if value is None:
        return None
    return (
        value.numerator, value.denominator, value.value, value.status,
        value.units_reported, value.units_expected,
    )  # fmt: skip


def _definition(catalogue: Catalogue, indicator: str) -> object:
    """All that a figure of an indicator depends on besides its cells."""
    found = catalogue.indicators.get(indicator)
    if found is None:
        return None
    compiled = plan(catalogue, indicator, ())
    # Selectors name their codes in the order of the dimensions; a new dimension is no change.
    cells = frozenset(
        (
            item.shape, item.term, item.measure, item.needed,
            frozenset(
                (name, code)
                for name, code in zip(catalogue.dimension_names, item.codes, strict=True)
                if code != "_T"
            ),
        )
        for item in compiled.selectors
    )  # fmt: skip
    travels = tuple(catalogue.measures[name].travels for name in catalogue.measures_of(found))
    return (
        found.kind, found.multiplier, found.decimals, found.levels, found.spans,
        found.valid_from, found.valid_to, found.denominator is None, cells, travels,
    )  # fmt: skip


def _measures(catalogue: Catalogue, indicator: str) -> set[str]:
    found = catalogue.indicators.get(indicator)
    return set(catalogue.measures_of(found)) if found else set()


def _targets(catalogue: Catalogue, indicator: str) -> frozenset[Target]:
    return frozenset(item for item in catalogue.targets if item.indicator == indicator)
