"""Three releases of two districts across the reform, with late and corrected reports, attacked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from childrights.__main__ import main
from childrights.catalogue.model import Term
from childrights.desk import open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from childrights.places.areas import load_selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import LocalityKey, UnknownPlace
from tests.app.sample import Folder
from tests.attack.briefings import Shown, briefed, rows
from tests.attack.people import FORMS, People, on
from tests.attack.reader import Codes, Count, Reader, Row, read_table
from tests.attack.worlds import Worlds, only_small_hidden

SMALLEST_SHOWN = 5
LEVEL = 4
PLACES = ("ha-trung", "trieu-son")


@dataclass
class Office:
    """A data folder, the children behind it, and who had reported when each table came out."""

    folder: Folder
    people: People
    sent: set[tuple[LocalityKey, Period, str]] = field(default_factory=set)
    releases: list[tuple[Path, frozenset[tuple[LocalityKey, Period, str]]]] = field(
        default_factory=list
    )

    def send(
        self, period: str, day: str, late: Iterable[str] = (), only: Iterable[str] = ()
    ) -> None:
        """Send every form of every unit but the late ones, or of some units only."""
        when, chosen, skipped = Period.parse(period), set(only), set(late)
        reports = []
        for token in PLACES:
            for unit in self.folder.units(token, when):
                if unit.code in skipped or (chosen and unit.code not in chosen):
                    continue
                for form in FORMS:
                    reports.append(self.people.report(form, unit, when))
                    self.sent.add((unit.key, when, form))
        self.folder.load(reports, on(day))

    def release(self) -> None:
        """Publish, as an operator does."""
        out = self.folder.path / f"public-{len(self.releases)}.csv"
        assert main(["disclosure", "release", "--out", str(out)]) == 0
        self.releases.append((out, frozenset(self.sent)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Office]:
    folder = Folder(tmp_path_factory.mktemp("office"))
    office = Office(folder, People(folder.catalogue, folder.registry, "disclosure"))
    late = [folder.units("ha-trung", Period.parse("2024-12M"))[0].code]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHILDRIGHTS_DATA", str(folder.path))
        office.send("2024-12M", "2024-11-12", late)
        office.release()
        office.send("2024-12M", "2024-12-20", only=late)
        corrected = folder.units("trieu-son", Period.parse("2024-12M"))[3]
        office.people.one_more.add((corrected.key, Period.parse("2024-12M")))
        office.send("2024-12M", "2025-01-10", only=[corrected.code])
        office.send("2025-6M", "2025-05-12")
        office.release()
        office.send("2025-12M", "2025-11-12")
        office.release()
        yield office


def reader_of(office: Office, releases: int = 3, *, related: bool = True) -> Reader:
    catalogue, registry = office.folder.catalogue, office.folder.registry
    selections = load_selections()
    # The correction came after the first release.
    people = office.people if releases > 1 else People(catalogue, registry, office.people.seed)

    @cache
    def alone(measure: str, codes: Codes, unit: LocalityKey, period: Period) -> int:
        return people.count(measure, dict(codes), unit, period)

    def truth(count: Count) -> float:
        return sum(alone(count.measure, count.codes, unit, count.period) for unit in count.units)

    forms = {
        form: {item.measure for v in catalogue.forms.values() if v.form == form
               for layout in v.layouts for item in v.fields(layout)}
        for form in FORMS
    }  # fmt: skip
    reader = Reader(catalogue, registry, truth)
    for path, sent in office.releases[:releases]:

        def reported(
            row: Row, sent: frozenset[tuple[LocalityKey, Period, str]] = sent
        ) -> frozenset[LocalityKey]:
            indicator = catalogue.indicators[row.indicator]
            measures = [indicator.numerator.measure]
            if isinstance(indicator.denominator, Term):
                measures.append(indicator.denominator.measure)
            needed = [{f for f, held in forms.items() if m in held} for m in measures]
            try:
                area = resolve_area(registry, row.locality, as_of(row.period), selections)
            except UnknownPlace:
                return frozenset()
            return frozenset(
                unit.key
                for unit in area.units
                if all(any((unit.key, row.period, f) in sent for f in forms) for forms in needed)
            )

        reader.read(read_table(path), reported)
    if related:
        reader.relate()
    return reader


def test_three_releases_give_nothing_small_away(office: Office) -> None:
    *_, last = readers = [reader_of(office, number) for number in (1, 2, 3)]
    assert len(last.hidden) > 100 and last.rows_shown > 300, "else nothing was at stake"
    width, what = Worlds(readers).narrowest(SMALLEST_SHOWN)
    assert width >= LEVEL - 1e-6, what


def test_the_same_tables_with_small_cells_alone_hidden_are_broken(office: Office) -> None:
    """The outsider is no straw man: hide only what is small, and it finds it."""
    reader = reader_of(office)
    naive = only_small_hidden(reader, SMALLEST_SHOWN)
    assert naive.narrowest(SMALLEST_SHOWN)[0] == 0


def test_every_hidden_row_looks_like_one_never_reported(office: Office) -> None:
    rows = read_table(office.releases[0][0])
    late = office.folder.units("ha-trung", Period.parse("2024-12M"))[0].code
    never = [row for row in rows if row.locality == late]
    assert all(row.status == "Q" and row.numerator is None for row in never)
    hidden = [row for row in rows if row.status == "Q" and row.locality != late]
    assert hidden and all((r.numerator, r.denominator, r.value) == (None,) * 3 for r in hidden)


def test_no_count_from_1_to_4_is_published(office: Office) -> None:
    for path, _ in office.releases:
        for row in read_table(path):
            for count in (row.numerator, row.denominator):
                assert count is None or count == 0 or count >= SMALLEST_SHOWN, row


@pytest.mark.parametrize("period", ["2024-12M", "2025-6M", "2025-12M"])
def test_the_audit_says_what_the_outsider_finds(
    office: Office, period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["disclosure", "audit", "--locality", "trieu-son", "--period", period, "--json"]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cells"] > told["hidden"] > 0
    assert told["narrowest_interval"] >= told["protection_level"] == LEVEL


# ── Briefings made from the releases ──────────────────────────────────────────────────────


def briefs(office: Office, audience: Audience, *places: str) -> list[Shown]:
    """Figures of briefings on everything protected, of each place and period."""
    desk = open_desk(office.folder.path)
    return [
        shown
        for place in places
        for period in map(Period.parse, ("2024-12M", "2025-6M", "2025-12M"))
        for shown in rows(briefed(desk, place, period, audience))
    ]


def told_anew(reader: Reader, shown: Iterable[Shown]) -> list[Count]:
    """Counts behind the figures that no release tells, nor the sum of counts that it tells."""
    anew = []
    for row, units in shown:
        indicator = reader.catalogue.indicators[row.indicator]
        above = (indicator.numerator, row.numerator)
        below = (indicator.denominator, row.denominator)
        for term, number in (above, below):
            if not isinstance(term, Term) or number is None or not units:
                continue
            count = Count(term.measure, frozenset(term.where.items()), units, row.period)
            single = [replace(count, units=frozenset({unit})) for unit in units]
            known = reader.outsider.fixed
            if count not in known and not all(one in known for one in single):
                anew.append(count)
    return anew


def test_public_briefings_tell_nothing_that_no_release_tells(office: Office) -> None:
    """Area, units, cùng kỳ over like units: each is told, or is the sum of what is told.

    So an outsider who has the releases learns nothing from briefings, and of the releases the
    tests above show that nothing hidden can be worked out.
    """
    reader = reader_of(office, related=False)
    shown = briefs(office, Audience.PUBLIC, *PLACES)
    assert len(shown) > 30, "else nothing was at stake"
    assert told_anew(reader, shown) == []
    inside = briefs(office, Audience.INTERNAL, PLACES[0])
    hidden = {count for count in told_anew(reader, inside) if count in reader.hidden}
    assert len(hidden) > 30, "the office's own briefings tell them"
