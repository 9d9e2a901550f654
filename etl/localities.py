"""``python -m etl localities``: official lists of places, and the register of places checked."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from childrights.places.areas import load_selections
from childrights.places.audit import Count, counts_by_date, problems
from childrights.places.calendars import load_calendars
from childrights.places.differences import (
    Change,
    Difference,
    differences,
    higher_levels,
    is_settled,
    with_aliases,
)
from childrights.places.events import BadEvent
from childrights.places.hamlets import BadHamlets
from childrights.places.lists import (
    BadList,
    ListedUnit,
    UnitList,
    list_files,
    list_path,
    read_list,
    write_list,
)
from childrights.places.model import RECORD_START, Level
from childrights.places.names import split_type
from childrights.places.proposals import proposals_file
from childrights.places.registry import Registry, load_registry
from childrights.places.shares import BadShares, load_shares, misfits
from childrights.places.sources import COUNTRY_CODE, REFORM_DAY
from childrights.strict_yaml import CatalogueError
from childrights.vietnamese.dates import format_date, parse_date
from childrights.vietnamese.numbers import format_number
from childrights.vietnamese.text import clean, fold
from etl.cells import as_text
from etl.grid import Grid, RawCell, UnreadableFile, address, read_grids

OK, WRONG, UNUSABLE = 0, 1, 2

_HEADINGS = {
    "province": "tỉnh thành phố",
    "province_code": "mã tp",
    "district": "quận huyện",
    "district_code": "mã qh",
    "commune": "phường xã",
    "commune_code": "mã px",
    "kind": "cấp",
}
_TITLES = {
    "province": "Tỉnh Thành Phố", "province_code": "Mã TP",
    "district": "Quận Huyện", "district_code": "Mã QH",
    "commune": "Phường Xã", "commune_code": "Mã PX", "kind": "Cấp",
}  # fmt: skip
_TWO_TIER = ("province", "province_code", "commune", "commune_code")
_THREE_TIER = (*_TWO_TIER, "district", "district_code")
_WIDTHS = {"province_code": 2, "district_code": 3, "commune_code": 5}
_HEADER_ROWS = 20
_SHOWN = 30


class BadListFile(ValueError):
    """The file is not an official list that can be taken; the message names each cell."""


@dataclass
class _Reading:
    """A list while it is read, with what is wrong and what was put right."""

    as_of: date
    columns: Mapping[str, int]
    sheet: str
    units: dict[Level, dict[str, ListedUnit]] = field(
        default_factory=lambda: {Level.PROVINCE: {}, Level.DISTRICT: {}, Level.COMMUNE: {}}
    )
    faults: list[str] = field(default_factory=list)
    told: set[tuple[str, str, str]] = field(default_factory=set)
    padded: int = 0

    def where(self, row: int, column: str) -> str:
        return f"“{self.sheet}” › {address(row, self.columns[column])}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``import FILE --as-of DATE`` and ``check``."""
    commands = parser.add_subparsers(dest="localities_command", required=True, metavar="COMMAND")
    imports = commands.add_parser("import", help="take an official list of a day")
    imports.add_argument("file", type=Path, help="the statistics office's .xls or .xlsx")
    imports.add_argument("--as-of", required=True, help="day of the list, for example 2026-11-21")
    commands.add_parser("check", help="count units by date and check the register of places")


def run(arguments: argparse.Namespace, data_dir: Path) -> int:
    """Carry out the command; 0 when all is well, 1 when something is wrong, 2 for a bad call."""
    try:
        if arguments.localities_command == "check":
            return _check(data_dir)
        return _import(arguments.file, _day(arguments.as_of), data_dir)
    except BadListFile as error:
        print(error, file=sys.stderr)
        return WRONG
    except (BadList, BadEvent, BadHamlets, BadShares, CatalogueError) as error:
        print(f"{data_dir / 'overlay'}: {error}", file=sys.stderr)
        return WRONG
    except (UnreadableFile, OSError, argparse.ArgumentTypeError) as error:
        print(f"{getattr(arguments, 'file', data_dir)}: {error}", file=sys.stderr)
        return UNUSABLE


def read_official_list(name: str, content: bytes, as_of: date) -> tuple[UnitList, list[str]]:
    """Read the statistics office's export; also say what was put right in it.

    Until 2025-06-30 the list has provinces, districts and communes, since then no districts.
    Raises :class:`BadListFile` with every wrong cell, and ``UnreadableFile``.
    """
    grids = read_grids(name, content)
    for grid in grids:
        for row in range(min(_HEADER_ROWS, len(grid.rows))):
            columns = _columns(grid.rows[row])
            if {"commune_code", "province_code"} <= columns.keys():
                return _read_rows(name, grid, row, columns, as_of)
    raise BadListFile(
        f"{name}: không thấy dòng tiêu đề có “Mã TP” và “Mã PX” trong {_HEADER_ROWS} dòng đầu của "
        f"trang tính nào ({', '.join(grid.name for grid in grids)}). "
        "Dùng tệp xuất từ danh mục hành chính, giữ nguyên dòng tiêu đề."
    )


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"--as-of: {error}") from error


