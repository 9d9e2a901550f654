"""Turns a planned file into sheets: true figures, or figures with an honest mistake in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.relations import Relation, RelationKind, relations
from childrights.places.model import Level
from etl.demo.chance import rng
from etl.demo.plan import FileJob, Report
from etl.demo.truth import World
from etl.frame import Frame
from etl.template import place_of, sheet_name, unit_sheet_name
from etl.workbook import CellValue, HeaderValue, SheetContent, UnitRow

Cell = tuple[int, int]
Numbers = dict[int, int]

_MISTAKES = ("sum", "excess", "swap", "text", "blank")


class Filler:
    """Fills in forms from one world."""

    def __init__(self, world: World, catalogue: Catalogue, frame: Frame) -> None:
        self._world = world
        self._catalogue = catalogue
        self._frame = frame
        self._fields = cache(self._make_fields)

    def sheets(self, job: FileJob) -> list[SheetContent]:
        """Give the sheets of a planned file."""
        if job.layout is Layout.ROWS:
            return [self._rows_sheet(job)]
        one_unit = len({report.unit for report in job.reports}) == 1
        return [self._unit_sheet(job, report, one_unit) for report in job.reports]

    def _make_fields(self, version_key: str, layout: Layout) -> tuple[FormField, ...]:
        return self._catalogue.forms[version_key].fields(layout)

    def _unit_sheet(self, job: FileJob, report: Report, one_unit: bool) -> SheetContent:
        version = self._catalogue.forms[report.version]
        return SheetContent(
            version=version,
            layout=Layout.UNIT,
            period=job.period,
            sheet_name=sheet_name(version) if one_unit else unit_sheet_name(report.unit),
            header=self._header(job, report, report.full_name, report.unit.code),
            values=self._cells(job, version, report),
            demonstration=True,
            place=place_of(report.unit),
            signatory=job.signatory if one_unit else "TM. ỦY BAN NHÂN DÂN",
        )

    def _rows_sheet(self, job: FileJob) -> SheetContent:
        version = self._catalogue.forms[job.reports[0].version]
        cells = [self._cells(job, version, report) for report in job.reports]
        columns = range(len(version.columns))
        rows = tuple(
            UnitRow(report.unit, report.unit.name, {c: values.get((0, c)) for c in columns})
            for report, values in zip(job.reports, cells, strict=True)
        )
        by_hamlet = job.reports[0].unit.level is Level.HAMLET
        return SheetContent(
            version=version,
            layout=Layout.ROWS,
            period=job.period,
            sheet_name=sheet_name(version),
            header=self._header(job, job.reports[0], job.sender, job.sender_code),
            rows=rows,
            totals=self._totals(job, version),
            total_position="last" if by_hamlet else "first",
            demonstration=True,
            signatory=job.signatory,
        )

    def _header(
        self, job: FileJob, report: Report, locality: str, code: str | None
    ) -> dict[str, HeaderValue]:
        letter = job.letter
        return {
            "locality": locality,
            "locality_code": code,
            "period": job.period.label,
            "cut_off": report.cut_off,
            "nature": self._frame.nature[letter.nature],
            "letter_number": letter.number,
            "letter_date": letter.day,
            "signed_off": self._frame.signed_off[letter.signed_off],
        }

    def _numbers(self, job: FileJob, report: Report) -> Numbers:
        figures = self._world.figures(report.territory, job.period.year, report.cut_off)
        fields = self._fields(report.version, job.layout)
        return {index: figures.value(item) for index, item in enumerate(fields)}

    def _totals(self, job: FileJob, version: FormVersion) -> dict[int, CellValue]:
        """Sum the true figures: whoever compiled it had the right ones on paper."""
        sums: Numbers = {}
        for report in job.reports:
            for index, number in self._numbers(job, report).items():
                sums[index] = sums.get(index, 0) + number
        cells = _as_cells(self._fields(version.key, Layout.ROWS), sums)
        return {column: value for (_, column), value in cells.items()}

    def _cells(self, job: FileJob, version: FormVersion, report: Report) -> dict[Cell, CellValue]:
        fields = self._fields(version.key, job.layout)
        numbers = self._numbers(job, report)
        if not report.mistaken:
            return _as_cells(fields, numbers)
        chance = rng(job.seed, report.unit.code)
        kind = chance.choice(_MISTAKES)
        known = relations(version, job.layout, self._catalogue)
        if kind in ("sum", "excess", "swap") and known:
            _miscount(kind, fields, numbers, known, chance)
            return _as_cells(fields, numbers)
        return _misspell(kind, _as_cells(fields, numbers), chance)


def _as_cells(fields: tuple[FormField, ...], numbers: Mapping[int, int]) -> dict[Cell, CellValue]:
    cells: dict[Cell, CellValue] = {}
    for index, item in enumerate(fields):
        at = (item.row, item.column)
        if item.pack_position is None:
            cells[at] = numbers[index]
        else:
            cells[at] = f"{cells[at]}/{numbers[index]}" if at in cells else str(numbers[index])
    return cells


def _miscount(
    kind: str,
    fields: tuple[FormField, ...],
    numbers: Numbers,
    known: tuple[Relation, ...],
    chance: Random,
) -> None:
    """Break one relation: a wrong sum, swapped digits, or a part larger than its whole."""
    position = {item.series: index for index, item in enumerate(fields)}
    at_most = [relation for relation in known if relation.kind is RelationKind.AT_MOST]
    sums = [relation for relation in known if relation.kind is RelationKind.SUM]
    if at_most and (kind == "excess" or not sums):
        relation = chance.choice(at_most)
        whole = numbers[position[relation.whole.series]]
        numbers[position[relation.parts[0].series]] = whole + chance.randint(1, 9)
        return
    index = position[chance.choice(sums).whole.series]
    digits = str(numbers[index])
    if kind == "swap" and len(digits) > 1 and digits[-1] != digits[-2]:
        numbers[index] = int(digits[:-2] + digits[-1] + digits[-2])
    else:
        numbers[index] += 1


def _misspell(kind: str, cells: dict[Cell, CellValue], chance: Random) -> dict[Cell, CellValue]:
    """Leave a few cells blank, or write one as words: “hơn 360”."""
    chosen = chance.sample(sorted(cells), min(len(cells), chance.randint(1, 3)))
    if kind == "blank":
        return {**cells, **dict.fromkeys(chosen)}
    value = cells[chosen[0]]
    rounded = value // 10 * 10 if isinstance(value, int) and value > 10 else value
    return {**cells, chosen[0]: f"hơn {rounded}"}
