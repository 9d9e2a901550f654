"""Made-up children, one by one, counted into reports: every total, part and rise is consistent."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from childrights.catalogue.forms import Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import StockOrFlow
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.model import Locality, LocalityKey, Relation
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Observation, Submission

FORMS = ("bao_ve_tro_giup_tre_em", "tre_em_bi_xam_hai")
HOW_MANY = (0, 0, 0, 1, 1, 2, 2, 3, 4, 6, 9, 14)


@dataclass(frozen=True)
class Child:
    """One child: what it is counted as, and the month from which."""

    measures: frozenset[str]
    codes: Mapping[str, str]
    months_old: int
    since_month: int


class People:
    """The children of every unit and year; the same seed makes the same children."""

    def __init__(self, catalogue: Catalogue, registry: Registry, seed: str) -> None:
        self.catalogue, self.registry, self.seed = catalogue, registry, seed
        self.one_more: set[tuple[LocalityKey, Period]] = set()
        self.children = cache(self.children)

    def count(
        self, measure: str, codes: Mapping[str, str], unit: LocalityKey, period: Period
    ) -> int:
        """How many children of a unit a cell counts in a period; corrections included."""
        return sum(
            measure in child.measures and self.fits(child, codes)
            for child in self.cohort(self.root(measure), unit, period)
        )

    def root(self, measure: str) -> str:
        """What the measure is, in the end, a part of."""
        above = self.catalogue.measures[measure].part_of
        return self.root(above) if above else measure

    def fits(self, child: Child, codes: Mapping[str, str]) -> bool:
        for name, code in codes.items():
            entry = self.catalogue.dimensions[name].codes[code]
            if entry.from_months is None:
                if child.codes[name] != code:
                    return False
            elif not entry.from_months <= child.months_old < (entry.to_months or 0):
                return False
        return True

    def cohort(self, root: str, unit: LocalityKey, period: Period) -> list[Child]:
        flow = self.catalogue.measures[root].stock_flow is StockOrFlow.FLOW
        if not flow:
            found = list(self.children(root, unit, str(period)))
        else:
            found = [
                child
                for child in self.children(root, unit, str(period.year))
                if child.since_month <= period.span.months
            ]
        if flow and period.year == 2025 and period.span.months == 12:
            june = Period.parse("2025-6M")
            for earlier, relation in self.registry.predecessors(unit):
                if relation is Relation.FULL:
                    found += self.cohort(root, earlier, june)
        if (unit, period) in self.one_more:
            found += self.children(root, unit, "correction")[:1]
        return found

    def children(self, root: str, unit: LocalityKey, when: str) -> Sequence[Child]:
        rng = random.Random(f"{self.seed}/{root}/{unit.code}/{unit.valid_from}/{when}")
        return [self.child(root, rng) for _ in range(rng.choice(HOW_MANY))]

    def child(self, root: str, rng: random.Random) -> Child:
        measures = {root}
        for name, measure in self.catalogue.measures.items():
            if measure.part_of in measures and rng.random() < 0.75:
                measures.add(name)
        codes = {
            name: rng.choice(list(dimension.codes))
            for name, dimension in self.catalogue.dimensions.items()
        }
        return Child(frozenset(measures), codes, rng.randrange(192), rng.randint(1, 12))

    def report(self, form: str, unit: Locality, period: Period) -> Submission:
        """One form of one unit, every cell counted."""
        version = next(
            item for item in self.catalogue.forms.values()
            if item.form == form and item.in_force(as_of(period))
        )  # fmt: skip
        observations = []
        for field in version.fields(Layout.UNIT):
            number = self.count(field.measure, field.where, unit.key, period)
            cell = f"R{field.row}C{field.column}"
            status = ObservationStatus.NORMAL
            observations.append(
                Observation(
                    field.measure, dict(field.where), Decimal(number), status, str(number),
                    "Biểu", cell,
                )
            )  # fmt: skip
        return Submission(
            form, version.version, Layout.UNIT, unit.key, unit.name, period, as_of(period),
            ObservationStatus.NORMAL, "1/BC", None, True, "Biểu", tuple(observations),
        )  # fmt: skip


def on(day: str) -> datetime:
    """A moment of receipt."""
    return datetime.fromisoformat(f"{day}T09:00:00+07:00")
