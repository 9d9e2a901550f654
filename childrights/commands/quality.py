"""``quality``: how far the figures of an indicator can be relied on, internal only."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import OK, plain
from childrights.commands.internal import add_internal, asked
from childrights.reliability import reliability
from childrights.vietnamese.numbers import format_number, format_percent


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_internal(commands, "quality", _quality, "data quality and its parts")


def _quality(arguments: argparse.Namespace) -> int:
    question = asked(arguments, "Chất lượng số liệu")
    found = reliability(question.desk, question.indicator, question.token, question.period)
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
