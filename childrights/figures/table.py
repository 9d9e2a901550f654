"""Tables beside charts: the same disclosed values, as text ready to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import Dimension, Indicator, Kind, Measure, Term
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.attention import say_delta
from childrights.figures.words import (
    HIDDEN_WHY,
    SHAPES,
    Look,
    Tone,
    look_of,
    marks_of,
    say_target,
    say_value,
    tone_of,
    whose,
)
from childrights.judgement.targets import Progress, exact_gap, is_behind
from childrights.language import say, say_as
from childrights.periods import Span
from childrights.vietnamese.numbers import format_number, round_half_up

LinkOf = Callable[[DisclosedValue], str]


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and how it is marked. ``note`` stands small under the text.

    ``number`` is the figure itself, for files; ``None`` where the text is no number.
    """

    text: str
    look: Look = Look.VALUE
    note: str = ""
    shape: str = ""
    tone: Tone = Tone.NONE
    link: str = ""
    number: Decimal | None = None


@dataclass(frozen=True)
class Column:
    """A column's heading; numbers stand to the right, and long names of files may be broken."""

    heading: str
    numeric: bool = False
    breaks: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption. The first cell of each row names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footnote: str = ""


def value_cell(indicator: Indicator, value: DisclosedValue, *, marked: bool = True) -> Cell:
    """The figure, with its marks under it unless they have a column of their own."""
    note = "; ".join(_marks(indicator, value)) if marked else ""
    number = None if indicator.kind is Kind.STATUS else value.value
    return Cell(say_value(indicator, value), look_of(value), note, number=number)


def mark_cell(indicator: Indicator, value: DisclosedValue) -> Cell:
    """The marks of a figure."""
    return Cell("; ".join(_marks(indicator, value)))


def _marks(indicator: Indicator, value: DisclosedValue) -> list[str]:
    """Marks beside the figure, but why it is hidden: the foot of the table says that once."""
    return [mark for mark in marks_of(indicator, value) if mark != say(HIDDEN_WHY)]


def verdict_cell(progress: Progress) -> Cell:
    """The verdict in words, with shape and tone."""
    verdict = progress.verdict
    return Cell(say(verdict.value), shape=SHAPES[verdict], tone=tone_of(verdict))


def gap_cell(progress: Progress) -> Cell:
    """How far the figure is from its target; before rounding, where rounding hides that."""
    if progress.gap is None:
        return Cell("–", Look.NOT_APPLICABLE)
    gap = exact_gap(progress)
    is_hidden = round_half_up(progress.gap, progress.indicator.decimals) == 0 and gap != 0
    if is_hidden and is_behind(progress):
        first_digit = round_half_up(gap, -gap.adjusted())
        shown = say_delta(progress.indicator, first_digit, in_column=True)
        return Cell(shown, note=say("trước khi làm tròn"))
    return Cell(say_delta(progress.indicator, progress.gap, in_column=True))


def unit_table(
    caption: str,
    indicator: Indicator,
    units: Sequence[Progress],
    measures: tuple[Measure | None, Measure | None],
    link: LinkOf,
) -> Table:
    """Units of an area, each with value, distance to its target, verdict and what is behind."""
    require_disclosed([item.value for item in units])
    targets = _targets(units)
    has_marks = any(_marks(indicator, item.value) for item in units)
    columns = [Column(say("STT"), numeric=True), Column(say("Đơn vị"))]
    columns.append(Column(_value_heading(indicator), numeric=True))
    columns += [Column(say_as("target", "Chỉ tiêu"))] if len(targets) > 1 else []
    columns += [Column(_gap_heading(indicator), numeric=True)] if targets else []
    columns += [Column(say("Đánh giá"))] if targets else []
    columns += [*_part_columns(indicator), *([Column(say("Ghi chú"))] if has_marks else [])]
    rows = []
    for number, item in enumerate(units, 1):
        cells = [Cell(str(number)), Cell(item.value.name, link=link(item.value))]
        cells.append(value_cell(indicator, item.value, marked=False))
        cells += [_target_cell(item)] if len(targets) > 1 else []
        cells += [gap_cell(item), verdict_cell(item)] if targets else []
        cells += _part_cells(indicator, item.value)
        cells += [mark_cell(indicator, item.value)] if has_marks else []
        rows.append(tuple(cells))
    foot = " ".join(
        filter(
            None,
            (
                targets[0] if len(targets) == 1 else "",
                _foot(indicator, measures, [item.value for item in units]),
            ),
        )
    )
    return Table(caption, tuple(columns), tuple(rows), foot)


