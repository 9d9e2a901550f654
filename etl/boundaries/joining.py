"""Which commune each row of a boundary file is: by code, then by name, never by guess.

Columns are known by what they hold, not by their headings. Of the 3,321 codes in use since
2025-07-01, 3,316 had meant another commune before, so a code alone is not enough: where a row
has a name, the name must be that of the code's unit on the day of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from childrights.places.differences import is_slip
from childrights.places.model import Level, Locality
from childrights.places.names import candidates, split_type, suggest
from childrights.places.registry import Registry
from childrights.places.sources import COUNTRY_CODE
from childrights.vietnamese.dates import format_date
from childrights.vietnamese.legacy import Encoding, decode, detect_encoding
from childrights.vietnamese.text import clean
from etl.boundaries.faults import BadBoundaryFile, Finding, notice, refuse

_SAMPLE = 250
"""Rows looked at to tell what a column holds."""
_ENOUGH = 0.6
"""Share of rows that must be codes or names for a column to be one of codes or names."""
_CONCENTRATED = 0.8
_CODE_DIGITS = 5
_SHOWN = 12
_ENCODING_NAMES = {Encoding.TCVN3: "TCVN3 (ABC)", Encoding.VNI: "VNI"}

Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Joined:
    """The unit of each row (``None`` where none is sure), and what was found on the way."""

    units: tuple[Locality | None, ...]
    code_column: str
    name_column: str
    findings: tuple[Finding, ...] = field(default=())
    sure: frozenset[str] = frozenset()
    """Codes of units that two things agree on: code and name, or name and what stands above."""


@dataclass(frozen=True)
class _Texts:
    """What identifies the rows: codes, names, and the names of the units above."""

    codes: Sequence[str]
    names: Sequence[str]
    above: Sequence[str]


@dataclass(frozen=True)
class _Judge:
    """What the rows are compared with."""

    registry: Registry
    day: date
    within: str
    communes: Mapping[str, Locality]

    def named(self, text: str, within: str = "") -> list[Locality]:
        """Communes of the day that a text names."""
        found = candidates(self.registry, text, self.day, within or self.within)
        return [unit for unit in found if unit.level is Level.COMMUNE]

    def agrees(self, name: str, unit: Locality) -> bool:
        """Whether a name can be that of a unit: as spelled, or one slip or the accents away."""
        if unit in self.named(name, unit.code):
            return True
        typed, official = split_type(clean(name)), split_type(unit.name)
        return typed.kind in ("", official.kind) and is_slip(typed, official)


def decoded(columns: Columns) -> tuple[Columns, Mapping[str, Encoding]]:
    """Columns in Unicode, and the encoding that each was judged to be in."""
    encodings = {name: detect_encoding(texts) for name, texts in columns.items()}
    return {
        name: [clean(decode(text, encodings[name])) for text in texts]
        for name, texts in columns.items()
    }, encodings


def join(registry: Registry, columns: Columns, day: date, within: str = "") -> Joined:
    """Join rows to the communes of a day. ``within`` is the code of a unit they stand in.

    Raises :class:`BadBoundaryFile` where no column holds codes or names.
    """
    communes = {unit.code: unit for unit in registry.units(COUNTRY_CODE, day)}
    judge = _Judge(registry, day, within, communes)
    texts, encodings = decoded(columns)
    code_column = _best(texts, lambda text: as_code(text) if as_code(text) in communes else "")
    others = {name: column for name, column in texts.items() if name != code_column}
    name_column = _best(others, lambda text: text if _is_name(text) and judge.named(text) else "")
    if not code_column and not name_column:
        raise BadBoundaryFile(_say_no_column(texts, day))
    rows = len(next(iter(texts.values()), ()))
    identity = _Texts(
        [as_code(text) for text in texts.get(code_column, [""] * rows)],
        texts.get(name_column, [""] * rows),
        _above(judge, {n: c for n, c in others.items() if n != name_column}, rows),
    )
    units, problems = _join_rows(judge, identity)
    findings = [
        notice(
            "encoding",
            f"Cột “{name_column}” viết bằng {_ENCODING_NAMES[encoding]}: đã chuyển sang Unicode.",
        )
        for name, encoding in encodings.items()
        if name == name_column and encoding is not Encoding.UNICODE
    ]
    sure = frozenset(
        unit.code
        for unit, code, name, above in zip(
            units, identity.codes, identity.names, identity.above, strict=True
        )
        if unit and name and (code == unit.code or above)
    )
    return Joined(units, code_column, name_column, (*findings, *problems), sure)


def as_code(text: str) -> str:
    """A commune's code out of a cell: five digits, leading zeros given back; else empty."""
    plain = text.removesuffix(".0")
    is_code = plain.isdecimal() and len(plain) <= _CODE_DIGITS
    return plain.zfill(_CODE_DIGITS) if is_code else ""


