"""What must stand beside a figure: that it was corrected, and what its senders explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from childrights.catalogue.loader import Catalogue
from childrights.evaluate.plan import Bucket, plan
from childrights.evaluate.value import Value
from childrights.language import say, say_many
from childrights.places.model import LocalityKey
from childrights.warehouse.snapshot import Snapshot


@dataclass(frozen=True)
class Remark:
    """A remark on one cell behind a figure: the correction's document, or an explanation."""

    unit: LocalityKey
    document: str
    explanation: str


_At = tuple[str, LocalityKey, Bucket]


def remarked(
    snapshot: Snapshot,
    catalogue: Catalogue,
    indicator: str,
    by: Sequence[str],
    values: Sequence[Value],
    *,
    in_full: bool,
) -> list[Value]:
    """The values, each with its remarks in ``note``.

    ``by`` are the dimensions that the values are broken down by. Without ``in_full`` explanations
    are only counted: an officer's words may name a child.
    """
    if not _any(snapshot):
        return list(values)
    found = _remarks(snapshot, catalogue, indicator, by)
    return [_with_note(value, tuple(by), found, in_full=in_full) for value in values]


def _any(snapshot: Snapshot) -> bool:
    sql = """SELECT (SELECT count(*) FROM correction)
                  + (SELECT count(*) FROM finding WHERE explanation <> '')"""
    return bool(snapshot.facts(sql)[0][0])


def _with_note(
    value: Value, by: tuple[str, ...], found: Mapping[_At, Sequence[Remark]], *, in_full: bool
) -> Value:
    bucket = tuple((name, value.breakdown[name]) for name in by)
    remarks = [
        remark
        for unit in sorted(value.reporting_units, key=lambda key: (key.code, key.valid_from))
        for remark in found.get((str(value.period), unit, bucket), ())
    ]
    if not remarks:
        return value
    notes = [value.note, _corrected(remarks), _explained(remarks, value, in_full=in_full)]
    return replace(value, note=". ".join(note for note in notes if note))


def _corrected(remarks: Sequence[Remark]) -> str:
    documents = dict.fromkeys(item.document for item in remarks if item.document)
    return (
        say("Đã đính chính theo {documents}", documents="; ".join(documents)) if documents else ""
    )


def _explained(remarks: Sequence[Remark], value: Value, *, in_full: bool) -> str:
    texts = dict.fromkeys(item.explanation for item in remarks if item.explanation)
    if not texts:
        return ""
    if in_full and len(value.reporting_units) == 1:
        return say("Giải trình: {texts}", texts="; ".join(texts))
    units = {item.unit for item in remarks if item.explanation}
    return say_many("Có giải trình của {count} đơn vị", len(units), count=len(units))


def _remarks(
    snapshot: Snapshot, catalogue: Catalogue, indicator: str, by: Sequence[str]
) -> Mapping[_At, Sequence[Remark]]:
    compiled = plan(catalogue, indicator, by)
    found: dict[_At, list[Remark]] = defaultdict(list)
    if not compiled.selectors:
        return found
    names = catalogue.dimension_names
    row = "(" + ", ".join(["?"] * (3 + len(names))) + ")"
    joined = " AND ".join(f"o.{name} = s.{name}" for name in names)
    sql = f"""
        WITH selector (shape, bucket, measure, {", ".join(names)}) AS (
            VALUES {", ".join([row] * len(compiled.selectors))}
        )
        SELECT DISTINCT o.period, o.code, o.valid_from, s.bucket, coalesce(c.document, ''),
               coalesce(f.explanation, '')
        FROM observation o
        JOIN selector s ON o.shape = s.shape AND o.measure = s.measure AND {joined}
        JOIN submission b ON b.id = o.submission
        LEFT JOIN correction c ON c.id = o.correction
        LEFT JOIN finding f ON f.sha256 = b.sha256 AND f.number = b.number AND f.batch = b.batch
             AND f.sheet = o.sheet AND f.cell = o.cell AND f.explanation <> ''
        WHERE o.in_force AND (o.correction <> '' OR f.explanation IS NOT NULL)
        ORDER BY ALL
    """
    parameters: list[Any] = []
    for item in compiled.selectors:
        parameters += [item.shape, item.bucket, item.measure, *item.codes]
    for period, code, since, bucket, document, explanation in snapshot.rows(sql, parameters):
        unit = LocalityKey(code, since)
        at = (period, unit, compiled.buckets[bucket])
        found[at].append(Remark(unit, document, explanation))
    return found
