"""Reviewed corrections of figures: data with a document, and a guard.

The ledger keeps what was sent. A correction changes what a snapshot shows: it names the figure,
the value that it expects to find, the value to put in its place, who reviewed it, when, and by
which document. When the expected value is gone (the unit has sent the right one, or another wrong
one) nothing is published until the correction has been looked at again (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import duckdb
import pyarrow as pa
from pydantic import BeforeValidator, Field, ValidationError

from childrights.catalogue.model import TOTAL
from childrights.periods import Period
from childrights.places.reference import REFERENCE_DIR, Entry, overlay_file
from childrights.strict_yaml import CatalogueError, Document, Problem, load_yaml
from childrights.vietnamese.numbers import format_number

FILE = "corrections.yaml"

_NUMBER = r"^-?\d+(\.\d{1,4})?$"


def _as_text(raw: object) -> object:
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


Figure = Annotated[str, BeforeValidator(_as_text), Field(pattern=_NUMBER)]
"""A number as written in YAML: 1234 or 12.5."""


class CorrectionEntry(Entry):
    """One correction as written. ``null`` stands for “no figure”, as expected or instead."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    who: str = Field(min_length=1)
    when: date
    document: str = Field(min_length=1)
    why: str = Field(min_length=1)
    form: str
    locality: str
    valid_from: date | None = None
    period: str
    measure: str
    codes: dict[str, str] = Field(default_factory=dict)
    sha256: str = ""
    expected: Figure | None
    corrected: Figure | None


class CorrectionFile(Entry):
    """The file `data/reference/corrections.yaml`, or an operator's overlay of it."""

    corrections: tuple[CorrectionEntry, ...]


@dataclass(frozen=True)
class Correction:
    """A correction and where it is written."""

    entry: CorrectionEntry
    document: Document
    index: int

    def problem(self, message: str) -> Problem:
        """What is wrong with it, at its file, entry and line."""
        line = self.document.line_of(["corrections", self.index])
        return Problem(self.document.file, line, f"corrections.{self.entry.id}", message)


class StaleCorrection(CatalogueError):
    """Corrections no longer find what they expect; nothing was published."""


def load_corrections(
    data_dir: Path | None, reference: Path = REFERENCE_DIR
) -> tuple[Correction, ...]:
    """The project's corrections and the operator's; raises ``CatalogueError`` with all problems."""
    own = reference / FILE
    paths = [
        path for path in (own if own.is_file() else None, overlay_file(data_dir, FILE)) if path
    ]
    problems: list[Problem] = []
    found = [item for path in paths for item in _read(load_yaml(path), problems)]
    seen: set[str] = set()
    for item in found:
        if item.entry.id in seen:
            problems.append(item.problem(f"trùng mã “{item.entry.id}”"))
        seen.add(item.entry.id)
    if problems:
        raise CatalogueError(problems)
    return tuple(found)


def _read(document: Document, problems: list[Problem]) -> list[Correction]:
    try:
        file = CorrectionFile.model_validate(document.data)
    except ValidationError as error:
        problems += [
            document.problem(item["loc"], f"không hợp lệ: {item['msg']}") for item in error.errors()
        ]
        return []
    for index, entry in enumerate(file.corrections):
        try:
            Period.parse(entry.period)
        except ValueError as error:
            problems.append(document.problem(["corrections", index, "period"], str(error)))
    return [Correction(entry, document, index) for index, entry in enumerate(file.corrections)]


def correct(
    connection: duckdb.DuckDBPyConnection,
    corrections: Sequence[Correction],
    dimensions: Sequence[str],
) -> list[Problem]:
    """Apply corrections to the observations in force; return those that could not be.

    Writes the table ``correction``, and value, status and correction of each observation found.
    The figure as read stays in ``reported``, the cell's own text in ``text``.
    """
    problems: list[Problem] = []
    applied: list[Correction] = []
    for item in corrections:
        unknown = set(item.entry.codes) - set(dimensions)
        if unknown:
            problems.append(item.problem(f"không có chiều phân tổ “{', '.join(sorted(unknown))}”"))
            continue
        found = _observations(connection, item.entry, dimensions)
        message = _mismatch(item.entry, found)
        if message:
            problems.append(item.problem(message))
            continue
        _replace(connection, item.entry, found[0])
        applied.append(item)
    _keep(connection, applied)
    return problems


_Found = tuple[int, Decimal | None, str, str, str]
"""Row, value, status, the submission's nature, correction already there."""


def _observations(
    connection: duckdb.DuckDBPyConnection, entry: CorrectionEntry, dimensions: Sequence[str]
) -> list[_Found]:
    wanted: dict[str, Any] = {
        "s.form": entry.form,
        "o.code": entry.locality,
        "o.period": entry.period,
        "o.measure": entry.measure,
        **{f"o.{name}": entry.codes.get(name, TOTAL) for name in dimensions},
    }
    if entry.valid_from is not None:
        wanted["o.valid_from"] = entry.valid_from
    if entry.sha256:
        wanted["s.sha256"] = entry.sha256
    conditions = " AND ".join(f"{column} = ?" for column in wanted)
    return connection.execute(
        f"""SELECT o.rowid, o.value, o.status, s.nature, o.correction
            FROM observation o JOIN submission s ON s.id = o.submission
            WHERE o.in_force AND {conditions}""",
        list(wanted.values()),
    ).fetchall()


def _mismatch(entry: CorrectionEntry, found: Sequence[_Found]) -> str:
    """Why the correction does not fit what is in force; empty when it does."""
    if not found:
        return (
            "không có số liệu nào đang hiệu lực đúng biểu, đơn vị, kỳ và phân tổ này; "
            "rà soát lại hoặc xóa mục này"
        )
    if len(found) > 1:
        return "trúng nhiều hơn một ô; ghi thêm valid_from hoặc phân tổ"
    (_, value, _, _, correction) = found[0]
    if correction:
        return f"ô này đã được mục “{correction}” đính chính"
    if value != _number(entry.expected):
        return (
            f"chờ thay số {_say(_number(entry.expected))} nhưng số đang hiệu lực là "
            f"{_say(value)}; rà soát lại hoặc xóa mục này"
        )
    return ""


def _replace(connection: duckdb.DuckDBPyConnection, entry: CorrectionEntry, found: _Found) -> None:
    row, value, status, nature, _ = found
    corrected = _number(entry.corrected)
    if corrected is None:
        status = "O"
    elif value is None:
        status = nature
    connection.execute(
        "UPDATE observation SET value = ?, status = ?, correction = ? WHERE rowid = ?",
        [corrected, status, entry.id, row],
    )


def _keep(connection: duckdb.DuckDBPyConnection, applied: Iterable[Correction]) -> None:
    rows = [item.entry for item in applied]
    table = pa.table(
        {
            "id": pa.array([row.id for row in rows], pa.string()),
            "who": pa.array([row.who for row in rows], pa.string()),
            "reviewed": pa.array([row.when for row in rows], pa.date32()),
            "document": pa.array([row.document for row in rows], pa.string()),
            "why": pa.array([row.why for row in rows], pa.string()),
        }
    )
    connection.register("incoming_corrections", table)
    connection.execute("CREATE TABLE correction AS SELECT * FROM incoming_corrections")
    connection.unregister("incoming_corrections")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _say(value: Decimal | None) -> str:
    return "“chưa có số liệu”" if value is None else format_number(value)