def _is_name(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _best(columns: Columns, read: Callable[[str], str]) -> str:
    """The column in which most rows read as something, and as different things."""
    scores = {name: _share(texts, read) for name, texts in columns.items()}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= _ENOUGH else ""


def _share(texts: Sequence[str], read: Callable[[str], str]) -> float:
    step = max(1, len(texts) // _SAMPLE)
    sample = texts[::step]
    found = {read(text) for text in sample} - {""}
    return len(found) / len(sample) if sample else 0.0


def _above(judge: _Judge, columns: Columns, rows: int) -> list[str]:
    """Names of the districts and provinces that the rows say they stand in, nearest first."""
    named: dict[Level, Sequence[str]] = {}
    for texts in columns.values():
        found = Counter(_level_named(judge, text) for text in set(texts) if _is_name(text))
        level = next(iter(dict(found.most_common(1))), None)
        if level is not None and found[level] >= _ENOUGH * sum(found.values()):
            named.setdefault(level, texts)
    parts = [named[level] for level in (Level.DISTRICT, Level.PROVINCE) if level in named]
    return [", ".join(part[row] for part in parts if part[row]) for row in range(rows)]


def _level_named(judge: _Judge, text: str) -> Level | None:
    found = {unit.level for unit in candidates(judge.registry, text, judge.day)}
    wider = found & {Level.DISTRICT, Level.PROVINCE}
    return max(wider, key=list(Level).index) if wider else None


def _join_rows(judge: _Judge, texts: _Texts) -> tuple[tuple[Locality | None, ...], list[Finding]]:
    units: list[Locality | None] = []
    contested: dict[int, str] = {}
    for row, (code, name) in enumerate(zip(texts.codes, texts.names, strict=True)):
        by_code = judge.communes.get(code)
        if by_code is None:
            units.append(None)
        elif not name or judge.agrees(name, by_code):
            units.append(by_code)
        else:
            units.append(None)
            contested[row] = f"mã {code} ngày {format_date(judge.day)} là {by_code.name}, " + (
                f"tệp ghi “{name}”"
            )
    open_rows = [row for row, unit in enumerate(units) if unit is None and row not in contested]
    named = {row: _by_name(judge, texts, row) for row in open_rows if texts.names[row]}
    _settle(units, named)
    return tuple(units), list(_problems(judge, texts, units, contested))


def _by_name(judge: _Judge, texts: _Texts, row: int) -> list[Locality]:
    """Communes that a row's name can mean, with the names above where they help."""
    name, above = texts.names[row], texts.above[row]
    found = judge.named(name)
    with_parents = judge.named(f"{name}, {above}") if above and len(found) != 1 else []
    return with_parents or found


def _settle(units: list[Locality | None], named: Mapping[int, list[Locality]]) -> None:
    """Take the rows whose name means one unit; then those that one unit of the area fits.

    A name that several places bear is taken only where nearly all other rows stand in the one
    district or province in which just one of those places stands.
    """
    for row, found in named.items():
        if len(found) == 1:
            units[row] = found[0]
    homes = _homes([unit for unit in units if unit is not None])
    for row, found in named.items():
        here = [unit for unit in found if {unit.parent_code, unit.province_code} & homes]
        if units[row] is None and len(here) == 1:
            units[row] = here[0]


def _homes(units: Sequence[Locality]) -> set[str]:
    """The narrowest parents in which nearly all units stand."""
    for code_of in (lambda unit: unit.parent_code, lambda unit: unit.province_code):
        counted = Counter(map(code_of, units)).most_common(1)
        if counted and counted[0][1] >= _CONCENTRATED * len(units):
            return {counted[0][0]}
    return set()


def _problems(
    judge: _Judge,
    texts: _Texts,
    units: Sequence[Locality | None],
    contested: Mapping[int, str],
) -> Iterator[Finding]:
    if contested:
        said = "; ".join([f"dòng {row + 1}: {why}" for row, why in contested.items()][:_SHOWN])
        yield refuse(
            "code_and_name",
            f"{len(contested)} dòng có mã và tên không khớp nhau: {said}. Kiểm tra ngày của tệp "
            "(--as-of): từ 01/7/2025 hầu hết mã đã chuyển sang đơn vị khác.",
            tuple(texts.codes[row] for row in contested),
        )
    lost = [row for row, unit in enumerate(units) if unit is None and row not in contested]
    if lost:
        listed = "; ".join(_say_lost(judge, texts, row) for row in lost[:_SHOWN])
        more = f"; … và {len(lost) - _SHOWN} dòng khác" if len(lost) > _SHOWN else ""
        said = f"{len(lost)} dòng không nhận ra là đơn vị nào, không lấy: {listed}{more}."
        is_most = len(lost) * 2 > len(units)
        yield (refuse if is_most else notice)("not_recognised", said)


def _say_lost(judge: _Judge, texts: _Texts, row: int) -> str:
    code, name = texts.codes[row], texts.names[row]
    said = f"dòng {row + 1} “{' '.join(filter(None, (code, name))) or 'không tên'}”"
    found = judge.named(name) if name else []
    near = found or (suggest(judge.registry, name, judge.day, judge.within) if name else [])
    listed = ", ".join(f"{judge.registry.full_name(u)} ({u.code})" for u in near[:3])
    if found:
        return f"{said} có thể là {listed}"
    return f"{said} (gần giống: {listed})" if listed else said


def _say_no_column(texts: Columns, day: date) -> str:
    shown = "; ".join(
        f"“{name}” ({', '.join(list(dict.fromkeys(filter(None, column)))[:3])})"
        for name, column in texts.items()
    )
    return (
        f"Không cột nào chứa mã hoặc tên đơn vị cấp xã của ngày {format_date(day)}. Các cột: "
        f"{shown or 'không có'}. Thêm cột mã 5 chữ số, hoặc kiểm tra lại ngày (--as-of)."
    )
