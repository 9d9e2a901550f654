"""The commands of ``python -m etl``, one a module with an ``add`` of its own."""

from __future__ import annotations

from etl.commands import check, demo, init, load, localities, publish, status, template

COMMANDS = (init, demo, template, check, load, publish, localities, status)
"""Modules in the order in which help lists them."""
