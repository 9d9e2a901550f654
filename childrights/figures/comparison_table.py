"""Units of an area compared, as a list on the screen and as a file.

The list never stands without intervals, and says in words where ranks cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from childrights.briefing.annex import figure, rounded
from childrights.briefing.datatable import Cell as FileCell
from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable, Kind
from childrights.catalogue.model import Indicator
from childrights.comparing import Comparison, UnitCompared
from childrights.disclosure.door import require_disclosed
from childrights.figures.change import say_change
from childrights.figures.pace_words import say_rank
from childrights.figures.standing import STANDING_SHAPES, STANDING_WORDS, standing_tone
from childrights.figures.table import (
    Cell,
    Column,
    LinkOf,
    Table,
    gap_cell,
    mark_cell,
    value_cell,
    verdict_cell,
)
from childrights.figures.words import (
    HIDDEN_WHY,
    Look,
    marks_of,
    say_interval,
    say_target,
    whose,
)
from childrights.judgement.comparison import Pooled, Standing
from childrights.language import say, translatable
from childrights.places.model import LocalityKey
from childrights.vietnamese.numbers import format_number, round_half_up

INTERVAL_NOTE = translatable(
    "Khoảng tin cậy 95% cho biết kết quả có thể dao động đến đâu chỉ do ngẫu nhiên khi số trẻ em "
    "ít. Khoảng hạng đúng đồng thời cho mọi đơn vị ở mức tin cậy 95%: hai đơn vị có khoảng hạng "
    "chồng lên nhau thì không kết luận đơn vị nào tốt hơn."
)


def comparison_table(
    caption: str,
    found: Comparison,
    units: Sequence[UnitCompared],
    link: LinkOf,
    own: LocalityKey | None = None,
) -> Table:
    """Units, in the order given, each with interval, mean, rank, cùng kỳ and target."""
    require_disclosed([unit.progress.value for unit in units])
    parts = _parts(found, units)
    columns = (
        Column(say("STT"), numeric=True),
        Column(say("Đơn vị")),
        *(column for part in parts for column in part.columns),
    )
    rows = tuple(
        (
            Cell(str(number)),
            _name_cell(unit, link, own),
            *(cell for part in parts for cell in part.cells(unit)),
        )
        for number, unit in enumerate(units, 1)
    )
    return Table(caption, columns, rows, " ".join(foot_lines(found)))


def _name_cell(unit: UnitCompared, link: LinkOf, own: LocalityKey | None) -> Cell:
    value = unit.progress.value
    note = say("đơn vị đang xem") if own is not None and value.locality == own else ""
    return Cell(value.name, link=link(value), note=note)


@dataclass(frozen=True)
class _Part:
    """Some columns of the list, and what a unit says in them."""

    columns: tuple[Column, ...]
    cells: Callable[[UnitCompared], tuple[Cell, ...]]


def _parts(found: Comparison, units: Sequence[UnitCompared]) -> list[_Part]:
    """Columns that say something for at least one unit; the interval whenever it exists."""
    indicator = found.mean.indicator
    parts = [
        _Part(
            (Column(say("Kết quả ({unit})", unit=indicator.unit), numeric=True),),
            lambda unit: (value_cell(indicator, unit.progress.value, marked=False),),
        )
    ]
    if any(unit.beside.interval for unit in units):
        parts.append(_Part((Column(say("Khoảng tin cậy 95%")),), lambda unit: (_spread(unit),)))
    if any(unit.beside.standing is not Standing.UNKNOWN for unit in units):
        parts.append(_Part((Column(say("So với bình quân")),), lambda unit: (_standing(unit),)))
    if found.ranked:
        heading = Column(say("Hạng trong {ranked}", ranked=found.ranked))
        parts.append(_Part((heading,), lambda unit: (_rank(found, unit),)))
    if any(unit.last_year and change_words(unit) for unit in units):
        parts.append(_Part((Column(say("So với cùng kỳ")),), lambda unit: (_change(unit),)))
    if any(unit.progress.target for unit in units):
        columns = (Column(say("So với chỉ tiêu"), numeric=True), Column(say("Đánh giá")))
        parts.append(_Part(columns, _against_target))
    if any(unit.pooled for unit in units):
        parts.append(
            _Part((Column(say("Gộp nhiều năm")),), lambda unit: (_pooled(indicator, unit),))
        )
    if any(mark_cell(indicator, unit.progress.value).text for unit in units):
        parts.append(
            _Part(
                (Column(say("Ghi chú")),), lambda unit: (mark_cell(indicator, unit.progress.value),)
            )
        )
    return parts


_NOTHING = Cell("–", Look.NOT_APPLICABLE)


def _spread(unit: UnitCompared) -> Cell:
    spread = unit.beside.interval
    return Cell(say_interval(unit.progress.indicator, spread)) if spread else _NOTHING


def _standing(unit: UnitCompared) -> Cell:
    standing = unit.beside.standing
    if standing is Standing.UNKNOWN:
        return _NOTHING
    tone = standing_tone(unit.progress.indicator, standing)
    return Cell(say(STANDING_WORDS[standing]), shape=STANDING_SHAPES[standing], tone=tone)


def _rank(found: Comparison, unit: UnitCompared) -> Cell:
    said = say_rank(unit.beside, found.ranked)
    if not said:
        return _NOTHING
    best, worst = unit.beside.best, unit.beside.worst
    if (best, worst) == (1, found.ranked):
        return Cell(say("Không phân biệt được"))
    return Cell(
        str(best) if best == worst else say("Từ {best} đến {worst}", best=best, worst=worst)
    )


def _change(unit: UnitCompared) -> Cell:
    said = change_words(unit)
    return Cell(said) if said else _NOTHING


def change_words(unit: UnitCompared) -> str:
    """“Tăng 1,4 điểm phần trăm”; empty without a figure, else why it cannot be said."""
    item = unit.progress
    said = say_change(item.indicator, item.value, unit.last_year)
    beside = say("{change} so với cùng kỳ năm {year}{over}", change="", over="",
                 year=item.value.period.year - 1)  # fmt: skip
    return said.replace(beside, "") if unit.last_year else said


def _against_target(unit: UnitCompared) -> tuple[Cell, ...]:
    return gap_cell(unit.progress), verdict_cell(unit.progress)


def _pooled(indicator: Indicator, unit: UnitCompared) -> Cell:
    said = pooled_words(indicator, unit.pooled)
    return Cell(said) if said else _NOTHING


def pooled_words(indicator: Indicator, pooled: Pooled | None) -> str:
    """“3 năm: 3 trường hợp, bình quân 1,0 mỗi năm (từ 0,2 đến 2,9)”; empty for what is not rare."""
    if pooled is None:
        return ""
    events = format_number(pooled.events, 0)
    spread = say_interval(indicator, pooled.interval)
    level = format_number(Decimal(str(pooled.value)), max(indicator.decimals, 1))
    yearly = say(" mỗi năm") if indicator.denominator is None else ""
    return say(
        "{years} năm: {events} trường hợp, bình quân {level}{yearly} ({spread})",
        years=pooled.years,
        events=events,
        level=level,
        yearly=yearly,
        spread=spread,
    )


def foot_lines(found: Comparison) -> list[str]:
    """What must be known to read the list."""
    targets = {
        unit.progress.target.id: unit.progress for unit in found.units if unit.progress.target
    }
    said = [say(INTERVAL_NOTE) if found.ranked else ""]
    said += [
        say(
            "Chỉ tiêu: {target} ({whose}).",
            target=say_target(item.indicator, item.target),
            whose=whose(item.target),
        )
        for item in targets.values()
        if item.target and len(targets) == 1
    ]
    is_hidden = any(unit.progress.value.is_suppressed for unit in found.units)
    said.append(f"{say(HIDDEN_WHY)}." if is_hidden else "")
    return [line for line in said if line]


# ── As a file ─────────────────────────────────────────────────────────────────────────────


def comparison_file(title: str, found: Comparison, units: Sequence[UnitCompared]) -> DataTable:
    """The list with numbers that Excel can work with, and the area's own figure last."""
    indicator = found.mean.indicator
    rows = [_file_row(unit) for unit in units]
    mean = found.mean.value
    rows.append((None, say("Chung"), figure(indicator, mean), *[None] * 10))
    unit = indicator.unit
    columns = (
        FileColumn(say("Mã đơn vị")),
        FileColumn(say("Đơn vị"), width=26),
        FileColumn(say("Kết quả ({unit})", unit=unit), Kind.MIXED, width=12),
        FileColumn(say("Khoảng tin cậy 95%: từ"), Kind.DECIMAL, 2, width=11),
        FileColumn(say("đến"), Kind.DECIMAL, 2, width=9),
        FileColumn(say("So với bình quân"), width=22),
        FileColumn(say("Hạng tốt nhất"), Kind.INTEGER, width=9),
        FileColumn(say("Hạng kém nhất"), Kind.INTEGER, width=9),
        FileColumn(say("Cùng kỳ"), Kind.MIXED, width=11),
        FileColumn(say("So với cùng kỳ"), width=24),
        FileColumn(say("So với chỉ tiêu"), Kind.MIXED, width=11),
        FileColumn(say("Đánh giá"), width=20),
        FileColumn(say("Ghi chú"), width=26),
    )
    notes = tuple(foot_lines(found))
    return DataTable(title, columns, tuple(rows), notes=notes, name=indicator.short_name)


def _file_row(unit: UnitCompared) -> tuple[FileCell, ...]:
    item, beside = unit.progress, unit.beside
    indicator, value = item.indicator, item.value
    before = unit.last_year[1] if unit.last_year else None
    ends = (beside.interval.lower, beside.interval.upper) if beside.interval else (None, None)
    return (
        value.locality.code if value.locality else value.area_token,
        value.name,
        figure(indicator, value),
        *(None if end is None else round_half_up(Decimal(str(end)), 2) for end in ends),
        say(STANDING_WORDS.get(beside.standing, "")),
        beside.best,
        beside.worst,
        figure(indicator, before) if before is not None else None,
        change_words(unit),
        rounded(indicator, item.gap),
        say(item.verdict.value),
        "; ".join(marks_of(indicator, value)),
    )
