"""A second way to the figures: pandas and openpyxl straight over the demonstration workbooks.

It shares nothing with the loader. Rows and columns are found by their printed labels, and of
several files for one unit that hold a figure the one received last (“lan-2”) is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

_NAME = re.compile(
    r"^(?P<form>[a-z_0-9-]+?)_(?P<code>\d{5})_(?P<slug>.*?)(_(?P<turn>lan-2|chinh-thuc))?$"
)
_TURNS = {None: 1, "lan-2": 2, "chinh-thuc": 3}


@dataclass(frozen=True)
class Cells:
    """Where a figure stands: the sheet's row label and how many columns to its right.

    ``form`` is how the names of its files begin: the form, or the office that fills it in.
    """

    form: str
    label: str
    column: int


BHYT_CHILDREN = Cells("bhyt_duoi_6_tuoi", "TỔNG SỐ TRẺ EM DƯỚI 6 TUỔI", 1)
BHYT_CARDS = Cells("bhyt_duoi_6_tuoi", "TỔNG SỐ TRẺ EM DƯỚI 6 TUỔI", 4)
SUPPORTED = Cells("bo_chi_tieu_tre_em", "Số trẻ em có hoàn cảnh đặc biệt được trợ giúp", 2)
SPECIAL = Cells(
    "bo_chi_tieu_tre_em", "Số trẻ em có hoàn cảnh đặc biệt (mỗi trẻ em tính một lần)", 2
)
INJURIES = Cells("tai_nan_thuong_tich", "TỔNG SỐ", 1)


VACCINATED = Cells(
    "tram-y-te-cap-xa", "Số trẻ em dưới 1 tuổi được tiêm chủng đầy đủ các loại vắc xin", 2
)
VACCINE_CHILDREN = Cells("tram-y-te-cap-xa", "Số trẻ em dưới 1 tuổi thuộc diện tiêm chủng", 2)
REGISTERED = Cells("tu-phap-ho-tich-cap-xa", "Số trẻ em dưới 5 tuổi đã được đăng ký khai sinh", 2)
REGISTRY_CHILDREN = Cells("tu-phap-ho-tich-cap-xa", "Số trẻ em dưới 5 tuổi trên địa bàn", 2)
DOMESTIC_VIOLENCE = Cells("cong-an-cap-xa", "Số vụ bạo lực gia đình", 2)


def ward_files(folder: Path, form: str) -> dict[str, list[Path]]:
    """The one-ward workbooks of a form for each unit of a place and period, oldest first."""
    found: dict[str, list[tuple[int, Path]]] = {}
    for path in sorted(folder.glob("*.xlsx")):
        match = _NAME.match(path.stem)
        if match is None or match["form"] != form or "theo-thon" in match["slug"]:
            continue
        found.setdefault(match["code"], []).append((_TURNS[match["turn"]], path))
    return {code: [path for _, path in sorted(paths)] for code, paths in found.items()}


@cache
def _rows(path: Path) -> list[tuple[object, ...]]:
    book = load_workbook(path, data_only=True)
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


def read(folder: Path, cells: Cells) -> pd.Series:
    """The figure of every unit that reported, by code; a packed “5/1” gives its first part."""
    found: dict[str, int] = {}
    for code, paths in ward_files(folder, cells.form).items():
        for row in (row for path in paths for row in _rows(path)):
            if cells.label in row:
                raw = row[row.index(cells.label) + cells.column]
                found[code] = int(str(raw).split("/", maxsplit=1)[0])
    return pd.Series(found, dtype="int64")
