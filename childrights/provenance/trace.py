"""From a value back to its cells: every figure can be walked to file, sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from childrights.catalogue.loader import Catalogue
from childrights.evaluate.plan import DENOMINATOR, NUMERATOR, Plan, Selector, plan
from childrights.evaluate.value import Borrowed
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.warehouse.snapshot import Snapshot


@dataclass(frozen=True)
class AppliedCorrection:
    """Who replaced a figure, when, and by which document."""

    id: str
    who: str
    reviewed: date
    document: str
    why: str


@dataclass(frozen=True)
class TracedCell:
    """One cell behind a figure.

    ``term`` is numerator or denominator. ``in_force`` is false for a cell of a submission that a
    later one has replaced, or that was sent back; it no longer counts, but it is still shown.
    ``value`` is what counts, ``reported`` what was read from the cell; they differ where a reviewed
    correction stands between them, and ``correction`` is then set. ``explanation`` is what the
    sender wrote to a finding at this cell.
    """

    term: str
    locality: LocalityKey
    name: str
    measure: str
    codes: tuple[tuple[str, str], ...]
    value: Decimal | None
    status: str
    text: str
    file: str
    sha256: str
    sheet: str
    cell: str
    form: str
    received_at: datetime
    letter_number: str
    letter_date: date | None
    cut_off: date
    in_force: bool
    period: Period
    state: str
    reported: Decimal | None
    correction: AppliedCorrection | None
    explanation: str


def trace(
    snapshot: Snapshot,
    catalogue: Catalogue,
    indicator: str,
    period: Period,
    units: Sequence[LocalityKey],
    borrowed: Sequence[Borrowed] = (),
    breakdown: Mapping[str, str] | None = None,
) -> list[TracedCell]:
    """The cells behind an indicator's figure for the units, those in force first.

    The total, or one ``breakdown`` (dimension to code). Cells of replaced submissions follow,
    newest first, so that old and new stand together. ``borrowed`` lists the denominators that
    come from another period (``Value.borrowed``). The cells of a composite are those of its
    components, whose names stand before the term. Raises ``KeyError`` for a breakdown that the
    indicator does not have.
    """
    components = catalogue.definition(indicator, period).components
    if components:
        return [
            replace(cell, term=f"{item.indicator}.{cell.term}")
            for item in components
            for cell in trace(snapshot, catalogue, item.indicator, period, units)
        ]
    wanted = dict(breakdown or {})
    compiled = plan(catalogue, indicator, tuple(wanted), period)
    selectors = _selectors(compiled, tuple(wanted.items()))
    if not selectors or not units:
        return []
    sql, parameters = _query(catalogue, selectors, _places(period, units, borrowed))
    return [_cell(row, catalogue.dimension_names) for row in snapshot.rows(sql, parameters)]


def _selectors(compiled: Plan, bucket: tuple[tuple[str, str], ...]) -> list[Selector]:
    """The cells of one bucket; raises ``KeyError`` for a code that the plan does not know."""
    if bucket not in compiled.buckets:
        raise KeyError(bucket)
    index = compiled.buckets.index(bucket)
    return [item for item in compiled.selectors if item.bucket == index]


def _places(
    period: Period, units: Sequence[LocalityKey], borrowed: Sequence[Borrowed]
) -> list[tuple[LocalityKey, Period, str]]:
    """Whose report of which period holds which term."""
    elsewhere = {item.unit for item in borrowed}
    return [
        *((key, period, NUMERATOR) for key in units),
        *((key, period, DENOMINATOR) for key in units if key not in elsewhere),
        *((key, item.period, DENOMINATOR) for item in borrowed for key in item.sources),
    ]


def _query(
    catalogue: Catalogue,
    selectors: Sequence[Selector],
    places: Sequence[tuple[LocalityKey, Period, str]],
) -> tuple[str, list[Any]]:
    names = catalogue.dimension_names
    row = "(" + ", ".join(["?"] * (3 + len(names))) + ")"
    joined = " AND ".join(f"o.{name} = s.{name}" for name in names)
    sql = f"""
        WITH selector (shape, term, measure, {", ".join(names)}) AS (
            VALUES {", ".join([row] * len(selectors))}
        ), unit AS (
            SELECT unnest(CAST(? AS VARCHAR[])) AS code, unnest(CAST(? AS DATE[])) AS valid_from,
                   unnest(CAST(? AS VARCHAR[])) AS period, unnest(CAST(? AS VARCHAR[])) AS term
        )
        SELECT s.term, o.code, o.valid_from, b.name, o.measure, o.value, o.status, o.text,
               b.file_name, b.sha256, o.sheet, o.cell, b.form || '@' || b.version,
               epoch(b.received_at), b.letter_number, b.letter_date, b.cut_off, o.in_force,
               o.period, b.state, o.reported, c.id, c.who, c.reviewed, c.document, c.why,
               coalesce((
                   SELECT string_agg(DISTINCT f.explanation, '; ') FROM finding f
                   WHERE f.sha256 = b.sha256 AND f.number = b.number AND f.batch = b.batch
                     AND f.sheet = o.sheet AND f.cell = o.cell AND f.explanation <> ''
               ), ''),
               {", ".join(f"o.{name}" for name in names)}
        FROM observation o
        JOIN selector s ON o.shape = s.shape AND o.measure = s.measure AND {joined}
        JOIN unit u ON o.code = u.code AND o.valid_from = u.valid_from
                   AND o.period = u.period AND s.term = u.term
        JOIN submission b ON b.id = o.submission
        LEFT JOIN correction c ON c.id = o.correction
        ORDER BY o.code, s.term DESC, o.in_force DESC, b.received_at DESC, o.sheet, o.cell
    """
    parameters: list[Any] = []
    for item in selectors:
        parameters += [item.shape, item.term, item.measure, *item.codes]
    parameters += [
        [key.code for key, _, _ in places],
        [key.valid_from for key, _, _ in places],
        [str(period) for _, period, _ in places],
        [term for _, _, term in places],
    ]
    return sql, parameters


_FIXED_COLUMNS = 27


def _cell(row: tuple[Any, ...], dimensions: Sequence[str]) -> TracedCell:
    codes = zip(dimensions, row[_FIXED_COLUMNS:], strict=True)
    return TracedCell(
        term=row[0],
        locality=LocalityKey(row[1], row[2]),
        name=row[3],
        measure=row[4],
        codes=tuple((name, code) for name, code in codes if code != "_T"),
        value=row[5],
        status=row[6],
        text=row[7],
        file=row[8],
        sha256=row[9],
        sheet=row[10],
        cell=row[11],
        form=row[12],
        received_at=datetime.fromtimestamp(row[13], UTC),
        letter_number=row[14],
        letter_date=row[15],
        cut_off=row[16],
        in_force=row[17],
        period=Period.parse(row[18]),
        state=row[19],
        reported=row[20],
        correction=AppliedCorrection(*row[21:26]) if row[21] else None,
        explanation=row[26],
    )