def _gap_heading(indicator: Indicator) -> str:
    return (
        say("Chênh lệch (điểm %)") if indicator.kind is Kind.PERCENTAGE else say("So với chỉ tiêu")
    )


def _targets(units: Sequence[Progress]) -> list[str]:
    """The different targets in force, in words; the same one for all needs no column."""
    found = dict.fromkeys(
        say(
            "Chỉ tiêu: {target} ({whose}).",
            target=say_target(item.indicator, item.target),
            whose=whose(item.target),
        )
        if item.target
        else ""
        for item in units
    )
    return [] if list(found) == [""] else list(found)


def _target_cell(item: Progress) -> Cell:
    return Cell(say_target(item.indicator, item.target) if item.target else say("Chưa giao"))


def trend_table(
    caption: str,
    series: Sequence[Progress],
    noun: str,
    measures: tuple[Measure | None, Measure | None],
) -> Table:
    """One row a period, the newest first."""
    require_disclosed([item.value for item in series])
    indicator = series[0].indicator
    columns = (
        Column(say("Kỳ")),
        Column(_value_heading(indicator), numeric=True),
        Column(say_as("target", "Chỉ tiêu")),
        Column(say("Đã báo cáo")),
        *_part_columns(indicator),
        Column(say("Ghi chú")),
    )
    rows = tuple(
        (
            Cell(item.value.period.label),
            value_cell(indicator, item.value, marked=False),
            _target_cell(item),
            Cell(_coverage(item.value, noun)),
            *_part_cells(indicator, item.value),
            mark_cell(indicator, item.value),
        )
        for item in reversed(series)
    )
    foot = _foot(indicator, measures, [item.value for item in series])
    return Table(caption, columns, rows, foot)


def breakdown_table(
    caption: str,
    indicator: Indicator,
    dimension: Dimension,
    name: str,
    values: Sequence[DisclosedValue],
    measures: tuple[Measure | None, Measure | None],
) -> Table:
    """One row a code of a dimension, in the catalogue's order."""
    require_disclosed(values)
    columns = (
        Column(dimension.label),
        *_part_columns(indicator),
        Column(_value_heading(indicator), numeric=True),
    )
    rows = tuple(
        (
            Cell(dimension.label_of(value.breakdown[name])),
            *_part_cells(indicator, value),
            value_cell(indicator, value),
        )
        for value in values
    )
    return Table(caption, columns, rows, _foot(indicator, measures, values))


def peer_table(
    caption: str, own: Sequence[Progress], peers: Sequence[DisclosedValue], own_name: str
) -> Table:
    """A commune beside its peers: their pooled share, or their mean count."""
    require_disclosed([*(item.value for item in own), *peers])
    columns = (
        Column(say("Chỉ tiêu")),
        Column(own_name, numeric=True),
        Column(say("Bình quân"), numeric=True),
        Column(say("Chênh lệch"), numeric=True),
        Column(say("Đơn vị tính bình quân"), numeric=True),
    )
    rows = tuple(_peer_row(item, other) for item, other in zip(own, peers, strict=True))
    foot = say(
        "Bình quân của tỷ lệ = tổng tử số ÷ tổng mẫu số của các đơn vị đã báo cáo, không phải "
        "trung bình các tỷ lệ; của số đếm = tổng số ÷ số đơn vị đã báo cáo. Gồm cả đơn vị này."
    )
    return Table(caption, columns, rows, foot)


def _peer_row(item: Progress, other: DisclosedValue) -> tuple[Cell, ...]:
    indicator, own = item.indicator, item.value.value
    mean = mean_of(indicator, other)
    mean_cell = value_cell(indicator, other)
    if mean is not None and indicator.kind is Kind.COUNT:
        mean_cell = Cell(format_number(mean), note=mean_cell.note)
    is_both = own is not None and mean is not None
    delta = say_delta(indicator, own - mean) if own is not None and mean is not None else "–"
    return (
        Cell(indicator.name),
        value_cell(indicator, item.value),
        mean_cell,
        Cell(delta, Look.VALUE if is_both else Look.NOT_APPLICABLE),
        Cell(f"{other.units_reported}/{other.units_expected}"),
    )


