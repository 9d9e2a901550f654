"""Who sends what, when: calendars, missing and late reports, mistakes and their corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from childrights.catalogue.forms import FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.periods import Period, Span
from childrights.places.areas import Selections, resolve_area
from childrights.places.calendars import Deadline, as_of, deadline
from childrights.places.model import Area, Locality, LocalityKey
from childrights.places.registry import Registry
from childrights.places.sources import COUNTRY_CODE
from childrights.vietnamese.dates import VIETNAM_TIME
from childrights.vietnamese.text import loose
from etl.demo.chance import rng
from etl.demo.hamlets import HAMLET_FORM, hamlet_parts
from etl.demo.territory import Territories, Territory

DEFAULT_PLACES = ("hoang-mai", "trieu-son", "ha-trung", "kon-tum", "binh-thuan")
WHOLE_PROVINCES = ("binh-thuan", "lam-dong")
"""Places whose province compiles one workbook a form and period out of what communes sent."""

FURTHER_FORMS_FROM = {Span.M6: 2025, Span.M9: 2024, Span.M12: 2024}
"""First year in which the forms that are not mandatory are sent, at each span.

As late as lets every span be compared across the reform of 1 July 2025; a short first start.
"""

COMPILED_FURTHER_FORMS_FROM = 2026
"""The same for provinces that compile them: 124 units a form."""

NOW = datetime(2026, 11, 21, 12, tzinfo=VIETNAM_TIME)
"""The demonstration's present: nothing is received after it."""

_KNOWN_PLACES = (*DEFAULT_PLACES, "lam-dong")
_COMPILED_YEARS_FROM = 2023
_COMPILED_HALF_YEARS_FROM = 2025
_COMMUNE_OFFICE = "UBND cấp xã"
_SUPPLIED_BY = re.compile(r"^\((.+?) cung cấp\b")
_SIGNATORIES = {_COMMUNE_OFFICE: "TM. ỦY BAN NHÂN DÂN"}
_SELF_SCORING = "tu_cham_diem_phu_hop_tre_em"
_MISSING = 0.03
_LATE = 0.08
_MOST_DAYS_LATE = 25
_MOST_DAYS_LATE_COMPILED = 5
_MISTAKEN = 0.02
_MISTAKEN_IN_COMPILED = 0.004
_FINAL_LATER = 0.25
_UNSIGNED = 0.01


@dataclass(frozen=True)
class Report:
    """One unit's figures for one form version and period, as they were sent."""

    version: str
    unit: Locality
    full_name: str
    territory: Territory
    cut_off: date
    mistaken: bool = False


@dataclass(frozen=True)
class Letter:
    """The official letter with which a file came."""

    number: str
    day: date
    nature: str
    signed_off: str
    received_at: datetime


@dataclass(frozen=True)
class FileJob:
    """One workbook to write; ``path`` is relative. ``seed`` decides what its mistakes are.

    Of the reports either the form or the unit is the same for all. ``sender`` and
    ``sender_code`` head a sheet of the layout ``rows``.
    """

    path: str
    period: Period
    layout: Layout
    reports: tuple[Report, ...]
    letter: Letter
    sender: str
    sender_code: str | None
    signatory: str
    seed: int


