"""The commands of ``python -m childrights``, one a module with an ``add`` of its own."""

from __future__ import annotations

from childrights.commands import (
    briefing,
    catalogue,
    chart,
    compare,
    diff,
    disclosure,
    messages,
    quality,
    ranking,
    sdmx,
    table,
    targets,
    trace,
    values,
)

COMMANDS = (
    values, targets, compare, quality, trace, ranking, diff, chart, table, briefing, sdmx,
    disclosure, catalogue, messages,
)  # fmt: skip
"""Modules in the order in which help lists them."""
