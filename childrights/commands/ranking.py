"""``ranking``: units of an area ranked by a composite, for the office alone."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from typing import Any

from childrights.commands.common import (
    OK,
    UnusableCall,
    add_selectors,
    desk_for,
    known_indicator,
    plain,
)
from childrights.commands.values import part_json
from childrights.disclosure.door import Audience
from childrights.judgement.ranking import Ranked, Ranking
from childrights.periods import Period
from childrights.vietnamese.numbers import format_number


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("ranking", help="units ranked by a composite, internal only")
    add_selectors(command)
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    command.set_defaults(run=_ranking)


def _ranking(arguments: argparse.Namespace) -> int:
    if Audience(arguments.audience) is Audience.PUBLIC:
        raise UnusableCall("Xếp hạng chỉ dùng nội bộ, không có chế độ công khai.")
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    try:
        found = desk.ranking(indicator, arguments.locality, Period.parse(arguments.period))
    except ValueError as error:
        raise UnusableCall(str(error)) from error
    if arguments.json:
        unscored = [{"name": value.name, "note": value.note} for value in found.unscored]
        rows = [_ranked_json(item) for item in found.ranked]
        answer = {"confidence": found.confidence, "ranked": rows, "unscored": unscored}
        print(json.dumps(answer, ensure_ascii=False))
        return OK
    _say(found)
    return OK


def _say(found: Ranking) -> None:
    for item in found.ranked:
        score = format_number(item.value.value or Decimal(0))
        print(
            f"nhóm {item.band} · hạng {item.rank} (từ {item.best} đến {item.worst}) · "
            f"{item.value.name}: {score} điểm. {item.value.note}"
        )
    for value in found.unscored:
        print(f"không xếp hạng · {value.name}. {value.note}")


def _ranked_json(item: Ranked) -> dict[str, Any]:
    key = item.value.locality
    return {
        "locality": key.code if key else item.value.area_token,
        "valid_from": key.valid_from.isoformat() if key else None,
        "name": item.value.name,
        "value": plain(item.value.value),
        "status": item.value.status,
        "lower": round(item.interval.lower, 4),
        "upper": round(item.interval.upper, 4),
        "rank": item.rank,
        "best": item.best,
        "worst": item.worst,
        "band": item.band,
        "components": [part_json(part) for part in item.value.parts],
    }
