"""How far a commune's own points are from recognition as child-friendly, as far as that is known.

Quyết định 06/QĐ-TTg asks for every criterion to be met, for none without points, and for a least
total by kind of commune. Most maxima and pass marks have not been compared with its annex; they,
and the kind of each commune, are an operator's to complete. What is unknown never counts as
passed, and points never make a recognition: that is a decision of the authority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Figure, Indicator, Kind, Term, UnitsTerm
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.language import translatable
from childrights.periods import Period
from childrights.places.reference import REFERENCE_DIR, Entry, overlay_file, read_reference
from childrights.strict_yaml import CatalogueError, load_yaml

FILE = "recognition.yaml"

CommuneCode = Annotated[str, Field(pattern=r"^\d{5}$")]


class UnitClass(Entry):
    """A kind of commune and the least total of points that it needs."""

    label: str
    minimum: Figure


class Standard(Entry):
    """What recognition asks for: ``data/reference/recognition.yaml`` under the operator's own.

    ``classes`` are kinds of communes; ``maxima`` and ``pass_marks`` are points by criterion;
    ``units`` say of which kind a commune is, by code.
    """

    document: str = ""
    classes: dict[str, UnitClass] = Field(default_factory=dict)
    maxima: dict[str, Figure] = Field(default_factory=dict)
    pass_marks: dict[str, Figure] = Field(default_factory=dict)
    units: dict[CommuneCode, str] = Field(default_factory=dict)

    def under(self, own: Standard) -> Standard:
        """The standard with an operator's entries before its own."""
        return Standard(
            document=own.document or self.document,
            classes={**self.classes, **own.classes},
            maxima={**self.maxima, **own.maxima},
            pass_marks={**self.pass_marks, **own.pass_marks},
            units={**self.units, **own.units},
        )

    def minima_of(self, code: str) -> tuple[Decimal, ...]:
        """Least totals that may bind a commune, rising: one where its kind is known, else all."""
        own = self.classes.get(self.units.get(code, ""))
        known = [own] if own is not None else list(self.classes.values())
        return tuple(sorted({Decimal(item.minimum) for item in known}))


def load_standard(catalogue: Catalogue, data_dir: Path | None = None) -> Standard:
    """The standard in force; raises ``CatalogueError`` naming file, line and entry."""
    ours = read_reference(REFERENCE_DIR / FILE, Standard)
    own = overlay_file(data_dir, FILE)
    found = ours.under(read_reference(own, Standard)) if own else ours
    problems = list(_faults(catalogue, found))
    if problems:
        document = load_yaml(own or REFERENCE_DIR / FILE)
        raise CatalogueError(document.problem(path, message) for path, message in problems)
    return found


def _faults(catalogue: Catalogue, standard: Standard) -> Iterator[tuple[list[str], str]]:
    """Criteria and kinds that nobody knows, and pass marks above their maximum."""
    known = assessment_of(catalogue)
    codes = set(catalogue.dimensions[known.criterion].codes) if known else set()
    tables = {"maxima": standard.maxima, "pass_marks": standard.pass_marks}
    for name, table in tables.items():
        for code in table.keys() - codes:
            yield [name, code], f"không có tiêu chí “{code}” trong danh mục"
    for code, mark in standard.pass_marks.items():
        if code in standard.maxima and Decimal(mark) > Decimal(standard.maxima[code]):
            yield ["pass_marks", code], f"{mark} lớn hơn điểm tối đa {standard.maxima[code]}"
    for code, kind in standard.units.items():
        if kind not in standard.classes:
            listed = ", ".join(standard.classes)
            yield ["units", code], f"không có loại “{kind}”; các loại: {listed}"


@dataclass(frozen=True)
class Assessed:
    """The catalogue's indicators of one assessment: points by criterion, recognition, share.

    ``status`` and ``share`` may be absent (empty) where the catalogue has none.
    """

    score: str
    criterion: str
    status: str
    share: str


def assessment_of(catalogue: Catalogue) -> Assessed | None:
    """What the catalogue says is a self-assessment by criteria; ``None`` where it has none.

    That is a score with a breakdown; recognition is the status of the same theme, and the share
    is the percentage of units that counts it.
    """
    for name, item in catalogue.indicators.items():
        if item.kind is Kind.SCORE and item.breakdowns and isinstance(item.numerator, Term):
            status = _first(catalogue, item.theme, Kind.STATUS)
            share = _first(catalogue, item.theme, Kind.PERCENTAGE, units=True)
            return Assessed(name, next(iter(item.breakdowns)), status, share)
    return None


