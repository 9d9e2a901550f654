"""A value, with everything that must travel beside it (law 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus


@dataclass(frozen=True)
class Borrowed:
    """A unit's denominator that comes from another period than its numerator.

    ``sources`` are the units that reported it then: the unit itself, or those that became it.
    ``is_carried`` tells that it stands in for one that was not reported for its own day.
    """

    unit: LocalityKey
    period: Period
    sources: tuple[LocalityKey, ...]
    is_carried: bool


@dataclass(frozen=True)
class Part:
    """One component inside a composite: its own figure, its points (0 to 100) and its weight.

    ``numerator`` and ``denominator`` are the component's exact sums, ``value`` is rounded;
    ``points`` are exact and ``None`` where the figure is not known.
    """

    indicator: str
    weight: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class Value:
    """One indicator for one place and period, possibly for one breakdown.

    ``value`` is already multiplied and rounded as the catalogue says (half-up, once), and is
    ``None`` whenever ``statuses`` holds O, M or Q. ``numerator`` and ``denominator`` are exact
    sums over the units that reported both; ``denominator`` is ``None`` for counts.
    ``breakdown`` maps a dimension to a code and is empty for the total. ``reporting_units``
    names the units inside the sums, so that comparisons can use like units.

    Across a division of territory a figure has bounds and no exact value: ``lower`` and ``upper``
    are then set, in the indicator's unit. ``conversion`` says by what an estimate was made
    (“dân số”, “diện tích”); it is empty for every figure that was reported as it stands.
    ``note`` is what must be said beside the figure, in sentences.

    ``method_since`` is the first day of the method by which it was worked out, ``None`` for the
    first method; figures of two methods are not compared. ``own_estimate`` tells that the mark E
    is this project's alone and no reporter's. ``borrowed`` lists denominators of other periods.
    ``parts`` are the components of a composite, without which it is never shown.
    """

    indicator: str
    locality: LocalityKey | None
    area_token: str
    name: str
    period: Period
    breakdown: Mapping[str, str]
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    statuses: frozenset[ObservationStatus]
    confidentiality: Confidentiality
    units_reported: int
    units_expected: int
    reporting_units: frozenset[LocalityKey] = field(default_factory=frozenset)
    lower: Decimal | None = None
    upper: Decimal | None = None
    conversion: str = ""
    note: str = ""
    method_since: date | None = None
    own_estimate: bool = False
    borrowed: tuple[Borrowed, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def status(self) -> str:
        """Statuses as text, most telling first, joined by ``+`` (``A`` when nothing is marked)."""
        order = "QMOEPA"
        codes = sorted((s.value for s in self.statuses), key=order.index)
        marked = [code for code in codes if code != "A"]
        return "+".join(marked or ["A"])

    @property
    def is_known(self) -> bool:
        """Whether there is a number to show."""
        return self.value is not None
