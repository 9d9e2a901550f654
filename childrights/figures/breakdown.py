"""One indicator broken down by sex, age, cause …: a bar for each code."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from childrights.catalogue.model import Dimension, Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.charts import BreakdownChart, PartRow, Scale, audience_of, position_of
from childrights.figures.palette import INK, LOOKS, NAVY
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import look_of, marks_of, say_value, say_with_unit

# ── What it says ──────────────────────────────────────────────────────────────────────────


def describe_breakdown(
    indicator: Indicator, dimension: Dimension, name: str, values: Sequence[DisclosedValue]
) -> BreakdownChart:
    """Put the codes of a dimension into words and positions. Raises ``NotDisclosed``."""
    require_disclosed(values)
    known = [position_of(value.value) for value in values if value.value is not None]
    least = 100.0 if indicator.kind is Kind.PERCENTAGE else 1.0
    return BreakdownChart(
        rows=tuple(_row(indicator, dimension, name, value) for value in values),
        scale=Scale(0, max([*known, least]) * 1.2, "", is_shown=False),
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def _row(indicator: Indicator, dimension: Dimension, name: str, value: DisclosedValue) -> PartRow:
    label = dimension.label_of(value.breakdown[name])
    return PartRow(
        label=label,
        position=None if value.value is None else position_of(value.value),
        text=say_value(indicator, value),
        look=look_of(value),
        hover=(label, say_with_unit(indicator, value), *marks_of(indicator, value)),
    )


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def breakdown_figure(chart: BreakdownChart) -> Figure:
    """Bars as a plotly figure."""
    rows = chart.rows
    absent = [
        text_note(0, at, row.text, LOOKS[row.look], xref="paper", xanchor="left")
        for at, row in enumerate(rows)
        if row.position is None
    ]
    lines = ["<br>".join(wrap(row.label, 34)) for row in rows]
    tallest = max((line.count("<br>") + 1 for line in lines), default=1)
    return {
        "data": [_bars(rows)],
        "layout": layout(
            48 + len(lines) * (14 + 17 * tallest),
            annotations=absent,
            bargap=0.35,
            xaxis=axis(range=[chart.scale.low, chart.scale.high], visible=False),
            yaxis=axis(
                tickvals=list(range(len(rows))), ticktext=lines,
                range=[len(rows) - 0.4, -0.6], tickfont={"color": INK, "size": 13},
            ),
        ),
    }  # fmt: skip


def _bars(rows: Sequence[PartRow]) -> dict[str, object]:
    known = [(at, row) for at, row in enumerate(rows) if row.position is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "x": [row.position for _, row in known],
        "y": [at for at, _ in known],
        "text": [row.text for _, row in known],
        "textposition": "outside",
        "textfont": {"size": 13, "color": INK},
        "cliponaxis": False,
        "marker": {"color": NAVY},
        "hovertext": ["<br>".join(row.hover) for _, row in known],
        "hoverinfo": "text",
    }
