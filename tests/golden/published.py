"""Figures that authorities printed, as workbooks: a tiny catalogue, and sheets typed by hand.

published_figures.csv holds each figure with the address where it was printed. Real communes stand
in for whoever reported (a province, a hospital, the country in 1995): one for a share, one for
each part of a sum. What is tested is arithmetic, from a cell to an answer.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

from childrights.catalogue.loader import load_catalogue
from childrights.desk import Desk
from childrights.periods import Period
from childrights.places.areas import Selection, SelectionSpan
from childrights.places.calendars import load_calendars
from childrights.places.model import Locality
from childrights.places.registry import Registry
from childrights.places.shares import load_shares
from childrights.warehouse.ledger import DataKind, Ledger
from childrights.warehouse.records import Receipt
from childrights.warehouse.snapshot import open_current
from etl.drafts import Setting
from etl.load import load
from tests.conftest import OFFICE_TIME
from tests.handmade import FRAME, frame_lines, save

HERE = Path(__file__).parent
TABLES = HERE / "published_tables"
PERIOD = Period.parse("2024-12M")
CUT_OFF = date(2024, 11, 9)
RECEIVED = datetime(2024, 11, 20, 9, 0, tzinfo=OFFICE_TIME)
PERCENT = '"%"'
HEADER_ROW = 11
_TWO_READINGS = re.compile(r"^\d{1,3}\.\d{3}$")

INDICATORS = """\
version: 1
themes: {published: Số liệu đã công bố}
dimensions:
  sex: {label: Giới tính, codes: {M: Nam, F: Nữ}}
measures:
  top: {label: Tử số đã in, unit: đơn vị, stock_flow: flow, integer: false}
  bottom: {label: Mẫu số đã in, unit: đơn vị, stock_flow: flow, integer: false}
  part: {label: Số thành phần đã in, unit: đơn vị, stock_flow: flow, integer: false}
  people: {label: Số người đã in, unit: người, stock_flow: flow}
shared:
  printed:
    theme: published
    definition: Số đã in trong báo cáo
    formula: Theo báo cáo
    direction: neutral
    levels: [commune, district, province]
    spans: [12M]
    responsible: Cơ quan công bố
    source: {document: published_figures.csv, definition_confirmed: true}
