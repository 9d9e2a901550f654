"""What a locality is: its names, where it stands, from what it came, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, Tone, unit_noun
from childrights.periods import Period
from childrights.places.model import RECORD_START, Area, LocalityKey, Relation
from childrights.places.registry import Registry
from childrights.reported import UnitReport
from childrights.vietnamese.dates import format_date

_MOST = 8
Linked = tuple[LocalityKey, Relation]


def place_facts(registry: Registry, area: Area) -> dict[str, str]:
    """What is known of an area, line by line."""
    unit = area.locality
    said = {"Đơn vị": f"{len(area.units)} {unit_noun(item.name for item in area.units)}"}
    if unit is None:
        return {"Địa bàn": area.label, **said, "Ghi chú": area.note}
    parent = registry.parent(unit)
    days = [
        f"từ {format_date(unit.valid_from)}" if unit.valid_from > RECORD_START else "",
        f"đến {format_date(unit.valid_to)}" if unit.valid_to else "",
    ]
    is_single = [item.key for item in area.units] == [unit.key]
    facts = {
        "Tên": registry.full_name(unit),
        "Mã đơn vị": unit.code,
        "Thuộc": parent.name if parent and len(parent.code) < len(unit.code) else "",
        "Thời gian": " ".join(filter(None, days)),
        "Hình thành từ": _names(registry, registry.predecessors(unit.key)),
        "Nay thuộc": _names(registry, registry.successors(unit.key)),
        **({} if is_single else said),
        "Ghi chú": area.note,
    }
    return {what: words for what, words in facts.items() if words}


def _names(registry: Registry, links: Iterable[Linked]) -> str:
    listed = [
        f"{registry.get(key).name}{'' if relation is Relation.FULL else ' (một phần)'}"
        for key, relation in links
    ]
    rest = len(listed) - _MOST
    return f"{', '.join(listed[:_MOST])}{f' và {rest} đơn vị khác' if rest > 0 else ''}"


Reported = tuple[Period, Sequence[UnitReport]]


def record_table(caption: str, periods: Iterable[Reported]) -> Table:
    """Period by period: how many reports were due, accepted and in time; newest first."""
    columns = (
        Column("Kỳ"),
        Column("Đến hạn", numeric=True),
        Column("Đã tiếp nhận", numeric=True),
        Column("Đúng hạn", numeric=True),
        Column("Muộn nhất"),
    )
    return Table(caption, columns, tuple(_record_row(*item) for item in periods))


def _record_row(period: Period, reports: Sequence[UnitReport]) -> tuple[Cell, ...]:
    received = [report for report in reports if report.received_at is not None]
    on_time = sum(not report.days_late for report in received)
    latest = max((report.days_late for report in received), default=0)
    is_whole = len(received) == len(reports)
    return (
        Cell(period.label),
        Cell(str(len(reports))),
        Cell(str(len(received)), tone=Tone.NONE if is_whole else Tone.BAD),
        Cell(str(on_time)),
        Cell(f"{latest} ngày" if latest else "–", Look.VALUE if latest else Look.NOT_APPLICABLE),
    )
