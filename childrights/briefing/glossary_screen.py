"""The glossary on the screen: its tables, and what may be chosen of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from childrights.briefing.glossary import NO, YES, Aim, Entry, FormUse
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Target
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, say_target, whose
from childrights.language import say, translatable
from childrights.vietnamese.dates import format_date
from childrights.view import Sight, inside

SENSITIVE = {YES: translatable("Nhạy cảm"), NO: translatable("Thông thường")}
AIMED = {YES: translatable("Có"), NO: translatable("Chưa giao")}
"""What may be chosen of sensitivity, and of targets."""

_NONE = Cell("–", Look.NOT_APPLICABLE)


def entries_table(
    caption: str,
    found: Sequence[Entry],
    links: Sequence[str],
    in_force: Mapping[str, tuple[str, str]],
) -> Table:
    """Indicators at a glance, each name a link to the whole of it.

    ``in_force`` gives, for each indicator that has one, the target of the place in view and
    whose it is.
    """
    columns = (
        Column(say("Chỉ tiêu")),
        Column(say("Đơn vị tính")),
        Column(say("Biểu mẫu")),
        Column(say("Chỉ tiêu được giao")),
    )
    rows = tuple(
        _entry_row(entry, link, in_force.get(entry.indicator))
        for entry, link in zip(found, links, strict=True)
    )
    return Table(caption, columns, rows)


def _entry_row(entry: Entry, link: str, target: tuple[str, str] | None) -> tuple[Cell, ...]:
    forms = "; ".join(form.symbol for form in entry.forms)
    name = Cell(entry.name, note=say("Nhạy cảm") if entry.is_sensitive else "", link=link)
    wanted = Cell(target[0], note=target[1]) if target else _NONE
    return name, Cell(entry.unit), Cell(forms), wanted


def aims_table(caption: str, aims: Sequence[Aim]) -> Table:
    """Every target of one indicator, the newest year first."""
    columns = (Column(say("Của cấp nào, theo văn bản nào")), Column(say("Mức giao")))
    newest = sorted(aims, key=lambda aim: -(aim.year or 0))
    rows = tuple((Cell(aim.basis, note=_notes(aim)), Cell(aim.wanted)) for aim in newest)
    return Table(caption, columns, rows)


def _notes(aim: Aim) -> str:
    until = (
        say("Hết hiệu lực sau ngày {valid_to}.", valid_to=format_date(aim.valid_to))
        if aim.valid_to
        else ""
    )
    return " ".join(filter(None, (f"{aim.document}.", until, aim.note)))


def themes_of(found: Sequence[Entry]) -> dict[str, str]:
    """Groups of indicators to choose from, with what each is called."""
    return {entry.theme: entry.theme_label for entry in found}


def forms_of(found: Sequence[Entry]) -> dict[str, str]:
    """Forms to choose from, with what each is called."""
    return {form.form: form.name for entry in found for form in entry.forms}


def about_form(form: FormUse, receiver: str) -> str:
    """A form in two lines of Markdown: what it is, and who sends it to whom for which periods."""
    return say(
        "{symbol}, {name}  \n:gray[Đơn vị lập biểu: {filled_by}. Gửi: {receiver}. Kỳ: {spans}.]",
        symbol=form.symbol,
        name=form.name,
        filled_by=inside(form.filled_by),
        receiver=receiver,
        spans=inside(form.spans),
    )


def place_and_period(sight: Sight) -> str:
    """“Phường Định Công, 6 tháng đầu năm 2024”, to stand inside a sentence."""
    return f"{sight.area.label}, {inside(sight.view.period.label)}"


def targets_told(catalogue: Catalogue, targets: Mapping[str, Target]) -> dict[str, tuple[str, str]]:
    """The target in force of each indicator that has one, and whose it is."""
    known = catalogue.indicators
    return {
        name: (say_target(known[name], target), whose(target)) for name, target in targets.items()
    }
