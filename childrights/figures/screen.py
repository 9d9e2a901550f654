"""The plotly figure of each chart that the screen draws by plotly."""

from __future__ import annotations

from childrights.figures.breakdown import breakdown_figure
from childrights.figures.charts import BreakdownChart, FunnelChart, TrendChart, UnitsChart
from childrights.figures.funnel import funnel_figure
from childrights.figures.plot import Figure
from childrights.figures.trend import trend_figure
from childrights.figures.units import units_figure


def screen_figure(chart: TrendChart | UnitsChart | BreakdownChart | FunnelChart) -> Figure:
    """Draw a described chart for the screen."""
    match chart:
        case TrendChart():
            return trend_figure(chart)
        case UnitsChart():
            return units_figure(chart)
        case BreakdownChart():
            return breakdown_figure(chart)
        case FunnelChart():
            return funnel_figure(chart)
