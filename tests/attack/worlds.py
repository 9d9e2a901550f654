"""Several releases read together: each is a world of its own, and what did not change binds them.

A count that was corrected between two releases is two unknowns, one of each; a count that was not
is one. So what the first release says of a ward still narrows it in the last, though the area
around it has changed.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tests.attack.outsider import Outsider
from tests.attack.reader import Count, Reader

Named = tuple[Count, int]
"""A count, and the release from which on it was what it then was."""


class Worlds:
    """Readers of one release after another, oldest first, each told of those before it."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.readers = readers
        self.outsider = Outsider()
        rows: dict[tuple[tuple[tuple[Named, float], ...], float, float], None] = {}
        for number, reader in enumerate(readers):
            for count, value in reader.outsider.fixed.items():
                self.outsider.read(self.named(count, number), value)
            for terms, low, high in reader.outsider.rows:
                named = {self.named(name, number): sign for name, sign in terms.items()}
                rows[tuple(named.items()), low, high] = None
        self.outsider.rows = [(dict(terms), low, high) for terms, low, high in rows]

    def named(self, count: Hashable, number: int) -> Named:
        """The unknown that a count is in one release: since the earliest with the same count."""
        assert isinstance(count, Count)
        truth = self.readers[number].truth(count)
        while number and self.readers[number - 1].truth(count) == truth:
            number -= 1
        return count, number

    def wanted(self, smallest_shown: int) -> list[Hashable]:
        """What each release hides, and every small count and remainder of its day."""
        found: dict[Hashable, None] = {}
        for number, reader in enumerate(self.readers):
            for name in reader.wanted(smallest_shown):
                if isinstance(name, Count):
                    found[self.named(name, number)] = None
                else:
                    assert isinstance(name, tuple)
                    found["left", *(self.named(count, number) for count in name[1:])] = None
        return list(found)

    def narrowest(self, smallest_shown: int) -> tuple[float, Hashable]:
        """How well the best-known of them can be worked out from all releases together."""
        return self.outsider.narrowest(self.wanted(smallest_shown))


def only_small_hidden(reader: Reader, smallest_shown: int) -> Reader:
    """The same tables with no complement hidden: an outsider who is no straw man breaks them."""
    naive = Reader(reader.catalogue, reader.registry, reader.truth)
    naive.counts = dict(reader.counts)
    for count in naive.counts:
        if 0 < naive.truth(count) < smallest_shown:
            naive.hidden[count] = None
        elif naive.truth(count) >= 0:
            naive.outsider.read(count, naive.truth(count))
    naive.relate()
    return naive
