"""The register of places: every unit of every day, what it became and what it came from."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from childrights.language import say
from childrights.places.corrections import corrected, load_corrections
from childrights.places.events import (
    Draft,
    Event,
    History,
    ReviewedSpan,
    apply_events,
    load_events,
)
from childrights.places.hamlets import BadHamlets, HamletRow, read_hamlets
from childrights.places.lists import list_files, read_aliases
from childrights.places.model import (
    RECORD_START,
    Level,
    Locality,
    LocalityKey,
    Relation,
    UnknownPlace,
)
from childrights.places.reference import REFERENCE_DIR, overlay_file, reference_stamp
from childrights.places.sources import (
    COUNTRY_CODE,
    LAST_DISTRICT_DAY,
    LIST_SINCE,
    REFORM_DAY,
    SourceData,
    SourceUnit,
    read_sources,
)
from childrights.vietnamese.dates import format_date

Links = dict[LocalityKey, list[tuple[LocalityKey, Relation]]]

_NEAR_LIMIT = 8


class Registry:
    """Looks places up by code and day. Made by :func:`load_registry`."""

    def __init__(
        self,
        localities: Iterable[Locality],
        links: Iterable[tuple[LocalityKey, LocalityKey, Relation]],
        events: tuple[Event, ...],
        reviewed: tuple[ReviewedSpan, ...],
        aliases: Mapping[LocalityKey, tuple[str, ...]] | None = None,
    ) -> None:
        self.events = events
        """Reviewed changes of communes, as entered."""
        self.reviewed = reviewed
        """Provinces and districts whose changes are all entered, from which day on."""
        self.aliases = dict(aliases or {})
        """Other spellings of names, from the lists that the operator imported."""
        self._all = tuple(sorted(localities, key=_code_and_day))
        self._by_key = {locality.key: locality for locality in self._all}
        self._by_code = _grouped((locality.code, locality) for locality in self._all)
        self._children = _grouped((locality.parent_code, locality) for locality in self._all)
        self._communes = _communes_by_parent(self._all)
        self._reviewed: dict[str, date] = {}
        for span in reviewed:
            earliest = self._reviewed.get(span.code, span.since)
            self._reviewed[span.code] = min(earliest, span.since)
        self._next: Links = {}
        self._previous: Links = {}
        for before, after, relation in links:
            self._next.setdefault(before, []).append((after, relation))
            self._previous.setdefault(after, []).append((before, relation))

    def all_localities(self) -> tuple[Locality, ...]:
        """Every locality of every day, in the order of (code, valid_from)."""
        return self._all

    def at(self, code: str, day: date) -> Locality:
        """Return the unit that a code meant on a day.

        Raises :class:`UnknownPlace`, in Vietnamese, saying what the code became or had been,
        or which codes are near.
        """
        for locality in self._by_code.get(code, ()):
            if locality.exists_on(day):
                return locality
        raise UnknownPlace(self._why_unknown(code, day))

    def get(self, key: LocalityKey) -> Locality:
        """Return the unit with this identity; raises :class:`UnknownPlace`."""
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownPlace(
                say(
                    "Không có đơn vị mã {code} bắt đầu từ {day}.",
                    code=key.code,
                    day=_day(key.valid_from),
                )
            ) from None

    def spans(self, code: str) -> tuple[Locality, ...]:
        """Every meaning a code has had, earliest first; empty for a code never used."""
        return tuple(self._by_code.get(code, ()))

    def units(self, parent_code: str, day: date) -> tuple[Locality, ...]:
        """Communes of a district, a province or the country (VN) on a day, in code order.

        Empty for the five island districts that had no communes. Raises
        :class:`UnknownPlace` when the parent did not exist that day.
        """
        parent = self.at(parent_code, day)
        communes = self._communes.get(parent.code, ())
        return tuple(commune for commune in communes if commune.exists_on(day))

    def children(self, parent: Locality | str, day: date) -> tuple[Locality, ...]:
        """Units directly below another (code or locality) on a day, in code order."""
        code = parent if isinstance(parent, str) else parent.code
        return tuple(child for child in self._children.get(code, ()) if child.exists_on(day))

    def hamlets(self, commune_key: LocalityKey, day: date) -> tuple[Locality, ...]:
        """Hamlets that the operator listed below a commune, on a day within its span."""
        commune = self.get(commune_key)
        return self.children(commune, day) if commune.exists_on(day) else ()

    def parent(self, locality: Locality) -> Locality | None:
        """Return the unit directly above, as of the first day; ``None`` for the country."""
        if not locality.parent_code:
            return None
        return self.at(locality.parent_code, locality.valid_from)

    def ancestors(self, locality: Locality) -> tuple[Locality, ...]:
        """Units above, nearest first, without the country."""
        above = self.parent(locality)
        if above is None or above.level is Level.COUNTRY:
            return ()
        return (above, *self.ancestors(above))

    def full_name(self, locality: Locality) -> str:
        """Name with those of its parents, as of its era.

        “Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội”.
        """
        return ", ".join(unit.name for unit in (locality, *self.ancestors(locality)))

    def successors(self, key: LocalityKey) -> list[tuple[LocalityKey, Relation]]:
        """Return what a unit became at its end, and whether each took all of it; code order.

        A former district is answered with the communes that its communes went into. Empty
        for a unit that still stands. Raises :class:`UnknownPlace`.
        """
        locality = self.get(key)
        if key in self._next:
            return list(self._next[key])
        if locality.level is Level.DISTRICT:
            return self._district_successors(locality)
        return []

    def predecessors(self, key: LocalityKey) -> list[tuple[LocalityKey, Relation]]:
        """Return what a unit was made of, and whether it took all of each; code order."""
        self.get(key)
        return list(self._previous.get(key, ()))

    def links(self) -> Iterator[tuple[LocalityKey, LocalityKey, Relation]]:
        """Every pair of an earlier unit and one that took its territory, all or part."""
        for before, targets in self._next.items():
            yield from ((before, after, relation) for after, relation in targets)

    def continues(self, locality: Locality) -> Locality | None:
        """Return the earlier unit with the same territory (rename, upgrade, no change)."""
        before = self._previous.get(locality.key, [])
        if len(before) != 1 or before[0][1] is not Relation.FULL:
            return None
        return self._by_key[before[0][0]]

    def is_reviewed(self, locality: Locality, day: date) -> bool:
        """Whether all changes between that day and mid-2025 are entered for this place.

        Where not, earlier days read as the list of mid-2025, which held from 2025-03-01.
        """
        if day >= LIST_SINCE:
            return True
        above = {unit.code for unit in (locality, *self.ancestors(locality))}
        return any(self._reviewed[code] <= day for code in above & self._reviewed.keys())

    def _district_successors(self, district: Locality) -> list[tuple[LocalityKey, Relation]]:
        communes = self.units(district.code, district.valid_to or district.valid_from)
        after = sorted({key for unit in communes for key, _ in self._next.get(unit.key, ())})
        relation = Relation.FULL if len(after) == 1 else Relation.PARTIAL
        return [(key, relation) for key in after]

    def _why_unknown(self, code: str, day: date) -> str:
        spans = self._by_code.get(code, ())
        earlier = [locality for locality in spans if locality.valid_from <= day]
        if earlier:
            return self._what_became(earlier[-1], day)
        if spans:
            return self._what_was(spans[0], day)
        near = self._near_codes(code, day)
        hint = (
            say(" Mã gần giống: {near}.", near=near)
            if near
            else say(" Kiểm tra lại mã trong danh mục.")
        )
        return say(
            "Không có đơn vị hành chính mã “{code}” vào ngày {day}.{hint}",
            code=code,
            day=_day(day),
            hint=hint,
        )

    def _what_became(self, locality: Locality, day: date) -> str:
        after = [self._by_key[key] for key, _ in self.successors(locality.key)]
        gone = say(
            "{name} (mã {code}) không còn vào ngày {day}",
            name=locality.name,
            code=locality.code,
            day=_day(day),
        )
        if not after:
            return say("{gone}. Chọn một đơn vị khác.", gone=gone)
        since = _day(after[0].valid_from)
        return say(
            "{gone}: từ {since} địa bàn thuộc {list}. Chọn một trong các đơn vị đó.",
            gone=gone,
            since=since,
            list=_list(after),
        )

    def _what_was(self, locality: Locality, day: date) -> str:
        before = [self._by_key[key] for key, _ in self.predecessors(locality.key)]
        start = say(
            "{name} (mã {code}) chỉ có từ {day}",
            name=locality.name,
            code=locality.code,
            day=_day(locality.valid_from),
        )
        if not before:
            return say("{start}, chưa có vào ngày {day}.", start=start, day=_day(day))
        return say(
            "{start}; vào ngày {day} địa bàn thuộc {list}.",
            start=start,
            day=_day(day),
            list=_list(before),
        )

    def _near_codes(self, code: str, day: date) -> str:
        near = sorted(other for other in self._by_code if one_slip(code, other))
        spans = (span for other in near for span in self._by_code[other])
        return _list([span for span in spans if span.exists_on(day)])


def load_registry(data_dir: Path | None = None, reference: Path = REFERENCE_DIR) -> Registry:
    """Load the register of places, with the operator's overlay below ``data_dir`` if any.

    The overlay may hold `overlay/events.yaml` (further events), `overlay/hamlets.csv`, and
    imported lists in `overlay/localities/`, of which other spellings of names are taken.
    ``reference`` replaces the project's own folder, for the definitions of an earlier day.
    Cached until one of the files changes. Raises ``CatalogueError``, ``BadEvent``,
    ``BadHamlets``, ``BadList`` or ``MissingSource``, each saying what to mend.
    """
    overlay_events = overlay_file(data_dir, "events.yaml")
    hamlets = overlay_file(data_dir, "hamlets.csv")
    lists = list_files(data_dir)
    stamp = reference_stamp((overlay_events, hamlets, *lists))
    return _load(reference, overlay_events, hamlets, lists, stamp)


@lru_cache(maxsize=4)
def _load(
    reference: Path,
    overlay_events: Path | None,
    hamlets: Path | None,
    lists: tuple[Path, ...],
    _stamp: tuple[object, ...],
) -> Registry:
    files = [load_events(reference / "events.yaml")]
    if overlay_events:
        files.append(load_events(overlay_events))
    events = tuple(event for file in files for event in file.events)
    reviewed = tuple(span for file in files for span in file.reviewed)
    with _no_collection():
        source = read_sources()
        pairs = corrected(source.pairs, load_corrections(reference))
        registry = build_registry(replace(source, pairs=pairs), events, reviewed)
    if hamlets is None and not lists:
        return registry
    rows = read_hamlets(hamlets) if hamlets else ()
    return _with_overlay(registry, rows, _aliases(registry, lists))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold back the garbage collector, which would walk all that is being built, in vain.

    It saves about a sixth of the loading time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def build_registry(
    source: SourceData,
    events: tuple[Event, ...] = (),
    reviewed: tuple[ReviewedSpan, ...] = (),
) -> Registry:
    """Date the units of the package by the events; raises ``BadEvent``."""
    history, last_old, first_new = apply_events(
        (unit for unit in source.old if unit.level is Level.COMMUNE),
        (unit for unit in source.new if unit.level is Level.COMMUNE),
        events,
    )
    _add_parents(source, history, last_old, first_new)
    for pair in source.pairs:
        link = (last_old[pair.old_code], first_new[pair.new_code], pair.relation)
        history.links.append(link)
    dated = {id(draft): _locality(draft) for draft in history.drafts}
    links = [
        (dated[id(before)].key, dated[id(after)].key, relation)
        for before, after, relation in history.links
    ]
    links.sort(key=lambda link: (link[0].code, link[1].code))
    return Registry([_country(), *dated.values()], links, events, reviewed)


def _add_parents(
    source: SourceData, history: History, old: dict[str, Draft], new: dict[str, Draft]
) -> None:
    for unit in source.old:
        if unit.level is not Level.COMMUNE:
            old[unit.code] = Draft(unit, RECORD_START, LAST_DISTRICT_DAY)
            history.drafts.append(old[unit.code])
    for unit in source.new:
        if unit.level is not Level.COMMUNE:
            new[unit.code] = Draft(unit, REFORM_DAY, None)
            history.drafts.append(new[unit.code])


def _locality(draft: Draft) -> Locality:
    unit: SourceUnit = draft.unit
    return Locality(
        key=LocalityKey(unit.code, draft.valid_from),
        name=unit.name,
        level=unit.level,
        parent_code=unit.parent_code,
        province_code=unit.province_code,
        valid_to=draft.valid_to,
        latitude=unit.latitude,
        longitude=unit.longitude,
    )


def _country() -> Locality:
    key = LocalityKey(COUNTRY_CODE, RECORD_START)
    return Locality(key, say("Việt Nam"), Level.COUNTRY, parent_code="", province_code="")


def _with_overlay(
    registry: Registry,
    rows: tuple[HamletRow, ...],
    aliases: Mapping[LocalityKey, tuple[str, ...]],
) -> Registry:
    hamlets = _close_repeats([_hamlet(registry, row) for row in rows])
    localities = [*registry.all_localities(), *hamlets]
    return Registry(localities, registry.links(), registry.events, registry.reviewed, aliases)


def _aliases(registry: Registry, lists: tuple[Path, ...]) -> dict[LocalityKey, tuple[str, ...]]:
    """Other spellings by unit. A unit that events have since ended or moved has none."""
    names: dict[LocalityKey, tuple[str, ...]] = {}
    for day, written in map(read_aliases, lists):
        for code, name in written:
            for unit in registry.spans(code):
                if unit.exists_on(day):
                    names[unit.key] = (*names.get(unit.key, ()), name)
    return names


def _hamlet(registry: Registry, row: HamletRow) -> Locality:
    spans = registry.spans(row.commune_code)
    day = row.valid_from or (spans[-1].valid_from if spans else REFORM_DAY)
    try:
        commune = registry.at(row.commune_code, day)
    except UnknownPlace as error:
        raise BadHamlets(
            say("hamlets.csv dòng {line}: {error}", line=row.line, error=error)
        ) from error
    if commune.level is not Level.COMMUNE:
        raise BadHamlets(
            say(
                "hamlets.csv dòng {line}: mã {code} là {name}, không phải cấp xã.",
                line=row.line,
                code=commune.code,
                name=commune.name,
            )
        )
    return Locality(
        key=LocalityKey(row.hamlet_code, day),
        name=row.name,
        level=Level.HAMLET,
        parent_code=commune.code,
        province_code=commune.province_code,
        valid_to=_last_day_of_territory(registry, commune),
    )


def _last_day_of_territory(registry: Registry, commune: Locality) -> date | None:
    """Last day before the territory changes: a rename or upgrade leaves its hamlets alone."""
    while commune.valid_to is not None:
        following = commune.valid_to + timedelta(days=1)
        later = [span for span in registry.spans(commune.code) if span.exists_on(following)]
        if not later or registry.continues(later[0]) != commune:
            return commune.valid_to
        commune = later[0]
    return None


def _close_repeats(hamlets: list[Locality]) -> list[Locality]:
    """End a hamlet the day before its code is listed again."""
    ordered = sorted(hamlets, key=lambda hamlet: hamlet.key)
    closed = []
    for hamlet, following in zip_longest(ordered, ordered[1:]):
        if following is None or following.code != hamlet.code:
            closed.append(hamlet)
            continue
        if following.valid_from == hamlet.valid_from:
            raise BadHamlets(
                say(
                    "hamlets.csv: mã thôn {code} có hai dòng từ {day}.",
                    code=hamlet.code,
                    day=_day(hamlet.valid_from),
                )
            )
        eve = following.valid_from - timedelta(days=1)
        closed.append(replace(hamlet, valid_to=min(hamlet.valid_to or eve, eve)))
    return closed


def _code_and_day(locality: Locality) -> tuple[str, date]:
    return locality.key.code, locality.key.valid_from


def _grouped(pairs: Iterable[tuple[str, Locality]]) -> dict[str, list[Locality]]:
    groups: dict[str, list[Locality]] = {}
    for code, locality in pairs:
        groups.setdefault(code, []).append(locality)
    return groups


def _communes_by_parent(localities: Iterable[Locality]) -> dict[str, list[Locality]]:
    """Communes under their district, their province and the country."""
    communes = [unit for unit in localities if unit.level is Level.COMMUNE]
    groups = _grouped((unit.parent_code, unit) for unit in communes)
    groups |= _grouped((unit.province_code, unit) for unit in communes)
    return {**groups, COUNTRY_CODE: communes}


def one_slip(typed: str, code: str) -> bool:
    """Whether one wrong, missing, extra or swapped character separates two codes or names."""
    if len(typed) == len(code):
        wrong = [i for i, pair in enumerate(zip(typed, code, strict=True)) if pair[0] != pair[1]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return len(wrong) == 1 or (swapped and sorted(typed) == sorted(code))
    longer, shorter = sorted((typed, code), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )


def _list(localities: list[Locality]) -> str:
    shown = ", ".join(f"{unit.name} ({unit.code})" for unit in localities[:_NEAR_LIMIT])
    rest = len(localities) - _NEAR_LIMIT
    return say("{shown} và {rest} đơn vị khác", shown=shown, rest=rest) if rest > 0 else shown


def _day(day: date) -> str:
    return format_date(day)