class Planner:
    """Plans every file of the demonstration for one seed."""

    def __init__(
        self, catalogue: Catalogue, registry: Registry, selections: Selections, seed: int
    ) -> None:
        self._catalogue = catalogue
        self._registry = registry
        self._selections = selections
        self._seed = seed
        self._territories = Territories(registry)
        self._taken: set[tuple[LocalityKey, Period]] = set()

    def plan(self, places: Sequence[str], years: Sequence[int], scale: int) -> list[FileJob]:
        """Plan all files, leaving out what is received after the demonstration's present."""
        periods = [Period(year, span) for year in years for span in Span]
        jobs = [
            job
            for place in places
            for period in periods
            for job in self._of_place(place, period, scale)
        ]
        return [job for job in jobs if job.letter.received_at <= NOW]

    def _of_place(self, place: str, period: Period, scale: int) -> Iterator[FileJob]:
        day = as_of(period)
        area = resolve_area(self._registry, place, day, self._selections)
        wanted = [*area.units, *self._further_units(area, period, scale)]
        units = [unit for unit in wanted if (unit.key, period) not in self._taken]
        self._taken |= {(unit.key, period) for unit in units}
        due = {unit: deadline(self._registry, unit.code, period) for unit in units}
        reporting = [(unit, dates) for unit, dates in due.items() if dates is not None]
        if place in WHOLE_PROVINCES:
            for version in self._versions(period, COMPILED_FURTHER_FORMS_FROM):
                if _is_compiled(version, period):
                    yield from self._compiled(place, area, version, period, reporting)
        else:
            for version in self._versions(period):
                if version.mandatory:
                    for unit, dates in reporting:
                        yield from self._single(place, version, period, unit, dates)
            for unit, dates in reporting:
                yield from self._by_suppliers(place, period, unit, dates)
        for unit, dates in reporting:
            yield from self._by_hamlet(place, period, unit, dates)

    def _versions(self, period: Period, further_from: int = 0) -> list[FormVersion]:
        further_from = max(further_from, FURTHER_FORMS_FROM[period.span])
        return [
            version
            for version in self._catalogue.forms.values()
            if (version.mandatory or period.year >= further_from)
            and version.in_force(period.last_day)
            and period.span in version.spans
        ]

    def _further_units(self, area: Area, period: Period, scale: int) -> list[Locality]:
        """Real communes in the order of codes, those of the same provinces first."""
        wanted = (scale - 1) * len(area.units)
        if wanted <= 0:
            return []
        day = as_of(period)
        provinces = {unit.province_code for unit in area.units}
        own = {unit.key for place in _KNOWN_PLACES for unit in self._units(place, day)}
        own |= {unit.key for unit in area.units}
        others = [
            unit
            for unit in self._registry.units(COUNTRY_CODE, day)
            if unit.key not in own and (unit.key, period) not in self._taken
        ]
        others.sort(key=lambda unit: (unit.province_code not in provinces, unit.code))
        return others[:wanted]

    def _units(self, place: str, day: date) -> tuple[Locality, ...]:
        return resolve_area(self._registry, place, day, self._selections).units

    def _single(
        self, place: str, version: FormVersion, period: Period, unit: Locality, dates: Deadline
    ) -> Iterator[FileJob]:
        chance = rng(self._seed, unit.code, unit.valid_from, version.form, period)
        if chance.random() < _MISSING:
            return
        report = self._report(version, unit, dates.cut_off, chance.random() < _MISTAKEN)
        job = FileJob(
            path=f"{place}/{period}/{version.form}_{unit.code}_{slug(unit.name)}.xlsx",
            period=period,
            layout=Layout.UNIT,
            reports=(report,),
            letter=_letter(chance, version, period, dates, _MOST_DAYS_LATE),
            sender=report.full_name,
            sender_code=unit.code,
            signatory="TM. ỦY BAN NHÂN DÂN",
            seed=chance.getrandbits(32),
        )
        yield from _with_followers(job, chance)

    def _by_suppliers(
        self, place: str, period: Period, unit: Locality, dates: Deadline
    ) -> Iterator[FileJob]:
        """Give one workbook of each office that fills in forms which are not mandatory."""
        further = [version for version in self._versions(period) if not version.mandatory]
        for office, versions in groupby(sorted(further, key=supplier), key=supplier):
            yield from self._supplied(place, office, list(versions), period, unit, dates)

    def _supplied(
        self,
        place: str,
        office: str,
        versions: Sequence[FormVersion],
        period: Period,
        unit: Locality,
        dates: Deadline,
    ) -> Iterator[FileJob]:
        chance = rng(self._seed, unit.code, unit.valid_from, office, period)
        reports = []
        for version in versions:
            own = rng(self._seed, unit.code, unit.valid_from, version.form, period)
            if own.random() >= _MISSING:
                mistaken = own.random() < _MISTAKEN
                reports.append(self._report(version, unit, dates.cut_off, mistaken))
        if not reports:
            return
        job = FileJob(
            path=f"{place}/{period}/{slug(office)}_{unit.code}_{slug(unit.name)}.xlsx",
            period=period,
            layout=Layout.UNIT,
            reports=tuple(reports),
            letter=_letter(chance, versions[0], period, dates, _MOST_DAYS_LATE),
            sender=reports[0].full_name,
            sender_code=unit.code,
            signatory=_SIGNATORIES.get(office, "THỦ TRƯỞNG ĐƠN VỊ"),
            seed=chance.getrandbits(32),
        )
        yield from _with_followers(job, chance)

    def _compiled(
        self,
        place: str,
        area: Area,
        version: FormVersion,
        period: Period,
        reporting: Sequence[tuple[Locality, Deadline]],
    ) -> Iterator[FileJob]:
        reports = []
        for unit, dates in reporting:
            chance = rng(self._seed, unit.code, unit.valid_from, version.form, period)
            if chance.random() >= _MISSING:
                mistaken = chance.random() < _MISTAKEN_IN_COMPILED
                reports.append(self._report(version, unit, dates.cut_off, mistaken))
        if not reports:
            return
        chance = rng(self._seed, place, version.form, period)
        sender = area.locality or self._registry.at(area.units[0].province_code, as_of(period))
        job = FileJob(
            path=f"{place}/{period}/{version.form}_{place}.xlsx",
            period=period,
            layout=Layout.ROWS if Layout.ROWS in version.layouts else Layout.UNIT,
            reports=tuple(reports),
            letter=_letter(chance, version, period, reporting[0][1], _MOST_DAYS_LATE_COMPILED),
            sender=self._registry.full_name(sender),
            sender_code=sender.code,
            signatory="THỦ TRƯỞNG ĐƠN VỊ",
            seed=chance.getrandbits(32),
        )
        yield from _with_followers(job, chance)

    def _by_hamlet(
        self, place: str, period: Period, unit: Locality, dates: Deadline
    ) -> Iterator[FileJob]:
        parts = hamlet_parts(unit, self._territories.of(unit.key), period)
        if not parts:
            return
        version = self._catalogue.form_for(HAMLET_FORM, period)
        chance = rng(self._seed, unit.code, unit.valid_from, "hamlets", period)
        yield FileJob(
            path=f"{place}/{period}/{version.form}_{unit.code}_{slug(unit.name)}_theo-thon.xlsx",
            period=period,
            layout=Layout.ROWS,
            reports=tuple(
                Report(version.key, hamlet, hamlet.name, territory, dates.cut_off)
                for hamlet, territory in parts
            ),
            letter=_letter(chance, version, period, dates, _MOST_DAYS_LATE),
            sender=self._registry.full_name(unit),
            sender_code=unit.code,
            signatory="TM. ỦY BAN NHÂN DÂN",
            seed=chance.getrandbits(32),
        )

    def _report(
        self, version: FormVersion, unit: Locality, cut_off: date, mistaken: bool
    ) -> Report:
        territory = self._territories.of(unit.key)
        full_name = self._registry.full_name(unit)
        return Report(version.key, unit, full_name, territory, cut_off, mistaken)


