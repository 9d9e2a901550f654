"""What `indicators.yaml` may say: dimensions, measures, indicators.

The models refuse what they do not know, so that a misspelt key is an error and not a silent
default.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from childrights.language import say
from childrights.periods import Period, Span
from childrights.places.model import Level
from childrights.places.settlement import Settlement

TOTAL = "_T"
"""SDMX code for “all of them” in any dimension."""


# Text is never read as a number, a flag or a day: 08, 1e3, no and 20250701 are refused.
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, Field(strict=True)]
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Base of every catalogue model: immutable, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(Strict):
    """One code of a dimension. Ages are half-open intervals of months, ``[from, to)``."""

    label: str
    from_months: Whole | None = Field(None, ge=0)
    to_months: Whole | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _interval(self) -> Code:
        if (self.from_months is None) != (self.to_months is None):
            raise ValueError("phải ghi cả from_months và to_months")
        is_interval = self.from_months is not None and self.to_months is not None
        if is_interval and self.to_months <= self.from_months:  # type: ignore[operator]
            raise ValueError("to_months phải lớn hơn from_months")
        return self


def _code_from_text(raw: object) -> object:
    return {"label": raw} if isinstance(raw, str) else raw


class Dimension(Strict):
    """A way to break figures down, with its code list. ``_T`` (the total) is implied."""

    label: str
    codes: dict[str, Annotated[Code, BeforeValidator(_code_from_text)]] = Field(min_length=1)

    def label_of(self, code: str) -> str:
        """Label of a code; “Chung” for the total."""
        return say("Chung") if code == TOTAL else self.codes[code].label


class StockOrFlow(StrEnum):
    """A stock is read at the cut-off; a flow runs from 1 January to the cut-off."""

    STOCK = "stock"
    FLOW = "flow"


class Measure(Strict):
    """What a cell of a form counts.

    ``part_of`` names the measure that this one can never exceed in the same cell of
    breakdowns (children with a card are part of the children). ``dimensions`` are those in
    which parts add up to the total; a circumstance group is not one, because a child may be in
    several groups. ``travels`` says whether figures of earlier units add up to those of a later
    one; a score or a recognition does not, it must be assessed anew.
    """

    label: str
    unit: str
    stock_flow: StockOrFlow
    part_of: str | None = None
    additive: tuple[str, ...] = ()
    integer: Flag = True
    maximum: Whole | None = Field(None, ge=1)
    travels: Flag = True


class Kind(StrEnum):
    """What sort of figure an indicator is; decides formula and rounding."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    RATE = "rate"
    RATIO = "ratio"
    SCORE = "score"
    STATUS = "status"
    COMPOSITE = "composite"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Term(Strict):
    """A sum of observations: one measure, at given codes of its dimensions (else the total).

    ``form`` says whose figure is meant where several forms carry the measure: the population of
    the statistics office, or that of the commune's own list.
    """

    measure: str
    where: dict[str, str] = Field(default_factory=dict)
    form: str | None = None


class MeasuredAt(StrEnum):
    """The day of which a denominator is read."""

    CUT_OFF = "cut_off"
    PREVIOUS_YEAR_END = "previous_year_end"


class Denominator(Term):
    """What a numerator is divided by: which measure, whose, of when, and what may stand in.

    ``at`` is the cut-off of the same period, or the report of the whole year before. With
    ``carried_forward`` a unit that has not reported it for that day is given its own last
    reported one, at most so many years older; the figure is then an estimate and says so.
    """

    at: MeasuredAt = MeasuredAt.CUT_OFF
    carried_forward: Whole = Field(0, ge=0, le=5)


class UnitsTerm(Strict):
    """A denominator that counts the communes that reported the numerator."""

    units: Literal["reporting"]


def _denominator_kind(raw: Any) -> str:
    counts_units = "units" in raw if isinstance(raw, dict) else isinstance(raw, UnitsTerm)
    return "UnitsTerm" if counts_units else "Denominator"


# Which of the two is meant is told by its keys, so that a slip is reported once and not twice.
AnyDenominator = Annotated[
    Annotated[Denominator, Tag("Denominator")] | Annotated[UnitsTerm, Tag("UnitsTerm")],
    Discriminator(_denominator_kind),
]


