"""The one door: nothing leaves the house unless it is a :class:`DisclosedValue` (law 7).

Charts, tables and files accept this type alone, and only :func:`disclose` makes it. To the
public, protected figures are those of the newest release, and no others (docs/decisions/0015).
Where nothing was released yet, a coarse rule stands in: no figure of a sensitive indicator below
a province.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from childrights.disclosure.public import PublicTables, without_words
from childrights.disclosure.threshold import Threshold, small
from childrights.evaluate.value import Borrowed, Part, Value
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus

DEFAULT_THRESHOLD = Threshold()

_KEY = object()

Crossed = Callable[[str, Mapping[str, str]], bool]
"""Whether an indicator's breakdown (dimension to code) names children by two dimensions at once."""


def any_two(_indicator: str, breakdown: Mapping[str, str]) -> bool:
    """The rule where no catalogue is at hand: whatever is counted, by two dimensions or more."""
    return len(breakdown) > 1


def over_all(_value: Value) -> bool:
    """The rule where nothing else is at hand that a figure could be held against."""
    return False


class Audience(StrEnum):
    """Who will see a figure."""

    INTERNAL = "internal"
    PUBLIC = "public"


class NotDisclosed(TypeError):
    """A figure, table or file was handed something that had not been through the door."""


@dataclass(frozen=True)
class DisclosedValue:
    """A value that the stated audience may see. Made by :func:`disclose` only.

    The fields are those of :class:`~childrights.evaluate.value.Value`, read through
    properties; ``audience`` says for whom it was made.
    """

    _value: Value
    audience: Audience
    _key: object

    def __post_init__(self) -> None:
        if self._key is not _KEY:
            raise NotDisclosed("Only childrights.disclosure.disclose makes a DisclosedValue.")

    @property
    def indicator(self) -> str:
        """Indicator id in the catalogue."""
        return self._value.indicator

    @property
    def locality(self) -> LocalityKey | None:
        """Identity of the place, ``None`` for a saved selection."""
        return self._value.locality

    @property
    def area_token(self) -> str:
        """Code or selection name that an address carries."""
        return self._value.area_token

    @property
    def name(self) -> str:
        """Name of the place as of the period."""
        return self._value.name

    @property
    def period(self) -> Period:
        """Reporting period."""
        return self._value.period

    @property
    def breakdown(self) -> Mapping[str, str]:
        """Dimension to code; empty for the total."""
        return self._value.breakdown

    @property
    def numerator(self) -> Decimal | None:
        """Exact numerator over the units that reported."""
        return self._value.numerator

    @property
    def denominator(self) -> Decimal | None:
        """Exact denominator over the same units; ``None`` for counts."""
        return self._value.denominator

    @property
    def value(self) -> Decimal | None:
        """Rounded value in the indicator's unit; ``None`` when there is none to show."""
        return self._value.value

    @property
    def statuses(self) -> frozenset[ObservationStatus]:
        """SDMX observation statuses; may combine."""
        return self._value.statuses

    @property
    def status(self) -> str:
        """Statuses as text."""
        return self._value.status

    @property
    def confidentiality(self) -> Confidentiality:
        """SDMX confidentiality status."""
        return self._value.confidentiality

    @property
    def units_reported(self) -> int:
        """Units inside the sums."""
        return self._value.units_reported

    @property
    def units_expected(self) -> int:
        """Units that should have reported."""
        return self._value.units_expected

    @property
    def reporting_units(self) -> frozenset[LocalityKey]:
        """Identity of the units inside the sums."""
        return self._value.reporting_units

    @property
    def lower(self) -> Decimal | None:
        """Least that the figure can be across a division of territory, else ``None``."""
        return self._value.lower

    @property
    def upper(self) -> Decimal | None:
        """Most that the figure can be across a division of territory, else ``None``."""
        return self._value.upper

    @property
    def conversion(self) -> str:
        """By what an estimate across the reform was made; empty for reported figures."""
        return self._value.conversion

    @property
    def note(self) -> str:
        """A sentence that must stand beside the figure."""
        return self._value.note

    @property
    def method_since(self) -> date | None:
        """First day of the method by which it was worked out; ``None`` for the first one."""
        return self._value.method_since

    @property
    def own_estimate(self) -> bool:
        """Whether the mark E is this project's alone and no reporter's."""
        return self._value.own_estimate

    @property
    def borrowed(self) -> tuple[Borrowed, ...]:
        """Denominators that come from another period than their numerators."""
        return self._value.borrowed

    @property
    def parts(self) -> tuple[Part, ...]:
        """Components of a composite, without which it is never shown; empty for others."""
        return self._value.parts

    @property
    def is_known(self) -> bool:
        """Whether there is a number to show."""
        return self._value.is_known

    @property
    def is_suppressed(self) -> bool:
        """Whether the number exists but this audience may not see it."""
        return ObservationStatus.SUPPRESSED in self._value.statuses


