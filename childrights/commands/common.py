"""What the commands share: selectors, the desk they ask, plain numbers for JSON."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, time
from decimal import Decimal

from childrights.desk import OFFICE_TIME, Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.replay import desk_as_known
from childrights.settings import data_dir

OK, REFUSED, UNUSABLE = 0, 1, 2


class UnusableCall(ValueError):
    """The command was called in a way that cannot be carried out."""


def add_selectors(command: argparse.ArgumentParser) -> None:
    """Indicator, locality, period, day of knowledge, audience: what every question names."""
    command.add_argument("--indicator", required=True)
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2024-6M, 2024-9M or 2024-12M")
    command.add_argument("--as-of", dest="as_of", help="as known at the end of that day")
    command.add_argument(
        "--signed-off", action="store_true", help="only figures that have been closed (đã chốt)"
    )
    command.add_argument(
        "--audience", choices=[a.value for a in Audience], default=Audience.INTERNAL.value
    )


def add_choice(command: argparse.ArgumentParser) -> None:
    """Locality, period and audience of a file: for the public unless the office asks otherwise."""
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2024-6M, 2024-9M or 2024-12M")
    command.add_argument("--as-of", dest="as_of", help="as known at the end of that day")
    command.add_argument(
        "--signed-off", action="store_true", help="only figures that have been closed (đã chốt)"
    )
    command.add_argument(
        "--audience", choices=[a.value for a in Audience], default=Audience.PUBLIC.value
    )
    command.add_argument("--day", help="judge as of this day, 2024-06-20; default: today")


def desk_for(arguments: argparse.Namespace) -> Desk:
    """The desk of the data folder, as it is or as it was known on ``--as-of``."""
    folder = data_dir()
    if arguments.as_of is None and not arguments.signed_off:
        return _told(open_desk(folder))
    moment = end_of_day(arguments.as_of) if arguments.as_of else None
    return _told(desk_as_known(folder, moment, signed_off=arguments.signed_off))


def end_of_day(text: str) -> datetime:
    """The last moment of a day in Vietnam; raises :class:`UnusableCall`."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnusableCall(f"Không hiểu ngày “{text}”. Ghi 2024-12-31.") from error
    return datetime.combine(day, time.max, OFFICE_TIME)


def _told(desk: Desk) -> Desk:
    """The desk, after saying on standard error what is wrong with its snapshot."""
    if desk.snapshot.warning:
        print(desk.snapshot.warning, file=sys.stderr)
    return desk


def known_indicator(desk: Desk, name: str) -> str:
    """The name, if the catalogue has it; raises :class:`UnusableCall` with those it has."""
    if name not in desk.catalogue.indicators:
        known = ", ".join(desk.catalogue.indicators)
        raise UnusableCall(f"Không có chỉ tiêu “{name}”. Các chỉ tiêu có: {known}.")
    return name


def plain(number: Decimal | None) -> int | float | None:
    """A number as JSON writes it."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
