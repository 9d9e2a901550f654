"""Public briefings before any release: worlds that differ only in what is protected look alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from childrights.briefing.accounts import scope_of
from childrights.briefing.content import Briefing
from childrights.briefing.questions import compose_questions
from childrights.briefing.report import Order, compose
from childrights.briefing.templates import load_templates
from childrights.desk import Desk, open_desk
from childrights.disclosure.door import Audience
from childrights.periods import Period
from tests.app.sample import Folder
from tests.attack.briefings import protected
from tests.attack.people import FORMS, People, on

PERIODS = ("2023-12M", "2024-12M")
PLACE = "ha-trung"
FEW = 4


def world(path: Path, seed: str) -> Desk:
    """A data folder in which the same few units reported, on other children in each world."""
    folder = Folder(path)
    people = People(folder.catalogue, folder.registry, seed)
    folder.load(
        [
            people.report(form, unit, Period.parse(period))
            for period in PERIODS
            for unit in folder.units(PLACE, Period.parse(period))[:FEW]
            for form in FORMS
        ],
        on("2024-11-12"),
    )
    return open_desk(path)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    yield tuple(world(tmp_path_factory.mktemp(seed), seed) for seed in ("one", "other"))  # type: ignore[misc]


@pytest.fixture(scope="module")
def names(worlds: tuple[Desk, Desk]) -> tuple[str, ...]:
    """Everything protected that has figures."""
    desk, when = worlds[0], Period.parse(PERIODS[-1])
    known = tuple(name for name in protected(desk) if desk.value(name, PLACE, when).is_known)
    assert len(known) > 10
    return known


def papers(desk: Desk, names: tuple[str, ...], audience: Audience) -> list[Briefing]:
    """Report and questions on what is protected, of the year after another year."""
    scope = scope_of(desk, PLACE, Period.parse(PERIODS[-1]), audience, desk.today)
    order = Order(scope, load_templates(desk.catalogue)["xam-hai"], names)
    return [compose(desk, order), compose_questions(desk, order)]


def test_a_public_briefing_is_the_same_whatever_was_hidden(
    worlds: tuple[Desk, Desk], names: tuple[str, ...]
) -> None:
    """Tables, sentences, charts with their alternative texts, questions: not one letter."""
    one, other = (papers(desk, names, Audience.PUBLIC) for desk in worlds)
    assert one == other


def test_an_internal_one_is_not(worlds: tuple[Desk, Desk], names: tuple[str, ...]) -> None:
    """Else the test above would compare nothing."""
    one, other = (papers(desk, names, Audience.INTERNAL) for desk in worlds)
    for mine, theirs in zip(one, other, strict=True):
        assert replace(mine, annexes=()) != replace(theirs, annexes=())
        assert mine.annexes != theirs.annexes
