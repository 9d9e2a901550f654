"""``sdmx``: figures for the machines of other offices."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from childrights.commands.common import OK, UnusableCall, desk_for, known_indicator
from childrights.desk import OFFICE_TIME, Desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.vietnamese.numbers import format_number


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("sdmx", help="figures as SDMX-CSV 2.0 with their structure")
    command.add_argument("--locality", required=True, help="official code or saved selection")
    command.add_argument("--period", required=True, help="2024-12M; several with commas")
    command.add_argument(
        "--indicator", action="append", default=[], help="may be repeated; default: all"
    )
    command.add_argument("--as-of", dest="as_of", help="as known at the end of that day")
    command.add_argument(
        "--signed-off", action="store_true", help="only figures that have been closed (đã chốt)"
    )
    command.add_argument(
        "--audience", choices=[a.value for a in Audience], default=Audience.PUBLIC.value,
        help="default: public",
    )  # fmt: skip
    command.add_argument("--out", required=True, type=Path, help="a folder, or a file .zip")
    command.set_defaults(run=_sdmx)


def _sdmx(arguments: argparse.Namespace) -> int:
    # Reading the library takes longer than most commands, and none but this one needs it.
    from childrights.exchange.observations import Asked, extract  # noqa: PLC0415
    from childrights.exchange.sdmx_files import sdmx_files, write_files  # noqa: PLC0415

    out = _writable(arguments.out)
    desk = desk_for(arguments)
    asked = Asked(
        arguments.locality, _periods(arguments.period), _indicators(desk, arguments.indicator),
        Audience(arguments.audience),
    )  # fmt: skip
    found = extract(desk, asked)
    files = sdmx_files(desk, found, datetime.now(OFFICE_TIME))
    try:
        written = write_files(files, out)
    except OSError as error:
        raise UnusableCall(f"Không ghi được “{out}”: {error.strerror}.") from error
    print(
        f"{', '.join(map(str, written))}: {format_number(len(found.rows), 0)} số liệu, "
        f"{format_number(found.hidden, 0)} không công bố.",
        file=sys.stderr,
    )
    return OK


def _periods(text: str) -> tuple[Period, ...]:
    return tuple(sorted({Period.parse(part) for part in text.split(",")}))


def _indicators(desk: Desk, names: list[str]) -> tuple[str, ...]:
    chosen = {known_indicator(desk, name) for name in names}
    return tuple(name for name in desk.catalogue.indicators if name in chosen or not names)


def _writable(out: Path) -> Path:
    """Where to write, before the work is done; raises ``UnusableCall``."""
    if not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi.")
    if out.suffix.lower() != ".zip" and out.exists() and not out.is_dir():
        raise UnusableCall(f"“{out}” không phải thư mục; ghi --out THƯ_MỤC hoặc --out TỆP.zip.")
    if out.suffix.lower() == ".zip" and out.is_dir():
        raise UnusableCall(f"“{out}” là thư mục; ghi --out TỆP.zip.")
    return out
