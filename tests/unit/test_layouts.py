"""The twelve layouts of real submissions: read to the cell, or refused in the right words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from childrights.catalogue.loader import Catalogue
from childrights.places.registry import load_registry
from childrights.warehouse.records import Receipt, Severity, Submission, Verdict
from etl.drafts import Setting
from etl.judge import check_file
from tests import handmade
from tests.conftest import RECEIVED
from tests.layouts import FRAME, ORGANISATION, YEAR_FRAME, turned, workbook

HAMLETS = """commune_code,valid_from,hamlet_code,name
00316,2020-01-01,0031601,Tổ dân phố 1
00316,2020-01-01,0031602,Tổ dân phố 2
00316,2020-01-01,0031603,Thôn An Sơn
"""
WARD = "Phường Đại Kim, Quận Hoàng Mai, Thành phố Hà Nội"
TITLE = "BÁO CÁO NHÂN LỰC VÀ TỔ CHỨC THỰC HIỆN CÔNG TÁC TRẺ EM"
FIGURES = [figure for *_, figure in ORGANISATION]
Judge = Callable[..., Receipt]


@pytest.fixture(scope="module")
def with_hamlets(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Setting:
    overlay = tmp_path_factory.mktemp("data") / "overlay"
    overlay.mkdir()
    (overlay / "hamlets.csv").write_text(HAMLETS, encoding="utf-8")
    return Setting(catalogue, load_registry(Path(overlay.parent)))


@pytest.fixture
def judge(with_hamlets: Setting) -> Judge:
    def run(sheets: Any, merge: Any = None, name: str = "bieu.xlsx") -> Receipt:
        content = sheets if isinstance(sheets, bytes) else workbook(sheets, merge)
        return check_file(name, content, RECEIVED, with_hamlets)

    return run


def said(receipt: Receipt, rule: str) -> str:
    return "\n".join(item.message for item in receipt.all_findings() if item.rule == rule)


def accepted(receipt: Receipt) -> tuple[Submission, ...]:
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    return receipt.submissions


def cells(submission: Submission) -> dict[str, tuple[Decimal | None, str]]:
    return {o.cell: (o.value, o.text) for o in submission.observations}


# ── 1. Phiếu thôn: header on row 13, frame with the collector's name and telephone ────────


def hamlet_sheet() -> list[tuple[Any, ...]]:
    head: list[tuple[Any, ...]] = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",),
        ("Độc lập - Tự do - Hạnh phúc",),
        (),
        (TITLE,),
        ("Kỳ báo cáo: 6 tháng đầu năm 2024",),
        (f"Đơn vị báo cáo (Thôn): Thôn An Sơn, {WARD}",),
        ("Người lập báo cáo: Nguyễn Thị Hoa",),
        ("Chức danh: Trưởng thôn",),
        ("Số điện thoại: 0912345678",),
        ("Thời điểm nộp: 14/05/2024 16:30",),
        ("Ngày chốt số liệu: 14/05/2024", None, "Tính chất số liệu: Chính thức"),
        ("Lãnh đạo đã ký duyệt: Có",),
        ("Mã CT", "Tên chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"),
    ]
    rows = [(f"CT{at:02d}", label, unit, figure, None)
            for at, (_, label, unit, figure) in enumerate(ORGANISATION, start=1)]  # fmt: skip
    return [*head, *rows, (), (None, "Người lập báo cáo", None, "Trưởng thôn"),
            (None, "Nguyễn Thị Hoa", None, "0912345678")]  # fmt: skip


def test_layout_1_a_hamlet_sheet_is_read_to_the_cell(judge: Judge) -> None:
    (submission,) = accepted(judge({"Phiếu báo cáo": hamlet_sheet()}, {"Phiếu báo cáo": ["A1:E1"]}))
    assert submission.name == "Thôn An Sơn"
    assert submission.form == "nhan_luc_to_chuc_thuc_hien"
    found = cells(submission)
    assert found == {
        f"D{14 + at}": (Decimal(figure), str(figure)) for at, figure in enumerate(FIGURES)
    }


def test_layout_1_faults_are_named_at_their_cells(judge: Judge) -> None:
    rows = hamlet_sheet()
    rows[13] = ("CT01", ORGANISATION[0][1], "Người", "không xác định", None)
    receipt = judge({"Phiếu báo cáo": rows})
    assert receipt.verdict is Verdict.REJECTED
    assert said(receipt, "figure_readable").startswith("D14")
    assert "chưa có số thì ghi dấu …" in said(receipt, "figure_readable")


def test_layout_1_a_sheet_of_households_is_no_known_form(judge: Judge) -> None:
    rows = [
        ("PHIẾU BÁO CÁO SỐ LIỆU VĂN HÓA – XÃ HỘI ĐỊNH KỲ",),
        ("Kỳ báo cáo: Quý I năm 2026",),
        ("Mã CT", "Tên chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"),
        ("CT01", "Tổng số hộ dân", "Hộ", 320),
        ("CT07", "Số trẻ em dưới 16 tuổi", "Người", 210),
    ]
    receipt = judge({"Phiếu báo cáo": rows})
    assert receipt.verdict is Verdict.REJECTED
    assert "không phải biểu nào đã biết" in said(receipt, "form_recognised")


# ── 2. One commune, hamlets as rows, and the same turned ──────────────────────────────────

BY_HAMLET = {
    "Tổ dân phố 1": FIGURES,
    "Thôn An Sơn": [
        figure if unit == "Có/không" else 2 * figure for *_, unit, figure in ORGANISATION
    ],
}


def wide_table() -> list[list[Any]]:
    headings = [f"CT{at:02d}\n{label.lstrip('- ')}" for at, (_, label, *_) in
                enumerate(ORGANISATION, start=1)]  # fmt: skip
    both = [sum(pair) for pair in zip(*BY_HAMLET.values(), strict=True)]
    return [
        [TITLE],
        [f"{WARD} — Kỳ báo cáo: 6 tháng đầu năm 2024"],
        [f"Đơn vị báo cáo: {WARD}", "Ngày chốt số liệu: 14/05/2024",
         "Tính chất số liệu: Chính thức", "Lãnh đạo đã ký duyệt: Có"],
        ["STT", "Thôn", *headings, "Trạng thái nộp"],
        [1, "TDP 1", *BY_HAMLET["Tổ dân phố 1"], "Đã nộp"],
        [2, "TDP 2", *[None] * len(headings), "Chưa nộp"],
        [3, "An Sơn", *BY_HAMLET["Thôn An Sơn"], "Trễ 2 ngày"],
        [None, "TỔNG CỘNG (các thôn đã nộp)", *both, "2/3"],
    ]  # fmt: skip


FOLLOW_UP = [
    ("STT", "Thôn", "Người lập", "SĐT", "Thời điểm nộp", "Trạng thái", "Số ngày trễ"),
    (1, "Tổ dân phố 1", "Nguyễn Văn An", "0912345678", "12/05/2024", "Đã nộp", 0),
    (2, "Tổ dân phố 2", "Trần Thị Bình", "0987654321", None, "Chưa nộp", None),
    (3, "Thôn An Sơn", "Lê Văn Cường", "0905123456", "16/05/2024", "Đã nộp", 2),
]


def test_layout_2_hamlets_as_rows_are_read_to_the_cell(judge: Judge) -> None:
    receipt = judge({"Tổng hợp": wide_table(), "Theo dõi tiến độ": FOLLOW_UP})
    first, second = accepted(receipt)
    assert (first.name, second.name) == ("Tổ dân phố 1", "Thôn An Sơn")
    assert [o.value for o in first.observations] == FIGURES
    assert [o.value for o in second.observations] == BY_HAMLET["Thôn An Sơn"]
    assert [o.cell for o in second.observations][:3] == ["C7", "D7", "E7"]
    assert "“TDP 2” để trống cả dòng; coi là chưa báo cáo" in said(receipt, "unit_not_reported")
    assert "Theo dõi tiến độ" in said(receipt, "form_recognised")


def test_layout_2_turned_with_the_total_last(judge: Judge) -> None:
    rows = wide_table()
    body = turned([["", "Chỉ tiêu", *rows[3][2:-1]], *(row[:-1] for row in rows[4:7])])[1:]
    total = ["TỔNG XÃ", *rows[7][2:-1]]
    table = [[*line, last] for line, last in zip(body, total, strict=True)]
    receipt = judge({"Tổng hợp": [*rows[:3], *table, ["Tiến độ kê khai 12/30 hộ"]]})
    first, second = accepted(receipt)
    assert [o.value for o in first.observations] == FIGURES
    assert [o.value for o in second.observations] == BY_HAMLET["Thôn An Sơn"]
    assert [o.cell for o in second.observations][:3] == ["D5", "D6", "D7"]
    assert "xoay ngang" in said(receipt, "form_inferred")


def test_layout_2_a_total_that_disagrees_refuses_every_hamlet(judge: Judge) -> None:
    rows = wide_table()
    rows[7][2] += 1
    receipt = judge({"Tổng hợp": rows})
    assert receipt.verdict is Verdict.REJECTED
    assert "C8: dòng “TỔNG CỘNG (các thôn đã nộp)”" in said(receipt, "total_row_agrees")


def test_layout_2_an_unknown_hamlet_is_asked_about(judge: Judge) -> None:
    rows = wide_table()
    rows[6][1] = "Thôn An Sởn"
    message = said(judge({"Tổng hợp": rows}), "unit_known")
    assert message.startswith("B7")
    assert "Thôn An Sơn" in message


# ── 3. Three heading levels, index row, and four submissions a year ───────────────────────


def test_layout_3_the_registration_form_of_justice_is_refused_by_name(judge: Judge) -> None:
    rows = [
        ("Biểu số: 11c", None, None, "Đơn vị báo cáo: UBND xã"),
        (None, "SỐ LIỆU ĐĂNG KÝ KHAI SINH, KHAI TỬ TẠI UBND CẤP XÃ"),
        (None, "Đơn vị tính: Trường hợp"),
        (None, "Khai sinh", None, None, "Khai tử"),
        (None, "Tổng số", "Trong giá thú", "Ngoài giá thú", "Tổng số"),
        ("A", 1, 2, 3, 4),
        ("TỔNG SỐ", 120, 110, 10, 30),
        ("- Nam", 62, 57, 5, 18),
        ("- Nữ", 58, 53, 5, 12),
        ("Người lập biểu", None, None, "GIÁM ĐỐC"),
    ]
    receipt = judge({"11c": rows})
    assert receipt.verdict is Verdict.REJECTED
    assert receipt.submissions == ()
    assert "Khai sinh, tảo hôn và hôn nhân cận huyết thống" in said(receipt, "form_recognised")


def test_layout_3_provisional_and_final_of_one_period_are_two_submissions(judge: Judge) -> None:
    figures = handmade.bhyt_rows([(5, 5, 4, 5)] * 6)
    early = judge(handmade.bhyt_unit(figures, {"Tính chất số liệu": "Sơ bộ"}))
    final = judge(handmade.bhyt_unit(figures))
    assert [accepted(r)[0].nature.value for r in (early, final)] == ["P", "A"]
    assert {o.status.value for o in accepted(early)[0].observations} == {"P"}


# ── 4–8. Forms of other sectors: never mis-loaded ─────────────────────────────────────────

SIX_CAUSES = [
    ("Biểu: 4/YTTN", None, None, "Đơn vị báo cáo: Trạm Y tế phường Đại Kim"),
    (None, "TÌNH HÌNH MẮC VÀ TỬ VONG DO TAI NẠN THƯƠNG TÍCH"),
    (None, "Báo cáo 6 tháng và 12 tháng"),
    ("TT", "Tên TNTT", "Mắc", "Tử vong"),
    (1, 2, 3, 4),
    (None, "TỔNG SỐ", 60, 3),
    (1, "TN Giao thông", 20, 1),
    (2, "Đuối nước", 5, 2),
    (3, "Ngộ độc thực phẩm", 10, 0),
    (4, "Tự tử", 1, 0),
    (5, "TN lao động", 4, 0),
    (6, "TN khác", 20, 0),
    ("Người lập biểu", None, None, "Giám đốc"),
]


def test_layout_4_the_six_causes_of_health_are_refused_and_the_reason_is_said(
    judge: Judge,
) -> None:
    receipt = judge({"4-YTTN": SIX_CAUSES})
    message = said(receipt, "form_recognised")
    assert receipt.verdict is Verdict.REJECTED
    assert "6 nguyên nhân của biểu 4/YTTN" in message
    assert "11 loại" in message
    assert "“Tự tử”, “TN lao động” không có loại tương ứng" in message


OTHER_SECTORS = {
    "layout_5_deaths_in_the_community": [
        ("Biểu: 16/BCH",),
        ("TÌNH HÌNH TỬ VONG TẠI CỘNG ĐỒNG. Báo cáo 3; 6; 9 và 12 tháng",),
        ("TT", "Nguyên nhân", "Tử vong chung", None, "Trong đó", None, None, "TV mẹ"),
        (None, None, "Tổng số", "Nữ", "<1", "1-<5", "5-<15", None),
        (1, 2, 3, 4, 5, 6, 7, 8),
        (None, "TỔNG SỐ", 30, 12, 1, 1, 2, 0),
        (1, "HIV/AIDS", 1, 0, 0, 0, 0, 0),
        (2, "Tai nạn giao thông", 3, 1, 0, 0, 1, 0),
        (3, "Đuối nước", 2, 0, 0, 1, 1, 0),
    ],
    "layout_6_health_of_children": [
        ("Biểu: 8/BCH", None, "TÌNH HÌNH SỨC KHỎE TRẺ EM"),
        ("TT", "Cơ sở y tế", "Số trẻ sinh ra từ bà mẹ có HIV (+)", "Trẻ < 5 tuổi SDD"),
        (1, 2, 3, 4),
        (None, "TỔNG SỐ", 2, 140),
        ("I", "Tuyến huyện", 1, 40),
        ("II", "Tuyến xã", 1, 100),
    ],
    "layout_7_poor_households": [
        ("TỔNG HỢP KẾT QUẢ ĐIỀU TRA, RÀ SOÁT HỘ NGHÈO",),
        ("TT", "Xã", "Tổng số hộ dân cư", "Số hộ nghèo", "Tỷ lệ hộ nghèo %"),
        (None, "Chung", 5400, 210, "3,9"),
        ("I", "Khu vực thành thị", 3000, 60, "2,0"),
        (1, "Phường Đại Kim", 3000, 60, "2,0"),
        (2, "……..", None, None, None),
        (None, "Tổng cộng", 5400, 210, "3,9"),
    ],
    "layout_8_primary_schools": [
        ("BÁO CÁO THỐNG KÊ GIÁO DỤC TIỂU HỌC",),
        ("Kỳ đầu năm học (có đến 30 tháng 9 năm báo cáo)",),
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Mã số", "Tổng số", "Công lập", "Tư thục"),
        ("A", "B", "C", "D", 1, 2, 3),
        ("I", "Trường", None, None, None, None, None),
        ("1.1", "Tổng số trường", "trường", "01", 12, 10, 2),
    ],
    "layout_9_yearbook": [
        ("211. Số lớp mầm non phân theo huyện/thành phố thuộc tỉnh",),
        ("Number of classes of preschool education by district",),
        (None, None, None, "ĐVT: Lớp - Unit: Class"),
        (None, "Năm học - School year 2015", None, None),
        (None, "Tổng số Total", "Công lập Public", "Ngoài công lập Non-public"),
        ("TỔNG SỐ - TOTAL", "1.810", "1.691", "119"),
        ("I. Khu vực đồng bằng Plain districts", "1.203", "1.084", "119"),
        ("4. Huyện Tư Nghĩa", "137", "137", "-"),
        ("14. Huyện Lý Sơn", "35", "35", "…"),
    ],
    "layout_10_rural_census": [
        ("84 (Tiếp theo) Hệ thống y tế phân theo đơn vị hành chính",),
        ("Chỉ tiêu", "Đơn vị tính", "Tổng số", "Xã miền núi", "Xã vùng cao"),
        ("84. Xã có trạm y tế", "Xã", "115", "1 204", "13"),
        ("85. Xã có bác sĩ", "“", "98", "12", "12"),
    ],
    "layout_11_drowning": [
        ("Biểu mẫu 01",),
        ("TT", "Xã", "Tổng dân số", "Số trẻ ≤ 15 tuổi", "Số bể bơi", "Tử vong do đuối nước 2018"),
        (1, "Phường Đại Kim", 54000, 12000, 3, 1),
        (2, "Phường Định Công", 51000, 11000, 2, 0),
    ],
    "layout_12_machine_export": [
        ("Số trẻ em phân theo tỉnh, năm và giới tính",),
        (),
        ("Tỉnh", "2019 Tổng số", "2019 Nam", "2020 Tổng số", "2020 Nam"),
        ("CẢ NƯỚC", "24776733", "12800000", "..", ".."),
        ("  Hà Nội", "2100000", "1100000", "..", ".."),
    ],
}  # fmt: skip


@pytest.mark.parametrize("layout", OTHER_SECTORS)
def test_a_table_of_another_sector_is_refused_and_nothing_is_taken(
    judge: Judge, layout: str
) -> None:
    receipt = judge({"Trang1": OTHER_SECTORS[layout]})
    assert receipt.verdict is Verdict.REJECTED
    assert receipt.submissions == ()
    assert "không phải biểu nào đã biết" in said(receipt, "form_recognised")


def test_an_unknown_table_names_the_form_it_looks_like(judge: Judge) -> None:
    receipt = judge({"Trang1": OTHER_SECTORS["layout_6_health_of_children"]})
    assert "Sức khỏe, dinh dưỡng trẻ em" in said(receipt, "form_recognised")


# ── 6, 7, 9 with our own content: sections, totals first, numbered units, two languages ───


def ward_table(**changes: Any) -> list[list[Any]]:
    ward = handmade.bhyt_row(300, 280, 298, 280)
    other = handmade.bhyt_row(400, 380, 390, 380)
    both = [a + b for a, b in zip(ward, other, strict=True)]
    top = ["Tổng số trẻ em đủ điều kiện cấp thẻ", None, None, "Đã có thẻ BHYT còn giá trị", None,
           None, "Chưa có thẻ BHYT", None, None, None, None]  # fmt: skip
    middle = ["Tổng số - Total", "Nam - Male", "Nữ - Female"] * 2 + [
        "Tổng số", "Chia theo lý do", None, None, None]  # fmt: skip
    low = [None] * 7 + ["Chưa đăng ký khai sinh", "Tạm trú", "Đang làm thủ tục", "Lý do khác"]
    rows: dict[str, list[Any]] = {
        "total": [None, "TỔNG SỐ - TOTAL", *both],
        "zone": [None, "I. Khu vực ven sông", *both],
        "first": [1, "1. Phường Định Công", *ward],
        "again": ["TT", "Đơn vị", *middle],
        "second": [2, "2. Phường Đại Kim", *other],
        "empty": [3, "3. Phường Hoàng Liệt", *[None] * 11],
    }
    rows.update(changes)
    return [
        ["BÁO CÁO SỐ LIỆU BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI"],
        ["Đơn vị báo cáo: Quận Hoàng Mai, Thành phố Hà Nội"],
        *map(list, FRAME),
        [None] * 12 + ["ĐVT: Trẻ em"],
        ["TT", "Đơn vị", *top],
        [None, None, *middle],
        [None, None, *low],
        [*"AB", *range(1, 12)],
        *rows.values(),
        [None, "(*) Số liệu đến ngày chốt"],
        [None, "Người lập biểu", None, "THỦ TRƯỞNG ĐƠN VỊ"],
        [None, "Nguyễn Thị Hoa", None, "0912345678"],
    ]


def test_layout_9_total_first_zones_numbers_two_languages_and_a_heading_again(
    judge: Judge,
) -> None:
    receipt = judge({"Biểu 2": ward_table()})
    first, second = accepted(receipt)
    assert (first.name, second.name) == ("Phường Định Công", "Phường Đại Kim")
    assert [o.value for o in second.observations] == handmade.bhyt_row(400, 380, 390, 380)
    assert [o.cell for o in second.observations][:2] == ["C16", "D16"]
    assert "Phường Hoàng Liệt" in said(receipt, "unit_not_reported")


def test_layout_9_a_zone_that_disagrees_is_found(judge: Judge) -> None:
    zone = [None, "I. Khu vực ven sông", 5, *ward_table()[12][3:]]
    receipt = judge({"Biểu 2": ward_table(zone=zone)})
    assert "dòng “I. Khu vực ven sông”" in said(receipt, "total_row_agrees")


def test_a_ward_called_cong_hoa_is_no_total() -> None:
    from etl.unit_names import is_section_label, is_total_label  # noqa: PLC0415

    assert not any(map(is_total_label, ["Cộng Hòa", "Tổng Cọt", "Phường Cộng Hòa", "Chung Chải"]))
    totals = ["Cộng", "TỔNG CỘNG (các thôn đã nộp)", "Toàn xã", "Chung:", "TỔNG XÃ", "Tổng số (*)"]
    assert all(map(is_total_label, totals))
    assert is_section_label("II. Khu vực miền núi")
    assert not any(map(is_section_label, ["X. Tân Lập", "P. Đại Kim", "1. Xã Đông"]))


# ── 8 with our own content: one heading row, a code column more, renamed and reordered ────

EDUCATION_HEAD = ["TT", "Chỉ tiêu", "Đơn vị tính", "Mã số", "Nữ", "Nam", "Cộng"]


def education(catalogue: Catalogue) -> list[list[Any]]:
    version = catalogue.forms["giao_duc_tre_em@2021"]
    rows: list[list[Any]] = []
    for number, row in enumerate(version.rows, start=1):
        figures = [None] * 3 if row.section else [0, 0, 0]
        rows.append([row.code, row.label, row.unit or None, number, *figures])
    return rows


def test_layout_8_one_heading_row_renamed_and_reordered(judge: Judge, catalogue: Catalogue) -> None:
    body = education(catalogue)
    body[1][4:] = [40, 60, 100]
    rows = [
        ["BÁO CÁO TÌNH HÌNH GIÁO DỤC TRẺ EM"],
        [f"Đơn vị báo cáo: {WARD}"],
        *map(list, YEAR_FRAME),
        EDUCATION_HEAD,
        list("ABCDEFG"),
        *body,
    ]
    receipt = judge({"Giáo dục": rows})
    (submission,) = accepted(receipt)
    found = {o.cell: (o.value, dict(o.codes)) for o in submission.observations}
    assert found["G10"] == (Decimal(100), {})
    assert found["F10"] == (Decimal(60), {"sex": "M"})
    assert found["E10"] == (Decimal(40), {"sex": "F"})
    assert "“Cộng” là “Tổng số”" in said(receipt, "form_inferred")
    assert "Cột D “Mã số” không có trong biểu" in said(receipt, "columns_read")


# ── One sheet a ward, several forms in a workbook, blank leading columns ──────────────────


def bhyt_cells(name: str | None, left: int = 0) -> list[list[Any]]:
    table = [row for row in ward_table() if row]
    body = handmade.bhyt_rows([(5, 5, 4, 5)] * 6)
    head = [["BÁO CÁO SỐ LIỆU BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI"],
            *([[f"Đơn vị báo cáo: {name}"]] if name else []), *map(list, FRAME)]  # fmt: skip
    labels = zip(handmade.BHYT_ROWS, body, strict=True)
    heading = [["TT", "Nhóm tuổi", *row[2:]] for row in table[7:10]]
    rows = [*head, *heading, *([at, label, *cells] for at, (label, cells) in enumerate(labels))]
    return [[*[None] * left, *row] for row in rows]


def test_one_sheet_a_ward_and_the_unit_read_from_the_sheets_name(judge: Judge) -> None:
    sheets = {
        "00316 Phường Đại Kim": bhyt_cells(WARD, left=3),
        "00307 Phường Định Công": bhyt_cells("Phường Định Công, Quận Hoàng Mai, TP. Hà Nội"),
    }
    assert [s.name for s in accepted(judge(sheets))] == ["Phường Đại Kim", "Phường Định Công"]
    receipt = judge({"Phường Đại Kim, TP Hà Nội": bhyt_cells(None)})
    assert [s.name for s in accepted(receipt)] == ["Phường Đại Kim"]
    assert "lấy “Phường Đại Kim, Quận Hoàng Mai, Thành phố Hà Nội” theo tên trang" in said(
        receipt, "frame_inferred"
    )


def test_a_sheet_named_after_another_ward_is_asked_about(judge: Judge) -> None:
    message = said(judge({"Phường Định Công": bhyt_cells(WARD)}), "frame_understood")
    assert "“Phường Định Công”" in message
    assert "Phường Đại Kim" in message


def test_the_period_of_the_title_and_of_the_file_name_are_told(judge: Judge) -> None:
    rows = [row for row in bhyt_cells(WARD) if "Kỳ báo cáo" not in str(row[0])]
    receipt = judge({"B": [*rows[:1], ["6 THÁNG ĐẦU NĂM 2024"], *rows[1:]]})
    assert str(accepted(receipt)[0].period) == "2024-6M"
    assert "theo tên biểu ở ô A2" in said(receipt, "frame_inferred")
    receipt = judge({"B": rows}, name="BHYT 6 tháng đầu năm 2024.xlsx")
    assert str(accepted(receipt)[0].period) == "2024-6M"
    assert "theo tên tệp" in said(receipt, "frame_inferred")
    assert "Thiếu dòng “Kỳ báo cáo”" in said(judge({"B": rows}), "frame_understood")


def test_two_periods_in_one_sheet_are_asked_about(judge: Judge) -> None:
    rows = bhyt_cells(WARD)
    rows.insert(1, ["NĂM 2023"])
    message = said(judge({"B": rows}), "frame_understood")
    assert "“6 tháng đầu năm 2024”" in message
    assert "“Năm 2023” ở ô A2" in message


def test_a_title_of_one_form_over_the_rows_of_another_is_asked_about(judge: Judge) -> None:
    rows = hamlet_sheet()
    rows[3] = ("BÁO CÁO SỐ LIỆU TRUYỀN THÔNG VÀ SỰ THAM GIA CỦA TRẺ EM",)
    message = said(judge({"Phiếu": rows}), "form_told_apart")
    assert "“Truyền thông và sự tham gia của trẻ em”" in message
    assert "“Nhân lực và tổ chức thực hiện công tác trẻ em”" in message


def test_a_form_without_its_title_is_read_and_said(judge: Judge) -> None:
    rows = hamlet_sheet()
    rows[3] = ()
    receipt = judge({"Phiếu": rows})
    assert accepted(receipt)[0].form == "nhan_luc_to_chuc_thuc_hien"
    assert "Trang không ghi tên biểu" in said(receipt, "form_inferred")


def test_a_heading_that_stands_twice_is_asked_about(judge: Judge) -> None:
    rows = hamlet_sheet()
    rows[12] = ("Mã CT", "Tên chỉ tiêu", "Đơn vị tính", "Số lượng", "Số lượng")
    message = said(judge({"Phiếu": rows}), "columns_present")
    assert "cột D và cột E" in message


# ── The reverse of the form's own: its columns as rows ────────────────────────────────────


def test_a_unit_form_turned_is_read_to_the_cell(judge: Judge) -> None:
    rows = bhyt_cells(WARD)
    head, table = rows[:6], rows[6:]
    filled = [list(row) for row in table]
    for column in (3, 4, 6, 7, 9, 10, 11, 12):  # merged on paper: said again in each column
        filled[0][column] = filled[0][column] or filled[0][column - 1]
    for column in (10, 11, 12):
        filled[1][column] = "Chia theo lý do"
    receipt = judge({"B": [*head, *turned(filled)]})
    (submission,) = accepted(receipt)
    by_cell = cells(submission)
    assert len(by_cell) == 77
    assert by_cell["D9"] == (Decimal(60), "60")
    assert by_cell["E10"] == (Decimal(5), "5")
    assert "xoay ngang" in said(receipt, "form_inferred")


# ── Damaged text ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("ư", "ƣ").replace("Ư", "Ƣ"),
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("ủa", "u\u0309a").replace("ố", "o\u0302\u0301"),
        lambda text: text.replace("ấ", "\\u1ea5"),
        lambda text: f" {text} ",
    ],
    ids=["gha", "spaces", "decomposed", "escapes", "padded"],
)
def test_damaged_text_is_read_all_the_same(judge: Judge, damage: Callable[[str], str]) -> None:
    rows = [tuple(damage(c) if isinstance(c, str) else c for c in row) for row in hamlet_sheet()]
    (submission,) = accepted(judge({"Phiếu": rows}))
    assert [o.value for o in submission.observations] == FIGURES


def lost(text: str) -> str:
    """Letters that an old encoding could not hold become question marks."""
    return text.encode("latin-1", "replace").decode("latin-1")


def bare(text: str) -> str:
    from childrights.vietnamese.text import loose  # noqa: PLC0415

    return loose(text) if ":" not in text else text


@pytest.mark.parametrize("damage", [lost, bare], ids=["question marks", "no accents"])
def test_labels_without_their_marks_are_read_and_said(
    judge: Judge, damage: Callable[[str], str]
) -> None:
    rows = hamlet_sheet()
    table = [
        tuple(damage(c) if isinstance(c, str) else c for c in row) if i == 3 or i > 12 else row
        for i, row in enumerate(rows)
    ]
    receipt = judge({"Phiếu": table})
    (submission,) = accepted(receipt)
    assert [o.value for o in submission.observations] == FIGURES
    assert "đã hiểu" in said(receipt, "form_inferred")


def test_a_sheet_in_an_old_font_is_read_and_said(judge: Judge) -> None:
    from childrights.vietnamese.legacy import _TCVN3  # noqa: PLC0415

    back = {meant: written for written, meant in reversed(_TCVN3.items())}
    rows = [
        tuple("".join(back.get(x, x) for x in c) if isinstance(c, str) else c for c in row)
        for row in hamlet_sheet()
    ]
    receipt = judge({"Phieu": rows})
    (submission,) = accepted(receipt)
    assert [o.value for o in submission.observations] == FIGURES
    assert "TCVN3" in said(receipt, "text_repaired")


def test_notes_never_refuse(judge: Judge) -> None:
    receipt = judge({"Tổng hợp": wide_table()})
    assert {f.severity for f in receipt.findings} == {Severity.NOTE}
