"""Taking turns: never more at work than allowed, in the order of coming, no place lost."""

from __future__ import annotations

from threading import Event, Lock, Thread

import pytest

from childrights.briefing.turns import Turns


class GaveUp(BaseException):
    """As Streamlit ends a script: no ordinary exception."""


def test_ten_take_turns_and_all_are_served() -> None:
    turns, lock = Turns(2), Lock()
    inside: list[int] = []
    most: list[int] = []
    done: list[int] = []

    def work(number: int) -> None:
        with turns.turn(lambda _: None):
            with lock:
                inside.append(number)
                most.append(len(inside))
            Event().wait(0.01)
            with lock:
                inside.remove(number)
                done.append(number)

    threads = [Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(10))
    assert max(most) == 2


def test_who_waits_hears_how_many_stand_before_and_comes_in_order() -> None:
    turns, heard, order = Turns(1), Event(), []
    told: list[int] = []

    def wait(before: int) -> None:
        told.append(before)
        heard.set()

    def second() -> None:
        with turns.turn(wait):
            order.append("second")

    with turns.turn(lambda _: pytest.fail("nobody stands before the first")):
        thread = Thread(target=second)
        thread.start()
        assert heard.wait(30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"] and set(told) == {1}


def test_a_place_is_given_up_by_whatever_is_raised_while_waiting_or_at_work() -> None:
    turns = Turns(1)

    def give_up(before: int) -> None:
        raise GaveUp

    with pytest.raises(GaveUp), turns.turn(lambda _: None):
        with pytest.raises(GaveUp), turns.turn(give_up):
            pytest.fail("the turn had not come")
        raise GaveUp
    with turns.turn(lambda _: pytest.fail("the queue is empty again")):
        pass
