"""What is in force of the same units: what a submission is compared with.

Only what a comparison may ask for is held: totals, and figures that the catalogue's comparisons
name. It is filled from the snapshot for the units of the files at hand, and goes on learning from
what the same load accepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import TOTAL
from childrights.periods import Period
from childrights.places.model import LocalityKey
from childrights.warehouse.records import Submission
from childrights.warehouse.snapshot import Snapshot

Series = tuple[str, tuple[tuple[str, str], ...]]
"""Measure and codes that differ from the total, in the order of their names."""

_ONLY_TOTALS = frozenset({TOTAL})


def series_of(measure: str, codes: Mapping[str, str]) -> Series:
    """What a figure counts, wherever it stands."""
    return _series(measure, tuple(codes.items()))


@dataclass(frozen=True)
class Stated:
    """A figure and the cell that states it."""

    value: Decimal
    cell: str


def comparable(submission: Submission, catalogue: Catalogue) -> dict[Series, Stated]:
    """The figures that a comparison may ask for, of those that are numbers.

    A form of accidents states eight hundred figures, of which these are a dozen.
    """
    named = compared_measures(catalogue)
    return {
        series_of(item.measure, item.codes): Stated(item.value, item.cell)
        for item in submission.observations
        if item.value is not None
        and (item.measure in named or _ONLY_TOTALS.issuperset(item.codes.values()))
    }


def compared_measures(catalogue: Catalogue) -> frozenset[str]:
    """Measures of which comparisons ask for more than the total."""
    sides = (side for item in catalogue.comparisons for side in (item.part, item.whole))
    return frozenset(side.measure for side in sides)


@lru_cache(maxsize=65_536)
def _series(measure: str, codes: tuple[tuple[str, str], ...]) -> Series:
    return measure, tuple(sorted(code for code in codes if code[1] != TOTAL))


@dataclass(frozen=True)
class Arrival:
    """The file that a submission stands in, and when it was received."""

    file: str
    sha256: str
    received_at: datetime


@dataclass(frozen=True)
class Told:
    """What one form in force says of a unit for a period, and where it came from."""

    form: str
    period: Period
    letter_date: date | None
    arrival: Arrival
    figures: Mapping[Series, Decimal]

    @property
    def rank(self) -> tuple[datetime, date, str, str]:
        """Of two versions the greater is in force, as the snapshot ranks them."""
        arrival = self.arrival
        day = self.letter_date or date.min
        return arrival.received_at, day, arrival.file, arrival.sha256


@dataclass
class Known:
    """Reports in force by unit; ``doubt`` says why there are none, where that is a fault."""

    catalogue: Catalogue
    snapshot: Snapshot | None = None
    doubt: str = ""
    _told: dict[LocalityKey, dict[tuple[str, Period], Told]] = field(default_factory=dict)
    _fetched: set[tuple[LocalityKey, int]] = field(default_factory=set)

    def of(self, unit: LocalityKey) -> Iterable[Told]:
        """Every report in force of a unit, of all forms and periods."""
        return self._told.get(unit, {}).values()

    def report(self, unit: LocalityKey, form: str, period: Period) -> Told | None:
        """The report in force of one form and period."""
        return self._told.get(unit, {}).get((form, period))

    def learn(self, submission: Submission, arrival: Arrival) -> None:
        """Take an accepted submission as in force from now on, unless another one still is."""
        stated = comparable(submission, self.catalogue)
        figures = {series: item.value for series, item in stated.items()}
        told = Told(submission.form, submission.period, submission.letter_date, arrival, figures)
        before = self.report(submission.locality, told.form, told.period)
        if before is None or before.rank <= told.rank:
            self._told.setdefault(submission.locality, {})[told.form, told.period] = told

    def fetch(self, units: Iterable[tuple[LocalityKey, int]]) -> None:
        """Look units up in the snapshot, each for a year, unless they were before."""
        wanted = [unit for unit in dict.fromkeys(units) if unit not in self._fetched]
        self._fetched.update(wanted)
        if self.snapshot is None or not wanted:
            return
        codes = sorted({unit.code for unit, _ in wanted})
        years = sorted({year for _, year in wanted})
        figures = self._figures(self.snapshot, codes, years)
        for unit, told in self._reports(self.snapshot, codes, years, figures):
            # What this load accepted is newer than the snapshot.
            self._told.setdefault(unit, {}).setdefault((told.form, told.period), told)

    def _reports(
        self,
        snapshot: Snapshot,
        codes: Sequence[str],
        years: Sequence[int],
        figures: Mapping[int, Mapping[Series, Decimal]],
    ) -> Iterator[tuple[LocalityKey, Told]]:
        sql = """
            SELECT id, locality, valid_from, form, period, letter_date, file_name, sha256,
                   epoch_us(received_at)
            FROM submission
            WHERE in_force AND list_contains(?, locality)
                  AND list_contains(?, CAST(left(period, 4) AS INTEGER))
        """
        for row in snapshot.rows(sql, [codes, years]):
            number, code, since, form, period, letter_date, file, sha256, microseconds = row
            arrival = Arrival(file, sha256, datetime.fromtimestamp(microseconds / 1e6, UTC))
            told = Told(form, Period.parse(period), letter_date, arrival, figures.get(number, {}))
            yield LocalityKey(code, since), told

    def _figures(
        self, snapshot: Snapshot, codes: Sequence[str], years: Sequence[int]
    ) -> dict[int, dict[Series, Decimal]]:
        """Figures in force by submission."""
        names = self.catalogue.dimension_names
        totals = " AND ".join(f"{name} = '{TOTAL}'" for name in names)
        sql = f"""
            SELECT submission, measure, value, {", ".join(names)}
            FROM observation
            WHERE in_force AND value IS NOT NULL AND list_contains(?, code)
                  AND list_contains(?, CAST(left(period, 4) AS INTEGER))
                  AND (list_contains(?, measure) OR ({totals}))
        """
        found: dict[int, dict[Series, Decimal]] = {}
        chosen = [codes, years, sorted(compared_measures(self.catalogue))]
        for number, measure, value, *at in snapshot.rows(sql, chosen):
            series = series_of(measure, dict(zip(names, at, strict=True)))
            found.setdefault(number, {})[series] = _plain(value)
        return found


def _plain(value: Decimal) -> Decimal:
    """The number without the zeros that the store keeps behind the point."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
