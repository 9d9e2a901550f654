"""A series over periods of like span: gaps stay gaps, and a change of territory or of method
breaks the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, pairwise

from childrights.catalogue.model import Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.charts import (
    Absence,
    Aim,
    Bound,
    Break,
    Lines,
    Point,
    Scale,
    TrendChart,
    audience_of,
    position_of,
)
from childrights.figures.palette import INK, LOOKS, NAVY, QUIET, TARGET, WHISKER
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import (
    SPREAD_WORDS,
    Look,
    look_of,
    marks_of,
    say_interval,
    say_target,
    say_value,
    say_with_unit,
)
from childrights.judgement.comparison import value_interval
from childrights.judgement.intervals import Interval
from childrights.judgement.targets import Progress
from childrights.language import say, translatable
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.sources import REFORM_DAY
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.dates import since_words

BREAK_LABEL = translatable("Sắp xếp địa giới 01/7/2025")
_OPEN_MARKS = {ObservationStatus.PROVISIONAL, ObservationStatus.ESTIMATED}
_ABSENT: dict[Look, Lines] = {
    Look.MISSING: (translatable("Chưa"), translatable("báo cáo")),
    Look.HIDDEN: (translatable("Không"), translatable("công bố")),
    Look.NOT_APPLICABLE: (translatable("Không"), translatable("áp dụng")),
}


# ── What it says ──────────────────────────────────────────────────────────────────────────


def intervals_by_year(series: Sequence[Progress]) -> dict[int, Interval]:
    """The interval of each year's figure that has one."""
    found = (
        (item.value.period.year, value_interval(item.indicator, item.value)) for item in series
    )
    return {year: interval for year, interval in found if interval is not None}


