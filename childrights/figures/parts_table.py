"""Tables of breakdowns: parts with their shares and their total, and crosses of two."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind, Measure
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.cross import Axis, Cross
from childrights.figures.table import Cell, Column, LinkOf, Table, part_words, value_cell
from childrights.figures.words import HIDDEN_WHY, Look
from childrights.judgement.parts import NoShares, Split
from childrights.language import say, translatable
from childrights.like_parts import LikeParts
from childrights.vietnamese.numbers import format_number

UNPLACED = translatable("Chưa ghi phân tổ")
"""Row of what the whole holds and no code does: some units sent the total alone."""


def parts_table(
    caption: str,
    indicator: Indicator,
    axis: Axis,
    values: Sequence[DisclosedValue],
    whole: DisclosedValue,
    found: Split,
    measures: tuple[Measure | None, Measure | None],
) -> Table:
    """The whole, then one row a code with its share, then what no code holds."""
    require_disclosed([*values, whole])
    has_parts, has_shares = indicator.denominator is not None, bool(found.shares)
    columns = (
        Column(axis.heading),
        *(
            (Column(say("Tử số"), numeric=True), Column(say("Mẫu số"), numeric=True))
            if has_parts
            else ()
        ),
        Column(_heading(indicator), numeric=True),
        *((Column(_share_heading(indicator), numeric=True),) if has_shares else ()),
    )
    shared = _marks_of_all(indicator, [*values, whole])
    rows = [
        (Cell(label), *_counts(indicator, value), _figure(indicator, value, shared), *_share(share))
        for label, value, share in zip(
            axis.labels, values, found.shares or [None] * len(values), strict=True
        )
    ]
    if found.rest:
        rows.append(_rest_row(indicator, found))
    last = say("Tổng số") if found.rest is not None else say("Chung")
    total = (Cell(last), *_counts(indicator, whole), _figure(indicator, whole, shared))
    rows.insert(0, (*total, *_share(Decimal(100) if has_shares else None)))
    said = say("Tất cả: {shared}. ", shared=shared) if shared else ""
    foot = _foot(indicator, [*values, whole], found, measures)
    return Table(caption, columns, tuple(rows), f"{said}{foot}".strip())


def _marks_of_all(indicator: Indicator, values: Sequence[DisclosedValue]) -> str:
    """Marks that every figure bears are said once, under the table."""
    notes = {value_cell(indicator, value).note for value in values}
    return notes.pop() if len(notes) == 1 else ""


def _figure(indicator: Indicator, value: DisclosedValue, shared: str) -> Cell:
    return value_cell(indicator, value, marked=not shared)


def _heading(indicator: Indicator) -> str:
    if indicator.kind is Kind.PERCENTAGE:
        return say("Tỷ lệ (%)")
    return say("Kết quả ({unit})", unit=indicator.unit)


def _share_heading(indicator: Indicator) -> str:
    return say("Cơ cấu (%)") if indicator.denominator is None else say("Cơ cấu tử số (%)")


def _share(share: Decimal | None) -> tuple[Cell, ...]:
    return () if share is None else (Cell(format_number(share, 1), number=share),)


def _counts(indicator: Indicator, value: DisclosedValue) -> tuple[Cell, ...]:
    if indicator.denominator is None:
        return ()
    return tuple(
        Cell("–", Look.NOT_APPLICABLE)
        if number is None
        else Cell(format_number(_plain(number)), number=number)
        for number in (value.numerator, value.denominator)
    )


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _rest_row(indicator: Indicator, found: Split) -> tuple[Cell, ...]:
    rest = Cell(format_number(_plain(found.rest or Decimal(0))), number=found.rest)
    none = Cell("–", Look.NOT_APPLICABLE)
    counted = (rest,) if indicator.denominator is None else (rest, none, none)
    return (Cell(say(UNPLACED)), *counted, *_share(found.rest_share if found.shares else None))


def _foot(
    indicator: Indicator,
    values: Sequence[DisclosedValue],
    found: Split,
    measures: tuple[Measure | None, Measure | None],
) -> str:
    shared = say("Cơ cấu làm tròn sao cho cộng lại đủ 100%.") if found.shares else ""
    unplaced = (
        say("“{unplaced}”: đơn vị chỉ gửi số chung.", unplaced=say(UNPLACED)) if found.rest else ""
    )
    hidden = f"{say(HIDDEN_WHY)}." if any(value.is_suppressed for value in values) else ""
    why = say(found.why_not.value) if found.why_not not in (None, NoShares.NOTHING) else ""
    return " ".join(filter(None, (part_words(indicator, measures), shared, unplaced, why, hidden)))


def cross_table(caption: str, found: Cross) -> Table:
    """A cross as a plain table, for a file: one row a row, one column a column, with totals."""
    columns = (
        Column(found.rows.heading),
        *(Column(head, numeric=True) for head in (found.total_label, *found.full_labels)),
    )
    named = zip(found.rows.labels, found.cells, found.row_totals, strict=True)
    rows = [
        (Cell(name), *(value_cell(found.indicator, value) for value in (total, *cells)))
        for name, cells, total in named
    ]
    above = (found.whole, *found.column_totals)
    first = (Cell(found.total_label), *(value_cell(found.indicator, value) for value in above))
    unit = f"{caption} ({found.indicator.unit})"
    return Table(unit, columns, (first, *rows), say_cross(found))


def say_cross(found: Cross) -> str:
    """Whether the cells add up to the whole, what they leave out, and who has not reported."""
    hidden = f"{say(HIDDEN_WHY)}." if any(value.is_suppressed for value in found.values) else ""
    absent = say("Chưa báo cáo: {absent}.", absent=", ".join(found.absent)) if found.absent else ""
    return " ".join(filter(None, (_say_sum(found), absent, hidden)))


def _say_sum(found: Cross) -> str:
    if not found.adds_up:
        is_count = found.indicator.denominator is None
        return say("Các nhóm có thể trùng nhau nên không cộng lại.") if is_count else ""
    if found.unplaced is None:
        return say("Có ô chưa báo cáo hoặc không công bố nên chưa cộng đủ số chung.")
    if found.unplaced == 0:
        return say("Các ô cộng lại bằng số chung.")
    number = format_number(_plain(abs(found.unplaced)))
    if found.unplaced < 0:
        return say(
            "Các ô cộng lại lớn hơn số chung {number} {unit}.",
            number=number,
            unit=found.indicator.unit,
        )
    return say(
        "{number} {unit} có trong số chung mà đơn vị chưa ghi phân tổ.",
        number=number,
        unit=found.indicator.unit,
    )


def counts_table(
    caption: str,
    columns_of: Sequence[tuple[Indicator, Sequence[DisclosedValue]]],
    link: LinkOf,
) -> Table:
    """Units by several indicators, each with its values in the same order of units."""
    require_disclosed(value for _, values in columns_of for value in values)
    columns = (
        Column(say("STT"), numeric=True),
        Column(say("Đơn vị")),
        *(Column(indicator.short_name, numeric=True) for indicator, _ in columns_of),
    )
    rows = tuple(
        (
            Cell(str(at)),
            Cell(values[0].name, link=link(values[0])),
            *(value_cell(item, value, marked=False)
              for (item, _), value in zip(columns_of, values, strict=True)),
        )
        for at, values in enumerate(zip(*(found for _, found in columns_of), strict=True), 1)
    )  # fmt: skip
    hidden = any(value.is_suppressed for _, values in columns_of for value in values)
    return Table(caption, columns, rows, f"{say(HIDDEN_WHY)}." if hidden else "")


# ── Cùng kỳ ───────────────────────────────────────────────────────────────────────────────


def like_table(
    caption: str, axis: Axis, found: Sequence[tuple[Indicator, LikeParts]], over: str
) -> Table:
    """Counts by code now and a year before, with the difference in cases, for some indicators.

    ``over`` says over which units. A percentage is never said: most of these counts are small.
    """
    require_disclosed(value for _, like in found for pair in (like.whole, *like.parts)
                      for value in pair)  # fmt: skip
    columns = [Column(axis.heading)]
    for indicator, like in found:
        now, before = (value.period for value in like.whole)
        columns += [
            Column(
                say("{short_name} năm {year}", short_name=indicator.short_name, year=now.year),
                numeric=True,
            ),
            Column(say("Cùng kỳ {year}", year=before.year), numeric=True),
            Column(say("Tăng, giảm"), numeric=True),
        ]
    rows = [
        (Cell(label), *(c for item, like in found for c in _like_cells(item, like.parts[at])))
        for at, label in enumerate(axis.labels)
    ]
    total = (
        Cell(say("Tổng số")),
        *(c for item, like in found for c in _like_cells(item, like.whole)),
    )
    return Table(caption, tuple(columns), (total, *rows), over)


def say_like_units(value: DisclosedValue, noun: str) -> str:
    """Over which units cùng kỳ is compared, and how."""
    if value.units_expected == 1 or value.is_suppressed:
        return say("So sánh bằng số trường hợp.")
    return say(
        "Tính trên {units_reported} {noun} báo cáo cả hai kỳ; so sánh bằng số trường hợp.",
        units_reported=value.units_reported,
        noun=noun,
    )


def _like_cells(
    indicator: Indicator, pair: tuple[DisclosedValue, DisclosedValue]
) -> tuple[Cell, Cell, Cell]:
    now, before = (value_cell(indicator, value, marked=False) for value in pair)
    if now.number is None or before.number is None:
        return now, before, Cell("–", Look.NOT_APPLICABLE)
    delta = now.number - before.number
    sign = "+" if delta > 0 else "−" if delta < 0 else ""
    look = Look.VALUE if delta else Look.ZERO
    return now, before, Cell(f"{sign}{format_number(abs(delta))}", look, number=delta)
