"""Observations × catalogue → values: the only place where a value is born.

Numerators and denominators are summed, never percentages (law 3). A unit counts only when every
cell that the formula needs is there; a value says how many units it holds of how many expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Any

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Kind, Term
from childrights.evaluate.composite import combine
from childrights.evaluate.denominators import OriginsOf, periods_of, same_unit, say_carried
from childrights.evaluate.holdings import Holding, Member
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR, Bucket, Plan, joined_plan, plan
from childrights.evaluate.precedence import has_upper_total, say_difference, upper_is_source
from childrights.evaluate.value import Borrowed, Value
from childrights.language import say, translatable
from childrights.periods import Period
from childrights.places.model import Level, LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.vietnamese.dates import since_words
from childrights.warehouse.kept import Kept
from childrights.warehouse.snapshot import Snapshot

UNIT = "unit"
"""The breakdown by reporting unit: communes of an area, hamlets of a commune."""

HoldingsOf = Callable[[Period], Sequence[Holding]]
"""The places asked about in a period, each with the units whose figures it holds."""

REASSESS = translatable("Chưa đánh giá lại sau sắp xếp")
"""A score or a recognition of an earlier unit says nothing of the unit that came of it."""

NO_DEFINITION = translatable("Chỉ tiêu không có định nghĩa áp dụng cho kỳ này")
"""The indicator did not exist yet, or exists no more."""


class UnknownBreakdown(LookupError):
    """The indicator has no such breakdown; the message lists those that it has."""


@dataclass(frozen=True)
class Question:
    """One indicator, some periods, and by what to break it down (dimension names, ``unit``)."""

    indicator: str
    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class _UnitSum:
    """A unit's exact sums for one bucket, complete: every needed cell was a number."""

    numerator: Decimal
    denominator: Decimal | None
    statuses: frozenset[ObservationStatus]
    borrowed: Borrowed | None = None


_Terms = Mapping[str, tuple[Any, ...]]
_Cells = Mapping[tuple[str, int], Mapping[LocalityKey, _Terms]]
"""(period, bucket) → unit → term → sum and statuses; complete terms only."""

_Sums = Mapping[LocalityKey, _UnitSum]

_Pair = tuple[str, LocalityKey]
"""A period and a unit."""

_Wanted = dict[int, tuple[Plan, dict[_Pair, None]]]
"""Pairs in the order asked for, by the identity of their plan."""


def evaluate(
    snapshot: Snapshot,
    catalogue: Catalogue,
    question: Question,
    holdings_of: HoldingsOf,
    origins_of: OriginsOf = same_unit,
) -> list[Value]:
    """Answer a question for the places that ``holdings_of`` gives for each period.

    Each period is answered by the definition in force on its last day. ``origins_of`` leads
    from a unit to those that reported for its territory earlier, where a denominator is carried
    forward. Raises ``KeyError`` for an unknown indicator and :class:`UnknownBreakdown`.
    """
    dimensions = tuple(name for name in question.by if name != UNIT)
    if catalogue.indicators[question.indicator].kind is Kind.COMPOSITE:
        return _composite(snapshot, catalogue, question, holdings_of, origins_of)
    views = [(period, holding) for period in question.periods for holding in holdings_of(period)]
    asking = {
        period: _ask(catalogue, question.indicator, period, dimensions)
        for period in question.periods
    }
    reading = _Reading(snapshot, catalogue, asking, origins_of)
    cells = reading.cells(views)
    return [
        _value(asking[period], bucket, holding, period, reading.sums(cells, period, index, holding))
        for period, holding in views
        for index, bucket in enumerate(asking[period].plan.buckets)
    ]


def foresee(
    snapshot: Snapshot,
    catalogue: Catalogue,
    questions: Iterable[Question],
    holdings_of: HoldingsOf,
    origins_of: OriginsOf = same_unit,
) -> None:
    """Read in one scan what several questions without breakdowns will need of their units.

    It answers nothing: the questions, and those of their single units, then find what was read.
    A snapshot that keeps nothing is left alone. Raises ``KeyError`` for an unknown indicator.
    """
    if snapshot.kept is None:
        return
    wanted: _Wanted = {}
    for question in questions:
        views = [(when, held) for when in question.periods for held in holdings_of(when)]
        asking = {when: _ask(catalogue, question.indicator, when, ()) for when in question.periods}
        reading = _Reading(snapshot, catalogue, asking, origins_of)
        for name, (compiled, pairs) in reading.wanted(views).items():
            missing = dict.fromkeys(snapshot.kept.missing(compiled, list(pairs)))
            if missing and compiled.selectors:
                wanted.setdefault(name, (compiled, {}))[1].update(missing)
    _read_together(snapshot, snapshot.kept, catalogue, list(wanted.values()))


