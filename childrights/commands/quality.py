"""``quality``: how far the figures of an indicator can be relied on, internal only."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import (
    OK,
    UnusableCall,
    add_selectors,
    desk_for,
    known_indicator,
    plain,
)
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.reliability import reliability
from childrights.vietnamese.numbers import format_number, format_percent


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("quality", help="data quality and its parts, internal only")
    add_selectors(command)
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    command.set_defaults(run=_quality)


def _quality(arguments: argparse.Namespace) -> int:
    if Audience(arguments.audience) is Audience.PUBLIC:
        raise UnusableCall("Chất lượng số liệu chỉ xem nội bộ, không có chế độ công khai.")
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    found = reliability(desk, indicator, arguments.locality, Period.parse(arguments.period))
    if arguments.json:
        parts = [
            {
                "aspect": part.aspect.name.lower(), "sound": part.sound,
                "checked": part.checked, "share": plain(part.share),
            }
            for part in found.parts
        ]  # fmt: skip
        print(json.dumps({"score": plain(found.score), "parts": parts}, ensure_ascii=False))
        return OK
    score = "chưa kiểm tra được" if found.score is None else f"{format_number(found.score)}/100"
    print(f"Chất lượng số liệu: {score}")
    for part in found.parts:
        share = "chưa có gì để kiểm tra" if part.share is None else format_percent(part.share)
        print(f"  {part.aspect}: {part.sound}/{part.checked} ({share})")
    return OK