class Source(Strict):
    """Where a definition comes from, and how far it was confirmed."""

    document: Words
    article: str | None = None
    definition_confirmed: Flag
    note: str | None = None


class OfficialCode(Strict):
    """Code in an official list. Codes restart in each set, so the set is part of the key."""

    set: str
    code: str | None = None


class Sensitivity(StrEnum):
    """Whether small counts may point at a child. The project's classification, not law.

    ``strict`` is for abuse, HIV, trafficking and drugs: to the public never below a province.
    """

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"
    STRICT = "strict"


Figure = Annotated[
    str,
    BeforeValidator(str),
    Field(pattern=r"^-?\d+(\.\d+)?$"),
    WithJsonSchema({"type": ["number", "string"]}),
]
"""A decimal number as written, so that it stays exact."""


class Component(Strict):
    """One part of a composite: an indicator, its weight, and how its value becomes points.

    Points run straight from 0 at ``floor`` to 100 at ``goal``, both in the indicator's own unit,
    and stop there. Where less is better ``goal`` lies below ``floor``.
    """

    indicator: str
    weight: Figure
    floor: Figure
    goal: Figure

    @model_validator(mode="after")
    def _shape(self) -> Component:
        if Decimal(self.weight) <= 0:
            raise ValueError("weight phải lớn hơn 0")
        if Decimal(self.floor) == Decimal(self.goal):
            raise ValueError("floor và goal phải khác nhau")
        return self

    def points(self, value: Decimal) -> Decimal:
        """Exact points, 0 to 100, of an unrounded value."""
        floor, goal = Decimal(self.floor), Decimal(self.goal)
        return max(Decimal(0), min(Decimal(100), 100 * (value - floor) / (goal - floor)))


class Revision(Strict):
    """An older or a newer version of a definition, with the days on which it was in force.

    It holds only the keys that differ; every other is that of the indicator's entry. The kind,
    the unit and the direction never differ: a figure of another kind is another indicator.
    """

    valid_from: Day | None = None
    valid_to: Day | None = None
    name: Words | None = None
    short_name: Words | None = None
    definition: Words | None = None
    formula: Words | None = None
    numerator: Term | None = None
    denominator: AnyDenominator | None = None
    per: Whole | None = Field(None, ge=1)
    decimals: Whole | None = Field(None, ge=0, le=4)
    breakdowns: dict[str, tuple[str, ...]] | None = None
    spans: tuple[Span, ...] | None = Field(None, min_length=1)
    levels: tuple[Level, ...] | None = Field(None, min_length=1)
    responsible: Words | None = None
    official: OfficialCode | None = None
    source: Source | None = None

    def applied(self, entry: Indicator) -> Indicator:
        """The whole definition of this version; raises ``ValueError`` where it has no sense."""
        days = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        changed = self.model_dump(exclude_unset=True)
        return Indicator.model_validate(
            {**entry.model_dump(exclude={"revisions"}), **changed, **days}
        )


