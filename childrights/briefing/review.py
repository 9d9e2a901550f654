"""The table of a review of five or ten years: each indicator in every year, and its goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from childrights.briefing.accounts import Account, Scope
from childrights.briefing.annex import figure, roman
from childrights.briefing.datatable import Cell, Column, DataTable, Kind
from childrights.briefing.plots import series_of
from childrights.desk import Desk
from childrights.figures.pace_words import say_pace
from childrights.figures.series import series_break
from childrights.figures.trend import describe_trend
from childrights.figures.words import say_coverage, say_target
from childrights.judgement.targets import Progress

REVIEW_TITLE = "BIỂU KẾT QUẢ QUA CÁC NĂM"

_NOTE = (
    "Mỗi cột là kết quả của kỳ cùng loại trong năm đó, theo đơn vị hành chính của kỳ; ô trống là "
    "năm địa bàn này chưa có báo cáo nào. Đánh giá theo chỉ tiêu của kỳ báo cáo."
)


def review_table(
    desk: Desk, scope: Scope, found: Sequence[Account], themes: Mapping[str, str], years: int
) -> DataTable:
    """A row an indicator, a column a year; target, judgement, what to know of the series."""
    order = list(themes)
    last = scope.period.year
    span = range(last - years + 1, last + 1)
    listed = sorted(found, key=lambda item: order.index(item.indicator.theme))
    rows: list[tuple[Cell, ...]] = []
    groups = groupby(listed, key=lambda item: item.indicator.theme)
    for at, (theme, group) in enumerate(groups, 1):
        rows.append((roman(at), themes[theme], *[None] * (len(span) + 4)))
        rows += [_row(desk, scope, number, item, span) for number, item in enumerate(group, 1)]
    subtitle = f"{scope.area.label}, {span.start}–{last}"
    return DataTable(REVIEW_TITLE, _columns(span), tuple(rows), subtitle, (_NOTE,), "Qua các năm")


def _columns(span: range) -> tuple[Column, ...]:
    return (
        Column("TT", width=6),
        Column("Chỉ tiêu", width=30),
        Column("ĐVT", width=9),
        *(Column(str(year), Kind.MIXED, width=10) for year in span),
        Column("Chỉ tiêu giao", width=14),
        Column("Đánh giá", width=14),
        Column("Ghi chú", width=32),
    )


def _row(desk: Desk, scope: Scope, number: int, item: Account, span: range) -> tuple[Cell, ...]:
    indicator, progress = item.indicator, item.progress
    series = series_of(desk, scope, item, len(span))
    by_year = {each.value.period.year: figure(each.indicator, each.value) for each in series}
    return (
        str(number),
        indicator.name,
        indicator.unit,
        *(by_year.get(year) for year in span),
        say_target(indicator, progress.target) if progress.target else "Chưa giao",
        progress.verdict.value,
        "; ".join(_remarks(desk, scope, item, series)),
    )


def _remarks(desk: Desk, scope: Scope, item: Account, series: Sequence[Progress]) -> Iterator[str]:
    """Breaks of the series, the pace to a milestone, how many units reported last."""
    periods = tuple(each.value.period for each in series)
    area = desk.area(scope.token, item.value.period)
    if series:
        drawn = describe_trend(series, series_break(desk, area, periods))
        for found in drawn.breaks:
            yield f"{', '.join(found.words)}: hai bên không so sánh được"
    if pace := say_pace(item.progress):
        yield pace.rstrip(".")
    if coverage := say_coverage(item.value, item.noun):
        yield coverage
