"""``targets``: the target in force, how far the figure is from it, and the pace to it."""

from __future__ import annotations

import argparse
import json
from typing import Any

from childrights.commands.common import OK, add_selectors, desk_for, known_indicator, plain
from childrights.commands.values import say_bound
from childrights.disclosure.door import Audience
from childrights.evaluate.evaluate import UNIT
from childrights.figures.attainment import missing_words
from childrights.figures.attention import say_gap
from childrights.figures.pace_words import say_pace
from childrights.figures.words import say_document, say_with_unit
from childrights.judgement.attainment import attainment
from childrights.judgement.intervals import Interval
from childrights.judgement.pace import Pace
from childrights.judgement.targets import Progress
from childrights.periods import Period


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("targets", help="target in force, gap, verdict and pace")
    add_selectors(command)
    command.add_argument("--by", choices=[UNIT], help="each unit of the area")
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    command.set_defaults(run=_targets)


def _targets(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    indicator = known_indicator(desk, arguments.indicator)
    period, audience = Period.parse(arguments.period), Audience(arguments.audience)
    if arguments.by:
        found = desk.unit_progress(indicator, arguments.locality, period, audience)
    else:
        found = [desk.progress(indicator, arguments.locality, period, audience)]
    if arguments.json:
        print(json.dumps([progress_json(item) for item in found], ensure_ascii=False))
        return OK
    for item in found:
        _say(item)
    return OK


def _say(item: Progress) -> None:
    figure = say_with_unit(item.indicator, item.value)
    parts = [figure, item.verdict.value, say_gap(item), missing_words(item)]
    print(f"{item.value.name}: {', '.join(filter(None, parts))}")
    if item.target is not None:
        print(f"  {say_document(item.indicator, item.target)}")
    if pace := say_pace(item):
        print(f"  {pace}")


def progress_json(item: Progress) -> dict[str, Any]:
    """A figure beside its target, as JSON writes it."""
    value, target = item.value, item.target
    return {
        "indicator": value.indicator,
        "locality": value.locality.code if value.locality else value.area_token,
        "valid_from": value.locality.valid_from.isoformat() if value.locality else None,
        "name": value.name,
        "period": str(value.period),
        "value": plain(value.value),
        "status": value.status,
        "target": say_bound(target) if target else None,
        "target_id": target.id if target else None,
        "target_year": target.year if target else None,
        "target_basis": target.basis.value if target else None,
        "target_jurisdiction": target.jurisdiction_name if target else None,
        "target_document": target.document if target else None,
        "required": plain(item.required.level) if item.required else None,
        "attainment": plain(attainment(item)),
        "gap": plain(item.gap),
        "missing": item.missing_children,
        "verdict": item.verdict.value,
        "pace": _pace_json(item.pace) if item.pace else None,
    }


def _pace_json(way: Pace) -> dict[str, Any]:
    return {
        "points": way.points,
        "years_left": way.years_left,
        "required_yearly": way.required,
        "observed_yearly": way.observed,
        "interval": interval_json(way.interval),
        "projected": way.projected,
        "projected_interval": interval_json(way.projected_interval),
        "is_sure": way.is_sure,
        "trend_z": way.trend.z if way.trend else None,
        "trend_p": way.trend.p if way.trend else None,
    }


def interval_json(interval: Interval | None) -> list[float] | None:
    """Lower and upper limit, or nothing."""
    return None if interval is None else [interval.lower, interval.upper]
