"""A desk that remembers answers as one that does not, and asks the snapshot far less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from sample import Folder

from childrights.briefing.accounts import accounts, scope_of
from childrights.briefing.annex import unit_table
from childrights.briefing.report import Order, compose
from childrights.briefing.templates import load_templates
from childrights.comparing import compare
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience, DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.judgement.targets import is_ahead
from childrights.periods import Period
from childrights.warehouse.snapshot import Snapshot

PERIODS = tuple(map(Period.parse, ("2022-12M", "2023-6M", "2023-12M", "2024-6M", "2024-12M")))


@pytest.fixture(scope="module")
def desk(filled: Folder) -> Desk:
    return open_desk(filled.path)


@pytest.fixture
def forgetful(desk: Desk) -> Desk:
    """The same desk, keeping nothing."""
    return replace(desk, snapshot=replace(desk.snapshot, kept=None))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every query that reaches the snapshot."""
    queries: list[str] = []
    put = Snapshot.rows

    def rows(self: Snapshot, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        queries.append(sql)
        return put(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(Snapshot, "rows", rows)
    return queries


def questions() -> list[tuple[Question, str, Audience]]:
    """Places, periods and breakdowns that overlap: shares, counts, a rate, a composite."""
    indicators = {
        "bhyt_coverage_under_6": ("sex",),
        "child_injuries": (),
        "child_population": (),
        "injury_rate": (),
        "child_friendly_score": (),
        "abused_children": (),
    }
    return [
        (Question(name, chosen, by), token, audience)
        for name, dimensions in indicators.items()
        for chosen in (PERIODS[:1], PERIODS[2:4], PERIODS)
        for by in ((), (UNIT,), *((dimension,) for dimension in dimensions))
        for token in ("hoang-mai", "00301")
        for audience in Audience
    ]


@pytest.mark.parametrize("seed", range(2))
def test_answers_are_those_of_a_desk_without_memory(desk: Desk, forgetful: Desk, seed: int) -> None:
    """In any order: what an earlier question read must never be taken for more than it was."""
    listed = questions()
    Random(seed).shuffle(listed)
    keen = desk.remembering()
    for question, token, audience in listed[:40]:
        fresh = forgetful.values(question, token, audience)
        assert keen.values(question, token, audience) == fresh


def test_what_was_read_is_not_read_again(desk: Desk, forgetful: Desk, asked: list[str]) -> None:
    keen = desk.remembering()
    value = keen.values(Question("bhyt_coverage_under_6", PERIODS), "hoang-mai")[-1]
    before = len(asked)
    keen.values(Question("bhyt_coverage_under_6", PERIODS, (UNIT,)), "hoang-mai")
    assert keen.against_last_year(value, "hoang-mai")
    keen.value("bhyt_coverage_under_6", "00301", PERIODS[0])
    assert len(asked) == before
    forgetful.value("bhyt_coverage_under_6", "00301", PERIODS[0])
    assert len(asked) > before


def figures(pair: tuple[DisclosedValue, DisclosedValue] | None) -> list[tuple[object, ...]]:
    """What two figures say; asked alone, an old unit says in its name until when it stood."""
    return [
        (item.period, item.numerator, item.denominator, item.value, item.reporting_units)
        for item in pair or ()
    ]


def test_comparing_units_asks_together(desk: Desk, forgetful: Desk, asked: list[str]) -> None:
    """A few queries whatever the number of units, and the answer of many."""
    together = compare(forgetful, "bhyt_coverage_under_6", "hoang-mai", PERIODS[-1])
    assert len(together.units) == 14
    assert len(asked) < 10
    for unit in together.units:
        value = unit.progress.value
        alone = forgetful.against_last_year(value, value.area_token)
        assert figures(unit.last_year) == figures(alone)


def test_a_report_judges_as_the_desk_does_and_memory_changes_nothing(
    desk: Desk, forgetful: Desk, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Area and units beside their targets, a milestone among them; the annex prints the words."""
    names = ("bhyt_coverage_under_6", "child_injury_deaths", "child_friendly_share")
    scope = scope_of(desk, "hoang-mai", PERIODS[2], Audience.PUBLIC, desk.today)
    order = Order(scope, load_templates(desk.catalogue)["nam"], names)
    remembered = compose(desk, order)
    few = len(asked)
    monkeypatch.setattr(Desk, "remembering", lambda self: self)
    assert compose(forgetful, order) == remembered
    assert len(asked) - few > 2 * few
    found = accounts(desk, scope, names)
    for item in found:
        when = item.value.period
        assert item.progress == desk.progress(item.name, "hoang-mai", when, Audience.PUBLIC)
        units = desk.unit_progress(item.name, "hoang-mai", when, Audience.PUBLIC)
        assert item.units == tuple(units if item.units else ())
    assert any(
        item.progress.target is not None and is_ahead(item.progress.target, item.value.period)
        for item in found
    )
    table = unit_table(found[0])
    at = [column.heading for column in table.columns].index("Đánh giá")
    assert [row[at] for row in table.rows[:-1]] == [unit.verdict.value for unit in found[0].units]
