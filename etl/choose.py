"""Chooses the form and version that a sheet is, or says between which one must choose.

Decided by what stands there and can be pointed at, never by a score: every heading of the form,
its rows, its name above the table, the day of the figures (ADR 0012).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from childrights.catalogue.forms import FormVersion
from childrights.vietnamese.text import loose
from childrights.warehouse.records import Finding, Severity
from etl.arrangement import Arrangement
from etl.frame import Frame
from etl.frame_lines import read_frame
from etl.grid import Grid
from etl.headings import Key, key_of
from etl.recognise import (
    HEADER_SEARCH_ROWS,
    HeaderMatch,
    exact_matches,
    title_rows,
    titled,
    tolerant_match,
)
from etl.reporter import cut_off_in

_LIKELY = 0.5
_PARTLY = 1 / 3
_NEAR = 0.2
_NEAREST_SHOWN = 2
_TEXT_ROWS, _TEXT_COLUMNS = 300, 120

_Make = tuple[object, ...]
_MAKES: dict[str, tuple[FormVersion, _Make]] = {}


@dataclass
class Choice:
    """What a sheet is: a match, or nothing, with what must be told; ``nearest`` names forms."""

    match: HeaderMatch | None = None
    findings: list[Finding] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)


def choose(grid: Grid, versions: Sequence[FormVersion], frame: Frame) -> Choice:
    """Choose the form version of a sheet."""
    makes = [alike[0] for alike in _makes(versions).values()]
    named = titled(grid, makes, HEADER_SEARCH_ROWS)
    exact = [match for match in exact_matches(grid, named) if match.is_complete]
    if exact and max(match.row_share for match in exact) == 1:
        return _among(grid, exact, versions, frame)
    shares = _shares(grid, makes)
    likely = [v for v in makes if v in named or shares[v.key] >= _LIKELY]
    tolerant = [match for version in likely if (match := tolerant_match(grid, version))]
    matches = [*exact, *tolerant]
    complete = [match for match in matches if match.is_complete and match.row_share >= _LIKELY]
    if complete:
        return _among(grid, complete, versions, frame)
    partly = [match for match in matches if _is_partly(match, named)]
    if partly:
        return _incomplete(grid, max(partly, key=_weight))
    return Choice(nearest=_nearest(grid, makes, shares))


def _is_partly(match: HeaderMatch, named: Sequence[FormVersion]) -> bool:
    own = match.version in titled(match.table.grid, named, title_rows(match))
    return own and (match.found + len(match.doubled)) / len(match.columns) >= _PARTLY


def _makes(versions: Iterable[FormVersion]) -> dict[_Make, list[FormVersion]]:
    """Versions that no heading or row tells apart, latest first."""
    makes: dict[_Make, list[FormVersion]] = {}
    for version in sorted(versions, key=lambda version: version.valid_from, reverse=True):
        makes.setdefault(_make(version), []).append(version)
    return makes


def _make(version: FormVersion) -> _Make:
    known = _MAKES.get(version.key)
    if known is not None and known[0] is version:
        return known[1]
    make = (
        version.form,
        tuple(column.header for column in version.columns),
        tuple(row.label for row in version.rows),
        tuple(stub.header for stub in version.stub),
    )
    _MAKES[version.key] = (version, make)
    return make


def _weight(match: HeaderMatch) -> tuple[float, float]:
    return match.found / len(match.columns), match.row_share


def _among(
    grid: Grid, matches: Sequence[HeaderMatch], versions: Sequence[FormVersion], frame: Frame
) -> Choice:
    """Of complete matches, the one form whose rows stand there; then the version of the day."""
    most = max(match.row_share for match in matches)
    best = [match for match in matches if match.row_share == most]
    named = [m for m in best if m.version in titled(grid, [m.version], title_rows(m))]
    forms = {match.version.form: match for match in named or best}
    if len(forms) > 1:
        return _ask_form(grid, list(forms.values()))
    (form,) = forms
    others = [] if named else titled(grid, versions, title_rows(forms[form]))
    if others:
        return _ask_title(grid, forms[form], others[0])
    chosen = _version_of_the_day(grid, forms[form], versions, frame)
    return Choice(chosen, _notes(grid, chosen, is_named=bool(named)))


def _version_of_the_day(
    grid: Grid, match: HeaderMatch, versions: Sequence[FormVersion], frame: Frame
) -> HeaderMatch:
    """Versions alike in every heading and row differ by the day they are for."""
    alike = _makes(versions)[_make(match.version)]
    if len(alike) == 1:
        return match
    day = cut_off_in(read_frame(grid, frame, match.top_row))
    in_force = [version for version in alike if day is not None and version.in_force(day)]
    chosen = (in_force or alike)[0]
    return match if chosen is match.version else replace(match, version=chosen)


def _ask_form(grid: Grid, matches: Sequence[HeaderMatch]) -> Choice:
    names = " và ".join(f"“{match.version.name}”" for match in matches)
    message = (
        f"Trang tính “{grid.name}” đọc được theo hai biểu: {names}. Ghi tên một biểu ở đầu bảng; "
        "nếu trang có hai bảng thì tách mỗi biểu một trang tính."
    )
    return Choice(findings=[_error(grid, "form_told_apart", message)])


def _ask_title(grid: Grid, match: HeaderMatch, other: FormVersion) -> Choice:
    message = (
        f"Tên biểu ở đầu trang là “{other.name}” nhưng các dòng là của biểu "
        f"“{match.version.name}”. Sửa tên biểu hoặc chép số liệu vào đúng biểu."
    )
    return Choice(findings=[_error(grid, "form_told_apart", message)])


def _incomplete(grid: Grid, match: HeaderMatch) -> Choice:
    findings = []
    for index, positions in match.doubled.items():
        heading = " › ".join(match.slots.headers[index][0])
        where = " và ".join(match.table.line_name(position) for position in positions)
        message = (
            f"Tiêu đề “{heading}” có ở {where}; không biết lấy số liệu ở đâu. "
            "Xóa hoặc đổi tên một trong hai."
        )
        findings.append(_error(grid, "columns_present", message, _corner(match)))
    if match.missing:
        columns = "; ".join(f"“{name}”" for name in match.missing)
        message = (
            f"Bảng thiếu cột {columns} của biểu “{match.version.name}” "
            f"({match.version.version}). Dùng biểu mẫu tải từ hệ thống."
        )
        findings.append(_error(grid, "columns_present", message, _corner(match)))
    return Choice(findings=findings)


def _corner(match: HeaderMatch) -> str:
    return match.table.address(match.first_row, 0)


def _error(grid: Grid, rule: str, message: str, cell: str = "") -> Finding:
    return Finding(Severity.ERROR, rule, message, grid.name, cell)


def _notes(grid: Grid, match: HeaderMatch, *, is_named: bool) -> list[Finding]:
    """What was understood although it is not written as in the form."""
    notes = []
    if not is_named:
        notes.append(
            f"Trang không ghi tên biểu; nhận là biểu “{match.version.name}” theo tiêu đề cột và "
            "tên dòng."
        )
    if match.table.turned:
        notes.append("Bảng xoay ngang so với biểu mẫu (dòng thành cột); đã đọc theo chiều đó.")
    in_rows = match.rows.repairs if match.arrangement is Arrangement.OWN else ()
    repairs = (*match.repairs, *in_rows)
    if repairs:
        shown = "; ".join(f"“{r.written}” là “{r.meant}”" for r in repairs[:4])
        more = f" và {len(repairs) - 4} chỗ khác" if len(repairs) > 4 else ""
        notes.append(f"Chữ khác biểu mẫu, đã hiểu: {shown}{more}.")
    return [
        Finding(Severity.NOTE, "form_inferred", text, grid.name, _corner(match)) for text in notes
    ]


def _shares(grid: Grid, versions: Sequence[FormVersion]) -> dict[str, float]:
    """Of each version's row labels and headings, how many stand somewhere in the sheet."""
    texts = {
        key_of((cell,), Key.LOOSE)
        for row in grid.rows[:_TEXT_ROWS]
        for cell in row[:_TEXT_COLUMNS]
        if isinstance(cell, str) and cell
    }
    shares = {}
    for version in versions:
        words = {key_of((row.label,), Key.LOOSE) for row in version.rows if not row.section}
        words |= {key_of((column.header[-1],), Key.LOOSE) for column in version.columns}
        shares[version.key] = len(words & texts) / len(words)
    return shares


def _nearest(grid: Grid, versions: Sequence[FormVersion], shares: dict[str, float]) -> list[str]:
    """Names of the forms that an unknown sheet looks most like, for the officer to compare."""
    title = set(re.findall(r"\w+", " ".join(
        loose(cell) for row in grid.rows[:15] for cell in row if isinstance(cell, str)
    )))  # fmt: skip
    scores: dict[str, float] = {}
    for version in versions:
        words = set(re.findall(r"\w+", loose(version.name))) - _COMMON
        score = shares[version.key] + 0.5 * len(words & title) / max(len(words), 1)
        scores[version.name] = max(score, scores.get(version.name, 0))
    ranked = sorted(scores, key=lambda name: -scores[name])[:_NEAREST_SHOWN]
    return [name for name in ranked if scores[name] >= _NEAR]


_COMMON = {"tre", "em", "va", "so", "lieu", "cua", "tinh", "hinh", "bao", "cao", "duoi", "cho"}
