"""How long a briefing takes: 14 wards and 124 communes, 20 indicators, each file with its charts.

    CHILDRIGHTS_DATA=DIR python benchmarks/briefing.py [TOKEN PERIOD]…

The base is one indicator asked of the same place by unit: a report should cost a small multiple of
what its own questions cost. Comparing the units of the place, one by one beside their mean and
cùng kỳ, has the same base. Seconds are of the processor, so that other programs do not count;
ratios are of one run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from childrights.briefing.accounts import scope_of
from childrights.briefing.content import Briefing
from childrights.briefing.pdf import report_pdf
from childrights.briefing.pressed import pressed
from childrights.briefing.report import Order, compose
from childrights.briefing.report_file import report_document
from childrights.briefing.slides import slides
from childrights.briefing.templates import load_templates
from childrights.briefing.workbook import workbook_bytes
from childrights.comparing import compare
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.settings import data_dir

Made = TypeVar("Made")
INDICATORS = 20
PLACES = (("hoang-mai", "2024-12M"), ("binh-thuan", "2023-12M"))
WRITERS: dict[str, Callable[[Briefing], bytes]] = {
    ".docx": partial(report_document, draw=cache(pressed)),
    ".pdf": partial(report_pdf, draw=cache(pressed)),
    ".pptx": slides,
    ".xlsx": lambda report: workbook_bytes(report.annexes, title=report.subject),
}


def main(arguments: Sequence[str]) -> None:
    """Measure each place and print a line a file."""
    desk = open_desk(data_dir())
    places = list(zip(arguments[::2], arguments[1::2], strict=True)) or list(PLACES)
    for token, period in places:
        measure(desk, token, Period.parse(period))


def measure(desk: Desk, token: str, period: Period) -> None:
    """Compose one report and write it in each form."""
    scope = scope_of(desk, token, period, Audience.PUBLIC, desk.today)
    template = load_templates(desk.catalogue)["nam"]
    names = template.indicators[:INDICATORS]
    desk.unit_progress(names[0], token, period)
    base, _ = timed(lambda: desk.unit_progress(names[0], token, period))
    beside, _ = timed(lambda: compare(desk, names[0], token, period))
    seconds, report = timed(lambda: compose(desk, Order(scope, template, names)))
    units = len(scope.area.units)
    print(f"{token} {period}: {units} units, {len(names)} indicators")
    print(f"  one indicator by unit {base:7.2f} s")
    print(f"  units compared        {beside:7.2f} s, {beside / base:5.1f} ×")
    print(f"  compose               {seconds:7.2f} s, {seconds / base / len(names):5.1f} × each")
    for ending, write in WRITERS.items():
        took, content = timed(partial(write, report))
        print(f"  {ending:<6} {len(content) / 1e6:6.2f} MB {took:13.2f} s")


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds of the processor that some work took, and what it gave."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


if __name__ == "__main__":
    main(sys.argv[1:])
