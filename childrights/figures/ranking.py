"""Units ranked by a composite, in a sentence, as a list and as a file; for the office alone.

A score never stands without its components, a rank never without its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from childrights.briefing.datatable import Cell as FileCell
from childrights.briefing.datatable import Column as FileColumn
from childrights.briefing.datatable import DataTable, Kind
from childrights.catalogue.model import Indicator
from childrights.disclosure.door import DisclosedValue, require_disclosed
from childrights.evaluate.value import Part
from childrights.figures.table import Cell, Column, LinkOf, Table
from childrights.figures.words import Look, say_number, say_value
from childrights.judgement.intervals import Interval
from childrights.judgement.ranking import Ranked, Ranking
from childrights.language import say, say_as, say_many, translatable
from childrights.places.model import LocalityKey
from childrights.vietnamese.numbers import format_number, round_half_up

NOT_PUBLIC = translatable(
    "Xếp hạng chỉ dùng trong nội bộ để chỉ đạo, không công bố. Ở chế độ công khai, xem từng chỉ "
    "tiêu tại trang Kết quả thực hiện chỉ tiêu."
)
SPREAD_WORDS = translatable("Khoảng tin cậy (đồng thời 95%)")
METHOD = translatable(
    "Đơn vị thiếu một thành phần thì không có điểm và không xếp hạng: hệ thống không điền số thay. "
    "Khoảng hạng tính từ khoảng tin cậy của từng thành phần, đúng đồng thời cho mọi đơn vị ở mức "
    "tin cậy 95%. "
    "Các đơn vị cùng nhóm chưa phân biệt được với nhau, dù điểm khác nhau."
)
_MOST_NAMES = 6

Indicators = Mapping[str, Indicator]


def ranking_sentence(found: Ranking, noun: str) -> str:
    """How many have a score, and what the ranks can bear."""
    require_disclosed([*(item.value for item in found.ranked), *found.unscored])
    count, total = len(found.ranked), len(found.ranked) + len(found.unscored)
    if not found.ranked:
        return say(
            "Chưa {noun} nào có điểm trong kỳ này: mỗi đơn vị còn thiếu ít nhất một thành phần.",
            noun=noun,
        )
    scored = say(
        "{count}/{total} {noun} có đủ thành phần để tính điểm", count=count, total=total, noun=noun
    )
    if count == 1:
        return say("{scored}; chưa có đơn vị nào khác để xếp hạng.", scored=scored)
    first = found.ranked[0]
    if found.ranked[-1].band == 1 and all(item.band == 1 for item in found.ranked):
        return say(
            "{scored}. Chưa phân biệt được thứ hạng: cả {count} {noun} ở cùng "
            "một nhóm; đơn vị điểm cao nhất ({name}) có thể đứng từ hạng {best} "
            "đến hạng {worst}.",
            scored=scored,
            count=count,
            noun=noun,
            name=first.value.name,
            best=first.best,
            worst=first.worst,
        )
    return say("{scored}. Phân biệt được {bands}.", scored=scored, bands=_bands(found.ranked))


def _bands(ranked: Sequence[Ranked]) -> str:
    listed = sorted(ranked, key=lambda item: item.band)
    groups = [(band, list(items)) for band, items in groupby(listed, lambda item: item.band)]
    said = [say("nhóm {band}: {names}", band=band, names=_names(items)) for band, items in groups]
    return say_many("{count} nhóm ({said})", len(groups), count=len(groups), said="; ".join(said))


def _names(items: Sequence[Ranked]) -> str:
    names = [item.value.name for item in items]
    rest = len(names) - _MOST_NAMES
    more = say(" và {rest} đơn vị khác", rest=rest) if rest > 0 else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"


def intervals_of(found: Ranking) -> dict[LocalityKey, Interval]:
    """The interval of each score."""
    return {
        item.value.locality: item.interval
        for item in found.ranked
        if item.value.locality is not None
    }


# ── On the screen ─────────────────────────────────────────────────────────────────────────


def ranking_table(
    caption: str,
    composite: Indicator,
    found: Ranking,
    indicators: Indicators,
    link: LinkOf,
    own: LocalityKey | None = None,
) -> Table:
    """Highest score first, then the units without one and what they lack."""
    require_disclosed([*(item.value for item in found.ranked), *found.unscored])
    columns = (
        Column(say("Hạng"), numeric=True),
        Column(say("Đơn vị")),
        Column(say("Điểm"), numeric=True),
        Column(say("Khoảng tin cậy")),
        Column(say("Khoảng hạng")),
        Column(say_as("ranking", "Nhóm"), numeric=True),
        *(Column(_heading(indicators, part.indicator)) for part in composite.components),
    )
    rows = [_ranked_row(item, composite, found, indicators, link, own) for item in found.ranked]
    rows += [_unscored_row(value, composite, indicators, link, own) for value in found.unscored]
    return Table(caption, columns, tuple(rows), say(METHOD))


def _heading(indicators: Indicators, name: str) -> str:
    return indicators[name].short_name


def _ranked_row(
    item: Ranked,
    composite: Indicator,
    found: Ranking,
    indicators: Indicators,
    link: LinkOf,
    own: LocalityKey | None,
) -> tuple[Cell, ...]:
    low, high = (say_number(composite, Decimal(str(end))) for end in _ends(item.interval))
    return (
        Cell(str(item.rank), note=say("đồng hạng") if is_tied(item, found) else ""),
        _name(item.value, link, own),
        Cell(say_value(composite, item.value)),
        Cell(say("từ {low} đến {high}", low=low, high=high)),
        Cell(span_words(item, found)),
        Cell(str(item.band)),
        *(_part_cell(indicators[part.indicator], part) for part in item.value.parts),
    )


def is_tied(item: Ranked, found: Ranking) -> bool:
    """Whether another unit has the same rank."""
    return sum(other.rank == item.rank for other in found.ranked) > 1


def span_words(item: Ranked, found: Ranking) -> str:
    """“từ 1 đến 9”; in words where any rank is possible."""
    if (item.best, item.worst) == (1, len(found.ranked)) and len(found.ranked) > 1:
        return say("từ 1 đến {worst}: không phân biệt được", worst=item.worst)
    return (
        say("từ {best} đến {worst}", best=item.best, worst=item.worst)
        if item.best != item.worst
        else say("đúng {best}", best=item.best)
    )


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.lower, interval.upper


def _name(value: DisclosedValue, link: LinkOf, own: LocalityKey | None) -> Cell:
    is_own = own is not None and value.locality == own
    return Cell(value.name, link=link(value), note=say("đơn vị đang xem") if is_own else "")


def _part_cell(indicator: Indicator, part: Part) -> Cell:
    if part.value is None or part.points is None:
        return Cell(say("Chưa có số liệu"), Look.MISSING)
    return Cell(
        say("{points} điểm", points=format_number(part.points, 1)),
        note=say_number(indicator, part.value),
    )


def _unscored_row(
    value: DisclosedValue,
    composite: Indicator,
    indicators: Indicators,
    link: LinkOf,
    own: LocalityKey | None,
) -> tuple[Cell, ...]:
    nothing = Cell("–", Look.NOT_APPLICABLE)
    blank = [Cell(say("Chưa có số liệu"), Look.MISSING)] * len(composite.components)
    parts = [_part_cell(indicators[part.indicator], part) for part in value.parts] or blank
    return (
        nothing,
        _name(value, link, own),
        Cell(say("Chưa tính điểm"), Look.MISSING),
        nothing,
        Cell(say("Không xếp hạng")),
        nothing,
        *parts,
    )


def component_table(composite: Indicator, indicators: Indicators) -> Table:
    """What the score is made of, by which weights, between which levels."""
    columns = (
        Column(say("Thành phần")),
        Column(say("Hệ số"), numeric=True),
        Column(say("0 điểm ở mức"), numeric=True),
        Column(say("100 điểm ở mức"), numeric=True),
    )
    rows = tuple(
        (
            Cell(indicators[part.indicator].name),
            Cell(format_number(Decimal(part.weight))),
            Cell(say_number(indicators[part.indicator], Decimal(part.floor))),
            Cell(say_number(indicators[part.indicator], Decimal(part.goal))),
        )
        for part in composite.components
    )
    return Table(say("Điểm gồm những gì"), columns, rows, say(composite.definition))


# ── As a file ─────────────────────────────────────────────────────────────────────────────


def ranking_file(
    title: str, composite: Indicator, found: Ranking, indicators: Indicators
) -> DataTable:
    """The list with numbers; two columns for each component."""
    columns = (
        FileColumn(say("Hạng"), Kind.INTEGER),
        FileColumn(say("Hạng tốt nhất"), Kind.INTEGER),
        FileColumn(say("Hạng kém nhất"), Kind.INTEGER),
        FileColumn(say_as("ranking", "Nhóm"), Kind.INTEGER),
        FileColumn(say("Mã đơn vị")),
        FileColumn(say("Đơn vị"), width=26),
        FileColumn(say("Điểm"), Kind.DECIMAL, composite.decimals),
        FileColumn(say("Khoảng tin cậy: từ"), Kind.DECIMAL, 2, width=11),
        FileColumn(say("đến"), Kind.DECIMAL, 2),
        *(
            column
            for part in composite.components
            for column in _part_columns(indicators[part.indicator])
        ),
    )
    rows = [_ranked_file_row(item) for item in found.ranked]
    blank = [None] * (2 * len(composite.components))
    rows += [_unscored_file_row(value, blank) for value in found.unscored]
    notes = (say("Tài liệu nội bộ, không công bố."), say(METHOD), say(composite.definition))
    return DataTable(title, columns, tuple(rows), notes=notes, name=say("Xếp hạng"))


def _part_columns(indicator: Indicator) -> tuple[FileColumn, FileColumn]:
    name = indicator.short_name
    return FileColumn(name, Kind.MIXED, width=13), FileColumn(
        say("{name}: điểm", name=name), Kind.DECIMAL, 1, 13
    )


def _ranked_file_row(item: Ranked) -> tuple[FileCell, ...]:
    ends = [round_half_up(Decimal(str(end)), 2) for end in _ends(item.interval)]
    ranks = (item.rank, item.best, item.worst, item.band)
    return (*ranks, *_who(item.value), item.value.value, *ends, *_part_numbers(item.value.parts))


def _unscored_file_row(value: DisclosedValue, blank: Sequence[None]) -> tuple[FileCell, ...]:
    parts = _part_numbers(value.parts) or blank
    return (*([None] * 4), *_who(value), say("Chưa tính điểm"), None, None, *parts)


def _who(value: DisclosedValue) -> tuple[str, str]:
    return value.locality.code if value.locality else value.area_token, value.name


def _part_numbers(parts: Sequence[Part]) -> list[FileCell]:
    return [
        cell
        for part in parts
        for cell in (
            part.value,
            None if part.points is None else round_half_up(part.points, 1),
        )
    ]
