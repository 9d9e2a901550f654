"""Events that would explain how an official list differs from the register, for review.

A list shows two states and not what happened between them, so nothing here takes effect: the
operator checks each proposal against its decree, completes it, and moves it to
`overlay/events.yaml`. Until then its decree is a placeholder, which the register refuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from childrights.places.differences import Change, Difference, Side, is_settled
from childrights.places.events import PLACEHOLDER, EventType
from childrights.places.lists import UnitList
from childrights.places.model import Level
from childrights.places.names import split_type
from childrights.places.registry import Registry
from childrights.places.sources import LIST_SINCE, REFORM_DAY
from childrights.vietnamese.dates import format_date

Pair = tuple[Side, Side]


@dataclass(frozen=True)
class Proposal:
    """A likely event; a side that the list cannot tell is empty."""

    type: EventType
    before: tuple[Side, ...]
    after: tuple[Side, ...]
    why: str

    @property
    def is_complete(self) -> bool:
        """Whether only date and decree are left to check."""
        return bool(self.before and self.after)


def propose(as_of: date, found: Iterable[Difference]) -> dict[str, list[Proposal]]:
    """Likely events by the code of the parent unit; none on days that are settled."""
    if is_settled(as_of):
        return {}
    by_parent: dict[str, list[Difference]] = {}
    for difference in found:
        if difference.change is not Change.RESPELLED:
            by_parent.setdefault(difference.parent_code, []).append(difference)
    return {code: list(_events(as_of, group)) for code, group in sorted(by_parent.items())}


def proposals_file(
    registry: Registry, units: UnitList, found: Sequence[Difference], source: str
) -> str:
    """Text of `events-proposed-<day>.yaml`, in the layout of `events.yaml`; empty for none."""
    proposals = propose(units.as_of, found)
    agreeing = _agreeing(units, found) if units.as_of < LIST_SINCE else []
    if not proposals and not agreeing:
        return ""
    lines = [
        f"# Đề xuất khi nhập danh mục ngày {format_date(units.as_of)} (tệp {source}).",
        "# CHƯA CÓ HIỆU LỰC. Đối chiếu từng mục với nghị quyết: sửa ngày, ghi số nghị quyết, bổ",
        "# sung đơn vị còn thiếu (chỗ ghi []), rồi chuyển sang tệp events.yaml cùng thư mục.",
    ]
    if agreeing:
        lines += ["reviewed:", "  # Tỉnh, thành phố có tên, mã các xã trong tệp khớp hoàn toàn."]
        lines += [
            f"  - {{code: {_quoted(code)}, since: {units.as_of}}}  # {name}"
            for code, name in agreeing
        ]
    if proposals:
        lines.append("events:")
    for parent, events in proposals.items():
        lines += ["", f"  # {_place(registry, parent, units.as_of)}"]
        for event in events:
            lines += _event_lines(event, _latest_day(registry, units.as_of, event), units.as_of)
    return "\n".join(lines) + "\n"


def _events(as_of: date, group: list[Difference]) -> Iterator[Proposal]:
    """Explain the differences under one parent, surest explanations first."""
    is_past = as_of < REFORM_DAY
    pairs: dict[Change, list[Pair]] = {change: [] for change in Change}
    gone: list[Side] = []
    new: list[Side] = []
    for item in group:
        if item.ours and item.listed:
            pair = (item.listed, item.ours) if is_past else (item.ours, item.listed)
            pairs[item.change].append(pair)
        else:
            (gone if is_past == (item.ours is None) else new).extend(item.sides)
    for before, after in pairs[Change.RETYPED]:
        yield Proposal(EventType.UPGRADE, (before,), (after,), "đổi loại đơn vị, giữ tên")
    for before, after in pairs[Change.MOVED]:
        yield Proposal(EventType.RENAME, (before,), (after,), "đổi đơn vị cấp trên")
    renamed = pairs[Change.RENAMED]
    yield from _mergers(renamed, gone, new)
    for before, after in renamed:
        yield Proposal(EventType.RENAME, (before,), (after,), "đổi tên, giữ mã")
    if len(gone) == len(new) == 1:
        yield Proposal(EventType.RENAME, tuple(gone), tuple(new), "đổi mã hoặc thay thế")
        return
    for side in gone:
        yield Proposal(EventType.MERGER, (side,), (), "không còn: bổ sung đơn vị nhận")
    for side in new:
        yield Proposal(EventType.DIVISION, (), (side,), "mới có: bổ sung đơn vị tách ra")


def _mergers(renamed: list[Pair], gone: list[Side], new: list[Side]) -> Iterator[Proposal]:
    """Take out of the lists what looks like a merger: a code that took a vanished unit's name."""
    for pair in list(renamed):
        same = [side for side in gone if split_type(side.name) == split_type(pair[1].name)]
        if same:
            renamed.remove(pair)
            gone.remove(same[0])
            why = "mã giữ lại mang tên của đơn vị không còn"
            yield Proposal(EventType.MERGER, (same[0], pair[0]), (pair[1],), why)
    if len(renamed) == len(gone) == 1 and not new:
        before, after = renamed.pop()
        why = "đơn vị duy nhất đổi tên và đơn vị duy nhất không còn"
        yield Proposal(EventType.MERGER, (before, gone.pop()), (after,), why)


def _agreeing(units: UnitList, found: Sequence[Difference]) -> list[tuple[str, str]]:
    """Provinces without any difference but spelling."""
    province_of = {unit.code: unit.province_code for unit in units.units}
    differing = {
        province_of.get(side.parent_code, side.parent_code)
        for item in found
        if item.change is not Change.RESPELLED
        for side in item.sides
    }
    provinces = [unit for unit in units.units if unit.level is Level.PROVINCE]
    return [(unit.code, unit.name) for unit in provinces if unit.code not in differing]


def _latest_day(registry: Registry, as_of: date, event: Proposal) -> date:
    """Last day on which the event can have come into force, as far as the lists tell."""
    if as_of > REFORM_DAY:
        return as_of
    ends = [
        span.valid_to
        for side in event.after
        for span in registry.spans(side.code)
        if span.exists_on(as_of) and span.valid_to
    ]
    return min([LIST_SINCE, *ends])


def _event_lines(event: Proposal, latest: date, as_of: date) -> list[str]:
    moved = len({side.parent_code for side in (*event.before, *event.after)}) > 1
    after = as_of if as_of < REFORM_DAY else REFORM_DAY
    earliest = format_date(after + timedelta(days=1))
    return [
        f"  - date: {latest}  # {event.why}; từ {earliest} đến {format_date(latest)}",
        f"    type: {event.type.value}",
        f"    decree: {_quoted(PLACEHOLDER)}",
        f"    source: Danh mục ngày {format_date(as_of)}",
        *_side_lines("from", event.before, moved),
        *_side_lines("to", event.after, moved),
    ]


def _side_lines(label: str, sides: Sequence[Side], moved: bool) -> Iterator[str]:
    yield f"    {label}:" if sides else f"    {label}: []"
    for side in sides:
        parent = f", parent: {_quoted(side.parent_code)}" if moved else ""
        yield f"      - {{code: {_quoted(side.code)}, name: {_quoted(side.name)}{parent}}}"


def _place(registry: Registry, code: str, day: date) -> str:
    spans = [span for span in registry.spans(code) if span.exists_on(day)]
    return registry.full_name(spans[0]) if spans else f"Mã {code}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
