"""Makes golden.xlsx: `python -m tests.golden.make_golden`, with LibreOffice on the machine.

The workbook has three sheets. “Nhập liệu” holds the figures of the forms for four wards in 2023
and three in 2025, made up (see :mod:`tests.golden.made_up`), with units that never reported, groups
in which there is no child, estimates and cells left open. “Kết quả” works out every indicator of
formulas.csv for each ward and for their area (the city where it takes one), by live formulas.
formulas.csv was written by hand from the definitions; nothing of the product's own formulas is
used. LibreOffice calculates the workbook once, so that its numbers can be read without it.

Run it again after adding a line to formulas.csv.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from childrights.catalogue.forms import FormVersion
from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.periods import Period
from tests.golden.made_up import MadeUp, Occasion, cells

HERE = Path(__file__).parent
WORKBOOK = HERE / "golden.xlsx"
FORMULAS = HERE / "formulas.csv"
INPUTS, RESULTS, GUIDE = "Nhập liệu", "Kết quả", "Đọc trước"
AREA, CITY = "mau", "01"
FIRST_UNIT_COLUMN = 6
NOT_SENT = "không gửi"

FORMS = {
    "01": "bo_chi_tieu_tre_em",
    "02": "bhyt_duoi_6_tuoi",
    "03": "tai_nan_thuong_tich",
    "04": "tu_cham_diem_phu_hop_tre_em",
    "05": "bao_ve_tro_giup_tre_em",
    "06": "tre_em_bi_xam_hai",
    "07": "vu_viec_xam_hai_va_bao_cao_khan",
    "08": "suc_khoe_dinh_duong_tre_em",
    "09": "tre_em_anh_huong_hiv",
    "10": "khai_sinh_tao_hon",
    "11": "giao_duc_tre_em",
    "12": "co_so_moi_truong_an_toan",
    "13": "truyen_thong_su_tham_gia",
    "14": "nhan_luc_to_chuc_thuc_hien",
    "15": "kinh_phi_cong_tac_tre_em",
}
"""Number that the golden workbook gives a form → the form."""

LAYOUT_PERIOD = Period.parse("2025-12M")
"""Rows and columns are numbered as the forms of this period print them."""

OCCASIONS = (
    Occasion(
        "2023-12M", "00307",
        # 1 of 16 is 6,25: half-up makes 6,3 of it, half-even would make 6,2.
        {"abuse_reports": 16, "abuse_reports_resolved": 1},
        nature={"05": "P"},
        ellipsis=("01:1.6",),
    ),
    Occasion(
        "2023-12M", "00313",
        {"dropouts": 0, "schools": 0, "urgent_incidents": 0, "live_births": 0, "under_5_deaths": 0},
        nature={"01": "E", "05": "E", "12": "P"},
    ),
    Occasion(
        "2023-12M", "00331",
        {"special_circumstances": 0, "bhyt_children": 0, "child_workers": 0, "funds_planned": 0},
    ),
    Occasion("2023-12M", "00340", {}, without=("02", "08", "13", "15")),
    Occasion(
        "2025-12M", "00301",
        {"hiv_exposed": 0, "labour_children_found": 0, "violations_found": 0, "cfc_recognised": 1},
        nature={"02": "P", "03": "E", "15": "E"},
    ),
    Occasion(
        "2025-12M", "00316",
        {"hiv_exposed": 0, "labour_children_found": 0, "violations_found": 0, "children": 2000,
         "special_circumstances": 81, "cfc_recognised": 0},
    ),
    Occasion(
        "2025-12M", "00331",
        {"hiv_exposed": 0, "labour_children_found": 0, "violations_found": 0, "abused_children": 0,
         "injury_cases": 0},
        without=("01", "04", "07", "10", "14"),
    ),
)  # fmt: skip

PERIODS = tuple(dict.fromkeys(item.period for item in OCCASIONS))

SAID = (
    "Số vàng để đối chiếu cách tính chỉ tiêu",
    "",
    "“Nhập liệu”: số liệu giả định của 15 biểu, mỗi cột một đơn vị trong một kỳ. Biểu không gửi "
    "thì để trống; “…” là chưa có số liệu; dòng “Tính chất số liệu” ghi A (chính thức), P (sơ bộ), "
    "E (ước).",
    "“Kết quả”: tử số, mẫu số, giá trị và ký hiệu của từng chỉ tiêu, tất cả là công thức sống.",
    "Ký hiệu: A bình thường, E ước, P sơ bộ, O chưa có số liệu, M không áp dụng (không có ai trong "
    "nhóm, hoặc chỉ tiêu không tính ở cấp này).",
    "Địa bàn “mau” gồm các phường của kỳ đó; “01” là cả thành phố, nơi chỉ các phường này "
    "có báo cáo (chỉ ghi với chỉ tiêu tính từ cấp tỉnh).",
    "Tệp do tests/golden/make_golden.py viết; công thức chép tay ở tests/golden/formulas.csv.",
)


@dataclass(frozen=True)
class Formula:
    """One line of formulas.csv; references are “form:row[column]”, the first column if none."""

    indicator: str
    breakdown: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    per: str
    decimals: str
    levels: str

    @property
    def counts_units(self) -> bool:
        """Whether the denominator is the units that reported."""
        return self.denominator == ("units",)

    @property
    def references(self) -> tuple[str, ...]:
        """Every cell that the formula needs."""
        return self.numerator + (() if self.counts_units else self.denominator)

    @property
    def forms(self) -> tuple[str, ...]:
        """Numbers of the forms that it needs."""
        return tuple(dict.fromkeys(item.split(":")[0] for item in self.references))


def read_formulas() -> list[Formula]:
    """Every line of formulas.csv."""
    with FORMULAS.open(encoding="utf-8", newline="") as lines:
        return [
            Formula(
                row["indicator"], row["breakdown"], _references(row["numerator"]),
                _references(row["denominator"]), row["per"], row["decimals"], row["levels"],
            )
            for row in csv.DictReader(lines)
        ]  # fmt: skip


def _references(text: str) -> tuple[str, ...]:
    if text in ("", "units"):
        return (text,) if text else ()
    return tuple(
        item if item.endswith("]") else f"{item}[1]" for item in text.replace(" ", "").split("+")
    )


# ── Inputs ────────────────────────────────────────────────────────────────────────────────


def _row_key(number: str, code: str, label: str, version: FormVersion) -> str:
    """Name a row; in form 01 the groups of circumstances restart at 1 below row 2 of part II."""
    if number != "01":
        return code
    labels = [row.label for row in version.rows]
    start = next(i for i, row in enumerate(version.rows) if row.section and row.code == "II")
    if labels.index(label) < start:
        return code
    is_group = any(row.label == label and row.where for row in version.rows)
    return f"II.2.{code.rsplit('.', maxsplit=1)[-1]}" if is_group else f"II.{code}"


def _write_inputs(sheet: Worksheet, catalogue: Catalogue) -> dict[str, int]:
    """Write every figure; return the row of each key."""
    heading = ["Khóa", "Biểu", "Dòng", "Nội dung", "Cột"]
    heading += [f"{item.period} {item.code}" for item in OCCASIONS]
    sheet.append(heading)
    made = [MadeUp(item, catalogue) for item in OCCASIONS]
    at: dict[str, int] = {}
    for number, form in FORMS.items():
        version = catalogue.form_for(form, LAYOUT_PERIOD)
        natures = [_nature(item, number) for item in OCCASIONS]
        sheet.append([f"{number}:nature", version.symbol, "", "Tính chất số liệu", "", *natures])
        at[f"{number}:nature"] = sheet.max_row
        for code, label, column, item in cells(version):
            key = f"{number}:{_row_key(number, code, label, version)}"
            figures = [
                _written(number, key, one.occasion, one.figure(version, item)) for one in made
            ]
            at[f"{key}[{item.column + 1}]"] = sheet.max_row + 1
            sheet.append(
                [f"{key}[{item.column + 1}]", version.symbol, code, label, column, *figures]
            )
    return at


def _nature(occasion: Occasion, number: str) -> str:
    if number in occasion.without:
        return NOT_SENT
    return (occasion.nature or {}).get(number, "A")


def _written(number: str, key: str, occasion: Occasion, figure: object) -> object:
    if number in occasion.without:
        return None
    return "…" if key in occasion.ellipsis else figure


# ── Results ───────────────────────────────────────────────────────────────────────────────

COLUMNS = (
    "Chỉ tiêu", "Phân tổ", "Kỳ", "Địa bàn", "Tử số", "Mẫu số", "Giá trị", "Ký hiệu",
    "Số đơn vị báo cáo", "Dấu của số liệu",
)  # fmt: skip
AT = {name: get_column_letter(index + 1) for index, name in enumerate(COLUMNS)}
N, D, V, S, R, M = (AT[name] for name in COLUMNS[4:])


def write_results(sheet: Worksheet, at: Mapping[str, int]) -> None:
    """Write the formulas of every indicator; ``at`` is the row of each key in “Nhập liệu”."""
    sheet.append(list(COLUMNS))
    for formula in read_formulas():
        for period in PERIODS:
            _write_block(sheet, formula, period, at)


def _write_block(sheet: Worksheet, formula: Formula, period: str, at: Mapping[str, int]) -> None:
    """One indicator in one period: its units, then their area.

    The city too where an area this small is no answer.
    """
    first = sheet.max_row + 1
    for index, occasion in enumerate(OCCASIONS):
        if occasion.period == period:
            column = get_column_letter(FIRST_UNIT_COLUMN + index)
            parts = list(_unit_formulas(formula, column, at, sheet.max_row + 1))
            sheet.append([formula.indicator, formula.breakdown, period, occasion.code, *parts])
    last = sheet.max_row
    for place in (AREA, CITY) if formula.levels == "province" else (AREA,):
        parts = list(_area_formulas(formula, first, last, sheet.max_row + 1, place))
        sheet.append([formula.indicator, formula.breakdown, period, place, *parts])


def _unit_formulas(formula: Formula, column: str, at: Mapping[str, int], row: int) -> Iterator[str]:
    def cell(reference: str) -> str:
        return f"'{INPUTS}'!${column}${at[reference]}"

    needed = ",".join(cell(item) for item in formula.references)
    yield f'=IF({R}{row}=1,{"+".join(cell(item) for item in formula.numerator)},"")'
    if formula.counts_units:
        yield f'=IF({R}{row}=1,1,"")'
    elif formula.denominator:
        yield f'=IF({R}{row}=1,{"+".join(cell(item) for item in formula.denominator)},"")'
    else:
        yield ""
    yield _value(formula, row, applies=formula.levels in ("", "commune"))
    yield _status(formula, row, applies=formula.levels in ("", "commune"))
    yield f"=IF(COUNT({needed})={len(formula.references)},1,0)"
    natures = [cell(f"{form}:nature") for form in formula.forms]
    yield "=" + "&".join(_marked(mark, natures) for mark in ("E", "P"))


def _marked(mark: str, natures: Sequence[str]) -> str:
    anywhere = ",".join(f'{nature}="{mark}"' for nature in natures)
    return f'IF(OR({anywhere}),"{mark}","")'


def _area_formulas(formula: Formula, first: int, last: int, row: int, place: str) -> Iterator[str]:
    def span(column: str) -> str:
        return f"{column}{first}:{column}{last}"

    applies = formula.levels in ("", "area") or (formula.levels == "province" and place == CITY)
    yield f'=IF({R}{row}>0,SUM({span(N)}),"")'
    yield f'=IF({R}{row}>0,SUM({span(D)}),"")' if formula.denominator else ""
    yield _value(formula, row, applies=applies)
    yield _status(formula, row, applies=applies)
    yield f"=SUM({span(R)})"
    found = (
        f'IF(SUMPRODUCT(({span(R)}=1)*ISNUMBER(SEARCH("{mark}",{span(M)})))>0,"{mark}","")'
        for mark in ("E", "P")
    )
    yield "=" + "&".join(found)


def _value(formula: Formula, row: int, *, applies: bool) -> str:
    if not applies:
        return ""
    if not formula.denominator:
        return f'=IF({R}{row}>0,ROUND({N}{row},{formula.decimals}),"")'
    times = "" if formula.per == "1" else f"{formula.per}*"
    ratio = f"ROUND({times}{N}{row}/{D}{row},{formula.decimals})"
    return f'=IF({R}{row}>0,IF({D}{row}>0,{ratio},""),"")'


def _status(formula: Formula, row: int, *, applies: bool) -> str:
    if not applies:
        return "M"
    known = f'IF({M}{row}="","A",{M}{row})'
    if formula.denominator:
        known = f'IF({D}{row}=0,"M",{known})'
    return f'=IF({R}{row}=0,"O",{known})'


# ── The workbook ──────────────────────────────────────────────────────────────────────────


def _decorate(sheet: Worksheet, widths: Sequence[int]) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "F2"


def build() -> Workbook:
    """The workbook with its formulas, not yet calculated."""
    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = GUIDE
    guide.column_dimensions["A"].width = 110
    for line in SAID:
        guide.append([line])
        guide.cell(guide.max_row, 1).alignment = Alignment(wrap_text=True)
    guide["A1"].font = Font(bold=True, size=14)
    inputs, results = book.create_sheet(INPUTS), book.create_sheet(RESULTS)
    at = _write_inputs(inputs, load_catalogue())
    write_results(results, at)
    _decorate(inputs, [16, 20, 8, 60, 36, *[16] * len(OCCASIONS)])
    _decorate(results, [40, 22, 12, 10, 12, 12, 12, 10, 12, 12])
    return book


def recalculate(source: Path, folder: Path, office: str = "soffice") -> Path:
    """Let LibreOffice calculate a workbook anew; return where it put the result."""
    profile = folder / "profile"
    subprocess.run(
        [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--calc",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / source.name


def main() -> None:
    """Write golden.xlsx, calculated."""
    with tempfile.TemporaryDirectory() as name:
        draft = Path(name) / "draft" / WORKBOOK.name
        draft.parent.mkdir()
        build().save(draft)
        WORKBOOK.write_bytes(recalculate(draft, Path(name)).read_bytes())


if __name__ == "__main__":
    main()
