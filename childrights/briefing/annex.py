"""The annex table of a briefing, and a table of units for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from childrights.briefing.accounts import Account, Scope
from childrights.briefing.datatable import Cell, Column, DataTable, Kind
from childrights.briefing.sentences import explanation_in, missing_of
from childrights.catalogue.model import Comparator, Indicator
from childrights.catalogue.model import Kind as Sort
from childrights.disclosure.door import DisclosedValue
from childrights.figures.change import say_change
from childrights.figures.words import lower_first, marks_of, say_coverage, say_target, say_value
from childrights.figures.words import whose as whose_words
from childrights.judgement.targets import Progress
from childrights.vietnamese.numbers import format_percent, round_half_up

ANNEX_TITLE = "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU VỀ TRẺ EM"

_DIFFERENCES = (
    "So với KH, so với cùng kỳ: chênh lệch tính theo đơn vị tính của chỉ tiêu (chỉ tiêu tính bằng "
    "% là điểm phần trăm). Cùng kỳ chỉ tính các đơn vị báo cáo cả hai kỳ."
)


def annex_columns() -> tuple[Column, ...]:
    """TT | Chỉ tiêu | ĐVT | KH năm | TH kỳ này | TH cùng kỳ | So với KH | So với cùng kỳ | …"""
    return (
        Column("TT", width=6),
        Column("Chỉ tiêu", width=34),
        Column("ĐVT", width=10),
        Column("KH năm", Kind.MIXED, width=13),
        Column("TH kỳ này", Kind.MIXED, width=11),
        Column("TH cùng kỳ", Kind.MIXED, width=11),
        Column("So với KH", Kind.MIXED, width=10),
        Column("So với cùng kỳ", Kind.MIXED, width=10),
        Column("Ghi chú", width=36),
    )


def annex_table(scope: Scope, accounts: Sequence[Account], themes: Mapping[str, str]) -> DataTable:
    """Every indicator with plan, result, cùng kỳ and both differences, under its theme."""
    rows: list[tuple[Cell, ...]] = []
    order = list(themes)
    listed = sorted(accounts, key=lambda item: order.index(item.indicator.theme))
    groups = groupby(listed, key=lambda item: item.indicator.theme)
    for at, (theme, group) in enumerate(groups, 1):
        rows.append((roman(at), themes[theme], *[None] * 7))
        rows += [annex_row(number, account) for number, account in enumerate(group, 1)]
    subtitle = f"{scope.area.label}, {lower_first(scope.period.label)}"
    notes = (_DIFFERENCES,)
    return DataTable(ANNEX_TITLE, annex_columns(), tuple(rows), subtitle, notes, "Biểu tổng hợp")


def annex_row(number: int, account: Account) -> tuple[Cell, ...]:
    """One indicator's line."""
    indicator, value = account.indicator, account.value
    before = account.compared[1] if account.compared else None
    return (
        str(number),
        indicator.name,
        indicator.unit,
        _plan(account.progress),
        figure(indicator, value),
        figure(indicator, before) if before is not None else None,
        rounded(indicator, account.progress.gap),
        rounded(indicator, account.change),
        "; ".join(_remarks(account)),
    )


def figure(indicator: Indicator, value: DisclosedValue) -> Cell:
    """The number with the indicator's decimals, or the words that stand for it."""
    if value.value is None or indicator.kind is Sort.STATUS:
        return say_value(indicator, value)
    return rounded(indicator, value.value)


def rounded(indicator: Indicator, number: Decimal | None) -> Decimal | None:
    """A number with exactly the indicator's decimals."""
    return None if number is None else round_half_up(number, indicator.decimals)


def _plan(item: Progress) -> Cell:
    """A plain floor is a number; a ceiling, a strict bound or a change needs its words."""
    target = item.target
    if target is None:
        return "Chưa giao"
    is_none_at_all = target.comparator is Comparator.AT_MOST and Decimal(target.value) == 0
    is_floor = target.comparator in (Comparator.AT_LEAST, Comparator.EQUAL)
    if target.change is None and (is_floor or is_none_at_all):
        return whole(Decimal(target.value))
    return say_target(item.indicator, target)


def _remarks(account: Account) -> Iterable[str]:
    indicator, value = account.indicator, account.value
    if value.period != account.asked:
        yield f"Số liệu {lower_first(value.period.label)}"
    if account.progress.target:
        yield whose_words(account.progress.target)
        yield account.progress.verdict.value
    if account.attained:
        yield f"Đạt {format_percent(account.attained)} kế hoạch"
    if missing := missing_of(account.progress):
        yield missing[0].upper() + missing[1:]
    yield from _comparison(account)
    if coverage := say_coverage(value, account.noun):
        yield coverage
    yield from (_without_words(mark) for mark in marks_of(indicator, value))


def _without_words(mark: str) -> str:
    """An explanation is quoted in the text, where there is room for it."""
    return "Có giải trình" if explanation_in(mark) else mark


def _comparison(account: Account) -> Iterable[str]:
    if account.value.value is None or account.indicator.kind is Sort.STATUS:
        return
    if account.compared is None or account.change is None:
        yield say_change(account.indicator, account.value, None)
    elif account.is_partial:
        now, before = account.compared
        said = [say_value(account.indicator, item) for item in (before, now)]
        units = f"{now.units_reported} đơn vị báo cáo cả hai kỳ"
        yield f"Cùng kỳ tính trên {units}: {said[0]} → {said[1]}"


def unit_columns(indicator: Indicator) -> tuple[Column, ...]:
    """Headings of a table of units."""
    is_share = indicator.denominator is not None
    over, under = (Column(name, Kind.MIXED, width=11) for name in ("Tử số", "Mẫu số"))
    parts = (over, under) if is_share else ()
    return (
        Column("TT", Kind.INTEGER, width=6),
        Column("Đơn vị", width=26),
        *parts,
        Column(f"Kết quả ({indicator.unit})", Kind.MIXED, width=12),
        Column("Chỉ tiêu", width=16),
        Column("So với chỉ tiêu", Kind.MIXED, width=11),
        Column("Đánh giá", width=20),
        Column("Ghi chú", width=26),
    )


def unit_table(account: Account) -> DataTable:
    """Each unit of the area in the order of codes, and the area itself last."""
    indicator = account.indicator
    rows = [_unit_row(at, item) for at, item in enumerate(account.units, 1)]
    total = _unit_row(None, account.progress)
    rows.append((None, "TỔNG CỘNG", *total[2:]))
    when = lower_first(account.value.period.label)
    return DataTable(
        f"{indicator.name}, {when}", unit_columns(indicator), tuple(rows),
        name=indicator.short_name,
    )  # fmt: skip


def _unit_row(at: int | None, item: Progress) -> tuple[Cell, ...]:
    indicator, value = item.indicator, item.value
    parts = (whole(value.numerator), whole(value.denominator))
    return (
        at,
        value.name,
        *(parts if indicator.denominator is not None else ()),
        figure(indicator, value),
        say_target(indicator, item.target) if item.target else "Chưa giao",
        rounded(indicator, item.gap),
        item.verdict.value,
        "; ".join(_without_words(mark) for mark in marks_of(indicator, value)),
    )


def whole(number: Decimal | None) -> Decimal | None:
    """A sum without the zeros that only storage gave it."""
    if number is None:
        return None
    exact = number.to_integral_value()
    return exact if number == exact else number.normalize()


def roman(number: int) -> str:
    """Roman numeral of a small number, as sections of official reports are numbered."""
    steps = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for size, letters in steps:
        while number >= size:
            text, number = text + letters, number - size
    return text
