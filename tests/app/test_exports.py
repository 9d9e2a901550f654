"""Ten exports at once: two are at work, eight wait, and pages are answered all the while."""

from __future__ import annotations

from datetime import date
from threading import Event, Thread

from sample import Folder, Open

from childrights.briefing.accounts import scope_of
from childrights.briefing.papers import Making, report_docx
from childrights.briefing.report import Order
from childrights.briefing.templates import load_templates
from childrights.briefing.turns import AT_ONCE
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from pages._shared.exports import _turns

TEN = 10
PATIENCE_S = 600
MID_2024 = {"dia_ban": "hoang-mai", "nam": "2024", "ky": "6T"}


def test_pages_are_answered_while_ten_reports_are_made(open_page: Open, filled: Folder) -> None:
    """No clock decides: the reports stand still, figures read, until both pages were shown."""
    desk = open_desk(filled.path)
    period = Period.parse("2024-6M")
    scope = scope_of(desk, "hoang-mai", period, Audience.PUBLIC, date(2024, 6, 20))
    order = Order(scope, load_templates(desk.catalogue)["sau-thang"], ("bhyt_coverage_under_6",))
    at_work, waiting, shown = [Event() for _ in range(TEN)], [Event() for _ in range(TEN)], Event()
    made: dict[int, bytes] = {}

    def export(number: int) -> None:
        def tell(fraction: float) -> None:
            at_work[number].set()
            assert shown.wait(PATIENCE_S)

        with _turns().turn(lambda _: waiting[number].set()):
            made[number] = report_docx(Making(desk, order, tell=tell))

    threads = [Thread(target=export, args=(number,)) for number in range(TEN)]
    try:
        for begun, thread in enumerate(threads):
            thread.start()
            entered = at_work[begun] if begun < AT_ONCE else waiting[begun]
            assert entered.wait(PATIENCE_S), f"export {begun} is stuck"
        for page, title in (("", "Tổng quan"), ("bao-cao", "Báo cáo HĐND")):
            app = open_page(filled.path, page, **MID_2024)
            assert not app.exception
            assert app.title[0].value == title
        assert not made and sum(event.is_set() for event in at_work) == AT_ONCE
    finally:
        shown.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert set(made) == set(range(TEN)) and len(set(made.values())) == 1
