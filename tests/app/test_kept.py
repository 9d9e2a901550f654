"""What is read once is what would be read each time: answers kept with a snapshot change none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sample import WARD_WITH_HAMLETS, Folder

from childrights.desk import Desk, open_desk
from childrights.disclosure.door import DisclosedValue
from childrights.evaluate.evaluate import UNIT, Question
from childrights.periods import Period
from childrights.warehouse import kept as kept_module
from childrights.warehouse.kept import Kept

PERIODS = tuple(map(Period.parse, ("2022-12M", "2023-6M", "2023-12M", "2024-6M")))


def told(desk: Desk) -> list[DisclosedValue]:
    """Every headline figure of an area, of its units, and of a ward's hamlets."""
    found: list[DisclosedValue] = []
    for name, item in desk.catalogue.indicators.items():
        if item.headline:
            found += desk.values(Question(name, PERIODS), "hoang-mai")
            found += desk.values(Question(name, PERIODS, (UNIT,)), "hoang-mai")
            found += desk.values(Question(name, PERIODS[-1:], (UNIT,)), WARD_WITH_HAMLETS)
    return found


def test_kept_and_foreseen_answers_are_those_of_the_file(filled: Folder) -> None:
    keeping = open_desk(filled.path)
    asked = {n: PERIODS for n, item in keeping.catalogue.indicators.items() if item.headline}
    keeping.foresee(asked, "hoang-mai")
    forgetful = replace(keeping, snapshot=replace(keeping.snapshot, kept=None))
    answers = told(forgetful)
    assert sum(value.is_known for value in answers) > 100
    assert told(keeping) == answers == told(keeping)


def test_what_is_known_is_not_asked_again() -> None:
    asked: list[Sequence[str]] = []

    def ask(keys: Sequence[str]) -> dict[str, int]:
        asked.append(list(keys))
        return {key: len(key) for key in keys if key != "absent"}

    kept, topic = Kept(), object()
    assert kept.answers(topic, ["one", "absent"], ask) == {"one": 3, "absent": None}
    assert kept.answers(topic, ["absent", "three", "one"], ask)["three"] == 5
    assert asked == [["one", "absent"], ["three"]]
    assert kept.missing(topic, ["one", "absent", "new"]) == ["new"]
    assert kept.missing(object(), ["one"]) == ["one"]


def test_little_is_kept_of_much() -> None:
    kept, topic = Kept(), object()
    kept.keep(topic, dict.fromkeys(range(kept_module.MOST_KEPT + 1), 0))
    assert kept.missing(topic, [0]) == [0]
    kept.keep(topic, dict.fromkeys(range(kept_module.MOST_KEPT), 0))
    kept.keep(topic, {-1: 0})
    assert kept.missing(topic, [-1, 0]) == [0]
