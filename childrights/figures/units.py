"""Units side by side as dots on one scale, with the target and the area's own figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from childrights.catalogue.model import Direction, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.charts import (
    Lines,
    Rule,
    Scale,
    UnitRow,
    UnitsChart,
    audience_of,
    position_of,
)
from childrights.figures.palette import INK, LOOKS, QUIET, TARGET, TONES, WHISKER
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import (
    SHAPES,
    SPREAD_WORDS,
    look_of,
    lower_first,
    marks_of,
    say_interval,
    say_target,
    say_value,
    say_with_unit,
    tone_of,
)
from childrights.judgement.comparison import value_interval
from childrights.judgement.intervals import Interval
from childrights.judgement.targets import Progress, Verdict
from childrights.language import say, say_as, translatable
from childrights.places.model import LocalityKey

_SYMBOLS = {
    "▲": "triangle-up", "●": "circle", "▼": "triangle-down", "■": "square",
    "►": "triangle-right", "◊": "diamond-open", "◄": "triangle-left",
    "□": "square-open", "○": "circle-open", "–": "circle",
}  # fmt: skip
_NOWHERE = LocalityKey("", date.min)
ROW_HEIGHT = 26
"""Pixels a unit takes, so that names stay readable however many there are."""


class Order(StrEnum):
    """In which order units stand."""

    OFFICIAL = translatable("Theo mã đơn vị")
    VALUE = translatable("Theo kết quả")


def ordered(units: Sequence[Progress], order: Order) -> list[Progress]:
    """Units in the order of codes, or from the one in most need; units without a figure last."""
    if order is Order.OFFICIAL:
        return list(units)
    known = [item for item in units if item.value.value is not None]
    rest = [item for item in units if item.value.value is None]
    upward = bool(known) and known[0].indicator.direction is not Direction.UP
    sign = -1 if upward else 1
    return sorted(known, key=lambda item: sign * (item.value.value or Decimal(0))) + rest


# ── What it says ──────────────────────────────────────────────────────────────────────────


def intervals_by_unit(units: Sequence[Progress]) -> dict[LocalityKey, Interval]:
    """The interval of each unit that has one."""
    found = ((item.value.locality, value_interval(item.indicator, item.value)) for item in units)
    return {key: interval for key, interval in found if key is not None and interval is not None}


def describe_units(
    units: Sequence[Progress],
    whole: DisclosedValue,
    intervals: Mapping[LocalityKey, Interval] | None = None,
    own: LocalityKey | None = None,
    spread_words: str | None = None,
) -> UnitsChart:
    """Put units, in the order given, into words and positions. Raises ``NotDisclosed``.

    ``intervals`` are shown for the units that have one, under the name ``spread_words``; ``own``
    is marked among the others.
    """
    values = [*(item.value for item in units), whole]
    require_disclosed(values)
    spreads = intervals or {}
    spread_words = say(SPREAD_WORDS) if spread_words is None else spread_words
    rows = tuple(
        _row(item, spreads.get(item.value.locality or _NOWHERE), own, spread_words)
        for item in units
    )
    return UnitsChart(
        rows=rows,
        rules=tuple(_rules(units, whole)),
        verdicts=tuple(
            (SHAPES[verdict], tone_of(verdict), say(verdict.value)) for verdict in _used(units)
        ),
        scale=_scale(units, [end for row in rows for end in row.interval or ()]),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
        spread_words=spread_words if any(row.interval for row in rows) else "",
    )


def _row(
    item: Progress, spread: Interval | None, own: LocalityKey | None, spread_words: str
) -> UnitRow:
    value = item.value
    said = f"{spread_words}: {say_interval(item.indicator, spread)}" if spread else ""
    return UnitRow(
        name=value.name,
        position=None if value.value is None else position_of(value.value),
        text=say_value(item.indicator, value),
        look=look_of(value),
        shape=SHAPES[item.verdict],
        tone=tone_of(item.verdict),
        hover=_hover(item, said),
        interval=(spread.lower, spread.upper) if spread and value.is_known else None,
        is_own=own is not None and value.locality == own,
    )


def _hover(item: Progress, spread: str) -> Lines:
    lines = [item.value.name, say_with_unit(item.indicator, item.value)]
    lines += [spread] if spread else []
    return (*lines, *marks_of(item.indicator, item.value), say(item.verdict.value))


def _rules(units: Sequence[Progress], whole: DisclosedValue) -> list[Rule]:
    aims = {item.required.level: item for item in units if item.required}
    rules = [
        Rule(
            position_of(wanted),
            say_as("target", "Chỉ tiêu"),
            say_target(item.indicator, item.target),
            True,
        )
        for wanted, item in sorted(aims.items())
        if item.target
    ]
    # The sum of counts, or of recognitions, is no level that a unit could be near.
    is_rate = bool(units) and units[0].indicator.kind not in (Kind.COUNT, Kind.STATUS)
    if whole.value is not None and is_rate:
        text = say_value(units[0].indicator, whole)
        rules.append(Rule(position_of(whole.value), say("Mức chung"), text, False))
    return rules


def _scale(units: Sequence[Progress], ends: Sequence[float] = ()) -> Scale:
    known = [position_of(item.value.value) for item in units if item.value.value is not None]
    wanted = [position_of(item.required.level) for item in units if item.required]
    numbers = [*known, *wanted, *ends] or [0.0, 1.0]
    kind = units[0].indicator.kind if units else Kind.COUNT
    is_share = kind is Kind.PERCENTAGE
    low, high = min(numbers), max(numbers)
    floor = max(0.0, (low - 3) // 5 * 5) if is_share and low >= 50 else 0.0
    return Scale(
        floor, high + max(high - floor, 1) * 0.22, "%" if is_share else "",
        is_shown=kind is not Kind.STATUS, is_whole=kind is Kind.COUNT,
    )  # fmt: skip


def _used(units: Sequence[Progress]) -> list[Verdict]:
    """Verdicts that have a shape of their own, in the order in which they occur."""
    used = dict.fromkeys(item.verdict for item in units if item.value.value is not None)
    return [verdict for verdict in used if SHAPES[verdict] != "–"]


def shape_words(units: Sequence[Progress]) -> str:
    """What the shapes mean, for those in use: “▼ Không đạt chỉ tiêu; □ Chưa hết kỳ”."""
    said = "; ".join(f"{SHAPES[verdict]} {say(verdict.value)}" for verdict in _used(units))
    return say("Ký hiệu: {said}", said=said) if said else ""


def units_keys(chart: UnitsChart, units: Sequence[Progress]) -> str:
    """What shapes and lines mean, for under the chart on the screen."""
    shapes, spread = shape_words(units), lower_first(chart.spread_words)
    said = [f"{shapes}." if shapes else "", say("Vạch ngang: {spread}.", spread=spread)]
    return " ".join(filter(None, said if spread else said[:1]))


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def units_figure(chart: UnitsChart) -> Figure:
    """Units as a plotly figure."""
    rows, scale = chart.rows, chart.scale
    shapes, notes = _lines(chart.rules)
    notes += [
        text_note(0, at, row.text, LOOKS[row.look], xref="paper", xanchor="left")
        for at, row in enumerate(rows)
        if row.position is None
    ]
    has_spread = bool(chart.spread_words)
    return {
        "data": [_whiskers(rows), _dots(rows), _figures(rows)] if has_spread else [_dots(rows)],
        "layout": layout(
            60 + ROW_HEIGHT * max(len(rows), 3),
            shapes=shapes,
            annotations=notes,
            xaxis=axis(
                # A dot on the lowest figure keeps clear of the names.
                range=[scale.low - 0.025 * (scale.high - scale.low), scale.high],
                ticksuffix=scale.suffix, side="bottom", nticks=6,
                showticklabels=scale.is_shown,
            ),
            yaxis=axis(
                tickvals=list(range(len(rows))), ticktext=[_named(row) for row in rows],
                range=[len(rows) - 0.4, -0.6], tickfont={"color": INK, "size": 13},
            ),
        ),
    }  # fmt: skip


def _dots(rows: Sequence[UnitRow]) -> dict[str, object]:
    known = [(at, row) for at, row in enumerate(rows) if row.position is not None]
    colours = [TONES[row.tone] for _, row in known]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "",
        "x": [row.position for _, row in known],
        "y": [at for at, _ in known],
        "text": ["" if row.interval else f"  {row.text}" for _, row in known],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": INK},
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "symbol": [_SYMBOLS[row.shape] for _, row in known],
            "color": colours,
            "line": {"width": 2, "color": colours},
        },
        "hovertext": ["<br>".join(row.hover) for _, row in known],
        "hoverinfo": "text",
    }


def _named(row: UnitRow) -> str:
    return f"<b>{row.name}</b>" if row.is_own else row.name


def _figures(rows: Sequence[UnitRow]) -> dict[str, object]:
    """Figures of units with an interval: to the right of it, not over it."""
    known = [(at, row, row.interval[1]) for at, row in enumerate(rows) if row.interval]
    return {
        "type": "scatter", "mode": "text", "name": "", "hoverinfo": "skip",
        "x": [max(end, row.position or end) for _, row, end in known],
        "y": [at for at, _, _ in known],
        "text": [f"   {row.text}" for _, row, _ in known],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": INK},
        "cliponaxis": False,
    }  # fmt: skip


def _whiskers(rows: Sequence[UnitRow]) -> dict[str, object]:
    """One line for all intervals, lifted between one and the next."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for at, row in enumerate(rows):
        if row.interval is not None:
            xs += [*row.interval, None]
            ys += [at, at, None]
    return {
        "type": "scatter", "mode": "lines", "name": "", "hoverinfo": "skip",
        "x": xs, "y": ys, "line": {"color": WHISKER, "width": 5}, "cliponaxis": False,
    }  # fmt: skip


def _lines(
    rules: Sequence[Rule],
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    shapes: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    for rule in rules:
        x = rule.position
        colour, dash = (TARGET, "dash") if rule.is_target else (QUIET, "dot")
        shapes.append(
            {
                "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
                "line": {"color": colour, "width": 1.5, "dash": dash}, "layer": "below",
            }
        )  # fmt: skip
        anchor = "left" if rule.is_target and x == 0 else "right"
        notes.append(
            text_note(x, 1.0, rule.label, colour, yref="paper", yanchor="bottom", xanchor=anchor)
        )
    return shapes, notes