class Indicator(Strict):
    """One indicator, complete: what it means, how it is worked out, and from what source.

    ``per`` is the base of a rate (1,000; 100,000) or of a ratio (100 girls; 1 where it is so many
    pupils to one class). ``levels`` are those at which the
    figure means something; at others ``instead`` names the indicator to show (a rate per 100,000
    is a count in a ward of 3,000 children). A composite has ``components`` in place of a
    numerator: its value is Σ weight × points ÷ Σ weight. ``lacking`` ends “còn 23 …”: what those
    who are missing to the target lack. ``states`` are the words of a status indicator's values.
    ``revisions`` are the versions of the definition in force on other days.
    """

    name: Words
    short_name: Words
    theme: str
    definition: Words
    formula: Words
    unit: Words
    kind: Kind
    per: Whole = Field(1, ge=1)
    direction: Direction
    numerator: Term | None = None
    denominator: AnyDenominator | None = None
    components: tuple[Component, ...] = ()
    decimals: Whole = Field(ge=0, le=4)
    breakdowns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    spans: tuple[Span, ...] = Field((Span.M6, Span.M9, Span.M12), min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1)
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    responsible: Words
    official: OfficialCode | None = None
    source: Source
    valid_from: Day | None = None
    valid_to: Day | None = None
    headline: Flag = False
    lacking: str = ""
    instead: str | None = None
    states: dict[str, Words] = Field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()

    @model_validator(mode="after")
    def _shape(self) -> Indicator:
        if self.kind is Kind.COMPOSITE:
            return self._composite_shape()
        if self.numerator is None or self.components:
            raise ValueError("phải có tử số (numerator); chỉ loại composite có components")
        has_denominator = self.denominator is not None
        if self.kind in (Kind.PERCENTAGE, Kind.RATE, Kind.RATIO) and not has_denominator:
            raise ValueError(f"loại {self.kind.value} phải có mẫu số (denominator)")
        if self.kind is Kind.RATE and self.per == 1:
            raise ValueError("loại rate phải có per lớn hơn 1")
        if self.per > 1 and self.kind not in (Kind.RATE, Kind.RATIO):
            raise ValueError("per chỉ dùng cho loại rate và ratio")
        if self.kind in (Kind.COUNT, Kind.STATUS) and has_denominator:
            raise ValueError(f"loại {self.kind.value} không có mẫu số (denominator)")
        if (self.kind is Kind.STATUS) != bool(self.states):
            raise ValueError("states (lời của từng kết quả) chỉ dùng, và phải có, cho loại status")
        return self

    def _composite_shape(self) -> Indicator:
        if self.numerator is not None or self.denominator is not None or self.breakdowns:
            raise ValueError("loại composite chỉ có components: không tử số, mẫu số, phân tổ")
        names = [item.indicator for item in self.components]
        if len(names) < 2 or len(set(names)) < len(names):
            raise ValueError("loại composite cần ít nhất hai chỉ tiêu thành phần khác nhau")
        return self

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sums that numerator and denominator are; none of a composite's own."""
        return tuple(t for t in (self.numerator, self.denominator) if isinstance(t, Term))

    @property
    def multiplier(self) -> int:
        """100 for percentages, ``per`` for rates and ratios, else 1."""
        return 100 if self.kind is Kind.PERCENTAGE else self.per

    def in_force(self, period: Period) -> bool:
        """Whether this version of the definition holds on the period's last day."""
        start = self.valid_from is None or self.valid_from <= period.last_day
        return start and (self.valid_to is None or period.last_day <= self.valid_to)

    @cached_property
    def versions(self) -> tuple[Indicator, ...]:
        """Every version of the definition, oldest first; itself alone without revisions."""
        every = (self, *(revision.applied(self) for revision in self.revisions))
        return tuple(sorted(every, key=lambda version: version.valid_from or date.min))

    def at(self, period: Period) -> Indicator | None:
        """The version in force on the period's last day, or ``None`` when none is."""
        return next((version for version in self.versions if version.in_force(period)), None)

    def method_since(self, period: Period) -> date | None:
        """First day of the method by which the period's figure is worked out.

        ``None`` for the first method. Figures of two methods are not compared. A version that
        changes names, sources or precision alone goes on with the method before it.
        """
        since = None
        for earlier, later in pairwise(self.versions):
            begins = later.valid_from
            if begins and begins <= period.last_day and later.method != earlier.method:
                since = begins
        return since

    @property
    def method(self) -> tuple[object, ...]:
        """What makes two versions comparable when it is equal."""
        terms = (self.numerator, self.denominator, self.components)
        return self.definition, self.formula, *terms, self.per


class Identity(Strict):
    """Measures that add up to another in every cell: with a card + without a card = all."""

    whole: str
    parts: tuple[str, ...] = Field(min_length=2)


class ComparedSum(Strict):
    """Figures of one measure that are added up: at each of the ``where``, else the total."""

    measure: str
    where: tuple[dict[str, str], ...] = ({},)


class Comparison(Strict):
    """What one unit's forms of one period say of each other.

    ``part`` lies between ``from_pct`` and ``to_pct`` percent of ``whole``, both ends included.
    The forms are kept by different offices, so a breach is told and refuses nothing; ``reason``
    is a Vietnamese sentence for the officer.
    """

    part: ComparedSum
    whole: ComparedSum
    from_pct: Whole = Field(0, ge=0)
    to_pct: Whole = Field(100, gt=0)
    reason: Words

    @model_validator(mode="after")
    def _range(self) -> Comparison:
        if self.to_pct <= self.from_pct:
            raise ValueError("to_pct phải lớn hơn from_pct")
        return self