def _first(catalogue: Catalogue, theme: str, kind: Kind, *, units: bool = False) -> str:
    found = (
        name
        for name, item in catalogue.indicators.items()
        if item.theme == theme
        and item.kind is kind
        and (not units or isinstance(item.denominator, UnitsTerm))
    )
    return next(found, "")


def maxima_of(
    catalogue: Catalogue, indicator: Indicator, dimension: str, period: Period, standard: Standard
) -> dict[str, Decimal]:
    """Most points of each criterion: the operator's, else what the period's form prints."""
    measure = indicator.numerator.measure if indicator.numerator else ""
    printed = {
        row.where[dimension]: Decimal(row.maximum)
        for form in catalogue.forms_with([measure])
        if form.in_force(period.last_day)
        for row in form.rows
        if row.maximum is not None and dimension in row.where
    }
    return {**printed, **{code: Decimal(most) for code, most in standard.maxima.items()}}


class Readiness(StrEnum):
    """What a commune's own points say of its way to recognition."""

    RECOGNISED = translatable("Đã công nhận")
    READY = translatable("Đủ điểm, chưa công nhận")
    SHORT = translatable("Chưa đủ điều kiện")
    UNSURE = translatable("Chưa kết luận được")
    NOT_REPORTED = translatable("Chưa báo cáo")
    NOT_REASSESSED = translatable("Chưa đánh giá lại sau sắp xếp")
    HIDDEN = translatable("Không công bố")


@dataclass(frozen=True)
class UnitScore:
    """One unit's figures: total, points by criterion, recognition (``None`` if not asked)."""

    total: DisclosedValue
    points: Mapping[str, DisclosedValue]
    status: DisclosedValue | None


@dataclass(frozen=True)
class Assessment:
    """What the points of a unit say.

    ``lacking`` are the points short of each least total that may bind it, as (least total, points
    short); ``zeros`` and ``below`` are criteria without points and under their pass mark;
    ``unset`` are those whose pass mark nobody has entered.
    """

    readiness: Readiness
    lacking: tuple[tuple[Decimal, Decimal], ...] = ()
    zeros: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


def assess(unit: UnitScore, standard: Standard, *, is_reformed: bool) -> Assessment:
    """Judge a unit by its own points. ``is_reformed``: it came of other units' territory.

    Raises ``NotDisclosed``.
    """
    listed = [unit.total, *unit.points.values(), *([unit.status] if unit.status else [])]
    require_disclosed(listed)
    if any(value.is_suppressed for value in listed):
        return Assessment(Readiness.HIDDEN)
    is_recognised = unit.status is not None and unit.status.value == 1
    if unit.total.value is None:
        absent = Readiness.NOT_REASSESSED if is_reformed else Readiness.NOT_REPORTED
        return Assessment(Readiness.RECOGNISED if is_recognised else absent)
    code = unit.total.locality.code if unit.total.locality else ""
    lacking = tuple(
        (least, max(Decimal(0), least - unit.total.value)) for least in standard.minima_of(code)
    )
    zeros = tuple(name for name, value in unit.points.items() if value.value == 0)
    below = tuple(_below(unit, standard))
    unset = tuple(name for name in unit.points if name not in standard.pass_marks)
    found = Assessment(Readiness.UNSURE, lacking, zeros, below, unset)
    readiness = Readiness.RECOGNISED if is_recognised else _readiness(unit, found)
    return Assessment(readiness, lacking, zeros, below, unset)


def _below(unit: UnitScore, standard: Standard) -> Sequence[str]:
    return [
        name
        for name, value in unit.points.items()
        if value.value is not None
        and name in standard.pass_marks
        and value.value < Decimal(standard.pass_marks[name])
    ]


def _readiness(unit: UnitScore, found: Assessment) -> Readiness:
    """Short as soon as one condition surely fails; ready only when every one surely holds."""
    is_short_of_all = bool(found.lacking) and all(short > 0 for _, short in found.lacking)
    if found.zeros or found.below or is_short_of_all:
        return Readiness.SHORT
    is_complete = bool(unit.points) and all(v.value is not None for v in unit.points.values())
    reaches_all = bool(found.lacking) and all(short == 0 for _, short in found.lacking)
    if is_complete and reaches_all and not found.unset:
        return Readiness.READY
    return Readiness.UNSURE
