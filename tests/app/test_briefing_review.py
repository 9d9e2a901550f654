"""The table of five and ten years against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made import TODAY
from sample import Folder

from childrights.briefing.accounts import scope_of
from childrights.briefing.report import Order, compose
from childrights.briefing.review import REVIEW_TITLE
from childrights.briefing.templates import load_templates
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period

NAMES = ("bhyt_coverage_under_6", "child_injuries", "child_injury_deaths")


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


@pytest.mark.parametrize(("template", "years"), [("5-nam", 5), ("10-nam", 10)])
def test_each_year_has_its_figure_and_years_without_reports_stay_empty(
    desk: Desk, template: str, years: int
) -> None:
    """Fourteen wards with 80 to 93 cards of 100 in 2022, two more a year; 4 to 17 injuries."""
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-12M"), Audience.INTERNAL, TODAY)
    report = compose(desk, Order(scope, load_templates(desk.catalogue)[template], NAMES))
    table = next(annex for annex in report.annexes if annex.title == REVIEW_TITLE)
    assert [column.heading for column in table.columns] == [
        "TT", "Chỉ tiêu", "ĐVT", *(str(year) for year in range(2025 - years, 2025)),
        "Chỉ tiêu giao", "Đánh giá", "Ghi chú",
    ]  # fmt: skip
    lines = {str(row[1]): row[3 : 3 + years] for row in table.rows if row[2] is not None}
    share = lines["Tỷ lệ trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"]
    assert share[-3:] == (Decimal("86.5"), Decimal("88.5"), Decimal("90.5"))
    assert set(share[:-3]) == {None}
    injuries = sum(4 + position for position in range(14))
    assert lines["Số trẻ em bị tai nạn, thương tích"][-3:] == (injuries,) * 3
    verdicts = {str(row[1]): row[-2] for row in table.rows if row[2] is not None}
    annex = report.annexes[0]
    for row in annex.rows:
        if row[2] is not None and row[3] != "Chưa giao":
            assert str(verdicts[str(row[1])]) in str(row[-1]), "both tables judge alike"


def test_a_yearly_report_has_no_such_table(desk: Desk) -> None:
    scope = scope_of(desk, "hoang-mai", Period.parse("2024-12M"), Audience.PUBLIC, TODAY)
    report = compose(desk, Order(scope, load_templates(desk.catalogue)["nam"], NAMES[:1]))
    assert REVIEW_TITLE not in [annex.title for annex in report.annexes]
