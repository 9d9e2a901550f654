"""``disclosure``: publish the protected tables as one release, and audit what protects them."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from childrights.commands.common import OK, REFUSED, UnusableCall, desk_for, plain
from childrights.desk import Desk
from childrights.disclosure.audit import Audit, audit, cells_of_draft, cells_of_release
from childrights.disclosure.making import draft_release
from childrights.disclosure.release import TABLES, Draft, Release, releases, store
from childrights.disclosure.suppress import Unprotectable
from childrights.disclosure.tables import Sources
from childrights.periods import Period
from childrights.settings import data_dir


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("disclosure", help="what the public may see: release, audit")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    release = actions.add_parser("release", help="publish the protected tables together")
    release.add_argument("--as-of", dest="as_of", help="as known at the end of that day")
    release.add_argument("--out", type=Path, help="also write the public tables there as CSV")
    release.add_argument("--json", action="store_true", help="one JSON document on stdout")
    release.set_defaults(run=_release, signed_off=False)
    audited = actions.add_parser("audit", help="how far hidden cells can be worked out")
    audited.add_argument("--locality", required=True, help="official code or saved selection")
    audited.add_argument("--period", required=True, help="2024-6M, 2024-9M or 2024-12M")
    audited.add_argument("--json", action="store_true", help="one JSON document on stdout")
    audited.set_defaults(run=_audit, as_of=None, signed_off=False)


def _release(arguments: argparse.Namespace) -> int:
    out: Path | None = arguments.out
    if out is not None and not out.parent.is_dir():
        raise UnusableCall(f"Không có thư mục “{out.parent}” để ghi bảng công bố.")
    folder = data_dir()
    desk = desk_for(arguments)
    before = releases(folder)
    try:
        draft = draft_release(_sources(desk), desk.periods(), desk.threshold, before)
    except Unprotectable as error:
        print(error, file=sys.stderr)
        return REFUSED
    about = {
        "snapshot": desk.snapshot.name,
        "as_of": arguments.as_of,
        "catalogue": desk.catalogue.digest,
    }
    release = store(folder, draft, desk.threshold, about)
    if out is not None:
        _write_csv(out, release.rows(TABLES))
    _say_release(release, as_json=arguments.json)
    return OK


def _sources(desk: Desk) -> Sources:
    return Sources(desk.catalogue, desk.registry, desk.selections, desk.calendars, desk.snapshot)


def _say_release(release: Release, *, as_json: bool) -> None:
    told = {
        "release": release.name,
        "sha256": release.sha256,
        **{name: release.facts[name] for name in ("cells", "hidden", "narrowest_interval")},
        "protection_level": release.facts["protection_level"],
    }
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print(
        f"Đợt công bố {release.name}: {told['cells']} ô được bảo vệ, che {told['hidden']} ô; "
        f"khoảng hẹp nhất suy ra được {_words(told['narrowest_interval'])}, mức bảo vệ "
        f"{told['protection_level']}.",
    )


def _words(width: float | None) -> str:
    return "không có" if width is None else f"{width:g}"


def _write_csv(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write the public tables; text that a spreadsheet would run as a formula cannot occur."""
    columns = (
        "indicator", "locality", "valid_from", "name", "period", "breakdown", "numerator",
        "denominator", "value", "status", "confidentiality", "units_reported",
    )  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, columns, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            counts = {name: plain(row[name]) for name in ("numerator", "denominator", "value")}
            writer.writerow({**row, **counts})


def _audit(arguments: argparse.Namespace) -> int:
    desk = desk_for(arguments)
    period = Period.parse(arguments.period)
    area = desk.area(arguments.locality, period)
    places = {arguments.locality, *(unit.code for unit in area.units)}
    stored = releases(data_dir())
    found = _of_release(stored[-1], places, period) if stored else _of_draft(desk, places, period)
    level = desk.threshold.protection_level
    told = {
        "release": stored[-1].name if stored else None,
        "cells": found.cells,
        "hidden": found.hidden,
        "narrowest_interval": found.narrowest,
        "protection_level": level,
    }
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        which = f"đợt công bố {told['release']}" if stored else "bản dự kiến, chưa công bố"
        print(
            f"{area.label}, {period.label} ({which}): {found.cells} ô được bảo vệ, che "
            f"{found.hidden} ô; khoảng hẹp nhất suy ra được {_words(found.narrowest)}, "
            f"mức bảo vệ {level}."
        )
    is_safe = found.narrowest is None or found.narrowest >= level - 1e-6
    return OK if is_safe else REFUSED


def _of_release(release: Release, places: set[str], period: Period) -> Audit:
    return audit(cells_of_release(release), release.equations(), places, str(period))


def _of_draft(desk: Desk, places: set[str], period: Period) -> Audit:
    """What a release of that year would protect, where there is none yet."""
    year = [known for known in desk.periods() if known.year == period.year]
    draft: Draft = draft_release(_sources(desk), year, desk.threshold)
    return audit(cells_of_draft(draft), draft.system.equations, places, str(period))
