"""From a hand-typed workbook to figures, and back from figures to cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from childrights.desk import open_desk
from childrights.evaluate.evaluate import Question
from childrights.periods import Period
from childrights.places.model import RECORD_START, LocalityKey
from childrights.provenance.trace import trace
from childrights.warehouse.records import Receipt, Verdict
from childrights.warehouse.snapshot import replay
from etl.load import load
from tests import handmade
from tests.conftest import OFFICE_TIME, RECEIVED, Office

CHILDREN = [(50, 45, 49, 44), (60, 58, 60, 58), (61, 60, 61, 60), (59, 55, 58, 55),
            (62, 60, 62, 60), (63, 61, 63, 61)]  # fmt: skip
MAY_2024 = Period.parse("2024-6M")
DINH_CONG = "00316"
Judge = Callable[[bytes], Receipt]


def test_a_ward_form_is_read_to_the_cell(judge_file: Judge) -> None:
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))

    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    (submission,) = receipt.submissions
    assert submission.locality == LocalityKey("00307", RECORD_START)
    assert submission.name == "Phường Định Công"
    assert str(submission.period) == "2024-6M"
    assert submission.cut_off == date(2024, 5, 14)
    assert submission.letter_number == "45/BC-UBND"
    assert submission.signed_off
    assert len(submission.observations) == 7 * 11
    cards = [o for o in submission.observations if o.measure == "bhyt_card_holders"]
    total = next(o for o in cards if not o.codes)
    assert total.value == Decimal(49 + 44 + 60 + 58 + 61 + 60 + 58 + 55 + 62 + 60 + 63 + 61)
    assert (total.sheet, total.cell) == ("Biểu 2", "F17")


@pytest.mark.parametrize("title_row", [2, 5, 9])
def test_the_table_may_stand_lower_or_higher(judge_file: Judge, title_row: int) -> None:
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), title_row=title_row))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()


def _findings(receipt: Receipt, rule: str) -> list[str]:
    return [item.message for item in receipt.all_findings() if item.rule == rule]


def test_parts_that_do_not_add_up_are_named_with_cells(judge_file: Judge) -> None:
    figures = handmade.bhyt_rows(CHILDREN)
    figures[1][1] += 7
    receipt = judge_file(handmade.bhyt_unit(figures))

    assert receipt.verdict is Verdict.REJECTED
    (message,) = [m for m in _findings(receipt, "parts_equal_total") if m.startswith("C18")]
    assert "D18, E18" in message
    assert receipt.submissions[0].observations == ()


def test_more_cards_than_children_is_refused(judge_file: Judge) -> None:
    figures = handmade.bhyt_rows([*CHILDREN[:5], (63, 61, 70, 61)])
    figures[0] = [sum(column) for column in zip(*figures[1:], strict=True)]
    receipt = judge_file(handmade.bhyt_unit(figures))

    messages = _findings(receipt, "part_within_whole")
    assert any("G23" in message and "70" in message for message in messages), messages


@pytest.mark.parametrize(
    ("written", "value"),
    [("1.234", 1234), ("95", 95), (" 95 ", 95), ("-", 0), (95.0, 95)],
)
def test_figures_typed_as_text_are_understood(
    judge_file: Judge, written: object, value: int
) -> None:
    figures: list[list[object]] = [list(row) for row in handmade.bhyt_rows(CHILDREN)]
    figures[0][10] = written
    receipt = judge_file(handmade.bhyt_unit(figures))
    others = _findings(receipt, "figure_readable")
    assert others == []
    if value:
        # The reasons no longer add up to those without a card, which proves what was read.
        assert any(f"{value:,}".replace(",", ".") in m or "L17" in m or "M17" in m
                   for m in _findings(receipt, "parts_equal_total"))  # fmt: skip


@pytest.mark.parametrize("written", ["hơn 360", "5,8%", -3, 12.5, "06/29", "12.34.5"])
def test_what_is_no_count_is_refused_at_its_cell(judge_file: Judge, written: object) -> None:
    figures: list[list[object]] = [list(row) for row in handmade.bhyt_rows(CHILDREN)]
    figures[2][0] = written
    receipt = judge_file(handmade.bhyt_unit(figures))
    (message,) = _findings(receipt, "figure_readable")
    assert message.startswith("C19 (Từ 1 đến dưới 2 tuổi › Tổng số trẻ em")


def test_blank_is_missing_and_never_zero(judge_file: Judge) -> None:
    figures: list[list[object]] = [list(row) for row in handmade.bhyt_rows(CHILDREN)]
    figures[3][5] = None
    receipt = judge_file(handmade.bhyt_unit(figures))

    assert receipt.verdict is Verdict.ACCEPTED
    assert _findings(receipt, "nothing_left_blank")
    blank = [o for o in receipt.submissions[0].observations if o.cell == "H20"]
    assert [(o.value, o.status.value) for o in blank] == [(None, "O")]


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        ("Kỳ báo cáo", "quý II năm 2024", "Không hiểu kỳ báo cáo"),
        ("Kỳ báo cáo", None, "Thiếu dòng “Kỳ báo cáo”"),
        ("Ngày chốt số liệu", "31/02/2024", "không phải một ngày"),
        ("Tính chất số liệu", "gần đúng", "Chọn một trong"),
        ("Đơn vị báo cáo", "Phường Không Có, Quận Hoàng Mai, Thành phố Hà Nội", "Không Có"),
    ],
)
def test_a_frame_line_that_cannot_be_understood_is_named(
    judge_file: Judge, line: str, text: str | None, words: str
) -> None:
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), {line: text}))
    assert receipt.verdict is Verdict.REJECTED
    assert words in "\n".join(_findings(receipt, "frame_understood"))


CAU_GIAY = "Quận Cầu Giấy, Thành phố Hà Nội"


@pytest.mark.parametrize(
    ("code", "name", "unit"),
    [
        ("00307", "P. Định Công, Q. Hoàng Mai, Hà Nội", "00307"),
        ("00307", "UBND PHƯỜNG ĐỊNH CÔNG", "00307"),
        ("00307", "Phường Định Công, Quận Hai Bà Trưng", "00307"),
        ("00166", f"Phường Dịch Vọng, {CAU_GIAY}", "00166"),
        ("00166", f"Phường Dịch Vọng Hậu, {CAU_GIAY}", None),
        ("00167", f"Phường Dịch Vọng, {CAU_GIAY}", None),
        ("00307", f"Phường Dịch Vọng, {CAU_GIAY}", None),
    ],
)
def test_code_and_name_must_mean_one_unit(
    judge_file: Judge, code: str, name: str, unit: str | None
) -> None:
    """Dịch Vọng and Dịch Vọng Hậu are neighbours; parents of another time are left to the code."""
    frame = {"Mã đơn vị": code, "Đơn vị báo cáo": name}
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), frame))
    assert [item.locality.code for item in receipt.submissions] == ([unit] if unit else [])
    if unit is None:
        assert "Sửa lại mã hoặc tên" in "\n".join(_findings(receipt, "frame_understood"))


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("00167", "Dịch Vọng Hậu", ""),
        ("00167", "P. Dịch Vọng Hậu", ""),
        ("00166", "Phường Dịch Vọng Hậu", "Sửa lại mã hoặc tên"),
        (167, "Phường Dịch Vọng Hậu", "thiếu số 0 ở đầu"),
        ("00307", "Phường Định Công", "không thuộc “Quận Cầu Giấy”"),
    ],
)
def test_the_code_of_a_row_means_its_name_and_stands_below_the_sender(
    judge_file: Judge, code: str | int, name: str, words: str
) -> None:
    content = handmade.bhyt_table(
        [(name, handmade.bhyt_row(300, 280, 298, 280))], None, {"Đơn vị báo cáo": CAU_GIAY},
        codes=[code],
    )  # fmt: skip
    receipt = judge_file(content)
    assert [item.locality.code for item in receipt.submissions] == ([] if words else [code])
    assert words in "\n".join(_findings(receipt, "unit_known"))


@pytest.mark.parametrize("day", ["14/5/2024", "14 tháng 5 năm 2024", "14-05-2024"])
def test_one_day_written_in_two_ways_is_one_day(judge_file: Judge, day: str) -> None:
    subtitle = {f"(Số liệu tính đến ngày {day})": ""}
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), subtitle))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert receipt.submissions[0].cut_off == date(2024, 5, 14)


def test_two_days_in_one_heading_are_asked_about(judge_file: Judge) -> None:
    subtitle = {"(Số liệu tính đến ngày 15/5/2024)": ""}
    receipt = judge_file(handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), subtitle))
    (message,) = _findings(receipt, "frame_understood")
    assert "ghi hai lần khác nhau" in message


def test_a_cut_off_outside_its_period_is_refused(judge_file: Judge) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN), {"Ngày chốt số liệu": "14/08/2024"})
    assert _findings(judge_file(content), "cut_off_plausible")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut short"])
def test_what_is_no_workbook_gets_a_sentence(judge_file: Judge, content: bytes) -> None:
    receipt = judge_file(content)
    assert receipt.verdict is Verdict.REJECTED
    assert receipt.findings[0].rule == "file_readable"


def test_a_loaded_form_answers_with_numerator_denominator_and_units(office: Office) -> None:
    office.send("a.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))
    desk = office.desk()
    code = next(u.code for u in desk.area("hoang-mai", MAY_2024).units if "Định" in u.name)

    value = desk.value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    # By hand: 691 cards of 694 children; 69100 / 694 = 99,5677… → 99,6.
    assert (value.numerator, value.denominator) == (Decimal(691), Decimal(694))
    assert value.value == Decimal("99.6")
    assert (value.units_reported, value.units_expected) == (1, 14)
    own = desk.value("bhyt_coverage_under_6", code, MAY_2024)
    assert (own.value, own.status) == (Decimal("99.6"), "A")
    girls, boys = (
        desk.values(Question("bhyt_coverage_under_6", (MAY_2024,), ("sex",)), code)[i]
        for i in (1, 0)
    )
    assert (boys.numerator, boys.denominator) == (Decimal(353), Decimal(355))
    assert (girls.numerator, girls.denominator) == (Decimal(338), Decimal(339))


def test_a_second_submission_replaces_the_first_and_both_are_traced(office: Office) -> None:
    figures = handmade.bhyt_rows(CHILDREN)
    office.send("a.xlsx", handmade.bhyt_unit(figures))
    better = handmade.bhyt_rows([(50, 45, 50, 44), *CHILDREN[1:]])
    office.send("b.xlsx", handmade.bhyt_unit(better), RECEIVED + timedelta(days=3))

    desk = office.desk()
    value = desk.value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert value.numerator == Decimal(692)
    cells = trace(
        desk.snapshot, desk.catalogue, "bhyt_coverage_under_6", MAY_2024,
        sorted(value.reporting_units),
    )  # fmt: skip
    told = [(c.term, c.file, c.sheet, c.cell, c.text, c.in_force) for c in cells]
    assert told == [
        ("numerator", "b.xlsx", "Biểu 2", "F17", "692", True),
        ("numerator", "a.xlsx", "Biểu 2", "F17", "691", False),
        ("denominator", "b.xlsx", "Biểu 2", "C17", "694", True),
        ("denominator", "a.xlsx", "Biểu 2", "C17", "694", False),
    ]


def test_received_times_decide_and_not_the_order_of_loading(office: Office) -> None:
    late = handmade.bhyt_unit(handmade.bhyt_rows([(50, 45, 50, 44), *CHILDREN[1:]]))
    office.send("late.xlsx", late, RECEIVED + timedelta(days=3))
    office.send("early.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))
    value = office.desk().value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert value.numerator == Decimal(692)


def test_of_two_versions_received_at_once_the_officer_is_told_which_counts(office: Office) -> None:
    office.send("bieu.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))
    better = handmade.bhyt_rows([(50, 45, 50, 44), *CHILDREN[1:]])
    told = office.send("bieu-sua.xlsx", handmade.bhyt_unit(better))
    (words,) = _findings(told, "versions_told_apart")
    assert "Phường Định Công" in words and "đang dùng là của “bieu.xlsx”" in words
    assert _cards(office) == 691

    dated = handmade.bhyt_unit(better, {"Ngày văn bản": "17/05/2024"})
    again = office.send("bieu-17-5.xlsx", dated)
    assert not _findings(again, "versions_told_apart")
    assert _cards(office) == 692


def _cards(office: Office) -> Decimal | None:
    return office.desk().value("bhyt_coverage_under_6", "hoang-mai", MAY_2024).numerator


@pytest.mark.parametrize(
    ("names", "taken", "cards"),
    [
        (("bieu.xlsx", "bieu-sua.xlsx"), "bieu.xlsx", 691),
        (("bieu-sua.xlsx", "bieu.xlsx"), "bieu.xlsx", 692),
    ],
)
def test_two_versions_in_one_load_are_told_as_the_snapshot_takes_them(
    office: Office, names: tuple[str, str], taken: str, cards: int
) -> None:
    files = []
    for name, holders in zip(names, (49, 50), strict=True):
        path = office.folder / name
        rows = handmade.bhyt_rows([(50, 45, holders, 44), *CHILDREN[1:]])
        path.write_bytes(handmade.bhyt_unit(rows))
        files.append((path, RECEIVED))
    _, second = load(files, office.ledger, office.setting)
    (words,) = _findings(second, "versions_told_apart")
    assert f"đang dùng là của “{taken}”" in words
    assert _cards(office) == cards


def test_of_three_versions_the_one_that_counts_is_named_whatever_came_between(
    office: Office,
) -> None:
    files = []
    for name, holders in (("c.xlsx", 48), ("a.xlsx", 49), ("b.xlsx", 50)):
        path = office.folder / name
        rows = handmade.bhyt_rows([(50, 45, holders, 44), *CHILDREN[1:]])
        path.write_bytes(handmade.bhyt_unit(rows))
        files.append((path, RECEIVED))
    _, *later = load(files, office.ledger, office.setting)
    for receipt in later:
        (words,) = _findings(receipt, "versions_told_apart")
        assert "đang dùng là của “c.xlsx”" in words
    assert _cards(office) == 690


def test_a_version_sent_again_after_it_was_replaced_is_told_of_its_successor(
    office: Office,
) -> None:
    first = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))
    office.send("a.xlsx", first)
    better = handmade.bhyt_rows([(50, 45, 50, 44), *CHILDREN[1:]])
    office.send("b.xlsx", handmade.bhyt_unit(better), RECEIVED + timedelta(days=3))
    again = office.send("a.xlsx", first, RECEIVED + timedelta(days=4))
    assert again.verdict is Verdict.DUPLICATE
    (words,) = _findings(again, "received_before")
    assert "tệp nhận sau nó: b.xlsx" in words


def test_an_identical_file_changes_nothing(office: Office) -> None:
    content = handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN))
    office.send("a.xlsx", content)
    before = office.desk().snapshot.name
    again = office.send("copy.xlsx", content, RECEIVED + timedelta(days=1))
    assert again.verdict is Verdict.DUPLICATE
    assert office.desk().snapshot.name == before


def test_a_rejected_file_leaves_its_receipt_and_no_figure(office: Office) -> None:
    figures = handmade.bhyt_rows(CHILDREN)
    figures[1][1] += 7
    office.send("wrong.xlsx", handmade.bhyt_unit(figures))
    desk = office.desk()
    value = desk.value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert (value.value, value.status, value.units_reported) == (None, "O", 0)
    kept = desk.snapshot.rows("SELECT verdict FROM file")
    assert kept == [("rejected",)]
    assert desk.snapshot.rows("SELECT count(*) FROM finding WHERE severity = 'error'")[0][0] > 0


def test_many_wards_as_rows_are_many_submissions(office: Office) -> None:
    rows = [
        ("Phường Định Công", handmade.bhyt_row(300, 280, 298, 280)),
        ("P. Đại Kim", handmade.bhyt_row(400, 380, 390, 380)),
    ]
    total = [sum(column) for column in zip(*(cells for _, cells in rows), strict=True)]
    frame = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}
    receipt = office.send("quan.xlsx", handmade.bhyt_table(rows, total, frame))

    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert [item.name for item in receipt.submissions] == ["Phường Định Công", "Phường Đại Kim"]
    value = office.desk().value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    # 298+280+390+380 = 1348 of 580+780 = 1360 → 99,1176 → 99,1
    assert (value.numerator, value.value) == (Decimal(1348), Decimal("99.1"))
    assert value.units_reported == 2


def test_a_total_row_that_disagrees_rejects_every_unit_above_it(office: Office) -> None:
    rows = [("Phường Định Công", handmade.bhyt_row(300, 280, 298, 280))]
    total = list(rows[0][1])
    total[0] += 1
    frame = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}
    receipt = office.send("quan.xlsx", handmade.bhyt_table(rows, total, frame))
    assert receipt.verdict is Verdict.REJECTED
    assert _findings(receipt, "total_row_agrees")


def test_figures_can_be_seen_as_they_were_known(office: Office) -> None:
    office.send("a.xlsx", handmade.bhyt_unit(handmade.bhyt_rows(CHILDREN)))
    better = handmade.bhyt_rows([(50, 45, 50, 44), *CHILDREN[1:]])
    office.send("b.xlsx", handmade.bhyt_unit(better), RECEIVED + timedelta(days=3))
    that_day = datetime(2024, 5, 16, 23, 59, tzinfo=OFFICE_TIME)
    setting = office.setting
    then = replay(
        office.ledger, setting.registry.all_localities(), setting.catalogue.dimension_names,
        that_day,
    )  # fmt: skip
    desk = open_desk(office.folder / "data", then)
    value = desk.value("bhyt_coverage_under_6", "hoang-mai", MAY_2024)
    assert value.numerator == Decimal(691)
