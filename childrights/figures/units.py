"""Units side by side as dots on one scale, with the target and the area's own figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from childrights.catalogue.model import Direction, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.palette import INK, LOOKS, NAVY, QUIET, TARGET
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import (
    SHAPES,
    Tone,
    look_of,
    marks_of,
    say_value,
    say_with_unit,
    tone_of,
)
from childrights.judgement.targets import Progress

_COLOURS = {Tone.GOOD: "#1b6e3c", Tone.BAD: "#b3261e", Tone.OPEN: NAVY, Tone.NONE: NAVY}
_SYMBOLS = {
    "▲": "triangle-up", "●": "circle", "▼": "triangle-down", "■": "square",
    "□": "square-open", "○": "circle-open", "–": "circle",
}  # fmt: skip
ROW_HEIGHT = 26
"""Pixels a unit takes, so that names stay readable however many there are."""


class Order(StrEnum):
    """In which order units stand."""

    OFFICIAL = "Theo mã đơn vị"
    VALUE = "Theo kết quả"


def ordered(units: Sequence[Progress], order: Order) -> list[Progress]:
    """Units in the order of codes, or from the one in most need; units without a figure last."""
    if order is Order.OFFICIAL:
        return list(units)
    known = [item for item in units if item.value.value is not None]
    rest = [item for item in units if item.value.value is None]
    upward = bool(known) and known[0].indicator.direction is not Direction.UP
    sign = -1 if upward else 1
    return sorted(known, key=lambda item: sign * (item.value.value or Decimal(0))) + rest


def unit_dots(units: Sequence[Progress], whole: DisclosedValue) -> Figure:
    """Draw units from the top down in the order given. Raises ``NotDisclosed``."""
    require_disclosed([*(item.value for item in units), whole])
    rows = list(range(len(units)))
    shapes, notes = _lines(units, whole)
    known = [
        (row, item) for row, item in zip(rows, units, strict=True) if item.value.value is not None
    ]
    notes += [
        text_note(0, row, say_value(item.indicator, item.value), LOOKS[look_of(item.value)],
                  xref="paper", xanchor="left")
        for row, item in zip(rows, units, strict=True)
        if item.value.value is None
    ]  # fmt: skip
    suffix = "%" if units and units[0].indicator.kind is Kind.PERCENTAGE else ""
    return {
        "data": [_dots(known)],
        "layout": layout(
            60 + ROW_HEIGHT * max(len(units), 3),
            shapes=shapes,
            annotations=notes,
            xaxis=axis(range=_range(units), ticksuffix=suffix, side="bottom", nticks=6),
            yaxis=axis(
                tickvals=rows, ticktext=[item.value.name for item in units],
                range=[len(units) - 0.4, -0.6], tickfont={"color": INK, "size": 13},
            ),
        ),
    }  # fmt: skip


def shape_words(units: Sequence[Progress]) -> str:
    """What the shapes mean, for those in use: “▼ Không đạt chỉ tiêu; □ Chưa hết kỳ”."""
    used = dict.fromkeys(item.verdict for item in units if item.value.value is not None)
    said = "; ".join(
        f"{SHAPES[verdict]} {verdict.value}" for verdict in used if SHAPES[verdict] != "–"
    )
    return f"Ký hiệu: {said}" if said else ""


def _dots(known: Sequence[tuple[int, Progress]]) -> dict[str, object]:
    tones = [tone_of(item.verdict) for _, item in known]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "",
        "x": [float(item.value.value or 0) for _, item in known],
        "y": [row for row, _ in known],
        "text": [f"  {say_value(item.indicator, item.value)}" for _, item in known],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": INK},
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "symbol": [_SYMBOLS[SHAPES[item.verdict]] for _, item in known],
            "color": [_COLOURS[tone] for tone in tones],
            "line": {"width": 2, "color": [_COLOURS[tone] for tone in tones]},
        },
        "hovertext": [_hover(item) for _, item in known],
        "hoverinfo": "text",
    }


def _hover(item: Progress) -> str:
    lines = [item.value.name, say_with_unit(item.indicator, item.value)]
    lines += marks_of(item.indicator, item.value)
    return "<br>".join([*lines, item.verdict.value])


def _lines(
    units: Sequence[Progress], whole: DisclosedValue
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    shapes: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    targets = {item.required.level for item in units if item.required}
    marks = [(number, "Chỉ tiêu", TARGET, "dash", "top") for number in sorted(targets)]
    is_rate = bool(units) and units[0].indicator.kind is not Kind.COUNT
    if whole.value is not None and is_rate:
        marks.append((whole.value, "Mức chung", QUIET, "dot", "bottom"))
    for number, label, colour, dash, _ in marks:
        x = float(number)
        shapes.append(
            {
                "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
                "line": {"color": colour, "width": 1.5, "dash": dash}, "layer": "below",
            }
        )  # fmt: skip
        anchor = "left" if label == "Chỉ tiêu" and x == 0 else "right"
        notes.append(
            text_note(x, 1.0, label, colour, yref="paper", yanchor="bottom", xanchor=anchor)
        )
    return shapes, notes


def _range(units: Sequence[Progress]) -> list[float]:
    known = [float(item.value.value) for item in units if item.value.value is not None]
    wanted = [float(item.required.level) for item in units if item.required]
    numbers = [*known, *wanted] or [0.0, 1.0]
    is_share = bool(units) and units[0].indicator.kind is Kind.PERCENTAGE
    low, high = min(numbers), max(numbers)
    floor = max(0.0, (low - 3) // 5 * 5) if is_share and low >= 50 else 0.0
    return [floor, high + max(high - floor, 1) * 0.22]
