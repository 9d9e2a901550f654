"""Units by their size and figure between the limits of chance: what stands for a league table.

A small unit's figure strays further from the mean by chance than a large one's, so the limits are
wide where units are small (Spiegelhalter DJ. Stat Med 2005;24:1185-202). Units inside the limits
are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Indicator, Kind, Term
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.charts import (
    FunnelChart,
    FunnelDot,
    FunnelLimit,
    Lines,
    Rule,
    Scale,
    audience_of,
    position_of,
)
from childrights.figures.palette import INK, QUIET, TONES, WHISKER
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.standing import STANDING_SHAPES, STANDING_WORDS, standing_tone
from childrights.figures.words import Look, Tone, look_of, say_value, say_with_unit
from childrights.judgement.comparison import Beside, Standing, limits_at
from childrights.judgement.funnel import ALARM, WARNING
from childrights.language import say, translatable
from childrights.vietnamese.numbers import format_number

_STEPS = 28
"""Sizes at which the limits are worked out, closer together where the funnel bends."""
_MOST_NAMED = 12
_HEIGHT = 430
_SYMBOLS = {"▲": "triangle-up", "▼": "triangle-down", "◊": "diamond-open", "●": "circle"}
_ABSENT = {
    Look.MISSING: translatable("{count} đơn vị chưa báo cáo"),
    Look.HIDDEN: translatable("{count} đơn vị không công bố (bảo vệ thông tin trẻ em)"),
    Look.NOT_APPLICABLE: translatable("{count} đơn vị không áp dụng"),
}


# ── What it says ──────────────────────────────────────────────────────────────────────────


def describe_funnel(
    indicator: Indicator, units: Sequence[Beside], mean: DisclosedValue, size_label: str
) -> FunnelChart | None:
    """Put units into words and positions; ``None`` where chance has no limits.

    That is so for plain counts, scores and recognitions, where the mean is not known, and where
    no unit is. ``size_label`` says what the denominators count. Raises ``NotDisclosed``.
    """
    values = [*(unit.value for unit in units), mean]
    require_disclosed(values)
    known = [unit for unit in units if unit.inner is not None and unit.outer is not None]
    if not known or mean.value is None:
        return None
    named = _named(known)
    limits = tuple(_limits(indicator, known, mean))
    return FunnelChart(
        dots=tuple(_dot(indicator, unit, unit.value in named) for unit in known),
        limits=limits,
        mean=Rule(position_of(mean.value), say("Bình quân"), say_value(indicator, mean), False),
        standings=tuple(_standings(indicator, known)),
        size_label=size_label,
        sizes=Scale(0, limits[-1].size, "", is_whole=True),
        scale=_scale(indicator, known),
        absent=_absent(unit.value for unit in units if unit not in known),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def size_label(catalogue: Catalogue, indicator: Indicator) -> str:
    """What the denominators of an indicator count: the words under the axis of sizes."""
    under = indicator.denominator
    return catalogue.measures[under.measure].label if isinstance(under, Term) else say("Mẫu số")


def _named(units: Sequence[Beside]) -> list[DisclosedValue]:
    """Figures outside the limits, the surest first, whose names have room beside each other."""
    far = [unit for unit in units if unit.standing in (Standing.FAR_ABOVE, Standing.FAR_BELOW)]
    near = [unit for unit in units if unit.standing in (Standing.ABOVE, Standing.BELOW)]
    places = [_place(unit.value) for unit in units]
    width, height = (max(ends) - min(ends) for ends in zip(*places, strict=True))
    named: list[DisclosedValue] = []
    for unit in [*far, *near]:
        x, y = _place(unit.value)
        is_crowded = any(
            abs(x - other_x) < 0.3 * width and abs(y - other_y) < 0.06 * height
            for other_x, other_y in map(_place, named)
        )
        if not is_crowded and len(named) < _MOST_NAMED:
            named.append(unit.value)
    return named


def _place(value: DisclosedValue) -> tuple[float, float]:
    return float(value.denominator or 0), float(value.value or 0)


def _dot(indicator: Indicator, unit: Beside, is_named: bool) -> FunnelDot:
    value = unit.value
    assert value.value is not None and value.denominator is not None
    return FunnelDot(
        name=value.name,
        size=position_of(value.denominator),
        position=position_of(value.value),
        text=say_value(indicator, value),
        shape=STANDING_SHAPES[unit.standing],
        tone=standing_tone(indicator, unit.standing),
        is_named=is_named,
        hover=(
            value.name,
            say_with_unit(indicator, value),
            say("Mẫu số: {denominator}", denominator=format_number(value.denominator, 0)),
            say(STANDING_WORDS[unit.standing]),
        ),
    )


def _limits(
    indicator: Indicator, units: Sequence[Beside], mean: DisclosedValue
) -> Iterator[FunnelLimit]:
    sizes = [unit.value.denominator for unit in units if unit.value.denominator]
    first, last = min(sizes) * Decimal("0.86"), max(sizes) * Decimal("1.06")
    for step in range(_STEPS):
        share = Decimal(step) / (_STEPS - 1)
        size = first + (last - first) * share * share
        inner = limits_at(indicator, size, mean, WARNING)
        outer = limits_at(indicator, size, mean, ALARM)
        assert inner is not None and outer is not None
        ends = (inner.lower, inner.upper), (outer.lower, outer.upper)
        yield FunnelLimit(float(size), *ends)


def _scale(indicator: Indicator, units: Sequence[Beside]) -> Scale:
    """Holds every figure and the limits of the smallest unit."""
    known = [position_of(unit.value.value) for unit in units if unit.value.value is not None]
    reach = [end for unit in units if unit.outer for end in (unit.outer.lower, unit.outer.upper)]
    low, high = min([*known, *reach]), max([*known, *reach])
    room = (high - low or 1.0) * 0.08
    is_share = indicator.kind is Kind.PERCENTAGE
    top = 100.0 if is_share and high <= 100 < high + room else high + room
    return Scale(max(0.0, low - room), top, "%" if is_share else "")


def _standings(indicator: Indicator, units: Sequence[Beside]) -> Iterator[tuple[str, Tone, str]]:
    used = {unit.standing for unit in units}
    for standing, words in STANDING_WORDS.items():
        if standing in used:
            yield STANDING_SHAPES[standing], standing_tone(indicator, standing), say(words)


def _absent(values: Iterable[DisclosedValue]) -> Lines:
    """How many units are not on the chart, by the reason."""
    looks = [look_of(value) for value in values]
    counts = {look: looks.count(look) for look in _ABSENT}
    return tuple(say(_ABSENT[look], count=count) for look, count in counts.items() if count)


def funnel_finding(chart: FunnelChart) -> str:
    """What the chart shows, for those who cannot see it."""
    outside = [dot for dot in chart.dots if dot.shape != STANDING_SHAPES[Standing.EQUAL]]
    inside = len(chart.dots) - len(outside)
    said = [f"{dot.name} {dot.text}: {dot.hover[-1].lower()}" for dot in outside]
    said.append(
        say("{inside} đơn vị tương đương bình quân {text}", inside=inside, text=chart.mean.text)
    )
    return f"{'; '.join([*said, *chart.absent])}."


def funnel_keys(chart: FunnelChart) -> str:
    """What shapes and lines mean, for under the chart on the screen."""
    shapes = [f"{shape} {words}" for shape, _, words in chart.standings]
    lines = say("Vùng giữa hai đường liền: giới hạn 95%; đường đứt: giới hạn 99,8%")
    return say("Ký hiệu: {value}.", value="; ".join([*shapes, lines, *chart.absent]))


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def funnel_figure(chart: FunnelChart) -> Figure:
    """The funnel as a plotly figure."""
    scale, sizes = chart.scale, chart.sizes
    middle = chart.mean.position
    return {
        "data": [*_curves(chart.limits), _points(chart.dots)],
        "layout": layout(
            _HEIGHT,
            margin={"l": 8, "r": 16, "t": 12, "b": 8},
            shapes=[{
                "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": middle, "y1": middle,
                "line": {"color": QUIET, "width": 1.5, "dash": "dot"}, "layer": "below",
            }],
            annotations=[
                text_note(
                    0, middle, f" {chart.mean.label} {chart.mean.text}", QUIET,
                    xref="paper", xanchor="left", yanchor="bottom",
                ),
                *_names(chart),
            ],
            xaxis=axis(
                range=[sizes.low, sizes.high], nticks=6, showgrid=False, separatethousands=True,
                title={"text": chart.size_label, "font": {"size": 13, "color": QUIET}},
            ),
            yaxis=axis(range=[scale.low, scale.high], ticksuffix=scale.suffix, nticks=6),
        ),
    }  # fmt: skip


def _curves(limits: Sequence[FunnelLimit]) -> list[dict[str, object]]:
    styles = ((QUIET, "dash"), (WHISKER, "solid"))
    pairs = ([limit.outer for limit in limits], [limit.inner for limit in limits])
    return [
        {
            "type": "scatter", "mode": "lines", "name": "", "hoverinfo": "skip",
            "x": [limit.size for limit in limits], "y": [ends[side] for ends in pair],
            "line": {"color": colour, "width": 1.5, "dash": dash},
        }
        for (colour, dash), pair in zip(styles, pairs, strict=True)
        for side in (0, 1)
    ]  # fmt: skip


def _points(dots: Sequence[FunnelDot]) -> dict[str, object]:
    colours = [TONES[dot.tone] for dot in dots]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "x": [dot.size for dot in dots],
        "y": [dot.position for dot in dots],
        "cliponaxis": False,
        "marker": {
            "size": 10,
            "symbol": [_SYMBOLS[dot.shape] for dot in dots],
            "color": colours,
            "line": {"width": 1.5, "color": colours},
        },
        "hovertext": ["<br>".join(dot.hover) for dot in dots],
        "hoverinfo": "text",
    }


def _names(chart: FunnelChart) -> list[dict[str, object]]:
    """Names of units outside the limits, above or below their dots, inside the frame."""
    half = (chart.sizes.low + chart.sizes.high) / 2
    return [
        text_note(
            dot.size, dot.position, dot.name, INK,
            yshift=13 if dot.position > chart.mean.position else -13,
            xanchor="right" if dot.size > half else "left",
        )
        for dot in chart.dots
        if dot.is_named
    ]  # fmt: skip