def describe_trend(
    series: Sequence[Progress], breaks: bool, intervals: Mapping[int, Interval] | None = None
) -> TrendChart:
    """Put a series, oldest first, into words and positions.

    ``breaks`` says whether the reform changed the territory. The line is never joined across
    that, nor across a change of the indicator's method, which the figures carry with them.
    ``intervals`` are shown for the years that have one. Raises ``NotDisclosed``.
    """
    values = [item.value for item in series]
    require_disclosed(values)
    absent = [value for value in values if value.value is None and value.lower is None]
    spreads = intervals or {}
    runs = tuple(
        tuple(_point(item, spreads.get(item.value.period.year)) for item in run)
        for run in _runs(series, breaks)
    )
    return TrendChart(
        years=tuple(value.period.year for value in values),
        runs=runs,
        bounds=tuple(filter(None, map(_bound, series))),
        aims=tuple(filter(None, map(_aim, series))),
        absences=tuple(_absence(value) for value in absent),
        coverage=tuple(_coverage(value) for value in values),
        breaks=tuple(_breaks(series, breaks)),
        scale=_scale(series, [end for point in chain(*runs) for end in point.interval or ()]),
        finding=_finding(series, breaks),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def _runs(series: Sequence[Progress], breaks: bool) -> list[list[Progress]]:
    """Unbroken runs of known figures: a gap or a break of territory starts a new one."""
    runs: list[list[Progress]] = [[]]
    for position, item in enumerate(series):
        earlier = series[position - 1].value if position else None
        if earlier and _ruptures(earlier, item.value, breaks):
            runs.append([])
        if item.value.value is None:
            runs.append([])
        else:
            runs[-1].append(item)
    return [run for run in runs if run]


def _ruptures(before: DisclosedValue, after: DisclosedValue, breaks: bool) -> list[str]:
    """Why two figures in a row cannot be joined; nothing when they can."""
    found = [say(BREAK_LABEL)] if breaks and _crosses(before.period, after.period) else []
    if after.method_since and after.method_since != before.method_since:
        found.append(
            say("Đổi cách tính {since_words}", since_words=since_words(after.method_since))
        )
    return found


def _crosses(before: Period, after: Period) -> bool:
    return as_of(before) < REFORM_DAY <= as_of(after)


def _point(item: Progress, spread: Interval | None) -> Point:
    value = item.value
    assert value.value is not None
    said = () if spread is None else (_say_spread(item, spread),)
    return Point(
        year=value.period.year,
        position=position_of(value.value),
        text=say_value(item.indicator, value),
        is_open=bool(_OPEN_MARKS & value.statuses),
        is_under_target=item.target is not None and (item.gap or 0) < 0,
        marks=marks_of(item.indicator, value),
        hover=(*_hover(item), *said),
        interval=None if spread is None else (spread.lower, spread.upper),
    )


def _say_spread(item: Progress, spread: Interval) -> str:
    return f"{say(SPREAD_WORDS)}: {say_interval(item.indicator, spread)}"


def _bound(item: Progress) -> Bound | None:
    """From the least to the most that a figure of divided units can be."""
    value = item.value
    if value.value is not None or value.lower is None or value.upper is None:
        return None
    low, high = position_of(value.lower), position_of(value.upper)
    return Bound(value.period.year, low, high, say_value(item.indicator, value), _hover(item))


def _aim(item: Progress) -> Aim | None:
    if item.target is None or item.required is None:
        return None
    text = say_target(item.indicator, item.target)
    return Aim(item.value.period.year, position_of(item.required.level), text)


def _absence(value: DisclosedValue) -> Absence:
    look = look_of(value)
    return Absence(value.period.year, look, tuple(map(say, _ABSENT[look])))


def _coverage(value: DisclosedValue) -> str:
    """“12/14”; empty for a single unit and where even that is not told."""
    if value.units_expected == 1 or look_of(value) in (Look.HIDDEN, Look.NOT_APPLICABLE):
        return ""
    return f"{value.units_reported}/{value.units_expected}"


def _hover(item: Progress) -> Lines:
    lines = [item.value.period.label, say_with_unit(item.indicator, item.value)]
    lines += marks_of(item.indicator, item.value)
    if item.target:
        lines.append(say("Chỉ tiêu: {target}", target=say_target(item.indicator, item.target)))
    lines.append(
        say(
            "{units_reported}/{units_expected} đơn vị đã báo cáo",
            units_reported=item.value.units_reported,
            units_expected=item.value.units_expected,
        )
    )
    return tuple(lines)


def _breaks(series: Sequence[Progress], breaks: bool) -> Iterator[Break]:
    for before, after in pairwise(series):
        words = _ruptures(before.value, after.value, breaks)
        if words:
            between = (before.value.period.year + after.value.period.year) / 2
            yield Break(between, tuple(words))


def _scale(series: Sequence[Progress], also: Sequence[float]) -> Scale:
    """From zero for counts; for shares near 100% from a round number below the lowest."""
    kind = series[0].indicator.kind
    values = [item.value for item in series]
    ends = [number for value in values for number in (value.value, value.lower, value.upper)]
    wanted = [item.required.level for item in series if item.required]
    known = [position_of(number) for number in [*ends, *wanted] if number is not None]
    known += also
    if kind is not Kind.PERCENTAGE:
        high = max([*known, 1.0]) * 1.18
        return Scale(0, high, "", bool(known), is_whole=kind is Kind.COUNT)
    low, top = min([*known, 100.0]), max([*known, 100.0])
    floor = 0.0 if low < 50 else (low - 3) // 5 * 5
    return Scale(floor, top + (top - floor) * 0.12, "%", bool(known))


def _finding(series: Sequence[Progress], breaks: bool) -> str:
    said = "; ".join(
        say(
            "năm {year}: {value}",
            year=item.value.period.year,
            value=say_value(item.indicator, item.value),
        )
        for item in series
    )
    ruptures = [word for found in _breaks(series, breaks) for word in found.words]
    return " ".join(
        [f"{said}.", *(say("{word}: hai bên không so sánh được.", word=word) for word in ruptures)]
    )


class Mark(StrEnum):
    """What a mark is on the screen: a shape, or the words that describe it."""

    KNOWN = "●"
    OPEN = "○"
    AIM = translatable("gạch đứt:")
    SPREAD = translatable("vạch đứng:")
    BOUND = translatable("vạch đứng hai đầu:")
    BREAK = translatable("đường chấm đứng:")


def meanings(chart: TrendChart) -> list[tuple[Mark, str]]:
    """What each mark means, for those in use."""
    points = list(chain(*chart.runs))
    said = []
    if any(not point.is_open for point in points):
        said.append((Mark.KNOWN, say("Kết quả")))
    if any(point.is_open for point in points):
        marks = dict.fromkeys(mark for point in points if point.is_open for mark in point.marks)
        said.append((Mark.OPEN, "; ".join(marks)))
    if any(point.interval for point in points):
        said.append((Mark.SPREAD, say(SPREAD_WORDS)))
    if chart.aims:
        said.append((Mark.AIM, say("Chỉ tiêu của năm")))
    if chart.bounds:
        said.append((Mark.BOUND, say("Giới hạn dưới và trên: đơn vị cũ bị chia")))
    for found in chart.breaks:
        words = say("{words}: hai bên không so sánh được", words="; ".join(found.words))
        said.append((Mark.BREAK, words))
    return said


def trend_keys(chart: TrendChart) -> str:
    """What the marks mean, for under the chart on the screen."""
    said = [f"{say(mark.value)} {words}" for mark, words in meanings(chart)]
    return say("Ký hiệu: {said}", said=" · ".join(said)) if said else ""


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def trend_figure(chart: TrendChart) -> Figure:
    """The series as a plotly figure."""
    # plotly refuses a figure of no traces; an empty one keeps the axes and the words.
    data = [_whiskers(chart)] if any(point.interval for point in chain(*chart.runs)) else []
    data += [_line(run) for run in chart.runs or ((),)]
    data += [_bar(bound) for bound in chart.bounds]
    data += [_dash(aim) for aim in chart.aims]
    shapes, notes = _breaking(chart)
    notes += [_words(absence) for absence in chart.absences]
    years, scale = chart.years, chart.scale
    return {
        "data": data,
        "layout": layout(
            330,
            shapes=shapes,
            annotations=notes,
            xaxis=axis(
                tickvals=list(years), range=[years[0] - 0.5, years[-1] + 0.5], showgrid=False
            ),
            yaxis=axis(
                range=[scale.low, scale.high], ticksuffix=scale.suffix, nticks=6,
                showticklabels=scale.is_shown and bool(chart.runs),
            ),
        ),
    }  # fmt: skip


def _whiskers(chart: TrendChart) -> dict[str, object]:
    """One line for all intervals, lifted between one and the next."""
    spreads = [(point.year, point.interval) for point in chain(*chart.runs) if point.interval]
    return {
        "type": "scatter", "mode": "lines", "name": "", "hoverinfo": "skip",
        "x": [x for year, _ in spreads for x in (year, year, None)],
        "y": [y for _, ends in spreads for y in (*ends, None)],
        "line": {"color": WHISKER, "width": 5}, "cliponaxis": False,
    }  # fmt: skip


def _line(run: Sequence[Point]) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": "",
        "x": [point.year for point in run],
        "y": [point.position for point in run],
        "text": [point.text for point in run],
        # A figure under its target has its text below, clear of the dash.
        "textposition": [
            "bottom center" if point.is_under_target else "top center" for point in run
        ],
        "textfont": {"color": INK, "size": 14},
        "line": {"color": NAVY, "width": 2.5},
        "marker": {
            "size": 10,
            "color": ["#ffffff" if point.is_open else NAVY for point in run],
            "line": {"color": NAVY, "width": 2},
        },
        "cliponaxis": False,
        "hovertext": ["<br>".join(point.hover) for point in run],
        "hoverinfo": "text",
    }