def _import(file: Path, as_of: date, data_dir: Path) -> int:
    listed, notices = read_official_list(file.name, file.read_bytes(), as_of)
    registry = load_registry(data_dir)
    found = differences(registry, listed)
    write_list(list_path(data_dir, as_of), with_aliases(listed, found))
    proposed = data_dir / "overlay" / f"events-proposed-{as_of}.yaml"
    text = proposals_file(registry, listed, found, file.name)
    if text:
        proposed.write_text(text, encoding="utf-8")
    else:
        proposed.unlink(missing_ok=True)
    for line in (*notices, *higher_levels(registry, listed), *_summary(listed, found)):
        print(line)
    if text:
        print(f"Đề xuất để rà soát, chưa có hiệu lực: {proposed}")
    return OK


def _summary(listed: UnitList, found: Sequence[Difference]) -> Iterator[str]:
    communes = sum(unit.level is Level.COMMUNE for unit in listed.units)
    day = format_date(listed.as_of)
    yield f"Đã lưu danh mục ngày {day}: {format_number(communes)} đơn vị cấp xã."
    respelled = [item for item in found if item.change is Change.RESPELLED]
    others = [item for item in found if item.change is not Change.RESPELLED]
    if respelled:
        yield f"{len(respelled)} tên viết khác, được nhận như cách viết thứ hai:"
        yield from _shown(respelled)
    if not others:
        yield "Ngoài cách viết, tệp khớp với danh mục của hệ thống."
        return
    yield f"{len(others)} khác biệt cần rà soát:"
    yield from _shown(others)
    if is_settled(listed.as_of):
        yield (
            "Từ 01/3/2025 đến 01/7/2025 không có thay đổi nào ngoài sắp xếp chung, nên không đề "
            "xuất sự kiện: kiểm tra lại tệp hoặc ngày của tệp."
        )


def _shown(found: Sequence[Difference]) -> Iterator[str]:
    for item in found[:_SHOWN]:
        ours = f"hệ thống “{item.ours.name}”" if item.ours else "hệ thống không có"
        listed = f"tệp “{item.listed.name}”" if item.listed else "tệp không có"
        yield f"  {item.sides[0].code} (thuộc {item.parent_code}): {listed}, {ours}"
    if len(found) > _SHOWN:
        yield f"  … và {len(found) - _SHOWN} đơn vị khác"


def _columns(row: Sequence[RawCell]) -> dict[str, int]:
    titles = {" ".join(re.findall(r"\w+", fold(as_text(cell)))): i for i, cell in enumerate(row)}
    return {name: titles[title] for name, title in _HEADINGS.items() if title in titles}


def _read_rows(
    name: str, grid: Grid, header: int, columns: Mapping[str, int], as_of: date
) -> tuple[UnitList, list[str]]:
    has_districts = as_of < REFORM_DAY
    missing = [c for c in (_THREE_TIER if has_districts else _TWO_TIER) if c not in columns]
    if missing:
        raise BadListFile(
            f"{name} › “{grid.name}” › dòng {header + 1}: thiếu cột "
            f"{', '.join(f'“{_TITLES[column]}”' for column in missing)}. "
            "Danh mục trước 01/7/2025 có cấp huyện; kiểm tra lại ngày của tệp."
        )
    reading = _Reading(as_of, columns, grid.name)
    if not has_districts and any(
        as_text(grid.at(row, columns["district_code"]))
        for row in range(header + 1, len(grid.rows))
        if "district_code" in columns
    ):
        raise BadListFile(
            f"{name} › “{grid.name}”: có cấp huyện, nhưng từ 01/7/2025 không còn cấp huyện. "
            "Kiểm tra lại ngày của tệp (--as-of)."
        )
    for row in range(header + 1, len(grid.rows)):
        _read_row(reading, grid, row, has_districts)
    if not reading.units[Level.COMMUNE] and not reading.faults:
        reading.faults.append(f"“{grid.name}”: không có đơn vị cấp xã nào dưới dòng tiêu đề.")
    if reading.faults:
        more = len(reading.faults) - _SHOWN
        shown = [f"{name} › {fault}" for fault in reading.faults[:_SHOWN]]
        raise BadListFile("\n".join([*shown, *([f"… và {more} lỗi khác."] if more > 0 else [])]))
    notices = []
    if reading.padded:
        notices.append(
            f"{reading.padded} ô mã là số, mất số 0 ở đầu: đã thêm lại cho đủ độ dài của mã."
        )
    units = [unit for level in reading.units.values() for _, unit in sorted(level.items())]
    return UnitList(as_of, tuple(units)), notices