def disclose(
    values: Iterable[Value],
    audience: Audience,
    is_sensitive: Callable[[str], bool],
    released: PublicTables | None = None,
    threshold: Threshold = DEFAULT_THRESHOLD,
    is_crossed: Crossed = any_two,
    is_partial: Callable[[Value], bool] = over_all,
) -> list[DisclosedValue]:
    """Let values out to an audience.

    Internal viewers see everything. The public sees no composite at any level, no children by two
    breakdowns at once (``is_crossed``), and a protected figure as it was ``released`` and no other;
    without a release, no figure of an indicator that ``is_sensitive`` below a province, no
    breakdown, no province of today in a period before it stood, no count or remainder under the
    ``threshold``, and none that ``is_partial``: over fewer units than another figure that shows the
    same count, so that the difference is what the others hold. Hidden figures do not tell whether
    anything was reported.
    """

    def seen(value: Value) -> Value:
        if audience is Audience.INTERNAL:
            return value
        if value.confidentiality is Confidentiality.INTERNAL:
            # A composite ranks units; whatever the level it is the office's own.
            return _suppressed(value)
        if is_crossed(value.indicator, value.breakdown):
            return _suppressed(value)
        if released is not None:
            return released.shown(value) or _suppressed(value)
        if not is_sensitive(value.indicator):
            return value
        is_hidden = _is_coarsely_hidden(value, threshold) or is_partial(value)
        return _suppressed(value) if is_hidden else without_words(value)

    return [DisclosedValue(seen(value), audience, _KEY) for value in values]


def _is_coarsely_hidden(value: Value, threshold: Threshold) -> bool:
    is_province = value.locality is not None and len(value.locality.code) == 2
    above, below = value.numerator, value.denominator
    counts = [above, below, below - above if above is not None and below is not None else None]
    is_small = any(small(count, threshold) for count in counts if count is not None)
    return not is_province or bool(value.breakdown) or is_small or _is_of_another_day(value)


def _is_of_another_day(value: Value) -> bool:
    """Whether a figure is of today's place in an earlier period: a merged province's, or bounds.

    Less the provinces of that day that are shown, it is a province that is not; the least and the
    most that a divided unit allows differ by what the unit holds.
    """
    is_later = value.locality is not None and value.locality.valid_from > value.period.last_day
    return is_later or value.lower is not None or bool(value.conversion)


def _suppressed(value: Value) -> Value:
    return replace(
        value,
        numerator=None,
        denominator=None,
        value=None,
        statuses=frozenset({ObservationStatus.SUPPRESSED}),
        confidentiality=Confidentiality.CONFIDENTIAL,
        units_reported=0,
        reporting_units=frozenset(),
        lower=None,
        upper=None,
        conversion="",
        note="",
        own_estimate=False,
        borrowed=(),
        parts=(),
    )


def require_disclosed(values: Iterable[object]) -> None:
    """Raise :class:`NotDisclosed` unless every item came through the door."""
    for item in values:
        if not isinstance(item, DisclosedValue):
            raise NotDisclosed(f"{type(item).__name__} has not been through disclosure.disclose.")
