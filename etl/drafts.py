"""A submission as read from a sheet, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.periods import Period
from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.warehouse.records import Finding, Observation, Severity, Submission
from etl.cells import CellReading


class FieldReading(NamedTuple):
    """A field of the form with what its cell says. ``cell`` is an address such as D14."""

    field: FormField
    cell: str
    reading: CellReading


@dataclass(frozen=True)
class PrintedShare:
    """A percentage that the officer put beside the form's own figures of one row.

    ``raw`` is what the cell holds: a text, or a number that may be shown as a percentage.
    """

    cell: str
    raw: str | float | int
    row: tuple[FieldReading, ...]


@dataclass(frozen=True, eq=False)
class Draft:
    """One unit's report in one sheet; checks read it and say what is wrong."""

    version: FormVersion
    layout: Layout
    sheet: str
    locality: Locality
    period: Period
    cut_off: date
    cut_off_cell: str
    period_cell: str
    nature: ObservationStatus
    letter_number: str
    letter_date: date | None
    signed_off: bool
    readings: Mapping[FormField, FieldReading]
    findings: tuple[Finding, ...] = ()
    shares: tuple[PrintedShare, ...] = ()

    @cached_property
    def numbers(self) -> Mapping[FormField, Decimal]:
        """What the cells say, of those that say a number."""
        return {
            item: entry.reading.value
            for item, entry in self.readings.items()
            if entry.reading.value is not None
        }

    def label(self, form_field: FormField) -> str:
        """The figure in the officer's words: row label and column heading."""
        column = self.version.columns[form_field.column]
        heading = ", ".join(column.header)
        if self.layout is Layout.ROWS:
            return heading
        row = self.version.rows[form_field.row].label.lstrip("- ")
        return f"{row} › {heading}"

    def finding(self, severity: Severity, rule: str, message: str, cell: str = "") -> Finding:
        """A finding at a cell of this sheet."""
        return Finding(severity, rule, message, self.sheet, cell)


@dataclass(frozen=True, eq=False)
class Setting:
    """What checks may look things up in."""

    catalogue: Catalogue
    registry: Registry


@dataclass
class SheetReading:
    """What one sheet held: drafts, and findings about the sheet itself."""

    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    recognised: bool = False


def to_submission(draft: Draft, findings: tuple[Finding, ...]) -> Submission:
    """The submission that goes into the ledger, with what the checks said of it."""
    observations = tuple(_observation(draft, item) for item in draft.readings.values())
    is_rejected = any(item.severity is Severity.ERROR for item in findings)
    return Submission(
        form=draft.version.form,
        version=draft.version.version,
        layout=draft.layout,
        locality=draft.locality.key,
        name=draft.locality.name,
        period=draft.period,
        cut_off=draft.cut_off,
        nature=draft.nature,
        letter_number=draft.letter_number,
        letter_date=draft.letter_date,
        signed_off=draft.signed_off,
        sheet=draft.sheet,
        observations=() if is_rejected else observations,
        findings=findings,
    )


def _observation(draft: Draft, item: FieldReading) -> Observation:
    status = item.reading.status
    if status is ObservationStatus.NORMAL:
        status = draft.nature
    return Observation(
        measure=item.field.measure,
        codes=item.field.where,
        value=item.reading.value,
        status=status,
        text=item.reading.text,
        sheet=draft.sheet,
        cell=item.cell,
    )
