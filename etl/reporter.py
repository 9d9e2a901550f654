"""Who reports, for which period, as of when: the frame, understood.

What a line says is never overruled. Where a line is missing, the unit may be read from the
letterhead or the sheet's name and the period from the title or the file's name, and a note says
so. Where two places in the sheet say two things, both are named and nothing is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from childrights.periods import Period
from childrights.places.model import Level, Locality, UnknownPlace
from childrights.places.names import candidates, find_locality, is_named
from childrights.places.registry import Registry
from childrights.sdmx import ObservationStatus
from childrights.vietnamese.dates import format_date, parse_date
from childrights.vietnamese.text import clean, fold
from childrights.warehouse.records import Finding, Severity
from etl.frame import Frame
from etl.frame_lines import FrameLines, FrameText
from etl.grid import Grid
from etl.told_periods import parse_told_period, period_in_file_name, periods_in_title

_OFFICE = re.compile(r"^(?:ubnd|uỷ ban nhân dân)\b\s*")
_TYPED_UNIT = re.compile(
    r"^(?:phường|xã|thị trấn|đặc khu|thôn|tổ dân phố|tiểu khu|bản|khu phố|ấp)\s+\S"
)
_CODE = re.compile(r"^\d{5}\b")
_COMMUNE_CODE_DIGITS = 5


@dataclass(frozen=True)
class Reporter:
    """The frame, understood; ``notes`` say what was read from elsewhere than its line."""

    locality: Locality
    period: Period
    period_cell: str
    cut_off: date
    cut_off_cell: str
    nature: ObservationStatus
    letter_number: str
    letter_date: date | None
    signed_off: bool
    notes: tuple[Finding, ...] = ()


class FrameFault(ValueError):
    """A frame line cannot be understood; carries the cell it stands in."""

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.cell = cell


@dataclass(frozen=True)
class Heading:
    """The lines above a table, with the sheet and the file that they stand in."""

    grid: Grid
    lines: FrameLines
    until_row: int
    file_name: str

    def note(self, message: str, cell: str = "") -> Finding:
        """Tell what was inferred."""
        return Finding(Severity.NOTE, "frame_inferred", message, self.grid.name, cell)


def understand(heading: Heading, registry: Registry, frame: Frame) -> Reporter:
    """Understand the frame, or raise :class:`FrameFault` in words for the officer."""
    texts = heading.lines.texts
    _refuse_told_twice(heading.lines, frame)
    period, period_cell, period_notes = _period(heading, frame)
    _require(texts, frame)
    cut_off = _date(texts["cut_off"], "Ngày chốt số liệu")
    locality, unit_notes = _locality(heading, cut_off, registry, frame)
    letter = texts.get("letter_date")
    return Reporter(
        locality=locality,
        period=period,
        period_cell=period_cell,
        cut_off=cut_off,
        cut_off_cell=texts["cut_off"].cell,
        nature=_nature(texts["nature"], frame),
        letter_number=texts["letter_number"].text if "letter_number" in texts else "",
        letter_date=_date(letter, "Ngày văn bản") if letter else None,
        signed_off=_signed_off(texts["signed_off"], frame),
        notes=(*period_notes, *unit_notes),
    )


def cut_off_in(lines: FrameLines) -> date | None:
    """The cut-off as far as it can be read, to tell versions of a form apart."""
    text = lines.texts.get("cut_off")
    try:
        return parse_date(text.text) if text else None
    except ValueError:
        return None


def _refuse_told_twice(lines: FrameLines, frame: Frame) -> None:
    for name, again in lines.twice.items():
        first = lines.texts[name]
        raise FrameFault(
            f"Dòng “{frame.fields[name].label}” ghi hai lần khác nhau: “{first.text}” ở ô "
            f"{first.cell} và “{again.text}” ở ô {again.cell}. Giữ lại một dòng.",
            again.cell,
        )


def _require(texts: dict[str, FrameText], frame: Frame) -> None:
    for name, item in frame.fields.items():
        if item.required and name not in texts and name not in ("locality", "period"):
            raise FrameFault(_missing(name, frame))


def _missing(name: str, frame: Frame) -> str:
    item = frame.fields[name]
    return f"Thiếu dòng “{item.label}” ở phần đầu biểu. {item.hint}"


def _date(text: FrameText, label: str) -> date:
    try:
        return parse_date(text.text)
    except ValueError as error:
        raise FrameFault(
            f"{label} ghi “{text.text}” không phải một ngày. Ghi dạng 15/11/2026.", text.cell
        ) from error


def _period(heading: Heading, frame: Frame) -> tuple[Period, str, list[Finding]]:
    line = heading.lines.texts.get("period")
    titled = list(periods_in_title(heading.grid, heading.until_row))
    if line is None:
        return _period_elsewhere(heading, titled, frame)
    period = parse_told_period(line.text)
    if period is None:
        raise FrameFault(
            f"Không hiểu kỳ báo cáo “{line.text}”. Ghi “6 tháng đầu năm 2026”, "
            "“9 tháng năm 2026” hoặc “Năm 2026”.",
            line.cell,
        )
    for other, text in titled:
        if other != period:
            raise FrameFault(
                f"Kỳ báo cáo ghi “{period.label}” ở ô {line.cell} nhưng tên biểu ghi "
                f"“{other.label}” ở ô {text.cell}. Sửa cho hai chỗ cùng một kỳ.",
                line.cell,
            )
    return period, line.cell, []


def _period_elsewhere(
    heading: Heading, titled: list[tuple[Period, FrameText]], frame: Frame
) -> tuple[Period, str, list[Finding]]:
    told = dict(titled)
    if len(told) > 1:
        both = " và ".join(f"“{period.label}” ở ô {text.cell}" for period, text in told.items())
        raise FrameFault(f"Tên biểu ghi {both}. Ghi một dòng “Kỳ báo cáo” cho đúng kỳ.")
    for period, text in told.items():
        note = f"Không có dòng “Kỳ báo cáo”; lấy kỳ “{period.label}” theo tên biểu ở ô {text.cell}."
        return period, text.cell, [heading.note(note, text.cell)]
    named = period_in_file_name(heading.file_name)
    if named is None:
        raise FrameFault(_missing("period", frame))
    note = (
        f"Không có dòng “Kỳ báo cáo”; lấy kỳ “{named.label}” theo tên tệp. "
        "Nếu không đúng, ghi dòng “Kỳ báo cáo” rồi gửi lại."
    )
    return named, "", [heading.note(note)]


def _nature(text: FrameText, frame: Frame) -> ObservationStatus:
    for code, label in frame.nature.items():
        if fold(label) == fold(text.text):
            return ObservationStatus(code)
    choices = ", ".join(frame.nature.values())
    raise FrameFault(
        f"Tính chất số liệu ghi “{text.text}”. Chọn một trong: {choices}.", text.cell
    )  # fmt: skip


def _signed_off(text: FrameText, frame: Frame) -> bool:
    answers = {fold(label): code == "yes" for code, label in frame.signed_off.items()}
    if fold(text.text) not in answers:
        raise FrameFault(
            f"Dòng “Lãnh đạo đã ký duyệt” ghi “{text.text}”. Ghi Có hoặc Không.", text.cell
        )
    return answers[fold(text.text)]


def _locality(
    heading: Heading, day: date, registry: Registry, frame: Frame
) -> tuple[Locality, list[Finding]]:
    name = heading.lines.texts.get("locality")
    code = heading.lines.texts.get("locality_code")
    if name is None and code is None:
        return _locality_elsewhere(heading, day, registry, frame)
    locality = _told_locality(name, code, day, registry)
    _agree_with_sheet_name(heading, locality, day, registry)
    return locality, []


def _told_locality(
    name: FrameText | None, code: FrameText | None, day: date, registry: Registry
) -> Locality:
    told = code or name
    assert told is not None
    try:
        if code is None:
            return find_locality(registry, told.text, day)
        return unit_of_code(registry, code.text, name.text if name else "", day)
    except UnknownPlace as error:
        raise FrameFault(str(error), told.cell) from error


def unit_of_code(registry: Registry, code: str, written: str, day: date) -> Locality:
    """The unit of a code on a day; the name written beside it, if any, must mean the same unit.

    Raises :class:`UnknownPlace`, also for a code that a spreadsheet took for a number.
    """
    meant = _without_zeros(registry, code, written, day)
    if meant is not None:
        raise UnknownPlace(
            f"Mã ghi {code} thiếu số 0 ở đầu: mã của “{registry.full_name(meant)}” là "
            f"{meant.code}. Định dạng ô mã là Văn bản (Text) rồi ghi lại đủ số."
        )
    found = registry.at(code, day)
    if written and not is_named(registry, found, written, day):
        raise UnknownPlace(
            f"Mã {code} là “{registry.full_name(found)}” vào ngày {format_date(day)}, nhưng tên "
            f"ghi “{written}”. Sửa lại mã hoặc tên."
        )
    return found


def _without_zeros(registry: Registry, code: str, written: str, day: date) -> Locality | None:
    """The commune whose code lost its leading zeros, where the name beside it says so."""
    if not code.isdecimal() or len(code) >= _COMMUNE_CODE_DIGITS:
        return None
    try:
        meant = registry.at(code.zfill(_COMMUNE_CODE_DIGITS), day)
    except UnknownPlace:
        return None
    return meant if is_named(registry, meant, written, day) else None


def _locality_elsewhere(
    heading: Heading, day: date, registry: Registry, frame: Frame
) -> tuple[Locality, list[Finding]]:
    for written, cell in (*_letterheads(heading), (heading.grid.name, "")):
        if not _names_a_unit(written):
            continue
        where = f"phần đầu trang (ô {cell})" if cell else f"tên trang tính “{written}”"
        try:
            found = find_locality(registry, written, day)
        except UnknownPlace as error:
            raise FrameFault(
                f"Không có dòng “Đơn vị báo cáo”; {where} không đủ để biết đơn vị nào. "
                f"{error} Ghi dòng “Đơn vị báo cáo” kèm tên tỉnh.",
                cell,
            ) from error
        note = (
            f"Không có dòng “Đơn vị báo cáo”; lấy “{registry.full_name(found)}” theo {where}. "
            "Nếu không đúng, ghi dòng “Đơn vị báo cáo” rồi gửi lại."
        )
        return found, [heading.note(note, cell)]
    raise FrameFault(_missing("locality", frame))


def _letterheads(heading: Heading) -> Iterator[tuple[str, str]]:
    """Unit names in the upper left: “UBND XÃ …”, or the line below “ỦY BAN NHÂN DÂN”."""
    for row in range(min(heading.until_row, len(heading.grid.rows))):
        for column, cell in enumerate(heading.grid.rows[row]):
            if not isinstance(cell, str) or not _OFFICE.match(fold(cell)):
                continue
            own = _OFFICE.sub("", fold(cell))
            below = clean(str(heading.grid.at(row + 1, column)))
            at_row, text = (row, own) if own else (row + 1, below)
            yield text, FrameText(text, at_row, column).cell


def _names_a_unit(text: str) -> bool:
    """Whether a text is meant as a unit: its type is typed, or its code stands first."""
    return bool(_TYPED_UNIT.match(fold(text)) or _CODE.match(clean(text)))


def _agree_with_sheet_name(
    heading: Heading, locality: Locality, day: date, registry: Registry
) -> None:
    """A sheet named after another ward was copied from it, and one of the two is wrong."""
    title = heading.grid.name
    if locality.level is not Level.COMMUNE or not _names_a_unit(title):
        return
    named = [unit for unit in candidates(registry, title, day) if unit.level is Level.COMMUNE]
    if named and locality not in named and not fold(title).startswith(locality.code):
        line = heading.lines.texts.get("locality") or heading.lines.texts["locality_code"]
        raise FrameFault(
            f"Trang tính mang tên “{title}” nhưng ô {line.cell} ghi đơn vị "
            f"“{registry.full_name(locality)}”. Sửa tên trang tính hoặc đơn vị cho khớp nhau.",
            line.cell,
        )
