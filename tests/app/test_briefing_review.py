"""The table of five and ten years against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made import TODAY
from sample import Folder

from childrights.briefing.accounts import scope_of
from childrights.briefing.report import Order, compose
from childrights.briefing.review import JUDGEMENT_TITLE, YEARS_TITLE
from childrights.briefing.templates import load_templates
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period

NAMES = ("bhyt_coverage_under_6", "child_injuries", "child_injury_deaths")


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


@pytest.mark.parametrize(("template", "years"), [("5-nam", 5), ("10-nam", 10)])
def test_each_year_has_its_figure_and_each_indicator_its_judgement(
    desk: Desk, template: str, years: int
) -> None:
    """Fourteen wards with 80 to 93 cards of 100 in 2022, two more a year; 4 to 17 injuries."""
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-12M"), Audience.INTERNAL, TODAY)
    report = compose(desk, Order(scope, load_templates(desk.catalogue)[template], NAMES))
    annex, table, judged = report.annexes[:3]
    assert (table.title, judged.title) == (YEARS_TITLE, JUDGEMENT_TITLE)
    assert [column.heading for column in table.columns] == [
        "TT", "Chỉ tiêu", "ĐVT", "2022", "2023", "2024",
    ]  # fmt: skip
    assert f"{2025 - years}–2024" in table.subtitle
    assert "Hệ thống có báo cáo của địa bàn từ năm 2022." in table.notes
    lines = {str(row[1]): row[3:] for row in table.rows if row[2] is not None}
    assert lines["Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"] == (
        Decimal("86.5"), Decimal("88.5"), Decimal("90.5"),
    )  # fmt: skip
    injuries = sum(4 + position for position in range(14))
    assert lines["Số trẻ em bị tai nạn, thương tích"] == (injuries,) * 3
    verdicts = {str(row[1]): str(row[4]) for row in judged.rows if row[2] is not None}
    assert len(verdicts) == len(NAMES)
    for row in annex.rows:
        if row[2] is not None and row[3] != "Chưa giao":
            assert verdicts[str(row[1])] in str(row[-1]), "both tables judge alike"


def test_a_yearly_report_has_no_such_table(desk: Desk) -> None:
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-12M"), Audience.PUBLIC, TODAY)
    report = compose(desk, Order(scope, load_templates(desk.catalogue)["nam"], NAMES[:1]))
    assert YEARS_TITLE not in [annex.title for annex in report.annexes]
