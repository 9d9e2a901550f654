"""Writes a blank form for one place and period, prefilled with all that is already known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.language import say
from childrights.periods import Period
from childrights.places.areas import Selections, resolve_area
from childrights.places.calendars import as_of, deadline
from childrights.places.model import Area, Level, Locality
from childrights.places.registry import Registry
from etl.frame import load_frame
from etl.workbook import CellValue, HeaderValue, SheetContent, UnitRow, write_workbook

_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME_LIMIT = 31


class TemplateError(LookupError):
    """The form does not exist or is not reported for that period; the message lists what is."""


def write_template(
    form: str,
    locality_token: str,
    period: Period,
    out: Path,
    catalogue: Catalogue,
    registry: Registry,
    selections: Selections,
) -> None:
    """Write the blank form of a commune, or of all communes of a wider place, to ``out``.

    A wider place gets one line a commune where the form has that layout, else one sheet a
    commune. Raises :class:`TemplateError` or
    :class:`~childrights.places.model.UnknownPlace`, both in Vietnamese.
    """
    version = form_version(form, period, catalogue)
    area = resolve_area(registry, locality_token, as_of(period), selections)
    if area.level in (Level.COMMUNE, Level.HAMLET):
        sheets = [unit_sheet(version, period, area.units[0], registry, sheet_name(version))]
    elif Layout.ROWS in version.layouts:
        sheets = [rows_sheet(version, period, area, registry)]
    else:
        sheets = [
            unit_sheet(version, period, unit, registry, unit_sheet_name(unit))
            for unit in area.units
        ]
    if not sheets:
        raise TemplateError(say("{label} không có đơn vị cấp xã để lập biểu.", label=area.label))
    write_workbook(out, sheets, load_frame(), guide=True, catalogue=catalogue)


def template_bytes(
    form: str,
    locality_token: str,
    period: Period,
    catalogue: Catalogue,
    registry: Registry,
    selections: Selections,
) -> bytes:
    """The blank form as the content of a file; raises as :func:`write_template` does."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "bieu.xlsx"
        write_template(form, locality_token, period, out, catalogue, registry, selections)
        return out.read_bytes()


def form_version(form: str, period: Period, catalogue: Catalogue) -> FormVersion:
    """Find the version of a form for a period; raise :class:`TemplateError`."""
    names = {version.form: version.name for version in catalogue.forms.values()}
    if form not in names:
        listed = "; ".join(f"{name} ({label})" for name, label in sorted(names.items()))
        raise TemplateError(
            say("Không có biểu “{form}”. Các biểu hiện có: {listed}.", form=form, listed=listed)
        )
    try:
        version = catalogue.form_for(form, period)
    except KeyError:
        raise TemplateError(
            say("{form} chưa có mẫu cho {period}.", form=names[form], period=period.label)
        ) from None
    if period.span not in version.spans:
        spans = ", ".join(str(Period(period.year, span)) for span in version.spans)
        raise TemplateError(
            say(
                "{form} không báo cáo kỳ {period}; chỉ báo cáo: {spans}.",
                form=names[form],
                period=period,
                spans=spans,
            )
        )
    return version


def sheet_name(version: FormVersion) -> str:
    """Name the sheet after the form's symbol, as Excel allows it."""
    return _FORBIDDEN_IN_SHEET_NAMES.sub("-", version.symbol)[:_SHEET_NAME_LIMIT]


def unit_sheet_name(unit: Locality) -> str:
    """Name the sheet of one unit among many: its code first, since names repeat."""
    return _FORBIDDEN_IN_SHEET_NAMES.sub(" ", f"{unit.code} {unit.name}")[:_SHEET_NAME_LIMIT]


def place_of(unit: Locality) -> str:
    """Name the place above the signatures: “Đại Kim”, not “Phường Đại Kim”."""
    for kind in ("Phường ", "Xã ", "Thị trấn ", "Đặc khu "):
        if unit.name.startswith(kind):
            rest = unit.name.removeprefix(kind)
            return unit.name if rest[:1].isdigit() else rest
    return unit.name


def unit_header(unit: Locality, period: Period, registry: Registry) -> dict[str, HeaderValue]:
    """Give the lines of the frame that are known before anyone fills in a unit's form."""
    dates = deadline(registry, unit.code, period)
    return {
        "locality": registry.full_name(unit),
        "locality_code": unit.code,
        "period": period.label,
        "cut_off": dates.cut_off if dates else None,
    }


def unit_sheet(
    version: FormVersion, period: Period, unit: Locality, registry: Registry, name: str
) -> SheetContent:
    """One unit's blank sheet, its frame filled in."""
    return SheetContent(
        version=version,
        layout=Layout.UNIT,
        period=period,
        sheet_name=name,
        header=unit_header(unit, period, registry),
        values=_zeros(version) if version.prefill_zero else {},
        place=place_of(unit),
    )


def rows_sheet(
    version: FormVersion, period: Period, area: Area, registry: Registry
) -> SheetContent:
    """One sheet with a line a unit, its frame filled in."""
    known = unit_header(area.units[0], period, registry) if area.units else {}
    header = {
        **known,
        "locality": registry.full_name(area.locality) if area.locality else area.label,
        "locality_code": area.locality.code if area.locality else None,
        "period": period.label,
    }
    return SheetContent(
        version=version,
        layout=Layout.ROWS,
        period=period,
        sheet_name=sheet_name(version),
        header=header,
        rows=_unit_rows(area.units),
        signatory="THỦ TRƯỞNG ĐƠN VỊ",
    )


def _unit_rows(units: Sequence[Locality]) -> tuple[UnitRow, ...]:
    return tuple(UnitRow(unit, unit.name) for unit in units)


def _zeros(version: FormVersion) -> dict[tuple[int, int], CellValue]:
    return {
        (item.row, item.column): 0 if item.pack_position is None else "0/0"
        for item in version.fields(Layout.UNIT)
    }
