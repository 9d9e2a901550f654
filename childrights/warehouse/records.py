"""What the ledger keeps: files as received, submissions, observations, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from childrights.catalogue.forms import Layout
from childrights.catalogue.model import Comparator
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.sdmx import ObservationStatus

NO_PERSONAL_ROWS = "no_personal_rows"
"""The rule against rows about individual children; a file that breaks it is never stored."""
NO_HIDDEN_BUNDLE = "no_hidden_bundle"
"""The rule against a .zip under a workbook's name: nobody looks into it, so it is never stored."""
FILE_AT_HAND = "file_at_hand"
"""The rule that a file can be read and stands still while it is loaded: else nothing is stored."""
NEVER_STORED = frozenset({NO_PERSONAL_ROWS, NO_HIDDEN_BUNDLE, FILE_AT_HAND})
BUNDLE_SUFFIX = ".zip"


def is_bundle(name: str) -> bool:
    """Whether a file is a bundle, whose members are files of their own."""
    return name.strip().lower().endswith(BUNDLE_SUFFIX)


def may_be_kept(name: str, rules: Iterable[str]) -> bool:
    """Whether the bytes of a file may stay in the ledger, by its name and its findings' rules.

    Not those of a bundle: each member is kept or not by what stands in it, and the whole would
    keep them all. The loader asks before it keeps a file, and whoever verifies a ledger before
    missing one.
    """
    return not is_bundle(name) and NEVER_STORED.isdisjoint(rules)


class Severity(StrEnum):
    """An error rejects the submission; a warning and a note do not.

    What needs an explanation may be true: it rejects the submission until somebody has written
    why (Giải trình), and is accepted with that explanation beside it.
    """

    ERROR = "error"
    NEEDS_EXPLANATION = "needs_explanation"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What became of a file or a submission."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Finding:
    """One thing an officer must know, at a sheet and cell, in Vietnamese, with what to do.

    ``explanation`` is what was written in answer to it, where it needs one.
    """

    severity: Severity
    rule: str
    message: str
    sheet: str = ""
    cell: str = ""
    explanation: str = ""

    @property
    def rejects(self) -> bool:
        """Whether what it was found in cannot be accepted as things stand."""
        unexplained = self.severity is Severity.NEEDS_EXPLANATION and not self.explanation
        return self.severity is Severity.ERROR or unexplained


class Observation(NamedTuple):
    """One figure as it stands in one cell (law 2).

    ``codes`` holds the dimensions that are not the total. ``value`` is exact and ``None`` when
    the status is O (missing) or M (not applicable); ``text`` is what the cell shows. A tuple,
    because readers hand over millions of them.
    """

    measure: str
    codes: Mapping[str, str]
    value: Decimal | None
    status: ObservationStatus
    text: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Submission:
    """One form version from one reporting unit for one period (law 5).

    ``nature`` is A (final), P (provisional) or E (estimated by the reporter). The officer's
    names in the frame and the signature block are not kept.
    """

    form: str
    version: str
    layout: Layout
    locality: LocalityKey
    name: str
    period: Period
    cut_off: date
    nature: ObservationStatus
    letter_number: str
    letter_date: date | None
    signed_off: bool
    sheet: str
    observations: tuple[Observation, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def version_key(self) -> str:
        """``form@version``."""
        return f"{self.form}@{self.version}"

    @property
    def verdict(self) -> Verdict:
        """Accepted unless a finding is an error, or needs an explanation and has none."""
        is_wrong = any(item.rejects for item in self.findings)
        return Verdict.REJECTED if is_wrong else Verdict.ACCEPTED


@dataclass(frozen=True)
class AssignedFigure:
    """One target in one cell of a “Bảng giao chỉ tiêu”: whose, what, how much.

    ``value`` is exact, in the indicator's own unit; ``text`` is what the cell shows.
    """

    unit: LocalityKey
    unit_name: str
    indicator: str
    comparator: Comparator
    value: Decimal
    text: str
    cell: str
    note: str = ""


@dataclass(frozen=True)
class Assignment:
    """What one jurisdiction assigned for one year in one sheet, itself or each of its units."""

    assigner: LocalityKey
    assigner_name: str
    year: int
    document_number: str
    document_date: date
    sheet: str
    figures: tuple[AssignedFigure, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Accepted unless a finding is an error."""
        is_wrong = any(item.severity is Severity.ERROR for item in self.findings)
        return Verdict.REJECTED if is_wrong else Verdict.ACCEPTED


@dataclass(frozen=True)
class Receipt:
    """One file as received and what became of it.

    ``findings`` are those about the file itself; each submission keeps its own.
    ``definitions`` is the digest of the catalogue that judged it.
    """

    name: str
    sha256: str
    size_bytes: int
    received_at: datetime
    demonstration: bool
    definitions: str
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    duplicate: bool = False
    assignments: tuple[Assignment, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Duplicate, rejected (the file or any submission in it) or accepted."""
        if self.duplicate:
            return Verdict.DUPLICATE
        wrong = any(item.rejects for item in self.findings)
        wrong = wrong or any(item.verdict is Verdict.REJECTED for item in self.held)
        return Verdict.REJECTED if wrong or not self.held else Verdict.ACCEPTED

    @property
    def held(self) -> tuple[Submission | Assignment, ...]:
        """Everything that the file says: submissions, then assignments of targets."""
        return (*self.submissions, *self.assignments)

    @property
    def may_be_kept(self) -> bool:
        """Whether the bytes may stay: not of a list of individual children, not of a bundle."""
        return may_be_kept(self.name, (item.rule for item in self.findings))

    def all_findings(self) -> tuple[Finding, ...]:
        """Findings about the file, then those of what it holds in order."""
        return self.findings + tuple(item for each in self.held for item in each.findings)
