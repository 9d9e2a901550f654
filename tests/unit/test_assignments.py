"""“Giao chỉ tiêu” as a workbook: read, judged, kept, in force, replaced. Sheets typed by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from childrights.__main__ import main as ask
from childrights.catalogue.model import AssignedTarget, Comparator, Target
from childrights.desk import Desk, open_desk
from childrights.figures.words import say_document, whose
from childrights.judgement.targets import target_in_force
from childrights.periods import Period
from childrights.places.areas import load_selections
from childrights.warehouse.ledger import DataKind
from childrights.warehouse.records import Receipt, Verdict
from childrights.warehouse.snapshot import replay
from etl.__main__ import main as run
from etl.assignments.write import write_assignment
from etl.drafts import Setting
from etl.judge import check_file
from etl.template import TemplateError
from tests import handmade
from tests.conftest import OFFICE_TIME, RECEIVED, Office

BHYT, INJURED = "bhyt_coverage_under_6", "child_injuries"
BHYT_NAME = "Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"
INJURED_NAME = "Số trẻ em bị tai nạn, thương tích"
SHARE = (BHYT, BHYT_NAME, "%", "≥", "", 98.5)
COUNT = (INJURED, INJURED_NAME, "trẻ em", "≤", "giảm", 640)
YEAR = Period.parse("2024-12M")
JANUARY = datetime(2024, 1, 20, 9, tzinfo=OFFICE_TIME)
Judge = Callable[[bytes], Receipt]


def in_force(desk: Desk, indicator: str, token: str, period: Period = YEAR) -> Target | None:
    area = desk.area(token, period)
    return target_in_force(desk.catalogue, desk.registry, indicator, area, period)


# ── Reading ───────────────────────────────────────────────────────────────────────────────


def test_a_table_is_read_to_the_cell(judge_file: Judge) -> None:
    receipt = judge_file(handmade.assigned([SHARE, COUNT]))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    (item,) = receipt.assignments
    assert (item.assigner.code, item.year, item.document_number) == ("008", 2024, "12/KH-UBND")
    assert item.document_date.isoformat() == "2024-01-15"
    told = [(f.indicator, f.comparator, f.value, f.text, f.cell, f.note) for f in item.figures]
    assert told == [
        (BHYT, Comparator.AT_LEAST, Decimal("98.5"), "98.5", "G12", ""),
        (INJURED, Comparator.AT_MOST, Decimal(640), "640", "G13", "giảm"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [(98, "98"), ("98", "98"), ("98,5", "98.5"), ("98,5%", "98.5"), ("98 %", "98"), (0, "0"),
     (100, "100"), (98.25, "98.25")],
)  # fmt: skip
def test_numbers_are_read_as_officers_type_them(judge_file: Judge, cell: Any, value: str) -> None:
    receipt = judge_file(handmade.assigned([(*SHARE[:5], cell)]))
    assert [f.value for f in receipt.assignments[0].figures] == [Decimal(value)]


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("≥", ">="), (">=", ">="), ("Không dưới", ">="), (">", ">"), ("≤", "<="), ("không quá", "<="),
     ("<", "<"), ("dưới", "<"), ("=", "="), ("Bằng", "=")],
)  # fmt: skip
def test_signs_are_read_and_never_softened(judge_file: Judge, sign: str, expected: str) -> None:
    receipt = judge_file(handmade.assigned([(*SHARE[:3], sign, "", 98)]))
    assert receipt.assignments[0].figures[0].comparator.value == expected


def test_a_row_may_be_known_by_its_name_alone(judge_file: Judge) -> None:
    receipt = judge_file(handmade.assigned([("", "BHYT trẻ em dưới 6 tuổi", "%", "≥", "", 98)]))
    assert receipt.assignments[0].figures[0].indicator == BHYT


WRONG = [
    ({}, ("no_such", "Một chỉ tiêu lạ", "%", "≥", "", 98), "indicator_known", "B12"),
    ({}, ("bhyt_coverage_under_5", "", "%", "≥", "", 98), "indicator_known", "B12"),
    ({}, ("", "Một chỉ tiêu lạ", "%", "≥", "", 98), "indicator_known", "C12"),
    ({}, (BHYT, INJURED_NAME, "%", "≥", "", 98), "indicator_known", "C12"),
    ({}, (*SHARE[:5], "gần hết"), "figure_readable", "G12"),
    ({}, (*SHARE[:5], -1), "figure_readable", "G12"),
    ({}, (*SHARE[:5], 120), "figure_readable", "G12"),
    ({}, (*SHARE[:5], 0.985), "figure_readable", "G12"),
    ({}, (*COUNT[:5], 640.5), "figure_readable", "G12"),
    ({}, (*COUNT[:5], "64%"), "unit_of_measure", "G12"),
    ({}, (BHYT, BHYT_NAME, "trẻ em", "≥", "", 98), "unit_of_measure", "D12"),
    ({}, (BHYT, BHYT_NAME, "%", "", "", 98), "comparator_known", "E12"),
    ({}, (BHYT, BHYT_NAME, "%", "khoảng", "", 98), "comparator_known", "E12"),
    ({"Số, ký hiệu văn bản": ""}, SHARE, "frame_understood", "A7"),
    ({"Số, ký hiệu văn bản": None}, SHARE, "frame_understood", "A1"),
    ({"Ngày văn bản": ""}, SHARE, "frame_understood", "A8"),
    ({"Ngày văn bản": "tháng Giêng"}, SHARE, "frame_understood", "A8"),
    ({"Năm giao": "năm nay"}, SHARE, "frame_understood", "A6"),
    ({"Năm giao": "2025"}, SHARE, "frame_understood", "A6"),
    ({"Đơn vị giao": "Quận Không Có"}, SHARE, "unit_known", "A5"),
    ({"Mã đơn vị giao": "009"}, SHARE, "unit_known", "A9"),
    ({}, (*SHARE[:5], ""), "assigned_any", "G10"),
]


@pytest.mark.parametrize(("frame", "row", "rule", "cell"), WRONG)
def test_what_is_wrong_is_told_at_its_cell(
    judge_file: Judge, frame: dict[str, str | None], row: tuple[Any, ...], rule: str, cell: str
) -> None:
    receipt = judge_file(handmade.assigned([row], frame=frame))
    assert receipt.verdict is Verdict.REJECTED
    errors = [f for f in receipt.all_findings() if f.severity == "error"]
    assert [(f.rule, f.sheet, f.cell) for f in errors] == [(rule, "Giao", cell)]
    assert all(not item.figures for item in receipt.assignments)


def test_every_wrong_cell_is_told_at_once(judge_file: Judge) -> None:
    rows = [("no_such", "x", "%", "≥", "", 98), (*SHARE[:5], "nhiều"), (*COUNT[:3], "?", "", 1)]
    receipt = judge_file(handmade.assigned(rows))
    assert [f.cell for f in receipt.all_findings()] == ["B12", "G13", "E14"]


def test_a_missing_column_is_named(judge_file: Judge) -> None:
    headings = ("TT", "Mã", "Chỉ tiêu", "ĐVT", "Dấu", "Ghi chú")
    receipt = judge_file(handmade.assigned([SHARE], headings=headings))
    (finding,) = receipt.all_findings()
    assert (finding.rule, finding.cell) == ("columns_present", "A10")
    assert "So sánh" in finding.message


def test_a_dash_assigns_nothing_and_says_so(judge_file: Judge) -> None:
    receipt = judge_file(handmade.assigned([SHARE, (*COUNT[:5], "-")]))
    assert receipt.verdict is Verdict.ACCEPTED
    assert [f.indicator for f in receipt.assignments[0].figures] == [BHYT]
    assert [(f.severity, f.rule, f.cell) for f in receipt.all_findings()] == [
        ("note", "not_assigned", "G13")
    ]


def test_the_same_target_twice_is_refused(judge_file: Judge) -> None:
    receipt = judge_file(handmade.assigned([SHARE, COUNT, (*SHARE[:5], 99)]))
    assert [(f.rule, f.cell) for f in receipt.all_findings()] == [
        ("assigned_once", "G12"), ("assigned_once", "G14"),
    ]  # fmt: skip


def test_the_same_target_in_two_sheets_is_refused(judge_file: Judge) -> None:
    book = Workbook()
    for name in ("Lần 1", "Lần 2"):
        handmade.assigned_sheet(book.create_sheet(name), [SHARE])
    del book["Sheet"]
    receipt = judge_file(handmade.save(book))
    assert [f.sheet for f in receipt.all_findings()] == ["Lần 1", "Lần 2"]
    assert receipt.verdict is Verdict.REJECTED


def test_a_document_of_another_year_is_asked_about(judge_file: Judge) -> None:
    receipt = judge_file(handmade.assigned([SHARE], frame={"Ngày văn bản": "15/01/2022"}))
    assert receipt.verdict is Verdict.ACCEPTED
    assert [f.rule for f in receipt.all_findings()] == ["document_date_plausible"]


# ── One column a unit ─────────────────────────────────────────────────────────────────────

WARDS = (("00307", "Phường Định Công"), ("00331", "Phường Thịnh Liệt"))


@pytest.mark.parametrize("units", [WARDS, tuple(("", name) for _, name in WARDS)])
def test_each_unit_may_have_its_own_column(
    judge_file: Judge, units: tuple[tuple[str, str], ...]
) -> None:
    rows = [(*SHARE[:5], 98, 96.5), (*COUNT[:5], 40, "")]
    receipt = judge_file(handmade.assigned(rows, units=units))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    figures = receipt.assignments[0].figures
    assert [(f.unit.code, f.indicator, f.value) for f in figures] == [
        ("00307", BHYT, 98), ("00331", BHYT, Decimal("96.5")), ("00307", INJURED, 40),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "cell"),
    [
        ((WARDS[0], ("00331", "Phường Đại Kim")), "H11"),
        ((("00004", "Phường Trúc Bạch"), WARDS[1]), "G11"),
        ((WARDS[0], ("99999", "Phường Không Có")), "H11"),
    ],
)
def test_a_column_of_a_strange_unit_is_told(
    judge_file: Judge, units: tuple[tuple[str, str], ...], cell: str
) -> None:
    receipt = judge_file(handmade.assigned([(*SHARE[:5], 98, 96)], units=units))
    assert [(f.rule, f.cell) for f in receipt.all_findings()] == [("unit_known", cell)]


def test_a_target_that_means_nothing_for_a_ward_is_refused(judge_file: Judge) -> None:
    name = "Tỷ lệ xã, phường được công nhận phù hợp với trẻ em"
    row = ("child_friendly_share", name, "%", "≥", "", 80, "")
    receipt = judge_file(handmade.assigned([row], units=WARDS))
    assert [(f.rule, f.cell) for f in receipt.all_findings()] == [("level_fits", "G14")]


# ── Keeping, and being in force ───────────────────────────────────────────────────────────


def test_an_assigned_target_is_in_force_with_its_document_and_cell(office: Office) -> None:
    receipt = office.send("giao.xlsx", handmade.assigned([SHARE, COUNT]), JANUARY)
    assert receipt.verdict is Verdict.ACCEPTED
    desk = office.desk()
    # It comes before the plan that the catalogue's own table holds for the same year.
    target = in_force(desk, BHYT, "hoang-mai")
    assert isinstance(target, AssignedTarget)
    assert (target.value, target.file, target.sheet, target.cell) == (
        "98.5", "giao.xlsx", "Giao", "G12",
    )  # fmt: skip
    assert target.sha256 == receipt.sha256
    assert target.received_at == JANUARY
    said = say_document(desk.catalogue.indicators[BHYT], target)
    assert said == (
        "từ 98,5% trở lên (Quận Hoàng Mai, kế hoạch năm 2024). Văn bản số 12/KH-UBND ngày "
        "15/01/2024 của Quận Hoàng Mai; tệp giao.xlsx, trang “Giao”, ô G12"
    )
    sent = (office.folder / "giao.xlsx").read_bytes()
    assert office.ledger.file_path(receipt.sha256).read_bytes() == sent


def test_whom_an_assigned_target_binds(office: Office) -> None:
    office.send("giao.xlsx", handmade.assigned([SHARE, COUNT]), JANUARY)
    desk = office.desk()
    # What every child should have binds each ward; a number of the district is its own.
    assert getattr(in_force(desk, BHYT, "00307"), "cell", "") == "G12"
    assert getattr(in_force(desk, INJURED, "hoang-mai"), "cell", "") == "G13"
    assert in_force(desk, INJURED, "00307") is None
    # Another year and another district are not bound.
    assert not isinstance(
        in_force(desk, BHYT, "hoang-mai", Period.parse("2023-12M")), AssignedTarget
    )
    assert not isinstance(in_force(desk, BHYT, "01"), AssignedTarget)


def test_a_wards_own_column_binds_that_ward_alone(office: Office) -> None:
    office.send("quan.xlsx", handmade.assigned([SHARE]), JANUARY)
    content = handmade.assigned([(*SHARE[:5], 97, 96.5)], units=WARDS)
    office.send("phuong.xlsx", content, JANUARY)
    desk = office.desk()
    found = {code: in_force(desk, BHYT, code) for code in ("00307", "00331", "00301")}
    assert {code: t.value for code, t in found.items() if t} == {
        "00307": "97", "00331": "96.5", "00301": "98.5",
    }  # fmt: skip
    assert found["00307"] is not None
    assert whose(found["00307"]) == "Quận Hoàng Mai giao Phường Định Công, kế hoạch năm 2024"


def test_a_wards_own_plan_comes_before_what_the_district_gave_it(office: Office) -> None:
    frame = {"Đơn vị giao": "Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội"}
    office.send("own.xlsx", handmade.assigned([(*SHARE[:5], 99)], frame=frame), JANUARY)
    later = JANUARY + timedelta(days=3)
    office.send("given.xlsx", handmade.assigned([(*SHARE[:5], 97, 96)], units=WARDS), later)
    target = in_force(office.desk(), BHYT, "00307")
    assert target is not None
    assert (target.value, target.jurisdiction_name) == ("99", "Phường Định Công")


def test_a_later_assignment_replaces_only_what_it_says(office: Office) -> None:
    office.send("1.xlsx", handmade.assigned([SHARE, COUNT]), JANUARY)
    march = datetime(2024, 3, 5, 9, tzinfo=OFFICE_TIME)
    changed = handmade.assigned([(*SHARE[:5], 99)], frame={"Ngày văn bản": "04/3/2024"})
    office.send("2.xlsx", changed, march)
    desk = office.desk()
    bhyt, injured = in_force(desk, BHYT, "hoang-mai"), in_force(desk, INJURED, "hoang-mai")
    assert bhyt is not None and injured is not None
    assert (bhyt.value, injured.value) == ("99", "640")
    both = desk.snapshot.rows("SELECT value, in_force FROM assigned_target ORDER BY received_at")
    assert sorted(both) == [("640", True), ("98.5", False), ("99", True)]


def test_what_was_in_force_on_an_earlier_day_can_be_asked(office: Office) -> None:
    office.send("1.xlsx", handmade.assigned([SHARE]), JANUARY)
    march = datetime(2024, 3, 5, 9, tzinfo=OFFICE_TIME)
    office.send("2.xlsx", handmade.assigned([(*SHARE[:5], 99)]), march)
    localities = office.setting.registry.all_localities()
    dimensions = office.setting.catalogue.dimension_names

    def known(moment: datetime) -> str:
        old = replay(office.ledger, localities, dimensions, moment)
        target = in_force(open_desk(office.folder / "data", old), BHYT, "hoang-mai")
        assert target is not None
        return target.value

    assert known(JANUARY - timedelta(days=1)) == "100"  # the catalogue's own HM2024-6
    assert known(JANUARY) == "98.5"
    assert known(march) == "99"


def test_loading_order_does_not_matter_given_the_received_times(
    tmp_path: Path, setting: Setting
) -> None:
    march = datetime(2024, 3, 5, 9, tzinfo=OFFICE_TIME)
    sent = [("1.xlsx", 98, JANUARY), ("2.xlsx", 99, march)]
    found = []
    for name, order in (("a", sent), ("b", sent[::-1])):
        (tmp_path / name).mkdir()
        office = Office(tmp_path / name, setting, DataKind.REAL)
        for file, value, moment in order:
            office.send(file, handmade.assigned([(*SHARE[:5], value)]), moment)
        target = in_force(office.desk(), BHYT, "hoang-mai")
        found.append(target.value if target else None)
    assert found == ["99", "99"]


def test_a_rejected_table_leaves_a_receipt_and_assigns_nothing(office: Office) -> None:
    receipt = office.send("x.xlsx", handmade.assigned([SHARE, (*COUNT[:5], "?")]), JANUARY)
    assert receipt.verdict is Verdict.REJECTED
    desk = office.desk()
    assert desk.snapshot.rows("SELECT count(*) FROM assigned_target") == [(0,)]
    kept = desk.snapshot.rows("SELECT rule, sheet, cell FROM finding")
    assert kept == [("figure_readable", "Giao", "G13")]
    assert office.ledger.file_path(receipt.sha256).exists()


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    content = handmade.assigned([SHARE])
    office.send("1.xlsx", content, JANUARY)
    batches = office.ledger.last_batch()
    assert office.send("2.xlsx", content, RECEIVED).verdict is Verdict.DUPLICATE
    assert office.ledger.last_batch() == batches


def test_a_dissolved_districts_assignment_does_not_bind_its_successor(office: Office) -> None:
    frame = {"Năm giao": "2025", "Ngày văn bản": "15/01/2025"}
    content = handmade.assigned([SHARE], frame=frame, title="BẢNG GIAO CHỈ TIÊU NĂM 2025")
    office.send("2025.xlsx", content, datetime(2025, 1, 20, tzinfo=OFFICE_TIME))
    desk = office.desk()
    june, december = Period.parse("2025-6M"), Period.parse("2025-12M")
    assert isinstance(in_force(desk, BHYT, "hoang-mai", june), AssignedTarget)
    assert not isinstance(in_force(desk, BHYT, "hoang-mai", december), AssignedTarget)


def test_a_new_ward_under_an_old_code_is_bound_from_its_first_day(office: Office) -> None:
    """Code 00331 meant Phường Thịnh Liệt until 2025-06-30 and another ward since."""
    new = office.setting.registry.at("00331", date(2025, 8, 1))
    frame = {
        "Đơn vị giao": new.name, "Mã đơn vị giao": "00331", "Năm giao": "2025",
        "Ngày văn bản": "01/8/2025",
    }  # fmt: skip
    content = handmade.assigned([SHARE], frame=frame, title="BẢNG GIAO CHỈ TIÊU NĂM 2025")
    receipt = office.send("moi.xlsx", content, datetime(2025, 8, 2, tzinfo=OFFICE_TIME))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    desk = office.desk()
    assert not isinstance(in_force(desk, BHYT, "00331", Period.parse("2025-6M")), AssignedTarget)
    assert isinstance(in_force(desk, BHYT, "00331", Period.parse("2025-12M")), AssignedTarget)


def test_demonstration_and_real_assignments_are_kept_apart(office: Office) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    handmade.assigned_sheet(sheet, [SHARE])
    sheet["C1"] = "DỮ LIỆU MINH HỌA - KHÔNG PHẢI SỐ LIỆU THẬT"
    receipt = office.send("m.xlsx", handmade.save(book), JANUARY)
    assert receipt.verdict is Verdict.REJECTED
    assert receipt.assignments[0].figures == ()
    assert office.desk().snapshot.rows("SELECT count(*) FROM assigned_target") == [(0,)]


def test_an_assignment_makes_no_period_and_no_reporting_unit(office: Office) -> None:
    office.send("giao.xlsx", handmade.assigned([SHARE]), JANUARY)
    desk = office.desk()
    assert (desk.periods(), desk.reporting_units()) == ([], [])


# ── The template ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by_unit", [False, True])
def test_a_template_filled_in_is_read_back_cell_by_cell(
    tmp_path: Path, setting: Setting, by_unit: bool
) -> None:
    out = tmp_path / "giao.xlsx"
    period = Period.parse("2026-12M")
    write_assignment(
        "68", period, out, setting.catalogue, setting.registry, load_selections(), by_unit=by_unit
    )
    book = load_workbook(out)
    sheet = book.worksheets[0]
    expected = []
    cells = {c.value: c for line in sheet.iter_rows() for c in line if c.value}
    assert cells["BẢNG GIAO CHỈ TIÊU NĂM 2026"].row < cells["TT"].row
    for label, text in (("Số, ký hiệu văn bản:", "9/KH-UBND"), ("Ngày văn bản:", "05/01/2026")):
        sheet.cell(cells[label].row, cells[label].column + 1).value = text
    at = {c.value: c.column for c in sheet[cells["TT"].row]}
    first, sign = at["Chỉ tiêu giao"], at["So sánh (≥, >, ≤, <, =)"]
    units = len(setting.registry.units("68", date(2026, 5, 1))) if by_unit else 1
    for number, line in enumerate(sheet.iter_rows(min_row=cells["TT"].row + 1), start=2):
        if line[1].value in setting.catalogue.indicators:
            sheet.cell(line[0].row, sign).value = "≥"
            column = first + number % units
            sheet.cell(line[0].row, column).value = number % 90 + 2
            expected.append((line[1].value, Decimal(number % 90 + 2), number % units))
    book.save(out)
    receipt = check_file(out.name, out.read_bytes(), RECEIVED, setting)
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()[:3]
    codes = [u.code for u in setting.registry.units("68", date(2026, 5, 1))]
    order = {code: i for i, code in enumerate(codes)} if by_unit else {"68": 0}
    figures = receipt.assignments[0].figures
    assert [(f.indicator, f.value, order[f.unit.code]) for f in figures] == expected
    assert len(expected) > 120


@pytest.mark.parametrize(
    ("token", "period", "by_unit"),
    [("68", "2026-6M", False), ("00331", "2026-12M", True), ("hoang-mai", "2026-12M", False)],
)
def test_a_template_that_makes_no_sense_is_refused(
    tmp_path: Path, setting: Setting, token: str, period: str, by_unit: bool
) -> None:
    with pytest.raises(TemplateError):
        write_assignment(
            token, Period.parse(period), tmp_path / "x.xlsx", setting.catalogue, setting.registry,
            load_selections(), by_unit=by_unit,
        )  # fmt: skip


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHILDRIGHTS_DATA", str(tmp_path / "data"))
    blank = tmp_path / "blank.xlsx"
    made = ["template", "giao_chi_tieu", "--locality", "008", "--period", "2024-12M"]
    assert run([*made, "--out", str(blank)]) == 0
    assert run(["check", str(blank)]) == 1
    wrong = ["template", "bhyt_duoi_6_tuoi", "--locality", "00307", "--period", "2024-12M"]
    assert run([*wrong, "--out", str(blank), "--by", "unit"]) == 2
    file = tmp_path / "giao.xlsx"
    file.write_bytes(handmade.assigned([SHARE]))
    capsys.readouterr()
    assert run(["load", str(file), "--received", "2024-01-20T09:00:00+07:00", "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["submissions"] == [
        {"form": "giao_chi_tieu", "version": "2026", "locality": "008",
         "valid_from": "1900-01-01", "name": "Quận Hoàng Mai", "period": "2024-12M",
         "verdict": "accepted"}
    ]  # fmt: skip
    asked = ["values", "--indicator", BHYT, "--locality", "008", "--period", "2024-12M", "--json"]
    assert ask(asked) == 0
    (value,) = json.loads(capsys.readouterr().out)
    assert (value["target"], value["target_id"]) == (">=98.5", f"GIAO-2024-008-{BHYT}")
    source = value["target_source"]
    assert (source["file"], source["sheet"], source["cell"]) == ("giao.xlsx", "Giao", "G12")
    assert ask([*asked, "--as-of", "2024-01-19"]) == 0
    (before,) = json.loads(capsys.readouterr().out)
    assert (before["target_id"], before["target_source"]) == ("HM2024-6", None)
