"""How much an outsider works out from consecutive releases of a whole data folder.

    CHILDRIGHTS_DATA=DIR python benchmarks/attack.py [DAY]…  [--tables FOLDER]

Publishes a release as of each day from a copy of the folder, then gives the public tables to the
outsider of `tests/attack`, who shares no code with what protects them: it rebuilds every sum, part,
rise within a year and merger, and solves for the least and the greatest value of each hidden count
and of each small remainder (HiGHS). It is told besides which units gave which figure, what changed
between two releases, and the open counts of every place. With `--tables` the releases are read
from FOLDER/DAY.csv as they were published earlier.

Fails where an interval is narrower than the protection level, where a shown count is not the sum
of what its units gave, or where the same tables with small counts alone hidden are not broken.
The tests do the same on two districts; this is the whole demonstration, too slow for them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from childrights.__main__ import main as command
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Kind
from childrights.commands.common import desk_for
from childrights.desk import Desk
from childrights.settings import VARIABLE, data_dir
from tests.attack.gossip import Gossip
from tests.attack.outsider import PLENTY
from tests.attack.reader import Codes, Count, Reader, Row, read_table
from tests.attack.worlds import Worlds, only_small_hidden

DAYS = ("2025-01-31", "2025-08-31", "2026-12-31")
"""After the year of the old units, after the reform, and at the end."""

LISTED = 12


def main(arguments: Sequence[str]) -> int:
    """Publish, attack, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("days", nargs="*", default=list(DAYS))
    parser.add_argument("--tables", type=Path, help="folder of releases already made: DAY.csv")
    asked = parser.parse_args(arguments)
    if asked.tables:
        return attack({day: asked.tables / f"{day}.csv" for day in asked.days})
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data_dir(), copy)
        os.environ[VARIABLE] = str(copy)
        return attack({day: publish(day, Path(folder)) for day in asked.days})


def publish(day: str, folder: Path) -> Path:
    """Make the release of a day, as an operator does."""
    out, began = folder / f"{day}.csv", time.process_time()
    if command(["disclosure", "release", "--as-of", day, "--out", str(out)]):
        raise SystemExit(f"the release as of {day} was refused")
    print(f"  {time.process_time() - began:.0f} s")
    return out


def attack(tables: Mapping[str, Path]) -> int:
    """Read every release as the outsider does, solve, and say how wide the narrowest is."""
    began = time.process_time()
    rows = {day: read_table(path) for day, path in tables.items()}
    desks = {day: known_on(day) for day in tables}
    level = desks[max(desks)].threshold.protection_level
    gossip = {day: heard(desks[day], rows) for day in tables}
    wrong = [row for day in tables for row in gossip[day].wrongly_told(rows[day])]
    shown = sum(row.numerator is not None for found in rows.values() for row in found)
    print(f"{shown} figures shown, {len(wrong)} not the sum of what their units gave")
    readers = [read(desks, gossip, rows, list(tables)[: number + 1]) for number in range(len(rows))]
    last = readers[-1]
    print(
        f"{len(last.counts)} counts, {len(last.hidden)} withheld, "
        f"{len(last.outsider.rows)} facts in the last: {time.process_time() - began:.0f} s"
    )
    safe = said("published", Worlds(readers), level + 1)
    naive = said("small counts alone hidden", only_small_hidden(last, level + 1), level + 1)
    return 0 if safe >= level - 1e-6 and naive < level and not wrong else 1


def heard(desk: Desk, rows: Mapping[str, Sequence[Row]]) -> Gossip:
    """What each unit gave of whatever the tables are made of, or might be a part of."""
    names = {row.indicator for found in rows.values() for row in found}
    measures = {term.measure for name in names for term in desk.catalogue.indicators[name].terms}
    wholes = {desk.catalogue.measures[name].part_of for name in measures}
    return Gossip(
        desk.catalogue, desk.registry, desk.selections, desk.snapshot,
        measures | {name for name in wholes if name},
    )  # fmt: skip


def read(
    desks: Mapping[str, Desk],
    gossip: Mapping[str, Gossip],
    rows: Mapping[str, Sequence[Row]],
    days: Sequence[str],
) -> Reader:
    """The releases of some days, read on the last of them."""
    desk = desks[days[-1]]
    published = {row.indicator for day in days for row in rows[day]}
    opened = open_series(desk.catalogue, published)
    reader = Reader(desk.catalogue, desk.registry, gossip[days[-1]].truth, opened)
    for day in days:
        reader.read(rows[day], gossip[day].reported)
    reader.relate()
    return reader


def open_series(catalogue: Catalogue, published: set[str]) -> set[tuple[str, Codes]]:
    """Counts that public pages show of every place: those of indicators outside the tables."""
    return {
        (term.measure, frozenset({**term.where, **codes}.items()))
        for name, indicator in catalogue.indicators.items()
        if name not in published and indicator.kind is not Kind.COMPOSITE
        for term in indicator.terms
        for codes in [{}, *({by: code} for by, listed in indicator.breakdowns.items()
                            for code in listed)]
    }  # fmt: skip


def said(what: str, told: Reader | Worlds, smallest_shown: int) -> float:
    """Solve, and print the narrowest interval, whose it is, and the time."""
    began = time.process_time()
    asked = told.wanted(smallest_shown)
    width, whose = told.narrowest(smallest_shown)
    shown = f"{width:g}" if width < PLENTY else "none"
    print(
        f"{what}: {len(asked)} asked for, narrowest {shown}, {time.process_time() - began:.0f} s\n"
        f"  {words(whose)}"
    )
    if width < smallest_shown - 1:
        found = sorted(told.outsider.narrower(asked, smallest_shown - 1), key=lambda one: one[0])
        print(f"  {len(found)} below the protection level, such as")
        for width_of, name in found[:: len(found) // LISTED + 1]:
            print(f"  {width_of:g}  {words(name)}")
    return width


def words(whose: Hashable) -> str:
    """A count, or what is left of one, so that a reader can find it in the tables."""
    if isinstance(whose, Count):
        units = sorted(unit.code for unit in whose.units)
        codes = ", ".join(f"{name}={code}" for name, code in sorted(whose.codes))
        return f"{whose.measure} [{codes}] {whose.period} {'+'.join(units[:3])} ({len(units)})"
    if isinstance(whose, tuple):
        return " − ".join(words(part) for part in whose if not isinstance(part, str | int))
    return str(whose)


def known_on(day: str) -> Desk:
    """What the office knew on a day."""
    return desk_for(argparse.Namespace(as_of=day, signed_off=False))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