def _read_together(
    snapshot: Snapshot,
    kept: Kept,
    catalogue: Catalogue,
    wanted: Sequence[tuple[Plan, dict[_Pair, None]]],
) -> None:
    """One scan for several plans, told apart by where their buckets begin."""
    if not wanted:
        return
    starts = list(accumulate((len(compiled.buckets) for compiled, _ in wanted), initial=0))
    joined = joined_plan([compiled for compiled, _ in wanted], starts)
    pairs = list(dict.fromkeys(pair for _, asked in wanted for pair in asked))
    found = _scan(snapshot, catalogue, joined, pairs)
    for (compiled, asked), start in zip(wanted, starts, strict=False):
        own = {
            pair: {bucket - start: terms for bucket, terms in found.get(pair, {}).items()
                   if start <= bucket < start + len(compiled.buckets)}
            for pair in asked
        }  # fmt: skip
        kept.keep(compiled, own)


def _composite(
    snapshot: Snapshot,
    catalogue: Catalogue,
    question: Question,
    holdings_of: HoldingsOf,
    origins_of: OriginsOf,
) -> list[Value]:
    """Ask each component for the same places, and put the answers together."""
    whole = catalogue.indicators[question.indicator]
    _require_breakdowns(question.indicator, whole, (name for name in question.by if name != UNIT))
    parts = [
        evaluate(
            snapshot,
            catalogue,
            replace(question, indicator=item.indicator),
            holdings_of,
            origins_of,
        )
        for item in whole.components
    ]
    applies = [
        whole.at(period) is not None and _applies(whole, holding.level, period)
        for period in question.periods
        for holding in holdings_of(period)
    ]
    return combine(catalogue, question.indicator, parts, applies)


@dataclass(frozen=True)
class _Asking:
    """What is asked of one period: the definition that answers it, and the cells it needs.

    ``travels`` tells whether earlier units' figures carry over, ``is_defined`` whether any
    definition is in force; ``since`` and ``method_note`` tell of a change of method.
    """

    id: str
    indicator: Indicator
    is_defined: bool
    plan: Plan
    travels: bool
    base_label: str
    denominator_periods: tuple[Period, ...]
    since: date | None
    method_note: str


def _ask(catalogue: Catalogue, name: str, period: Period, dimensions: tuple[str, ...]) -> _Asking:
    entry = catalogue.indicators[name]
    indicator = catalogue.definition(name, period)
    _require_breakdowns(name, indicator, dimensions)
    base = indicator.denominator
    below = catalogue.measures[base.measure] if isinstance(base, Term) else None
    since = entry.method_since(period)
    return _Asking(
        id=name,
        indicator=indicator,
        is_defined=entry.at(period) is not None,
        plan=plan(catalogue, name, dimensions, period),
        travels=travels(catalogue, indicator),
        base_label=below.label if below else "",
        denominator_periods=periods_of(base, below.stock_flow if below else None, period),
        since=since,
        method_note=_say_method(indicator, since, period),
    )


def _say_method(indicator: Indicator, since: date | None, period: Period) -> str:
    """Say that the method is new, as long as cùng kỳ năm trước was worked out by another."""
    if since is None or since <= period.same_period_last_year().last_day:
        return ""
    return say(
        "Đổi cách tính {since_words} theo {document}",
        since_words=since_words(since),
        document=indicator.source.document,
    )


def travels(catalogue: Catalogue, indicator: Indicator) -> bool:
    """Whether earlier units' figures carry over to the units that came of them."""
    return all(catalogue.measures[name].travels for name in catalogue.measures_of(indicator))


def _require_breakdowns(name: str, indicator: Indicator, dimensions: Iterable[str]) -> None:
    for dimension in dimensions:
        if dimension not in indicator.breakdowns:
            known = ", ".join([UNIT, *indicator.breakdowns])
            raise UnknownBreakdown(
                say(
                    "Chỉ tiêu {name} không phân tổ theo “{dimension}”. Các phân tổ có: {known}.",
                    name=name,
                    dimension=dimension,
                    known=known,
                )
            )


