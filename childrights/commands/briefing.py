"""``briefing``: a report to the People's Council as a file."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from childrights.briefing.accounts import Scope, scope_of
from childrights.briefing.papers import PAPERS, Making
from childrights.briefing.reminder import NothingToRemind
from childrights.briefing.report import Order
from childrights.briefing.senders import Office
from childrights.briefing.templates import Template, default_template, load_templates
from childrights.commands.common import OK, UnusableCall, add_choice, desk_for, known_indicator
from childrights.desk import Desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.settings import data_dir


def add(commands: Any) -> None:
    """Add the command to the parser."""
    briefing = commands.add_parser("briefing", help="a report to the People's Council as a file")
    add_choice(briefing)
    briefing.add_argument("--paper", choices=list(PAPERS), default=next(iter(PAPERS)))
    briefing.add_argument("--template", help="a name of data/reference/briefings.yaml")
    briefing.add_argument(
        "--indicators", default="", help="those to report on, in this order, with commas"
    )
    briefing.add_argument(
        "--office", choices=[office.value for office in Office], default=Office.COMMITTEE.value,
        help="who signs: the People's Committee, or its department",
    )  # fmt: skip
    briefing.add_argument("--dated", help="day of the paper, 2024-06-20; left blank without")
    endings = sorted({ending for paper in PAPERS.values() for ending in paper.writers})
    briefing.add_argument("--out", type=Path, required=True, help=", ".join(endings))
    briefing.set_defaults(run=_briefing)


def _briefing(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    writers = PAPERS[arguments.paper].writers
    write = writers.get(out.suffix.lower())
    if write is None:
        raise UnusableCall(f"Ghi --out TỆP với đuôi {', '.join(writers)}.")
    if not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi báo cáo.")
    if PAPERS[arguments.paper].internal_only and arguments.audience != Audience.INTERNAL.value:
        raise UnusableCall("Công văn này nêu tên đơn vị và lỗi: ghi thêm --audience internal.")
    desk = desk_for(arguments)
    try:
        content = write(Making(desk, _order(desk, arguments)))
    except NothingToRemind as error:
        raise UnusableCall(str(error)) from error
    out.write_bytes(content)
    print(out, file=sys.stderr)
    return OK


def _order(desk: Desk, arguments: argparse.Namespace) -> Order:
    scope = chosen_scope(desk, arguments)
    return Order(
        scope,
        _template(desk, arguments.template, scope.period),
        chosen_names(desk, arguments),
        Office(arguments.office),
        day_of(arguments.dated) if arguments.dated else None,
    )


def chosen_names(desk: Desk, arguments: argparse.Namespace) -> tuple[str, ...]:
    """The indicators of the call in their order; raises :class:`UnusableCall` for one unknown."""
    names = [name.strip() for name in arguments.indicators.split(",") if name.strip()]
    return tuple(known_indicator(desk, name) for name in names)


def chosen_scope(desk: Desk, arguments: argparse.Namespace) -> Scope:
    """What the selectors of the call name."""
    period, audience = Period.parse(arguments.period), Audience(arguments.audience)
    day = day_of(arguments.day) if arguments.day else desk.today
    return scope_of(desk, arguments.locality, period, audience, day)


def day_of(text: str) -> date:
    """A day as typed; raises :class:`UnusableCall`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnusableCall(f"Không hiểu ngày “{text}”. Ghi 2024-12-31.") from error


def _template(desk: Desk, name: str | None, period: Period) -> Template:
    templates = load_templates(desk.catalogue, data_dir())
    if name is None:
        return default_template(templates, period)
    if name not in templates:
        raise UnusableCall(f"Không có mẫu “{name}”. Các mẫu có: {', '.join(templates)}.")
    return templates[name]
