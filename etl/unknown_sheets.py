"""What an officer is told of a sheet that is no known form: what it looks like, what to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from childrights.catalogue.loader import ROOT, Catalogue
from childrights.strict_yaml import load_yaml
from childrights.warehouse.records import Finding, Severity
from etl.cells import as_text
from etl.grid import Grid
from etl.headings import Key, key_of

_MOST_OF = 0.75
_CAUSE = "cause"
_INJURY_FORM = "tai_nan_thuong_tich"


def unknown_sheet(grid: Grid, nearest: Sequence[str], catalogue: Catalogue) -> Finding:
    """Name a sheet that is no known form, with the forms that look most like it."""
    message = _health_list(grid, catalogue) or (
        f"Trang tính “{grid.name}” không phải biểu nào đã biết; không nạp gì từ trang này."
    )
    if nearest:
        names = " hoặc ".join(f"“{name}”" for name in nearest)
        message += (
            f" Gần nhất là biểu {names}: nếu đúng, chép số liệu vào biểu mẫu tải từ hệ thống."
        )
    return Finding(Severity.NOTE, "form_recognised", message, grid.name)


def _health_list(grid: Grid, catalogue: Catalogue) -> str:
    """Words for a table of the health sector's injury lists, which cannot be converted."""
    texts = {
        key_of((as_text(cell),), Key.LOOSE)
        for row in grid.rows
        for cell in row
        if isinstance(cell, str) and cell
    }
    for entry in _injury_lists():
        labels = [key_of((item["label"],), Key.LOOSE) for item in entry["items"]]
        if sum(label in texts for label in labels) >= _MOST_OF * len(labels):
            return _cannot_convert(grid, entry, catalogue)
    return ""


def _cannot_convert(grid: Grid, entry: Mapping[str, Any], catalogue: Catalogue) -> str:
    causes = catalogue.dimensions[_CAUSE]
    lost = ", ".join(f"“{item['label']}”" for item in entry["items"] if item["to"] is None)
    unlike = ", ".join(
        f"“{item['label']}” (không trùng “{causes.label_of(str(item['to']))}”)"
        for item in entry["items"]
        if item["fit"] in ("wider", "narrower")
    )
    form = next(v.name for v in catalogue.forms.values() if v.form == _INJURY_FORM)
    count = sum(1 for _ in causes.codes) - 1 if "_T" in causes.codes else len(causes.codes)
    return (
        f"Trang tính “{grid.name}” theo {entry['name']}, không phải biểu “{form}” "
        f"({count} loại); không nạp. Không quy đổi được vì {lost} không có loại tương ứng, "
        f"{unlike}, và thiếu giới tính, nhóm tuổi, địa điểm."
    )


@cache
def _injury_lists() -> list[dict[str, Any]]:
    """The lists of ``data/reference/injury-lists.yaml``."""
    lists: list[dict[str, Any]] = load_yaml(ROOT / "data/reference/injury-lists.yaml").data["lists"]
    return lists
