"""Answers that stay true as long as a snapshot is open: what its file holds never changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

MOST_KEPT = 100_000
"""Small answers kept for one snapshot, about 50 MB at worst; then all are let go."""

Key = TypeVar("Key", bound=Hashable)


class Kept:
    """Answers by topic and key. Threads may share it: a race costs a question, no wrong answer.

    A topic is known by identity, and held so that no other takes its place in memory.
    """

    def __init__(self) -> None:
        self._topics: dict[int, tuple[object, dict[Any, Any]]] = {}
        self._size = 0

    def answers(
        self,
        topic: object,
        keys: Sequence[Key],
        ask: Callable[[Sequence[Key]], Mapping[Key, Any]],
    ) -> dict[Key, Any]:
        """The answer to each key, asking only for those not known yet.

        A key that ``ask`` does not answer has the answer ``None``, which is kept as well.
        """
        _, known = self._topics.get(id(topic), (topic, {}))
        found = {key: known[key] for key in keys if key in known}
        missing = [key for key in keys if key not in found]
        if missing:
            answered = ask(missing)
            new = {key: answered.get(key) for key in missing}
            self.keep(topic, new)
            found |= new
        return found

    def missing(self, topic: object, keys: Sequence[Key]) -> list[Key]:
        """Those of the keys whose answer is not known yet."""
        _, known = self._topics.get(id(topic), (topic, {}))
        return [key for key in keys if key not in known]

    def keep(self, topic: object, new: Mapping[Any, Any]) -> None:
        """Keep answers that were found otherwise; nothing of more than can be kept at all."""
        if self._size + len(new) > MOST_KEPT:
            self._topics, self._size = {}, 0
        if len(new) <= MOST_KEPT:
            self._topics.setdefault(id(topic), (topic, {}))[1].update(new)
            self._size += len(new)
