"""Every paper that can be asked for, and the kinds of file it comes in: for page and command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from childrights.briefing import document, workbook
from childrights.briefing.content import Draw, no_picture
from childrights.briefing.datatable import DataTable
from childrights.briefing.report import Order, compose
from childrights.briefing.report_file import report_document
from childrights.briefing.workbook import facts_table, workbook_bytes
from childrights.desk import Desk
from childrights.figures.words import lower_first
from childrights.vietnamese.dates import format_date


@dataclass(frozen=True)
class Making:
    """What a writer needs: the desk, the choice, and how charts become pictures."""

    desk: Desk
    order: Order
    draw: Draw = no_picture


Write = Callable[[Making], bytes]


@dataclass(frozen=True)
class Paper:
    """A paper: what it is called, what its files are called, how each kind of file is written."""

    label: str
    stem: str
    writers: Mapping[str, Write]


def provenance(making: Making) -> dict[str, str]:
    """From which data and under which definitions a file was made."""
    scope = making.order.scope
    meta = making.desk.snapshot.meta()
    return {
        "Địa bàn": scope.area.label,
        "Kỳ báo cáo": scope.period.label,
        "Chế độ xem": "Nội bộ" if scope.audience.value == "internal" else "Công khai",
        "Đánh giá tại ngày": format_date(scope.day),
        "Bản số liệu": making.desk.snapshot.name,
        "Bản số liệu dựng lúc": meta.get("built_at", ""),
        "Danh mục chỉ tiêu": making.desk.catalogue.digest,
        "Loại số liệu": "Minh họa" if making.desk.is_demonstration else "Thật",
    }


def definitions(making: Making, names: tuple[str, ...]) -> DataTable:
    """A sheet of what each indicator means and where its definition comes from."""
    known = making.desk.catalogue.indicators
    listed = {
        known[name].name: f"{known[name].definition} Công thức: {lower_first(known[name].formula)}"
        f" Nguồn: {known[name].source.document}."
        for name in names
    }
    return facts_table("Định nghĩa và nguồn của các chỉ tiêu", listed, "Định nghĩa")


def report_docx(making: Making) -> bytes:
    """The report as a document."""
    return report_document(compose(making.desk, making.order), making.draw)


def report_xlsx(making: Making) -> bytes:
    """The annexes as a workbook, with definitions and provenance on sheets of their own."""
    report = compose(making.desk, making.order)
    facts = facts_table("Nguồn gốc của tệp", provenance(making), "Nguồn gốc")
    names = making.order.names or making.order.template.indicators
    tables = [*report.annexes, definitions(making, names), facts]
    return workbook_bytes(tables, title=report.subject, frozen=2)


PAPERS: dict[str, Paper] = {
    "bao-cao": Paper("Báo cáo HĐND", "bao-cao", {".docx": report_docx, ".xlsx": report_xlsx}),
}
"""By the name that the command line takes."""

MIMES = {".docx": document.MIME, ".xlsx": workbook.MIME}
