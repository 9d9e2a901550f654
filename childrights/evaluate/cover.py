"""Which cells of a form, added up, make a figure that has no cell of its own.

A form may print the total, or only parts of it. A figure is taken from its own cell where there
is one; otherwise from the fewest disjoint cells that cover it exactly. Bands that overlap are
never added, and a set with a gap is no cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from childrights.catalogue.model import Dimension

Codes = frozenset[tuple[str, str]]
"""Dimension codes of one cell, the total left out."""


def cover(
    wanted: Mapping[str, str],
    available: Iterable[Mapping[str, str]],
    additive: Sequence[str],
    dimensions: Mapping[str, Dimension],
) -> tuple[Mapping[str, str], ...] | None:
    """Codes of the cells whose sum is the wanted figure, or ``None`` when none will do.

    ``available`` are the cells that the form has for the measure; ``additive`` the dimensions in
    which its parts add up to the total.
    """
    cells = {frozenset(codes.items()) for codes in available}
    if frozenset(wanted.items()) in cells:
        return (dict(wanted),)
    for size in range(1, len(additive) + 1):
        for refined in combinations(additive, size):
            found = _refine(wanted, cells, refined, dimensions)
            if found is not None:
                return found
    return None


def _refine(
    wanted: Mapping[str, str],
    cells: set[Codes],
    refined: Sequence[str],
    dimensions: Mapping[str, Dimension],
) -> tuple[Mapping[str, str], ...] | None:
    fixed = {name: code for name, code in wanted.items() if name not in refined}
    like = [
        dict(cell)
        for cell in cells
        if {name: code for name, code in cell if name not in refined} == fixed
        and all(name in dict(cell) for name in refined)
    ]
    axes = []
    for name in refined:
        codes = {cell[name] for cell in like}
        partition = _partition(dimensions[name], codes, wanted.get(name))
        if partition is None:
            return None
        axes.append(partition)
    parts = [{**fixed, **dict(zip(refined, codes, strict=True))} for codes in product(*axes)]
    if all(frozenset(part.items()) in cells for part in parts):
        return tuple(parts)
    return None


def _partition(dimension: Dimension, codes: set[str], wanted: str | None) -> list[str] | None:
    """Codes that split the wanted code (the total when ``None``) without gap or overlap."""
    is_interval = all(code.from_months is not None for code in dimension.codes.values())
    if is_interval:
        return _tile(dimension, codes, wanted)
    if wanted is not None or set(dimension.codes) != codes:
        return None
    return list(dimension.codes)


def _tile(dimension: Dimension, codes: set[str], wanted: str | None) -> list[str] | None:
    bands = sorted((*_interval(dimension, code), code) for code in codes if code != wanted)
    if not bands:
        return None
    if wanted is None:
        start, end = min(band[0] for band in bands), max(band[1] for band in bands)
    else:
        start, end = _interval(dimension, wanted)
    # Fewest bands from start to each month: every band only ever extends a finished tiling.
    best: dict[int, list[str]] = {start: []}
    for low, high, code in bands:
        if low in best and (high not in best or len(best[low]) + 1 < len(best[high])):
            best[high] = [*best[low], code]
    return best.get(end)


def _interval(dimension: Dimension, code: str) -> tuple[int, int]:
    entry = dimension.codes[code]
    assert entry.from_months is not None
    assert entry.to_months is not None
    return entry.from_months, entry.to_months
