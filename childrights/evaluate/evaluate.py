"""Observations × catalogue → values: the only place where a value is born.

Numerators and denominators are summed, never percentages (law 3). A unit counts only when every
cell that the formula needs is there; a value says how many units it holds of how many expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Term
from childrights.evaluate.holdings import Holding, Member
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR, Bucket, Plan, plan
from childrights.evaluate.value import Value
from childrights.periods import Period
from childrights.places.model import Level, LocalityKey
from childrights.sdmx import Confidentiality, ObservationStatus
from childrights.warehouse.snapshot import Snapshot

UNIT = "unit"
"""The breakdown by reporting unit: communes of an area, hamlets of a commune."""

HoldingsOf = Callable[[Period], Sequence[Holding]]
"""The places asked about in a period, each with the units whose figures it holds."""

REASSESS = "Chưa đánh giá lại sau sắp xếp"
"""A score or a recognition of an earlier unit says nothing of the unit that came of it."""


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


_Sums = Mapping[tuple[str, int], Mapping[LocalityKey, _UnitSum]]
"""(period, bucket) → unit → sums."""


def evaluate(
    snapshot: Snapshot, catalogue: Catalogue, question: Question, holdings_of: HoldingsOf
) -> list[Value]:
    """Answer a question for the places that ``holdings_of`` gives for each period.

    Raises ``KeyError`` for an unknown indicator and :class:`UnknownBreakdown`.
    """
    indicator = catalogue.indicators[question.indicator]
    dimensions = tuple(name for name in question.by if name != UNIT)
    _require_breakdowns(question.indicator, indicator, dimensions)
    compiled = plan(catalogue, question.indicator, dimensions)
    views = [(period, holding) for period in question.periods for holding in holdings_of(period)]
    asked = {(str(period), member.key) for period, view in views for member in view.members}
    sums = _read_sums(snapshot, catalogue, compiled, sorted(asked))
    asking = _Asking(question.indicator, indicator, travels(catalogue, indicator))
    return [
        _value(asking, bucket, holding, period, sums.get((str(period), index), {}))
        for period, holding in views
        for index, bucket in enumerate(compiled.buckets)
    ]


@dataclass(frozen=True)
class _Asking:
    """The indicator asked about; ``travels`` tells whether earlier units' figures carry over."""

    id: str
    indicator: Indicator
    travels: bool


def travels(catalogue: Catalogue, indicator: Indicator) -> bool:
    """Whether earlier units' figures carry over to the units that came of them."""
    return all(catalogue.measures[name].travels for name in catalogue.measures_of(indicator))


def _require_breakdowns(name: str, indicator: Indicator, dimensions: Iterable[str]) -> None:
    for dimension in dimensions:
        if dimension not in indicator.breakdowns:
            known = ", ".join([UNIT, *indicator.breakdowns])
            raise UnknownBreakdown(
                f"Chỉ tiêu {name} không phân tổ theo “{dimension}”. Các phân tổ có: {known}."
            )


def _applies(indicator: Indicator, level: Level, period: Period) -> bool:
    return (
        level in indicator.levels and period.span in indicator.spans and indicator.in_force(period)
    )


def _value(
    asking: _Asking,
    bucket: Bucket,
    holding: Holding,
    period: Period,
    sums: Mapping[LocalityKey, _UnitSum],
) -> Value:
    """The one exact function that makes ratio, status, bounds and rounding."""
    indicator = asking.indicator
    carries = asking.travels or holding.is_same_unit
    applies = _applies(indicator, holding.level, period) and bool(holding.members) and carries
    members = holding.members if applies else ()
    found = [(member, sums[member.key]) for member in members if member.key in sums]
    totals = _totals(indicator, found)
    result, statuses = _ratio(indicator, totals, found, applies)
    lower, upper = _bounds(indicator, found)
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
        note="" if carries else REASSESS,
    )


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
    if any(not member.is_whole for member, _ in found):
        marks = marks - {ObservationStatus.NORMAL} | {ObservationStatus.ESTIMATED}
    if len(marks) > 1:
        marks.discard(ObservationStatus.NORMAL)
    return _scaled(indicator, numerator, denominator), frozenset(marks)


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


def _read_sums(
    snapshot: Snapshot,
    catalogue: Catalogue,
    compiled: Plan,
    asked: Sequence[tuple[str, LocalityKey]],
) -> _Sums:
    if not compiled.selectors or not asked:
        return {}
    sql, parameters = _query(catalogue, compiled, asked)
    gathered: dict[tuple[str, int], dict[LocalityKey, dict[str, tuple[Any, ...]]]] = {}
    for period, code, valid_from, bucket, term, total, is_complete, statuses in snapshot.rows(
        sql, parameters
    ):
        if is_complete:
            place = gathered.setdefault((period, bucket), {})
            place.setdefault(LocalityKey(code, valid_from), {})[term] = (total, statuses)
    return {
        at: {
            key: _unit_sum(terms)
            for key, terms in place.items()
            if NUMERATOR in terms and (DENOMINATOR in terms or not compiled.has_denominator)
        }
        for at, place in gathered.items()
    }


def _unit_sum(terms: Mapping[str, tuple[Any, ...]]) -> _UnitSum:
    statuses = {code for _, codes in terms.values() for code in codes}
    marked = statuses - {"A"} or {"A"}
    return _UnitSum(
        numerator=terms[NUMERATOR][0],
        denominator=terms[DENOMINATOR][0] if DENOMINATOR in terms else None,
        statuses=frozenset(ObservationStatus(code) for code in marked),
    )


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