def _bar(bound: Bound) -> dict[str, object]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": "",
        "x": [bound.year] * 2,
        "y": [bound.low, bound.high],
        "line": {"color": QUIET, "width": 3},
        "marker": {"symbol": "line-ew-open", "size": 14, "color": QUIET, "line": {"width": 2}},
        "hovertext": "<br>".join(bound.hover),
        "hoverinfo": "text",
    }  # fmt: skip


def _dash(aim: Aim) -> dict[str, object]:
    """A short dash at each year's target: targets are assigned year by year."""
    return {
        "type": "scatter", "mode": "lines", "name": "",
        "x": [aim.year - 0.32, aim.year + 0.32], "y": [aim.position, aim.position],
        "line": {"color": TARGET, "width": 2, "dash": "dash"},
        "hovertext": say("Chỉ tiêu {year}: {text}", year=aim.year, text=aim.text),
        "hoverinfo": "text",
    }  # fmt: skip


def _words(absence: Absence) -> dict[str, object]:
    text = "<br>".join(absence.words)
    return text_note(absence.year, 0.02, text, LOOKS[absence.look], yref="paper", yanchor="bottom")


def _breaking(chart: TrendChart) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    lines, notes = [], []
    for found in chart.breaks:
        x = found.position
        lines.append({
            "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": QUIET, "width": 1.5, "dash": "dot"},
        })  # fmt: skip
        words = "<br>".join(found.words)
        note = text_note(x, 1.0, words, QUIET, yref="paper", yanchor="bottom")
        is_near_end = x > chart.years[-1] - 1
        notes.append({**note, "xanchor": "right" if is_near_end else "center"})
    return lines, notes