def _applies(indicator: Indicator, level: Level, period: Period) -> bool:
    return level in indicator.levels and period.span in indicator.spans


def _value(asking: _Asking, bucket: Bucket, holding: Holding, period: Period, sums: _Sums) -> Value:
    """The one exact function that makes ratio, status, bounds and rounding."""
    indicator = asking.indicator
    carries = asking.travels or holding.is_same_unit
    is_meant = asking.is_defined and _applies(indicator, holding.level, period)
    applies = is_meant and bool(holding.members) and carries
    members = _members(indicator, holding, sums) if applies else ()
    found = [(member, sums[member.key]) for member in members if member.key in sums]
    totals = _totals(indicator, found)
    result, statuses = _ratio(indicator, totals, found, applies)
    lower, upper = _bounds(indicator, found)
    borrowed = tuple(unit.borrowed for _, unit in found if unit.borrowed)
    notes = (
        "" if carries else say(REASSESS),
        "" if asking.is_defined else say(NO_DEFINITION),
        asking.method_note if applies else "",
        say_carried(asking.base_label, borrowed, len(members)),
        _say_upper(indicator, holding, sums) if applies else "",
    )
    return Value(
        indicator=asking.id,
        locality=holding.key,
        area_token=holding.token,
        name=holding.name,
        period=period,
        breakdown=dict(bucket),
        numerator=totals[0],
        denominator=totals[1],
        value=result,
        statuses=statuses,
        confidentiality=Confidentiality.FREE,
        units_reported=len(found),
        units_expected=len(members),
        reporting_units=frozenset(member.key for member, _ in found),
        lower=lower,
        upper=upper,
        conversion=holding.conversion if lower is not None and result is not None else "",
        note=". ".join(filter(None, notes)),
        method_since=asking.since,
        own_estimate=_is_own_estimate(statuses, found),
        borrowed=borrowed,
    )


def _members(indicator: Indicator, holding: Holding, sums: _Sums) -> Sequence[Member]:
    """The units behind the figure, or the upper level itself where its own total is the source."""
    if upper_is_source(indicator) and holding.upper is not None and holding.upper in sums:
        return (Member(holding.upper),)
    return holding.members


def _say_upper(indicator: Indicator, holding: Holding, sums: _Sums) -> str:
    """Set the total that the upper level sent beside the sum of its units."""
    if holding.upper is None or holding.upper not in sums or not has_upper_total(indicator):
        return ""
    units = [(member, sums[member.key]) for member in holding.members if member.key in sums]
    own = [(Member(holding.upper), sums[holding.upper])]
    is_source = upper_is_source(indicator)
    return say_difference(
        holding.name, _totals(indicator, own), _totals(indicator, units), is_source=is_source
    )


def _is_own_estimate(statuses: frozenset[ObservationStatus], found: _Found) -> bool:
    estimated = ObservationStatus.ESTIMATED
    return estimated in statuses and not any(estimated in unit.statuses for _, unit in found)


_Found = Sequence[tuple[Member, _UnitSum]]
_Totals = tuple[Decimal | None, Decimal | None]


def _totals(indicator: Indicator, found: _Found) -> _Totals:
    """Exact sums, or sums of shares; nothing when a part's size is unknown."""
    if not found or any(member.weight is None for member, _ in found):
        return None, None
    numerator = sum((s.numerator * (m.weight or 0) for m, s in found), Decimal(0))
    if indicator.denominator is None:
        return numerator, None
    if isinstance(indicator.denominator, Term):
        weighted = ((s.denominator or Decimal(0)) * (m.weight or 0) for m, s in found)
        return numerator, sum(weighted, Decimal(0))
    return numerator, Decimal(len(found))


def _ratio(
    indicator: Indicator, totals: _Totals, found: _Found, applies: bool
) -> tuple[Decimal | None, frozenset[ObservationStatus]]:
    if not applies:
        return None, frozenset({ObservationStatus.NOT_APPLICABLE})
    numerator, denominator = totals
    if numerator is None:
        return None, frozenset({ObservationStatus.MISSING})
    if indicator.denominator is not None and not denominator:
        # Nothing to divide by: no children in the group, so the rate means nothing there.
        return None, frozenset({ObservationStatus.NOT_APPLICABLE})
    marks = {mark for _, unit in found for mark in unit.statuses}
    if any(not member.is_whole or _is_carried(unit) for member, unit in found):
        marks = marks - {ObservationStatus.NORMAL} | {ObservationStatus.ESTIMATED}
    if len(marks) > 1:
        marks.discard(ObservationStatus.NORMAL)
    return _scaled(indicator, numerator, denominator), frozenset(marks)


