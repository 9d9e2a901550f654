"""``chart``: one chart as a picture for paper or a slide."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from childrights.commands.common import OK, UnusableCall, add_selectors, desk_for, known_indicator
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.figures.pictures import Asked, Kind, NothingToDraw, Picture, picture
from childrights.figures.print.drawing import TooMuchForOnePage
from childrights.figures.print.press import Format, print_chart
from childrights.figures.print.sheet import Size
from childrights.figures.series import period_for
from childrights.periods import Period


def add(commands: Any) -> None:
    """Add the command to the parser."""
    chart = commands.add_parser("chart", help="a chart as PNG, SVG or PDF, for paper or a slide")
    add_selectors(chart)
    chart.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.TREND.value)
    chart.add_argument("--by", default="", help="breakdown: sex, age, cause…; default: the first")
    chart.add_argument(
        "--size", choices=[size.value for size in Size], default=Size.A4.value,
        help="half an A4 page, an A4 page on its side, a 16:9 slide",
    )  # fmt: skip
    chart.add_argument("--date", help="day printed on the picture, 2026-11-22; default: today")
    chart.add_argument("--out", type=Path, required=True, help="a file .png, .svg or .pdf")
    # A picture is for others, so unlike an answer on the screen it is public unless told.
    chart.set_defaults(run=_chart, audience=Audience.PUBLIC.value)


def _chart(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    form = _format(out)
    desk = desk_for(arguments)
    try:
        found = _dated(picture(desk, _asked(desk, arguments)), arguments.date)
        content = print_chart(found.chart, found.caption, Size(arguments.size), form)
    except (NothingToDraw, TooMuchForOnePage) as error:
        raise UnusableCall(str(error)) from error
    out.write_bytes(content)
    print(out, file=sys.stderr)
    return OK


def _asked(desk: Desk, arguments: argparse.Namespace) -> Asked:
    """The question; a yearly indicator asked at mid-year shows the year before, as on pages."""
    indicator = known_indicator(desk, arguments.indicator)
    spans = desk.catalogue.indicators[indicator].spans
    return Asked(
        Kind(arguments.kind), indicator, arguments.locality,
        period_for(spans, Period.parse(arguments.period)), Audience(arguments.audience),
        arguments.by,
    )  # fmt: skip


def _format(out: Path) -> Format:
    try:
        form = Format(out.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise UnusableCall("Ghi --out TỆP.png, TỆP.svg hoặc TỆP.pdf cho biểu đồ.") from error
    if not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi biểu đồ.")
    return form


def _dated(found: Picture, day: str | None) -> Picture:
    if day is None:
        return found
    try:
        made_on = date.fromisoformat(day)
    except ValueError as error:
        raise UnusableCall(f"Không hiểu --date “{day}”. Ghi 2026-11-22.") from error
    return replace(found, caption=replace(found.caption, made_on=made_on))
