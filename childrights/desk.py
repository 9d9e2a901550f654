"""The desk: one open data folder, and the questions that pages and commands ask of it.

Everything here returns disclosed values, so whatever stands on a desk may be shown to the
audience it was asked for. No Streamlit, no SQL of a page's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from childrights import reported
from childrights.catalogue.loader import Catalogue, load_catalogue
from childrights.catalogue.model import PREVIOUS_YEAR, Kind, Target
from childrights.disclosure.door import Audience, DisclosedValue, disclose, over_all
from childrights.disclosure.public import PublicTables, load_public_tables
from childrights.disclosure.series import Classes
from childrights.disclosure.threshold import Threshold, load_threshold
from childrights.evaluate.evaluate import UNIT, Question, evaluate, foresee, travels
from childrights.evaluate.holdings import Holding, Member, of_the_day, of_today
from childrights.evaluate.value import Value
from childrights.judgement.ranking import Ranking, rank_units
from childrights.judgement.recognition import Standard, load_standard
from childrights.judgement.targets import (
    Progress,
    baseline_of,
    exact_value,
    is_ahead,
    judge,
    target_in_force,
)
from childrights.like_years import area_years, like_years, like_years_by_unit
from childrights.periods import Period, Span
from childrights.places.areas import Selections, load_selections, resolve_area
from childrights.places.calendars import Calendar, Deadline, as_of, deadline, load_calendars
from childrights.places.crosswalk import ancestors_of, ancestors_of_all
from childrights.places.model import Area, Level, Locality, LocalityKey, Relation
from childrights.places.population import Population, load_population
from childrights.places.registry import Registry, load_registry
from childrights.places.shares import Shares, load_shares
from childrights.provenance.remarks import remarked
from childrights.reported import UnitReport
from childrights.warehouse.assignments import assigned_targets
from childrights.warehouse.ledger import DataKind
from childrights.warehouse.remembered import remembered
from childrights.warehouse.snapshot import Snapshot, open_current, require_dimensions

Answer = TypeVar("Answer")
OFFICE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
_KEPT_AREAS = 8_192
"""More than a province's units in every period of five years."""


class Units(StrEnum):
    """Địa giới: the units of the period's own day, or today's."""

    THEN = "then"
    NOW = "now"


