"""The glossary as tables of the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from childrights.briefing.glossary import Aim, Entry
from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look
from childrights.vietnamese.dates import format_date

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
        Column("Chỉ tiêu"),
        Column("Đơn vị tính"),
        Column("Biểu mẫu"),
        Column("Chỉ tiêu được giao"),
    )
    rows = tuple(
        _entry_row(entry, link, in_force.get(entry.indicator))
        for entry, link in zip(found, links, strict=True)
    )
    return Table(caption, columns, rows)


def _entry_row(entry: Entry, link: str, target: tuple[str, str] | None) -> tuple[Cell, ...]:
    forms = "; ".join(form.symbol for form in entry.forms)
    name = Cell(entry.name, note="Nhạy cảm" if entry.is_sensitive else "", link=link)
    wanted = Cell(target[0], note=target[1]) if target else _NONE
    return name, Cell(entry.unit), Cell(forms), wanted


def aims_table(caption: str, aims: Sequence[Aim]) -> Table:
    """Every target of one indicator, the newest year first."""
    columns = (Column("Của cấp nào, theo văn bản nào"), Column("Mức giao"))
    newest = sorted(aims, key=lambda aim: -(aim.year or 0))
    rows = tuple((Cell(aim.basis, note=_notes(aim)), Cell(aim.wanted)) for aim in newest)
    return Table(caption, columns, rows)


def _notes(aim: Aim) -> str:
    until = f"Hết hiệu lực sau ngày {format_date(aim.valid_to)}." if aim.valid_to else ""
    return " ".join(filter(None, (f"{aim.document}.", until, aim.note)))