class CatalogueFile(Strict):
    """The whole of `indicators.yaml`. ``dimensions`` are the coded columns of an observation."""

    version: int
    themes: dict[str, str]
    dimensions: dict[str, Dimension]
    measures: dict[str, Measure]
    identities: list[Identity] = Field(default_factory=list)
    comparisons: list[Comparison] = Field(default_factory=list)
    indicators: dict[str, Indicator]


class Comparator(StrEnum):
    """How a target is met. “<9” is never rounded into “≤9”."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="
    BETWEEN = "between"


class TargetBasis(StrEnum):
    """An annual plan (KH năm) comes before a programme's milestone within its year."""

    ANNUAL_PLAN = "annual_plan"
    PROGRAMME = "programme"


class Change(StrEnum):
    """Which way a target asks the figure of a base year to move."""

    REDUCTION = "reduction"
    INCREASE = "increase"


PREVIOUS_YEAR: Literal["previous_year"] = "previous_year"


class Target(Strict):
    """A target: indicator, jurisdiction, year, legal basis; in the indicator's own unit.

    ``jurisdiction`` is ``VN``, a code, or the name of a saved selection. ``applies_to`` says whom
    it binds inside the jurisdiction: areas, single communes, both, or nobody (``own``: a number of
    the whole country binds no province). ``settlement`` limits it to urban or rural units.
    ``valid_from`` and ``valid_to`` are the days on which it binds: a dissolved unit's target does
    not bind its successor.

    With a ``baseline_year`` the value is a change in percent of that year's figure (or of the
    figure of the year before: ``previous_year``, a target of every year, which has no ``year`` of
    its own); ``change`` says which way. ``between`` asks for ``value`` to ``value_to``.
    """

    id: str
    indicator: str
    jurisdiction: str
    jurisdiction_name: str
    year: int | None = None
    comparator: Comparator
    value: Figure
    value_to: Figure | None = None
    basis: TargetBasis
    document: str
    applies_to: Literal["area", "unit", "both", "own"] = "both"
    settlement: Settlement | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    baseline_year: int | Literal["previous_year"] | None = None
    change: Change | None = None
    illustrative: bool = False
    note: str | None = None

    @model_validator(mode="after")
    def _shape(self) -> Target:
        if (self.comparator is Comparator.BETWEEN) != (self.value_to is not None):
            raise ValueError("value_to chỉ dùng, và phải có, khi comparator là between")
        if self.value_to is not None and Decimal(self.value_to) <= Decimal(self.value):
            raise ValueError("value_to phải lớn hơn value")
        if (self.baseline_year is None) != (self.change is None):
            raise ValueError("baseline_year và change (reduction, increase) phải đi cùng nhau")
        if (self.baseline_year == PREVIOUS_YEAR) != (self.year is None):
            raise ValueError("chỉ chỉ tiêu so với năm trước (previous_year) mới không ghi year")
        needs_minimum = self.change is not None and self.comparator not in _LEAST_CHANGE
        if needs_minimum:
            raise ValueError("mức thay đổi so với năm gốc phải ghi >=, > hoặc between")
        return self


_LEAST_CHANGE = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.BETWEEN)


class AssignedTarget(Target):
    """A target of a received “Bảng giao chỉ tiêu”: where it stands in which file.

    ``text`` is what the cell shows; ``received_at`` carries its time zone.
    """

    file: str
    sha256: str
    sheet: str
    cell: str
    text: str
    received_at: datetime


class Baseline(Strict):
    """A jurisdiction's figure of a base year, given by an operator with its document.

    ``value`` is that year's twelve-month figure in the indicator's own unit. ``valid_from`` and
    ``valid_to`` are the days on which the jurisdiction meant the territory that the figure is of.
    """

    indicator: str
    jurisdiction: str
    year: int
    value: Figure
    document: str
    valid_from: date | None = None
    valid_to: date | None = None


class BaselinesFile(Strict):
    """A table of baselines: ``overlay/baselines.yaml``."""

    baselines: list[Baseline]


class TargetsFile(Strict):
    """A table of targets."""

    targets: list[Target]
