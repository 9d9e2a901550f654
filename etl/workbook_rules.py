"""What a cell accepts when an officer types into it, and what Excel says when it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from childrights.catalogue.forms import FormColumn, FormRow, FormVersion, Layout
from childrights.catalogue.loader import Catalogue

Cell = tuple[int, int]
Box = tuple[int, int, int, int]

_ERROR_TITLE = "Số liệu chưa đúng"


@dataclass(frozen=True)
class Rule:
    """What a figure may be. A packed cell holds text such as “5/1”."""

    packed: bool = False
    integer: bool = True
    maximum: int | None = None

    @property
    def style(self) -> str:
        """Name of the cell style that goes with it."""
        if self.packed:
            return "packed"
        return "number" if self.integer else "decimal"


def rule_for(row: FormRow, column: FormColumn, catalogue: Catalogue) -> Rule | None:
    """Find the rule of a cell; ``None`` where the form holds no figure."""
    if row.section:
        return None
    if column.pack:
        return Rule(packed=True)
    name = row.measure or column.measure
    if name is None:
        return None
    measure = catalogue.measures[name]
    bounds = [bound for bound in (row.maximum, measure.maximum) if bound is not None]
    return Rule(integer=measure.integer, maximum=min(bounds) if bounds else None)


@dataclass(frozen=True)
class RuleTable:
    """The rules of a form's grid, and the boxes that each covers, counted from its corner."""

    rows: tuple[tuple[Rule | None, ...], ...]
    boxes: Mapping[Rule, tuple[Box, ...]]


_CACHE: dict[tuple[str, Layout], tuple[FormVersion, Catalogue, RuleTable]] = {}


def rule_table(version: FormVersion, layout: Layout, catalogue: Catalogue) -> RuleTable:
    """Find the rule of every cell; in the layout ``rows`` there is one row for all units."""
    known = _CACHE.get((version.key, layout))
    if known is not None and known[0] is version and known[1] is catalogue:
        return known[2]
    rows = version.rows if layout is Layout.UNIT else (FormRow(label=""),)
    grid = tuple(
        tuple(rule_for(row, column, catalogue) for column in version.columns) for row in rows
    )
    cells: dict[Rule, list[Cell]] = {}
    for row_index, rules in enumerate(grid):
        for column_index, rule in enumerate(rules):
            if rule is not None:
                cells.setdefault(rule, []).append((row_index, column_index))
    table = RuleTable(grid, {rule: tuple(boxes_of(found)) for rule, found in cells.items()})
    _CACHE[version.key, layout] = (version, catalogue, table)
    return table


def apply_rules(sheet: Worksheet, table: RuleTable, corner: Cell, lines: int) -> None:
    """Attach every rule to its cells, one validation a rule, over as few boxes as it takes.

    ``lines`` is the height of the table below ``corner``; a grid of one row is stretched to it.
    """
    stretch = lines - len(table.rows)
    for rule, relative in table.boxes.items():
        boxes = [
            (top + corner[0], left + corner[1], bottom + corner[0] + stretch, right + corner[1])
            for top, left, bottom, right in relative
        ]
        _validate(sheet, boxes, _figure_options(rule, boxes[0]))


def apply_list(sheet: Worksheet, cell: Cell, choices: Sequence[str], hint: str) -> None:
    """Let a cell hold one of a few words."""
    options = {
        "validate": "list",
        "source": list(choices),
        "input_message": hint,
        "error_title": "Chưa đúng",
        "error_message": f"Chọn một trong: {', '.join(choices)}.",
    }
    _validate(sheet, [(*cell, *cell)], options)


def apply_date(sheet: Worksheet, cell: Cell, hint: str) -> None:
    """Let a cell hold a day of this century."""
    options = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
        "input_message": hint,
        "error_title": "Ngày chưa đúng",
        "error_message": "Ghi ngày/tháng/năm, ví dụ 15/11/2026.",
    }
    _validate(sheet, [(*cell, *cell)], options)


def _validate(sheet: Worksheet, boxes: Sequence[Box], options: dict[str, Any]) -> None:
    if len(boxes) > 1:
        options = {**options, "other_cells": [list(box) for box in boxes[1:]]}
    sheet.data_validation(*boxes[0], options)


def _figure_options(rule: Rule, box: Box) -> dict[str, Any]:
    if rule.packed:
        return _packed_options(xl_rowcol_to_cell(box[0], box[1]))
    kind = "số nguyên" if rule.integer else "số"
    span = "từ 0 trở lên" if rule.maximum is None else f"từ 0 đến {rule.maximum}"
    limits: dict[str, Any] = {"criteria": ">=", "value": 0}
    if rule.maximum is not None:
        limits = {"criteria": "between", "minimum": 0, "maximum": rule.maximum}
    return {
        "validate": "integer" if rule.integer else "decimal",
        **limits,
        "input_message": f"Ghi {kind} {span}. Không phát sinh thì ghi 0.",
        "error_title": _ERROR_TITLE,
        "error_message": f"Ô này chỉ nhận {kind} {span}, không kèm chữ.",
    }


def _packed_options(cell: str) -> dict[str, Any]:
    first, second = unpack_formula(cell, 0), unpack_formula(cell, 1)
    return {
        "validate": "custom",
        "value": f"=AND({second}>=0,{first}>={second})",
        "input_message": "Ghi số mắc/số tử vong, ví dụ 5/1. Không phát sinh thì ghi 0/0.",
        "error_title": _ERROR_TITLE,
        "error_message": "Ghi số mắc/số tử vong, ví dụ 5/1; số mắc gồm cả số tử vong.",
    }


def unpack_formula(cell: str, position: int) -> str:
    """Excel expression for one of the two numbers of a packed cell; an error when it has none."""
    if position == 0:
        return f'VALUE(LEFT({cell},FIND("/",{cell})-1))'
    return f'VALUE(MID({cell},FIND("/",{cell})+1,9))'


def boxes_of(cells: Iterable[Cell]) -> list[Box]:
    """Cover cells by boxes: runs along each row, joined downward where they repeat."""
    boxes: list[Box] = []
    open_boxes: dict[Cell, Box] = {}
    for row, in_row in groupby(sorted(cells), key=lambda cell: cell[0]):
        still_open: dict[Cell, Box] = {}
        for low, high in _runs([column for _, column in in_row]):
            above = open_boxes.get((low, high))
            top = above[0] if above is not None and above[2] == row - 1 else row
            still_open[low, high] = (top, low, row, high)
        boxes += [
            box
            for span, box in open_boxes.items()
            if span not in still_open or still_open[span][0] != box[0]
        ]
        open_boxes = still_open
    return boxes + list(open_boxes.values())


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs
