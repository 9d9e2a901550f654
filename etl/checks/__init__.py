"""The rules a submission must satisfy: one rule, one file, one test.

Each module states its rule in its docstring, in the officer's language after the first line, and
offers ``check(draft, setting)`` that yields located findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding
from etl.checks import (
    cut_off_plausible,
    figure_readable,
    form_fits_period,
    maximum_respected,
    nothing_left_blank,
    part_within_whole,
    parts_equal_total,
    thousandfold_slip,
    unit_reports_in_period,
)
from etl.drafts import Draft, Setting

RULES = (
    figure_readable,
    nothing_left_blank,
    parts_equal_total,
    thousandfold_slip,
    part_within_whole,
    maximum_respected,
    cut_off_plausible,
    form_fits_period,
    unit_reports_in_period,
)


def run_checks(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Every finding of every rule, in the order of the rules."""
    yield from draft.findings
    for rule in RULES:
        yield from rule.check(draft, setting)
