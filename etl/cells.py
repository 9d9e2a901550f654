"""What one cell says: a number, nothing, “none”, “not applicable”, or something to ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from childrights.sdmx import ObservationStatus
from childrights.vietnamese.text import clean
from etl.grid import RawCell

_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+$")
_PLAIN = re.compile(r"^\d+$")
_DECIMAL_COMMA = re.compile(r"^(\d{1,3}(\.\d{3})+|\d+),\d+$")
_FIGURE_LIKE = re.compile(r"^(?=.*\d)[\d\s.,/%()*+-]+$")
_MAX_DECIMALS = 4
_REMEMBERED = 16_384
_NONE_MARKS = {"-", "–", "—"}
_MISSING_MARKS = {"…", "...", "..", "…."}
_NOT_APPLICABLE_MARKS = {"x", "X"}


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
        return bool(_FIGURE_LIKE.match(clean(raw)))
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def is_mark(raw: RawCell) -> bool:
    """Whether a cell holds a mark in place of a figure: a dash, an ellipsis, an x."""
    return isinstance(raw, str) and clean(raw) in (
        _NONE_MARKS | _MISSING_MARKS | _NOT_APPLICABLE_MARKS
    )


# The same few figures and “0/0” fill most cells; typed, because 1, 1.0 and TRUE are equal keys.
@lru_cache(maxsize=_REMEMBERED, typed=True)
def read_figure(raw: RawCell, *, integer: bool) -> CellReading:
    """Read one figure. ``integer`` says that the measure counts whole things."""
    text = as_text(raw)
    if isinstance(raw, bool):
        return _unreadable(text, "là ô đúng/sai (TRUE/FALSE), không phải số")
    if isinstance(raw, int | float):
        return _number(Decimal(repr(raw) if isinstance(raw, float) else raw), text, integer)
    if isinstance(raw, datetime | date | time | timedelta):
        return _unreadable(
            text, "đã bị Excel đổi thành ngày hoặc giờ; định dạng lại ô và gõ lại số"
        )
    return _from_text(text, integer)


@lru_cache(maxsize=_REMEMBERED, typed=True)
def read_packed(raw: RawCell, parts: int) -> tuple[CellReading, ...]:
    """Read a cell that holds several counts, such as “5/1” for cases and deaths."""
    text = as_text(raw)
    if isinstance(raw, datetime | date):
        wrong = _unreadable(
            text,
            "đã bị Excel đổi thành ngày; định dạng ô là Văn bản (Text) rồi gõ lại "
            "số mắc/số tử vong",
        )
        return (wrong,) * parts
    mark = _mark(text)
    if mark is not None:
        return (mark,) * parts
    pieces = [piece.strip() for piece in text.split("/")]
    if len(pieces) != parts:
        wrong = _unreadable(text, "cần ghi số mắc/số tử vong, ví dụ 5/1 hoặc 0/0")
        return (wrong,) * parts
    readings = [_from_text(piece, integer=True) for piece in pieces]
    return tuple(CellReading(r.value, r.status, text, r.problem) for r in readings)


def _mark(text: str) -> CellReading | None:
    if text == "":
        return CellReading(None, ObservationStatus.MISSING, text)
    if text in _NONE_MARKS:
        return CellReading(Decimal(0), ObservationStatus.NORMAL, text)
    if text in _MISSING_MARKS:
        return CellReading(None, ObservationStatus.MISSING, text)
    if text in _NOT_APPLICABLE_MARKS:
        return CellReading(None, ObservationStatus.NOT_APPLICABLE, text)
    return None


def _from_text(text: str, integer: bool) -> CellReading:
    mark = _mark(text)
    if mark is not None:
        return mark
    bare = text.replace(" ", "")
    if _GROUPED.match(bare) or _PLAIN.match(bare):
        return _number(Decimal(bare.replace(".", "")), text, integer)
    if _DECIMAL_COMMA.match(bare):
        return _number(Decimal(bare.replace(".", "").replace(",", ".")), text, integer)
    return _unreadable(text, "không đọc được thành số; chỉ ghi chữ số, ví dụ 1234 hoặc 12,5")


def _number(value: Decimal, text: str, integer: bool) -> CellReading:
    if value < 0:
        return _unreadable(text, "là số âm; số liệu báo cáo không âm")
    if integer and value != value.to_integral_value():
        return _unreadable(text, "là số lẻ; số đếm phải là số nguyên")
    if value != round(value, _MAX_DECIMALS):
        return _unreadable(text, "có quá 4 chữ số sau dấu phẩy; làm tròn rồi ghi lại")
    if abs(value) >= Decimal(10) ** 14:
        return _unreadable(text, "quá lớn; kiểm tra lại số chữ số")
    return CellReading(value, ObservationStatus.NORMAL, text)


def _unreadable(text: str, why: str) -> CellReading:
    return CellReading(None, ObservationStatus.MISSING, text, f"ghi “{text}” {why}")
