"""Charts that stand by themselves, asked of a desk: for the command line and for briefings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from childrights.comparing import compare
from childrights.desk import Desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import Question
from childrights.figures.breakdown import describe_breakdown
from childrights.figures.comparison import By, intervals_of, sorted_units, why_no_mean
from childrights.figures.funnel import describe_funnel, funnel_finding, size_label
from childrights.figures.notes import Notes, notes_for, span_words
from childrights.figures.print.caption import Caption
from childrights.figures.print.press import Chart, Format
from childrights.figures.print.sheet import Size
from childrights.figures.schematic import LABEL, schematic
from childrights.figures.series import like_periods, series_break
from childrights.figures.trend import describe_trend
from childrights.figures.units import Order, describe_units, ordered
from childrights.figures.words import lower_first, say_coverage, unit_noun
from childrights.judgement.targets import Progress
from childrights.language import say, translatable
from childrights.periods import Period
from childrights.places.model import Area, Level
from childrights.vietnamese.text import slug
from childrights.view import cut_off, parent_of


class Kind(StrEnum):
    """Kinds of chart."""

    TREND = "trend"
    UNITS = "units"
    BREAKDOWN = "breakdown"
    MAP = "map"
    INTERVALS = "intervals"
    FUNNEL = "funnel"


WHAT = {
    Kind.TREND: translatable("Diễn biến"),
    Kind.UNITS: translatable("So sánh theo đơn vị"),
    Kind.BREAKDOWN: translatable("Phân tổ"),
    Kind.MAP: translatable("Sơ đồ"),
    Kind.INTERVALS: translatable("So sánh theo đơn vị"),
    Kind.FUNNEL: translatable("So với bình quân"),
}


class NothingToDraw(LookupError):
    """There is no such chart here: the message says why and what can be asked instead."""


@dataclass(frozen=True)
class Asked:
    """One chart of one indicator, place and period, for an audience.

    ``dimension`` names the breakdown; empty for the indicator's first.
    """

    kind: Kind
    indicator: str
    token: str
    period: Period
    audience: Audience
    dimension: str = ""


@dataclass(frozen=True)
class Picture:
    """What a chart says and the words around it: what the press needs."""

    chart: Chart
    caption: Caption


def picture(desk: Desk, asked: Asked) -> Picture:
    """Ask the desk for one chart. Raises ``NothingToDraw`` and ``UnknownPlace``."""
    build = {
        Kind.TREND: _trend,
        Kind.UNITS: _units,
        Kind.BREAKDOWN: _breakdown,
        Kind.MAP: _map,
        Kind.INTERVALS: _intervals,
        Kind.FUNNEL: _funnel,
    }[asked.kind]
    return build(desk, asked)


def file_name(notes: Notes, area: Area, period: Period, size: Size, form: Format) -> str:
    """“bhyt-tre-em-duoi-6-tuoi_dien-bien_hoang-mai_2024-12M_a4.png”: letters that any disk takes.

    A saved selection goes by its token, a place with a code by its name.
    """
    place = slug(area.label if area.token.isdigit() else area.token)
    return f"{notes.stem}_{place}_{period}_{size.value}.{form.value}"


def one_period_caption(
    desk: Desk, area: Area, whole: DisclosedValue, what: str, finding: str
) -> Caption:
    """Words around a chart of one period; ``whole`` is the area's own figure."""
    indicator = desk.catalogue.indicators[whole.indicator]
    coverage = say_coverage(whole, unit_noun(unit.name for unit in area.units))
    notes = notes_for(indicator, what, area.label, whole.period.label, coverage, finding)
    return Caption(notes, desk.today, cut_off(desk, area, whole.period), desk.is_demonstration)


def _trend(desk: Desk, asked: Asked) -> Picture:
    area = desk.area(asked.token, asked.period)
    periods = tuple(like_periods(desk, area, asked.period))
    found = desk.progress_over(asked.indicator, asked.token, periods, asked.audience)
    if not any(_is_drawn(item.value) for item in found):
        raise NothingToDraw(say("Chưa có số liệu ở kỳ nào cùng loại để vẽ diễn biến."))
    chart = describe_trend(found, series_break(desk, area, periods))
    indicator = desk.catalogue.indicators[asked.indicator]
    notes = notes_for(
        indicator, say(WHAT[Kind.TREND]), area.label, span_words(periods), "", chart.finding
    )
    return Picture(chart, Caption(notes, desk.today, None, desk.is_demonstration))


