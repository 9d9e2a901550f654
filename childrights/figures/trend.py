"""A series over periods of like span: gaps stay gaps, and a change of territory or of method
breaks the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from childrights.catalogue.model import Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.palette import INK, LOOKS, NAVY, QUIET, TARGET
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import Look, look_of, marks_of, say_target, say_value, say_with_unit
from childrights.judgement.targets import Progress
from childrights.periods import Period
from childrights.places.calendars import as_of
from childrights.places.sources import REFORM_DAY
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.dates import since_words

BREAK_LABEL = "Sắp xếp địa giới 01/7/2025"
_OPEN_MARKS = {ObservationStatus.PROVISIONAL, ObservationStatus.ESTIMATED}


@dataclass(frozen=True)
class Trend:
    """A plotly figure of a series, and the sentence that says what it shows."""

    figure: Figure
    finding: str


def trend(series: Sequence[Progress], breaks: bool) -> Trend:
    """Draw a series, oldest first. ``breaks`` says whether the reform changed the territory.

    The line is never joined across that, nor across a change of the indicator's method, which
    the figures carry with them. Raises ``NotDisclosed``.
    """
    require_disclosed([item.value for item in series])
    runs = _runs(series, breaks)
    top = _top(series)
    # plotly refuses a figure of no traces; an empty one keeps the axes and the words.
    data = [_line(run) for run in runs or [[]]] + _bounds(series) + _targets(series)
    shapes, notes = _break(series, breaks)
    notes += [
        _absence(item.value)
        for item in series
        if item.value.value is None and item.value.lower is None
    ]
    years = [item.value.period.year for item in series]
    suffix = "%" if series[0].indicator.kind is Kind.PERCENTAGE else ""
    figure: Figure = {
        "data": data,
        "layout": layout(
            330,
            shapes=shapes,
            annotations=notes,
            xaxis=axis(tickvals=years, range=[years[0] - 0.5, years[-1] + 0.5], showgrid=False),
            yaxis=axis(
                range=_range(series, top), ticksuffix=suffix, nticks=6, showticklabels=bool(runs)
            ),
        ),
    }
    return Trend(figure, _finding(series, breaks))


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
    found = [BREAK_LABEL] if breaks and _crosses(before.period, after.period) else []
    if after.method_since and after.method_since != before.method_since:
        found.append(f"Đổi cách tính {since_words(after.method_since)}")
    return found


def _crosses(before: Period, after: Period) -> bool:
    return as_of(before) < REFORM_DAY <= as_of(after)


def _line(run: Sequence[Progress]) -> dict[str, object]:
    hollow = [bool(_OPEN_MARKS & item.value.statuses) for item in run]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": "",
        "x": [item.value.period.year for item in run],
        "y": [_float(item.value.value) for item in run],
        "text": [say_value(item.indicator, item.value) for item in run],
        "textposition": ["bottom center" if _is_under(item) else "top center" for item in run],
        "textfont": {"color": INK, "size": 14},
        "line": {"color": NAVY, "width": 2.5},
        "marker": {
            "size": 10,
            "color": ["#ffffff" if is_open else NAVY for is_open in hollow],
            "line": {"color": NAVY, "width": 2},
        },
        "cliponaxis": False,
        "hovertext": [_hover(item) for item in run],
        "hoverinfo": "text",
    }


def _bounds(series: Sequence[Progress]) -> list[dict[str, object]]:
    """A bar from the least to the most that a figure of divided units can be."""
    return [
        {
            "type": "scatter", "mode": "lines+markers", "name": "",
            "x": [item.value.period.year] * 2,
            "y": [_float(item.value.lower), _float(item.value.upper)],
            "line": {"color": QUIET, "width": 3},
            "marker": {"symbol": "line-ew-open", "size": 14, "color": QUIET, "line": {"width": 2}},
            "hovertext": _hover(item),
            "hoverinfo": "text",
        }
        for item in series
        if item.value.value is None and item.value.lower is not None
    ]  # fmt: skip


def _is_under(item: Progress) -> bool:
    """Whether a figure lies under its target: its text then goes below, clear of the dash."""
    return item.target is not None and (item.gap or 0) < 0


def _hover(item: Progress) -> str:
    lines = [item.value.period.label, say_with_unit(item.indicator, item.value)]
    lines += marks_of(item.indicator, item.value)
    if item.target:
        lines.append(f"Chỉ tiêu: {say_target(item.indicator, item.target)}")
    lines.append(f"{item.value.units_reported}/{item.value.units_expected} đơn vị đã báo cáo")
    return "<br>".join(lines)


def _targets(series: Sequence[Progress]) -> list[dict[str, object]]:
    """A short dash at each year's target: targets are assigned year by year."""
    found: list[dict[str, object]] = []
    for item in series:
        if item.target is None or item.required is None:
            continue
        year, wanted = item.value.period.year, _float(item.required.level)
        found.append(
            {
                "type": "scatter", "mode": "lines", "name": "",
                "x": [year - 0.32, year + 0.32], "y": [wanted, wanted],
                "line": {"color": TARGET, "width": 2, "dash": "dash"},
                "hovertext": f"Chỉ tiêu {year}: {say_target(item.indicator, item.target)}",
                "hoverinfo": "text",
            }
        )  # fmt: skip
    return found


