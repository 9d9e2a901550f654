"""Reads the figures of a recognised table, each column in its own number style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from childrights.catalogue.forms import FormField
from childrights.catalogue.loader import Catalogue
from childrights.warehouse.records import Finding, Severity
from etl.arrangement import Arrangement
from etl.cells import bare_number, read_figure, read_packed, unread_formula
from etl.drafts import FieldReading
from etl.number_style import NumberStyle, StyleJudgement, judge_style
from etl.recognise import HeaderMatch

_STYLE_WORDS = {
    NumberStyle.ENGLISH: "dấu phẩy ngăn hàng nghìn, dấu chấm trước số lẻ",
}


@dataclass(frozen=True)
class FigureReader:
    """Reads cells of one table; the style of each column of the sheet is judged once."""

    match: HeaderMatch
    catalogue: Catalogue

    def read(self, item: FormField, row: int) -> FieldReading:
        """The figure of a field in a row of the table."""
        table, column = self.match.table, self.match.column_of(item)
        cell = table.address(row, column)
        if table.lacks_result(row, column):
            return FieldReading(item, cell, unread_formula())
        raw = table.at(row, column)
        if item.pack_position is not None:
            parts = len(self.match.version.columns[item.column].pack)
            return FieldReading(item, cell, read_packed(raw, parts)[item.pack_position])
        measure = self.catalogue.measures[item.measure]
        reading = read_figure(
            raw,
            integer=measure.integer,
            style=self.styles[column].style,
            yes_no=measure.maximum == 1,
        )
        return FieldReading(item, cell, reading)

    @cached_property
    def styles(self) -> dict[int, StyleJudgement]:
        """The number style of each column that holds figures."""
        kinds: dict[int, bool] = {}
        for item in self.match.version.fields(self.match.layout):
            column = self.match.column_of(item)
            is_whole = self.catalogue.measures[item.measure].integer
            kinds[column] = kinds.get(column, True) and is_whole
        return {column: self._style(column, whole) for column, whole in kinds.items()}

    def _style(self, column: int, whole: bool) -> StyleJudgement:
        table = self.match.table
        # Each text once: a column is mostly “0” and “-”.
        texts = dict.fromkeys(
            raw
            for row in range(self.match.body, len(table.rows))
            if isinstance(raw := table.at(row, column), str) and raw
        )
        return judge_style(map(bare_number, texts), integer=whole)

    def notes(self) -> Iterator[Finding]:
        """Tell which columns were read in another style than the Vietnamese one."""
        for column, judged in self.styles.items():
            if judged.style in _STYLE_WORDS:
                message = (
                    f"{_capital(self.match.table.line_name(column))} ghi số kiểu Anh "
                    f"(ví dụ {judged.because[0]}): đã đọc {_STYLE_WORDS[judged.style]}."
                )
                yield self._note(message, column)
        yield from self._columns_left_out()

    def _columns_left_out(self) -> Iterator[Finding]:
        """Columns with a heading and figures that the form does not have."""
        match = self.match
        known = {*match.figure_columns, match.label_column, match.number_column,
                 match.code_column, match.measure_column}  # fmt: skip
        stub = {entry.header for entry in match.version.stub}
        for column, path in enumerate(match.paths):
            if column in known or not path or path[-1] in stub or not self._has_numbers(column):
                continue
            message = (
                f"{_capital(match.table.line_name(column))} “{' › '.join(path)}” không có trong "
                f"biểu “{match.version.name}”; không nạp số liệu ở đó."
            )
            yield self._note(message, column)

    def _has_numbers(self, column: int) -> bool:
        table, match = self.match.table, self.match
        rows = (
            match.rows.rows.values()
            if match.arrangement is Arrangement.OWN
            else range(match.body, len(table.rows))
        )
        return any(
            isinstance(raw := table.at(row, column), int | float) and not isinstance(raw, bool)
            for row in rows
        )

    def _note(self, message: str, column: int) -> Finding:
        cell = self.match.table.address(self.match.first_row, column)
        return Finding(Severity.NOTE, "columns_read", message, self.match.table.grid.name, cell)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
