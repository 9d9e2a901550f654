"""Snapshots: a DuckDB file projected from the ledger, written once, pointed at by ``CURRENT``.

Replacing a DuckDB file under a live reader served stale rows in 95% of reads when it was
measured; a new file per version behind a pointer served none torn (docs/decisions/0002). A
running dashboard follows the pointer, so a load needs no restart.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from childrights.language import say, translatable
from childrights.places.model import Locality
from childrights.strict_yaml import Problem
from childrights.warehouse.assignments import RANK_ASSIGNED, assigned_table
from childrights.warehouse.corrections import (
    Correction,
    StaleCorrection,
    correct,
    load_corrections,
)
from childrights.warehouse.durable import (
    DRAFT_MARK,
    draft_beside,
    put_in_place,
    settle,
    write_whole,
)
from childrights.warehouse.events import Event, EventKind, closings, explanations, latest
from childrights.warehouse.kept import Kept
from childrights.warehouse.ledger import Ledger, LedgerError

KEPT_SNAPSHOTS = 3
FORMAT = "2"
"""Of a snapshot's tables; one of another format is rebuilt from the ledger."""

_READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "access_mode": "read_only",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


class NoSnapshot(LookupError):
    """Nothing has been loaded into this data folder yet."""


class UnreadableSnapshot(RuntimeError):
    """The snapshot's file is damaged, or was written by another version of the program."""


class NotPublished(LedgerError):
    """No new snapshot could be built; the one before is still in force, the ledger is whole."""