def _absence(value: DisclosedValue) -> dict[str, object]:
    look = look_of(value)
    words = {
        Look.MISSING: "Chưa<br>báo cáo",
        Look.HIDDEN: "Không<br>công bố",
        Look.NOT_APPLICABLE: "Không<br>áp dụng",
    }
    return text_note(
        value.period.year, 0.02, words[look], LOOKS[look], yref="paper", yanchor="bottom"
    )


def _break(
    series: Sequence[Progress], breaks: bool
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    lines, notes = [], []
    for before, after in pairwise(series):
        ruptures = _ruptures(before.value, after.value, breaks)
        if not ruptures:
            continue
        x = (before.value.period.year + after.value.period.year) / 2
        lines.append({
            "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": QUIET, "width": 1.5, "dash": "dot"},
        })  # fmt: skip
        label = "<br>".join(ruptures)
        note = text_note(x, 1.0, label, QUIET, yref="paper", yanchor="bottom")
        near_end = after is series[-1]
        notes.append({**note, "xanchor": "right" if near_end else "center"})
    return lines, notes


def _top(series: Sequence[Progress]) -> float:
    values = [item.value.value or item.value.upper for item in series]
    known = [_float(number) for number in values if number is not None]
    wanted = [_float(item.required.level) for item in series if item.required]
    return max([*known, *wanted, 0.0])


def _range(series: Sequence[Progress], top: float) -> list[float]:
    """From zero for counts; for shares near 100% from a round number below the lowest."""
    if series[0].indicator.kind is not Kind.PERCENTAGE:
        return [0, max(top, 1) * 1.18]
    values = [item.value.value or item.value.lower for item in series]
    known = [_float(number) for number in values if number is not None]
    low = min([*known, 100.0])
    floor = 0.0 if low < 50 else (low - 3) // 5 * 5
    return [floor, 100 + (100 - floor) * 0.12]


def _float(number: Decimal | None) -> float:
    """A float for the screen's geometry only; text comes from the exact number."""
    return float(number or 0)


def _finding(series: Sequence[Progress], breaks: bool) -> str:
    said = "; ".join(
        f"năm {item.value.period.year}: {say_value(item.indicator, item.value)}" for item in series
    )
    ruptures = [
        label
        for before, after in pairwise(series)
        for label in _ruptures(before.value, after.value, breaks)
    ]
    return " ".join([f"{said}.", *(f"{label}: hai bên không so sánh được." for label in ruptures)])
