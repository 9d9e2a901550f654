"""What one cell says: a number, nothing, “none”, “not applicable”, or something to ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from childrights.sdmx import ObservationStatus
from childrights.vietnamese.numbers import format_number
from childrights.vietnamese.text import clean
from etl.grid import RawCell
from etl.number_style import NumberStyle, is_english, is_unclear

_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+$")
_SPACED = re.compile(r"^\d{1,3}( \d{3})+(?=$|[.,])")
_PLAIN = re.compile(r"^\d+$")
_DECIMAL_COMMA = re.compile(r"^(\d{1,3}(\.\d{3})+|\d+),\d+$")
_ENGLISH_NUMBER = re.compile(r"^(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")
_FIGURE_LIKE = re.compile(r"^(?=.*\d)[\d\s.,/%()*+-]+$")
_NOTE_MARK = re.compile(r"\s*(?:\(\*+\)|\*+)$")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
_MAX_DECIMALS = 4
_SHOWN = 40
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_REMEMBERED = 16_384
_NONE_MARKS = {"-", "–", "—"}
_MISSING_MARK = re.compile(r"^(?:…[….]*|\.[….]+)$")
_NOT_APPLICABLE_MARKS = {"x", "X"}
_PACKED_ASKED = "cần ghi số mắc/số tử vong, ví dụ 5/1 hoặc 0/0"

_DIAGNOSES = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"^#", "là lỗi của công thức; sửa công thức hoặc gõ lại số"),
        (r"^[\d.,\s]+%$", "là tỷ lệ phần trăm; ô này cần số đếm, ghi số người, số vụ"),
        (
            r"^(?:hơn|gần|khoảng|trên|dưới|chừng|độ|ước|tối thiểu|[~<>≈≤≥])",
            "là số ước chừng; ghi đúng số, chưa có số thì ghi dấu …",
        ),
        (r"^\d+\s*/\s*\d+$", "là hai số trong một ô; ô này chỉ ghi một số"),
        (r"^(?:[\"“”″〃]+|''|nt|như trên)$", "là dấu “như trên”; ghi lại đủ số"),
        (r"^(?:-\s*[\d.,]+|\([\d.,]+\))$", "là số âm; số liệu báo cáo không âm"),
        (r"^[\d.,]+( [\d.,]+)+$", "có dấu cách giữa các chữ số; viết liền một số"),
        (r"^[a-zđ]+\*?(?:\s*,\s*\w+)+$", "là nhiều mã ghi chung; ô này chỉ ghi một số"),
        (
            r"^(?:không|chưa|n/?a\b|k/?c\b)",
            "là chữ; chưa có số thì ghi dấu …, không phát sinh thì ghi 0",
        ),
        (r"\d.*[^\W\d_]|[^\W\d_].*\d", "lẫn chữ với số; chỉ ghi số, lời giải thích ghi ở Ghi chú"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class CellReading:
    """One figure out of one cell. ``problem`` is a Vietnamese sentence, empty when all is well.

    A dash means none, hence zero; an ellipsis and a blank mean missing; an x means not
    applicable. The four are kept apart.
    """

    value: Decimal | None
    status: ObservationStatus
    text: str
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is written in the cell."""
        return self.text == "" and not self.problem


