"""A submission as the comparisons look at it: each figure with its cell, in the officer's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Measure
from childrights.vietnamese.numbers import format_number
from childrights.warehouse.records import Finding, Severity, Submission
from etl.known import Arrival, Series, Stated, comparable


@dataclass(frozen=True)
class Report:
    """One submission, its figures that may be compared by what they count."""

    submission: Submission
    catalogue: Catalogue
    arrival: Arrival

    @cached_property
    def figures(self) -> Mapping[Series, Stated]:
        """Numbers that a comparison may ask for."""
        return comparable(self.submission, self.catalogue)

    def totals(self) -> Iterator[tuple[Series, Measure, Stated]]:
        """Figures that are broken down by nothing."""
        for series, stated in self.figures.items():
            if not series[1]:
                yield series, self.catalogue.measures[series[0]], stated

    def words(self, series: Series) -> str:
        """What a figure counts: “Số trẻ em (Nam)”."""
        measure, items = series
        codes = "; ".join(self.catalogue.dimensions[axis].label_of(code) for axis, code in items)
        label = self.catalogue.measures[measure].label
        return f"{label} ({codes})" if codes else label

    def says(self, series: Series, stated: Stated) -> str:
        """The beginning of a message: “C14 (Số trẻ em) ghi 512”."""
        return f"{stated.cell} ({self.words(series)}) ghi {format_number(stated.value)}"

    def form_name(self, form: str) -> str:
        """Name of a form."""
        named = (item.name for item in self.catalogue.forms.values() if item.form == form)
        return next(named, form)

    def finding(self, severity: Severity, rule: str, message: str, cell: str) -> Finding:
        """A finding at a cell of this report's sheet."""
        return Finding(severity, rule, message, self.submission.sheet, cell)
