"""Cell styles of one workbook, made once each."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

_BASE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BOX: dict[str, Any] = {"border": 1}
_INPUT: dict[str, Any] = {"locked": False, "bg_color": "#FFF9E3"}
_WRAP: dict[str, Any] = {"text_wrap": True}
_CENTRE: dict[str, Any] = {"align": "center"}
_BOLD: dict[str, Any] = {"bold": True}

STYLES: dict[str, dict[str, Any]] = {
    "mark": {**_BOLD, **_CENTRE, "font_color": "#C00000", "font_size": 13},
    "centre": {**_CENTRE, **_WRAP},
    "centre_bold": {**_CENTRE, **_BOLD, **_WRAP},
    "centre_italic": {**_CENTRE, **_WRAP, "italic": True, "font_size": 10},
    "title": {**_CENTRE, **_BOLD, **_WRAP, "font_size": 14},
    "label": {},
    "given": {**_BOLD, **_WRAP, "align": "left", "num_format": "@"},
    "entry": {**_INPUT, **_WRAP, **_BOX, "align": "left", "num_format": "@"},
    "entry_date": {**_INPUT, **_BOX, "align": "left", "num_format": "dd/mm/yyyy"},
    "unit_line": {"italic": True, "align": "right"},
    "head": {**_CENTRE, **_BOLD, **_WRAP, **_BOX},
    "index": {**_CENTRE, **_BOX, "italic": True, "font_size": 9},
    "stub": {**_WRAP, **_BOX, "indent": 1},
    "stub_bold": {**_WRAP, **_BOX, **_BOLD, "indent": 1},
    "stub_centre": {**_CENTRE, **_BOX, "num_format": "@"},
    "stub_centre_bold": {**_CENTRE, **_BOX, **_BOLD, "num_format": "@"},
    "number": {**_INPUT, **_BOX, "align": "right", "num_format": "#,##0", "indent": 1},
    "number_bold": {
        **_INPUT,
        **_BOX,
        **_BOLD,
        "align": "right",
        "num_format": "#,##0",
        "indent": 1,
    },
    "decimal": {**_INPUT, **_BOX, "align": "right", "indent": 1},
    "decimal_bold": {**_INPUT, **_BOX, **_BOLD, "align": "right", "indent": 1},
    "packed": {**_INPUT, **_BOX, **_CENTRE, "num_format": "@"},
    "packed_bold": {**_INPUT, **_BOX, **_BOLD, **_CENTRE, "num_format": "@"},
    "none": {**_BOX},
    "none_bold": {**_BOX, **_BOLD},
    "note": {"italic": True, **_WRAP, "font_size": 10, "valign": "top"},
    "sign_date": {"italic": True, **_CENTRE, "locked": False},
    "sign": {**_CENTRE, **_BOLD},
    "sign_hint": {**_CENTRE, "italic": True, "font_size": 10},
    "sign_name": {**_CENTRE, **_BOLD, "locked": False},
    "verdict": {**_BOLD, **_CENTRE, **_BOX, "font_size": 16},
    "text": {**_WRAP, "valign": "top"},
    "text_bold": {**_WRAP, **_BOLD, "valign": "top"},
    "result": {**_BOX, **_WRAP, **_BOLD},
    "figure": {**_BOX, "align": "right"},
    "bad": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "good": {"bg_color": "#E2EFDA", "font_color": "#375623"},
    "open": {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
}
"""Properties of each style by name, on top of the form's font."""

_BARE = ("bad", "good", "open")


class Styles:
    """The styles of one workbook; a style is written to the file only when it is used."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            base = {} if name in _BARE else _BASE
            self._made[name] = self._workbook.add_format({**base, **STYLES[name]})
        return self._made[name]
