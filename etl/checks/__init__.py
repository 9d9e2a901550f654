"""The rules a submission must satisfy: one rule, one file, one test.

Each module states its rule in its docstring, in the officer's language after the first line. A
rule about one submission offers ``check(draft, setting)``; a rule about what other submissions say
offers ``compare(report, setting, known)``. Both yield located findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from childrights.warehouse.records import Finding
from etl.checks import (
    agrees_across_forms,
    change_on_last_year,
    cut_off_plausible,
    figure_readable,
    flow_never_falls,
    form_fits_period,
    maximum_respected,
    nothing_left_blank,
    part_within_whole,
    parts_equal_total,
    printed_share_recomputed,
    thousandfold_on_last_year,
    thousandfold_slip,
    unit_reports_in_period,
    upper_total_equals_units,
    versions_told_apart,
)
from etl.drafts import Draft, Setting
from etl.known import Known
from etl.reports import Report

RULES = (
    figure_readable,
    nothing_left_blank,
    parts_equal_total,
    thousandfold_slip,
    part_within_whole,
    printed_share_recomputed,
    maximum_respected,
    cut_off_plausible,
    form_fits_period,
    unit_reports_in_period,
)

COMPARISONS = (
    versions_told_apart,
    agrees_across_forms,
    flow_never_falls,
    thousandfold_on_last_year,
    change_on_last_year,
    upper_total_equals_units,
)


def run_checks(draft: Draft, setting: Setting) -> Iterator[Finding]:
    """Every finding of every rule, in the order of the rules."""
    yield from draft.findings
    for rule in RULES:
        yield from rule.check(draft, setting)


def run_comparisons(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Every finding of every comparison, in the order of the rules."""
    for rule in COMPARISONS:
        yield from rule.compare(report, setting, known)