@dataclass(frozen=True)
class Snapshot:
    """An open snapshot. ``name`` identifies its content and serves as a cache key.

    ``warning`` is a sentence for viewers, where this is not the snapshot that should be shown.
    ``kept`` holds answers of a published file, which never changes; a snapshot that is still being
    made has none.
    """

    name: str
    connection: duckdb.DuckDBPyConnection
    warning: str = ""
    kept: Kept | None = field(default=None, compare=False, repr=False)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one query on a cursor of its own: shared connections hand out others' rows."""
        cursor = self.connection.cursor()
        try:
            return cursor.execute(sql, list(parameters)).fetchall()
        finally:
            cursor.close()

    def facts(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a small question without parameters, asked once of a published file."""
        if self.kept is None:
            return self.rows(sql)
        found = self.kept.answers(
            Snapshot, (sql,), lambda asked: {one: self.rows(one) for one in asked}
        )
        return list(found[sql])

    def meta(self) -> dict[str, str]:
        """Facts about the snapshot: built_at, kind, format, as_of, dimensions, definitions…"""
        return {str(key): str(value) for key, value in self.facts("SELECT key, value FROM meta")}


def snapshots_dir(data_dir: Path) -> Path:
    """Where the snapshots of a data folder lie."""
    return data_dir / "snapshots"


def current_name(data_dir: Path) -> str:
    """Name of the snapshot in force; raise :class:`NoSnapshot` when there is none.

    Where the pointer is damaged, or what it names is, the newest whole snapshot is in force:
    viewers go on seeing figures, and the next load mends the rest.
    """
    folder = snapshots_dir(data_dir)
    named = _pointed_at(folder)
    if named is not None and is_whole(folder, named):
        return named
    kept = [path.stem for path in _kept(folder) if is_whole(folder, path.stem)]
    if kept:
        return kept[-1]
    if named is None:
        raise NoSnapshot(say("Thư mục {data_dir} chưa có số liệu nào được nạp.", data_dir=data_dir))
    return named


def _pointed_at(folder: Path) -> str | None:
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None


def is_whole(folder: Path, name: str) -> bool:
    """Whether a snapshot's file has the size that was written; the first ones have no seal."""
    path = folder / f"{name}.duckdb"
    try:
        sealed = _seal(path).read_text(encoding="utf-8").strip() if _seal(path).exists() else None
        return bool(name) and path.stat().st_size == (
            int(sealed) if sealed is not None else path.stat().st_size
        )
    except (OSError, ValueError):
        return False


def _seal(path: Path) -> Path:
    return path.with_suffix(".bytes")


def _kept(folder: Path) -> list[Path]:
    """Snapshot files, oldest first by what they hold."""
    return sorted(folder.glob("wh-*.duckdb"), key=lambda path: (_revision(path.stem), path.stem))


def _revision(name: str) -> tuple[int, int]:
    parts = name.split("-")
    if len(parts) != 4 or not (parts[1] + parts[2]).isdigit():
        return (0, 0)
    return int(parts[1]), int(parts[2])


def require_dimensions(snapshot: Snapshot, dimensions: Sequence[str]) -> None:
    """Raise :class:`UnreadableSnapshot` for a snapshot older than a dimension of the catalogue."""
    meta = snapshot.meta()
    if meta.get("format") != FORMAT:
        raise UnreadableSnapshot(
            say(
                "Bản số liệu {name} do một phiên bản khác của phần mềm dựng. Chạy "
                "“python -m etl publish” để dựng lại từ sổ.",
                name=snapshot.name,
            )
        )
    missing = set(dimensions) - set(meta.get("dimensions", "").split())
    if missing:
        raise UnreadableSnapshot(
            say(
                "Bản số liệu {name} có trước khi danh mục thêm phân tổ {sorted}. "
                "Chạy “python -m etl publish” để dựng lại từ sổ.",
                name=snapshot.name,
                sorted=", ".join(sorted(missing)),
            )
        )


def published_revision(data_dir: Path) -> tuple[int, int] | None:
    """Batch and event up to which the snapshot in force goes.

    ``None`` where a new one has to be built whatever the ledger holds: there is none, or the
    pointer or its file is damaged.
    """
    folder = snapshots_dir(data_dir)
    named = _pointed_at(folder)
    return _revision(named) if named is not None and is_whole(folder, named) else None


def open_current(data_dir: Path) -> Snapshot:
    """Open the snapshot in force, read-only.

    Raises :class:`NoSnapshot` when there is none and :class:`UnreadableSnapshot` when no
    snapshot can be opened; the ledger rebuilds it.
    """
    folder = snapshots_dir(data_dir)
    name = current_name(data_dir)
    others = [path.stem for path in reversed(_kept(folder)) if path.stem != name]
    for candidate in [name, *others]:
        opened = _opened(folder, candidate) if is_whole(folder, candidate) else None
        if opened is not None:
            return _with_warning(opened, _pointed_at(folder))
    raise UnreadableSnapshot(
        say(
            "Không mở được bản số liệu {name}. Số liệu vẫn còn trong sổ: chạy "
            "“python -m etl publish” để dựng lại.",
            name=name,
        )
    )


def open_named(data_dir: Path, name: str) -> Snapshot:
    """Open a kept snapshot by its name; raises ``NoSnapshot`` or ``UnreadableSnapshot``."""
    folder = snapshots_dir(data_dir)
    if not (folder / f"{name}.duckdb").exists():
        kept = ", ".join(path.stem for path in _kept(folder)) or say("không có bản nào")
        raise NoSnapshot(
            say("Không có bản số liệu “{name}”. Các bản còn giữ: {kept}.", name=name, kept=kept)
        )
    opened = _opened(folder, name) if is_whole(folder, name) else None
    if opened is None:
        raise UnreadableSnapshot(say("Không mở được bản số liệu {name}: tệp bị hỏng.", name=name))
    return opened


def _opened(folder: Path, name: str) -> Snapshot | None:
    try:
        snapshot = Snapshot(
            name,
            duckdb.connect(str(folder / f"{name}.duckdb"), config=_READ_ONLY),
            kept=Kept(),
        )
        snapshot.meta()
    except duckdb.Error:
        return None
    return snapshot


def _with_warning(opened: Snapshot, named: str | None) -> Snapshot:
    if opened.name == named:
        return opened
    warning = translatable(
        "Bản số liệu mới nhất bị hỏng; đang hiện bản trước đó. "
        "Chạy “python -m etl publish” để dựng lại từ sổ."
    )
    return replace(opened, warning=warning)


def publish(ledger: Ledger, localities: Iterable[Locality], dimensions: Sequence[str]) -> str:
    """Project the whole ledger into a new snapshot and point at it; return its name.

    Raises ``StaleCorrection`` when a correction no longer finds what it expects, and
    :class:`NotPublished` when the disk does not take it; the snapshot in force stays.
    """
    folder = snapshots_dir(ledger.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    batch, event = ledger.revision()
    path = folder / f"wh-{batch:08d}-{event:06d}-{uuid.uuid4().hex[:8]}.duckdb"
    draft = draft_beside(path)
    projection = Projection(
        ledger, tuple(localities), dimensions, load_corrections(ledger.data_dir)
    )
    try:
        _build(draft, projection)
        settle(draft)
        write_whole(_seal(path), str(draft.stat().st_size).encode())
        put_in_place(draft, path)
        write_whole(folder / "CURRENT", path.stem.encode())
    except (OSError, duckdb.Error) as error:
        for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
            leftover.unlink(missing_ok=True)
        raise NotPublished(
            say(
                "Không dựng được bản số liệu mới ({error}). Người xem vẫn thấy bản "
                "trước; số liệu đã nhận vẫn còn trong sổ. Giải phóng chỗ trên đĩa "
                "rồi chạy “python -m etl publish”.",
                error=error,
            )
        ) from error
    _tidy(folder, path.stem)
    return path.stem


def _build(draft: Path, projection: Projection) -> None:
    connection = duckdb.connect(str(draft))
    try:
        problems = _project(connection, projection)
    finally:
        connection.close()
    if problems:
        draft.unlink()
        raise StaleCorrection(problems)


@dataclass(frozen=True)
class Projection:
    """What a snapshot is made of: the ledger, up to a moment, with places and corrections.

    With ``signed_off`` only closed figures are in force.
    """

    ledger: Ledger
    localities: tuple[Locality, ...]
    dimensions: Sequence[str]
    corrections: Sequence[Correction] = ()
    as_of: datetime | None = None
    signed_off: bool = False

    def receipts(self) -> list[dict[str, Any]]:
        """Receipts of files that had been received."""
        return [
            item
            for item in self.ledger.receipts()
            if self.as_of is None or datetime.fromisoformat(item["received_at"]) <= self.as_of
        ]

    def events(self) -> list[Event]:
        """Events that had happened."""
        return [
            event for event in self.ledger.events() if self.as_of is None or event.at <= self.as_of
        ]


def replay(
    ledger: Ledger,
    localities: Iterable[Locality],
    dimensions: Sequence[str],
    as_of: datetime | None,
    corrections: Sequence[Correction] = (),
    *,
    signed_off: bool = False,
) -> Snapshot:
    """The snapshot as it was known at a moment, in memory (``--as-of``).

    A correction that did not fit that day's figures is left out, and said in ``warning``.
    """
    connection = duckdb.connect(":memory:")
    projection = Projection(
        ledger, tuple(localities), dimensions, corrections, as_of, signed_off=signed_off
    )
    problems = _project(connection, projection)
    name = f"as-of-{as_of.isoformat() if as_of else 'now'}"
    return Snapshot(name, connection, "\n".join(str(problem) for problem in problems))


def check_corrections(
    ledger: Ledger, dimensions: Sequence[str], corrections: Sequence[Correction]
) -> list[Problem]:
    """The corrections that do not fit the figures in force now."""
    connection = duckdb.connect(":memory:")
    return _project(connection, Projection(ledger, (), dimensions, corrections))


def submissions_known(ledger: Ledger) -> Snapshot:
    """Submissions and decisions of the whole ledger without their figures, in memory."""
    connection = duckdb.connect(":memory:")
    _project_submissions(connection, Projection(ledger, (), ()))
    return Snapshot("submissions", connection)


def _tidy(folder: Path, current: str) -> None:
    stale = [path for path in _kept(folder) if path.stem != current][: -(KEPT_SNAPSHOTS - 1)]
    # Windows keeps a file that a viewer still has open; the next load removes it.
    for path in [*stale, *folder.glob(f"{DRAFT_MARK}*")]:
        with contextlib.suppress(PermissionError):
            path.unlink(missing_ok=True)
    for seal in folder.glob("wh-*.bytes"):
        if not seal.with_suffix(".duckdb").exists():
            seal.unlink(missing_ok=True)


def _project(connection: duckdb.DuckDBPyConnection, projection: Projection) -> list[Problem]:
    """Build every table; return the corrections that do not fit."""
    _register(connection, "locality", _locality_table(projection.localities))
    _project_submissions(connection, projection)
    paths = [str(path) for path in projection.ledger.observation_files()]
    _load_observations(connection, paths, projection.dimensions)
    problems = correct(connection, projection.corrections, projection.dimensions)
    _register(connection, "meta", _meta_table(projection))
    return problems


def _project_submissions(connection: duckdb.DuckDBPyConnection, projection: Projection) -> None:
    receipts, events = projection.receipts(), projection.events()
    _register(connection, "file", _file_table(receipts))
    _register(connection, "finding", _finding_table(receipts, events))
    _register(connection, "submission_all", _submission_table(receipts))
    _register(connection, "closing", _closing_table(closings(events)))
    for name, kind in (("approval", EventKind.APPROVED), ("sent_back", EventKind.RETURNED)):
        _register(connection, name, _decision_table(latest(events, kind)))
    _register(connection, "event", _event_table(events))
    connection.execute(_RANK_SUBMISSIONS.format(closed=projection.signed_off))
    _register(connection, "assigned_all", assigned_table(receipts))
    connection.execute(RANK_ASSIGNED)


def _meta_table(projection: Projection) -> pa.Table:
    versions = [
        event.number for event in projection.events() if event.kind is EventKind.DEFINITIONS
    ]
    meta = {
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": projection.ledger.kind.value,
        "format": FORMAT,
        "as_of": projection.as_of.isoformat() if projection.as_of else "",
        "dimensions": " ".join(projection.dimensions),
        "definitions": str(versions[-1]) if versions else "",
    }
    return pa.table({"key": list(meta), "value": list(meta.values())})


# The last one received is in force for its form, unit and period, of those that the ledger held
# when the figure was closed; one that a receiver has sent back is not. The letter's date, the name
# and the hash only decide between files received at the same moment, so that loading order never
# does; where it comes to the name, the loader warns (etl/checks/versions_told_apart.py).
_RANK_SUBMISSIONS = """
CREATE TABLE submission AS
WITH judged AS (
    SELECT s.*,
           c.form IS NOT NULL AS closed,
           s.verdict = 'accepted' AND coalesce(s.batch > c.after_batch, false) AS held,
           b.sha256 IS NOT NULL AS returned, b.reason AS return_reason,
           b.deadline AS return_deadline, b.decided_at AS returned_at,
           a.sha256 IS NOT NULL AS approved
    FROM submission_all s
    LEFT JOIN closing c ON c.form = s.form AND c.locality = s.locality
         AND c.valid_from = s.valid_from AND c.period = s.period
    LEFT JOIN sent_back b ON b.sha256 = s.sha256 AND b.number = s.number
    LEFT JOIN approval a ON a.sha256 = s.sha256 AND a.number = s.number
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY verdict, held, form, locality, valid_from, period
        ORDER BY received_at DESC, letter_date DESC NULLS LAST, file_name DESC,
                 sha256 DESC, number DESC, batch DESC
    ) = 1 AS is_last
    FROM judged
)
SELECT * EXCLUDE (is_last),
       verdict = 'accepted' AND NOT held AND NOT returned AND is_last
           AND (closed OR NOT {closed}) AS in_force,
       CASE WHEN verdict = 'rejected' THEN 'rejected'
            WHEN returned THEN 'returned'
            WHEN held THEN 'held'
            WHEN NOT is_last THEN 'superseded'
            WHEN closed THEN 'closed'
            WHEN approved THEN 'approved'
            ELSE 'received' END AS state
FROM ranked;
DROP TABLE submission_all;
"""


def _register(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _load_observations(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], dimensions: Sequence[str]
) -> None:
    if paths:
        source = "read_parquet($paths, union_by_name = true, filename = true)"
        parameters = {"paths": list(paths)}
    else:
        source, parameters = "no_observations", {}
        columns = ", ".join(f"{name} VARCHAR" for name in dimensions)
        connection.execute(_EMPTY_OBSERVATIONS.format(dimensions=columns))
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}", parameters).fetchall()
    known = {row[0] for row in described}
    # A dimension younger than the whole ledger has no column in it: everything is its total.
    columns = ", ".join(
        f"coalesce(o.{name}, '_T') AS {name}" if name in known else f"'_T' AS {name}"
        for name in dimensions
    )
    connection.execute(
        f"""
        CREATE TABLE observation AS
        SELECT o.measure, {columns}, s.locality AS code, s.valid_from, s.period,
               s.shape, s.id AS submission, s.in_force, o.value, o.value AS reported, o.status,
               '' AS correction, o.text, o.sheet, o.cell
        FROM {source} o
        JOIN submission s ON s.sha256 = o.sha256 AND s.number = o.number
             AND s.batch = CAST(regexp_extract(o.filename, '([0-9]+).[^/\\\\]*$', 1) AS INTEGER)
        WHERE s.verdict = 'accepted'
        ORDER BY s.in_force DESC, o.measure, s.period, s.locality
        """,
        parameters,
    )
    connection.execute("DROP TABLE IF EXISTS no_observations")


_EMPTY_OBSERVATIONS = """
CREATE TABLE no_observations (
    sha256 VARCHAR, number INTEGER, measure VARCHAR, {dimensions}, value DECIMAL(18, 4),
    status VARCHAR, text VARCHAR, sheet VARCHAR, cell VARCHAR, filename VARCHAR
)
"""


def _locality_table(localities: Iterable[Locality]) -> pa.Table:
    rows = list(localities)
    return pa.table(
        {
            "code": [row.code for row in rows],
            "valid_from": [row.valid_from for row in rows],
            "valid_to": pa.array([row.valid_to for row in rows], pa.date32()),
            "name": [row.name for row in rows],
            "level": [row.level.value for row in rows],
            "parent_code": [row.parent_code for row in rows],
            "province_code": [row.province_code for row in rows],
        }
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _file_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.table(
        {
            "sha256": pa.array([r["sha256"] for r in receipts], pa.string()),
            "name": pa.array([r["name"] for r in receipts], pa.string()),
            "size_bytes": pa.array([r["size_bytes"] for r in receipts], pa.int64()),
            "received_at": pa.array(
                [_moment(r["received_at"]) for r in receipts], pa.timestamp("us", tz="UTC")
            ),
            "batch": pa.array([r["batch"] for r in receipts], pa.int32()),
            "verdict": pa.array([r["verdict"] for r in receipts], pa.string()),
            "definitions": pa.array([r["definitions"] for r in receipts], pa.string()),
        }
    )


_SUBMISSION_TEXTS = (
    "form", "version", "layout", "locality", "name", "period", "nature",
    "letter_number", "sheet", "verdict",
)  # fmt: skip


def _submission_table(receipts: Sequence[dict[str, Any]]) -> pa.Table:
    pairs = [(receipt, item) for receipt in receipts for item in receipt["submissions"]]
    dates = {"valid_from", "cut_off", "letter_date"}
    columns: dict[str, pa.Array] = {
        "id": pa.array(range(1, len(pairs) + 1), pa.int32()),
        "batch": pa.array([receipt["batch"] for receipt, _ in pairs], pa.int32()),
        "sha256": pa.array([receipt["sha256"] for receipt, _ in pairs], pa.string()),
        "file_name": pa.array([receipt["name"] for receipt, _ in pairs], pa.string()),
        "received_at": pa.array(
            [_moment(receipt["received_at"]) for receipt, _ in pairs],
            pa.timestamp("us", tz="UTC"),
        ),
        "number": pa.array([item["number"] for _, item in pairs], pa.int32()),
        "signed_off": pa.array([item["signed_off"] for _, item in pairs], pa.bool_()),
        "shape": pa.array([shape_of(item) for _, item in pairs], pa.string()),
    }
    for name in _SUBMISSION_TEXTS:
        columns[name] = pa.array([item[name] for _, item in pairs], pa.string())
    for name in sorted(dates):
        columns[name] = pa.array(
            [datetime.fromisoformat(item[name]).date() if item[name] else None
             for _, item in pairs],
            pa.date32(),
        )  # fmt: skip
    return pa.table(columns)


def shape_of(submission: dict[str, Any]) -> str:
    """Form version and layout together: what decides which cells a submission holds."""
    return f"{submission['form']}@{submission['version']}/{submission['layout']}"


def _finding_table(receipts: Sequence[dict[str, Any]], events: Sequence[Event]) -> pa.Table:
    rows: list[tuple[str, int | None, int, dict[str, str]]] = []
    for receipt in receipts:
        sha256, batch = receipt["sha256"], receipt["batch"]
        rows += [(sha256, None, batch, item) for item in receipt["findings"]]
        for assignment in receipt.get("assignments", []):
            rows += [(sha256, None, batch, item) for item in assignment["findings"]]
        for submission in receipt["submissions"]:
            number = submission["number"]
            rows += [(sha256, number, batch, item) for item in submission["findings"]]
    answers = explanations(events)
    texts = [
        answers.get((sha256, item["rule"], item["sheet"], item["cell"]))
        for sha256, _, _, item in rows
    ]
    # What was decided about a finding comes before what the workbook itself says in answer.
    said = [
        (event.reason, event.by) if event else _in_workbook(item)
        for event, (_, _, _, item) in zip(texts, rows, strict=True)
    ]
    table = {
        "sha256": pa.array([sha for sha, _, _, _ in rows], pa.string()),
        "number": pa.array([number for _, number, _, _ in rows], pa.int32()),
        "batch": pa.array([batch for _, _, batch, _ in rows], pa.int32()),
        "explanation": pa.array([reason for reason, _ in said], pa.string()),
        "explained_by": pa.array([by for _, by in said], pa.string()),
    }
    for name in ("severity", "rule", "sheet", "cell", "message"):
        table[name] = pa.array([item[name] for _, _, _, item in rows], pa.string())
    return pa.table(table)


def _in_workbook(finding: Mapping[str, str]) -> tuple[str, str]:
    """An explanation that came in the workbook, and who gave it; batches of old have none."""
    text = finding.get("explanation", "")
    return text, "Đơn vị báo cáo" if text else ""


def _closing_table(closed: Mapping[Any, Event]) -> pa.Table:
    keys = list(closed)
    return pa.table(
        {
            "form": pa.array([key.form for key in keys], pa.string()),
            "locality": pa.array([key.locality.code for key in keys], pa.string()),
            "valid_from": pa.array([key.locality.valid_from for key in keys], pa.date32()),
            "period": pa.array([key.period for key in keys], pa.string()),
            "after_batch": pa.array([closed[key].after_batch for key in keys], pa.int32()),
            **_decided(list(closed.values())),
        }
    )


def _decision_table(decisions: Mapping[Any, Event]) -> pa.Table:
    keys = list(decisions)
    return pa.table(
        {
            "sha256": pa.array([key.sha256 for key in keys], pa.string()),
            "number": pa.array([key.number for key in keys], pa.int32()),
            **_decided(list(decisions.values())),
        }
    )


def _event_table(events: Sequence[Event]) -> pa.Table:
    return pa.table(
        {
            "number": pa.array([event.number for event in events], pa.int32()),
            "kind": pa.array([event.kind.value for event in events], pa.string()),
            "scope": pa.array([event.scope for event in events], pa.string()),
            **_decided(events),
        }
    )


def _decided(events: Sequence[Event]) -> dict[str, pa.Array]:
    moments = [event.at.astimezone(UTC) for event in events]
    return {
        "decided_at": pa.array(moments, pa.timestamp("us", tz="UTC")),
        "decided_by": pa.array([event.by for event in events], pa.string()),
        "reason": pa.array([event.reason for event in events], pa.string()),
        "deadline": pa.array([event.deadline for event in events], pa.date32()),
    }
