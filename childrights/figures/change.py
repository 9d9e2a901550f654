"""Change against cùng kỳ: like units only, and in words why not where there are none."""

from __future__ import annotations

from decimal import Decimal

from childrights.catalogue.model import Indicator, Kind
from childrights.disclosure.door import Audience, DisclosedValue, require_disclosed
from childrights.figures.words import upper_first
from childrights.language import say, say_many
from childrights.periods import Span
from childrights.places.calendars import as_of
from childrights.vietnamese.dates import format_date, since_words
from childrights.vietnamese.numbers import format_number, format_percent, format_points

Compared = tuple[DisclosedValue, DisclosedValue]
"""This period's figure and cùng kỳ's, over the units that reported in both."""


def say_change(
    indicator: Indicator, value: DisclosedValue, compared: Compared | None, *, briefly: bool = False
) -> str:
    """“Tăng 1,4 điểm phần trăm so với cùng kỳ năm 2023”, or why that cannot be said.

    ``compared`` comes from ``Desk.against_last_year``: both figures over the units that reported
    in both periods (law 3), or ``None`` where there is no such unit, and where the public may not
    see some of the units beside all. When some units of either period are left out, the sentence
    says how many it is made of; ``briefly`` it does not, for a place that says so for all its
    figures at once.
    """
    require_disclosed([value, *(compared or ())])
    if value.value is None or indicator.kind is Kind.STATUS:
        return ""
    last_year = value.period.year - 1
    if compared is None or compared[0].value is None or compared[1].value is None:
        return say(
            "Không so sánh được với cùng kỳ năm {last_year}: {why_not}",
            last_year=last_year,
            why_not=_why_not(value),
        )
    now, before = compared
    said = _difference(indicator, compared[0].value, compared[1].value)
    left_out = now.units_reported < value.units_expected
    over = (
        say(
            " (tính trên {units_reported} đơn vị báo cáo cả hai kỳ)",
            units_reported=now.units_reported,
        )
        if left_out and not briefly
        else ""
    )
    return say(
        "{change} so với cùng kỳ năm {year}{over}",
        change=upper_first(said),
        year=before.period.year,
        over=over,
    )


def say_since(indicator: Indicator, compared: Compared | None) -> str:
    """“Tăng 0,3 điểm phần trăm so với cuối năm 2023”: against the period reported before.

    ``compared`` as in :func:`say_change`, from ``Desk.against``. Empty where nothing can be said;
    a figure that runs from 1 January has no such comparison, and none may be given for it.
    """
    require_disclosed(compared or ())
    if compared is None or compared[0].value is None or compared[1].value is None:
        return ""
    said = _difference(indicator, compared[0].value, compared[1].value)
    before = compared[1].period
    is_year = before.span is Span.M12
    when = (
        say("cuối năm {year}", year=before.year)
        if is_year
        else f"{before.label[:1].lower()}{before.label[1:]}"
    )
    return say("{change} so với {when}", change=upper_first(said), when=when)


def _why_not(value: DisclosedValue) -> str:
    last_year = value.period.same_period_last_year()
    if value.method_since and value.method_since > last_year.last_day:
        return say("cách tính đã đổi {since}", since=since_words(value.method_since))
    earlier = as_of(last_year)
    starts = [key.valid_from for key in value.reporting_units]
    if starts and min(starts) > earlier:
        return say("địa giới đã sắp xếp lại từ {day}", day=format_date(max(starts)))
    if value.audience is Audience.PUBLIC:
        # Of a protected figure either may be the reason, and the value does not tell which.
        return say("hai kỳ không cùng đơn vị báo cáo, hoặc số liệu cùng kỳ không công bố")
    return say("không đơn vị nào báo cáo cả hai kỳ")


_LEAST_FOR_PERCENT = 10
"""Of a smaller count no percentage is said: from 2 to 3 is not “tăng 50%”."""


def _difference(indicator: Indicator, now: Decimal, before: Decimal) -> str:
    delta = now - before
    if indicator.kind is Kind.PERCENTAGE:
        return format_points(delta)
    if delta == 0:
        return say("không thay đổi")
    size = f"{format_number(abs(delta), indicator.decimals)} {_unit(indicator, abs(delta))}"
    said = say("tăng {size}", size=size) if delta > 0 else say("giảm {size}", size=size)
    if indicator.kind is not Kind.COUNT or min(now, before) < _LEAST_FOR_PERCENT:
        return said
    return f"{said} ({format_percent(abs(delta) * 100 / before)})"


def _unit(indicator: Indicator, size: Decimal) -> str:
    number = 1 if size == 1 else 2
    if indicator.kind in (Kind.SCORE, Kind.COMPOSITE):
        return say_many("điểm", number)
    if indicator.kind is Kind.COUNT:
        return say_many("trường hợp", number)
    return (
        say("trường hợp {unit}", unit=indicator.unit)
        if indicator.unit.startswith(say("trên "))
        else indicator.unit
    )