def _is_drawn(value: DisclosedValue) -> bool:
    return value.is_known or value.is_suppressed or value.lower is not None


def _units(desk: Desk, asked: Asked) -> Picture:
    area, found = _area_units(desk, asked, asked.token)
    whole = _whole(desk, asked, area)
    what = (
        say("So sánh theo thôn, tổ dân phố")
        if area.level is Level.COMMUNE
        else say(WHAT[Kind.UNITS])
    )
    chart = describe_units(ordered(found, Order.VALUE), whole)
    said = "; ".join(f"{row.name}: {row.text}" for row in chart.rows)
    return Picture(chart, one_period_caption(desk, area, whole, what, f"{said}."))


def _intervals(desk: Desk, asked: Asked) -> Picture:
    area, _ = _area_units(desk, asked, asked.token)
    found = compare(desk, asked.indicator, area.token, asked.period, asked.audience)
    units = [unit.progress for unit in sorted_units(found, By.VALUE)]
    chart = describe_units(units, found.mean.value, intervals_of(found))
    said = "; ".join(f"{row.name}: {row.text}" for row in chart.rows)
    what = say(WHAT[Kind.INTERVALS])
    return Picture(chart, one_period_caption(desk, area, found.mean.value, what, f"{said}."))


def _funnel(desk: Desk, asked: Asked) -> Picture:
    area, _ = _area_units(desk, asked, asked.token)
    found = compare(desk, asked.indicator, area.token, asked.period, asked.audience)
    indicator, mean = found.mean.indicator, found.mean.value
    units = [unit.beside for unit in found.units]
    chart = describe_funnel(indicator, units, mean, size_label(desk.catalogue, indicator))
    if chart is None:
        raise NothingToDraw(why_no_mean(found))
    words = one_period_caption(desk, area, mean, say(WHAT[Kind.FUNNEL]), funnel_finding(chart))
    return Picture(chart, words)


def _map(desk: Desk, asked: Asked) -> Picture:
    """Units as tiles; for a single commune, those of the area that it stands in."""
    area = desk.area(asked.token, asked.period)
    own = area.locality if area.level is Level.COMMUNE else None
    parent = parent_of(desk, own, asked.period) if own else None
    area, found = _area_units(desk, asked, parent.token if parent else asked.token)
    whole = _whole(desk, asked, area)
    words = one_period_caption(desk, area, whole, say(WHAT[Kind.MAP]), say(LABEL))
    key = own.key if own else None
    return Picture(schematic(found, area.units, words.notes, lambda _: "", key), words)


def _area_units(desk: Desk, asked: Asked, token: str) -> tuple[Area, list[Progress]]:
    area = desk.area(token, asked.period)
    found = desk.unit_progress(asked.indicator, token, asked.period, asked.audience)
    if not any(item.value.is_known or item.value.is_suppressed for item in found):
        raise NothingToDraw(
            say(
                "{label} chưa có số liệu theo đơn vị cho kỳ {label_2}.",
                label=area.label,
                label_2=lower_first(asked.period.label),
            )
        )
    return area, found


def _whole(desk: Desk, asked: Asked, area: Area) -> DisclosedValue:
    return desk.value(asked.indicator, area.token, asked.period, asked.audience)


def _breakdown(desk: Desk, asked: Asked) -> Picture:
    indicator = desk.catalogue.indicators[asked.indicator]
    name = asked.dimension or next(iter(indicator.breakdowns), "")
    if not name:
        raise NothingToDraw(say("Chỉ tiêu “{name}” không có phân tổ nào.", name=indicator.name))
    area, dimension = desk.area(asked.token, asked.period), desk.catalogue.dimensions[name]
    question = Question(asked.indicator, (asked.period,), (name,))
    values = desk.values(question, asked.token, asked.audience)
    what = say("Theo {heading}", heading=lower_first(dimension.label))
    fewest = min(values, key=lambda value: value.units_reported)
    chart = describe_breakdown(indicator, dimension, name, values)
    said = "; ".join(f"{row.label}: {row.text}" for row in chart.rows)
    return Picture(chart, one_period_caption(desk, area, fewest, what, f"{said}."))
