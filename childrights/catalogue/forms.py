"""What a form is: one YAML file a version under `etl/forms/`, never code.

A form is a grid. Each row and each column says what it counts and for which codes; a cell means
the two together. In the layout ``unit`` a sheet is one locality's report and the rows are the
form's own; in the layout ``rows`` every row is a locality and the columns are the form's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any, Literal

from pydantic import Field, PrivateAttr

from childrights.catalogue.model import TOTAL, Day, Dimension, Flag, Strict, Whole, Words
from childrights.periods import Span


class Layout(StrEnum):
    """How a sheet is laid out."""

    UNIT = "unit"
    ROWS = "rows"


class StubColumn(Strict):
    """A column that names the row: its number, its label, its unit of measure, a note."""

    header: str
    role: Literal["number", "label", "unit", "maximum", "note"]


class FormColumn(Strict):
    """A column of figures under a heading of one to three levels.

    ``pack`` lists the measures written together in one cell as “5/1” (cases/deaths).
    """

    header: tuple[str, ...] = Field(min_length=1, max_length=3)
    measure: str | None = None
    pack: tuple[str, ...] = ()
    where: dict[str, str] = Field(default_factory=dict)


class FormRow(Strict):
    """A row of figures, or a ``section`` heading that holds none."""

    code: str = ""
    label: str
    unit: str = ""
    measure: str | None = None
    where: dict[str, str] = Field(default_factory=dict)
    section: Flag = False
    maximum: Whole | None = None
    aliases: tuple[str, ...] = ()


class Expectation(Strict):
    """How many rows and columns a version has after inheriting; a guard against slips."""

    rows: Whole
    columns: Whole


class FormVersion(Strict):
    """One version of one form, with inheritance and row expansion already resolved.

    ``provider`` fills it in, ``receiver`` is sent it. A ``mandatory`` form is due from every
    commune in each of its ``spans``; the others are filled in by those whom they concern and are
    never called late.
    """

    form: str
    version: str
    name: str
    title: tuple[str, ...]
    symbol: str
    provider: Words
    receiver: str
    legal_basis: str
    mandatory: Flag = False
    confirmed: Flag
    confirmation_note: str
    valid_from: Day
    valid_to: Day | None = None
    spans: tuple[Span, ...]
    layouts: tuple[Layout, ...]
    recognise: tuple[str, ...] = Field(min_length=1)
    unit_of_measure: str
    prefill_zero: Flag = False
    stub: tuple[StubColumn, ...]
    unit_header: str = "Đơn vị"
    rows: tuple[FormRow, ...]
    columns: tuple[FormColumn, ...]
    notes: tuple[str, ...] = ()
    expect: Expectation
    _fields_by_layout: dict[Layout, tuple[FormField, ...]] = PrivateAttr(default_factory=dict)

    @property
    def key(self) -> str:
        """``form@version``, the identity of the version."""
        return f"{self.form}@{self.version}"

    def in_force(self, day: date) -> bool:
        """Whether reports of that day are made on this version."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def fields(self, layout: Layout) -> tuple[FormField, ...]:
        """Every figure that a filled sheet holds, in reading order."""
        if layout not in self._fields_by_layout:
            self._fields_by_layout[layout] = self._make_fields(layout)
        return self._fields_by_layout[layout]

    def _make_fields(self, layout: Layout) -> tuple[FormField, ...]:
        rows = self.rows if layout is Layout.UNIT else (_UNIT_ROW,)
        return tuple(
            item
            for row_index, row in enumerate(rows)
            if not row.section
            for column_index, column in enumerate(self.columns)
            for item in _cell_fields(row_index, row, column_index, column)
        )


