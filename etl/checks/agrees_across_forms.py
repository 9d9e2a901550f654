"""Forms of one unit for one period agree with each other.

Các biểu của cùng đơn vị, cùng kỳ không mâu thuẫn: cùng một số liệu ghi như nhau ở các biểu; số trẻ
em dưới 6 tuổi so với số đủ điều kiện cấp thẻ BHYT, số trẻ em so với dân số (20–35%), và các cặp
khác ghi trong danh mục (`comparisons`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from childrights.catalogue.model import ComparedSum, Comparison
from childrights.vietnamese.numbers import format_number, format_percent
from childrights.warehouse.records import Finding, Severity
from etl.drafts import Setting
from etl.known import Known, Stated, Told, series_of
from etl.reports import Report

_RULE = "agrees_across_forms"


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: its sum, where this report states it, else which form does."""

    total: Decimal
    stated: Stated | None
    form: str


def compare(report: Report, setting: Setting, known: Known) -> Iterator[Finding]:
    """Compare with the unit's other forms of the period; a breach is a warning."""
    mine = report.submission
    others = [
        told
        for told in known.of(mine.locality)
        if told.period == mine.period and told.form != mine.form
    ]
    if not others:
        return
    yield from _same_figures(report, others)
    for comparison in setting.catalogue.comparisons:
        part = _side(report, comparison.part, others)
        whole = _side(report, comparison.whole, others)
        if part is not None and whole is not None and (part.stated or whole.stated):
            yield from _outside(report, comparison, part, whole)


def _same_figures(report: Report, others: list[Told]) -> Iterator[Finding]:
    for told in others:
        for series, value in told.figures.items():
            stated = report.figures.get(series)
            if stated is not None and stated.value != value:
                message = (
                    f"{report.says(series, stated)}, nhưng biểu “{report.form_name(told.form)}” "
                    f"cùng kỳ của đơn vị ghi {format_number(value)}. Kiểm tra lại cả hai biểu; "
                    "biểu nào sai thì gửi lại biểu đó."
                )
                yield report.finding(Severity.WARNING, _RULE, message, stated.cell)


def _side(report: Report, asked: ComparedSum, others: list[Told]) -> _Side | None:
    wanted = [series_of(asked.measure, codes) for codes in asked.where]
    own = [report.figures.get(series) for series in wanted]
    stated = [item for item in own if item is not None]
    if len(stated) == len(wanted):
        total = sum((item.value for item in stated), Decimal(0))
        return _Side(total, stated[0], report.submission.form)
    for told in others:
        values = [told.figures[series] for series in wanted if series in told.figures]
        if len(values) == len(wanted):
            return _Side(sum(values, Decimal(0)), None, told.form)
    return None


def _outside(
    report: Report, comparison: Comparison, part: _Side, whole: _Side
) -> Iterator[Finding]:
    low, high = whole.total * comparison.from_pct / 100, whole.total * comparison.to_pct / 100
    if low <= part.total <= high:
        return
    mine, other = (part, whole) if part.stated else (whole, part)
    asked = (
        (comparison.part, comparison.whole) if part.stated else (comparison.whole, comparison.part)
    )
    assert mine.stated is not None
    share = f" (bằng {format_percent(100 * part.total / whole.total, 1)})" if whole.total else ""
    message = (
        f"{mine.stated.cell} ({_words(report, asked[0])}) ghi {format_number(mine.total)}; biểu "
        f"“{report.form_name(other.form)}” cùng kỳ ghi {_words(report, asked[1])}: "
        f"{format_number(other.total)}{share}. {comparison.reason} Kiểm tra lại cả hai biểu."
    )
    yield report.finding(Severity.WARNING, _RULE, message, mine.stated.cell)


def _words(report: Report, asked: ComparedSum) -> str:
    first = report.words(series_of(asked.measure, asked.where[0]))
    return f"{first} và {len(asked.where) - 1} nhóm tiếp theo" if len(asked.where) > 1 else first
