"""``ranking``: units of an area ranked by a composite, for the office alone."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from typing import Any

from childrights.commands.common import OK, UnusableCall, plain
from childrights.commands.internal import add_internal, asked
from childrights.commands.values import part_json
from childrights.judgement.ranking import Ranked, Ranking
from childrights.vietnamese.numbers import format_number


def add(commands: Any) -> None:
    """Add the command to the parser."""
    add_internal(commands, "ranking", _ranking, "units ranked by a composite")


def _ranking(arguments: argparse.Namespace) -> int:
    question = asked(arguments, "Xếp hạng")
    try:
        found = question.desk.ranking(question.indicator, question.token, question.period)
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
