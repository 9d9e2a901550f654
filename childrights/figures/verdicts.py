"""What became of files handed in, in words: verdicts, and the findings behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable
from childrights.figures.table import Cell, Column, Table
from childrights.language import say, translatable
from childrights.warehouse.questions import only_questions
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict

CHECKED_WORDS = {
    Verdict.ACCEPTED: translatable("Đạt, có thể nhận"),
    Verdict.REJECTED: translatable("Chưa đạt, cần sửa"),
    Verdict.DUPLICATE: translatable("Đã nhận trước đây"),
}
TAKEN_WORDS = {
    Verdict.ACCEPTED: translatable("Đã tiếp nhận"),
    Verdict.REJECTED: translatable("Trả lại để hoàn thiện"),
    Verdict.DUPLICATE: translatable("Đã nhận trước đây"),
}
VERDICT_SHAPES = {Verdict.ACCEPTED: "●", Verdict.REJECTED: "■", Verdict.DUPLICATE: "–"}

OPENED_AT_ONCE = 5
"""Of many files only the first with findings stand open."""

SEVERITY_WORDS = {
    Severity.ERROR: translatable("Lỗi"),
    Severity.NEEDS_EXPLANATION: translatable("Cần giải trình"),
    Severity.WARNING: translatable("Cảnh báo"),
    Severity.NOTE: translatable("Ghi chú"),
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
    verdict = say("Cần giải trình") if only_questions(receipt) else say(words[receipt.verdict])
    return f"{VERDICT_SHAPES[receipt.verdict]} **{verdict}** · {_plain(receipt.name)}"


def _plain(text: str) -> str:
    """A file's name between code marks: what looks like Markdown in it stays as it is."""
    return f"`{text.replace('`', '’')}`"


def counted(receipts: Sequence[Receipt], words: Mapping[Verdict, str]) -> str:
    """How many files came to which verdict, in a line of Markdown."""
    counts = {
        verdict: len([item for item in receipts if item.verdict is verdict]) for verdict in Verdict
    }
    said = [f"{say(words[verdict])}: **{count}**" for verdict, count in counts.items() if count]
    return " · ".join(said)


def findings_table(receipt: Receipt) -> Table:
    """Each finding with its cell and how grave it is, what stands in the way first."""
    columns = (Column(say("Ô")), Column(say("Nội dung và cách sửa")))
    rows = tuple(
        (
            Cell(_where(item), note=_level(item)),
            Cell(
                item.message,
                note=item.explanation
                and say("Giải trình: {explanation}", explanation=item.explanation),
            ),
        )
        for item in by_severity(receipt.all_findings())
    )
    return Table(say("Những điều cần biết ({count})", count=len(rows)), columns, rows)


def _where(item: Finding) -> str:
    if not item.sheet:
        return say("Cả tệp")
    return f"“{item.sheet}” › {item.cell}" if item.cell else f"“{item.sheet}”"


def _level(item: Finding) -> str:
    return f"{SEVERITY_SHAPES[item.severity]} {say(SEVERITY_WORDS[item.severity])}"


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Findings, what stands in the way first."""
    return sorted(findings, key=lambda item: _ORDER.index(item.severity))


def findings_file(receipts: Sequence[Receipt], made_on: date) -> DataTable:
    """Every finding of some files, to be sent back or printed."""
    headings = (
        say("Tệp"),
        say("Kết quả"),
        say("Trang"),
        say("Ô"),
        say("Nội dung"),
        say("Giải trình"),
        say("Quy tắc"),
    )
    rows = tuple(
        (
            receipt.name, say(SEVERITY_WORDS[item.severity]), item.sheet, item.cell, item.message,
            item.explanation, item.rule,
        )
        for receipt in receipts
        for item in by_severity(receipt.all_findings())
    )  # fmt: skip
    note = say(
        "Kiểm tra ngày {made_on}. Sửa các ô ghi “Lỗi” rồi gửi lại cả tệp.",
        made_on=f"{made_on:%d/%m/%Y}",
    )
    return DataTable(say("Kết quả kiểm tra"), tuple(map(FileColumn, headings)), rows, notes=(note,))