@lru_cache(maxsize=_REMEMBERED, typed=True)
def as_text(raw: RawCell) -> str:
    """The content as text, integers without a decimal point."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime | date):
        return raw.strftime("%d/%m/%Y")
    return clean(str(raw))


def looks_like_figure(raw: RawCell) -> bool:
    """Whether a cell was meant as a figure: a number, or text of digits without letters.

    A date line in a signature block (“…, ngày 15 tháng 11 năm 2026”) is none.
    """
    if isinstance(raw, str):
        return bool(_FIGURE_LIKE.match(bare_number(raw)))
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def says_none(raw: RawCell) -> bool:
    """Whether a cell holds the dash that stands for none."""
    return isinstance(raw, str) and as_text(raw) in _NONE_MARKS


def bare_number(raw: RawCell) -> str:
    """The text of a cell for reading its number: ASCII digits, no spaces between thousands."""
    text = _NOTE_MARK.sub("", as_text(raw).translate(_FULL_WIDTH))
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


# The same few figures and “0/0” fill most cells; typed, because 1, 1.0 and TRUE are equal keys.
@lru_cache(maxsize=_REMEMBERED, typed=True)
def read_figure(
    raw: RawCell,
    *,
    integer: bool,
    style: NumberStyle = NumberStyle.VIETNAMESE,
    yes_no: bool = False,
) -> CellReading:
    """Read one figure. ``integer`` says that the measure counts whole things.

    ``style`` is what the column's dots and commas mean; ``yes_no`` that only 1 and 0 are asked.
    """
    text = as_text(raw)
    if isinstance(raw, bool):
        return _unreadable(text, "là ô đúng/sai (TRUE/FALSE), không phải số")
    if isinstance(raw, float):
        return _from_float(raw, text, integer)
    if isinstance(raw, int):
        return _number(Decimal(raw), text, integer)
    if isinstance(raw, datetime | date | time | timedelta):
        return _unreadable(
            text,
            "đã bị Excel đổi thành ngày hoặc giờ; "
            f"định dạng lại ô{_as_serial(raw)} và gõ lại số",
        )  # fmt: skip
    if yes_no and text in _NOT_APPLICABLE_MARKS:
        return _unreadable(text, "không rõ là “có” hay “không áp dụng”; ghi 1 hoặc 0")
    return _from_text(text, integer, style)


def unread_formula() -> CellReading:
    """A formula whose result the file does not hold: nobody here calculates it anew."""
    return CellReading(
        None,
        ObservationStatus.MISSING,
        "",
        "là công thức chưa có kết quả; mở tệp bằng Excel, chờ tính xong, lưu rồi gửi lại",
    )


@lru_cache(maxsize=_REMEMBERED, typed=True)
def read_packed(raw: RawCell, parts: int) -> tuple[CellReading, ...]:
    """Read a cell that holds several counts, such as “5/1” for cases and deaths."""
    text = as_text(raw)
    if isinstance(raw, datetime | date):
        wrong = _unreadable(
            text,
            f"đã bị Excel đổi thành ngày (có thể định ghi {raw.day}/{raw.month} hoặc "
            f"{raw.month}/{raw.day}); định dạng ô là Văn bản (Text) rồi gõ lại "
            "số mắc/số tử vong",
        )
        return (wrong,) * parts
    mark = _mark(text)
    if mark is not None:
        return (mark,) * parts
    pieces = [piece.strip() for piece in text.translate(_FULL_WIDTH).split("/")]
    if len(pieces) != parts:
        return (_unreadable(text, _PACKED_ASKED),) * parts
    return tuple(_piece(piece, text) for piece in pieces)


def _piece(piece: str, text: str) -> CellReading:
    # A blank cell is a figure not known yet; half of “5/” is one that was begun and lost.
    if piece == "":
        return _unreadable(text, _PACKED_ASKED)
    read = _from_text(piece, True, NumberStyle.VIETNAMESE)
    return CellReading(read.value, read.status, text, read.problem)


def _mark(text: str) -> CellReading | None:
    if text == "":
        return CellReading(None, ObservationStatus.MISSING, text)
    if text in _NONE_MARKS:
        return CellReading(Decimal(0), ObservationStatus.NORMAL, text)
    if _MISSING_MARK.match(text):
        return CellReading(None, ObservationStatus.MISSING, text)
    if text in _NOT_APPLICABLE_MARKS:
        return CellReading(None, ObservationStatus.NOT_APPLICABLE, text)
    return None


def _as_serial(raw: date | time | timedelta) -> str:
    """The small number that a cell in a date format stands for, as far as one can tell."""
    day = raw.date() if isinstance(raw, datetime) else raw
    if isinstance(day, date) and day.year < 1920:
        # Excel counts a 29 February 1900 that never was.
        serial = (day - _EXCEL_DAY_ZERO).days - (day < date(1900, 3, 1))
        return f" là Số (ô này có thể là số {serial})"
    return " là Số (Number)"


def _from_float(raw: float, text: str, integer: bool) -> CellReading:
    # Excel keeps and shows fifteen digits; a sum such as 12,3 + 4,5 carries dust beyond them.
    value = Decimal(f"{raw:.15g}")
    if not value.is_finite():
        return _unreadable(text, "là lỗi của công thức; sửa công thức hoặc gõ lại số")
    thousand = value * 1000
    if integer and value != value.to_integral_value() and thousand == thousand.to_integral_value():
        shown = format_number(value)
        return _unreadable(
            shown,
            "là số lẻ; số đếm phải là số nguyên. Nếu định ghi "
            f"{format_number(thousand.to_integral_value())} thì gõ {thousand:.0f}, không gõ dấu "
            "ngăn hàng nghìn",
        )
    return _number(value, text if value == Decimal(repr(raw)) else str(value), integer)


def _from_text(text: str, integer: bool, style: NumberStyle) -> CellReading:
    mark = _mark(text)
    if mark is not None:
        return mark
    bare = bare_number(text)
    asked = _asked_about(bare, style)
    if asked:
        return _unreadable(text, asked)
    value = _value(bare, style)
    if value is not None:
        return _number(value, text, integer)
    why = next(
        (why for pattern, why in _DIAGNOSES if pattern.search(text.translate(_FULL_WIDTH))), None
    )
    return _unreadable(text, why or "không đọc được thành số; chỉ ghi chữ số, ví dụ 1234 hoặc 12,5")


def _value(bare: str, style: NumberStyle) -> Decimal | None:
    if style is NumberStyle.ENGLISH and _ENGLISH_NUMBER.match(bare):
        return Decimal(bare.replace(",", ""))
    if _GROUPED.match(bare) or _PLAIN.match(bare):
        return Decimal(bare.replace(".", ""))
    if _DECIMAL_COMMA.match(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return None


def _asked_about(bare: str, style: NumberStyle) -> str:
    """What to ask where the column does not tell what this cell's dot or comma means."""
    if style in (NumberStyle.UNDECIDED, NumberStyle.MIXED) and is_unclear(bare):
        return _two_readings(bare)
    if style is NumberStyle.MIXED and is_english(bare):
        return "theo kiểu Anh, ô khác cùng cột theo kiểu Việt Nam; dùng dấu phẩy cho số lẻ"
    return ""


def _two_readings(bare: str) -> str:
    whole, decimal = bare.replace(".", "").replace(",", ""), bare.replace(".", ",")
    return (
        f"có thể là {whole} hoặc {decimal}, cả cột không cho biết; định dạng ô là Số (Number) "
        "rồi gõ lại, không gõ dấu ngăn hàng nghìn"
    )


def _number(value: Decimal, text: str, integer: bool) -> CellReading:
    if value < 0:
        return _unreadable(text, "là số âm; số liệu báo cáo không âm")
    if integer and value != value.to_integral_value():
        return _unreadable(text, "là số lẻ; số đếm phải là số nguyên")
    if abs(value) >= Decimal(10) ** 14:
        return _unreadable(text, "quá lớn; kiểm tra lại số chữ số")
    if value != round(value, _MAX_DECIMALS):
        return _unreadable(text, "có quá 4 chữ số sau dấu phẩy; làm tròn rồi ghi lại")
    return CellReading(value, ObservationStatus.NORMAL, text)


def _unreadable(text: str, why: str) -> CellReading:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return CellReading(None, ObservationStatus.MISSING, text, f"ghi “{shown}” {why}")
