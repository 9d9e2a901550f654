"""What became of files handed in, in words: verdicts, and the findings behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable
from childrights.figures.table import Cell, Column, Table
from childrights.warehouse.questions import only_questions
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict

CHECKED_WORDS = {
    Verdict.ACCEPTED: "Đạt, có thể nhận",
    Verdict.REJECTED: "Chưa đạt, cần sửa",
    Verdict.DUPLICATE: "Đã nhận trước đây",
}
TAKEN_WORDS = {
    Verdict.ACCEPTED: "Đã tiếp nhận",
    Verdict.REJECTED: "Trả lại để hoàn thiện",
    Verdict.DUPLICATE: "Đã nhận trước đây",
}
VERDICT_SHAPES = {Verdict.ACCEPTED: "●", Verdict.REJECTED: "■", Verdict.DUPLICATE: "–"}

OPENED_AT_ONCE = 5
"""Of many files only the first with findings stand open."""

SEVERITY_WORDS = {
    Severity.ERROR: "Lỗi",
    Severity.NEEDS_EXPLANATION: "Cần giải trình",
    Severity.WARNING: "Cảnh báo",
    Severity.NOTE: "Ghi chú",
}
SEVERITY_SHAPES = {
    Severity.ERROR: "■",
    Severity.NEEDS_EXPLANATION: "▲",
    Severity.WARNING: "●",
    Severity.NOTE: "–",
}
_ORDER = list(SEVERITY_WORDS)


def headline(receipt: Receipt, words: Mapping[Verdict, str]) -> str:
    """A file's verdict and name in a line of Markdown, in the words of the moment."""
    verdict = "Cần giải trình" if only_questions(receipt) else words[receipt.verdict]
    return f"{VERDICT_SHAPES[receipt.verdict]} **{verdict}** · {_plain(receipt.name)}"


def _plain(text: str) -> str:
    """A file's name between code marks: what looks like Markdown in it stays as it is."""
    return f"`{text.replace('`', '’')}`"


def counted(receipts: Sequence[Receipt], words: Mapping[Verdict, str]) -> str:
    """How many files came to which verdict, in a line of Markdown."""
    counts = {
        verdict: len([item for item in receipts if item.verdict is verdict]) for verdict in Verdict
    }
    said = [f"{words[verdict]}: **{count}**" for verdict, count in counts.items() if count]
    return " · ".join(said)


def findings_table(receipt: Receipt) -> Table:
    """Each finding with its cell and how grave it is, what stands in the way first."""
    columns = (Column("Ô"), Column("Nội dung và cách sửa"))
    rows = tuple(
        (
            Cell(_where(item), note=_level(item)),
            Cell(item.message, note=item.explanation and f"Giải trình: {item.explanation}"),
        )
        for item in by_severity(receipt.all_findings())
    )
    return Table(f"Những điều cần biết ({len(rows)})", columns, rows)


def _where(item: Finding) -> str:
    if not item.sheet:
        return "Cả tệp"
    return f"“{item.sheet}” › {item.cell}" if item.cell else f"“{item.sheet}”"


def _level(item: Finding) -> str:
    return f"{SEVERITY_SHAPES[item.severity]} {SEVERITY_WORDS[item.severity]}"


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Findings, what stands in the way first."""
    return sorted(findings, key=lambda item: _ORDER.index(item.severity))


def findings_file(receipts: Sequence[Receipt], made_on: date) -> DataTable:
    """Every finding of some files, to be sent back or printed."""
    headings = ("Tệp", "Kết quả", "Trang", "Ô", "Nội dung", "Giải trình", "Quy tắc")
    rows = tuple(
        (
            receipt.name, SEVERITY_WORDS[item.severity], item.sheet, item.cell, item.message,
            item.explanation, item.rule,
        )
        for receipt in receipts
        for item in by_severity(receipt.all_findings())
    )  # fmt: skip
    note = f"Kiểm tra ngày {made_on:%d/%m/%Y}. Sửa các ô ghi “Lỗi” rồi gửi lại cả tệp."
    return DataTable("Kết quả kiểm tra", tuple(map(FileColumn, headings)), rows, notes=(note,))