def _is_carried(unit: _UnitSum) -> bool:
    return unit.borrowed is not None and unit.borrowed.is_carried


def _scaled(indicator: Indicator, numerator: Decimal, denominator: Decimal | None) -> Decimal:
    exact = numerator if denominator is None else numerator * indicator.multiplier / denominator
    return round_half_up(exact, indicator.decimals)


def _bounds(indicator: Indicator, found: _Found) -> tuple[Decimal | None, Decimal | None]:
    """Least and most that the figure can be when some units lie in the place only in part.

    Of a divided unit, none or all may lie inside. For a share whose numerator is part of its
    denominator the extremes are: of the divided units only those who lack it, or only those who
    have it.
    """
    parts = [unit for member, unit in found if not member.is_whole]
    if not parts:
        return None, None
    whole = [unit for member, unit in found if member.is_whole]
    inside = sum((unit.numerator for unit in whole), Decimal(0))
    most = sum((unit.numerator for unit in parts), Decimal(0))
    if not isinstance(indicator.denominator, Term):
        return _scaled(indicator, inside, None), _scaled(indicator, inside + most, None)
    base = sum((unit.denominator or Decimal(0) for unit in whole), Decimal(0))
    others = sum((unit.denominator or Decimal(0) for unit in parts), Decimal(0)) - most
    if not base + others or not base + most:
        return None, None
    return (
        _scaled(indicator, inside, base + others),
        _scaled(indicator, inside + most, base + most),
    )


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round once, at the end, half away from zero, as Vietnamese statistics do."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class _Reading:
    """Reads the cells that a question needs, and makes each unit's sums of them."""

    snapshot: Snapshot
    catalogue: Catalogue
    asking: Mapping[Period, _Asking]
    origins_of: OriginsOf

    def cells(self, views: Sequence[tuple[Period, Holding]]) -> Mapping[int, _Cells]:
        """Sums of every complete term, by plan: one scan for all periods of one definition."""
        return {
            name: _read(self.snapshot, self.catalogue, compiled, list(asked))
            for name, (compiled, asked) in self.wanted(views).items()
        }

    def wanted(self, views: Sequence[tuple[Period, Holding]]) -> _Wanted:
        """The periods and units whose cells the views need, by plan."""
        found: _Wanted = {}
        for period, holding in views:
            compiled = self.asking[period].plan
            asked = found.setdefault(id(compiled), (compiled, {}))[1]
            for key in _units_of(holding):
                asked |= {(str(when), unit): None for when, unit in self._needed(period, key)}
        return found

    def _needed(self, period: Period, key: LocalityKey) -> list[tuple[Period, LocalityKey]]:
        others = self.asking[period].denominator_periods
        earlier = [(when, unit) for when in others for unit in self._origins(period, when, key)]
        return [(period, key), *earlier]

    def _origins(self, period: Period, when: Period, key: LocalityKey) -> tuple[LocalityKey, ...]:
        if when == period:
            return (key,)
        found = self.origins_of(key, when)
        return found if found == (key,) or self.asking[period].travels else ()

    def sums(
        self, cells: Mapping[int, _Cells], period: Period, bucket: int, holding: Holding
    ) -> _Sums:
        """Each unit's sums for one bucket: those of which every needed cell was a number."""
        mine = cells[id(self.asking[period].plan)]
        made = ((key, self._sum(mine, period, bucket, key)) for key in _units_of(holding))
        return {key: unit for key, unit in made if unit is not None}

    def _sum(self, cells: _Cells, period: Period, bucket: int, key: LocalityKey) -> _UnitSum | None:
        above = cells.get((str(period), bucket), {}).get(key, {}).get(NUMERATOR)
        if above is None:
            return None
        if not self.asking[period].plan.has_denominator:
            return _unit_sum(above, (), None)
        wanted = self.asking[period].denominator_periods
        for when in wanted:
            sources = self._origins(period, when, key)
            then = cells.get((str(when), bucket), {})
            below = [then.get(source, {}).get(DENOMINATOR) for source in sources]
            reported = [item for item in below if item is not None]
            if reported and len(reported) == len(sources):
                own = None if when == period else Borrowed(key, when, sources, when != wanted[0])
                return _unit_sum(above, reported, own)
        return None


