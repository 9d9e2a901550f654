"""One indicator broken down by sex, age, cause …: a bar for each code."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from childrights.catalogue.model import Dimension, Indicator, Kind
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.figures.palette import INK, LOOKS, NAVY
from childrights.figures.plot import Figure, axis, layout, text_note
from childrights.figures.words import look_of, marks_of, say_value, say_with_unit


def breakdown_bars(
    indicator: Indicator, dimension: Dimension, name: str, values: Sequence[DisclosedValue]
) -> Figure:
    """Draw bars in the catalogue's order, always from zero. Raises ``NotDisclosed``."""
    require_disclosed(values)
    labels = [dimension.label_of(value.breakdown[name]) for value in values]
    known = [(row, value) for row, value in enumerate(values) if value.value is not None]
    absent = [
        text_note(0, row, say_value(indicator, value), LOOKS[look_of(value)],
                  xref="paper", xanchor="left")
        for row, value in enumerate(values)
        if value.value is None
    ]  # fmt: skip
    top = max([float(value.value or 0) for value in values] or [0.0])
    high = 100.0 if indicator.kind is Kind.PERCENTAGE else max(top, 1.0)
    lines = ["<br>".join(wrap(label, 34)) for label in labels]
    return {
        "data": [_bars(indicator, known, labels)],
        "layout": layout(
            48 + len(lines) * (14 + 17 * max(line.count("<br>") + 1 for line in lines)),
            annotations=absent,
            bargap=0.35,
            xaxis=axis(range=[0, high * 1.2], visible=False),
            yaxis=axis(
                tickvals=list(range(len(values))), ticktext=lines,
                range=[len(values) - 0.4, -0.6], tickfont={"color": INK, "size": 13},
            ),
        ),
    }  # fmt: skip


def _bars(
    indicator: Indicator, known: Sequence[tuple[int, DisclosedValue]], labels: Sequence[str]
) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "x": [float(value.value or 0) for _, value in known],
        "y": [row for row, _ in known],
        "text": [say_value(indicator, value) for _, value in known],
        "textposition": "outside",
        "textfont": {"size": 13, "color": INK},
        "cliponaxis": False,
        "marker": {"color": NAVY},
        "hovertext": [
            "<br>".join([labels[row], say_with_unit(indicator, value), *marks_of(indicator, value)])
            for row, value in known
        ],
        "hoverinfo": "text",
    }