@dataclass(frozen=True, eq=False)  # compared by identity: readers look it up by the million
class FormField:
    """One figure of a form: where it stands in the grid and what it counts.

    A version has each once (:meth:`FormVersion.fields`).

    ``where`` holds only the dimensions that differ from the total. ``pack_position`` is the
    part of a packed cell (“5/1”) that holds it, or ``None``.
    """

    row: int
    column: int
    measure: str
    where: Mapping[str, str]
    pack_position: int | None = None

    @cached_property
    def series(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Measure and codes: what it counts, wherever it stands."""
        return self.measure, tuple(sorted(self.where.items()))


_UNIT_ROW = FormRow(label="")


def _cell_fields(
    row_index: int, row: FormRow, column_index: int, column: FormColumn
) -> Iterator[FormField]:
    where = {
        dimension: code
        for dimension, code in {**column.where, **row.where}.items()
        if code != TOTAL
    }
    if column.pack:
        for position, measure in enumerate(column.pack):
            yield FormField(row_index, column_index, measure, where, position)
        return
    measure_name = row.measure or column.measure
    if measure_name is not None:
        yield FormField(row_index, column_index, measure_name, where)


class FormFault(ValueError):
    """A version's file cannot be put on top of the one it inherits; ``key`` says which key."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def resolve_form(raw: Mapping[str, Any], parent: Mapping[str, Any] | None) -> dict[str, Any]:
    """Apply one version's YAML on top of the version it inherits from.

    Keys replace the parent's; ``remove_rows`` (codes) and ``add_rows`` (each with ``after``)
    edit the inherited rows. The result holds no inheritance keys any more. Raises
    :class:`FormFault` for a code that is not there.
    """
    merged = {**(parent or {}), **raw}
    for key in ("inherits", "remove_rows", "add_rows"):
        merged.pop(key, None)
    rows = list(merged.get("rows", []))
    removed = set(raw.get("remove_rows", []))
    unknown = removed - {row.get("code") for row in rows}
    if unknown:
        listed = ", ".join(f"“{code}”" for code in sorted(map(str, unknown)))
        raise FormFault("remove_rows", f"không có dòng mã {listed} để bỏ")
    rows = [row for row in rows if row.get("code") not in removed]
    for addition in raw.get("add_rows", []):
        row = {key: value for key, value in addition.items() if key != "after"}
        index = next(
            (i for i, kept in enumerate(rows) if kept.get("code") == addition.get("after")), None
        )
        if index is None:
            message = f"không có dòng mã “{addition.get('after')}” để chèn sau"
            raise FormFault("add_rows", message)
        rows.insert(index + 1, row)
    merged["rows"] = rows
    return merged


def expand_rows(
    rows: list[dict[str, Any]], dimensions: Mapping[str, Dimension]
) -> list[dict[str, Any]]:
    """Write out rows given as ``each: {dimension: [codes]}`` one by one, outermost first."""
    expanded: list[dict[str, Any]] = []
    for row in rows:
        if "each" not in row:
            expanded.append(row)
            continue
        shared = {key: value for key, value in row.items() if key != "each"}
        axes = {name: _axis_codes(name, codes, dimensions) for name, codes in row["each"].items()}
        for codes in product(*axes.values()):
            expanded.append(_expanded_row(shared, dict(zip(axes, codes, strict=True)), dimensions))
    return expanded


def _axis_codes(name: str, codes: object, dimensions: Mapping[str, Dimension]) -> list[str]:
    if name not in dimensions:
        raise ValueError(f"each: không có chiều phân tổ “{name}”")
    if codes == "all":
        return list(dimensions[name].codes)
    if isinstance(codes, list):
        known = {TOTAL, *dimensions[name].codes}
        unknown = [str(code) for code in codes if code not in known]
        if unknown:
            raise ValueError(f"each: chiều “{name}” không có mã “{unknown[0]}”")
        return codes
    raise ValueError(f"each.{name}: ghi all hoặc danh sách mã")


def _expanded_row(
    shared: Mapping[str, Any], codes: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> dict[str, Any]:
    detailed = [(name, code) for name, code in codes.items() if code != TOTAL]
    name, innermost = detailed[-1]
    label = dimensions[name].label_of(innermost)
    numbers = [str(list(dimensions[axis].codes).index(code) + 1) for axis, code in detailed]
    return {
        **shared,
        "code": ".".join(numbers),
        "label": label if len(detailed) == 1 else f"- {label}",
        "where": {**shared.get("where", {}), **codes},
    }