def _units_of(holding: Holding) -> list[LocalityKey]:
    upper = [] if holding.upper is None else [holding.upper]
    return [*(member.key for member in holding.members), *upper]


def _unit_sum(
    above: tuple[Any, ...], below: Sequence[tuple[Any, ...]], borrowed: Borrowed | None
) -> _UnitSum:
    statuses = {code for _, codes in (above, *below) for code in codes}
    marked = statuses - {"A"} or {"A"}
    return _UnitSum(
        numerator=above[0],
        denominator=sum((total for total, _ in below), Decimal(0)) if below else None,
        statuses=frozenset(ObservationStatus(code) for code in marked),
        borrowed=borrowed,
    )


_Buckets = dict[int, dict[str, tuple[Any, ...]]]
"""Bucket → complete term → sum and statuses, of one unit in one period."""


def _read(
    snapshot: Snapshot, catalogue: Catalogue, compiled: Plan, asked: Sequence[_Pair]
) -> _Cells:
    """Sums of the units asked for; what was read of a published snapshot is not read again."""
    if not compiled.selectors or not asked:
        return {}

    def read(pairs: Sequence[_Pair]) -> Mapping[_Pair, _Buckets]:
        return _scan(snapshot, catalogue, compiled, pairs)

    kept = snapshot.kept
    by_pair = read(asked) if kept is None else kept.answers(compiled, asked, read)
    gathered: dict[tuple[str, int], dict[LocalityKey, _Terms]] = {}
    for (period, key), buckets in by_pair.items():
        for bucket, terms in (buckets or {}).items():
            gathered.setdefault((period, bucket), {})[key] = terms
    return gathered


def _scan(
    snapshot: Snapshot, catalogue: Catalogue, compiled: Plan, asked: Sequence[_Pair]
) -> Mapping[_Pair, _Buckets]:
    found: dict[_Pair, _Buckets] = {}
    for period, code, valid_from, bucket, term, total, is_complete, statuses in snapshot.rows(
        *_query(catalogue, compiled, asked)
    ):
        if is_complete:
            buckets = found.setdefault((period, LocalityKey(code, valid_from)), {})
            buckets.setdefault(bucket, {})[term] = (total, statuses)
    return found


def _query(
    catalogue: Catalogue, compiled: Plan, asked: Sequence[tuple[str, LocalityKey]]
) -> tuple[str, list[Any]]:
    """Grouped sums over the cells of the plan, in one scan of the measures it needs."""
    names = catalogue.dimension_names
    row = "(" + ", ".join(["?"] * (5 + len(names))) + ")"
    joined = " AND ".join(f"o.{name} = s.{name}" for name in names)
    measures = ", ".join(["?"] * len(compiled.measures))
    sql = f"""
        WITH selector (shape, term, bucket, needed, measure, {", ".join(names)}) AS (
            VALUES {", ".join([row] * len(compiled.selectors))}
        ), unit AS (
            SELECT unnest(CAST(? AS VARCHAR[])) AS period, unnest(CAST(? AS VARCHAR[])) AS code,
                   unnest(CAST(? AS DATE[])) AS valid_from
        )
        SELECT o.period, o.code, o.valid_from, s.bucket, s.term, sum(o.value),
               count(o.value) = max(s.needed), list(DISTINCT o.status)
        FROM observation o
        JOIN selector s ON o.shape = s.shape AND o.measure = s.measure AND {joined}
        JOIN unit u ON o.period = u.period AND o.code = u.code AND o.valid_from = u.valid_from
        WHERE o.in_force AND o.measure IN ({measures})
        GROUP BY o.period, o.code, o.valid_from, s.bucket, s.term
    """
    parameters: list[Any] = []
    for item in compiled.selectors:
        parameters += [item.shape, item.term, item.bucket, item.needed, item.measure, *item.codes]
    parameters += [
        [period for period, _ in asked],
        [key.code for _, key in asked],
        [key.valid_from for _, key in asked],
    ]
    return sql, [*parameters, *compiled.measures]
