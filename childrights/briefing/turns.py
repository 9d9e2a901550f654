"""Taking turns at long work, so that ten reports at once leave room for everyone who only looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

AT_ONCE = 2
"""Files made at the same time by one server: the machine that serves has two cores."""

_LOOK_UP_S = 0.3
"""How often one who waits is told, and may give up."""


class Turns:
    """A queue in the order of coming, of which the first ``at_once`` are at work."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._queue: list[object] = []
        self._moved = Condition()

    @contextmanager
    def turn(self, wait: Callable[[int], object]) -> Iterator[None]:
        """The block begins when one's turn has come.

        ``wait`` hears, again and again, how many must finish first; whatever it raises gives up
        the place, as does whatever is raised in the block.
        """
        ticket = object()
        with self._moved:
            self._queue.append(ticket)
        try:
            while before := self._before(ticket):
                wait(before)
            yield
        finally:
            with self._moved:
                self._queue.remove(ticket)
                self._moved.notify_all()

    def _before(self, ticket: object) -> int:
        """How many must finish before a ticket's turn; 0 when it has come."""
        with self._moved:
            before = self._still(ticket)
            if before:
                self._moved.wait(_LOOK_UP_S)
            return self._still(ticket)

    def _still(self, ticket: object) -> int:
        return max(0, self._queue.index(ticket) - self.at_once + 1)
