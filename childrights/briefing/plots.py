"""What the charts of a briefing show: an indicator by unit, and over the years."""

from __future__ import annotations

from decimal import Decimal

from childrights.briefing.accounts import Account, Scope
from childrights.briefing.annex import rounded
from childrights.briefing.content import Chart, ChartKind
from childrights.desk import Desk
from childrights.evaluate.evaluate import Question
from childrights.figures.notes import source_line
from childrights.figures.series import like_periods
from childrights.figures.words import lower_first, say_coverage, say_value


def units_chart(scope: Scope, item: Account) -> Chart:
    """Bars by unit in the order of codes, with the target of the area."""
    indicator = item.indicator
    late = item.laggards
    told = (
        f"{len(late)}/{item.judged_units} {item.noun} chưa đạt chỉ tiêu."
        if item.judged_units
        else f"{len(item.units)} {item.noun}."
    )
    title = f"{indicator.name}, theo đơn vị"
    return Chart(
        ChartKind.BARS, item.name, title, _subtitle(scope, item),
        tuple(unit.value.name for unit in item.units),
        tuple(rounded(indicator, unit.value.value) for unit in item.units),
        indicator.unit, indicator.decimals, _level(item), f"Biểu đồ cột: {title}. {told}",
        source_line(indicator),
    )  # fmt: skip


def trend_chart(desk: Desk, scope: Scope, item: Account, years: int) -> Chart | None:
    """A line over the same period of up to so many years; ``None`` where there is only one."""
    indicator, last = item.indicator, item.value.period
    area = desk.area(scope.token, last)
    periods = tuple(p for p in like_periods(desk, area, last) if last.year - years < p.year)
    periods = tuple(p for p in periods if p <= last)
    values = desk.values(Question(item.name, periods), scope.token, scope.audience)
    known = [value for value in values if value.value is not None]
    if len(known) < 2:
        return None
    first, end = (say_value(indicator, value) for value in (known[0], known[-1]))
    title = f"{indicator.name} qua các năm"
    said = f"Từ {first} năm {known[0].period.year} đến {end} năm {known[-1].period.year}."
    return Chart(
        ChartKind.LINE, item.name, title, _subtitle(scope, item),
        tuple(str(period.year) for period in periods),
        tuple(rounded(indicator, value.value) for value in values),
        indicator.unit, indicator.decimals, _level(item), f"Biểu đồ đường: {title}. {said}",
        source_line(indicator),
    )  # fmt: skip


def _level(item: Account) -> Decimal | None:
    wanted = item.progress.required
    return rounded(item.indicator, wanted.level) if wanted else None


def _subtitle(scope: Scope, item: Account) -> str:
    coverage = say_coverage(item.value, item.noun)
    words = (scope.area.label, lower_first(item.value.period.label), coverage)
    return " · ".join(filter(None, words))