indicators:
"""

RATIOS = {
    "share_0": ("percentage", 0), "share_1": ("percentage", 1), "share_2": ("percentage", 2),
    "ratio_1": ("ratio", 1),
}  # fmt: skip
SUMS = {"sum_0": ("part", 0), "sum_3": ("part", 3), "people_0": ("people", 0)}

FORM = """\
form: {form}
version: "1"
name: {name}
title: [{title}]
symbol: {symbol}
provider: Người thử
receiver: Cơ quan thống kê
legal_basis: Số liệu đã công bố
confirmed: true
confirmation_note: Biểu dùng để thử.
valid_from: 1990-01-01
spans: [12M]
layouts: [rows]
recognise: [{title}]
unit_of_measure: Đơn vị
stub: [{{header: TT, role: number}}, {{header: Nội dung, role: label}}]
columns: [{columns}]
rows: []
expect: {{rows: 0, columns: {count}}}
"""

FORMS: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "ratios": ("BẢNG TỬ SỐ VÀ MẪU SỐ ĐÃ CÔNG BỐ", (("Tử số", "top"), ("Mẫu số", "bottom"))),
    "sums": ("BẢNG SỐ THÀNH PHẦN ĐÃ CÔNG BỐ", (("Số lượng", "part"),)),
    "people": ("BẢNG SỐ NGƯỜI ĐÃ CÔNG BỐ", (("Số người", "people"),)),
}


def write_catalogue(root: Path) -> None:
    """Write the tiny catalogue: percentages, a ratio, sums, and a form for each."""
    text = INDICATORS
    for name, (kind, decimals) in RATIOS.items():
        text += _indicator(name, kind, decimals, "{measure: top}", "{measure: bottom}")
    for name, (measure, decimals) in SUMS.items():
        text += _indicator(name, "count", decimals, f"{{measure: {measure}}}")
    (root / "etl" / "forms").mkdir(parents=True)
    (root / "indicators.yaml").write_text(text, encoding="utf-8")
    for form, (title, columns) in FORMS.items():
        listed = ", ".join(f"{{header: [{head}], measure: {name}}}" for head, name in columns)
        (root / "etl" / "forms" / f"{form}.yaml").write_text(
            FORM.format(
                form=form, name=title.capitalize(), title=title, symbol=form.upper(),
                columns=listed, count=len(columns),
            ),
            encoding="utf-8",
        )  # fmt: skip


def _indicator(name: str, kind: str, decimals: int, top: str, bottom: str = "") -> str:
    lines = [
        f"  {name}:", "    use: printed", f"    name: Số đã in {name}", f"    short_name: {name}",
        f"    unit: {_unit(kind, top)}", f"    kind: {kind}",
        f"    numerator: {top}", f"    decimals: {decimals}",
    ]  # fmt: skip
    return "\n".join(lines + ([f"    denominator: {bottom}"] if bottom else [])) + "\n"


def _unit(kind: str, top: str) -> str:
    """A share is in percent; a count in what its measure counts."""
    if kind == "percentage":
        return PERCENT
    return "người" if "people" in top else "đơn vị"


def _retyped(content: object) -> object:
    """As an officer types it anew when asked: “571.193” alone in a column may be two numbers."""
    if isinstance(content, str) and _TWO_READINGS.match(content):
        return int(content.replace(".", ""))
    return content


@dataclass(frozen=True)
class Sheet:
    """One workbook to send: a form, a line of cells for each unit, and the total row if printed."""

    name: str
    form: str
    units: tuple[Locality, ...]
    lines: tuple[tuple[object, ...], ...]
    total: tuple[object, ...] | None = None

    def content(self, header: str) -> bytes:
        """The workbook, typed as an office would: heading, frame, table, total."""
        title, columns = FORMS[self.form]
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"] = title
        frame = {"Đơn vị báo cáo": header, "Kỳ báo cáo": "Năm 2024"}
        frame_lines(sheet, 2, {**FRAME, **frame, "Ngày chốt số liệu": "09/11/2024"})
        headings = ["TT", "Mã đơn vị", "Đơn vị", *(heading for heading, _ in columns)]
        for column, text in enumerate(headings, start=1):
            sheet.cell(HEADER_ROW, column, text)
        for number, (unit, cells) in enumerate(zip(self.units, self.lines, strict=True), start=1):
            row = (number, unit.code, unit.name, *map(_retyped, cells))
            for column, content in enumerate(row, start=1):
                sheet.cell(HEADER_ROW + number, column, content)
        if self.total is not None:
            total = map(_retyped, self.total)
            for column, content in enumerate(("TỔNG CỘNG", *total), start=3):
                sheet.cell(HEADER_ROW + len(self.lines) + 1, column, content)
        return save(book)


@dataclass
class Post:
    """Workbooks being made for one province, each unit used once; then sent in one batch."""

    registry: Registry
    province: str
    sheets: dict[str, Sheet] = field(default_factory=dict)
    _units: Iterator[Locality] = field(init=False)

    def __post_init__(self) -> None:
        self._units = iter(self.registry.units(self.province, CUT_OFF))

    def add(
        self,
        name: str,
        form: str,
        lines: Sequence[Sequence[object]],
        total: Sequence[object] | None = None,
        units: Sequence[Locality] = (),
    ) -> Sheet:
        """Make one more workbook, for fresh units unless some are given."""
        taken = tuple(units) or tuple(next(self._units) for _ in lines)
        printed = None if total is None else tuple(total)
        sheet = Sheet(name, form, taken, tuple(map(tuple, lines)), printed)
        self.sheets[name] = sheet
        return sheet


@dataclass(frozen=True)
class Office:
    """What became of the workbooks, and a desk to ask; every workbook's units are an area."""

    sheets: Mapping[str, Sheet]
    receipts: Mapping[str, Receipt]
    desk: Desk


def send(post: Post, folder: Path) -> Office:
    """Load every workbook in one batch into a fresh data folder."""
    write_catalogue(folder / "root")
    catalogue = load_catalogue(root=folder / "root")
    setting = Setting(catalogue, post.registry)
    header = post.registry.full_name(post.registry.at(post.province, CUT_OFF))
    files = []
    for sheet in post.sheets.values():
        path = folder / f"{sheet.name}.xlsx"
        path.write_bytes(sheet.content(header))
        files.append((path, RECEIVED))
    ledger = Ledger.create(folder / "data", DataKind.REAL)
    receipts = dict(zip(post.sheets, load(files, ledger, setting), strict=True))
    return Office(post.sheets, receipts, _desk(folder / "data", post, setting))


def _desk(data: Path, post: Post, setting: Setting) -> Desk:
    return Desk(
        catalogue=setting.catalogue,
        registry=post.registry,
        selections={sheet.name: area_of(sheet.name, sheet.units) for sheet in post.sheets.values()},
        calendars=load_calendars(data),
        shares=load_shares(data),
        snapshot=open_current(data),
    )


def area_of(token: str, units: Sequence[Locality]) -> Selection:
    """A địa bàn of these units."""
    return Selection(token, (SelectionSpan(label=token, units=tuple(u.code for u in units)),))


def published_figures() -> list[dict[str, str]]:
    """Every row of published_figures.csv."""
    with (HERE / "published_figures.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def table(name: str, delimiter: str = ";") -> list[list[str]]:
    """Rows of one published table as printed, without the line that says where it is from."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.reader(lines, delimiter=delimiter) if not row[0].startswith("#")]