@dataclass(frozen=True)
class Desk:
    """Catalogue, places and one snapshot, opened together."""

    catalogue: Catalogue
    registry: Registry
    selections: Selections
    calendars: Sequence[Calendar]
    shares: Shares
    snapshot: Snapshot
    threshold: Threshold = field(default_factory=Threshold)
    released: PublicTables | None = None
    standard: Standard = field(default_factory=Standard)
    population: Population = field(default_factory=Population)

    def remembering(self) -> Desk:
        """The same desk for one piece of work in one thread, such as a report.

        No query is put twice; the memory grows with what is asked, so let the desk go with the
        work.
        """
        return replace(self, snapshot=remembered(self.snapshot))

    @property
    def today(self) -> date:
        """Today in Vietnam; a desk may stay open overnight."""
        return datetime.now(OFFICE_TIME).date()

    @property
    def is_demonstration(self) -> bool:
        """Whether the figures are synthetic."""
        return self.snapshot.meta()["kind"] == DataKind.DEMONSTRATION.value

    def area(self, token: str, period: Period) -> Area:
        """The địa bàn as it stood for a period; raises ``UnknownPlace``."""
        return self._area_on(token, as_of(period))

    @cached_property
    def _area_on(self) -> Callable[[str, date], Area]:
        """Areas by token and day: places never change under an open desk, and all ask for them."""
        registry, selections = self.registry, self.selections

        @lru_cache(maxsize=_KEPT_AREAS)
        def area_on(token: str, day: date) -> Area:
            return resolve_area(registry, token, day, selections)

        return area_on

    def expected_units(self, area: Area, period: Period) -> list[LocalityKey]:
        """Communes of the area whose calendar has this period."""
        return [unit.key for unit in area.units if self._deadline(unit.code, period) is not None]

    def values(
        self,
        question: Question,
        token: str,
        audience: Audience = Audience.INTERNAL,
        units: Units = Units.THEN,
    ) -> list[DisclosedValue]:
        """Answer a question for an area, as the audience may see it.

        ``units`` says whether the past is seen in the units of its day or in today's.
        """
        by_unit = UNIT in question.by

        def holdings_of(period: Period) -> list[Holding]:
            return self.holdings(token, period, units, by_unit=by_unit)

        found = evaluate(self.snapshot, self.catalogue, question, holdings_of, self._origins)
        dimensions = tuple(name for name in question.by if name != UNIT)
        told = remarked(
            self.snapshot, self.catalogue, question.indicator, dimensions, found,
            in_full=audience is Audience.INTERNAL,
        )  # fmt: skip
        return self._disclose(told, audience, partial(self._is_partial, holdings_of))

    def foresee(self, asked: Mapping[str, Sequence[Period]], token: str) -> None:
        """Read in one scan what questions about an area and its units will need.

        ``asked`` holds the periods of each indicator. It answers nothing; composites are left out.
        """
        kinds = self.catalogue.indicators
        questions = [
            Question(name, tuple(periods))
            for name, periods in asked.items()
            if kinds[name].kind is not Kind.COMPOSITE
        ]
        foresee(
            self.snapshot, self.catalogue, questions,
            lambda period: self.holdings(token, period), self._origins,
        )  # fmt: skip

    def holdings(
        self, token: str, period: Period, units: Units = Units.THEN, *, by_unit: bool = False
    ) -> list[Holding]:
        """The area, or each of its units, with the reporting units whose figures it holds."""
        reports = self._reports(period)
        if units is Units.NOW:
            area, day = self.area_today(token), as_of(period)
            return of_today(area, self.registry, day, self.shares, reports, by_unit=by_unit)
        area = self.area(token, period)
        if by_unit and area.level is Level.COMMUNE and area.locality:
            hamlets = self.registry.hamlets(area.locality.key, area.as_of)
            area = replace(area, units=hamlets)
        return of_the_day(area, reports, by_unit=by_unit)

    def _origins(self, key: LocalityKey, period: Period) -> tuple[LocalityKey, ...]:
        """Units of a period that together held exactly a unit's territory; none if divided."""
        day = as_of(period)
        if self.registry.get(key).exists_on(day):
            return (key,)
        found = ancestors_of(self.registry, key, day)
        is_whole = all(relation is Relation.FULL for _, relation in found)
        return tuple(old for old, _ in found) if is_whole else ()

    def _disclose(
        self,
        values: Sequence[Value],
        audience: Audience,
        is_partial: Callable[[Value], bool] = over_all,
    ) -> list[DisclosedValue]:
        """Through the one door, by the newest release or the coarse rule."""
        return disclose(
            values, audience, self.is_protected, self.released, self.threshold,
            self._classes.is_crossed, is_partial,
        )  # fmt: skip

    def _is_partial(self, holdings_of: Callable[[Period], Sequence[Holding]], value: Value) -> bool:
        """Whether another figure of a protected count in this one is over units that it lacks.

        A share leaves out the unit that gave only one of its two counts; the count alone does not.
        """
        own = _behind(value, holdings_of(value.period))
        others = (
            other
            for name in self._classes.sharing(value.indicator)
            for other in evaluate(
                self.snapshot, self.catalogue, Question(name, (value.period,)), holdings_of,
                self._origins,
            )
            if other.area_token == value.area_token
        )  # fmt: skip
        return any(not _behind(other, holdings_of(other.period)) <= own for other in others)

    def is_protected(self, indicator: str) -> bool:
        """Whether some figure of an indicator may point at a child, marked so or not."""
        return self.catalogue.is_sensitive(indicator) or indicator in self._protected

    @cached_property
    def _protected(self) -> frozenset[str]:
        return frozenset(self._classes.protected_indicators())

    @cached_property
    def _classes(self) -> Classes:
        return Classes(self.catalogue)

    def _reports(self, period: Period) -> Callable[[LocalityKey], bool]:
        """Whether a unit's calendar has the period."""

        def reports(key: LocalityKey) -> bool:
            return self._deadline(key.code, period) is not None

        return reports

    def _deadline(self, code: str, period: Period) -> Deadline | None:
        """When a unit's report of a period is due; looked up once, since every figure asks it."""
        known = self._deadlines
        if (code, period) not in known:
            known[code, period] = deadline(self.registry, code, period, self.calendars)
        return known[code, period]

    @cached_property
    def _deadlines(self) -> dict[tuple[str, Period], Deadline | None]:
        return {}

    def area_today(self, token: str) -> Area:
        """The địa bàn in today's units; raises ``UnknownPlace`` saying what became of it."""
        return self._area_on(token, self.today)

    def resolves(self, token: str, period: Period) -> bool:
        """Whether a địa bàn is known as of a period."""
        try:
            self.area(token, period)
        except LookupError:
            return False
        return True

    def same_territory(self, token: str, earlier: Period, later: Period) -> bool:
        """Whether the area's units of two periods hold exactly the same territory."""
        before, after = self.area(token, earlier).units, self.area(token, later).units
        keys = {unit.key for unit in before}
        if keys == {unit.key for unit in after}:
            return True
        ancestors = ancestors_of_all(self.registry, [unit.key for unit in after], as_of(earlier))
        return {old for old, relation in ancestors if relation is Relation.FULL} == keys and all(
            relation is Relation.FULL for _, relation in ancestors
        )

    def value(
        self, indicator: str, token: str, period: Period, audience: Audience = Audience.INTERNAL
    ) -> DisclosedValue:
        """One figure for one area and period."""
        return self.values(Question(indicator, (period,)), token, audience)[0]

    def target(self, value: DisclosedValue, token: str, units: Units = Units.THEN) -> Target | None:
        """The target that binds a figure's own place: the area asked for, or one of its units.

        Seen in today's units the figure belongs to a unit that did not exist then, and no
        target of that time bound it.
        """
        if units is Units.NOW and not self._stood(value, token):
            return None
        area = self._place_of(value, token)
        return target_in_force(self.catalogue, self.registry, value.indicator, area, value.period)

    def _place_of(self, value: DisclosedValue, token: str) -> Area:
        """The figure's own place; a hamlet has no targets of its own, its commune's bind it."""
        area = self.area(token, value.period)
        is_commune_of_area = value.area_token != token and area.level is not Level.COMMUNE
        return self.area(value.area_token, value.period) if is_commune_of_area else area

    def base(self, value: DisclosedValue, token: str, target: Target | None) -> Decimal | None:
        """The exact figure of the year that a target's change is measured against.

        An operator's own baseline comes first, and is of the whole jurisdiction, so the figure
        must hold all units; else that year's twelve months as reported, over the figure's own
        units. ``None`` where neither is comparable.
        """
        if target is None or target.baseline_year is None:
            return None
        is_yearly = target.baseline_year == PREVIOUS_YEAR
        year = value.period.year - 1 if is_yearly else int(target.baseline_year)
        area = self._place_of(value, token)
        given = baseline_of(self.catalogue, value.indicator, area, year)
        if given is not None:
            return given if value.units_reported == value.units_expected else None
        pair = self.against(value, area.token, Period(year, Span.M12))
        if pair is None or pair[0].reporting_units != value.reporting_units:
            return None
        indicator = self.catalogue.indicators[value.indicator]
        return exact_value(indicator, pair[1]) if pair[1].is_known else None

    def judged(
        self,
        value: DisclosedValue,
        token: str,
        units: Units = Units.THEN,
        series: Callable[[], Sequence[DisclosedValue] | None] = lambda: None,
        day: date | None = None,
    ) -> Progress:
        """A figure beside the target that binds its place, judged as of ``day`` (today).

        ``series`` is asked only for a milestone of a later year: the figures of like years by
        which its pace is judged, or ``None`` to leave the milestone open.
        """
        target = self.target(value, token, units)
        base = self.base(value, token, target)
        past = series() if target is not None and is_ahead(target, value.period) else None
        on = day or self.today
        return judge(self.catalogue, value.indicator, value, target, on, base, past)

    def targets_of(self, token: str, period: Period) -> dict[str, Target]:
        """The target in force of each indicator that has one for an area and a period."""
        area = self.area(token, period)
        found = {
            name: target_in_force(self.catalogue, self.registry, name, area, period)
            for name in {target.indicator for target in self.catalogue.targets}
        }
        return {name: target for name, target in found.items() if target is not None}

    def _stood(self, value: DisclosedValue, token: str) -> bool:
        """Whether the figure's place of today already stood in its period."""
        day = as_of(value.period)
        if value.locality is not None:
            return self.registry.get(value.locality).exists_on(day)
        today, then = self.area_today(token).units, self.area(token, value.period).units
        return {unit.key for unit in today} == {unit.key for unit in then}

    def against_last_year(
        self, value: DisclosedValue, token: str
    ) -> tuple[DisclosedValue, DisclosedValue] | None:
        """The figure and cùng kỳ over the units that reported in both periods (law 3).

        Across the reform, units are followed by territory: today's units count when every
        unit that became them reported whole a year earlier; scores and recognitions do not travel.
        ``None`` where no unit, or no whole unit, reported in both, where the method of the
        indicator changed in between, and where units would be left out that may not be.
        """
        return self.against(value, token, value.period.same_period_last_year())

    def against(
        self, value: DisclosedValue, token: str, earlier: Period
    ) -> tuple[DisclosedValue, DisclosedValue] | None:
        """The figure and that of an earlier period over the same units, as against_last_year."""
        if not self.resolves(token, earlier):
            return None
        before = self.value(value.indicator, token, earlier, value.audience)
        if before.method_since != value.method_since:
            return None
        units = self.like_units(value, before)
        if units is None:
            return None
        now = self.over(value, token, value.period, units[0])
        return now, self.over(value, token, earlier, units[1])

    def like_units(
        self, later: DisclosedValue, earlier: DisclosedValue
    ) -> tuple[frozenset[LocalityKey], frozenset[LocalityKey]] | None:
        """The units over which two figures of one indicator may stand side by side (law 3).

        ``None`` where no unit is in both, and where some are left out that may not be.
        """
        whole = later.reporting_units, earlier.reporting_units
        follow = travels(self.catalogue, self.catalogue.indicators[later.indicator])
        common = self.common_units(*whole, follow=follow)
        if not common[0] or (common != whole and not self.may_leave_out(later)):
            return None
        return common

    def may_leave_out(self, value: DisclosedValue) -> bool:
        """Whether its audience may see a figure over some of the units that stand in it.

        The public may not where the figure is protected: the whole stands beside it, and the
        difference is what the units left out hold.
        """
        return value.audience is Audience.INTERNAL or not self.is_protected(value.indicator)

    def common_units(
        self, later: frozenset[LocalityKey], earlier: frozenset[LocalityKey], *, follow: bool
    ) -> tuple[frozenset[LocalityKey], frozenset[LocalityKey]]:
        """Units of both periods that hold the same territory and all reported.

        With ``follow`` a merged unit stands for those that became it; a score or a recognition
        is not followed, it has to be assessed anew.
        """
        kept = set(later & earlier)
        before = set(kept)
        for key in later - kept if follow else ():
            came_from = self.registry.predecessors(key)
            line = {old for old, _ in came_from}
            whole = all(relation is Relation.FULL for _, relation in came_from)
            if line and whole and line <= earlier:
                kept.add(key)
                before |= line
        return frozenset(kept), frozenset(before)

    def over(
        self, value: DisclosedValue, token: str, period: Period, units: frozenset[LocalityKey]
    ) -> DisclosedValue:
        """A figure's indicator for an area and period, over these units of it alone."""
        question = Question(value.indicator, (period,))
        return self.values_over(question, token, units, value.audience)[0]

    def values_over(
        self, question: Question, token: str, units: frozenset[LocalityKey], audience: Audience
    ) -> list[DisclosedValue]:
        """Answer a question of one period, by dimensions, over these units of an area alone."""
        area = self.area(token, question.periods[0])
        key = area.locality.key if area.locality else None
        members = tuple(Member(unit) for unit in sorted(units))
        holding = Holding(key, token, area.label, area.level, members)
        found = evaluate(
            self.snapshot, self.catalogue, question, lambda _: [holding], self._origins,
        )  # fmt: skip
        return self._disclose(found, audience)

    def progress(
        self,
        indicator: str,
        token: str,
        period: Period,
        audience: Audience = Audience.INTERNAL,
        day: date | None = None,
    ) -> Progress:
        """One figure beside the target in force, judged as of ``day`` (today)."""
        return self.progress_over(indicator, token, (period,), audience, day=day)[0]

    def progress_over(
        self,
        indicator: str,
        token: str,
        periods: tuple[Period, ...],
        audience: Audience = Audience.INTERNAL,
        units: Units = Units.THEN,
        day: date | None = None,
    ) -> list[Progress]:
        """An area's figure of each period beside the target in force then; one query.

        Judged as of ``day`` (today).
        Seen in today's units, a milestone of a later year stays open: pace is judged in the
        units that were given it.
        """
        values = self.values(Question(indicator, periods), token, audience, units)
        if units is Units.NOW:
            return [self.judged(value, token, units, day=day) for value in values]
        years = _Once(lambda: area_years(self, max(values, key=_period), token))

        def series_of(value: DisclosedValue) -> Sequence[DisclosedValue]:
            return like_years(self, value, token, years.answer)

        return [
            self.judged(value, token, series=partial(series_of, value), day=day) for value in values
        ]

    def unit_progress(
        self,
        indicator: str,
        token: str,
        period: Period,
        audience: Audience = Audience.INTERNAL,
        day: date | None = None,
    ) -> list[Progress]:
        """Each unit of the area beside the target that binds it, in the order of codes.

        Judged as of ``day`` (today).
        """
        values = self.values(Question(indicator, (period,), (UNIT,)), token, audience)
        past = _Once(lambda: like_years_by_unit(self, values, token))

        def series_of(value: DisclosedValue) -> Sequence[DisclosedValue]:
            return past.answer.get(value.locality, []) if value.locality else []

        return [
            self.judged(value, token, series=partial(series_of, value), day=day) for value in values
        ]

    def ranking(self, indicator: str, token: str, period: Period) -> Ranking:
        """Units of the area ranked by a composite, for the office alone.

        Raises ``ValueError`` for an indicator of another kind: a single rate is no ranking.
        """
        composite = self.catalogue.indicators[indicator]
        if composite.kind is not Kind.COMPOSITE:
            raise ValueError(
                f"Chỉ xếp hạng theo chỉ số tổng hợp; “{indicator}” không phải loại đó."
            )
        values = self.values(Question(indicator, (period,), (UNIT,)), token)
        return rank_units(values, composite, self.catalogue.indicators)

    def periods(self, *, sent: bool = False) -> list[Period]:
        """Periods for which anything was accepted, oldest first.

        With ``sent``, here and below, also what was sent and then returned or rejected.
        """
        return reported.periods(self.snapshot, sent=sent)

    def periods_of(self, token: str, *, sent: bool = False) -> list[Period]:
        """Periods that any unit of the area has reported, oldest first."""
        by_period = reported.units_by_period(self.snapshot, sent=sent)
        found = []
        for period in self.periods(sent=sent):
            if not self.resolves(token, period):
                continue
            keys = {unit.key for unit in self.area(token, period).units}
            if keys & by_period.get(str(period), set()):
                found.append(period)
        return found

    def reporting_units(self, *, sent: bool = False) -> list[Locality]:
        """Every unit that has reported anything, in the order of codes."""
        return [self.registry.get(key) for key in reported.units(self.snapshot, sent=sent)]

    def areas_with_data(self, *, sent: bool = False) -> list[str]:
        """Saved selections any of whose units have reported in any period, in file order."""
        return [token for token in self.selections if self.periods_of(token, sent=sent)]

    def reporting(self, token: str, period: Period, today: date) -> list[UnitReport]:
        """Every report that was due: who sent which form, when, and who has not.

        ``today`` is the day from which an absent report is late.
        """
        area = self.area(token, period)
        received = reported.first_received(self.snapshot, period)
        returned = reported.sent_back(self.snapshot, period)
        forms = self._forms_due(period)
        reports = []
        for unit in area.units:
            limit = self._deadline(unit.code, period)
            if limit is None:
                continue
            for form, name in forms:
                at = received.get((unit.key, form))
                day = at.astimezone().date() if at else today
                late = max(0, (day - limit.due).days)
                is_returned = at is None and (unit.key, form) in returned
                reports.append(
                    UnitReport(unit.key, unit.name, form, name, limit.due, at, late, is_returned)
                )
        return reports

    def _forms_due(self, period: Period) -> list[tuple[str, str]]:
        return [
            (version.form, version.name)
            for version in self.catalogue.forms.values()
            if version.mandatory
            and version.in_force(as_of(period))
            and period.span in version.spans
        ]


