"""The tables of a review of five or ten years: each indicator in every year, and its goal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

YEARS_TITLE = "BIỂU KẾT QUẢ QUA CÁC NĂM"
JUDGEMENT_TITLE = "BIỂU ĐÁNH GIÁ SAU NHIỀU NĂM THỰC HIỆN"

_NOTE = (
    "Mỗi cột là kết quả của kỳ cùng loại trong năm đó, theo đơn vị hành chính của kỳ; ô trống là "
    "năm chỉ tiêu này chưa có báo cáo nào."
)
_Told = tuple[Account, Sequence[Progress]]
"""An indicator and its figures of the years."""


def review_tables(
    desk: Desk, scope: Scope, found: Sequence[Account], themes: Mapping[str, str], years: int
) -> tuple[DataTable, DataTable]:
    """A row an indicator: its figure of each year; its target, judgement, what to know of it.

    Two tables, since ten years of large counts fill a page's width. Years before the first
    report are left out, and it is said.
    """
    order = list(themes)
    listed = sorted(found, key=lambda item: order.index(item.indicator.theme))
    told = [(item, series_of(desk, scope, item, years)) for item in listed]
    last = scope.period.year
    first = min((each.value.period.year for _, series in told for each in series), default=last)
    shown, asked = range(first, last + 1), last - years + 1
    since = (f"Hệ thống có báo cáo của địa bàn từ năm {first}.",) if first > asked else ()
    subtitle = f"{scope.area.label}, {asked}–{last}"
    by_year = _rows(told, themes, len(shown), lambda _, series: _figures(series, shown))
    judged = _rows(told, themes, 3, lambda item, series: _judged(desk, scope, item, series))
    what = (Column("TT", width=6), Column("Chỉ tiêu", width=30), Column("ĐVT", width=9))
    columns = tuple(Column(str(year), Kind.MIXED, width=15) for year in shown)
    ways = (
        Column("Chỉ tiêu giao", width=18),
        Column("Đánh giá", width=20),
        Column("Ghi chú", width=60),
    )
    notes = (_NOTE, *since)
    return (
        DataTable(YEARS_TITLE, (*what, *columns), by_year, subtitle, notes, "Qua các năm"),
        DataTable(JUDGEMENT_TITLE, (*what, *ways), judged, subtitle, (), "Đánh giá"),
    )


def _rows(
    told: Sequence[_Told],
    themes: Mapping[str, str],
    width: int,
    cells: Callable[[Account, Sequence[Progress]], tuple[Cell, ...]],
) -> tuple[tuple[Cell, ...], ...]:
    """Indicators under their themes, numbered as in the annex."""
    rows: list[tuple[Cell, ...]] = []
    groups = groupby(told, key=lambda pair: pair[0].indicator.theme)
    for at, (theme, group) in enumerate(groups, 1):
        rows.append((roman(at), themes[theme], *[None] * (width + 1)))
        rows += [
            (str(number), item.indicator.name, item.indicator.unit, *cells(item, series))
            for number, (item, series) in enumerate(group, 1)
        ]
    return tuple(rows)


def _figures(series: Sequence[Progress], years: range) -> tuple[Cell, ...]:
    known = {each.value.period.year: figure(each.indicator, each.value) for each in series}
    return tuple(known.get(year) for year in years)


def _judged(
    desk: Desk, scope: Scope, item: Account, series: Sequence[Progress]
) -> tuple[Cell, ...]:
    target = item.progress.target
    return (
        say_target(item.indicator, target) if target else "Chưa giao",
        item.progress.verdict.value,
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
