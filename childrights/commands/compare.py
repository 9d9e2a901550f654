"""``compare``: units beside their mean, beside cùng kỳ and beside the plan, with intervals."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import OK, add_selectors, desk_for, known_indicator, plain
from childrights.commands.targets import interval_json
from childrights.comparing import Comparison, UnitCompared, compare
from childrights.disclosure.door import Audience
from childrights.figures.attention import say_gap
from childrights.figures.change import say_change
from childrights.figures.pace_words import say_rank, say_standing
from childrights.figures.words import say_with_unit
from childrights.judgement.comparison import Pooled
from childrights.periods import Period


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "compare", help="units beside the mean (95%% and 99.8%%), cùng kỳ and the plan"
    )
    add_selectors(command)
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    command.set_defaults(run=_compare)


def _compare(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    period, audience = Period.parse(arguments.period), Audience(arguments.audience)
    found = compare(desk, indicator, arguments.locality, period, audience)
    if arguments.json:
        print(json.dumps(_json(found), ensure_ascii=False))
        return OK
    mean = found.mean.value
    print(f"Bình quân {mean.name}: {say_with_unit(found.mean.indicator, mean)}")
    for unit in found.units:
        print(f"{unit.progress.value.name}: {'; '.join(_sentences(found, unit))}")
    return OK


def _sentences(found: Comparison, unit: UnitCompared) -> list[str]:
    item = unit.progress
    said = [
        say_with_unit(item.indicator, item.value),
        say_standing(item.indicator, unit.beside, found.mean.value),
        say_change(item.indicator, item.value, unit.last_year),
        say_gap(item),
        item.verdict.value,
        say_rank(unit.beside, found.ranked),
    ]
    return [text for text in said if text]


def _json(found: Comparison) -> dict[str, Any]:
    mean = found.mean.value
    return {
        "indicator": mean.indicator,
        "period": str(mean.period),
        "mean": {
            "name": mean.name,
            "value": plain(mean.value),
            "numerator": plain(mean.numerator),
            "denominator": plain(mean.denominator),
            "status": mean.status,
        },
        "units": [_unit_json(found, unit) for unit in found.units],
    }


def _unit_json(found: Comparison, unit: UnitCompared) -> dict[str, Any]:
    item, beside = unit.progress, unit.beside
    value, before = item.value, unit.last_year
    return {
        "locality": value.locality.code if value.locality else value.area_token,
        "valid_from": value.locality.valid_from.isoformat() if value.locality else None,
        "name": value.name,
        "value": plain(value.value),
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "status": value.status,
        "interval": interval_json(beside.interval),
        "limits_95": interval_json(beside.inner),
        "limits_99_8": interval_json(beside.outer),
        "standing": beside.standing.name.lower(),
        "against_mean": say_standing(item.indicator, beside, found.mean.value) or None,
        "last_year": plain(before[1].value) if before else None,
        "against_last_year": say_change(item.indicator, value, before) or None,
        "verdict": item.verdict.value,
        "gap": plain(item.gap),
        "missing": item.missing_children,
        "rank_best": beside.best,
        "rank_worst": beside.worst,
        "pooled": _pooled_json(unit.pooled),
    }


def _pooled_json(pooled: Pooled | None) -> dict[str, Any] | None:
    if pooled is None:
        return None
    return {
        "years": pooled.years,
        "numerator": plain(pooled.events),
        "value": pooled.value,
        "interval": interval_json(pooled.interval),
    }
