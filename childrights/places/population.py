"""Population figures of other sources, against which reported numbers of children are held.

`data/reference/population.csv` holds the provinces' populations of the census of 1 April 2019.
An operator adds figures of the same layout in `overlay/population.csv`: communes of the census,
later published populations, children under 16 or under 6 of the statistics office or the
population register. A row of the overlay replaces ours of the same place, day and measure.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from childrights.places.crosswalk import ancestors_of_all, converted_together
from childrights.places.model import BadReference, LocalityKey, UnknownPlace
from childrights.places.reference import REFERENCE_DIR, overlay_file
from childrights.places.registry import Registry
from childrights.places.shares import NO_SHARES, Shares
from childrights.vietnamese.dates import parse_date
from childrights.vietnamese.text import clean

FILE = "population.csv"
COLUMNS = ("code", "day", "measure", "count", "source")


class BadPopulation(BadReference):
    """The table of populations is wrong; the message lists every line and what to do."""


@dataclass(frozen=True)
class Told:
    """What other sources count of a measure in some places on a day, in the measure's unit.

    ``basis`` says by what a divided unit was shared out; empty where nothing was.
    """

    count: Decimal
    day: date
    sources: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True)
class _Figure:
    count: Decimal
    source: str


_Key = tuple[str, date, LocalityKey]
_Figures = Mapping[LocalityKey, _Figure]


@dataclass(frozen=True)
class Population:
    """Figures by measure and day, and then by the place as it stood on that day."""

    figures: Mapping[tuple[str, date], _Figures] = field(default_factory=dict)

    def told(
        self,
        registry: Registry,
        measure: str,
        places: Collection[LocalityKey],
        until: date,
        shares: Shares = NO_SHARES,
    ) -> Told | None:
        """The newest figure not after a day for the territory that some units hold together.

        Mergers add up; a divided unit needs a share. ``None`` where any part has no figure: half a
        territory's people are nothing to compare with.
        """
        days = sorted((day for name, day in self.figures if name == measure and day <= until))
        for day in reversed(days):
            figures = self.figures[measure, day]
            before = [key for key, _ in ancestors_of_all(registry, places, day)]
            if not before or not figures.keys() >= set(before):
                continue
            sums = {key: figures[key].count for key in before}
            found = converted_together(registry, sums, places, day, shares)
            if found.estimate is not None:
                sources = dict.fromkeys([*(figures[key].source for key in before), *found.sources])
                return Told(found.estimate, day, tuple(sources), found.basis)
        return None


def load_population(
    registry: Registry,
    measures: Collection[str],
    data_dir: Path | None = None,
    reference: Path = REFERENCE_DIR,
) -> Population:
    """Read our table and the operator's; raises :class:`BadPopulation` with every wrong line."""
    own = overlay_file(data_dir, FILE)
    found: dict[_Key, _Figure] = {}
    for path in (reference / FILE, *([own] if own else [])):
        found |= _read(path, registry, measures)
    figures: dict[tuple[str, date], dict[LocalityKey, _Figure]] = {}
    for (measure, day, place), figure in found.items():
        figures.setdefault((measure, day), {})[place] = figure
    return Population(figures)


def _read(path: Path, registry: Registry, measures: Collection[str]) -> dict[_Key, _Figure]:
    problems: list[str] = []
    found: dict[_Key, _Figure] = {}
    for line, cells in _lines(path):
        try:
            key, figure = _row(cells, registry, measures)
        except ValueError as error:
            problems.append(f"{path.name} dòng {line}: {error}")
            continue
        if key in found:
            problems.append(f"{path.name} dòng {line}: trùng đơn vị, ngày và số đo. Xóa dòng thừa.")
        found[key] = figure
    if problems:
        raise BadPopulation("\n".join(problems))
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadPopulation(
                    f"{path.name} dòng 1: thiếu cột {', '.join(missing)}. "
                    f"Cần: {', '.join(COLUMNS)}."
                )
            for cells in reader:
                yield reader.line_num, {name: clean(cells[name] or "") for name in COLUMNS}
    except UnicodeDecodeError as error:
        raise BadPopulation(
            f"{path.name}: tệp không phải UTF-8. Lưu lại bằng “CSV UTF-8” rồi thử lại."
        ) from error


def _row(
    cells: Mapping[str, str], registry: Registry, measures: Collection[str]
) -> tuple[_Key, _Figure]:
    """One figure; raises ``ValueError`` saying what to write instead."""
    day = parse_date(cells["day"])
    if cells["measure"] not in measures:
        raise ValueError(
            f"không có số đo “{cells['measure']}” trong danh mục. Ghi ví dụ average_population "
            "(dân số), children (trẻ em dưới 16 tuổi), bhyt_children (trẻ em dưới 6 tuổi)."
        )
    if not (cells["count"].isascii() and cells["count"].isdigit()) or int(cells["count"]) == 0:
        raise ValueError(
            f"“{cells['count']}” không phải là số người. Ghi số nguyên lớn hơn 0, không dấu chấm."
        )
    if not cells["source"]:
        raise ValueError("thiếu source. Ghi nguồn của số liệu (văn bản, niên giám, tổng điều tra).")
    if not cells["code"]:
        raise ValueError("thiếu code. Ghi mã đơn vị hành chính như vào ngày của số liệu.")
    try:
        place = registry.at(cells["code"], day).key
    except UnknownPlace as error:
        raise ValueError(f"{error} Mã phải là chữ, giữ số 0 ở đầu.") from error
    return (cells["measure"], day, place), _Figure(Decimal(cells["count"]), cells["source"])