def _period(value: DisclosedValue) -> Period:
    return value.period


def _behind(value: Value, holdings: Sequence[Holding]) -> frozenset[LocalityKey]:
    """Units that a total stands for: all of the place where its own submission is the source."""
    mine = [holding for holding in holdings if holding.token == value.area_token]
    if value.reporting_units & {holding.upper for holding in mine}:
        return frozenset(member.key for holding in mine for member in holding.members)
    return value.reporting_units


@dataclass(frozen=True)
class _Once(Generic[Answer]):
    """The answer to a question that is put when it is first needed, and not again."""

    ask: Callable[[], Answer]

    @cached_property
    def answer(self) -> Answer:
        """What was answered."""
        return self.ask()


def open_desk(data_dir: Path, snapshot: Snapshot | None = None) -> Desk:
    """Open a data folder.

    Raises ``NoSnapshot``, ``UnreadableSnapshot``, ``CatalogueError``, ``DamagedRelease``.

    ``snapshot`` replaces the one in force, for questions about an earlier day.
    """
    catalogue = load_catalogue(data_dir=data_dir)
    opened = snapshot or open_current(data_dir)
    require_dimensions(opened, catalogue.dimension_names)
    registry = load_registry(data_dir)
    # What was assigned by a received workbook stands before what a table of the overlay says.
    assigned = assigned_targets(opened, registry, dict(catalogue.indicators))
    return Desk(
        catalogue=replace(catalogue, targets=(*assigned, *catalogue.targets)),
        registry=registry,
        selections=load_selections(data_dir),
        calendars=load_calendars(data_dir),
        shares=load_shares(data_dir),
        snapshot=opened,
        threshold=load_threshold(data_dir),
        released=load_public_tables(data_dir, catalogue),
        standard=load_standard(catalogue, data_dir),
        population=load_population(registry, catalogue.measures, data_dir),
    )
