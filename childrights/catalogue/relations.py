"""What must hold between the figures of one sheet, worked out from the catalogue.

Three sources, none of them code: dimensions in which a measure adds up (``additive``), measures
that are part of another (``part_of``), and ``identities``. The template's sheet “Kiểm tra” and
the loader's checks read the same list, so an officer sees in the workbook what the loader says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Dimension, Measure

Items = tuple[tuple[str, str], ...]
Axes = tuple[str, ...]
Series = tuple[str, Items]
Groups = dict[tuple[Series, Axes], dict[tuple[str, ...], FormField]]


class RelationKind(StrEnum):
    """``sum``: the parts add up to the whole; ``at_most``: the part never exceeds the whole."""

    SUM = "sum"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Relation:
    """One thing that must hold. ``at_most`` has exactly one part.

    ``reason`` is a Vietnamese sentence for the officer who filled in the sheet.
    """

    kind: RelationKind
    whole: FormField
    parts: tuple[FormField, ...]
    reason: str


_CACHE: dict[tuple[str, Layout], tuple[FormVersion, Catalogue, tuple[Relation, ...]]] = {}


def relations(version: FormVersion, layout: Layout, catalogue: Catalogue) -> tuple[Relation, ...]:
    """Every relation between the figures of one sheet, in reading order of the wholes.

    In the layout ``rows`` they hold within each locality's row. A sum is listed only where the
    form has every part of a complete partition; ages only where its bands tile the whole
    interval that the measure covers in the catalogue's forms, so bands that overlap are never
    summed. Of two breakdowns where one refines the other, only the coarser is listed.
    """
    known = _CACHE.get((version.key, layout))
    if known is not None and known[0] is version and known[1] is catalogue:
        return known[2]
    found = tuple(_Deriver(version, layout, catalogue).derive())
    _CACHE[version.key, layout] = (version, catalogue, found)
    return found


class _Deriver:
    """Derives the relations of one sheet; holds its figures indexed by what they count."""

    def __init__(self, version: FormVersion, layout: Layout, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.fields = version.fields(layout)
        self.by_series = {field.series: field for field in self.fields}
        self.groups = _group(self.fields)
        self.hulls = _hulls(catalogue)

    def derive(self) -> Iterator[Relation]:
        for field in self.fields:
            yield from self.partitions(field)
            yield from self.identities(field)
            yield from self.at_most_whole(field)

    def partitions(self, field: FormField) -> Iterator[Relation]:
        measure = self.catalogue.measures[field.measure]
        for axes, parts in self.minimal_partitions(field, measure):
            names = " và ".join(self.catalogue.dimensions[axis].label.lower() for axis in axes)
            reason = f"{self.say(field)}: phải bằng tổng các số chia theo {names}."
            yield Relation(RelationKind.SUM, field, parts, reason)

    def minimal_partitions(
        self, field: FormField, measure: Measure
    ) -> Iterator[tuple[Axes, tuple[FormField, ...]]]:
        free = sorted(axis for axis in measure.additive if axis not in field.where)
        taken: list[set[str]] = []
        for axes in _subsets(free):
            if any(smaller <= set(axes) for smaller in taken):
                continue
            parts = self.partition(field, axes)
            if parts:
                taken.append(set(axes))
                yield axes, parts
        for axis in measure.additive:
            if axis in field.where and (parts := self.refinement(field, axis)):
                yield (axis,), parts

    def partition(self, field: FormField, axes: Axes) -> tuple[FormField, ...]:
        group = self.groups.get((field.series, axes))
        if group is None:
            return ()
        codes = [
            self.complete(field.measure, axis, {key[position] for key in group})
            for position, axis in enumerate(axes)
        ]
        keys = list(product(*codes))
        if len(keys) < 2 or not all(key in group for key in keys):
            return ()
        return tuple(group[key] for key in keys)

    def refinement(self, field: FormField, axis: str) -> tuple[FormField, ...]:
        """Finer bands that tile a coded interval: under six, by single years."""
        code = self.catalogue.dimensions[axis].codes[field.where[axis]]
        if code.from_months is None or code.to_months is None:
            return ()
        items = tuple(item for item in field.series[1] if item[0] != axis)
        group = self.groups.get(((field.measure, items), (axis,)), {})
        finer = {key[0] for key in group} - {field.where[axis]}
        dimension = self.catalogue.dimensions[axis]
        tiles = _tiling(dimension, finer, code.from_months, code.to_months)
        return tuple(group[tile,] for tile in tiles)

    def complete(self, measure: str, axis: str, codes: set[str]) -> Sequence[str]:
        """Choose the codes that make up the total; nothing when some are missing."""
        dimension = self.catalogue.dimensions[axis]
        if (hull := self.hulls.get((measure, axis))) is not None:
            return _tiling(dimension, codes, *hull)
        return tuple(dimension.codes) if set(dimension.codes) <= codes else ()

    def identities(self, field: FormField) -> Iterator[Relation]:
        for identity in self.catalogue.identities:
            if identity.whole != field.measure:
                continue
            parts = [self.by_series.get((name, field.series[1])) for name in identity.parts]
            present = tuple(part for part in parts if part is not None)
            if len(present) == len(parts):
                names = " cộng ".join(self.say(part) for part in present)
                reason = f"{self.say(field)}: phải bằng {names}."
                yield Relation(RelationKind.SUM, field, present, reason)

    def at_most_whole(self, part: FormField) -> Iterator[Relation]:
        measure = self.catalogue.measures[part.measure]
        wholes = list(self.wider(part)) if measure.integer else []
        parent = self.by_series.get((measure.part_of or "", part.series[1]))
        for whole in [*wholes, *([parent] if parent is not None else [])]:
            reason = f"{self.say(part)}: không được lớn hơn {self.say(whole)}."
            yield Relation(RelationKind.AT_MOST, whole, (part,), reason)

    def wider(self, part: FormField) -> Iterator[FormField]:
        """Figures that count the same with fewer conditions, unless a sum already says so."""
        taken: list[set[str]] = []
        for axes in _subsets(sorted(part.where)):
            if any(smaller <= set(axes) for smaller in taken):
                continue
            items = tuple(item for item in part.series[1] if item[0] not in axes)
            whole = self.by_series.get((part.measure, items))
            if whole is None:
                continue
            taken.append(set(axes))
            measure = self.catalogue.measures[part.measure]
            summed = set(axes) <= set(measure.additive) and part in self.partition(whole, axes)
            if not summed:
                yield whole

    def say(self, field: FormField) -> str:
        label = self.catalogue.measures[field.measure].label
        codes = "; ".join(
            self.catalogue.dimensions[name].label_of(code) for name, code in field.where.items()
        )
        return f"{label} ({codes})" if codes else label


def _group(fields: Iterable[FormField]) -> Groups:
    """Figures by (what is left, dimensions taken away), then by the codes taken away."""
    groups: Groups = {}
    for field in fields:
        measure, items = field.series
        for axes in _subsets([name for name, _ in items]):
            rest = tuple(item for item in items if item[0] not in axes)
            codes = tuple(field.where[axis] for axis in axes)
            groups.setdefault(((measure, rest), axes), {})[codes] = field
    return groups


def _subsets(names: Sequence[str]) -> Iterator[Axes]:
    """Non-empty subsets, smaller ones first."""
    for size in range(1, len(names) + 1):
        yield from combinations(names, size)


def _hulls(catalogue: Catalogue) -> dict[tuple[str, str], tuple[int, int]]:
    """Months that a measure's bands span, over all forms: what its total must cover."""
    hulls: dict[tuple[str, str], tuple[int, int]] = {}
    for version in catalogue.forms.values():
        for layout in version.layouts:
            for field in version.fields(layout):
                for axis, interval in _intervals(field.where, catalogue.dimensions):
                    low, high = hulls.get((field.measure, axis), interval)
                    hulls[field.measure, axis] = (min(low, interval[0]), max(high, interval[1]))
    return hulls


def _intervals(
    where: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for axis, name in where.items():
        code = dimensions[axis].codes[name]
        if code.from_months is not None and code.to_months is not None:
            yield axis, (code.from_months, code.to_months)


def _tiling(dimension: Dimension, codes: set[str], start: int, end: int) -> tuple[str, ...]:
    """Find the finest chain of bands that covers [start, end) exactly, or ``()``."""
    best: dict[int, tuple[str, ...]] = {start: ()}
    bands = sorted(
        (code.from_months, code.to_months, name)
        for name, code in dimension.codes.items()
        if name in codes and code.from_months is not None and code.to_months is not None
    )
    for low, high, name in bands:
        if low in best and high <= end and len(best[low]) + 1 > len(best.get(high, ())):
            best[high] = (*best[low], name)
    return best.get(end, ())
