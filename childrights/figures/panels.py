"""Small multiples: the same bars once for each group, all on one scale from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from childrights.catalogue.model import Indicator
from childrights.disclosure.door import Audience, DisclosedValue, require_disclosed
from childrights.figures.charts import PartRow, audience_of, position_of
from childrights.figures.cross import Cross
from childrights.figures.words import Look, look_of, marks_of, say_value, say_with_unit

_ABSENT = {Look.MISSING, Look.HIDDEN, Look.NOT_APPLICABLE}


@dataclass(frozen=True)
class PanelOf:
    """What a panel is to show: its title, its own figure if it has one, its bars by name."""

    title: str
    whole: DisclosedValue | None
    bars: tuple[tuple[str, DisclosedValue], ...]


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its own figure in words (empty without one), its bars."""

    title: str
    text: str
    rows: tuple[PartRow, ...]


@dataclass(frozen=True)
class PanelsChart:
    """Panels in their order; ``high`` is the end of their common scale."""

    panels: tuple[Panel, ...]
    high: float
    audience: Audience
    has_hidden: bool


# ── What it says ──────────────────────────────────────────────────────────────────────────


def describe_panels(indicator: Indicator, panels: Sequence[PanelOf]) -> PanelsChart:
    """Put panels into words and positions. Raises ``NotDisclosed``."""
    bars = [value for panel in panels for _, value in panel.bars]
    values = [*bars, *(panel.whole for panel in panels if panel.whole is not None)]
    require_disclosed(values)
    known = [position_of(value.value) for value in bars if value.value is not None]
    return PanelsChart(
        panels=tuple(_panel(indicator, panel) for panel in panels),
        high=max(known, default=0.0) or 1.0,
        audience=audience_of(values),
        has_hidden=any(value.is_suppressed for value in values),
    )


def panels_of(found: Cross) -> list[PanelOf]:
    """A panel for each row of a cross, its columns as bars."""
    return [
        PanelOf(label, total, tuple(zip(found.full_labels, cells, strict=True)))
        for label, cells, total in zip(
            found.rows.labels, found.cells, found.row_totals, strict=True
        )
    ]


def _panel(indicator: Indicator, panel: PanelOf) -> Panel:
    text = "" if panel.whole is None else say_with_unit(indicator, panel.whole)
    looks = {look_of(value) for _, value in panel.bars}
    # A unit that has not reported says so once, not at each of its bars.
    is_empty = panel.whole is not None and looks == {look_of(panel.whole)} & _ABSENT
    bars = () if is_empty else panel.bars
    return Panel(panel.title, text, tuple(_row(indicator, *bar) for bar in bars))


def _row(indicator: Indicator, name: str, value: DisclosedValue) -> PartRow:
    position = None if value.value is None else position_of(value.value)
    said = (name, say_with_unit(indicator, value), *marks_of(indicator, value))
    return PartRow(name, position, say_value(indicator, value), look_of(value), said)


def say_panels(chart: PanelsChart) -> str:
    """Every figure in words, for those who cannot see the bars."""
    said = {
        panel.title: "; ".join(f"{row.label} {row.text}" for row in panel.rows) or panel.text
        for panel in chart.panels
    }
    return " ".join(f"{title}: {words}." for title, words in said.items())


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def panels_html(chart: PanelsChart, label: str) -> str:
    """Panels side by side, below each other on a phone."""
    panels = "".join(_panel_html(panel, chart.high) for panel in chart.panels)
    return f'<div class="te-panels" role="group" aria-label="{escape(label)}">{panels}</div>'


def _panel_html(panel: Panel, high: float) -> str:
    rows = "".join(_row_html(row, high) for row in panel.rows)
    own = f" <b>{escape(panel.text)}</b>" if panel.text else ""
    return f'<section class="te-panel"><h3>{escape(panel.title)}{own}</h3><ul>{rows}</ul></section>'


def _row_html(row: PartRow, high: float) -> str:
    width = 0.0 if row.position is None else max(0.0, 100 * row.position / high)
    said = escape("; ".join(row.hover))
    return (
        f'<li title="{said}"><span class="te-name">{escape(row.label)}</span>'
        f'<span class="te-track" aria-hidden="true"><i style="width:{width:.1f}%"></i></span>'
        f'<span class="te-number te-{row.look.value}">{escape(row.text)}</span></li>'
    )
