"""What a locality is: its names, where it stands, from what it came, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from childrights.figures.table import Cell, Column, Table
from childrights.figures.words import Look, Tone, unit_noun
from childrights.language import say, say_many
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
    said = {say("Đơn vị"): f"{len(area.units)} {unit_noun(item.name for item in area.units)}"}
    if unit is None:
        return {say("Địa bàn"): area.label, **said, say("Ghi chú"): area.note}
    parent = registry.parent(unit)
    days = [
        say("từ {valid_from}", valid_from=format_date(unit.valid_from))
        if unit.valid_from > RECORD_START
        else "",
        say("đến {valid_to}", valid_to=format_date(unit.valid_to)) if unit.valid_to else "",
    ]
    is_single = [item.key for item in area.units] == [unit.key]
    facts = {
        say("Tên"): registry.full_name(unit),
        say("Mã đơn vị"): unit.code,
        say("Thuộc"): parent.name if parent and len(parent.code) < len(unit.code) else "",
        say("Thời gian"): " ".join(filter(None, days)),
        say("Hình thành từ"): _names(registry, registry.predecessors(unit.key)),
        say("Nay thuộc"): _names(registry, registry.successors(unit.key)),
        **({} if is_single else said),
        say("Ghi chú"): area.note,
    }
    return {what: words for what, words in facts.items() if words}


def _names(registry: Registry, links: Iterable[Linked]) -> str:
    listed = [
        registry.get(key).name
        if relation is Relation.FULL
        else say("{name} (một phần)", name=registry.get(key).name)
        for key, relation in links
    ]
    rest = len(listed) - _MOST
    return (
        f"{', '.join(listed[:_MOST])}{say(' và {rest} đơn vị khác', rest=rest) if rest > 0 else ''}"
    )


Reported = tuple[Period, Sequence[UnitReport]]


def record_table(caption: str, periods: Iterable[Reported]) -> Table:
    """Period by period: how many reports were due, accepted and in time; newest first."""
    columns = (
        Column(say("Kỳ")),
        Column(say("Đến hạn"), numeric=True),
        Column(say("Đã tiếp nhận"), numeric=True),
        Column(say("Đúng hạn"), numeric=True),
        Column(say("Muộn nhất")),
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
        Cell(
            say_many("{latest} ngày", latest, latest=latest) if latest else "–",
            Look.VALUE if latest else Look.NOT_APPLICABLE,
        ),
    )
