"""Every paper that can be asked for, and the kinds of file it comes in: for page and command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from childrights.briefing import bundle, document, pdf, slides, workbook
from childrights.briefing.accounts import Scope, Tell, say_nothing
from childrights.briefing.content import Briefing, Chart, Draw
from childrights.briefing.datatable import DataTable
from childrights.briefing.pressed import pressed
from childrights.briefing.questions import compose_questions
from childrights.briefing.reminder import compose_reminder
from childrights.briefing.report import Order, compose
from childrights.briefing.report_file import report_document
from childrights.briefing.senders import Office
from childrights.briefing.workbook import facts_table, workbook_bytes
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.figures.notes import UNCONFIRMED
from childrights.figures.words import lower_first
from childrights.language import translatable
from childrights.vietnamese.dates import format_date

_GATHERED = 0.8
"""How much of the work is done once the figures are there; charts and writing are the rest."""


@dataclass(frozen=True)
class Making:
    """What a writer needs: the desk, the choice, how charts become pictures, whom to tell.

    ``tell`` hears how much is done, from 0 to 1; whatever it raises cancels the work.
    """

    desk: Desk
    order: Order
    draw: Draw = pressed
    tell: Tell = say_nothing
    _composed: list[Briefing] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def report(self) -> Briefing:
        """The report, composed once however many files are written of it.

        No ``cached_property``: until Python 3.12 all objects share its lock, so that one report in
        the making would hold up everyone else's.
        """
        if not self._composed:
            self._composed.append(compose(self.desk, self.order, self.tell))
        return self._composed[0]

    def told(self, tell: Tell) -> Making:
        """The same work, told while figures are gathered and again before each chart."""

        def draw(chart: Chart) -> bytes | None:
            tell(_GATHERED)
            return self.draw(chart)

        return replace(self, draw=draw, tell=lambda fraction: tell(fraction * _GATHERED))

    @cached_property
    def drawn(self) -> Draw:
        """``draw``, asked once for each chart however many files show it."""
        return cache(self.draw)


Write = Callable[[Making], bytes]


@dataclass(frozen=True)
class Paper:
    """A paper: what it is called, and how each kind of file is written.

    ``internal_only`` papers name units and their faults whatever audience is chosen.
    """

    label: str
    writers: Mapping[str, Write]
    internal_only: bool = False


def provenance(desk: Desk, scope: Scope) -> dict[str, str]:
    """From which data and under which definitions a file was made."""
    is_internal = scope.audience is Audience.INTERNAL
    return {
        "Địa bàn": scope.area.label,
        "Kỳ báo cáo": scope.period.label,
        "Chế độ xem": "Nội bộ" if is_internal else "Công khai",
        "Đánh giá tại ngày": format_date(scope.day),
        "Bản số liệu": desk.snapshot.name,
        "Danh mục chỉ tiêu (SHA-256)": desk.catalogue.digest,
        "Loại số liệu": "Minh họa" if desk.is_demonstration else "Thật",
    }


def provenance_table(desk: Desk, scope: Scope) -> DataTable:
    """The same as a sheet."""
    return facts_table("Nguồn gốc của tệp", provenance(desk, scope), "Nguồn gốc")


def definitions_table(desk: Desk, names: Sequence[str]) -> DataTable:
    """A sheet of what each indicator means and where its definition comes from."""
    known = [desk.catalogue.indicators[name] for name in names]
    listed = {
        item.name: f"{item.definition}\nCông thức: {lower_first(item.formula)}\n"
        f"Nguồn: {item.source.document}"
        f"{'' if item.source.definition_confirmed else f' ({UNCONFIRMED})'}"
        for item in known
    }
    return facts_table("Định nghĩa và nguồn của các chỉ tiêu", listed, "Định nghĩa")


def report_docx(making: Making) -> bytes:
    """The report as a document."""
    return report_document(making.report, making.drawn)


def report_xlsx(making: Making) -> bytes:
    """The annexes as a workbook, with definitions and provenance on sheets of their own."""
    report = making.report
    names = making.order.names or making.order.template.indicators
    more = [
        definitions_table(making.desk, names),
        provenance_table(making.desk, making.order.scope),
    ]
    return workbook_bytes([*report.annexes, *more], title=report.subject, frozen=2)


def report_pptx(making: Making) -> bytes:
    """The report as slides."""
    return slides.slides(making.report)


def report_pdf(making: Making) -> bytes:
    """The report as it would be printed."""
    return pdf.report_pdf(making.report, making.drawn)


def report_zip(making: Making) -> bytes:
    """Every file of the report, and the manifest."""
    stem = f"bao-cao-{making.order.scope.token}-{making.order.scope.period}"
    written = {
        f"{stem}{ending}": write(making)
        for ending, write in PAPERS["bao-cao"].writers.items()
        if ending != ".zip"
    }
    return bundle.bundle(making.desk, making.order, written)


def questions_docx(making: Making) -> bytes:
    """What deputies will ask, as a document."""
    return report_document(compose_questions(making.desk, making.order, making.tell), making.drawn)


def reminder_docx(making: Making) -> bytes:
    """The letter to units that have not reported; raises ``NothingToRemind``."""
    return report_document(compose_reminder(making.desk, making.order), making.drawn)


PAPERS: dict[str, Paper] = {
    "bao-cao": Paper(
        translatable("Báo cáo HĐND"),
        {
            ".docx": report_docx,
            ".pdf": report_pdf,
            ".pptx": report_pptx,
            ".xlsx": report_xlsx,
            ".zip": report_zip,
        },
    ),
    "chat-van": Paper(translatable("Dự kiến nội dung chất vấn"), {".docx": questions_docx}),
    "don-doc": Paper(
        translatable("Công văn đôn đốc"), {".docx": reminder_docx}, internal_only=True
    ),
}
"""By the name that the command line takes, which also begins the names of files."""

MIMES = {
    ".docx": document.MIME,
    ".xlsx": workbook.MIME,
    ".pdf": pdf.MIME,
    ".pptx": slides.MIME,
    ".zip": bundle.MIME,
}

FILE_LABELS = {
    ".docx": "Word (.docx)",
    ".xlsx": "Excel (.xlsx)",
    ".pptx": "PowerPoint (.pptx)",
    ".pdf": "PDF (.pdf)",
    ".zip": translatable("Trọn bộ (.zip)"),
}
OFFICE_LABELS = {
    Office.COMMITTEE: translatable("UBND"),
    Office.DEPARTMENT: translatable("Sở, phòng chuyên môn"),
}
AUDIENCE_LABELS = {
    Audience.PUBLIC: translatable("Công khai"),
    Audience.INTERNAL: translatable("Nội bộ"),
}
"""Words of the choices, the usual one first."""
