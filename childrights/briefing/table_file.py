"""A table of the screen as a table of typed cells, for a workbook or CSV."""

from __future__ import annotations

from childrights.briefing.datatable import Cell as FileCell
from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable, Kind
from childrights.figures.table import Cell, Column, Table
from childrights.language import say


def data_table(table: Table, subtitle: str, notes: tuple[str, ...] = ()) -> DataTable:
    """The same rows and columns; figures as numbers, what stands for one as words.

    Marks under a figure get a column of their own, because a number carries no words.
    """
    marked = [at for at in range(len(table.columns)) if any(row[at].note for row in table.rows)]
    columns: list[FileColumn] = []
    for at, column in enumerate(table.columns):
        columns.append(_column(column))
        columns += [FileColumn(say("Ghi chú"))] if at in marked else []
    rows = []
    for row in table.rows:
        cells: list[FileCell] = []
        for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            cells.append(_cell(column, cell))
            cells += [cell.note] if at in marked else []
        rows.append(tuple(cells))
    foot = (table.footnote,) if table.footnote else ()
    return DataTable(table.caption, tuple(columns), tuple(rows), subtitle, (*foot, *notes))


def _column(column: Column) -> FileColumn:
    return FileColumn(column.heading, Kind.MIXED if column.numeric else Kind.TEXT)


def _cell(column: Column, cell: Cell) -> FileCell:
    return cell.number if column.numeric and cell.number is not None else cell.text
