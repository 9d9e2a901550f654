"""Finding the place that an officer typed, as of a day, or refusing with what is near.

Only spelling that cannot change the place is forgiven: case, spaces, where the tone mark
stands, look-alike letters, abbreviated types, leading zeros, and, where no official name fits
as typed, other spellings of an imported list, Đắk/Đăk/Đak, Quý/Quí, K'Dang/K Dang, and text of
old fonts. Accents never are: Hoằng Phú and Hoằng Phụ are neighbours. An accent-free match is
offered as a suggestion and joins nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from childrights.places.model import AmbiguousPlace, Level, Locality, LocalityKey, UnknownPlace
from childrights.places.registry import Registry
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.legacy import Encoding, decode, detect_encoding
from childrights.vietnamese.text import clean, fold, loose

_TYPES = {
    "phường": "p",
    "xã": "x",
    "thị trấn": "tt",
    "đặc khu": "đk",
    "quận": "q",
    "huyện": "h",
    "thị xã": "tx",
    "thành phố": "tp",
    "tỉnh": "t",
}
_ABBREVIATIONS = {short: full for full, short in _TYPES.items()}
_TYPE = re.compile(
    rf"^(?P<full>{'|'.join(_TYPES)})(?:\s*\.\s*|\s+)(?=\S)"
    rf"|^(?P<short>{'|'.join(sorted(_ABBREVIATIONS, key=len, reverse=True))})"
    r"(?:\s*\.\s*|\s+)(?=\S)"
    r"|^(?P<glued>[pq])(?=\d)"
)
_OFFICE = re.compile(r"^(?:ubnd|uỷ ban nhân dân|hđnd|hội đồng nhân dân)\b[\s.:]*")
_SEPARATORS = re.compile(r"[,;/|()\[\]]")
_DASH = re.compile(r"\s+-\s*|\s*-\s+")
_BEFORE_PARENT = re.compile(r"\s+(?=(?:huyện|quận|thị xã|thành phố|tỉnh|(?:h|q|tx|tp|t)\.)\s*\S)")
_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_LOOSE_TYPE = re.compile(rf"^(?:{'|'.join(loose(kind) for kind in _TYPES)}) +")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")
_AROUND_APOSTROPHE = re.compile(r"\s*'\s*")
_ALIASES = {"hcm": "hồ chí minh"}
_HAMLET_TYPES = {
    "thôn": "thôn",
    "tổ dân phố": "tổ dân phố|tổ dp|tdp",
    "tiểu khu": "tiểu khu|tk",
    "khu phố": "khu phố|kp",
    "tổ": "tổ",
    "bản": "bản",
    "buôn": "buôn",
    "làng": "làng",
    "xóm": "xóm",
    "ấp": "ấp",
    "khóm": "khóm",
}
_HAMLET_TYPE = re.compile("|".join(rf"^(?:{typed})(?=\d| \S)" for typed in _HAMLET_TYPES.values()))
_DAK = re.compile(r"\bđ[ăa]k\b")
_I_FOR_Y = re.compile(r"\b([hklmst]|qu)([iìíỉĩị])\b")
_Y_BY_I = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))
_STATE_FARM = re.compile(r"^(?:nt|n t) ")
_LONE_CONSONANT = re.compile(r"\b([bcdđghklmnprstvx])[' ](?=[^\W\d_])")
_COUNTRY = "việt nam"

_CUTOFF = 0.75
_SHOWN = 6


@dataclass(frozen=True)
class TypedName:
    """A name split into its type (“xã”, or empty when none was typed) and its strict key."""

    kind: str
    key: str

    def fits(self, other: TypedName) -> bool:
        """Whether this, as typed, can mean ``other``, an official name."""
        return self.key == other.key and self.kind in ("", other.kind)


@dataclass(frozen=True)
class _Entry:
    locality: Locality
    name: TypedName


_Index = dict[str, list[_Entry]]


@dataclass(frozen=True)
class _Way:
    """One way to compare names: those known under a key, and how a typed key becomes one."""

    index: _Index
    key: Callable[[str], str]

    def fits(self, typed: TypedName, official: TypedName) -> bool:
        return TypedName(typed.kind, self.key(typed.key)).fits(
            TypedName(official.kind, self.key(official.key))
        )


@lru_cache(maxsize=32_768)
def split_type(name: str) -> TypedName:
    """Split “TT. Hà Trung” or “Phường 01” into type and strict key (accents kept)."""
    folded = fold(name)
    match = _TYPE.match(folded)
    if match is None:
        return TypedName("", _key(folded))
    short = match["short"] or match["glued"]
    kind = match["full"] or _ABBREVIATIONS[short]
    return TypedName(kind, _key(folded[match.end() :]))


def homonyms(registry: Registry, locality: Locality) -> list[Locality]:
    """Other units, of any day and any type, that bear the same name."""
    entries = _index(registry).get(split_type(locality.name).key, [])
    return [entry.locality for entry in entries if entry.locality.key != locality.key]


def find_locality(registry: Registry, text: str, day: date, within: str = "") -> Locality:
    """Return the one unit that a typed name, or a code, means on a day.

    The name may carry its parents (“P. Định Công, Q. Hoàng Mai, Hà Nội”); a code beside it
    must agree. ``within`` is the code of a unit that the place must stand in: give it wherever
    the sender is known, because a bare name may be unique in the country and still be another
    place. A hamlet is found by name below its commune, typed or given as ``within``. Raises
    :class:`UnknownPlace` with the nearest names and codes, or :class:`AmbiguousPlace` with all
    that fit.
    """
    typed = clean(text)
    if typed.isdecimal():
        return registry.at(typed, day)
    found = candidates(registry, text, day, within)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousPlace(_say_ambiguous(registry, typed, found, day))
    raise UnknownPlace(_say_unknown(registry, _in_unicode(text)[-1], day, within))


def candidates(registry: Registry, text: str, day: date, within: str = "") -> list[Locality]:
    """Return every unit of a day that a typed name can mean: none, one to join, or several.

    Text that names nothing in Unicode and can only be of an old font is read as TCVN3 and as
    VNI, and means what either reading exactly names.
    """
    found = _candidates(registry, clean(text), day, within)
    if found:
        return found
    decoded: dict[LocalityKey, Locality] = {}
    for reading in _in_unicode(text):
        decoded |= {unit.key: unit for unit in _candidates(registry, clean(reading), day, within)}
    return list(decoded.values())


def is_named(registry: Registry, locality: Locality, text: str, day: date) -> bool:
    """Whether a typed name, with the parents that it may carry, means this unit on a day.

    A name that fits other units and not this one means those. One that fits none, because the
    parents typed after it are of another time, means the unit whose own name stands first.
    """
    commune = locality.parent_code if locality.level is Level.HAMLET else ""
    found = candidates(registry, text, day, commune)
    if found:
        return any(unit.key == locality.key for unit in found)
    own = split_type(locality.name)
    return any(
        way.fits(parts[0], own)
        for parts in _readings(registry, clean(text))
        for way in _ways(registry)
    )


def is_within(registry: Registry, locality: Locality, code: str) -> bool:
    """Whether a unit is, or stands below, the unit of a code; below “” stands every unit."""
    above = (locality, *registry.ancestors(locality)) if code else ()
    return not code or any(unit.code == code for unit in above)


def suggest(registry: Registry, text: str, day: date, within: str = "") -> list[Locality]:
    """Return units of that day whose names look like the text; accents ignored; best first."""
    parts = next(iter(_readings(registry, clean(_in_unicode(text)[-1]))), [])
    if not parts:
        return []
    loose_keys = _loose_keys(registry)
    by_loose: dict[str, list[Locality]] = {}
    for entry in _loosely_under(registry, parts[1:], day):
        if is_within(registry, entry.locality, within):
            by_loose.setdefault(loose_keys[entry.name.key], []).append(entry.locality)
    wanted = _LOOSE_TYPE.sub("", loose(parts[0].key))
    near = [wanted] if wanted in by_loose else _closest(wanted, by_loose)
    return [locality for key in near for locality in by_loose[key]][:_SHOWN]


@lru_cache(maxsize=4)
def _index(registry: Registry) -> _Index:
    index: _Index = {}
    for locality in registry.all_localities():
        if locality.level not in (Level.HAMLET, Level.COUNTRY):
            name = split_type(locality.name)
            index.setdefault(name.key, []).append(_Entry(locality, name))
    return index


@lru_cache(maxsize=4)
def _ways(registry: Registry) -> tuple[_Way, ...]:
    """Ways to compare names, the strictest first: official, of an imported list, orthographic."""
    others: _Index = {}
    for unit, names in registry.aliases.items():
        for name in map(split_type, names):
            others.setdefault(name.key, []).append(_Entry(registry.get(unit), name))
    variants: _Index = {}
    for key, entries in (*_index(registry).items(), *others.items()):
        variants.setdefault(variant(key), []).extend(entries)
    return _Way(_index(registry), str), _Way(others, str), _Way(variants, variant)


def variant(key: str) -> str:
    """Return the key under which accepted spellings of one name meet.

    Đăk and Đak are Đắk; final i and y after h, k, l, m, s, t, qu are one letter; the
    apostrophe or space after the lone consonant of an ethnic name does not count; NT is
    nông trường.
    """
    key = _STATE_FARM.sub("nông trường ", key)
    plain = _I_FOR_Y.sub(lambda match: match[1] + _Y_BY_I[match[2]], _DAK.sub("đắk", key))
    return _LONE_CONSONANT.sub(r"\1", plain).replace("'", "")


@lru_cache(maxsize=4)
def _loose_keys(registry: Registry) -> dict[str, str]:
    return {key: loose(key) for key in _index(registry)}


def _closest(wanted: str, keys: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(wanted, list(keys), n=_SHOWN, cutoff=_CUTOFF)


def _key(folded: str) -> str:
    plain = _AROUND_APOSTROPHE.sub("'", folded.replace("-", " ").replace(".", " "))
    plain = _LEADING_ZEROS.sub("", " ".join(plain.split()))
    return _ALIASES.get(plain, plain)


def _readings(registry: Registry, typed: str) -> Iterable[list[TypedName]]:
    """Ways to cut the text into unit and parents, the plainest first."""
    folded = fold(_OFFICE.sub("", fold(_CODE.sub(" ", typed))))
    parts = [part for chunk in _SEPARATORS.split(folded) for part in _undash(registry, chunk)]
    if parts:
        yield _named(parts)
    cut = [piece for part in parts for piece in _BEFORE_PARENT.split(part)]
    if len(cut) > len(parts):
        yield _named(cut)


def _named(parts: Sequence[str]) -> list[TypedName]:
    names = [split_type(part) for part in parts]
    return [name for i, name in enumerate(names) if i == 0 or name.key != _COUNTRY]


def _undash(registry: Registry, chunk: str) -> list[str]:
    """Cut at dashes, except inside a name that has one (Bà Rịa - Vũng Tàu)."""
    pieces: list[str] = []
    for piece in filter(None, (part.strip() for part in _DASH.split(chunk))):
        joined = f"{pieces[-1]} - {piece}" if pieces else ""
        if joined and split_type(joined).key in _index(registry):
            pieces[-1] = joined
        else:
            pieces.append(piece)
    return pieces


def _in_unicode(text: str) -> list[str]:
    """The text as Unicode: itself, or what it can mean in old fonts, the likeliest last."""
    judged = detect_encoding([text])
    if judged is Encoding.UNICODE:
        return [text]
    other = Encoding.VNI if judged is Encoding.TCVN3 else Encoding.TCVN3
    return [decode(text, other), decode(text, judged)]


def _candidates(registry: Registry, typed: str, day: date, within: str) -> list[Locality]:
    code = _CODE.search(typed)
    readings = list(_readings(registry, typed))
    for way in _ways(registry):
        for parts in readings:
            found = [
                unit
                for unit in _matches(registry, way, parts, day)
                if is_within(registry, unit, within) and (code is None or code[0] == unit.code)
            ]
            if found:
                return found
    if code or not _has_hamlets(registry):
        return []
    return list(_hamlets(registry, typed, day, within))


def _matches(
    registry: Registry, way: _Way, parts: Sequence[TypedName], day: date
) -> Iterator[Locality]:
    seen = set()
    for entry in way.index.get(way.key(parts[0].key), ()):
        unit = entry.locality
        if unit.key in seen or not unit.exists_on(day):
            continue
        if way.fits(parts[0], entry.name) and _stands_under(registry, way, unit, parts[1:]):
            seen.add(unit.key)
            yield unit


def _stands_under(
    registry: Registry, way: _Way, locality: Locality, parents: Sequence[TypedName]
) -> bool:
    """Whether every typed parent is an ancestor, in the order typed."""
    above = [split_type(unit.name) for unit in registry.ancestors(locality)] if parents else []
    for parent in parents:
        fitting = [i for i, name in enumerate(above) if way.fits(parent, name)]
        if not fitting:
            return False
        above = above[fitting[0] + 1 :]
    return True


@lru_cache(maxsize=4)
def _has_hamlets(registry: Registry) -> bool:
    return any(unit.level is Level.HAMLET for unit in registry.all_localities())


def _hamlets(registry: Registry, typed: str, day: date, within: str) -> Iterator[Locality]:
    """Hamlets of that name below the commune that is typed after it or given."""
    name, _, parents = typed.partition(",")
    wanted = _split_hamlet(name)
    if parents:
        communes = _candidates(registry, clean(parents), day, within)
    else:
        communes = [unit for unit in registry.spans(within) if unit.exists_on(day)]
    for commune in communes:
        if commune.level is Level.COMMUNE:
            below = registry.hamlets(commune.key, day)
            yield from (unit for unit in below if wanted.fits(_split_hamlet(unit.name)))


def _split_hamlet(name: str) -> TypedName:
    folded = _key(fold(name))
    match = _HAMLET_TYPE.match(folded)
    if match is None:
        return TypedName("", folded)
    kind = next(kind for kind, typed in _HAMLET_TYPES.items() if match[0] in typed.split("|"))
    return TypedName(kind, _key(folded[match.end() :].strip()))


def _loosely_under(registry: Registry, parents: Sequence[TypedName], day: date) -> list[_Entry]:
    standing = [
        entry
        for entries in _index(registry).values()
        for entry in entries
        if entry.locality.exists_on(day)
    ]
    wanted = {loose(parent.key) for parent in parents}
    loose_keys = _loose_keys(registry)
    codes = {entry.locality.code for entry in standing if loose_keys[entry.name.key] in wanted}
    under = [
        entry
        for entry in standing
        if entry.locality.parent_code in codes or entry.locality.province_code in codes
    ]
    return under or standing


def _say_ambiguous(registry: Registry, typed: str, found: Sequence[Locality], day: date) -> str:
    return (
        f"“{typed}” vào ngày {format_date(day)} có thể là: {_list(registry, found)}. "
        "Viết rõ loại đơn vị và cấp trên, hoặc dùng mã."
    )


def _say_unknown(registry: Registry, typed: str, day: date, within: str) -> str:
    start = f"Không có địa phương “{typed}” vào ngày {format_date(day)}."
    past = _of_other_days(registry, typed, day, within)
    if past:
        start += f" Tên này có ở thời gian khác: {past}."
    near = suggest(registry, typed, day, within)
    if not near:
        return f"{start} Kiểm tra lại tên hoặc dùng mã."
    return f"{start} Tên gần giống: {_list(registry, near)}. Sửa lại tên hoặc dùng mã."


def _of_other_days(registry: Registry, typed: str, day: date, within: str) -> str:
    official = _ways(registry)[0]
    for parts in _readings(registry, clean(typed)):
        others = {
            (entry.locality.code, entry.locality.name): entry.locality
            for entry in official.index.get(parts[0].key, ())
            if not entry.locality.exists_on(day)
            and official.fits(parts[0], entry.name)
            and _stands_under(registry, official, entry.locality, parts[1:])
            and is_within(registry, entry.locality, within)
        }
        if others:
            return "; ".join(_with_span(registry, other) for other in [*others.values()][:_SHOWN])
    return ""


def _with_span(registry: Registry, locality: Locality) -> str:
    named = f"{registry.full_name(locality)} ({locality.code})"
    if locality.valid_to is None:
        return f"{named} từ {format_date(locality.valid_from)}"
    return f"{named} đến {format_date(locality.valid_to)}"


def _list(registry: Registry, localities: Sequence[Locality]) -> str:
    return "; ".join(f"{registry.full_name(unit)} ({unit.code})" for unit in localities[:_SHOWN])
