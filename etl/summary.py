"""Biểu tổng hợp: the official form filled with every unit and the total, for the level above.

Written by the same writer as blank forms, so it is that form, and can be read back. A figure that
nobody reported stays empty; one that the audience may not see says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.disclosure.series import Classes
from childrights.evaluate.cells import groups, with_cells
from childrights.evaluate.evaluate import UNIT, Question
from childrights.figures.words import HIDDEN
from childrights.periods import Period
from childrights.places.model import Area, Level, LocalityKey
from etl.frame import load_frame
from etl.template import (
    TemplateError,
    form_version,
    rows_sheet,
    unit_sheet,
    unit_sheet_name,
)
from etl.workbook import CellValue, SheetContent, write_workbook
from etl.workbook_model import TOTAL_LABEL

Series = tuple[str, tuple[tuple[str, str], ...]]
Figures = Mapping[LocalityKey | None, Mapping[Series, CellValue]]
"""Unit (``None`` for the whole area) → series of the form → figure."""


def summary_bytes(desk: Desk, form: str, token: str, period: Period, audience: Audience) -> bytes:
    """The filled form as a workbook.

    Raises :class:`TemplateError` for a form that is not reported then or a place without
    communes, ``UnknownPlace`` for an unknown place.
    """
    version = form_version(form, period, desk.catalogue)
    area = desk.area(token, period)
    if area.level in (Level.COMMUNE, Level.HAMLET) or not area.units:
        raise TemplateError(f"{area.label}: biểu tổng hợp cần địa bàn có nhiều xã, phường.")
    layout = Layout.ROWS if Layout.ROWS in version.layouts else Layout.UNIT
    found = figures(desk, version, layout, token, period, audience)
    sheets = (
        [_rows(desk, version, area, period, found)]
        if layout is Layout.ROWS
        else _sheets(desk, version, area, period, found)
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "bieu.xlsx"
        write_workbook(out, sheets, load_frame(), guide=False, catalogue=desk.catalogue)
        return out.read_bytes()


def figures(
    desk: Desk,
    version: FormVersion,
    layout: Layout,
    token: str,
    period: Period,
    audience: Audience,
) -> Figures:
    """Every figure of the form by unit, and of the whole area; one question a group of cells."""
    fields = version.fields(layout)
    known = with_cells(desk.catalogue, version, fields)
    # A release holds indicators, not the cells of a form: with one the public sees none of these
    # that is protected, since a total of today beside those released tells who reported since.
    released = replace(desk.released, classes=Classes(known)) if desk.released else None
    asked = replace(desk, catalogue=known, released=released)
    found: dict[LocalityKey | None, dict[Series, CellValue]] = {None: {}}
    for name, (measure, dimensions) in groups(fields).items():
        for by in (dimensions, (UNIT, *dimensions)):
            for value in asked.values(Question(name, (period,), by), token, audience):
                unit = value.locality if UNIT in by else None
                codes = tuple((at, value.breakdown[at]) for at in dimensions)
                found.setdefault(unit, {})[measure, codes] = _written(value)
    return found


def _written(value: DisclosedValue) -> CellValue:
    if value.is_suppressed:
        return HIDDEN
    if value.value is None:
        return None
    whole = value.value.to_integral_value()
    return int(whole) if whole == value.value else value.value


def _cells(
    fields: Sequence[FormField], known: Mapping[Series, CellValue]
) -> dict[tuple[int, int], CellValue]:
    """Figures by row and column; those packed in one cell joined as “5/1”."""
    cells: dict[tuple[int, int], CellValue] = {}
    for field in sorted(fields, key=lambda item: item.pack_position or 0):
        at, value = (field.row, field.column), known.get(field.series)
        if field.pack_position:
            first = cells.get(at)
            value = None if first is None or value is None else f"{first}/{value}"
        cells[at] = value
    return {at: value for at, value in cells.items() if value is not None}


def _rows(
    desk: Desk, version: FormVersion, area: Area, period: Period, found: Figures
) -> SheetContent:
    """One line a unit, the total last."""
    blank = rows_sheet(version, period, area, desk.registry)
    fields = version.fields(Layout.ROWS)

    def line(unit: LocalityKey | None) -> dict[int, CellValue]:
        return {column: v for (_, column), v in _cells(fields, found.get(unit, {})).items()}

    rows = tuple(replace(row, values=line(row.locality.key)) for row in blank.rows)
    return replace(blank, rows=rows, totals=line(None), demonstration=desk.is_demonstration)


def _sheets(
    desk: Desk, version: FormVersion, area: Area, period: Period, found: Figures
) -> list[SheetContent]:
    """The total first, in the form's own grid, then a sheet a unit."""
    fields = version.fields(Layout.UNIT)
    made = [
        unit_sheet(version, period, unit, desk.registry, unit_sheet_name(unit))
        for unit in area.units
    ]
    filled = [
        replace(sheet, values=_cells(fields, found.get(unit.key, {})))
        for sheet, unit in zip(made, area.units, strict=True)
    ]
    code = area.locality.code if area.locality else None
    header = {**made[0].header, "locality": area.label, "locality_code": code}
    total = replace(
        made[0], sheet_name=TOTAL_LABEL, header=header, place="",
        values=_cells(fields, found[None]),
    )  # fmt: skip
    return [replace(s, demonstration=desk.is_demonstration) for s in (total, *filled)]
