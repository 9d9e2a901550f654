"""Targets assigned by workbook: how the ledger keeps them and how a snapshot puts them in force.

An assignment stands in the receipt of its file, so nothing in the ledger changes its shape; the
snapshot projects a table ``assigned_target``, in which the last one received is in force for its
assigner, unit, indicator and year (docs/decisions/0008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol

import pyarrow as pa

from childrights.catalogue.model import (
    AssignedTarget,
    Comparator,
    Direction,
    Indicator,
    Kind,
    TargetBasis,
)
from childrights.places.model import RECORD_START, Locality, LocalityKey
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date
from childrights.warehouse.records import AssignedFigure, Assignment


class Rows(Protocol):
    """A snapshot, as far as it is needed here."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of one query."""


def assignment_json(item: Assignment) -> dict[str, Any]:
    """An assignment as a receipt keeps it, without its findings."""
    return {
        "assigner": item.assigner.code,
        "assigner_valid_from": item.assigner.valid_from.isoformat(),
        "assigner_name": item.assigner_name,
        "year": item.year,
        "document_number": item.document_number,
        "document_date": item.document_date.isoformat(),
        "sheet": item.sheet,
        "verdict": item.verdict.value,
        "figures": [_figure_json(figure) for figure in item.figures],
    }


def _figure_json(figure: AssignedFigure) -> dict[str, str]:
    return {
        "unit": figure.unit.code,
        "unit_valid_from": figure.unit.valid_from.isoformat(),
        "unit_name": figure.unit_name,
        "indicator": figure.indicator,
        "comparator": figure.comparator.value,
        "value": str(figure.value),
        "text": figure.text,
        "cell": figure.cell,
        "note": figure.note,
    }


_OF_FIGURE = ("unit", "unit_name", "indicator", "comparator", "value", "text", "cell", "note")
_OF_ASSIGNMENT = ("assigner", "assigner_name", "document_number", "sheet")
_DATES = ("assigner_valid_from", "document_date", "unit_valid_from")


def assigned_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    """One row a target that was accepted, with file and moment of receipt."""
    rows = list(_accepted(receipts))
    columns: dict[str, pa.Array] = {
        name: pa.array([row[name] for row in rows], pa.string())
        for name in (*_OF_ASSIGNMENT, *_OF_FIGURE, "sha256", "file_name")
    }
    for name in _DATES:
        days = [date.fromisoformat(row[name]) for row in rows]
        columns[name] = pa.array(days, pa.date32())
    columns["year"] = pa.array([row["year"] for row in rows], pa.int32())
    columns["received_at"] = pa.array(
        [datetime.fromisoformat(row["received_at"]).astimezone(UTC) for row in rows],
        pa.timestamp("us", tz="UTC"),
    )
    return pa.table(columns)


def _accepted(receipts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for receipt in receipts:
        file = {
            "sha256": receipt["sha256"],
            "file_name": receipt["name"],
            "received_at": receipt["received_at"],
        }
        # A receipt of an earlier version of the software has no assignments.
        for item in receipt.get("assignments", []):
            if item["verdict"] == "accepted":
                yield from ({**item, **figure, **file} for figure in item["figures"])


# As for submissions: the letter's date and the hash only decide between files received at once.
RANK_ASSIGNED = """
CREATE TABLE assigned_target AS
SELECT *,
       row_number() OVER (
           PARTITION BY assigner, assigner_valid_from, unit, unit_valid_from, indicator, year
           ORDER BY received_at DESC, document_date DESC, file_name DESC, sha256 DESC, cell DESC
       ) = 1 AS in_force
FROM assigned_all;
DROP TABLE assigned_all;
"""

_IN_FORCE = """
SELECT assigner_name, unit, unit_valid_from, unit_name, indicator, year, comparator, value, text,
       note, document_number, document_date, sha256, file_name, sheet, cell, epoch(received_at),
       assigner = unit AND assigner_valid_from = unit_valid_from AS is_own
FROM assigned_target
WHERE in_force
ORDER BY is_own DESC, unit, indicator, year, received_at DESC, cell
"""
_HELD = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'assigned_target'"


def assigned_targets(
    snapshot: Rows, registry: Registry, indicators: dict[str, Indicator]
) -> tuple[AssignedTarget, ...]:
    """Targets in force by assignment; a unit's own come before those of the unit above it.

    A snapshot older than this table holds none, because none could have been received then.
    """
    if snapshot.rows(_HELD) == [(0,)]:
        return ()
    return tuple(
        _target(row, registry.get(LocalityKey(row[1], row[2])), indicators.get(row[4]))
        for row in snapshot.rows(_IN_FORCE)
    )


def _target(row: tuple[Any, ...], unit: Locality, indicator: Indicator | None) -> AssignedTarget:
    (assigner, code, _, unit_name, name, year, comparator, value, text, note, number, day,
     sha256, file, sheet, cell, seconds, is_own) = row  # fmt: skip
    return AssignedTarget(
        id=f"GIAO-{year}-{code}-{name}",
        indicator=name,
        jurisdiction=code,
        jurisdiction_name=assigner if is_own else f"{assigner} giao {unit_name}",
        year=year,
        comparator=Comparator(comparator),
        value=value,
        basis=TargetBasis.ANNUAL_PLAN,
        document=f"Văn bản số {number} ngày {format_date(day)} của {assigner}",
        applies_to=_binding(indicator),
        valid_from=None if unit.valid_from == RECORD_START else unit.valid_from,
        valid_to=unit.valid_to,
        note=note or None,
        file=file,
        sha256=sha256,
        sheet=sheet,
        cell=cell,
        text=text,
        received_at=datetime.fromtimestamp(seconds, UTC),
    )


def _binding(indicator: Indicator | None) -> Any:
    """Whom an assigned target binds inside its unit.

    A number is the unit's own. What every child should have (a share that should rise) binds each
    unit inside too; other shares and rates are averages and bind areas.
    """
    if indicator is None or indicator.kind in (Kind.COUNT, Kind.COMPOSITE):
        return "own"
    is_due_to_each = indicator.kind is Kind.PERCENTAGE and indicator.direction is Direction.UP
    return "both" if is_due_to_each else "area"