def supplier(version: FormVersion) -> str:
    """Say which office fills in a form: “(Công an cấp xã cung cấp)” stands in its title."""
    for line in version.title:
        named = _SUPPLIED_BY.match(line)
        if named:
            return named[1].split(" và ")[0]
    return _COMMUNE_OFFICE


def _is_compiled(version: FormVersion, period: Period) -> bool:
    """Leave out the older of a province's sheets, one a unit, for a short first start.

    What stands in rows, 124 units a sheet, is sent of every year.
    """
    if Layout.ROWS in version.layouts:
        return True
    if period.span is Span.M12:
        return period.year >= _COMPILED_YEARS_FROM
    return version.mandatory and period.year >= _COMPILED_HALF_YEARS_FROM


def slug(name: str) -> str:
    """Spell a name for a file: “Phường Đại Kim” → “phuong-dai-kim”."""
    kept = "".join(char if char.isalnum() else " " for char in loose(name))
    return "-".join(kept.split())


def _letter(
    chance: Random, version: FormVersion, period: Period, dates: Deadline, most_days_late: int
) -> Letter:
    late = chance.random() < _LATE
    if late:
        day = dates.due + timedelta(days=chance.randint(1, most_days_late))
    else:
        day = dates.cut_off + timedelta(days=chance.randint(0, (dates.due - dates.cut_off).days))
    estimated = period.span is Span.M12 and version.form != _SELF_SCORING
    unsure = chance.random()
    nature = "E" if estimated and unsure < 0.8 else "P" if unsure > 0.85 else "A"
    return Letter(
        number=f"{chance.randint(12, 380)}/BC-UBND",
        day=day,
        nature=nature,
        signed_off="no" if chance.random() < _UNSIGNED else "yes",
        received_at=_in_office(chance, day),
    )


def _with_followers(job: FileJob, chance: Random) -> Iterator[FileJob]:
    """Give the file, the correction of its mistakes, and perhaps the year's final figures."""
    yield job
    wrong = tuple(replace(report, mistaken=False) for report in job.reports if report.mistaken)
    if wrong:
        day = job.letter.received_at.date() + timedelta(days=chance.randint(2, 9))
        letter = _later(job.letter, day, chance)
        yield replace(job, path=_suffixed(job.path, "lan-2"), reports=wrong, letter=letter)
    many_sheets = job.layout is Layout.UNIT and len(job.reports) > 1
    if job.letter.nature == "E" and not many_sheets and chance.random() < _FINAL_LATER:
        year_end = date(job.period.year, 12, 31)
        final = tuple(replace(report, cut_off=year_end, mistaken=False) for report in job.reports)
        letter = _later(job.letter, year_end + timedelta(days=chance.randint(5, 20)), chance)
        letter = replace(letter, nature="A")
        yield replace(job, path=_suffixed(job.path, "chinh-thuc"), reports=final, letter=letter)


def _later(letter: Letter, day: date, chance: Random) -> Letter:
    return replace(
        letter,
        number=f"{chance.randint(12, 380)}/BC-UBND",
        day=day,
        signed_off="yes",
        received_at=_in_office(chance, day),
    )


def _suffixed(path: str, suffix: str) -> str:
    return f"{path.removesuffix('.xlsx')}_{suffix}.xlsx"


def _in_office(chance: Random, day: date) -> datetime:
    moment = time(chance.randint(8, 16), chance.randint(0, 59), tzinfo=VIETNAM_TIME)
    return datetime.combine(day, moment)
