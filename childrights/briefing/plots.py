"""What the charts of a briefing show: an indicator by unit, and over the years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from childrights.briefing.accounts import Account, Scope
from childrights.briefing.annex import rounded
from childrights.briefing.content import Chart, ChartKind
from childrights.catalogue.model import Direction
from childrights.desk import Desk
from childrights.figures.notes import notes_for, source_line, span_words
from childrights.figures.pictures import Picture
from childrights.figures.print.caption import Caption
from childrights.figures.series import like_periods, series_break
from childrights.figures.trend import describe_trend
from childrights.figures.units import Order, describe_units, ordered
from childrights.figures.words import lower_first, say_coverage, say_value
from childrights.judgement.targets import Progress
from childrights.view import cut_off

MOST_UNITS = 30
"""Units in one chart at most; of more only those in most need are shown, and it says so."""

_NEEDIEST = 20


def units_chart(desk: Desk, scope: Scope, item: Account) -> Chart:
    """Bars by unit in the order of codes, with the target of the area."""
    indicator, shown = item.indicator, _shown(item)
    what = "theo đơn vị"
    if len(shown) < len(item.units):
        end = "thấp" if indicator.direction is Direction.UP else "cao"
        what = f"{len(shown)}/{len(item.units)} {item.noun} có kết quả {end} nhất"
    late = item.laggards
    told = (
        f"{len(late)}/{item.judged_units} {item.noun} chưa đạt chỉ tiêu."
        if item.judged_units
        else f"{len(item.units)} {item.noun}."
    )
    title = f"{indicator.name}, {what}"
    alternative = f"Biểu đồ: {title}. {told}"
    notes = notes_for(
        indicator, title, scope.area.label, item.value.period.label,
        say_coverage(item.value, item.noun), alternative,
    )  # fmt: skip
    covered = cut_off(desk, desk.area(scope.token, item.value.period), item.value.period)
    caption = Caption(notes, scope.day, covered, desk.is_demonstration)
    return Chart(
        ChartKind.BARS, item.name, title, _subtitle(scope, item),
        tuple(unit.value.name for unit in shown),
        tuple(rounded(indicator, unit.value.value) for unit in shown),
        indicator.unit, indicator.decimals, _level(item), alternative, source_line(indicator),
        Picture(describe_units(shown, item.value), caption),
    )  # fmt: skip


def _shown(item: Account) -> Sequence[Progress]:
    """Every unit in the order of codes; of very many the neediest, from the worst."""
    if len(item.units) <= MOST_UNITS:
        return item.units
    known = [unit for unit in ordered(item.units, Order.VALUE) if unit.value.value is not None]
    return known[:_NEEDIEST]


def trend_chart(desk: Desk, scope: Scope, item: Account, years: int) -> Chart | None:
    """A line over the same period of up to so many years; ``None`` where there is only one."""
    indicator, last = item.indicator, item.value.period
    found = series_of(desk, scope, item, years)
    values = [each.value for each in found]
    known = [value for value in values if value.value is not None]
    if len(known) < 2:
        return None
    first, end = (say_value(indicator, value) for value in (known[0], known[-1]))
    title = f"{indicator.name} qua các năm"
    said = f"Từ {first} năm {known[0].period.year} đến {end} năm {known[-1].period.year}."
    periods = tuple(value.period for value in values)
    area = desk.area(scope.token, last)
    printed = describe_trend(found, series_break(desk, area, periods))
    notes = notes_for(indicator, title, scope.area.label, span_words(periods), "", printed.finding)
    return Chart(
        ChartKind.LINE, item.name, title, _subtitle(scope, item),
        tuple(str(period.year) for period in periods),
        tuple(rounded(indicator, value.value) for value in values),
        indicator.unit, indicator.decimals, _level(item), f"Biểu đồ đường: {title}. {said}",
        source_line(indicator),
        Picture(printed, Caption(notes, scope.day, None, desk.is_demonstration)),
    )  # fmt: skip


def series_of(desk: Desk, scope: Scope, item: Account, years: int) -> list[Progress]:
    """The area's figures of the same period in up to so many years, oldest first."""
    last = item.value.period
    area = desk.area(scope.token, last)
    periods = tuple(
        period for period in like_periods(desk, area, last)
        if last.year - years < period.year <= last.year
    )  # fmt: skip
    return desk.progress_over(item.name, scope.token, periods, scope.audience, day=scope.day)


def _level(item: Account) -> Decimal | None:
    wanted = item.progress.required
    return rounded(item.indicator, wanted.level) if wanted else None


def _subtitle(scope: Scope, item: Account) -> str:
    coverage = say_coverage(item.value, item.noun)
    words = (scope.area.label, lower_first(item.value.period.label), coverage)
    return " · ".join(filter(None, words))