def _read_row(reading: _Reading, grid: Grid, row: int, has_districts: bool) -> None:
    cells = {name: grid.at(row, column) for name, column in reading.columns.items()}
    if not as_text(cells["province_code"]) and not as_text(cells["commune_code"]):
        return
    faults = len(reading.faults)
    province = _code(reading, cells, row, "province_code")
    _add(reading, cells, row, Level.PROVINCE, "province", province, COUNTRY_CODE, province)
    parent = province
    if has_districts:
        parent = _code(reading, cells, row, "district_code")
        _add(reading, cells, row, Level.DISTRICT, "district", parent, province, province)
        if not as_text(cells["commune_code"]) and not as_text(cells["commune"]):
            return  # An island district that has no communes has one row without any.
    code = _code(reading, cells, row, "commune_code")
    if len(reading.faults) > faults:
        return
    if code in reading.units[Level.COMMUNE]:
        where = reading.where(row, "commune_code")
        reading.faults.append(f"{where}: mã {code} đã có ở dòng trên. Xóa dòng thừa.")
        return
    _add(reading, cells, row, Level.COMMUNE, "commune", code, parent, province)
    _check_kind(reading, cells, row)


def _code(reading: _Reading, cells: Mapping[str, RawCell], row: int, column: str) -> str:
    raw, width = cells[column], _WIDTHS[column]
    text = as_text(raw)
    if isinstance(raw, int | float) and text.isdecimal() and len(text) < width:
        reading.padded += 1
        text = text.zfill(width)
    if not (text.isdecimal() and len(text) == width):
        reading.faults.append(
            f"{reading.where(row, column)}: mã “{text}” phải có {width} chữ số, kể cả số 0 ở đầu."
        )
    return text


def _add(
    reading: _Reading,
    cells: Mapping[str, RawCell],
    row: int,
    level: Level,
    column: str,
    code: str,
    parent: str,
    province: str,
) -> None:
    unit = ListedUnit(level, code, clean(as_text(cells[column])), parent, province)
    where = reading.where(row, column)
    if not unit.name:
        reading.faults.append(f"{where}: thiếu tên của mã {code}.")
        return
    known = reading.units[level].setdefault(code, unit)
    clash = (code, parent, fold(unit.name))
    if clash != (code, known.parent_code, fold(known.name)) and clash not in reading.told:
        reading.told.add(clash)
        reading.faults.append(
            f"{where}: mã {code} là “{unit.name}” thuộc {parent}, nhưng ở dòng trên là "
            f"“{known.name}” thuộc {known.parent_code}. Mỗi mã chỉ có một tên, một cấp trên."
        )


def _check_kind(reading: _Reading, cells: Mapping[str, RawCell], row: int) -> None:
    kind = fold(as_text(cells.get("kind", "")))
    name = as_text(cells["commune"])
    if kind and split_type(name).kind != kind:
        reading.faults.append(
            f"{reading.where(row, 'kind')}: cột Cấp ghi “{as_text(cells['kind'])}”, "
            f"nhưng tên là “{name}”. Sửa cho khớp."
        )


def _check(data_dir: Path) -> int:
    registry, selections = load_registry(data_dir), load_selections(data_dir)
    for count in counts_by_date(registry, selections):
        print(_say_count(count))
    for path in list_files(data_dir):
        print(_say_list(registry, read_list(path)))
    wrong = [
        *problems(registry, selections, load_calendars(data_dir)),
        *misfits(registry, load_shares(data_dir)),
    ]
    for problem in wrong:
        print(f"LỖI {problem}")
    print(f"{len(wrong)} lỗi" if wrong else "Danh mục địa bàn không có lỗi.", file=sys.stderr)
    return WRONG if wrong else OK


def _say_count(count: Count) -> str:
    start = "" if count.valid_from == RECORD_START else f"từ {format_date(count.valid_from)} "
    end = f"đến {format_date(count.valid_to)}" if count.valid_to else "đến nay"
    label = re.sub(r" \((?:từ|đến) [\d/]+\)$", "", count.label)
    return f"{label}: {format_number(count.units)} đơn vị cấp xã {start}{end}"


def _say_list(registry: Registry, listed: UnitList) -> str:
    found = [item for item in differences(registry, listed) if item.change is not Change.RESPELLED]
    verdict = f"{len(found)} khác biệt chưa rà soát" if found else "khớp với danh mục của hệ thống"
    return f"Danh mục đã nhập ngày {format_date(listed.as_of)}: {verdict}"