def mean_of(indicator: Indicator, pooled: DisclosedValue) -> Decimal | None:
    """A pooled share is itself the mean; a count is shared out over the units that reported."""
    if pooled.value is None or indicator.kind is not Kind.COUNT:
        return pooled.value
    return round_half_up(pooled.value / pooled.units_reported, 1)


def history_table(caption: str, rows_of: Sequence[Sequence[Progress]], footnote: str = "") -> Table:
    """Indicators by year, each row a series of periods of like span, newest year last.

    ``footnote`` says what keeps years apart, such as a change of territory between them.
    """
    require_disclosed([item.value for series in rows_of for item in series])
    years = sorted({item.value.period.year for series in rows_of for item in series})
    columns = (Column(say("Chỉ tiêu")), *(Column(str(year), numeric=True) for year in years))
    rows = []
    for series in (series for series in rows_of if series):
        by_year = {item.value.period.year: item for item in series}
        first = series[0]
        when = "" if first.value.period.span is not Span.M12 else say("số liệu cả năm")
        cells = [Cell(first.indicator.name, note=when)]
        cells += [
            value_cell(by_year[year].indicator, by_year[year].value)
            if year in by_year
            else Cell("–", Look.NOT_APPLICABLE)
            for year in years
        ]
        rows.append(tuple(cells))
    return Table(caption, columns, tuple(rows), footnote)


def overview_table(caption: str, rows_of: Sequence[Progress], link: LinkOf) -> Table:
    """Every indicator with its figure, target and verdict: where the analyst begins."""
    require_disclosed([item.value for item in rows_of])
    columns = (
        Column(say("Chỉ tiêu")),
        Column(say("Kết quả"), numeric=True),
        Column(say("Chỉ tiêu được giao")),
        Column(say("Đánh giá")),
    )
    rows = tuple(
        (
            Cell(item.indicator.name, link=link(item.value)),
            value_cell(item.indicator, item.value),
            _target_cell(item),
            verdict_cell(item),
        )
        for item in rows_of
    )
    return Table(caption, columns, rows)


def _value_heading(indicator: Indicator) -> str:
    if indicator.kind is Kind.PERCENTAGE:
        return say("Tỷ lệ (%)")
    return (
        say("Kết quả")
        if indicator.kind is Kind.STATUS
        else say("Kết quả ({unit})", unit=indicator.unit)
    )


def part_words(indicator: Indicator, measures: tuple[Measure | None, Measure | None]) -> str:
    """What stands above and below the line of the formula, for the foot of a table."""
    over, under = measures
    if indicator.denominator is None or over is None:
        return ""
    return say(
        "Tử số: {label}. Mẫu số: {label_2}.",
        label=over.label,
        label_2=under.label if under else say("Số đơn vị đã báo cáo"),
    )


def _foot(
    indicator: Indicator,
    measures: tuple[Measure | None, Measure | None],
    values: Sequence[DisclosedValue],
) -> str:
    """What stands under the table: the parts of the formula, and why figures are hidden."""
    hidden = f"{say(HIDDEN_WHY)}." if any(value.is_suppressed for value in values) else ""
    return " ".join(filter(None, (part_words(indicator, measures), hidden)))


def _part_columns(indicator: Indicator) -> tuple[Column, ...]:
    if indicator.denominator is None:
        return ()
    return (Column(say("Tử số"), numeric=True), Column(say("Mẫu số"), numeric=True))


def _part_cells(indicator: Indicator, value: DisclosedValue) -> tuple[Cell, ...]:
    if indicator.denominator is None:
        return ()
    places = 0 if isinstance(indicator.denominator, Term) else None
    parts = ((value.numerator, places), (value.denominator, 0))
    return tuple(
        Cell("–" if number is None else format_number(_plain(number), digits), number=number)
        for number, digits in parts
    )


def _plain(number: Decimal) -> Decimal:
    """The number without trailing zeros that only storage gave it."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _coverage(value: DisclosedValue, noun: str) -> str:
    if value.is_suppressed or not value.units_expected:
        return "–"
    return f"{value.units_reported}/{value.units_expected} {noun}"
