"""The commands of ``python -m etl``, one a module with an ``add`` of its own."""

from __future__ import annotations

from etl.commands import (
    backup,
    boundaries,
    check,
    corrections,
    demo,
    explain,
    init,
    load,
    localities,
    publish,
    reopen,
    restore,
    send_back,
    sign_off,
    status,
    summary,
    template,
)

COMMANDS = (
    init, demo, template, summary, check, load, explain, send_back, sign_off, reopen, corrections,
    publish, localities, boundaries, status, backup, restore,
)  # fmt: skip
"""Modules in the order in which help lists them."""
