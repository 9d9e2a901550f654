"""``quality``: how far the figures of an indicator can be relied on, internal only."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import OK, plain
from childrights.commands.internal import add_internal, asked
from childrights.external import Held, held_against_others, sentence
from childrights.reliability import reliability
from childrights.vietnamese.numbers import format_number, format_percent


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_internal(commands, "quality", _quality, "data quality and its parts")


def _quality(arguments: argparse.Namespace) -> int:
    question = asked(arguments, "Chất lượng số liệu")
    desk, wanted = question.desk, (question.indicator, question.token, question.period)
    held = held_against_others(desk, *wanted)
    found = reliability(desk, *wanted, held)
    if arguments.json:
        parts = [
            {
                "aspect": part.aspect.name.lower(), "sound": part.sound,
                "checked": part.checked, "share": plain(part.share),
            }
            for part in found.parts
        ]  # fmt: skip
        told = {"score": plain(found.score), "parts": parts, "external": [*map(_row, held)]}
        print(json.dumps(told, ensure_ascii=False))
        return OK
    score = "chưa kiểm tra được" if found.score is None else f"{format_number(found.score)}/100"
    print(f"Chất lượng số liệu: {score}")
    for part in found.parts:
        share = part.aspect.unchecked if part.share is None else format_percent(part.share)
        print(f"  {part.aspect}: {part.sound}/{part.checked} ({share})")
    for item in held:
        if not item.is_sound:
            print(f"    Cần kiểm tra: {sentence(desk.catalogue, item)}")
    return OK


def _row(item: Held) -> dict[str, Any]:
    """One comparison with another source, for a machine."""
    return {
        "locality": item.token, "name": item.name, "measure": item.measure,
        "reported": plain(item.reported), "against": item.against,
        "known": plain(item.told.count), "day": item.told.day.isoformat(),
        "sources": list(item.told.sources), "basis": item.told.basis,
        "from_pct": item.band.from_pct, "to_pct": item.band.to_pct,
        "share_pct": plain(item.share), "is_sound": item.is_sound,
    }  # fmt: skip
