"""The columns of an SDMX file: what each means, and what may stand in it.

Breakdowns come from the catalogue; every other column is here, once, in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from childrights.exchange.terms import code_id


class Role(Enum):
    """What a column is to an observation."""

    DIMENSION = "dimension"
    TIME = "time"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"


class Holds(Enum):
    """What stands in a column: a code of a list, or one of these."""

    CODE = "code"
    TEXT = "text"
    DECIMAL = "decimal"
    WHOLE = "whole"
    DAY = "day"
    YEAR = "year"


@dataclass(frozen=True)
class Component:
    """A column: identifier, Vietnamese and English name, what it holds.

    ``codelist`` is the list that a code is of; ``always`` tells that it is never empty.
    """

    id: str
    role: Role
    holds: Holds
    vi: str
    en: str = ""
    codelist: str = ""
    always: bool = False


def _dimension(name: str, vi: str, en: str) -> Component:
    return Component(name, Role.DIMENSION, Holds.CODE, vi, en, f"CL_{name}", always=True)


def _coded(name: str, vi: str, en: str, codelist: str, *, always: bool = True) -> Component:
    return Component(name, Role.ATTRIBUTE, Holds.CODE, vi, en, codelist, always)


def _plain(name: str, holds: Holds, vi: str, en: str, *, always: bool = False) -> Component:
    return Component(name, Role.ATTRIBUTE, holds, vi, en, always=always)


KEY = (
    _dimension("FREQ", "Tần suất", "Frequency"),
    _dimension("REF_AREA", "Địa bàn", "Reference area"),
    _dimension("INDICATOR", "Chỉ tiêu", "Indicator"),
    _dimension("REPORTING_SPAN", "Kỳ báo cáo trong năm", "Months reported, from 1 January"),
)
"""Dimensions before the breakdowns."""

TIME = Component("TIME_PERIOD", Role.TIME, Holds.YEAR, "Năm", "Year", always=True)
MEASURE = Component("OBS_VALUE", Role.MEASURE, Holds.DECIMAL, "Giá trị", "Observation value")

ATTRIBUTES = (
    _coded("OBS_STATUS", "Tình trạng số liệu", "Observation status", "CL_OBS_STATUS"),
    _coded(
        "OBS_STATUS_2", "Tình trạng số liệu, dấu hiệu thứ hai", "Observation status, second mark",
        "CL_OBS_STATUS", always=False,
    ),
    _coded("CONF_STATUS", "Mức bảo mật", "Confidentiality status", "CL_CONF_STATUS"),
    _plain("NUMERATOR", Holds.DECIMAL, "Tử số", "Numerator, over the units that reported"),
    _plain("DENOMINATOR", Holds.DECIMAL, "Mẫu số", "Denominator, over the same units"),
    _plain("UNITS_REPORTED", Holds.WHOLE, "Số đơn vị đã báo cáo", "Units that reported"),
    _plain("UNITS_EXPECTED", Holds.WHOLE, "Số đơn vị phải báo cáo", "Units that should report"),
    _coded("UNIT_MEASURE", "Đơn vị tính", "Unit of measure", "CL_UNIT_MEASURE"),
    _plain("UNIT_MULT", Holds.WHOLE, "Lũy thừa 10 của đơn vị tính", "Power of ten of the unit",
           always=True),
    _plain("DECIMALS", Holds.WHOLE, "Số chữ số thập phân", "Decimals", always=True),
    _coded(
        "STOCK_FLOW", "Thời điểm hay lũy kế", "Stock at the cut-off or flow from 1 January",
        "CL_STOCK_FLOW", always=False,
    ),
    _plain("METHOD_SINCE", Holds.DAY, "Phương pháp tính áp dụng từ", "Method in force since"),
    _plain("SOURCE", Holds.TEXT, "Nguồn của định nghĩa", "Source of the definition", always=True),
    _plain("CUT_OFF", Holds.DAY, "Ngày chốt số liệu theo lịch báo cáo",
           "Last day covered, by the reporting calendar"),
    _plain("AREA_CODE", Holds.TEXT, "Mã địa bàn", "Official code, or name of a saved selection",
           always=True),
    _plain("AREA_VALID_FROM", Holds.DAY, "Mã địa bàn có nghĩa này từ ngày (1900-01-01: từ trước)",
           "The code means this territory since (1900-01-01: since before the record)",
           always=True),
    _plain("COMMENT_OBS", Holds.TEXT, "Ghi chú", "Comment"),
)  # fmt: skip

_OF_THE_FORMAT = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY")
_TAKEN = frozenset((*_OF_THE_FORMAT, *(item.id for item in (*KEY, TIME, MEASURE, *ATTRIBUTES))))


def component_id(dimension: str) -> str:
    """The column of a breakdown: “abuse_form” is ``ABUSE_FORM``.

    A dimension of an operator's catalogue that is called like another column, or that does not
    begin with a letter, gets ``BY_`` before its name. A character that a column may not have is
    written as :func:`~childrights.exchange.terms.code_id` does, with ``-`` for ``$``.
    """
    name = code_id(dimension.upper()).replace("$", "-")
    return name if name not in _TAKEN and name[0].isalpha() else f"BY_{name}"


def breakdown(dimension: str, label: str) -> Component:
    """The column of a breakdown of the catalogue."""
    name = component_id(dimension)
    return Component(name, Role.DIMENSION, Holds.CODE, label, codelist=f"CL_{name}", always=True)
